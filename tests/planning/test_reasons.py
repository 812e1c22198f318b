"""Every reason of every plan is true, and no longer is with one of its facts changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import get_args

import pytest

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.period import Period
from pmcli.model.reason import KINDS, OF_AGREED, Reason
from pmcli.planning import Placement, Roadmap, Stance, Unplaced, plan
from pmcli.planning.verify import verify
from pmcli.planning.verify.facts import Facts
from pmcli.planning.verify.left_out import left_out
from pmcli.planning.verify.placed import PLACED
from pmcli.planning.verify.refused import REFUSED
from pmcli.planning.verify.sums import Sums
from pmcli.planning.verify.told import Told
from tests.conftest import for_each, loaded
from tests.worlds import World

NOBODY, NEVER_SAID = "nobody", "never said by anyone"


def planned(seed: int, most: int = 14) -> tuple[Backlog, Roadmap] | None:
    """A random backlog without mistakes, with its plan."""
    world = World(seed, most)
    found = loaded(world.features, world.head)
    if any(each.severity == "error" and not each.code.startswith("PM3") for each in found.diagnostics):
        return None
    return found.backlog, plan(found.backlog, effort="fast")


def agreed(seed: int, stance: Stance) -> tuple[Backlog, Roadmap] | None:
    """The same with another plan agreed on: some of it as planned, some put elsewhere, some left out."""
    if (found := planned(seed)) is None:
        return None
    backlog, roadmap = found
    draw = Random(seed)  # noqa: S311 - nothing is secret
    rows: tuple[Placement | Unplaced, ...] = (*roadmap.placements, *roadmap.unplaced)
    places = {}
    for row in rows:
        period = row.period if isinstance(row, Placement) else draw.choice(roadmap.periods)
        if draw.random() < 0.8:
            places[row.id] = period + draw.choice((-2, -1, 0, 0, 0, 1, 2))
    promised = replace(backlog, agreement=Agreement(places))
    kept = replace(backlog, agreement=None) if stance == "afresh" else promised
    return kept, plan(promised, effort="fast", stance=stance)


BY_RECORD = ("pinned", "first", "before", "deadline", "deadline-reserved")
WHERE_IT_STANDS = ("pinned", "moved", "waits-for", "full-before")


def changed(name: str, reason: Reason, periods: tuple[Period, ...]) -> Iterator[Reason]:
    """The reason with one fact changed, so that it cannot be true whatever the plan is."""
    yield from in_another_period(reason, periods)
    if reason.team is not None:
        yield replace(reason, team=NOBODY)
    for at in range(len(reason.features)):
        for other in (name, NOBODY):
            yield replace(reason, features=(*reason.features[:at], other, *reason.features[at + 1 :]))
    for key, number in reason.numbers.items():
        # What is improved is so beside a plan that is not there to be compared.
        if reason.kind not in ("improved", "improved-away"):
            yield replace(reason, numbers={**reason.numbers, key: number + (1000 if key == "more" else 1)})
    if reason.kind in BY_RECORD:
        yield replace(reason, because=NEVER_SAID)
    if reason.kind in BY_RECORD[:3]:
        yield replace(reason, by=NEVER_SAID)
        yield replace(reason, until=date(2031, 1, 1))
    if reason.cause is not None:
        yield from (replace(reason, cause=cause) for cause in changed(name, reason.cause, periods))


def in_another_period(reason: Reason, periods: tuple[Period, ...]) -> Iterator[Reason]:
    """The reason of another period, or another day."""
    if reason.period is not None:
        yield replace(reason, period=periods[0] + -9)
        if reason.kind in WHERE_IT_STANDS or reason.kind in OF_AGREED:
            yield replace(reason, period=reason.period + 1)
            yield replace(reason, period=reason.period + -1)
    if isinstance(reason.day, date):
        yield replace(reason, day=reason.day + timedelta(days=1000))
    elif reason.day is not None:
        yield replace(reason, day=reason.day + 1)


@pytest.mark.unmeasured
@pytest.mark.parametrize("start", range(5000, 5200, 50))
def test_no_reason_is_true_with_one_fact_changed(start: int) -> None:
    tried = 0
    for seed in range(start, start + 50):
        stance = get_args(Stance)[seed % len(get_args(Stance))]
        if (found := agreed(seed, stance) if seed % 2 else planned(seed)) is None:
            continue
        backlog, roadmap = found
        assert verify(backlog, roadmap, reasons=True, room=True) == (), seed
        told = Told(Facts(backlog, roadmap, Sums(backlog, roadmap.periods)))
        rows: tuple[Placement | Unplaced, ...] = (*roadmap.placements, *roadmap.unplaced)
        for row in rows:
            checks = PLACED if isinstance(row, Placement) else REFUSED
            for reason in row.reasons:
                assert checks[reason.kind](told, row.id, reason), (seed, row.id, reason)
                for other in changed(row.id, reason, roadmap.periods):
                    tried += 1
                    assert not checks[reason.kind](told, row.id, other), (seed, row.id, other)
    assert tried > 200


HEAD = """pm: 1
product: Test
scoring: {model: cd3}
calendar: {start: 2026-Q4, periods: 3, value_horizon: 6}
teams: {web: {capacity: 10}, api: {capacity: {default: 8, 2027-Q1: 4}}}
"""


def roadmap_of(features: str, head: str = HEAD) -> tuple[Backlog, Roadmap]:
    backlog = loaded(features, head).backlog
    return backlog, plan(backlog)


def kinds(roadmap: Roadmap, name: str) -> list[str]:
    rows: tuple[Placement | Unplaced, ...] = (*roadmap.placements, *roadmap.unplaced)
    return [reason.kind for row in rows if row.id == name for reason in row.reasons]


def reason_of(roadmap: Roadmap, name: str) -> Reason:
    return next(unplaced for unplaced in roadmap.unplaced if unplaced.id == name).reasons[0]


PROMISES = """
- {id: a, title: A, effort: {web: 7}, cd3: {cost_of_delay: 9}, deadline: 2026-12-31}
- {id: b, title: B, effort: {web: 7}, cd3: {cost_of_delay: 5}, deadline: 2026-12-31}
- {id: c, title: C, effort: {web: 1}, cd3: {cost_of_delay: 5}, deadline: 2027-06-30}
- {id: d, title: D, effort: {web: 1}, cd3: {cost_of_delay: 3}, deadline: 2027-06-30, conflicts_with: [c]}
"""


def test_promises_that_starve_one_another_are_told_as_those_that_clash() -> None:
    _, roadmap = roadmap_of(PROMISES)
    lost = next(unplaced.id for unplaced in roadmap.unplaced if unplaced.id in "ab")
    kept = "b" if lost == "a" else "a"
    reason = reason_of(roadmap, lost)
    assert (reason.kind, reason.team, str(reason.period)) == ("promises-starve", "web", "2026-Q4")
    assert reason.features == (kept,)
    assert dict(reason.numbers) == {"needs": 7.0, "left": 3.0, "periods": 1}


def test_promises_that_exclude_one_another_are_told_as_that() -> None:
    _, roadmap = roadmap_of(PROMISES)
    lost = next(unplaced.id for unplaced in roadmap.unplaced if unplaced.id in "cd")
    assert reason_of(roadmap, lost) == Reason("promises-exclude", ("c" if lost == "d" else "d",))


def test_a_promise_that_waits_for_a_broken_one_is_told_too() -> None:
    _, roadmap = roadmap_of("""
