"""An agreed plan is kept: nothing moves without need, and what must move does so at the least cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from benchmarks.generate import generate
from benchmarks.instances import problem_of
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.sequencing.engine import mend as mending
from pmcli.sequencing.engine.agreed import Agreed
from pmcli.sequencing.engine.engine import solve
from pmcli.sequencing.engine.fill import Filler, topological
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.engine.tighten import tighten
from tests.sequencing.engine.test_engine import one_team
from tests.sequencing.problems import drawn, plans

seeds = st.integers(0, 10**9)


def mend(problem: PlanningProblem, order: Sequence[int], agreed: Agreed) -> list[int]:
    """The agreed plan of a problem, mended."""
    return mending.mend(Filler(tighten(problem)), order, agreed)


def agreement(problem: PlanningProblem, draw: Random) -> Agreed:
    """Something agreed for most items, some of it late or after the horizon."""
    wishes, fees, worth = [], [], []
    for row in problem.benefit:
        wish = draw.choice((-1, *range(problem.periods + 1), *range(problem.periods)))
        is_named = wish >= 0
        wishes.append(wish)
        fees.append(draw.choice((0, 3, 3, 10)) if is_named else 0)
        worth.append(row if is_named else (0,) * problem.periods)
    return Agreed(wishes, fees, worth)


def cost(agreed: Agreed, plan: tuple[int, ...] | list[int]) -> tuple[int, int]:
    """What it costs to depart from what is agreed, and how many do."""
    total = moved = 0
    for wish, fee, worth, t in zip(agreed.wishes, agreed.fees, agreed.worth, plan, strict=True):
        if wish >= 0 and t != wish:
            row = (*worth, 0)
            total += max(0, fee + row[wish] - row[t])
            moved += 1
    return total, moved


def fits_more(problem: PlanningProblem, agreed: Agreed, plan: list[int]) -> bool:
    """Whether something that is not agreed for later could be added as it stands."""
    changes = [
        [*plan[:item], t, *plan[item + 1 :]]
        for item, now in enumerate(plan)
        if now == problem.periods != agreed.wishes[item]
        for t in range(problem.periods)
    ]
    return any(not problem.faults(changed) for changed in changes)


@settings(max_examples=300)
@given(seeds, seeds)
def test_what_must_move_does_so_at_the_least_cost(seed: int, luck: int) -> None:
    problem = drawn(seed)
    agreed = agreement(problem, Random(luck))  # noqa: S311 - nothing is secret
    least = min((cost(agreed, plan) for plan in plans(problem)), default=None)
    if least is None or Filler(tighten(problem)).broken:
        return
    plan = mend(problem, topological(problem), agreed)
    assert problem.faults(plan) == []
    assert cost(agreed, plan) == least
    assert not fits_more(problem, agreed, plan)


@given(seeds)
def test_promises_that_cannot_be_kept_are_left_out(seed: int) -> None:
    problem = drawn(seed)
    filler = Filler(tighten(problem))
    plan = mend(problem, topological(problem), agreement(problem, Random(seed)))  # noqa: S311
    rest = replace(problem, earliest=tuple(filler.earliest), latest=tuple(filler.latest))
    assert rest.faults(plan) == []


@given(seeds)
def test_a_plan_that_can_stay_stays(seed: int) -> None:
    problem = drawn(seed)
    found = next(plans(problem), None)
    if found is not None:
        agreed = Agreed(found, [1] * problem.size, problem.benefit)
        assert mend(problem, topological(problem), agreed) == list(found)


def test_two_small_ones_give_way_rather_than_the_flagship() -> None:
    problem = one_team([6, 2, 1, 3], [100, 2, 1, 9], [9], ())
    agreed = Agreed([0, 0, 0, 0], [1] * 4, problem.benefit)
    assert mend(problem, range(4), agreed) == [0, 1, 1, 0]
    assert mend(replace(problem, room=(12,)), range(4), agreed) == [0, 0, 0, 0]


def test_ties_leave_the_lower_numbers() -> None:
    problem = one_team([3, 3, 3], [5, 5, 5], [6, 6])
    assert mend(problem, range(3), Agreed([0, 0, 0], [1] * 3, problem.benefit)) == [0, 0, 1]


def test_what_is_agreed_for_later_leaves_its_room_to_new_work() -> None:
    problem = one_team([3, 3], [9, 8], [3])
    assert mend(problem, range(2), Agreed([1, -1], [1, 0], problem.benefit)) == [1, 0]


def test_what_is_waited_for_comes_along() -> None:
    problem = one_team([3, 3, 3], [9, 1, 8], [6, 3], ((0, 1, 0),))
    agreed = Agreed([0, -1, 0], [1, 0, 1], ((18, 9), (0, 0), (16, 8)))
    assert mend(problem, [1, 0, 2], agreed) == [0, 0, 1]


def doubled(problem: PlanningProblem, item: int) -> PlanningProblem:
    """The problem with twice the effort for an item."""
    takes = list(problem.takes)
    takes[item] = tuple(tuple((cell, 2 * effort) for cell, effort in row) for row in takes[item])
    return replace(problem, takes=tuple(takes))


def by_program(problem: PlanningProblem, agreed: Agreed) -> int | None:
    """The least cost by HiGHS; None where there is no plan."""
    highspy = pytest.importorskip("highspy")
    model = highspy.Highs()
    model.setOptionValue("threads", 1)  # as all other solvers of this process
    model.setOptionValue("output_flag", False)
    model.setOptionValue("mip_rel_gap", 0.0)
    periods = problem.periods
    at = [[model.addBinary() for _ in range(periods + 1)] for _ in range(problem.size)]
    for item, row in enumerate(at):
        model.addConstr(sum(row[1:], row[0]) == 1)
        for t, var in enumerate(row):
            if not problem.earliest[item] <= t <= problem.latest[item]:
                model.addConstr(var == 0)
    for cell, room in enumerate(problem.room):
        uses = [
            effort * at[item][t]
            for item, rows in enumerate(problem.takes)
            for t, row in enumerate(rows)
            for other, effort in row
            if other == cell
        ]
        if uses:
            model.addConstr(sum(uses[1:], uses[0]) <= room)
    for later, sooner, lag in problem.arcs:
        for t in range(periods):
            until = [at[sooner][s] for s in range(t - lag + 1)]
            done = [at[later][s] for s in range(t + 1)]
            if until:
                model.addConstr(sum(done[1:], done[0]) <= sum(until[1:], until[0]))
            else:
                model.addConstr(sum(done[1:], done[0]) <= 0)
    terms = []
    for item, (wish, fee, worth) in enumerate(zip(agreed.wishes, agreed.fees, agreed.worth, strict=True)):
        worths = (*worth, 0)
        terms += [
            max(0, fee + worths[wish] - worths[t]) * at[item][t] for t in range(periods + 1) if 0 <= wish != t
        ]
    model.minimize(sum(terms[1:], terms[0]))
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    objective: float = model.getInfo().objective_function_value
    return round(objective)


@pytest.mark.parametrize("seed", range(3))
def test_twice_the_effort_of_each_moves_as_little_as_a_linear_program(seed: int) -> None:
    instance = generate(12, 2, 3, seed)
    problem = problem_of(instance)
    wishes = solve(problem, "fast").plan
    worth = [[value // 10**6 for value in row] for row in problem.benefit]
    fee = sum(map(max, worth)) // 100
    agreed = Agreed(wishes, [fee] * problem.size, worth)
    for item in range(problem.size):
        changed = doubled(problem, item)
        if Filler(tighten(changed)).broken:
            continue
        plan = mend(changed, topological(changed), agreed)
        assert changed.faults(plan) == []
        least = by_program(changed, agreed)
        assert least is not None
        assert abs(cost(agreed, plan)[0] - least) <= 1 + least * 1e-6
