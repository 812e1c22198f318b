"""The check that every plan passes before it is shown: it is silent for sound plans, and for no others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pmcli.model.backlog import Backlog
from pmcli.model.period import Period
from pmcli.planning import Placement, Roadmap, Work, plan
from pmcli.planning.verify import verify
from tests.conftest import for_each, loaded
from tests.worlds import World


@pytest.mark.unmeasured
@pytest.mark.parametrize("start", range(0, 400, 50))
def test_every_plan_of_random_workspaces_is_sound(start: int) -> None:
    planned = 0
    for seed in range(start, start + 50):
        world = World(seed)
        found = loaded(world.features, world.head)
        if any(
            diagnostic.severity == "error" and not diagnostic.code.startswith("PM3")
            for diagnostic in found.diagnostics
        ):
            continue
        planned += 1
        roadmap = plan(found.backlog, effort="fast")
        assert verify(found.backlog, roadmap, reasons=True, room=True) == (), seed
        objective = roadmap.objective
        if objective.value is not None and objective.bound is not None:
            assert objective.ideal is not None
            assert objective.value <= objective.bound
            assert objective.value <= objective.ideal * (1 + 1e-9)
    assert planned > 20


HEAD = """pm: 1
product: Test
scoring: {model: cd3}
calendar: {start: 2026-Q4, periods: 3, value_horizon: 6, discount: 3%}
teams: {web: {capacity: 10}, api: {capacity: {default: 8, 2027-Q1: 4}}}
"""
FEATURES = """
- {id: base, title: Base, effort: {api: 4}}
- {id: shop, title: Shop, effort: {web: 6, api: 2}, cd3: {cost_of_delay: 90}, depends_on: [{id: base, lag: 1}]}
- {id: pinned, title: Pinned, effort: {web: 3}, cd3: {cost_of_delay: 5}, decisions: [{verdict: pin, period: 2027-Q2}]}
- {id: due, title: Due, effort: {web: 4}, cd3: {cost_of_delay: 1}, deadline: 2027-02-14}
- {id: late, title: Late, effort: {web: 1}, cd3: {cost_of_delay: 7}, not_before: 2027-Q1}
- {id: one, title: One, effort: {web: 2}, cd3: {cost_of_delay: 8}, conflicts_with: [other]}
- {id: other, title: Other, effort: {web: 2}, cd3: {cost_of_delay: 3}}
- {id: never, title: Never, effort: {web: 1}, cd3: {cost_of_delay: 9}, moscow: wont}
- {id: again, title: Again, effort: {web: 1}, cd3: {cost_of_delay: 2}, depends_on: [rest]}
- {id: rest, title: Rest, status: parked}
"""
Q4, Q1, Q2 = (Period.parse(text) or Period("quarter", 0) for text in ("2026-Q4", "2027-Q1", "2027-Q2"))


@pytest.fixture(scope="module")
def backlog() -> Backlog:
    return loaded(FEATURES, HEAD).backlog


@pytest.fixture(scope="module")
def roadmap(backlog: Backlog) -> Roadmap:
    return plan(backlog)


def moved(roadmap: Roadmap, name: str, period: Period) -> Roadmap:
    """The roadmap with a feature in another period, its work with it."""
    placements = tuple(
        replace(placement, period=period, work=tuple(replace(work, period=period) for work in placement.work))
        if placement.id == name
        else placement
        for placement in roadmap.placements
    )
    return replace(roadmap, placements=placements)


def added(roadmap: Roadmap, name: str, *work: Work) -> Roadmap:
    placement = Placement(name, Q2, work)
    rest = tuple(unplaced_feature for unplaced_feature in roadmap.unplaced if unplaced_feature.id != name)
    return replace(roadmap, placements=(*roadmap.placements, placement), unplaced=rest)


def worked(roadmap: Roadmap, name: str, *work: Work) -> Roadmap:
    placements = tuple(
        replace(placement, work=work) if placement.id == name else placement
        for placement in roadmap.placements
    )
    return replace(roadmap, placements=placements)


@for_each(
    "broken, told",
    [
        (lambda found: moved(found, "shop", Q4), "shop lands too early for base"),
        (lambda found: moved(found, "base", Q2), "shop lands too early for base"),
        (lambda found: moved(found, "pinned", Q1), "pinned is pinned to 2027-Q2"),
        (lambda found: moved(found, "due", Q2), "due lands after 2027-02-14"),
        (lambda found: moved(found, "late", Q4), "late lands before 2027-Q1"),
        (lambda found: moved(found, "one", Q2), "the plan is worth"),
        (lambda found: added(found, "other", Work("web", 2.0, Q2)), "one and other exclude each other"),
        (lambda found: added(found, "never", Work("web", 1.0, Q2)), "never is never to be placed"),
        (lambda found: added(found, "again", Work("web", 1.0, Q2)), "again waits for rest, which is parked"),
        (
            lambda found: worked(found, "one", Work("web", 1.0, Q4)),
            "one takes {'web': 1.0}, not {'web': 2.0}",
        ),
        (lambda found: worked(found, "one", Work("web", 50.0, Q4)), "web does"),
        (lambda found: replace(found, placements=found.placements[1:]), "nowhere in the roadmap"),
        (lambda found: replace(found, placements=(*found.placements, found.placements[0])), "twice"),
        (lambda found: replace(found, loads=found.loads[1:]), "the capacity of web in 2026-Q4 is 10"),
        (lambda found: replace(found, objective=replace(found.objective, value=1.0)), "not 1.0"),
        (lambda found: replace(found, objective=replace(found.objective, bound=1.0)), "below the value"),
    ],
)
def test_what_is_broken_is_told(
    backlog: Backlog, roadmap: Roadmap, broken: Callable[[Roadmap], Roadmap], told: str
) -> None:
    assert verify(backlog, roadmap) == ()
    assert any(told in one for one in verify(backlog, broken(roadmap))), verify(backlog, broken(roadmap))


def test_what_is_due_inside_a_period_fits_before_its_day(backlog: Backlog, roadmap: Roadmap) -> None:
    heavy = loaded(FEATURES.replace("effort: {web: 4}", "effort: {web: 6}"), HEAD).backlog
    good = plan(heavy)
    assert str(next(placement.period for placement in good.placements if placement.id == "due")) == "2026-Q4"
    assert any("cannot do by 2027-02-14" in one for one in verify(heavy, moved(good, "due", Q1)))


def test_a_parent_is_there_once_the_lags_behind_its_parts_are_over() -> None:
    text = """
- {id: z, title: Z, depends_on: [{id: a, lag: 7}]}
- {id: a, title: A, parent: z, effort: {web: 3}, cd3: {cost_of_delay: 5, duration: 1}}
- {id: b, title: B, depends_on: [z], effort: {web: 1}, cd3: {cost_of_delay: 5, duration: 1}}
"""
    waiting = loaded(text, HEAD).backlog
    found = plan(waiting)
    assert [placed.id for placed in found.placements] == ["a"]
    assert verify(waiting, found, reasons=True, room=True) == ()


def test_a_plan_that_breaks_its_own_rules_is_not_shown(
    backlog: Backlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmcli.planning.verify", lambda *given, **asked: ("a is wrong",))
    with pytest.raises(RuntimeError, match="a is wrong"):
        plan(backlog)
