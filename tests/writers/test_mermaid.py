"""Words inside Mermaid diagrams; what the real parser takes is tried with `tests/proofs` where npm is at hand."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.writers.escaping import visible
from pmcli.writers.mermaid import label, task


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Click to call", "#67;lick to call"),
        ("section 8 housing", "#115;ection 8 housing"),
        ("2026-12-01 freeze", "#50;026-12-01 freeze"),
        ("topAxis汉字", "#116;opAxis汉字"),  # the lexer ends words at the last ASCII letter
        ("Sections of the page", "Sections of the page"),
        ("Pay: 50% off; #1 | `now`", "Pay#58; 50#37; off#59; #35;1 #124; #96;now#96;"),
        ("%%{init: 1}%%", "#37;#37;#123;init#58; 1#125;#37;#37;"),
        ("Buy now, pay later – 3×", "Buy now, pay later – 3×"),
        (" \t ", "fallback"),
        ("x" * 80, "x" * 59 + "…"),
    ],
)
def test_tasks(title: str, written: str) -> None:
    assert task(title, "fallback") == written


@given(st.text())
def test_a_task_keeps_every_sign_and_has_none_of_mermaid(title: str) -> None:
    found = task(title, "fallback")
    assert not set(re.sub(r"#\d+;", "", found)) & set(':;#%`"\n{}[]|<>&ﬂ¶')
    shown = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), found)
    whole = " ".join(visible(title).split()) or "fallback"
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]) and len(shown) <= 60)


@given(st.text())
def test_a_label_ends_nowhere_before_its_quote(text: str) -> None:
    assert not set(label(text)) & set('"`\n<>{}[]|%:')


def test_a_label_shows_signs_as_entities() -> None:
    assert label('"Fast" & <b>') == "#34;Fast#34; #38; #60;b#62;"
