"""Dependencies between features: order, cycles, what waits for what. Only this room knows networkx.

networkx costs some 100 ms to import and a dictionary for every arc, so it is asked, once and late, for the
algorithms worth having from it; the questions of every run (neighbours, whether there is a cycle, the order,
how many wait) are answered from plain adjacency.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import networkx as nx

Arc = tuple[str, str]
Name = TypeVar("Name", str, int)
BATCH = 4096  # dependents counted in one pass of `dependent_counts`, a bit for each


@dataclass(frozen=True)
class Graph:
    """Which feature depends on which: `arcs` are (dependent, prerequisite), sorted, each once."""

    ids: tuple[str, ...]
    arcs: tuple[Arc, ...]

    @classmethod
    def of(cls, ids: Iterable[str], arcs: Iterable[Arc]) -> Graph:
        """The graph over `ids`; every arc joins two of them."""
        return cls(tuple(sorted(ids)), tuple(sorted(set(arcs))))

    @cached_property
    def _needs(self) -> Mapping[str, list[str]]:
        needs: dict[str, list[str]] = {name: [] for name in self.ids}
        for dependent, prerequisite in self.arcs:
            needs[dependent].append(prerequisite)
        return needs

    @cached_property
    def _serves(self) -> Mapping[str, list[str]]:
        serves: dict[str, list[str]] = {name: [] for name in self.ids}
        for dependent, prerequisite in self.arcs:
            serves[prerequisite].append(dependent)
        return serves

    @cached_property
    def _net(self) -> nx.DiGraph[str]:
        import networkx as nx

        net: nx.DiGraph[str] = nx.DiGraph()
        net.add_nodes_from(self.ids)
        net.add_edges_from(self.arcs)
        return net

    def prerequisites(self, name: str) -> tuple[str, ...]:
        """What `name` depends on directly, sorted."""
        return tuple(self._needs[name])

    def dependents(self, name: str) -> tuple[str, ...]:
        """What depends on `name` directly, sorted."""
        return tuple(self._serves[name])

    def waits_for(self, name: str) -> tuple[str, ...]:
        """All that has to be done before `name`, sorted."""
        import networkx as nx

        return tuple(sorted(nx.descendants(self._net, name)))

    def unlocks(self, name: str) -> tuple[str, ...]:
        """All that can't be done without `name`, sorted."""
        import networkx as nx

        return tuple(sorted(nx.ancestors(self._net, name)))

    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """The faults that keep the features from having an order, () where there are none.

        For each strong component the shortest cycle through its smallest id, beginning there and following
        "depends on"; a feature that depends on itself is a cycle of one. By their first id.
        """
        stuck = _stuck(self.ids, self.arcs, self._serves)
        if not stuck:
            return ()
        arcs = [arc for arc in self.arcs if arc[0] in stuck and arc[1] in stuck and arc[0] != arc[1]]
        loops: list[tuple[str, ...]] = [(name,) for name in self.ids if name in self._needs[name]]
        longer = [self._shortest_cycle(set(names)) for names in strong_components(arcs)]
        return tuple(sorted(loops + longer))

    def _shortest_cycle(self, component: set[str]) -> tuple[str, ...]:
        """The shortest cycle of two or more through the smallest id of a strong component."""
        start = min(component)
        came_from: dict[str, str] = {}
        queue = [start]
        for name in queue:
            for needed in self._needs[name]:
                if needed == start != name:
                    return _traced(name, start, came_from)
                if needed in component and needed not in came_from and needed != start:
                    came_from[needed] = name
                    queue.append(needed)
        raise AssertionError(f"{start} is in no cycle")

    def order(self) -> tuple[str, ...]:
        """All ids, prerequisites first; of those ready at a time the smallest. Needs no cycles."""
        waits = {name: len(needs) for name, needs in self._needs.items()}
        ready = [name for name in self.ids if not waits[name]]
        order = []
        while ready:
            order.append(heapq.heappop(ready))
            for dependent in self._serves[order[-1]]:
                waits[dependent] -= 1
                if not waits[dependent]:
                    heapq.heappush(ready, dependent)
        return tuple(order)

    def redundant(self) -> tuple[Arc, ...]:
        """The arcs that others already imply, sorted. Needs no cycles."""
        import networkx as nx

        kept = nx.transitive_reduction(self._net)
        return tuple(arc for arc in self.arcs if not kept.has_edge(*arc))

    def longest_chain(self) -> tuple[str, ...]:
        """The most features each of which waits for the one before it. Needs no cycles."""
        import networkx as nx

        return tuple(reversed(nx.dag_longest_path(self._net)))

    def dependent_counts(self) -> dict[str, int]:
        """For each id how many others depend on it, directly or through others. Needs no cycles."""
        place = {name: number for number, name in enumerate(self.ids)}
        counts = dependent_counts(len(self.ids), [(place[tail], place[head]) for tail, head in self.arcs])
        return dict(zip(self.ids, counts, strict=True))


