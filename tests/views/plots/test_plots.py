"""Plots: the numbers behind them, what the terminal draws, and the files."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from math import fsum
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from pmcli import Backlog, load
from pmcli.model.diagnostic import PmError
from pmcli.model.words import sentences
from pmcli.planning import plan
from pmcli.planning.mix import by_outcome, by_theme
from pmcli.ranking import rank
from pmcli.views.plots import PLOTS, Chart, Subject
from pmcli.views.plots.page import document, page
from pmcli.views.plots.scores import _ranges as ranges
from pmcli.writers import blocks
from pmcli.writers.blocks import Picture
from pmcli.writers.plots import file
from pmcli.writers.plots.chart import SPREAD, Axis, Bar, Bars, Group, Point, Scatter
from pmcli.writers.table import records
from pmcli.writers.terminal import pages
from tests.conftest import MINIMAL, for_each, loaded
from tests.writers.hostile import texts

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "golden"
BY_NAME = {plot.name: plot for plot in PLOTS}
kinds = pytest.mark.parametrize("name", BY_NAME)
EMPTY = Subject(loaded("[]").backlog)


@cache
def northwind() -> Backlog:
    return load(ROOT / "examples" / "northwind").backlog


def of(features: str, workspace: str = MINIMAL) -> Backlog:
    found = loaded(features, workspace)
    assert not found.errors, found.errors
    return found.backlog


@cache
def chart(name: str) -> Chart:
    return BY_NAME[name].chart(Subject(northwind()))


def rows(one: Chart) -> list[dict[str, object]]:
    keys = [column.key for column in one.table.columns]
    return [dict(zip(keys, row, strict=True)) for row in records(one.table)]


def text(one: Chart, width: int | None = 80, *, unicode: bool = True, color: bool = False) -> str:
    return pages.render(page(one), width=width, color=color, unicode=unicode)


def drawn(picture: Scatter | Bars, width: int | None, *, unicode: bool = True) -> list[str]:
    return pages.render((Picture(picture),), width=width, color=False, unicode=unicode).splitlines()


# --- in the terminal ---


@pytest.mark.unmeasured
@kinds
@pytest.mark.parametrize("width", [60, 100])
def test_northwind_looks_like_this(name: str, width: int, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"plot-{name}-{width}.txt", text(chart(name), width))


@kinds
@for_each("width", [20, 33, 60, 80, 200, None])
@for_each("unicode", [True, False])
def test_no_line_is_wider_than_the_terminal(name: str, width: int | None, unicode: bool) -> None:
    told = text(chart(name), width, unicode=unicode)
    assert unicode or told.isascii()
    assert width is None or all(cell_len(line) <= width for line in told.splitlines())


@kinds
def test_colours_only_where_they_are_wanted(name: str) -> None:
    assert "\x1b[" in text(chart(name), color=True)
    assert "\x1b[" not in text(chart(name))


@kinds
def test_markdown_has_the_numbers(name: str) -> None:
    told = blocks.markdown(page(chart(name)))
    assert told.count("|") > 20
    assert "█" not in told
    assert "●" not in told


@kinds
def test_an_empty_backlog_says_so(name: str) -> None:
    one = BY_NAME[name].chart(EMPTY)
    assert one.picture is None
    assert one.notes
    assert one.table.rows == ()
    assert one.notes[0] in text(one)
    assert document(one, BY_NAME[name], EMPTY)["items"] == []


# --- value against effort ---


def test_thresholds_are_the_medians_that_rank_prints() -> None:
    one = chart("value-effort")
    ranking = rank(northwind(), "value_effort")
    scored = [item for item in ranking.items if item.score is not None]
    lines = one.facts["thresholds"]
    assert lines == {"value": median(i.value for i in scored), "effort": median(i.cost for i in scored)}
    assert any("value 1.33, effort 9.08" in note for note in one.notes)
    assert any("value 1.33, effort 9.08" in note for note in ranking.notes)


def test_quadrants_are_those_of_the_model_but_for_what_others_wait_for() -> None:
    items = rank(northwind(), "value_effort").items
    reasons = {item.id: sentences(item.reasons) for item in items if not item.inherits}
    named = {str(row["id"]): str(row["quadrant"]) for row in rows(chart("value-effort"))}
    assert len(named) == 29
    for feature, quadrant in named.items():
        if feature not in reasons:
            continue
        told = [one for one in reasons[feature] if one in ("quick win", "big bet", "fill-in", "money pit")]
        assert told in ([], [quadrant])
    assert (
        sum(bool({"quick win", "big bet", "fill-in", "money pit"} & {*reason}) for reason in reasons.values())
        > 15
    )


def test_an_enabler_is_judged_by_what_waits_for_it() -> None:
    points = {str(row["id"]): row for row in rows(chart("value-effort"))}
    inherits = {item.id: item for item in rank(northwind(), "value_effort").items if item.inherits}
    lifted = 0
    for name, item in inherits.items():
        own = (item.details.value if item.details else None) or 0.0
        carried = own + sum(share.value for share in item.inherits)
        assert points[name]["carried"] == pytest.approx(carried)
        lifted += own < 1.33 <= carried and points[name]["quadrant"] != "money pit"
    assert inherits
    assert lifted


def test_a_condition_hides_points_and_moves_no_line() -> None:
    whole = chart("value-effort")
    part = BY_NAME["value-effort"].chart(Subject(northwind(), None, ("theme=payments",)))
    assert part.facts == whole.facts
    assert 0 < len(part.table.rows) < len(whole.table.rows)
    none = BY_NAME["value-effort"].chart(Subject(northwind(), None, ("title=nothing",)))
    assert none.picture is None
    assert "no feature meets the conditions" in none.notes


def test_where_nothing_is_rated_the_model_of_the_workspace_counts() -> None:
    backlog = of(
        "[{id: a, title: A, effort: 2, rice: {reach: 9, impact: 1, confidence: 50%}}]",
        MINIMAL + "scoring: {model: rice}\n",
    )
    one = BY_NAME["value-effort"].chart(Subject(backlog))
    assert one.facts["model"] == "rice"
    assert len(one.table.rows) == 1
    assert "a" in text(one)


def test_numbers_far_apart_are_drawn_by_their_logarithms() -> None:
    axis = Axis.of("x", [1, 10, SPREAD * 2], 10)
    assert axis.is_log
    assert axis.share(10) == pytest.approx(0.5, abs=0.03)
    assert not Axis.of("x", [0, 100], 1).is_log
    even = Axis.of("x", [0, 10], 5)
    assert even.low == 0
    assert Axis.of("x", [-1, 1], 0).low < -1
    assert 0 < Axis.of("x", [3], 3).share(3) < 1


def test_points_in_one_cell_are_counted() -> None:
    points = tuple(Point(f"f{at}", "F", 1, 1, 0) for at in range(12))
    picture = Scatter(
        (*points, Point("far", "Far", 9, 9, 1), Point("two", "T", 5, 5, 1), Point("three", "T", 5, 5, 1)),
        Axis("x", 0, 10, 4),
        Axis("y", 0, 10, 4),
        ("a", "b", "c", "d"),
    )
    lines = drawn(picture, 60)
    assert any("+" in line for line in lines)
    assert any("2" in line.partition("│")[2] for line in lines)
    assert any("● far" in line or "far ●" in line for line in lines)


def test_a_name_of_wide_letters_is_left_to_the_list_below() -> None:
    axis = Axis("x", 0, 10, 4)
    picture = Scatter((Point("日本", "Japan", 5, 5, 1),), axis, axis, ("a", "b", "c", "d"))
    lines = drawn(picture, 40)
    assert [line for line in lines if "日本" in line] == ["b (1)  日本"]
    assert all(cell_len(line) <= 40 for line in lines)


@pytest.mark.unmeasured
def test_a_plan_that_was_interrupted_says_so() -> None:
    one = BY_NAME["mix"].chart(Subject(northwind()))
    assert "longer search" in text(replace(one, stopped="interrupted"))


# --- scores ---


@example(scores=[999999999.9375])
@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=40))
def test_every_score_is_in_one_range(scores: list[float]) -> None:
    found = ranges(scores)
    assert len(found) <= 40
    for score in scores:
        assert sum(low <= score < high for low, high in found) == 1


def test_ranges_are_round_and_few() -> None:
    assert ranges([0.0, 9.0]) == [(float(at), float(at + 1)) for at in range(10)]
    assert ranges([3, 900]) == [
        (2, 5),
        (5, 10),
        (10, 20),
        (20, 50),
        (50, 100),
        (100, 200),
        (200, 500),
        (500, 1000),
    ]
    assert len(ranges([5])) == 1
    assert all(len(ranges([1, top])) <= 14 for top in (2, 7, 49, 51, 1e4, 1e6))


def test_bars_count_the_features() -> None:
    picture = chart("scores").picture
    assert isinstance(picture, Bars)
    assert sum(bar.value for bar in picture.groups[0].bars) == len(chart("scores").table.rows) == 26
    few = BY_NAME["scores"].chart(Subject(northwind(), "wsjf", ("team=web",)))
    assert few.facts["model"] == "wsjf"


# --- capacity and mix ---


@pytest.mark.unmeasured
def test_capacity_is_that_of_the_roadmap() -> None:
    loads = plan(northwind()).loads
    found = {
        (str(row["period"]), row["team"]): (row["used"], row["capacity"]) for row in rows(chart("capacity"))
    }
    assert found == {(str(one.period), one.team): (one.used, one.capacity) for one in loads}


def test_capacity_knows_no_conditions() -> None:
    with pytest.raises(PmError, match="--where"):
        BY_NAME["capacity"].chart(Subject(northwind(), None, ("team=web",)))


def test_a_team_that_has_too_much_is_told() -> None:
    backlog = of(
        "[{id: a, title: A, status: in-progress, effort: 9}]", MINIMAL + "teams: {web: {capacity: 4}}\n"
    )
    one = BY_NAME["capacity"].chart(Subject(backlog))
    assert "web in 2026-Q4 has 5 too much" in one.notes
    assert isinstance(one.picture, Bars)
    assert one.picture.groups[0].bars[0].tone == "bad"
    gone = of("[{id: a, title: A}]", MINIMAL + "teams: {web: {capacity: 0}}\n")
    assert "0 %" not in text(BY_NAME["capacity"].chart(Subject(gone)))


STRATEGY = (
    MINIMAL
    + "teams: {web: {capacity: 40}}\nstrategy: {outcomes: {one: {title: One, weight: 3}, two: {title: Two, weight: 1}}}\n"
)
SPLIT = """
- {id: a, title: A, effort: 6, outcomes: {one: high}, theme: x, rice: {reach: 9, impact: 1, confidence: 50%}}
- {id: b, title: B, effort: 8, outcomes: {one: low, two: high}, theme: y, rice: {reach: 8, impact: 1, confidence: 50%}}
- {id: c, title: C, effort: 2, rice: {reach: 7, impact: 1, confidence: 50%}}
"""


def test_effort_is_split_by_what_it_contributes() -> None:
    backlog = of(SPLIT, STRATEGY)
    found = {one.name: one for one in by_outcome(backlog, {"a": 6.0, "b": 8.0, "c": 2.0})}
    assert {name: one.effort for name, one in found.items()} == {"one": 8.0, "two": 6.0, "": 2.0}
    assert {name: one.share for name, one in found.items()} == {"one": 0.5, "two": 0.375, "": 0.125}
    assert {name: one.weight for name, one in found.items()} == {"one": 0.75, "two": 0.25, "": 0.0}
    assert found["one"].drift == -0.25
    themes = by_theme(backlog, {"a": 6.0, "b": 8.0, "c": 2.0})
    assert [(theme.title, theme.effort) for theme in themes] == [("y", 8.0), ("x", 6.0), ("no theme", 2.0)]
    assert themes[0].drift is None


def test_nothing_spent_is_no_share() -> None:
    backlog = of(SPLIT, STRATEGY)
    assert [one.share for one in by_outcome(backlog, {})] == [0.0, 0.0]
    assert by_theme(backlog, {}) == ()


def test_outcomes_without_any_weight_have_no_drift() -> None:
    backlog = of(SPLIT, STRATEGY.replace("weight: 3", "weight: 0").replace("weight: 1", "weight: 0"))
    assert {one.drift for one in by_outcome(backlog, {"a": 1.0, "c": 1.0})} == {None}


@cache
def split() -> Backlog:
    return of(SPLIT, STRATEGY)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0.1, 99)), min_size=1))
def test_shares_add_up(efforts: list[tuple[str, float]]) -> None:
    backlog = split()
    for slices in (by_outcome(backlog, dict(efforts)), by_theme(backlog, dict(efforts))):
        assert fsum(one.share for one in slices) == pytest.approx(1)
        assert fsum(one.effort for one in slices) == pytest.approx(fsum(dict(efforts).values()))


def test_drift_is_told_where_it_is_large() -> None:
    one = BY_NAME["mix"].chart(Subject(of(SPLIT, STRATEGY)))
    assert one.notes == (
        "16 person-weeks planned, in 3 features",
        "One: 25 points short of its weight",
        "Two: 12 points beyond its weight",
    )
    part = BY_NAME["mix"].chart(Subject(of(SPLIT, STRATEGY), None, ("id=a",)))
    assert part.notes[0] == "6 person-weeks planned, in 1 feature"


def test_a_backlog_without_outcomes_and_themes() -> None:
    one = BY_NAME["mix"].chart(
        Subject(
            of(
                "[{id: a, title: A, effort: 1, moscow: must}]",
                MINIMAL + "teams: {web: {capacity: 9}}\nscoring: {model: moscow}\n",
            )
        )
    )
    assert one.picture is None
    assert one.notes[-1] == "there are no outcomes and no themes"


# --- bars ---


numbers = st.floats(0, 1e6)
some_bars = st.builds(
    Bar,
    texts,
    numbers,
    texts,
    st.none() | numbers,
    st.tuples(texts, texts),
    st.sampled_from(["bar", "bad", "good"]),
)


@given(st.lists(some_bars, min_size=1, max_size=6), st.sampled_from([20, 40, 60, 100, None]), st.booleans())
def test_bars_keep_to_the_width(found: list[Bar], width: int | None, unicode: bool) -> None:
    picture = Bars((Group("group", tuple(found)), Group("", tuple(found))), ("one", "two"), "m", "mark")
    lines = drawn(picture, width, unicode=unicode)
    assert all(cell_len(line) <= (width or 100) for line in lines)


def test_a_bar_is_as_long_as_its_share() -> None:
    picture = Bars((Group("", (Bar("whole", 8, "8"), Bar("half", 4, "4", 6), Bar("none", 0, "0"))),), (), "m")
    lines = drawn(picture, 60)
    assert [line.count("█") for line in lines] == [40, 20, 0]
    assert lines[1].index("┃") == len("whole  ") + 30


# --- files ---

needs_matplotlib = pytest.mark.skipif(not file.available(), reason="matplotlib is missing")


@needs_matplotlib
@kinds
def test_an_svg_is_the_same_every_time_and_fetches_nothing(name: str) -> None:
    data = file.drawn(chart(name), "svg")
    assert data == file.drawn(chart(name), "svg")
    root = ElementTree.fromstring(data)  # noqa: S314 - our own
    assert root[0].text == chart(name).title
    links = [value for one in root.iter() for key, value in one.attrib.items() if key.endswith("href")]
    assert all(link.startswith("#") for link in links)
    text = data.decode()
    assert text.count("http") == 2, "the names of two languages"
    assert not {"DOCTYPE", "<script", "<metadata", "@import", "url(http"} & {
        word for word in ("DOCTYPE", "<script", "<metadata", "@import", "url(http") if word in text
    }


@pytest.mark.unmeasured
@needs_matplotlib
@kinds
def test_a_png_is_16_to_9(name: str) -> None:
    data = file.drawn(chart(name), "png")
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20]) * 9 == int.from_bytes(data[20:24]) * 16
    assert data == file.drawn(chart(name), "png")
    assert b"tEXt" not in data


@needs_matplotlib
def test_a_chart_of_nothing_is_a_file_all_the_same() -> None:
    one = BY_NAME["mix"].chart(EMPTY)
    assert one.notes[0] in file.drawn(one, "svg").decode()


@needs_matplotlib
@settings(max_examples=4)  # a picture of many titles takes as long as one of a few
@given(st.lists(texts, min_size=6, max_size=12))
def test_titles_break_no_file(titles: list[str]) -> None:
    points = tuple(Point(f"f{at}", title, 10.0**at, at, at % 4) for at, title in enumerate(titles))
    axis = Axis.of("$x$ <&>", [point.x for point in points], 1)
    one = Chart(
        titles[0],
        Scatter(points, axis, Axis.of(titles[1], [point.y for point in points], 1), ("a", "b", "c", "d")),
        tuple(titles),
        EMPTY_TABLE,
        {},
    )
    ElementTree.fromstring(file.drawn(one, "svg"))  # noqa: S314 - our own
    rows = tuple(Bar(title, 1, title, 2) for title in titles)
    other = Chart(
        titles[2],
        Bars((Group(titles[3], rows), Group("", rows[:1])), ("",), "m", titles[4]),
        (),
        EMPTY_TABLE,
        {},
    )
    ElementTree.fromstring(file.drawn(other, "svg"))  # noqa: S314 - our own


@needs_matplotlib
def test_of_very_many_bars_the_first_are_drawn() -> None:
    many = Chart("t", Bars((Group("g", (Bar("a", 1, "1"),) * 45),), ("",), "m"), (), EMPTY_TABLE, {})
    assert b"of 45)" in file.drawn(many, "svg")


EMPTY_TABLE = BY_NAME["mix"].chart(EMPTY).table


@pytest.mark.unmeasured
@needs_matplotlib
def test_many_periods_stand_in_rows() -> None:
    group = Group("period", (Bar("web", 1, "1 of 2", 2),))
    one = Chart("t", Bars((group,) * 9, ("",), "m", "capacity"), (), EMPTY_TABLE, {})
    assert b"1 of 2" in file.drawn(one, "svg")


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(file, "find_spec", lambda _: None)
    with pytest.raises(PmError, match='extra "plot"') as told:
        file.drawn(chart("mix"), "svg")
    assert told.value.exit_code == 2
    assert "[plot]" in str(told.value.hint)


def test_the_terminal_needs_no_matplotlib() -> None:
    code = "import sys, pmcli.views.plots.page, pmcli.cli.plot, pmcli.writers.plots.file; print('matplotlib' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert run.stdout == "False\n"


def test_clips_and_marks_are_named_by_their_number() -> None:
    text = '<clipPath id="{0}"/><path id="{1}"/><use href="#{1}" clip-path="url(#{0})"/> "{0}"'
    told = file._counted(text.format("p0123456789", "mabcdef0123").encode())
    assert told == b'<clipPath id="p1"/><path id="m2"/><use href="#m2" clip-path="url(#p1)"/> "p0123456789"'
    assert told[:-13] == file._counted(text.format("pfedcba9876", "m0000000000").encode())[:-13]
