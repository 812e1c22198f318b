"""Blocks of any size that are ordered exactly: trees and series."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.sequencing.order.arrange import cheapest
from pmcli.sequencing.order.exact import exact
from pmcli.sequencing.order.jobs import Jobs
from pmcli.sequencing.order.series import series
from pmcli.sequencing.order.trees import tree_order
from tests.sequencing.oracle import (
    Arc,
    Case,
    cases,
    cheapest_by_sets,
    cheapest_by_trying,
    cost_of,
    dice,
    keeps,
)


@st.composite
def trees(draw: st.DrawFn) -> Case:
    """Forests of either direction: each waits for one other at most, or keeps one other waiting."""
    case = draw(cases(most=7))
    backwards = draw(st.booleans())
    single = dict(arc[::-1] if backwards else arc for arc in case.arcs)
    arcs = [(head, tail) if backwards else (tail, head) for tail, head in single.items()]
    return Case(case.values, case.costs, arcs)


def jobs(case: Case) -> Jobs:
    return Jobs(case.values, case.costs, case.arcs, [0.0] * len(case.values))


@settings(max_examples=150, deadline=None)
@given(trees())
def test_trees_are_ordered_as_cheaply_as_can_be(case: Case) -> None:
    order = tree_order(jobs(case))
    assert keeps(case.arcs, order, len(case.values))
    assert cost_of(case, order) == pytest.approx(cheapest_by_trying(case), rel=1e-9)


def test_what_is_no_tree_has_no_tree_order() -> None:
    assert tree_order(Jobs([1] * 4, [1] * 4, [(2, 0), (2, 1), (3, 0), (3, 1)], [0] * 4)) == []


def series_by_definition(size: int, arcs: list[Arc]) -> list[list[int]]:
    """Cut where all of the rest reach all that has been done."""
    reach = [{node} for node in range(size)]
    for _ in range(size):
        for tail, head in arcs:
            reach[tail] |= reach[head]
    order = sorted(range(size), key=lambda node: len(reach[node]))
    parts: list[list[int]] = [[]]
    for place, node in enumerate(order):
        parts[-1].append(node)
        if place + 1 < size and all(set(order[: place + 1]) <= reach[late] for late in order[place + 1 :]):
            parts.append([])
    return [sorted(part) for part in parts]


@settings(max_examples=120, deadline=None)
@given(cases(most=7))
def test_a_series_is_cut_wherever_it_can_be(case: Case) -> None:
    size = len(case.values)
    assert series(size, case.arcs) == series_by_definition(size, case.arcs)


def test_a_series_of_large_parts_is_exact() -> None:
    """Three layers, each waiting for all of the one before: inside a layer the better ratio goes first."""
    draw = dice(1)
    arcs = [
        (late, early) for late in range(10, 30) for early in range((late // 10 - 1) * 10, late // 10 * 10)
    ]
    values = [0.0] * 20 + [draw.random() for _ in range(10)]
    case = Case(values, [1 + draw.random() for _ in values], arcs)
    order, bound = cheapest(jobs(case))
    ratios = [-value / cost for value, cost in zip(case.values, case.costs, strict=True)]
    assert order == sorted(range(30), key=lambda node: (node // 10, ratios[node], node))
    assert bound == pytest.approx(cost_of(case, order), rel=1e-12)
    assert cheapest(jobs(case), search=False)[1] == bound


def test_equal_costs_put_the_better_score_first() -> None:
    """At nine digits: 1 and 2 are equals, so their ids decide."""
    tied = Jobs([0, 1, 1, 1], [1, 1, 1, 1], [(1, 0), (2, 0), (3, 0)], [0, 5, 5 + 1e-12, 7])
    assert exact(tied) == ([0, 3, 1, 2], 9)


@settings(max_examples=60, deadline=None)
@given(cases(most=9))
def test_the_exact_order_costs_what_it_says(case: Case) -> None:
    order, cost = exact(jobs(case))
    assert keeps(case.arcs, order, len(case.values))
    assert cost == pytest.approx(cost_of(case, order), rel=1e-9)
    assert cost == pytest.approx(cheapest_by_sets(case), rel=1e-9)
