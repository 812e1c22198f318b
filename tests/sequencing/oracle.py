"""Answers found by trying everything, and the backlogs to try it on; shares no code with the tool."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from hypothesis import strategies as st

Arc = tuple[int, int]


@dataclass(frozen=True)
class Case:
    values: list[float]
    costs: list[float]
    arcs: list[Arc]


def dice(seed: object) -> random.Random:
    """Chance that is the same in every run."""
    return random.Random(str(seed))  # noqa: S311 - nothing here is secret


def total(numbers: Sequence[float]) -> Fraction:
    return sum((Fraction(number) for number in numbers), Fraction(0))


def needs(case: Case) -> list[int]:
    """For each node the nodes it depends on, as bits."""
    masks = [0] * len(case.values)
    for tail, head in case.arcs:
        masks[tail] |= 1 << head
    return masks


def cost_of(case: Case, order: Sequence[int]) -> float:
    end = total = 0.0
    for node in order:
        end += case.costs[node]
        total += case.values[node] * end
    return total


def keeps(arcs: Sequence[Arc], order: Sequence[int], size: int) -> bool:
    place = {node: number for number, node in enumerate(order)}
    return sorted(order) == list(range(size)) and all(place[tail] > place[head] for tail, head in arcs)


def cheapest_by_trying(case: Case) -> float:
    """The least cost over all orders, one by one."""
    size = len(case.values)
    return min(cost_of(case, order) for order in permutations(range(size)) if keeps(case.arcs, order, size))


def cheapest_by_sets(case: Case) -> float:
    """The least cost over all orders, set by set: for up to a dozen features."""
    size, masks = len(case.values), needs(case)
    best, ends = {0: 0.0}, {0: 0.0}
    for done in sorted(range(1 << size), key=int.bit_count):
        for node in range(size) if done in best else ():
            if not done >> node & 1 and masks[node] & done == masks[node]:
                grown = done | 1 << node
                ends[grown] = ends[done] + case.costs[node]
                best[grown] = min(best.get(grown, float("inf")), best[done] + case.values[node] * ends[grown])
    return best[(1 << size) - 1]


def densities_by_trying(case: Case) -> list[Fraction]:
    """Sidney's decomposition: again and again the largest of the densest closed sets. Costs are above 0."""
    size, masks = len(case.values), needs(case)
    density = [Fraction(0)] * size
    done = 0
    while done != (1 << size) - 1:
        best, union = Fraction(-1), 0
        for chosen in range(1, 1 << size):
            nodes = [node for node in range(size) if chosen >> node & 1]
            if chosen & done or any(masks[node] & ~(chosen | done) for node in nodes):
                continue
            ratio = total([case.values[node] for node in nodes]) / total([case.costs[node] for node in nodes])
            union = chosen if ratio > best else union | chosen if ratio == best else union
            best = max(best, ratio)
        for node in range(size):
            if union >> node & 1:
                density[node] = best
        done |= union
    return density


def drawn(seed: int, size: int, density: float, *, ties: bool = False, free: bool = False) -> Case:
    """A random case: lognormal, or small whole numbers full of ties, some features costing nothing."""
    draw = dice(seed)
    if ties:
        values = [float(draw.randint(0, 3)) for _ in range(size)]
        costs = [float(draw.randint(0 if free else 1, 2)) for _ in range(size)]
    else:
        values = [0.0 if draw.random() < 0.15 else draw.lognormvariate(0, 1.5) for _ in range(size)]
        costs = [0.0 if free and draw.random() < 0.2 else draw.lognormvariate(1, 0.9) for _ in range(size)]
    names = draw.sample(range(size), size)
    pairs = [(tail, head) for tail in range(size) for head in range(tail) if draw.random() < density]
    return Case(values, costs, [(names[tail], names[head]) for tail, head in pairs])


@st.composite
def cases(draw: st.DrawFn, most: int = 7, *, free: bool = True) -> Case:
    """Small backlogs; smaller numbers and fewer arcs are simpler."""
    size = draw(st.integers(1, most))
    number = st.one_of(st.integers(0, 4).map(float), st.floats(0, 1e6, allow_subnormal=False))
    least = 0 if free else 1
    cost = st.one_of(st.integers(least, 3).map(float), st.floats(1e-3, 1e3))
    values = draw(st.lists(number, min_size=size, max_size=size))
    costs = draw(st.lists(cost, min_size=size, max_size=size))
    pairs = [(tail, head) for tail in range(size) for head in range(tail)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    names = draw(st.permutations(range(size)))
    return Case(values, costs, [(names[tail], names[head]) for tail, head in chosen])
