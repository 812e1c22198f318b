"""The order is cheapest where that can be known, keeps every dependency and is the same every time."""

from __future__ import annotations

import math
import random
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.sequencing.order import arrange
from pmcli.sequencing.order.inherit import balance
from pmcli.sequencing.order.order import order
from tests.conftest import for_each
from tests.sequencing.oracle import (
    Arc,
    Case,
    cases,
    cheapest_by_sets,
    cheapest_by_trying,
    cost_of,
    dice,
    drawn,
    keeps,
)


def ordered(case: Case, **more: object) -> list[int]:
    even = balance(case.values, case.costs, case.arcs)
    return order(case.values, case.costs, case.arcs, even.density, flows=even.flows, **more)  # type: ignore[arg-type]


def assert_cheapest(case: Case, least: float) -> None:
    density = balance(case.values, case.costs, case.arcs).density
    for found in (ordered(case), order(case.values, case.costs, case.arcs, density)):
        assert keeps(case.arcs, found, len(case.values))
        assert cost_of(case, found) == pytest.approx(least, rel=1e-9)


@settings(max_examples=80, deadline=None)
@given(cases(most=6))
def test_small_backlogs_are_optimal(case: Case) -> None:
    assert_cheapest(case, cheapest_by_trying(case))


@pytest.mark.unmeasured
@for_each("seed", range(60))
def test_backlogs_of_eight_and_nine_are_optimal(seed: int) -> None:
    case = drawn(seed, 8 + seed % 2, (0.15, 0.3, 0.6)[seed % 3], ties=seed % 5 == 0, free=seed % 4 == 0)
    assert_cheapest(case, cheapest_by_sets(case))


@for_each("seed", range(12))
def test_backlogs_of_twelve_are_optimal(seed: int) -> None:
    case = drawn(seed, 12, (0.1, 0.2, 0.3)[seed % 3], ties=seed % 4 == 0)
    assert_cheapest(case, cheapest_by_sets(case))


