"""Orders by bundles: sound for everything, and the best there is where one block is larger than its period."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.sequencing.engine.bundles import by_bundles, has_large_block
from pmcli.sequencing.engine.engine import solve
from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.problem import PlanningProblem
from tests.sequencing.problems import best, drawn

seeds = st.integers(0, 10**9)


def block(seed: int, enablers: int, takers: int) -> PlanningProblem:
    """One period, items of value that share enablers of effort, and room for half of these."""
    draw = Random(seed)  # noqa: S311 - nothing is secret
    efforts = [draw.randint(1, 9) for _ in range(enablers)]
    arcs = [
        (enablers + taker, need, 0)
        for taker in range(takers)
        for need in draw.sample(range(enablers), draw.randint(1, min(3, enablers)))
    ]
    size = enablers + takers
    return PlanningProblem(
        1,
        (sum(efforts) // 2,),
        tuple((((0, effort),),) for effort in efforts) + (((),),) * takers,
        tuple(sorted(arcs)),
        (0,) * size,
        (1,) * size,
        ((0,),) * enablers + tuple((draw.randint(10, 40),) for _ in range(takers)),
    )


def chosen(problem: PlanningProblem, steps: int) -> list[int]:
    """The plan by bundles."""
    filler = Filler(problem)
    costs = [max(1.0, float(sum(effort for _, effort in takes[0]))) for takes in problem.takes]
    plan = filler.fill(by_bundles(filler, costs, steps))
    filler.drop_idle(plan)
    return plan


@given(seeds, st.integers(0, 200))
def test_plans_by_bundles_keep_everything(seed: int, steps: int) -> None:
    problem = drawn(seed)
    filler = Filler(problem)
    order = by_bundles(filler, [1.0] * problem.size, steps)
    place = {item: number for number, item in enumerate(order)}
    assert sorted(order) == list(range(problem.size))
    assert all(place[need] < place[item] for item, need in problem.pairs)
    if not filler.broken:
        assert problem.faults(filler.fill(order)) == []


@given(seeds)
def test_choices_from_a_small_block_are_good(seed: int) -> None:
    problem = block(seed, 5, 6)
    optimum = best(problem)
    assert optimum is not None
    assert optimum >= problem.value(chosen(problem, 1500)) >= 0.7 * optimum


@pytest.mark.unmeasured
def test_nearly_all_choices_from_small_blocks_are_the_best() -> None:
    problems = [block(seed, 5, 6) for seed in range(60)]
    optima = list(map(best, problems))
    by_bundles_missed = sum(
        problem.value(chosen(problem, 1500)) != optimum
        for problem, optimum in zip(problems, optima, strict=True)
    )
    engine_missed = sum(
        problem.value(solve(problem).plan) != optimum
        for problem, optimum in zip(problems, optima, strict=True)
    )
    assert by_bundles_missed <= 3
    assert engine_missed <= 1


def test_more_steps_find_more() -> None:
    problem = block(7, 60, 80)
    few, many = (problem.value(chosen(problem, steps)) for steps in (300, 20_000))
    assert few < many


def test_promised_work_stays_and_comes_with_its_dependents() -> None:
    # 0 is promised for the last period; 1 waits for it and is worth most; 2 is in the way of both
    problem = PlanningProblem(
        2,
        (4, 4),
        tuple(tuple(((t, effort),) for t in range(2)) for effort in (2, 2, 3)),
        ((1, 0, 0),),
        (0, 0, 0),
        (1, 2, 2),
        ((0, 0), (20, 10), (6, 3)),
    )
    assert chosen(problem, 200) == [0, 0, 1]
    assert chosen(replace(problem, benefit=((0, 0), (2, 1), (16, 8))), 200) == [1, 1, 0]


def test_only_blocks_that_fill_much_of_the_room_are_large() -> None:
    problem = block(3, 5, 6)
    filler = Filler(problem)
    assert has_large_block(filler, [1.0] * problem.size)
    assert not has_large_block(filler, [float(item) for item in range(problem.size)])
    roomy = replace(problem, room=(1000,))
    assert not has_large_block(Filler(roomy), [1.0] * problem.size)