- {id: a, title: A, effort: {web: 7}, cd3: {cost_of_delay: 9}, deadline: 2026-12-31}
- {id: b, title: B, effort: {web: 7}, cd3: {cost_of_delay: 5}, deadline: 2026-12-31}
- {id: on-a, title: C, effort: {api: 1}, cd3: {cost_of_delay: 5}, deadline: 2026-12-31, depends_on: [a]}
- {id: on-b, title: C, effort: {api: 1}, cd3: {cost_of_delay: 5}, deadline: 2026-12-31, depends_on: [b]}
""")
    told = {conflict.feature: conflict.reason for conflict in roadmap.conflicts}
    lost = next(unplaced.id for unplaced in roadmap.unplaced if unplaced.id in "ab")
    assert reason_of(roadmap, f"on-{lost}") == Reason("waits-unplaced", (lost,))
    assert told[f"on-{lost}"] == Reason(
        "promised-but-blocked", (f"on-{lost}", lost), cause=reason_of(roadmap, lost)
    )


def test_what_is_worth_its_place_alone_is_not_told_to_need_others() -> None:
    """shop is worth more than base needs, so that the two share a score; it does not need base to be worth it."""
    _, roadmap = roadmap_of("""
- {id: base, title: Base, effort: {api: 4}}
- {id: shop, title: Shop, effort: {web: 6}, cd3: {cost_of_delay: 90}, depends_on: [base]}
""")
    assert "together" not in kinds(roadmap, "shop")


def test_a_full_team_is_told_with_the_periods_that_were_looked_at() -> None:
    features = "".join(
        f"- {{id: f{number}, title: F, effort: {{web: 6}}, cd3: {{cost_of_delay: {9 - number}}}}}\n"
        for number in range(5)
    )
    _, roadmap = roadmap_of(features)
    reason = reason_of(roadmap, "f4")
    assert reason == Reason(
        "team-full", team="web", period=Period.parse("2026-Q4"),
        numbers={"needs": 6.0, "left": 4.0, "periods": 3},
    )  # fmt: skip


def test_what_is_larger_than_its_periods_is_told_with_them() -> None:
    """api has 8 in the last period, which the date rules out."""
    backlog, roadmap = roadmap_of("""