def strong_components(arcs: Iterable[tuple[Name, Name]]) -> list[list[Name]]:
    """The sets of two or more that all reach one another along `arcs`, each sorted, by smallest member."""
    import networkx as nx

    net: nx.DiGraph[Name] = nx.DiGraph()
    net.add_edges_from(arcs)
    return sorted(sorted(found) for found in nx.strongly_connected_components(net) if len(found) > 1)


def dependent_counts(size: int, arcs: Sequence[tuple[int, int]]) -> list[int]:
    """For each of `size` positions how many others depend on it, directly or through others.

    The dependents of each are the bits of an integer, some thousand at a time, so that time and memory stay
    bounded: (n + m) · ceil(n / 4096) steps on the largest connected part. Needs arcs without cycles.
    """
    needs: list[list[int]] = [[] for _ in range(size)]
    serves: list[list[int]] = [[] for _ in range(size)]
    for tail, head in arcs:
        needs[tail].append(head)
        serves[head].append(tail)
    counts, waits = [0] * size, [len(tails) for tails in serves]
    for part in _parts(needs, serves):
        last_first = _last_first(part, needs, waits)
        for start in range(0, len(part), BATCH):
            _count(last_first, start, serves, counts)
    return counts


def _parts(needs: Sequence[list[int]], serves: Sequence[list[int]]) -> list[list[int]]:
    """The connected parts that have arcs."""
    seen, parts = [False] * len(needs), []
    for start in range(len(needs)):
        if not seen[start] and (needs[start] or serves[start]):
            seen[start], part = True, [start]
            for node in part:
                for other in needs[node] + serves[node]:
                    if not seen[other]:
                        seen[other] = True
                        part.append(other)
            parts.append(part)
    return parts


def _last_first(part: Iterable[int], needs: Sequence[list[int]], waits: list[int]) -> list[int]:
    """The nodes of `part`, dependents before what they depend on; uses up `waits`, the dependents' number."""
    order = [node for node in part if not waits[node]]
    for node in order:
        for prerequisite in needs[node]:
            waits[prerequisite] -= 1
            if not waits[prerequisite]:
                order.append(prerequisite)
    return order


def _count(order: Sequence[int], start: int, serves: Sequence[list[int]], counts: list[int]) -> None:
    """Add to `counts` how many of the next batch of `order` depend on each."""
    masks: dict[int, int] = {}
    for place in range(start, len(order)):
        node = order[place]
        mask = 0
        for dependent in serves[node]:
            mask |= masks.get(dependent, 0)
        counts[node] += mask.bit_count()
        masks[node] = mask | 1 << place - start if place < start + BATCH else mask


def _stuck(ids: Iterable[str], arcs: Iterable[Arc], serves: Mapping[str, list[str]]) -> set[str]:
    """The ids that never get ready: those in cycles, and what waits for them."""
    waits = dict.fromkeys(ids, 0)
    for dependent, _ in arcs:
        waits[dependent] += 1
    ready = [name for name, count in waits.items() if not count]
    for name in ready:
        for dependent in serves[name]:
            waits[dependent] -= 1
            if not waits[dependent]:
                ready.append(dependent)
    return {name for name, count in waits.items() if count}


def _traced(last: str, start: str, came_from: Mapping[str, str]) -> tuple[str, ...]:
    """The way from `start` to `last`."""
    way = [last]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))
