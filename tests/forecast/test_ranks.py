"""Ranks of many futures are those of exact balance, one future after another."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.forecast.ranks import ranked, ranks
from pmcli.sequencing.graph import adjacency, walk
from pmcli.sequencing.order.inherit import balance
from pmcli.sequencing.order.jobs import rounded
from pmcli.sequencing.order.order import order
from tests.conftest import for_each
from tests.forecast.oracle import exact_ranks, futures_of, usual_order
from tests.forecast.test_balancing import SHAPES, shape
from tests.sequencing.oracle import Arc, Case, cases, keeps


@pytest.mark.unmeasured
@for_each("kind, size", SHAPES)
def test_ranks_on_every_shape(kind: str, size: int) -> None:
    case = shape(kind, size)
    usual = usual_order(case)
    values, costs = futures_of(case, 10)
    found = ranks(values, costs, case.arcs, usual)
    assert np.array_equal(found, exact_ranks(values, costs, case.arcs, usual))
    for column in found.T:
        assert keeps(case.arcs, np.argsort(column).tolist(), size)


def more_arcs(case: Case, draw: random.Random) -> list[Arc]:
    """Pairs that decisions add, in line with the case's own order."""
    usual = usual_order(case)
    pairs = [(usual[late], usual[early]) for late in range(len(usual)) for early in range(late)]
    return draw.sample(pairs, min(len(pairs), draw.randint(0, 2)))


@settings(max_examples=80, deadline=None)
@given(cases(most=8), st.randoms(use_true_random=False))
def test_ranks_under_decisions(case: Case, draw: random.Random) -> None:
    size = len(case.values)
    after, first = more_arcs(case, draw), draw.sample(range(size), min(size, draw.randint(0, 2)))
    usual = usual_order(case, after, first)
    values, costs = futures_of(case, 4)
    found = ranks(values, costs, case.arcs, usual, after=after, first=first)
    assert np.array_equal(found, exact_ranks(values, costs, case.arcs, usual, after, first))
    ahead = len(walk(first, adjacency([*case.arcs, *after])))
    for column, value, cost in zip(found.T, values.T.tolist(), costs.T.tolist(), strict=True):
        mine = np.argsort(column).tolist()
        assert keeps([*case.arcs, *after], mine, size)
        even = balance(value, cost, case.arcs)
        theirs = order(value, cost, case.arcs, even.density, flows=even.flows, after=after, first=first)
        assert set(mine[:ahead]) == set(theirs[:ahead])
        if not first:
            score = balance(value, cost, sorted({*case.arcs, *after})).density
            assert [rounded(score[row]) for row in mine] == [rounded(score[row]) for row in theirs]


@for_each("scores, usual, expected", [
    ([1, 2, 3], [0, 1, 2], [3, 2, 1]),
    ([5, 5, 5], [2, 0, 1], [2, 3, 1]),
    ([0, -0.0, np.inf, np.inf], [1, 0, 3, 2], [4, 3, 2, 1]),
    ([1, 1 + 1e-15, 1 - 1e-15], [0, 1, 2], [1, 2, 3]),  # equal at 9 digits
    ([1, 1 + 1e-10, 1 - 1e-10], [0, 1, 2], [1, 2, 3]),
    ([0.12345678949, 0.12345678951, 0.5], [0, 1, 2], [3, 2, 1]),  # a boundary at 9 digits lies between
    ([2 + 1e-8, 2 + 1e-10, 2 - 1e-10, 2 - 1e-8], [3, 2, 1, 0], [1, 3, 2, 4]),
])  # fmt: skip
def test_ties_are_those_of_pm_rank(scores: list[float], usual: list[int], expected: list[int]) -> None:
    density = np.repeat(np.array(scores, dtype=float)[:, None], 2, axis=1)
    assert ranked(density, usual).T.tolist() == [expected, expected]


def test_many_features_are_counted_further() -> None:
    size = 40_000
    found = ranked(np.arange(size, dtype=float)[:, None], range(size))
    assert found[:, 0].tolist() == list(range(size, 0, -1))


def test_same_ranks_in_whatever_chunks() -> None:
    case = shape("ladder", 40)
    usual = usual_order(case)
    values, costs = futures_of(case, 30)
    whole = ranks(values, costs, case.arcs, usual)
    parts = [ranks(values[:, at : at + 7], costs[:, at : at + 7], case.arcs, usual) for at in range(0, 30, 7)]
    assert np.array_equal(np.hstack(parts), whole)


def test_what_costs_nothing_in_some_futures() -> None:
    case = Case([3, 0, 5, 1], [1, 0, 2, 1], [(1, 0), (2, 1), (3, 2)])
    values, costs = (
        np.repeat(np.array([case.values]).T, 3, axis=1),
        np.repeat(np.array([case.costs]).T, 3, axis=1),
    )
    costs[1, 1], costs[0, 2] = 4.0, 0.0
    usual = usual_order(case)
    assert np.array_equal(
        ranks(values, costs, case.arcs, usual), exact_ranks(values, costs, case.arcs, usual)
    )
