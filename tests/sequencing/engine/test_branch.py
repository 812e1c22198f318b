"""Branching proves small problems: its bound is never below the optimum, and proven means equal to it."""

from __future__ import annotations

from benchmarks.generate import generate
from benchmarks.instances import problem_of
from hypothesis import given
from hypothesis import strategies as st

from pmcli.sequencing.engine.branch import NODES, branch, is_small
from pmcli.sequencing.engine.engine import solve
from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.prices import Pricing
from tests.sequencing.problems import best, drawn, plans

seeds = st.integers(0, 10**9)


@given(seeds, st.sampled_from((1, 2, 5, NODES)))
def test_the_bound_holds_from_any_plan_and_proven_means_best(seed: int, nodes: int) -> None:
    problem = drawn(seed)
    optimum = best(problem)
    filler = Filler(problem)
    if optimum is None or filler.broken:
        return
    worst = min(plans(problem), key=problem.value)
    loose = sum(map(max, problem.benefit)) + 1
    found = branch(filler, worst, loose, nodes)
    assert problem.faults(found.plan) == []
    assert found.bound >= optimum >= problem.value(found.plan)
    assert found.nodes <= nodes + 1
    if found.is_proven:
        assert problem.value(found.plan) == optimum == found.bound


@given(seeds)
def test_small_problems_are_proven(seed: int) -> None:
    problem = drawn(seed)
    optimum = best(problem)
    found = solve(problem)
    if optimum is not None and not found.broken:
        assert found.is_proven
        assert found.bound == problem.value(found.plan) == optimum


@given(seeds)
def test_no_plan_with_an_item_in_a_period_exceeds_that_ceiling(seed: int) -> None:
    problem = drawn(seed)
    filler = Filler(problem)
    if filler.broken:
        return
    pricing = Pricing(filler, sharp=True)
    for _ in range(10):
        pricing.step(0.0)
    ceilings = pricing.ceilings()
    for plan in plans(problem):
        value = problem.value(plan)
        for item, period in enumerate(plan):
            assert ceilings[item][period] >= value - 1e-6


def test_generated_backlogs_of_thirty_are_nearly_all_proven() -> None:
    proven = 0
    for seed in range(1, 6):
        problem = problem_of(generate(30, seed=seed))
        fast, found = solve(problem, "fast"), solve(problem)
        assert not fast.is_branched
        assert fast.bound is not None
        assert found.bound is not None
        assert problem.faults(found.plan) == []
        assert problem.value(found.plan) <= found.bound <= fast.bound
        proven += found.is_proven
    assert proven >= 4


def test_what_is_large_is_left_alone() -> None:
    problem = problem_of(generate(60, seed=1))
    assert not is_small(Filler(problem))
    assert not solve(problem).is_branched


def test_a_search_that_is_told_to_stop_still_bounds() -> None:
    problem = problem_of(generate(30, seed=1))
    filler = Filler(problem)
    asked: list[bool] = []

    def goes_on() -> bool:
        asked.append(True)
        return len(asked) < 3

    known = solve(problem, "fast")
    assert known.bound is not None
    found = branch(filler, known.plan, known.bound, goes_on=goes_on)
    assert len(asked) == 3
    assert problem.value(solve(problem).plan) <= found.bound <= known.bound
