"""The order in which to do the features: by adjusted score, and cheapest among those it leaves equal."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

from pmcli.sequencing.graph import adjacency, walk
from pmcli.sequencing.order.arrange import numbered, sequence
from pmcli.sequencing.order.inherit import balance
from pmcli.sequencing.order.jobs import Arc, Jobs, rounded

FAR = 2e-8  # two scores further apart than this share of them differ at 9 digits, whatever they are


def order(
    values: Sequence[float],
    costs: Sequence[float],
    arcs: Sequence[Arc],
    density: Sequence[float],
    *,
    flows: Iterable[tuple[int, int, float]] | None = None,
    scores: Sequence[float | None] | None = None,
    after: Sequence[Arc] = (),
    first: Collection[int] = (),
) -> list[int]:
    """The positions in the order in which to do them; no one stands before what it depends on.

    By `density`, compared at 9 significant digits. Those of one density that are bound together by flows, or
    wait for one another, form blocks; a block stands together in its cheapest order (exact up to 12 and for
    rooted trees, a local search above). Blocks of one density go by the own score of their first member,
    then by smallest id, as far as arcs allow: that costs nothing. A single feature is a block.

    Args:
        values: what each is worth, ≥ 0.
        costs: what each takes, ≥ 0.
        arcs: (dependent, prerequisite), without cycles, also together with `after`.
        density: the adjusted scores; no dependent's is above its prerequisite's.
        flows: of the balance that gave the densities. None where they come from elsewhere (a category): then
            those of one density are balanced among themselves.
        scores: the method's own, for ties; value / cost where it is None; a None or infinite one is least.
        after: more (dependent, prerequisite) pairs, which order without value flowing. Then the order
            follows the densities that all pairs together would give, so that it stays a good one.
        first: these, with all they wait for, go ahead of all others, among themselves in the order they
            would have anyway; the rest follows as a backlog of its own, what went ahead being done.
    """
    own = [_own(value, cost) for value, cost in zip(values, costs, strict=True)] if scores is None else scores
    jobs = Jobs(values, costs, sorted({*arcs, *after}), [_comparable(score) for score in own])
    if after or first:
        return _bent(jobs, density, flows, first, balanced=not after)
    return _ordinary(jobs, density, flows)


def _own(value: float, cost: float) -> float:
    return value / cost if cost else math.inf


def _comparable(score: float | None) -> float:
    return score if score is not None and math.isfinite(score) else -math.inf


def _ordinary(
    jobs: Jobs, density: Sequence[float], flows: Iterable[tuple[int, int, float]] | None
) -> list[int]:
    """The order by density alone."""
    levels = _levels(density)
    if flows is None:
        ties = [(tail, head) for tail, head in jobs.arcs if levels[tail] == levels[head]]
        even = balance(jobs.values, jobs.costs, ties)
        levels = numbered([(-level, rounded(own)) for level, own in zip(levels, even.density, strict=True)])
        flows = even.flows
    return sequence(jobs, levels, [(tail, head) for tail, head, _ in flows])


def _levels(density: Sequence[float]) -> list[int]:
    """For each feature the number of its density among those that differ at 9 digits, 0 the highest."""
    levels, level, last = [0] * len(density), 0, max(density, default=0.0)
    for node in sorted(range(len(density)), key=density.__getitem__, reverse=True):
        score = density[node]
        if score != last and (score < last * (1 - FAR) or rounded(score) != rounded(last)):
            level += 1
        levels[node], last = level, score
    return levels


def _balanced(jobs: Jobs) -> list[int]:
    """The order by the densities of a balance of these jobs."""
    even = balance(jobs.values, jobs.costs, jobs.arcs)
    return _ordinary(jobs, even.density, even.flows)


def _bent(
    jobs: Jobs,
    density: Sequence[float],
    flows: Iterable[tuple[int, int, float]] | None,
    first: Collection[int],
    *,
    balanced: bool,
) -> list[int]:
    """The order that decisions bend: `jobs.arcs` holds their pairs too, `balanced` says there are none."""
    usual = _ordinary(jobs, density, flows) if balanced else _balanced(jobs)
    if not first:
        return usual
    ahead = set(walk(first, adjacency(jobs.arcs)))
    nodes, rest = jobs.without(ahead)
    return [node for node in usual if node in ahead] + [nodes[number] for number in _balanced(rest)]
