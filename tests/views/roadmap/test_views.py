"""Every view of a roadmap, as it is drawn."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from pmcli.planning import plan
from pmcli.planning.result import Objective, Work
from pmcli.scoring import MODELS
from pmcli.sharing import AudienceView, share
from pmcli.sharing.bottleneck import Bottleneck, find_bottleneck
from pmcli.views.roadmap.labels import SIGNS, closing
from pmcli.views.roadmap.loads import bottleneck_text
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.views.roadmap.views import VIEWS
from pmcli.writers.blocks import Block, markdown
from pmcli.writers.terminal.pages import render
from tests.conftest import for_each
from tests.planning import test_agreed
from tests.views.roadmap import roadmaps
from tests.writers.hostile import texts

GOLDEN = Path(__file__).parent / "golden"
NAMES = [view.name for view in VIEWS]
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def page(shared: AudienceView, view: str, options: RoadmapOptions | None = None) -> Sequence[Block]:
    return next(one.page(shared, options or RoadmapOptions()) for one in VIEWS if one.name == view)


def drawn(
    shared: AudienceView,
    view: str = "quarters",
    *,
    options: RoadmapOptions | None = None,
    width: int | None = 100,
    color: bool = False,
    unicode: bool = True,
) -> str:
    return render(page(shared, view, options), width=width, color=color, unicode=unicode)


def written(shared: AudienceView, view: str = "quarters", options: RoadmapOptions | None = None) -> str:
    return markdown(page(shared, view, options))


def with_roadmap(shared: AudienceView, **changes: object) -> AudienceView:
    return share(shared.backlog, replace(shared.roadmap, **changes))  # type: ignore[arg-type]  # passed on


@pytest.mark.unmeasured
@for_each("width", [60, 80, 120, 160, None])
@for_each("view", NAMES)
def test_a_view_looks_like_this(view: str, width: int | None, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{view}-{width or 'unlimited'}.txt", drawn(roadmaps.shared(), view, width=width))


@pytest.mark.parametrize("view", NAMES)
def test_a_view_in_markdown_looks_like_this(view: str, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{view}.markdown", written(roadmaps.shared(), view))


@pytest.mark.parametrize("by", ["outcome", "theme", "owner"])
def test_groups_look_like_this(by: str, golden: Callable[[Path, str], None]) -> None:
    options = RoadmapOptions(by=by)
    for width in (80, 120):
        golden(GOLDEN / f"by-{by}-{width}.txt", drawn(roadmaps.shared(), options=options, width=width))
    golden(GOLDEN / f"by-{by}.markdown", written(roadmaps.shared(), options=options))


def test_colours_and_ascii_look_like_this(golden: Callable[[Path, str], None]) -> None:
    shared = roadmaps.shared(conflicts=roadmaps.CONFLICTS)
    golden(GOLDEN / "colour.txt", drawn(shared, color=True, width=120))
    for view in NAMES:
        shown = drawn(shared, view, unicode=False, width=120)
        assert shown.isascii()
        golden(GOLDEN / f"{view}-ascii.txt", shown)


def test_with_v_every_reason_and_the_figures_are_told(golden: Callable[[Path, str], None]) -> None:
    golden(
        GOLDEN / "verbose-120.txt", drawn(roadmaps.shared(), options=RoadmapOptions(verbose=True), width=120)
    )


@pytest.mark.parametrize("view", NAMES)
@given(st.lists(texts, min_size=4, max_size=4), st.integers(10, 200), st.booleans())
@settings(max_examples=25)
def test_no_title_breaks_a_drawing(view: str, given_texts: list[str], width: int, unicode: bool) -> None:
    shared = roadmaps.shared()
    titles = [text or "x" for text in given_texts]
    features = {
        name: feature.model_copy(update={"title": titles[number % 4], "theme": titles[-1]})
        for number, (name, feature) in enumerate(shared.backlog.features.items())
    }
    hostile = share(replace(shared.backlog, features=features), shared.roadmap)
    for options in (RoadmapOptions(), RoadmapOptions(by="theme")):
        shown = drawn(hostile, view, options=options, width=width, unicode=unicode)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
        assert max(cell_len(line) for line in shown.split("\n")) <= max(width, 20)
        colored = drawn(hostile, view, options=options, width=width, color=True, unicode=unicode)
        assert ESCAPE.sub("", colored) == shown


def test_the_legend_has_only_the_marks_in_use() -> None:
    shown = drawn(roadmaps.shared())
    assert "▸ in progress   ◆ pinned   ⚑ deadline   ★ first by decision" in shown
    assert SIGNS["overrun"].words not in shown


def test_conflicts_come_before_all_that_is_told_below() -> None:
    shown = drawn(roadmaps.shared(conflicts=roadmaps.CONFLICTS))
    assert shown.index("2 conflicts") < shown.index("Capacity") < shown.index("Not in the plan")
    assert '✗ "refunds" is in progress' in shown


def test_a_view_of_nothing_says_so() -> None:
    empty = roadmaps.backlog("[]")
    shared = roadmaps.shared(empty)
    for view in ("quarters", "timeline", "now-next-later"):
        assert "no features yet" in drawn(shared, view)


def test_without_teams_nothing_is_placed_and_horizons_still_work() -> None:
    workspace = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\n"
    features = """
