"""The cheapest order of a few jobs, by dynamic programming over the sets that can be done first."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.sequencing.order.jobs import Jobs, rounded

EQUAL = 1 + 1e-12


def exact(jobs: Jobs) -> tuple[list[int], float]:
    """(order, cost): the least Σ value · completion of all orders that keep the arcs.

    Of several the one that puts the better own score, then the smaller id, first as early as it can.
    Takes time by the number of closed sets, 2^n at most.

    Source: Held and Karp 1962, "A dynamic programming approach to sequencing problems",
    https://doi.org/10.1137/0110015; over closed sets: Baker and Schrage 1978, "Finding an optimal sequence
    by dynamic programming", https://doi.org/10.1287/opre.26.1.111.
    """
    if len(jobs) == 2 and jobs.arcs:
        return _pair(jobs)
    ranked = sorted(range(len(jobs)), key=lambda node: (-rounded(jobs.scores[node]), node))
    needs = _needs(jobs, ranked)
    values, costs = [jobs.values[node] for node in ranked], [jobs.costs[node] for node in ranked]
    to_go = _to_go(needs, values, costs)
    order: list[int] = []
    done = 0
    while len(order) < len(ranked):
        bar = to_go[done][0] * EQUAL
        rest = to_go[done][1]
        for place, need in enumerate(needs):
            bit = 1 << place
            if not done & bit and need & done == need and costs[place] * rest + to_go[done | bit][0] <= bar:
                order.append(ranked[place])
                done |= bit
                break
    return order, to_go[0][0]


def _pair(jobs: Jobs) -> tuple[list[int], float]:
    """Two jobs of which one waits for the other: there is no choice, and most blocks are such."""
    tail, head = jobs.arcs[0]
    values, costs = jobs.values, jobs.costs
    return [head, tail], values[head] * costs[head] + values[tail] * (costs[head] + costs[tail])


def _needs(jobs: Jobs, ranked: Sequence[int]) -> list[int]:
    """For each place in `ranked` the places that must come before it, as bits."""
    place = {node: number for number, node in enumerate(ranked)}
    needs = [0] * len(ranked)
    for tail, head in jobs.arcs:
        needs[place[tail]] |= 1 << place[head]
    return needs


def _to_go(
    needs: Sequence[int], values: Sequence[float], costs: Sequence[float]
) -> dict[int, tuple[float, float]]:
    """For each closed set that is done: (least cost of the rest counted from there, value of the rest)."""
    bits = [(1 << place, need) for place, need in enumerate(needs)]
    choices = {0: _choices(0, bits)}
    sets = [0]
    for done in sets:
        for _, grown in choices[done]:
            if grown not in choices:
                choices[grown] = _choices(grown, bits)
                sets.append(grown)
    to_go = {sets[-1]: (0.0, 0.0)}
    for done in reversed(sets[:-1]):
        place, grown = choices[done][0]
        rest = to_go[grown][1] + values[place]
        to_go[done] = min([to_go[grown][0] + costs[place] * rest for place, grown in choices[done]]), rest
    return to_go


def _choices(done: int, bits: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """(place, the set with it) for each job that can come next."""
    free = ~done
    return [(bit.bit_length() - 1, done | bit) for bit, need in bits if bit & free and not need & free]
