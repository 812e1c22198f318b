"""The adjusted score is the density of Sidney's decomposition, and the flows explain every row."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.sequencing.order.inherit import Balance, balance
from tests.conftest import for_each
from tests.sequencing.oracle import Case, cases, densities_by_trying, dice, drawn


def balanced(case: Case) -> Balance:
    return balance(case.values, case.costs, case.arcs)


def assert_explained(case: Case, found: Balance) -> None:
    """adjusted = (value + Σ inherits − Σ owes) / cost; flows run between equals; no dependent is above."""
    held = [[value] for value in case.values]
    for tail, head, flow in found.flows:
        assert flow > 0
        assert (tail, head) in case.arcs
        assert found.density[tail] == found.density[head]
        held[head].append(flow)
        held[tail].append(-flow)
    for terms, cost, density in zip(held, case.costs, found.density, strict=True):
        if density < math.inf:
            scale = max(abs(term) for term in terms)
            assert math.fsum(terms) == pytest.approx(density * cost, rel=1e-9, abs=1e-9 * scale)
    assert all(found.density[tail] <= found.density[head] for tail, head in case.arcs)


@settings(max_examples=80, deadline=None)
@given(cases(free=False))
def test_densities_are_those_of_the_enumerated_decomposition(case: Case) -> None:
    found = balanced(case)
    assert list(found.density) == [float(density) for density in densities_by_trying(case)]
    assert_explained(case, found)


@pytest.mark.unmeasured
@for_each("seed", range(30))
@for_each("density", [0.15, 0.3, 0.7])
def test_densities_up_to_ten_features(seed: int, density: float) -> None:
    size = 10 if seed < 4 else 8
    case = drawn(seed, size, density, ties=seed % 3 == 0)
    found = balanced(case)
    assert list(found.density) == pytest.approx([float(one) for one in densities_by_trying(case)], rel=1e-12)
    assert_explained(case, found)


@settings(max_examples=80, deadline=None)
@given(cases(most=9))
def test_every_row_is_explained_where_some_cost_nothing(case: Case) -> None:
    assert_explained(case, balanced(case))


@settings(max_examples=80, deadline=None)
@given(cases(most=9), st.randoms(use_true_random=False))
def test_arcs_count_as_a_set(case: Case, draw: random.Random) -> None:
    shuffled = [*case.arcs, *case.arcs[:2]]
    draw.shuffle(shuffled)
    assert balanced(case) == balance(case.values, case.costs, shuffled)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.floats(1e-3, 1e3), min_size=2, max_size=12), st.data())
def test_a_chain_with_all_value_at_the_end_is_one_block(costs: list[float], data: st.DataObject) -> None:
    value = data.draw(st.floats(1e-3, 1e3))
    case = Case([0.0] * (len(costs) - 1) + [value], costs, [(i + 1, i) for i in range(len(costs) - 1)])
    found = balanced(case)
    assert found.density == pytest.approx([value / sum(costs)] * len(costs))
    assert_explained(case, found)


def chain(values: list[float], costs: list[float]) -> list[float]:
    """The densities of a chain by pooling adjacent violators, the classic method."""
    pools: list[tuple[float, float, int]] = []
    for value, cost in zip(values, costs, strict=True):
        pool = (value, cost, 1)
        while pools and pools[-1][0] * pool[1] < pool[0] * pools[-1][1]:
            last = pools.pop()
            pool = (last[0] + pool[0], last[1] + pool[1], last[2] + pool[2])
        pools.append(pool)
    return [value / cost for value, cost, number in pools for _ in range(number)]


@pytest.mark.parametrize("kind", ["end", "geometric", "falling", "random", "equal"])
def test_chains_of_400(kind: str) -> None:
    draw = dice(kind)
    costs = [1.0] * 400 if kind in ("end", "equal") else [draw.lognormvariate(1, 0.9) for _ in range(400)]
    values = {
        "end": [0.0] * 399 + [800.0],
        "geometric": [1.03**i for i in range(400)],
        "falling": [1.03**-i for i in range(400)],
        "random": [draw.lognormvariate(0, 1.2) for _ in range(400)],
        "equal": [5.0] * 400,
    }[kind]
    case = Case(values, costs, [(i + 1, i) for i in range(399)])
    found = balanced(case)
    assert list(found.density) == pytest.approx(chain(values, costs), rel=1e-9)
    assert_explained(case, found)
    assert not found.flows or kind != "equal"


def shape(kind: str, size: int) -> Case:
    draw = dice(kind)
    half, below = size // 2, [(node, draw.randrange(node)) for node in range(1, size)]
    near = [(node, draw.randrange(max(0, node - 30), node)) for node in range(1, size) for _ in "ab"]
    arcs = {
        "deep tree": [(node, draw.randrange(max(0, node - 3), node)) for node in range(1, size)],
        "tree of both directions": [arc if draw.random() < 0.5 else arc[::-1] for arc in below],
        "out-star": [(node, 0) for node in range(1, size)],
        "in-star": [(0, node) for node in range(1, size)],
        "bipartite": [(half + number, draw.randrange(half)) for number in range(half) for _ in "ab"],
        "complete bipartite": [
            (late, early) for late in range(half, min(size, half + 60)) for early in range(60)
        ],
        "dense": [(late, early) for late in range(120) for early in range(late) if draw.random() < 0.3],
        "sparse": near,
    }[kind]
    values = [0.0 if draw.random() < 0.15 else draw.lognormvariate(0, 1.2) for _ in range(size)]
    return Case(values, [draw.lognormvariate(1, 0.9) for _ in range(size)], sorted(set(arcs)))


SHAPES = (
    "deep tree",
    "tree of both directions",
    "out-star",
    "in-star",
    "bipartite",
    "complete bipartite",
    "dense",
    "sparse",
)


@pytest.mark.unmeasured
@pytest.mark.parametrize("kind", SHAPES)
def test_a_balance_that_explains_itself_is_the_only_one(kind: str) -> None:
    """Isotone, flows ≥ 0 between equals only, every row adds up: these conditions have one solution."""
    case = shape(kind, 120)
    assert_explained(case, balanced(case))


@pytest.mark.unmeasured
def test_a_piece_of_3000() -> None:
    case = shape("sparse", 3000)
    assert_explained(case, balanced(case))


def test_values_of_very_different_size() -> None:
    draw = dice(5)
    values = [10 ** draw.uniform(-6, 12) for _ in range(60)]
    case = Case(
        values, [10 ** draw.uniform(-3, 3) for _ in values], [(i, draw.randrange(i)) for i in range(1, 60)]
    )
    assert_explained(case, balanced(case))


def test_nothing_flows_where_nothing_has_to() -> None:
    assert balance([3, 2, 2, 1], [1, 1, 1, 1], [(1, 0), (2, 0), (3, 1), (3, 2)]) == Balance((3, 2, 2, 1), ())


def test_all_worth_nothing() -> None:
    assert balance([0, 0], [1, 2], [(1, 0)]) == Balance((0, 0), ())
    assert balance([], [], []) == Balance((), ())


def test_the_worked_example() -> None:
    """SEQUENCING § 6: what unblocks something dear inherits from it."""
    found = balance([0, 30, 4], [1, 2, 1], [(1, 0), (2, 1)])
    assert found == Balance((10, 10, 4), ((1, 0, 10.0),))


def test_a_rounding_of_the_inputs_is_no_flow() -> None:
    assert balance([0.3, 0.1 + 0.2], [1, 1], [(1, 0)]).flows == ()


def test_a_free_feature_is_done_with_the_last_it_waits_for() -> None:
    found = balance([4, 2, 0, 1], [1, 1, 0, 1], [(2, 0), (2, 1), (3, 2)])
    assert found == Balance((4, 2, 2, 1), ())


def test_a_free_feature_hands_on_what_it_receives() -> None:
    found = balance([0, 0, 6], [1, 0, 1], [(1, 0), (2, 1)])
    assert found == Balance((3, 3, 3), ((1, 0, 3.0), (2, 1, 3.0)))


def test_a_free_feature_between_two_densities_goes_with_the_upper() -> None:
    found = balance([4, 0, 0, 1], [1, 0, 0, 1], [(1, 0), (2, 1), (3, 2)])
    assert found.density == (4, 4, 4, 1)


def test_a_parent_that_is_earned_with_its_child_raises_it() -> None:
    assert balance([1, 5], [2, 0], [(1, 0)]) == Balance((3, 3), ((1, 0, 5.0),))


def test_free_features_that_wait_for_nothing_are_infinite() -> None:
    found = balance([0, 5, 2, 1], [0, 0, 0, 1], [(1, 0), (2, 1), (3, 2)])
    assert found == Balance((math.inf, math.inf, math.inf, 1), ())