@pytest.mark.unmeasured
@for_each("seed", range(60))
def test_what_is_not_ordered_exactly_is_still_good(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With blocks of two or more left to the peeling and the search alone."""
    monkeypatch.setattr(arrange, "EXACT", 1)
    case = drawn(seed, 9, (0.15, 0.3, 0.6)[seed % 3], ties=seed % 3 == 0)
    found = ordered(case)
    assert keeps(case.arcs, found, 9)
    assert cost_of(case, found) <= cheapest_by_sets(case) * 1.01 + 1e-9


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4)), max_size=12), st.data())
def test_without_dependencies_it_is_smiths_rule(pairs: list[tuple[int, int]], data: st.DataObject) -> None:
    case = Case([float(value) for value, _ in pairs], [float(cost) for _, cost in pairs], [])
    assert ordered(case) == sorted(
        range(len(pairs)), key=lambda node: (-case.values[node] / case.costs[node], node)
    )


@settings(max_examples=60, deadline=None)
@given(cases(most=9), st.randoms(use_true_random=False))
def test_the_order_of_the_arcs_does_not_count(case: Case, draw: random.Random) -> None:
    shuffled = list(case.arcs)
    draw.shuffle(shuffled)
    assert ordered(case) == ordered(Case(case.values, case.costs, shuffled))


@settings(max_examples=60, deadline=None)
@given(cases(most=9))
def test_adjusted_scores_fall_along_the_order(case: Case) -> None:
    density = balance(case.values, case.costs, case.arcs).density
    along = [float(f"{density[node]:.8e}") for node in ordered(case)]
    assert along == sorted(along, reverse=True)


def test_ties_go_by_own_score_then_id() -> None:
    case = Case([1.0] * 5, [1.0] * 5, [])
    assert ordered(case, scores=[1, 3, None, 3, math.inf]) == [1, 3, 0, 2, 4]


def test_scores_are_compared_at_nine_digits() -> None:
    case = Case([1.0, 1.0 + 1e-12, 1.0 + 1e-6], [1.0] * 3, [])
    assert ordered(case) == [2, 0, 1]


def test_equals_that_merely_wait_for_one_another_keep_id_order_with_others() -> None:
    case = Case([2.0] * 4, [1.0] * 4, [(0, 3)])
    assert ordered(case) == [1, 2, 3, 0]


def test_a_block_stands_together_at_its_first_members_score() -> None:
    case = Case([0.0, 2.0, 1.0], [1.0] * 3, [(1, 0)])
    assert ordered(case) == [2, 0, 1]


def test_blocks_that_wait_for_one_another_in_a_circle_are_one() -> None:
    """0 -> 1 and 2 -> 3 carry value; 3 waits for 0 and 1 for 2, without flow: none can go as a whole."""
    case = Case([2.0, 0.0, 2.0, 0.0], [1.0] * 4, [(0, 1), (2, 3)])
    circle = Case(case.values, case.costs, [*case.arcs, (0, 3), (2, 1)])
    found = order(circle.values, circle.costs, circle.arcs, [1.0] * 4, flows=[(0, 1, 1.0), (2, 3, 1.0)])
    assert keeps(circle.arcs, found, 4)
    assert cost_of(circle, found) == cheapest_by_trying(circle)


def test_categories_order_by_what_is_needed_then_cheapest() -> None:
    """Densities that are no balance: the two of the upper category need the enabler, which comes first."""
    found = order([0, 3, 3, 1], [1] * 4, [(1, 0)], [3, 3, 3, 1])
    assert found == [2, 0, 1, 3]


def test_a_large_category_that_hangs_together_keeps_its_arcs() -> None:
    case = drawn(3, 40, 0.1, ties=True)
    found = order(case.values, case.costs, case.arcs, [1.0] * 40)
    assert keeps(case.arcs, found, 40)
    even = balance(case.values, case.costs, case.arcs)
    usual = order(case.values, case.costs, case.arcs, even.density, flows=even.flows)
    assert cost_of(case, found) == pytest.approx(cost_of(case, usual))


@pytest.mark.unmeasured
@for_each("seed", range(10))
def test_trees_are_optimal_at_any_size(seed: int) -> None:
    """Against Horn's rule, which merges the dearest job with what it waits for."""
    draw = dice(seed)
    size = 150
    arcs = [(i, draw.randrange(max(0, i - 6), i)) for i in range(1, size)]
    values = [draw.lognormvariate(0, 2) for _ in range(size)]
    case = Case(values, [draw.lognormvariate(1, 0.9) for _ in range(size)], arcs)
    assert cost_of(case, ordered(case)) == pytest.approx(cost_of(case, horn(case)), rel=1e-9)
    mirror = Case(case.costs, case.values, [(head, tail) for tail, head in arcs])
    assert cost_of(mirror, ordered(mirror)) == pytest.approx(cost_of(case, horn(case)), rel=1e-9)


def horn(case: Case) -> list[int]:
    """Again and again the job of the best ratio joins the one it waits for, or goes next."""
    parent = dict(case.arcs)
    jobs = {node: ([node], case.values[node], case.costs[node]) for node in range(len(case.values))}
    order: list[int] = []
    while jobs:
        best = max(jobs, key=lambda node: jobs[node][1] / jobs[node][2])
        nodes, value, cost = jobs.pop(best)
        owner = next((node for node in jobs if parent.get(best) in jobs[node][0]), None)
        if owner is None:
            order += nodes
        else:
            jobs[owner] = (jobs[owner][0] + nodes, jobs[owner][1] + value, jobs[owner][2] + cost)
    return order


@pytest.mark.unmeasured
@pytest.mark.parametrize(("size", "density"), [(40, 0.3), (150, 0.3), (150, 0.03)])
def test_large_dense_blocks_keep_their_arcs_and_beat_the_greedy_order(size: int, density: float) -> None:
    case = drawn(size, size, density)
    found = ordered(case)
    assert keeps(case.arcs, found, size)
    assert found == ordered(case)
    left, greedy = set(range(size)), list[int]()
    while left:
        ready = [node for node in left if not any(t == node and h in left for t, h in case.arcs)]
        greedy.append(max(ready, key=lambda node: (case.values[node] / case.costs[node], -node)))
        left.remove(greedy[-1])
    assert cost_of(case, found) <= cost_of(case, greedy)


@settings(max_examples=60, deadline=None)
@given(cases(most=6), st.data())
def test_decisions_bend_the_order_and_it_stays_cheap(case: Case, data: st.DataObject) -> None:
    size = len(case.values)
    usual = ordered(case)
    pairs = [(tail, head) for place, head in enumerate(usual) for tail in usual[place + 1 :]]
    after = data.draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else []
    bent = ordered(case, after=after)
    both = Case(case.values, case.costs, [*case.arcs, *after])
    assert keeps(both.arcs, bent, size)
    assert cost_of(both, bent) == pytest.approx(cheapest_by_trying(both), rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(cases(most=7), st.data())
def test_what_is_first_goes_ahead_with_all_it_waits_for(case: Case, data: st.DataObject) -> None:
    size = len(case.values)
    first = data.draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=2))
    bent, usual = ordered(case, first=first), ordered(case)
    ahead = waits_for(case.arcs, first)
    assert keeps(case.arcs, bent, size)
    assert bent[: len(ahead)] == [node for node in usual if node in ahead]


def waits_for(arcs: list[Arc], nodes: set[int]) -> set[int]:
    more = nodes | {head for tail, head in arcs if tail in nodes}
    return more if more == nodes else waits_for(arcs, more)


def test_first_counts_the_order_of_decisions_too() -> None:
    found = order([1, 2, 3, 4], [1] * 4, [(0, 1)], [1, 2, 3, 4], after=[(1, 2)], first={0})
    assert found == [2, 1, 0, 3]


def test_after_a_first_the_rest_no_longer_pays_for_what_is_done() -> None:
    """1 needs 0, which the first feature 2 needs too: afterwards 1 goes by its own score."""
    case = Case([0.0, 10.0, 1.0, 6.0], [9.0, 1.0, 1.0, 1.0], [(1, 0), (2, 0)])
    assert ordered(case) == [3, 0, 1, 2]
    assert ordered(case, first={2}) == [0, 2, 1, 3]


def test_all_orders_of_three_are_tried_by_the_oracle() -> None:
    assert cheapest_by_trying(Case([1.0, 2.0, 3.0], [1.0] * 3, [(2, 0)])) == min(
        cost_of(Case([1.0, 2.0, 3.0], [1.0] * 3, []), permutation)
        for permutation in permutations(range(3))
        if permutation.index(2) > permutation.index(0)
    )
