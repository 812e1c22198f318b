"""A lower bound on the cost of a block, from the flows that balance it: for blocks too large to be exact."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import combinations

from pmcli.sequencing.graph import backward, in_rounds
from pmcli.sequencing.order.inherit import balance
from pmcli.sequencing.order.jobs import Arc, Jobs

EXCHANGED = 150  # hauls, at most, that exchange their ends
ROUNDS = 6
Haul = tuple[int, int, float]


def flow_bound(jobs: Jobs) -> float:
    """A bound that the cost of one block is not below, whatever the order.

    The flows haul value from dependents to prerequisites until all have the block's density d. Where it
    arrives it counts alike in every order: d · (P² + Σ p²) / 2, P the whole cost. On its way it crosses, in
    every order, its owner and all that has to stand between the two. Any way to take the flows apart into
    hauls gives a bound; hauls exchange their ends while that raises it.
    """
    even = balance(jobs.values, jobs.costs, jobs.arcs)
    density = min(even.density)
    leads = _Leads(jobs)
    hauls = _hauls(jobs, density, even.flows, leads.last_first)
    if len(hauls) <= EXCHANGED:
        hauls = _exchanged(hauls, leads)
    whole = math.fsum(jobs.costs)
    squares = math.fsum([cost * cost for cost in jobs.costs])
    carried = math.fsum([amount * leads[source, sink] for source, sink, amount in hauls])
    return density * (whole * whole + squares) / 2 + carried


class _Leads(dict[Arc, float]):
    """By how much a job ends after one that it waits for, at least; −inf where it does not wait for it."""

    def __init__(self, jobs: Jobs) -> None:
        self.costs = jobs.costs
        self.last_first = in_rounds(range(len(jobs)), backward(jobs.arcs))
        self.before, self.after = [0] * len(jobs), [0] * len(jobs)
        needs: list[list[int]] = [[] for _ in jobs.values]
        for tail, head in jobs.arcs:
            needs[tail].append(head)
        for node in reversed(self.last_first):
            for head in needs[node]:
                self.before[node] |= self.before[head] | 1 << head
        for node in self.last_first:
            for head in needs[node]:
                self.after[head] |= self.after[node] | 1 << node

    def __missing__(self, pair: Arc) -> float:
        tail, head = pair
        waits = self.before[tail] >> head & 1
        between = self.before[tail] & self.after[head]
        lead = self.costs[tail] + _sum(self.costs, between) if waits else -math.inf
        self[pair] = lead
        return lead


def _sum(costs: Sequence[float], bits: int) -> float:
    """The sum of the costs of a set of jobs, given as bits."""
    chosen = []
    while bits:
        place = bits.bit_length() - 1
        chosen.append(costs[place])
        bits ^= 1 << place
    return math.fsum(chosen)


def _hauls(jobs: Jobs, density: float, flows: Iterable[Haul], last_first: Iterable[int]) -> list[Haul]:
    """(from, to, value): the flows taken apart into paths from where there is too much to where it stays."""
    out: dict[int, list[tuple[int, float]]] = {}
    for tail, head, flow in flows:
        out.setdefault(tail, []).append((head, flow))
    held: list[list[tuple[int, float]]] = [[] for _ in jobs.values]
    hauls = []
    for node in last_first:
        held[node].append((node, max(0.0, jobs.values[node] - density * jobs.costs[node])))
        for head, flow in out.get(node, ()):
            held[head] += _taken(held[node], flow)
        hauls += [(source, node, amount) for source, amount in held[node] if source != node]
    return hauls


def _taken(held: list[tuple[int, float]], flow: float) -> list[tuple[int, float]]:
    """`flow` of what is held, the oldest first; it is held no longer."""
    taken = []
    while held and flow > 0:
        source, amount = held.pop(0)
        taken.append((source, min(amount, flow)))
        if amount > flow:
            held.insert(0, (source, amount - flow))
        flow -= amount
    return taken


def _exchanged(hauls: list[Haul], leads: _Leads) -> list[Haul]:
    """The hauls after pairs of them have exchanged ends as long as more time lies between the new ones."""
    for _ in range(ROUNDS):
        before = len(hauls)
        gained = False
        for first, second in combinations(range(before), 2):
            (start, end, amount), (start2, end2, amount2) = hauls[first], hauls[second]
            now = leads[start, end] + leads[start2, end2]
            if leads[start, end2] + leads[start2, end] > now * (1 + 1e-12):
                moved = min(amount, amount2)
                hauls[first], hauls[second] = (start, end2, moved), (start2, end, moved)
                if amount > moved:
                    hauls.append((start, end, amount - moved))
                if amount2 > moved:
                    hauls.append((start2, end2, amount2 - moved))
                gained = True
        if not gained:
            break
    return hauls
