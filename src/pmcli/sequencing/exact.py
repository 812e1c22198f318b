"""The cheapest order of a few jobs, by dynamic programming over the sets that can be done first."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.sequencing.jobs import Jobs, rounded

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
    places = list(enumerate(needs))
    layers = [{0}]
    for _ in needs:
        grown = {
            done | 1 << place
            for done in layers[-1]
            for place, need in places
            if not done >> place & 1 and need & done == need
        }
        layers.append(grown)
    to_go = dict.fromkeys(layers[-1], (0.0, 0.0))
    for layer in reversed(layers[:-1]):
        for done in layer:
            options = [
                (to_go[done | 1 << place], place)
                for place, need in places
                if not done >> place & 1 and need & done == need
            ]
            (_, after), place = options[0]
            rest = after + values[place]
            to_go[done] = min([known[0] + costs[place] * rest for known, place in options]), rest
    return to_go
