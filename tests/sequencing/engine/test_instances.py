"""Generated instances become problems whose witness is a plan, and the baselines keep what they promise."""

from __future__ import annotations

import pytest
from benchmarks.generate import Instance, generate
from benchmarks.instances import BASELINES, Planner, filled, problem_of

from tests.conftest import for_each

SHAPES = [(50, 3, 4), (50, 5, 6), (200, 6, 6)]


def drawn(seed: int, bound: float = 0.2) -> Instance:
    size, teams, periods = SHAPES[seed % 3]
    return generate(size, teams, periods, seed, bound)


def witness(instance: Instance) -> list[int]:
    periods = len(instance.capacity[0])
    return [periods if period is None else period for period in instance.witness]


@for_each("carry_over", [False, True])
@for_each("seed", range(12))
def test_the_witness_is_a_plan(seed: int, carry_over: bool) -> None:
    instance = drawn(seed)
    problem = problem_of(instance, carry_over=carry_over)
    assert problem.faults(witness(instance)) == []


@pytest.mark.parametrize("seed", range(3))
def test_benefit_falls_with_waiting_and_says_its_unit(seed: int) -> None:
    instance = drawn(seed)
    problem = problem_of(instance, horizon=12, discount=0.03)
    best = sum(row[problem.earliest[item]] for item, row in enumerate(problem.benefit))
    assert best == pytest.approx(1e12, rel=0.05)
    for item, row in enumerate(problem.benefit):
        assert list(row) == sorted(row, reverse=True)
        earned = sum(0.97**s for s in range(12)) * instance.values[item]
        assert row[0] * problem.unit == pytest.approx(earned, abs=1e-6 * problem.unit * 1e12)
        if item in instance.expires:
            assert not any(row[instance.expires[item] + 1 :])


def test_whole_numbers_do_not_inherit_the_noise_of_floats() -> None:
    instance = Instance([1.0], [0.3], [], [{0: 0.1 + 0.2}], [[0.3]], [0])
    problem = problem_of(instance)
    assert problem.room == (3000,)
    assert problem.takes == ((((0, 3000),),),)


def test_windows_follow_dependencies() -> None:
    instance = Instance(
        [1.0] * 4, [1.0] * 4, [(1, 0), (2, 1), (3, 2)], [{0: 1.0}] * 4, [[2.0] * 3], [0, 0, 1, 1], pins={2: 1}
    )
    problem = problem_of(instance)
    assert problem.earliest == (0, 0, 1, 1)
    assert problem.latest == (1, 1, 1, 3)


@for_each("planner", [planner for _, planner in BASELINES])
@for_each("seed", range(6))
def test_baselines_make_plans(seed: int, planner: Planner) -> None:
    problem = problem_of(drawn(seed, bound=0.05))
    plan = planner(problem)
    assert problem.faults(plan) == []
    assert problem.value(plan) > 0


def test_filling_keeps_room_for_what_is_due_and_leaves_out_what_expired() -> None:
    instance = Instance(
        [9.0, 5.0, 1.0], [2.0] * 3, [], [{0: 2.0}] * 3, [[2.0, 2.0]], [None, 1, 0], {}, {2: 0}, {}, {1: 0}
    )
    problem = problem_of(instance)
    assert filled(problem, [0, 1, 2]) == [1, 2, 0]


def test_what_must_be_and_does_not_fit_is_missing() -> None:
    instance = Instance([1.0, 1.0], [2.0] * 2, [], [{0: 2.0}] * 2, [[2.0, 2.0]], [0, 0], pins={0: 0, 1: 0})
    problem = problem_of(instance)
    plan = filled(problem, [0, 1])
    assert plan == [2, 0]
    assert problem.faults(plan)
