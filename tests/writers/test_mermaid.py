"""Words inside Mermaid diagrams; what the real parser takes is tried with `tests/proofs` where npm is at hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.writers.mermaid import label, task


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Click to call", "“Click to call”"),
        ("section 8 housing", "“section 8 housing”"),
        ("2026-12-01 freeze", "“2026-12-01 freeze”"),
        ("topAxis汉字", "“topAxis汉字”"),  # the lexer ends words at the last ASCII letter
        ("Sections of the page", "Sections of the page"),
        ("Pay: 50% off; #1 | `now`", "Pay 50 off 1 now"),
        ("%%{init: 1}%%", "init 1"),
        ("::;;", "fallback"),
        ("x" * 80, "x" * 60),
    ],
)
def test_tasks(title: str, shown: str) -> None:
    assert task(title, "fallback") == shown


@given(st.text())
def test_a_task_is_one_line_without_signs_of_mermaid(title: str) -> None:
    found = task(title, "fallback")
    assert found
    assert not set(found) & set(':;#%`\n"{}[]|<>')


@given(st.text())
def test_a_label_ends_nowhere_before_its_quote(text: str) -> None:
    assert not set(label(text)) & set('"`\n<>{}[]|%')


def test_a_label_shows_signs_as_entities() -> None:
    assert label('"Fast" & <b>') == "#34;Fast#34; #38; #60;b#62;"
