"""Why a feature is not placed or not earlier: of the plan that is shown, and changes that are enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.model.team import ByPeriod
from pmcli.planning import Placement, Roadmap, Unplaced, plan
from pmcli.planning.capacity import capacity
from pmcli.planning.draft import Draft
from pmcli.planning.horizon import Horizon
from pmcli.planning.missing_capacity import rounded_up
from pmcli.planning.why_not import WhyNot, why_not
from pmcli.ranking import rank
from pmcli.sequencing.graph import walk
from tests.conftest import for_each, loaded
from tests.planning.test_agreed import backlog
from tests.worlds import World

SEEDS = range(120)
AMOUNT = re.compile(r"([\d.,]+)(?: more person-weeks?)? of (\w+)")
OF_PERIOD = re.compile(r"(.+?) in ([\w-]+)")


def worlds(seed: int) -> Iterator[Backlog]:
    """A random backlog without mistakes, without and with a plan agreed on."""
    world = World(seed, 12)
    found = loaded(world.features, world.head)
    if any(each.severity == "error" and not each.code.startswith("PM3") for each in found.diagnostics):
        return
    yield found.backlog
    draw, first = Random(seed), Horizon.of(found.backlog).periods[0]  # noqa: S311 - nothing is secret
    places = {name: first + draw.choice((-1, 0, 0, 1, 2, 5)) for name in found.backlog.features}
    yield replace(found.backlog, agreement=Agreement({name: places[name] for name in places if seed % 3}))


def rows(roadmap: Roadmap) -> tuple[Placement | Unplaced, ...]:
    return (*roadmap.placements, *roadmap.unplaced)


def changes(answer: WhyNot) -> dict[str, str]:
    return {change.kind: change.text for change in answer.changes}


@pytest.mark.parametrize("seed", SEEDS)
def test_reasons_and_period_are_those_of_the_roadmap(seed: int) -> None:
    for made in worlds(seed):
        for row in rows(plan(made, propose=False, effort="fast")):
            answer = why_not(made, row.id, effort="fast")
            assert answer.reasons == row.reasons
            assert answer.period == (row.period if isinstance(row, Placement) else None)


def grown(made: Backlog, text: str) -> Backlog:
    """The backlog with the capacity that is told added to its teams."""
    workspace = made.workspace
    amounts = [(*each, when) for part, when in OF_PERIOD.findall(text) for each in AMOUNT.findall(part)]
    assert amounts, text
    teams = dict(workspace.teams)
    horizon = Horizon.of(made)
    gross = capacity(made, horizon)
    for team, row in gross.items():
        whole = [row[0] / horizon.rest, *row[1:]]
        asked = {when: float(amount.replace(",", "")) for amount, name, when in amounts if name == team}
        periods = {
            period: Estimate.exact(now + asked.get(str(period), 0.0))
            for period, now in zip(horizon.periods, whole, strict=True)
        }
        by_period = ByPeriod.model_construct(default=Estimate.exact(0.0), periods=periods)
        teams[team] = teams[team].model_copy(update={"capacity": by_period, "people": None})
    return replace(made, workspace=workspace.model_copy(update={"teams": teams}))


def fits(before: Draft, after: Draft, stands: dict[str, int], name: str, period: int) -> bool:
    """Whether a feature and what it lacks fit in some periods up to this one beside the plan as it stands."""
    needs: dict[str, list[tuple[str, int]]] = {}
    for later, sooner, lag in before.candidates.arcs:
        needs.setdefault(later, []).append((sooner, lag))
    links = {one: [need for need, _ in given if need not in stands] for one, given in needs.items()}
    places = dict.fromkeys(walk((name,), links), period)
    for _ in places:
        for one in places:
            for need, lag in needs.get(one, ()):
                if need in places:
                    places[need] = min(places[need], places[one] - lag)
    room, taken = list(after.cells.room), set()
    for one, at in {**stands, **places}.items():
        for cell, effort in after.takes(one)[at]:
            room[cell] -= effort
            if one in places:
                taken.add(cell)
    return all(room[cell] >= 0 for cell in taken) and min(places.values()) >= 0


@pytest.mark.unmeasured
def test_the_capacity_told_is_enough() -> None:
    told = 0
    for seed in SEEDS:
        for made in worlds(seed):
            over = made.workspace.roadmap.carry_over
            before = Draft.of(made, rank(made), carry_over=over)
            roadmap = plan(made, propose=False, effort="fast")
            stands = {row.id: before.horizon.number(row.period) for row in roadmap.placements}
            for row in rows(roadmap):
                for change in why_not(made, row.id, effort="fast").changes:
                    if change.kind == "capacity" and change.period is not None:
                        more = grown(made, change.text)
                        after = Draft.of(more, rank(more), carry_over=over)
                        number = before.horizon.number(change.period)
                        assert fits(before, after, stands, row.id, number), (seed, row.id, change.text)
                        told += 1
    assert told > 30


@for_each(
    "number, up",
    [(2.0, 2.0), (2.001, 2.01), (12.34, 12.4), (1234.5, 1235.0), (0.03001, 0.0301), (1e-4, 1e-4)],
)
def test_amounts_are_rounded_up(number: float, up: float) -> None:
    assert rounded_up(number) == pytest.approx(up)


def asked(features: str, name: str, head: str, agreed: str = "") -> dict[str, str]:
    return changes(why_not(backlog(features, agreed, head), name))


QUARTER = "calendar: {start: 2026-Q4, periods: 1}\nteams: {web: {capacity: 10}}\n"
TWO = "a effort: 6, cd3: {cost_of_delay: 90}\nb effort: 6, cd3: {cost_of_delay: 60}"


def test_the_reserve_takes_its_share_of_what_is_added() -> None:
    reserved = f"{QUARTER}roadmap: {{reserve: {{bug: 20%}}}}\n"
    assert (
        asked(TWO, "b", reserved)["capacity"] == "5 more person-weeks of web in 2026-Q4, before the reserve"
    )


def test_of_a_period_that_has_begun_the_whole_counts() -> None:
    begun = "calendar: {start: 2026-11-16, periods: 1}\nteams: {web: {capacity: 20}}\n"
    assert asked(TWO, "b", begun)["capacity"] == (
        "4 more person-weeks of web in 2026-Q4, counted for the whole of 2026-Q4"
    )


def test_what_overruns_takes_its_part_first() -> None:
    text = (
        "work effort: 13, cd3: {cost_of_delay: 9}, status: in-progress\nb effort: 6, cd3: {cost_of_delay: 60}"
    )
    assert asked(text, "b", QUARTER)["capacity"] == "9 more person-weeks of web in 2026-Q4"


def test_it_speaks_of_the_agreed_plan() -> None:
    kept = "2026-Q4: b"
    assert asked(TWO, "b", QUARTER, kept) == {}
    assert asked(TWO, "a", QUARTER, kept) == {
        "capacity": "2 more person-weeks of web in 2026-Q4",
        "instead": "in 2026-Q4 without b (agreed: b): costs nothing",
    }


def test_only_the_agreement_keeps_out_what_fits() -> None:
    one = "a effort: 6, cd3: {cost_of_delay: 90}"
    assert asked(one, "a", QUARTER, "2027-Q1: a") == {
        "input": "agree on 2026-Q4 for it in plan.yaml: there is room"
    }
    assert asked(one, "a", QUARTER, "2026-Q4: a") == {}


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.unmeasured) for seed in range(1, 12))]
)
def test_a_feature_worth_so_many_times_as_much_is_placed(seed: int) -> None:
    draw = Random(seed)  # noqa: S311 - nothing is secret
    efforts = [draw.randint(1, 9) for _ in range(9)]
    worths = [float(draw.randint(5, 60)) for _ in range(9)]
    two = "calendar: {start: 2026-Q4, periods: 2}\nteams: {web: {capacity: 11}}\n"

    def made(worths: list[float]) -> Backlog:
        text = "\n".join(
            f"f{number} effort: {effort}, cd3: {{cost_of_delay: {worth}}}"
            for number, (effort, worth) in enumerate(zip(efforts, worths, strict=True))
        )
        return backlog(text, "", two)

    told, known = 0, made(worths)
    for row in plan(known).unplaced:
        found = re.match(r"with ([\d.]+) times", changes(why_not(known, row.id)).get("value", ""))
        if found is not None:
            number, told = int(row.id[1:]), told + 1
            more = [*worths[:number], worths[number] * float(found[1]), *worths[number + 1 :]]
            assert row.id in {placement.id for placement in plan(made(more)).placements}
    assert told


@for_each(
    "head, line",
    [
        ("calendar: {start: 2026-Q4}\n", "teams: {web: {capacity: 12}}, in person-weeks a quarter"),
        ("calendar: {step: month, start: 2026-11}\neffort_unit: person-days\n", "teams: {web: {capacity: 20}}, in person-days a month"),
    ],
)  # fmt: skip
def test_without_teams_the_line_that_names_one_is_told(head: str, line: str) -> None:
    assert asked("a effort: 6, cd3: {cost_of_delay: 90}", "a", head) == {
        "input": f"name those who build it in pm.yaml: {line}"
    }
