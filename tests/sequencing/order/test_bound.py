"""No order is cheaper than the bound, and where the order is cheapest the gap says so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from pmcli.sequencing.order import arrange
from pmcli.sequencing.order.bound import Certificate, certify
from pmcli.sequencing.order.flow_bound import flow_bound
from pmcli.sequencing.order.inherit import balance
from pmcli.sequencing.order.jobs import Jobs
from pmcli.sequencing.order.order import order
from tests.conftest import for_each
from tests.sequencing.oracle import Case, cases, cheapest_by_sets, cheapest_by_trying, cost_of, dice, drawn


def certified(case: Case, found: list[int] | None = None) -> Certificate:
    even = balance(case.values, case.costs, case.arcs)
    if found is None:
        found = order(case.values, case.costs, case.arcs, even.density, flows=even.flows)
    return certify(case.values, case.costs, case.arcs, found, even)


@settings(max_examples=80, deadline=None)
@given(cases(most=6))
def test_small_backlogs_have_no_gap(case: Case) -> None:
    found = certified(case)
    least = cheapest_by_trying(case)
    assert found.bound == pytest.approx(least, rel=1e-9)
    assert found.cost == pytest.approx(least, rel=1e-9)
    assert found.gap == pytest.approx(0, abs=1e-9)


@pytest.mark.unmeasured
@for_each("exact", [1, 2, 4])
@for_each("seed", range(50))
def test_the_bound_is_never_above_the_optimum(seed: int, exact: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With blocks left to the bound of the flows, as large ones are."""
    monkeypatch.setattr(arrange, "EXACT", exact)
    monkeypatch.setattr(arrange, "DEPTH", seed % 2)
    case = drawn(seed, 9, (0.15, 0.3, 0.6)[seed % 3], ties=seed % 4 == 0, free=seed % 5 == 0)
    assert certified(case).bound <= cheapest_by_sets(case) * (1 + 1e-9)


@settings(max_examples=60, deadline=None)
@given(cases(most=8))
def test_a_worse_order_has_the_same_bound(case: Case) -> None:
    size = len(case.values)
    done: list[int] = []
    while len(done) < size:
        done.append(
            max(n for n in range(size) if n not in done and all(h in done for t, h in case.arcs if t == n))
        )
    found, ours = certified(case, done), certified(case)
    assert found.bound == pytest.approx(ours.bound, rel=1e-9)
    assert found.cost == pytest.approx(cost_of(case, done), rel=1e-9)
    assert found.gap == pytest.approx(found.cost / found.bound - 1 if found.bound else 0, abs=1e-9)


def test_nothing_to_lose_is_no_gap() -> None:
    assert certified(Case([], [], [])) == Certificate(0, 0, 0)
    assert certified(Case([0.0, 0.0], [1.0, 2.0], [(1, 0)])) == Certificate(0, 0, 0)
    assert certified(Case([1.0, 2.0], [0.0, 0.0], [(1, 0)])) == Certificate(0, 0, 0)


def test_without_dependencies_the_gap_is_nothing() -> None:
    draw = dice(1)
    case = Case([draw.random() for _ in range(500)], [draw.random() + 0.1 for _ in range(500)], [])
    assert certified(case).gap == 0


@pytest.mark.parametrize("length", [13, 60, 400])
def test_chains_of_any_length_have_no_gap(length: int) -> None:
    draw = dice(length)
    arcs = [(i + 1, i) for i in range(length - 1)]
    for values in ([0.0] * (length - 1) + [1.0], [draw.random() ** 3 for _ in range(length)]):
        assert certified(Case(values, [draw.random() + 0.1 for _ in range(length)], arcs)).gap == 0


def test_blocks_of_one_density_to_nine_digits_count_by_their_own() -> None:
    case = Case([1.0, 1.0 + 1e-11, 1.0], [1.0, 1.0, 2.0], [(2, 0)])
    found = certified(case)
    assert found.bound <= cheapest_by_trying(case) <= found.cost
    assert 0 <= found.gap < 1e-9


@pytest.mark.parametrize("seed", range(5))
def test_large_dense_blocks_have_an_honest_bound(seed: int) -> None:
    found = certified(drawn(seed, 60, 0.3))
    assert 0 < found.bound <= found.cost
    assert found.gap == pytest.approx(found.cost / found.bound - 1)


@for_each("seed", range(12))
def test_hauls_stay_below_the_optimum_of_fourteen(seed: int) -> None:
    case = drawn(seed, 13 + seed % 2, (0.1, 0.2, 0.3)[seed % 3], ties=seed % 4 == 3)
    found, least = certified(case), cheapest_by_sets(case)
    assert found.bound <= least * (1 + 1e-9)
    assert found.cost <= least * 1.01


def test_a_haul_crosses_what_stands_between() -> None:
    """All value at the end of a chain, a shortcut beside it: the bound counts the chain, not the shortcut."""
    size = 20
    arcs = [(i + 1, i) for i in range(size - 1)] + [(size - 1, 0)]
    jobs = Jobs([0.0] * (size - 1) + [1.0], [1.0] * size, arcs, [0.0] * size)
    assert flow_bound(jobs) == pytest.approx(size)


@pytest.mark.parametrize("seed", range(6))
def test_trees_of_any_size_have_no_gap(seed: int) -> None:
    draw = dice(seed)
    arcs = [(node, draw.randrange(max(0, node - 5), node)) for node in range(1, 200)]
    values = [draw.lognormvariate(0, 2) for _ in range(200)]
    costs = [draw.lognormvariate(1, 1) for _ in range(200)]
    assert certified(Case(values, costs, arcs)).gap == 0
    assert certified(Case(values, costs, [arc[::-1] for arc in arcs])).gap == 0
