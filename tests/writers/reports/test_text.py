import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from pmcli.model.diagnostic import Diagnostic, Location
from pmcli.writers.reports.text import MANY, Quote, concise, render, summary
from pmcli.writers.terminal.look import Look
from tests.writers.hostile import texts

GOLDEN = Path(__file__).parent / "golden"
TEXTS = {
    "features/guest-checkout.yaml": (
        "title: Guest checkout\n"
        "effort:\t\x1b[31m3\tx\n"
        "depends_on: [カード, adress-book, sso]\n"
        f"request: {'lorem ipsum ' * 30}BAD here{' dolor' * 40}\n"
        "rice:\r\n  reach: 5\r\n  impact: none\r\n"
    ),
    "features/empty.yaml": "",
}
FOUND = (
    Diagnostic(
        "PM104", "unknown-dependency", "error", '"adress-book" is no feature of this workspace',
        Location("features/guest-checkout.yaml", 3, 19, 3, 30), "guest-checkout",
        'did you mean "address-book"?',
    ),
    Diagnostic(
        "PM011", "bad-value", "warning",
        'found "3 x", expected a number, a range or a size: S, M, L, XL, XXL',
        Location("features/guest-checkout.yaml", 2, 9, 2, 17),
    ),
    Diagnostic(
        "PM012", "long-text", "info", "the request is longer than a screen",
        Location("features/guest-checkout.yaml", 4, 370, 4, 373),
        hint="say in the request what was asked for, and keep the story behind it for the description",
    ),
    Diagnostic(
        "PM013", "incomplete", "warning", "rice needs a confidence",
        Location("features/guest-checkout.yaml", 5, 1, 7, 15),
    ),
    Diagnostic("PM010", "missing-key", "error", "a feature needs a title", Location("features/empty.yaml")),
    Diagnostic("PM001", "unreadable", "error", "not UTF-8 \u202e", Location("features/gone\x1b.yaml")),
)  # fmt: skip


@pytest.mark.parametrize("width", [40, 60, 80, 120, None])
def test_findings_look_like_this(width: int | None, golden: Callable[[Path, str], None]) -> None:
    text = render(FOUND, TEXTS.get, width=width, color=False) + summary(FOUND, features=128, files=41)
    golden(GOLDEN / f"report-{width or 'unlimited'}.txt", text)


def test_in_colour(golden: Callable[[Path, str], None]) -> None:
    text = render(FOUND, TEXTS.get, width=80, color=True) + summary(FOUND, features=128, files=41, color=True)
    golden(GOLDEN / "report-colour.txt", text.replace("\x1b", "␛"))


def test_one_line_each() -> None:
    assert concise(FOUND[:2]) == (
        'features/guest-checkout.yaml:3:19: error PM104 "adress-book" is no feature of this workspace '
        '(did you mean "address-book"?)\n'
        'features/guest-checkout.yaml:2:9: warning PM011 found "3 x", expected a number, a range or a size: '
        "S, M, L, XL, XXL\n"
    )
    assert concise(FOUND[-1:]) == "features/gone\\x1b.yaml:1:1: error PM001 not UTF-8 \\u202e\n"


def test_many_are_grouped_by_rule_and_all_told(golden: Callable[[Path, str], None]) -> None:
    many = [replace(one, location=replace(one.location, line=line)) for line in range(1, 10) for one in FOUND]
    assert len(many) > MANY
    text = render(many, TEXTS.get, width=80, color=False)
    assert sum(line.startswith("  features/") for line in text.splitlines()) == len(many)
    in_a_pipe = render(many, TEXTS.get, width=None, color=False)
    assert sum(line.startswith("  ") for line in in_a_pipe.splitlines()) == len(many)
    golden(GOLDEN / "report-many.txt", text)


@pytest.mark.parametrize("width", [20, 50, 80])
def test_many_keep_to_the_width_but_for_places(width: int) -> None:
    many = [replace(one, location=replace(one.location, line=line)) for line in range(1, 10) for one in FOUND]
    lines = render(many, TEXTS.get, width=width, color=False).splitlines()
    places = [f"{one.location.path}:{one.location.line}:{one.location.column}" for one in many[:5]]
    for line in lines:
        assert cell_len(line) <= width or line.strip().startswith("features/")
    assert all(any(line.startswith(f"  {place}") for line in lines) for place in places)
    told = " ".join(line.strip() for line in lines)
    assert f"{places[1]} found" in re.sub(" +", " ", told), "what is found stands behind its place"
    if width == 50:
        start = lines.index(f"  {places[2]}")
        assert lines[start + 1 : start + 3] == [
            "    the request is longer than a screen (say in", "    the request what was asked for, and keep the",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ((), "All checks passed (128 features in 41 files)\n"),
        (FOUND[:1], "1 error in 1 file (128 features in 41 files)\n"),
        (FOUND, "3 errors, 2 warnings, 1 info in 3 files (128 features in 41 files)\n"),
    ],
)
def test_the_summary(found: tuple[Diagnostic, ...], line: str) -> None:
    assert summary(found, features=128, files=41) == line
    assert summary((), features=1, files=1) == "All checks passed (1 feature in 1 file)\n"


def quoted(line: str, start: int, end: int, room: int = 80) -> str:
    quote = Quote.of(line, Location("f", 1, start, 1, end), room, Look(room))
    return f"{quote.text}\n{' ' * quote.start}{'^' * quote.length}"


def test_the_mark_stands_under_the_characters_at_fault() -> None:
    assert quoted("effort: 5x", 9, 11) == "effort: 5x\n        ^^"
    assert quoted("日本: x", 1, 3) == "日本: x\n^^^^"
    assert quoted("\ta", 2, 3) == "    a\n    ^"
    assert quoted("a\x1bb", 3, 4) == "a\\x1bb\n     ^"


def test_a_place_outside_its_line_is_marked_at_the_end() -> None:
    assert quoted("abc", 9, 12) == "abc\n   ^"
    assert quoted("abc", 4, 4) == "abc\n   ^"
    assert quoted("abc", 2, 1) == "abc\n ^"


def test_a_long_line_is_cut_around_the_fault() -> None:
    line = "a" * 100 + "BAD" + "z" * 100
    assert quoted(line, 101, 104, 30) == "…aaaaaaaaaBADzzzzzzzzzzzzzzzz…\n          ^^^"
    assert quoted("x" * 100, 1, 101, 10) == "xxxxxxxxx…\n^^^^^^^^^^"


@settings(deadline=None)
@given(texts, st.integers(1, 80), st.integers(1, 80), st.integers(10, 60))
def test_a_quote_fits_and_its_mark_is_under_it(line: str, start: int, end: int, room: int) -> None:
    quote = Quote.of(line, Location("f", 1, start, 1, end), room, Look(room))
    assert cell_len(quote.text) <= room
    assert 0 <= quote.start <= room
    assert quote.start + quote.length <= max(room, cell_len(quote.text) + 1)
    assert "\x1b" not in quote.text
