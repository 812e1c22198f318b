"""Intervals as a picture for pages: what is drawn, and what is told to those who cannot see it."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from pmcli.writers.blocks import Code, Picture
from pmcli.writers.drawings import IntervalBar, Intervals
from pmcli.writers.html.blocks import written
from pmcli.writers.svg.intervals import drawn

BARS = (
    IntervalBar("b <i>", 0.01, 0.02, 0.03, tone="good"),
    IntervalBar("if read once", 0.015, 0.02, 0.025, counts=False),
)
PICTURE = Intervals(BARS, (0.015,), "1.5 points & more", 100.0, "points")


def test_a_page_has_the_picture_and_not_the_text() -> None:
    page = written(Picture(PICTURE, (Code("as text", "text"),))).text
    assert page == drawn(PICTURE)
    assert "as text" not in page


def test_all_of_it_is_told() -> None:
    root = ElementTree.fromstring(drawn(PICTURE))  # noqa: S314 - our own text
    texts = [element.text for element in root.iter() if element.text and element.text.strip()]
    assert "b <i>: 1 to 3; if read once: 1.5 to 2.5" in texts
    assert "line: no difference; dashes: 1.5 points & more" in texts
    assert {"0", "0.5", "1.0", "2.5"} <= set(texts)


def test_nothing_is_drawn_where_there_is_nothing() -> None:
    assert drawn(Intervals((IntervalBar("a", 0.0, 0.0, 0.0),))) == ""


@given(st.lists(st.floats(-1e150, 1e150), min_size=3, max_size=3).map(sorted), st.text())
def test_it_is_always_well_formed(ends: list[float], label: str) -> None:
    low, at, high = ends
    text = drawn(Intervals((IntervalBar(label, low, at, high),), (1.0,), label, 1.0, label))
    if max(map(abs, ends)) > 1e-200:
        ElementTree.fromstring(text)  # noqa: S314 - our own text
    else:
        assert text == ""
