"""The cheapest order where each job waits for one other at most, or each keeps one other waiting at most."""

from __future__ import annotations

import heapq
import math

from pmcli.sequencing.order.jobs import Jobs, mirrored, reverse, rounded


def tree_order(jobs: Jobs) -> list[int]:
    """The cheapest order of jobs that form a forest of either direction, [] where they do not.

    Again and again the job, or chain of jobs, of the best ratio of value to cost goes next where it waits
    for nothing, and else right behind what it waits for, the two being one from then on. O(n log n).

    Source: Horn 1972, "Single-machine job sequencing with treelike precedence ordering and linear delay
    penalties", https://doi.org/10.1137/0123021.
    """
    if len({tail for tail, _ in jobs.arcs}) == len(jobs.arcs):
        return _Chains(jobs).order()
    if len({head for _, head in jobs.arcs}) == len(jobs.arcs):
        return reverse(_Chains(mirrored(jobs)).order())
    return []


class _Chains:
    """Jobs that have been joined: each chain goes by its first job."""

    def __init__(self, jobs: Jobs) -> None:
        self.above = dict(jobs.arcs)
        self.values, self.costs = list(jobs.values), list(jobs.costs)
        self.first = list(range(len(jobs)))
        self.scores = [-rounded(score) for score in jobs.scores]
        self.last = list(range(len(jobs)))
        self.next: dict[int, int] = {}
        self.keys = [self._key(node) for node in range(len(jobs))]
        self.done: set[int] = set()

    def _key(self, node: int) -> tuple[float, float, int]:
        """The better the smaller; what costs nothing is best, equals go by own score, then id."""
        cost = self.costs[node]
        return (-self.values[node] / cost if cost else -math.inf), self.scores[node], node

    def _found(self, node: int) -> int:
        """The first job of the chain that `node` is in."""
        first = self.first
        while first[node] != node:
            first[node] = node = first[first[node]]
        return node

    def order(self) -> list[int]:
        queue, order = sorted(self.keys), list[int]()
        while queue:
            key = heapq.heappop(queue)
            node = key[2]
            if node in self.done or self.first[node] != node or self.keys[node] != key:
                continue
            owner = self._found(self.above[node]) if node in self.above else -1
            if owner < 0 or owner in self.done:
                self.done.add(node)
                order += self._chain(node)
            else:
                self._join(owner, node)
                heapq.heappush(queue, self.keys[owner])
        return order

    def _join(self, owner: int, node: int) -> None:
        self.first[node] = owner
        self.next[self.last[owner]] = node
        self.last[owner] = self.last[node]
        self.values[owner] += self.values[node]
        self.costs[owner] += self.costs[node]
        self.keys[owner] = self._key(owner)

    def _chain(self, node: int) -> list[int]:
        chain = [node]
        while chain[-1] in self.next:
            chain.append(self.next[chain[-1]])
        return chain
