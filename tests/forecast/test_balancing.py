"""Densities of many futures are those of exact balance in each of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.forecast import tangles
from pmcli.forecast.balancing import densities
from pmcli.forecast.components import parts_of
from pmcli.forecast.tangles import NARROW
from tests.conftest import for_each
from tests.forecast.oracle import exact_densities, futures_of
from tests.sequencing.oracle import Case, cases, dice, drawn


def shape(kind: str, size: int) -> Case:
    """A backlog of a kind of graph; some features are worth nothing."""
    draw = dice(kind)
    half = size // 2
    arcs = {
        "none": [],
        "chain": [(node, node - 1) for node in range(1, size)],
        "deep tree": [(node, draw.randrange(max(0, node - 3), node)) for node in range(1, size)],
        "tree of both directions": [
            arc if draw.random() < 0.5 else arc[::-1]
            for arc in [(node, draw.randrange(node)) for node in range(1, size)]
        ],
        "star": [(node, 0) for node in range(1, size)],
        "ladder": [(node, max(0, node - step)) for node in range(1, size) for step in (1, 3)],
        "bipartite": [(half + node, draw.randrange(half)) for node in range(half) for _ in "ab"],
        "dense": [(late, early) for late in range(size) for early in range(late) if draw.random() < 0.3],
    }[kind]
    values = [0.0 if draw.random() < 0.15 else draw.lognormvariate(0, 1.2) for _ in range(size)]
    return Case(values, [draw.lognormvariate(1, 0.9) for _ in range(size)], sorted(set(arcs)))


SHAPES = (
    ("none", 50), ("chain", 400), ("deep tree", 300), ("tree of both directions", 300), ("star", 60),
    ("ladder", 60), ("bipartite", 120), ("dense", 60), ("dense", 15),
)  # fmt: skip


def is_narrow(case: Case) -> bool:
    """Whether its densities come about in the same way in whatever chunks."""
    parts = parts_of(len(case.values), tuple(case.arcs), frozenset())
    return all(tangle.width <= NARROW for tangle in parts.tangles)


@for_each("kind, size", SHAPES)
def test_as_exact_balance_in_every_future(kind: str, size: int) -> None:
    case = shape(kind, size)
    values, costs = futures_of(case, 12)
    found = densities(values, costs, case.arcs)
    np.testing.assert_allclose(found, exact_densities(values, costs, case.arcs), rtol=1e-12)
    for future in range(0, 12, 5):
        alone = densities(values[:, [future]], costs[:, [future]], case.arcs)
        np.testing.assert_allclose(alone[:, 0], found[:, future], rtol=0 if is_narrow(case) else 1e-14)


@pytest.mark.parametrize("quick", [0, 10_000])
def test_trees_with_arcs_left_out_are_done_again(quick: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By tables, or mended where an arc is broken; features that cost nothing hang on what they wait for."""
    monkeypatch.setattr(tangles, "NARROW", 0)
    monkeypatch.setattr(tangles, "TRIED", 1)
    monkeypatch.setattr(tangles, "QUICK", quick)
    for seed in range(12):
        case = drawn(seed, 14, 0.2, ties=seed % 3 == 0, free=seed % 2 == 0)
        values, costs = futures_of(case, 6, seed)
        exact = exact_densities(values, costs, case.arcs)
        np.testing.assert_allclose(densities(values, costs, case.arcs), exact, rtol=1e-12)


@settings(max_examples=80, deadline=None)
@given(cases(most=9), st.integers(0, 3))
def test_as_exact_balance_on_small_graphs(case: Case, seed: int) -> None:
    """With ties, with features that cost nothing; the same bits where exact balance has equals."""
    values, costs = futures_of(case, 4, seed)
    found, exact = densities(values, costs, case.arcs), exact_densities(values, costs, case.arcs)
    np.testing.assert_allclose(found, exact, rtol=1e-9, atol=1e-290)  # below it floats lose digits
    for tail, head in case.arcs:
        equal = exact[tail] == exact[head]
        assert np.array_equal(found[tail][equal], found[head][equal])
