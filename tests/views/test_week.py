"""The week on one screen, in every size of backlog and for every audience."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.audience import READERS
from pmcli.model.diagnostic import PmError
from pmcli.planning import plan
from pmcli.sharing import share
from pmcli.views.week import page
from pmcli.views.week.document import week_document
from pmcli.views.week.line import Line, short
from pmcli.views.week.week import Day, Week
from pmcli.writers import json
from pmcli.writers.blocks import Block
from pmcli.writers.terminal import pages
from tests.conftest import loaded
from tests.worlds import World


def drawn(blocks: Sequence[Block], width: int = 100) -> str:
    return pages.render(blocks, width=width, color=False)


@given(st.integers(0, 100_000))
def test_a_week_of_any_backlog_is_one_screen(seed: int) -> None:
    world = World(seed, most=12)
    backlog = loaded(world.features, world.head).sound()[0]
    try:
        roadmap = plan(backlog)
    except PmError:
        return
    for reader in READERS:
        week = Week.of(share(backlog, roadmap, reader))
        json.dumps(week_document(week))
        for width in (60, 100):
            for is_mail in (False, True):
                text = page.fitting(week, lambda blocks: drawn(blocks, width), is_mail=is_mail)  # noqa: B023
                assert text.count("\n") <= page.LINES


def long_week(days: int, each: int, length: int) -> Week:
    """A week of so many lines of so many letters."""
    text = "word " * (length // 5)
    line = Line(text, ("a",), text, "somebody", "pm show a", (1.0, 2.0))
    return Week(
        "Shop", date(2026, 10, 1), "", tuple(Day(f"Day{at}", "topic", (line,) * each) for at in range(days))
    )


@pytest.mark.parametrize("width", [60, 100, 200])
@pytest.mark.parametrize("each", [1, 3, 500])
def test_a_week_is_one_screen(width: int, each: int) -> None:
    def draw(blocks: Sequence[Block]) -> str:
        return drawn(blocks, width)

    week = long_week(5, each, 90)
    assert page.fitting(week, draw, is_mail=False).count("\n") <= page.LINES
    assert page.fitting(week, draw, is_mail=True).count("\n") <= page.LINES
    one = long_week(1, each, 90)
    assert page.fitting(one, draw, is_mail=False, only=True).count("\n") <= page.LINES


def test_as_much_is_told_as_there_is_room_for() -> None:
    text = page.fitting(long_week(1, 500, 20), lambda blocks: drawn(blocks, 200), is_mail=False, only=True)
    assert "and 460 more: pm week day0" in text


@pytest.mark.parametrize("text", ["", "x" * 500, "word " * 100, "a\nb\tc", "x" * 55 + " y"])
def test_titles_are_cut_between_words(text: str) -> None:
    assert len(short(text)) <= 56
    assert "\n" not in short(text)


def test_a_course_has_its_ends_and_three_points() -> None:
    short_one, long_one = Line("A", act="b", course=(1.0, 2.0)), Line("A", act="b", course=(1.0, 3.0, 2.0))
    week = replace(long_week(1, 1, 9), days=(Day("Monday", "measures", (short_one, long_one)),))
    text = drawn(page.mail(week, [2]))
    assert "A → b\n" in text
    assert "A (1 ▁█▅ 2) → b" in text
