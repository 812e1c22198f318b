"""A block as a series: parts each of which waits, as a whole, for all of the part before."""

from __future__ import annotations

from collections.abc import Iterable

from pmcli.sequencing.order.jobs import Arc


def series(size: int, arcs: Iterable[Arc]) -> list[list[int]]:
    """The parts in their order, each ascending; one part where the jobs are no series. O(n + m).

    What ends a part is the start of every order. So one order is walked: the jobs done so far end a part
    where each of those that nothing done waits for has an arc from each of those that are ready. `joined`
    counts these arcs.

    Source: the series composition of Lawler 1978, "Sequencing jobs to minimize total weighted completion
    time subject to precedence constraints", https://doi.org/10.1016/S0167-5060(08)70323-6.
    """
    walk = _Walk(size, arcs)
    parts: list[list[int]] = [[]]
    while walk.ready:
        parts[-1].append(walk.step())
        if walk.ready and walk.joined == len(walk.ends) * len(walk.ready):
            parts.append([])
    return [sorted(part) for part in parts]


class _Walk:
    """An order under way: `ready` are the jobs that may come next, `ends` the done that no done waits for."""

    def __init__(self, size: int, arcs: Iterable[Arc]) -> None:
        self.needs: list[set[int]] = [set() for _ in range(size)]
        self.later: list[list[int]] = [[] for _ in range(size)]
        for tail, head in arcs:
            self.needs[tail].add(head)
            self.later[head].append(tail)
        self.waits = [len(heads) for heads in self.needs]
        self.ready = {node: None for node in range(size) if not self.waits[node]}
        self.ends: set[int] = set()
        self.joined = 0

    def step(self) -> int:
        """Do one more job, and keep count."""
        node = next(iter(self.ready))
        del self.ready[node]
        self.joined -= len(self.needs[node] & self.ends)
        for head in self.needs[node] & self.ends:
            self.ends.remove(head)
            self.joined -= sum(tail in self.ready for tail in self.later[head])
        self.ends.add(node)
        for tail in self.later[node]:
            self.waits[tail] -= 1
            if not self.waits[tail]:
                self.ready[tail] = None
                self.joined += len(self.needs[tail] & self.ends) - 1
        self.joined += sum(tail in self.ready for tail in self.later[node])
        return node