- {id: a, title: By hand, horizon: next}
- {id: b, title: Begun, status: in-progress}
- {id: c, title: Some day}
"""
    given = roadmaps.backlog(features, workspace)
    shared = roadmaps.shared(given, decisions=(), moved=())
    assert "nothing is in the plan: pm.yaml has no teams" in drawn(shared)
    assert "pm.yaml has no teams" in drawn(shared, "teams")
    shown = written(shared, "now-next-later")
    assert shown.index("## Now") < shown.index("Begun") < shown.index("## Next") < shown.index("By hand")
    assert shown.index("## Later") < shown.index("Some day")
    assert "plan:" not in shown


def test_what_is_set_by_hand_wins_and_is_flagged() -> None:
    shown = written(roadmaps.shared(), "now-next-later")
    assert "Why buyers leave on the last page (not in the plan)" in shown
    assert re.search(r"Single sign-on \(pinned; plan: 2027-Q2\)", shown)


def test_where_hides_rows_and_changes_no_load() -> None:
    shown = drawn(roadmaps.shared(), options=RoadmapOptions(lambda name: name in ("refunds", "loyalty")))
    assert "Instant refunds" in shown
    assert "Guest checkout" not in shown
    whole = drawn(roadmaps.shared())
    capacity = re.search(r"(?s)Capacity.*?\n\n", whole)
    assert capacity is not None
    assert capacity[0] in shown
    assert "none of the" in drawn(roadmaps.shared(), options=RoadmapOptions(lambda _: False))


def test_months_stand_in_bands_or_below_one_another() -> None:
    workspace = roadmaps.WORKSPACE.replace(
        "{start: 2026-Q4, periods: 4, discount: 3%, value_horizon: 12}",
        "{start: 2026-10, periods: 12, step: month}",
    ).replace("2026-Q4", "2026-10")
    given = roadmaps.backlog(re.sub(r"2027-Q2", "2027-05", roadmaps.FEATURES), workspace)
    shared = roadmaps.shared(given)
    for width in (60, 120, 160):
        for view in NAMES:
            shown = drawn(shared, view, width=width)
            assert max(cell_len(line) for line in shown.split("\n")) <= width
    assert re.search(r"2026-10 .* 2026-11 .* 2026-12 .* 2027-01", drawn(shared, width=120))


def test_over_capacity_and_no_capacity_are_said() -> None:
    shared = roadmaps.shared()
    loads = tuple(
        replace(load, used=load.capacity + 2) if load.team == "web" else load for load in shared.roadmap.loads
    )
    shown = drawn(with_roadmap(shared, loads=loads), color=True)
    assert "\x1b[31m16 of 14" in shown
    assert "none" in shown


def test_the_bottleneck_is_named() -> None:
    shared = roadmaps.shared()
    said = "The team payments holds the plan up most: 49 % of its time is taken."
    assert said in " ".join(drawn(shared, "teams").split())
    model = shared.backlog.workspace.model_copy(update={"effort_unit": "points"})
    points = replace(shared, bottleneck=None, backlog=replace(shared.backlog, workspace=model))
    assert "is the fullest" in drawn(points, "teams"), "nobody knows what one more person does in points"


def test_the_words_of_a_bottleneck() -> None:
    alone = Bottleneck("web", 0.92, 0.118)
    assert bottleneck_text(alone) == (
        "The team web holds the plan up most: 92 % of its time is taken. "
        "One more person there would let the plan deliver about 12 % more."
    )
    assert bottleneck_text(replace(alone, tied=("px",))) == (
        "The teams web and px hold the plan up equally. "
        "One more person in one of them would let the plan deliver about 12 % more."
    )
    assert bottleneck_text(replace(alone, tied=("px", "data"))).startswith("The teams web, px and data hold")
    assert bottleneck_text(replace(alone, gain=0.0)) == (
        "The team web is the fullest: 92 % of its time is taken. "
        "One more person there alone would not change what the plan delivers."
    )


def test_two_teams_that_are_as_good_are_a_tie() -> None:
    """Twins are told as such, and one that is clearly better alone."""
    head = "calendar: {start: 2026-Q4, periods: 1, value_horizon: 4}\nteams: {web: {capacity: 13}, px: {capacity: 13}}\n"
    pair = "a{0} effort: {{{0}: 13}}, cd3: {{cost_of_delay: 9}}\nb{0} effort: {{{0}: 13}}, cd3: {{cost_of_delay: {1}}}\n"
    for worth, expected in ((8, ("px",)), (1, ())):
        given = test_agreed.backlog(pair.format("web", 8) + pair.format("px", worth), "", head)
        found = find_bottleneck(given, plan(given))
        assert found is not None
        assert ({found.team, *found.tied}, found.gain > 0) == ({"web", *expected}, True)


def teams_said(features: str, agreed: str = "") -> str:
    """What the view of teams says of a roadmap of one quarter in which web can do 10."""
    head = "calendar: {start: 2026-Q4, periods: 1, value_horizon: 4}\nteams: {web: {capacity: 10}}\n"
    given = test_agreed.backlog(features, agreed, head)
    return drawn(share(given, plan(given, effort="fast")), "teams")


def test_no_team_is_a_bottleneck_only_where_nothing_waits_for_one() -> None:
    assert "no team is a bottleneck" in teams_said("a effort: 6, cd3: {cost_of_delay: 9}")
    waits = teams_said("a effort: 6, cd3: {cost_of_delay: 9}\nb effort: 6, cd3: {cost_of_delay: 8}")
    assert "no team is a bottleneck" not in waits
    full = teams_said("a effort: 10, cd3: {cost_of_delay: 9}")
    assert "no team is a bottleneck" not in full


def test_an_agreed_plan_has_no_prices_of_another() -> None:
    two = "a effort: 6, cd3: {cost_of_delay: 9}\nb effort: 6, cd3: {cost_of_delay: 8}"
    other = teams_said(two, "2026-Q4: b")
    assert "The team web holds the plan up most: 60 % of its time is taken." in " ".join(other.split())
    assert "one more person-week" not in other
    assert "one more person-week" in teams_said(two, "2026-Q4: a")


def test_work_that_runs_over_says_since_when() -> None:
    shared = roadmaps.shared()
    first = shared.roadmap.periods[0]
    placements = tuple(
        replace(placement, period=first + 1, work=(*placement.work, Work("web", 2.0, first + 1)))
        if placement.id == "address-book" else placement
        for placement in shared.roadmap.placements
    )  # fmt: skip
    over = with_roadmap(shared, placements=placements, carry_over=True)
    assert "web 7, from 2026-Q4" in drawn(over)
    assert re.search(r"Address book +│━+●│", drawn(over, "timeline"))


def verdict(**changes: object) -> str:
    return "; ".join(closing(roadmaps.roadmap(None, **changes)))


@pytest.mark.parametrize(
    ("objective", "told"),
    [
        (Objective(83.0, 83.83, 0.0101, "solver-free", 100.0),
         "Delivers 83 % of what unlimited teams could. At most 1.1 % better is possible."),
        (Objective(83.0, 83.0, 0.0, "proven", 100.0),
         "Delivers 83 % of what unlimited teams could. No better plan exists."),
        (Objective(83.0, 83.0, 1e-8, "LP", 100.0),
         "Delivers 83 % of what unlimited teams could. At most 0.01 % better is possible."),
        (Objective(83.0, None, None, None, 100.0), "Delivers 83 % of what unlimited teams could."),
        (Objective(100.0, 100.0, 0.0, "solver-free", 100.0),
         "Delivers all that unlimited teams could. No better plan exists."),
        (Objective(99.9, 100.0, 0.001002, "solver-free", 100.0),
         "Delivers 99 % of what unlimited teams could. At most 0.11 % better is possible."),
        (Objective(0.0, 0.0, None, "solver-free", 0.0),
         "nothing in the plan has a value, so there is nothing to compare"),
        (Objective(), ""),
    ],
)  # fmt: skip
def test_how_good_the_plan_is(objective: Objective, told: str) -> None:
    assert verdict(objective=objective) == told


def test_of_categories_nothing_is_claimed_and_stopped_plans_say_so() -> None:
    category = next(model for model in MODELS if model.is_category)
    told = verdict(model=category, objective=Objective())
    assert told.startswith(f"{category.name} has categories, which do not add up")
    assert verdict(stopped="interrupted").startswith("interrupted: the best plan found by then")
    assert verdict(placements=()) == ""