- {id: a, title: A, effort: {api: 6}, cd3: {cost_of_delay: 9}, not_before: 2027-Q1, deadline: 2027-03-31}
""")
    reason = reason_of(roadmap, "a")
    assert reason.kind == "larger-than-any-period"
    assert (str(reason.period), str(reason.day)) == ("2027-Q1", "2027-Q1")
    assert verify(backlog, roadmap, reasons=True) == ()


def told_of(roadmap: Roadmap, name: str, *reasons: Reason) -> Roadmap:
    """The roadmap with other reasons given for a feature."""
    return replace(
        roadmap,
        placements=tuple(
            replace(row, reasons=reasons) if row.id == name else row for row in roadmap.placements
        ),
        unplaced=tuple(replace(row, reasons=reasons) if row.id == name else row for row in roadmap.unplaced),
    )


@for_each(
    "name, reasons, told",
    [
        ("a", (), "nothing is said about a"),
        ("a", (Reason("enabler"),), "nobody checks what is said of a: enabler"),
        ("a", (Reason("in-progress"),), "it is not true of a: in progress"),
        ("a", (Reason("effort-assumed"),), "it is not true of a"),
        ("a", (Reason("expedite"),), "it is not true of a"),
        ("a", (Reason("needed-first"),), "it is not true of a"),
        ("a", (Reason("serves-progress"),), "it is not true of a"),
        ("a", (Reason("room"),), "it is not true of a"),
        ("a", (Reason("brought-in"),), "it is not true of a"),
        ("z", (Reason("idea"),), "it is not true of z"),
        ("z", (Reason("no-effort"),), "it is not true of z"),
        ("z", (Reason("no-team"),), "it is not true of z"),
        ("z", (Reason("too-late"),), "it is not true of z"),
        ("z", (Reason("starved"),), "it is not true of z"),
        ("z", (Reason("cannot-land"),), "it is not true of z"),
        ("z", (Reason("no-room-at-once"),), "it is not true of z"),
        ("z", (Reason("pinned"),), "nobody checks what is said of z: pinned"),
    ],
)
def test_what_is_said_and_not_true_is_a_fault(name: str, reasons: tuple[Reason, ...], told: str) -> None:
    backlog, roadmap = roadmap_of("""
- {id: a, title: A, effort: {web: 1}, cd3: {cost_of_delay: 9}}
- {id: z, title: Z, effort: {web: 1}, cd3: {cost_of_delay: 9}, moscow: wont}
""")
    assert verify(backlog, roadmap, reasons=True) == ()
    faults = verify(backlog, told_of(roadmap, name, *reasons), reasons=True)
    assert any(told in fault for fault in faults), faults


def test_only_kinds_that_there_are_have_checks() -> None:
    assert set(PLACED) | set(REFUSED) <= set(KINDS)


def test_what_is_left_out_and_would_fit_is_a_fault() -> None:
    backlog, roadmap = roadmap_of("""
- {id: a, title: A, effort: {web: 6}, cd3: {cost_of_delay: 9}}
- {id: b, title: B, effort: {web: 4}, cd3: {cost_of_delay: 8}, depends_on: [a]}
- {id: c, title: C, effort: {web: 9, api: 8}, cd3: {cost_of_delay: 1}}
- {id: d, title: D, effort: {web: 4}, cd3: {cost_of_delay: 8}, conflicts_with: [c]}
""")
    assert verify(backlog, roadmap, room=True) == ()
    stood = next(row.period for row in roadmap.placements if row.id == "b")
    without = replace(
        roadmap,
        placements=tuple(row for row in roadmap.placements if row.id != "b"),
        unplaced=(*roadmap.unplaced, Unplaced("b", (Reason("too-late"),))),
    )
    facts = Facts(backlog, without, Sums(backlog, without.periods))
    assert list(left_out(facts)) == [f"b is left out, and fits into {stood}"]


def test_what_a_lost_promise_waits_for_is_placed_where_it_fits() -> None:
    found = loaded(
        """
- {id: base, title: Base, effort: 3, cd3: {cost_of_delay: 6}}
- {id: late, title: Late, effort: 3, cd3: {cost_of_delay: 2}, depends_on: [base], deadline: 2026-11-20}
""",
        "pm: 1\nproduct: P\nscoring: {model: cd3}\nteams: {web: {capacity: 12}}\n"
        "calendar: {start: 2026-11-10, periods: 3, step: month}\n",
    )
    roadmap = plan(found.backlog, effort="thorough")
    assert [placement.id for placement in roadmap.placements] == ["base"]
    assert [conflict.feature for conflict in roadmap.conflicts] == ["late"]
