"""Intervals in a terminal: where 0 lies, where the bars begin and end, at every width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pmcli.writers.blocks import Picture, markdown
from pmcli.writers.drawings import IntervalBar, Intervals
from pmcli.writers.terminal.pages import render
from tests.conftest import for_each

BARS = (
    IntervalBar("treatment", 0.007226, 0.02905, 0.050874),
    IntervalBar("if read once", 0.015367, 0.02905, 0.042717, counts=False),
)
PICTURE = Intervals(BARS, (-0.015, 0.015), "±1.5 points, the least worth having", 100.0, "points")


def drawn(picture: Intervals, width: int | None = 80, *, unicode: bool = True) -> list[str]:
    return render([Picture(picture)], width=width, color=False, unicode=unicode).splitlines()


def test_the_picture() -> None:
    assert drawn(PICTURE) == [
        "points                       0               2                4",
        "treatment       ┆            │     ┣━━━━━┿━━━━━━━━━━━●━━━━━━━━━━━━━━━━━┫",
        "if read once    ┆            │           ├───────────○──────────┤",
        "│ no difference   ┆ ±1.5 points, the least worth having",
    ]


def test_a_terminal_that_knows_only_ascii() -> None:
    lines = drawn(PICTURE, unicode=False)
    assert all(line.isascii() for line in lines)
    assert [line.count(sign) for line, sign in zip(lines[1:3], "=-", strict=True)] == [33, 21]
    assert lines[-1] == "| no difference   : +/-1.5 points, the least worth having"


@for_each("width", [20, 40, 60, 100, 200])
def test_no_line_is_too_wide(width: int) -> None:
    assert max(map(len, drawn(PICTURE, width))) <= width


def test_a_mark_far_beyond_all_bars_is_left_out() -> None:
    lines = drawn(Intervals(BARS, (5.0,), "far away", 100.0, "points"))
    assert "┆" not in "".join(lines)
    assert lines[-1] == "│ no difference"


def test_what_has_no_width_is_not_drawn() -> None:
    assert drawn(Intervals((IntervalBar("nothing", 0.0, 0.0, 0.0),))) == []


def test_markdown_has_what_is_written_instead() -> None:
    assert markdown([Picture(PICTURE)]) == ""


@given(
    st.lists(st.floats(-1e12, 1e12), min_size=3, max_size=3).map(sorted), st.floats(-1e12, 1e12),
    st.integers(20, 120), st.booleans(),
)  # fmt: skip
def test_zero_is_at_the_side_on_which_it_lies(
    ends: list[float], mark: float, width: int, unicode: bool
) -> None:
    """A bar that holds no 0 is drawn on its own side of the line, or touches it."""
    low, at, high = ends
    lines = drawn(Intervals((IntervalBar("a", low, at, high),), (mark,)), width, unicode=unicode)
    if not lines:
        assert max(abs(low), abs(high)) < 1e-200
        return
    row = lines[1]
    assert len(row) <= width
    zero = row.find("│" if unicode else "|")
    begin, end = (row.find(sign) for sign in ("┣┫" if unicode else "[]"))
    if zero >= 0 and begin >= 0 and end >= 0:
        assert zero < begin if low > 0 else zero > end if high < 0 else True
