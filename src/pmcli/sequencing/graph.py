"""Dependencies between features: order, cycles, reach. Only this module knows networkx.

An arc (tail, head) says that the tail waits for the head. networkx answers what is asked where something is
wrong: strong components, the shortest cycle, the path between two. What every `pm rank` and every plan asks
is answered here, for networkx costs some 100 ms to import, as much as the ranking itself, and a dictionary
for every arc: `reach`, `walk` and `came_from` follow arcs from tails to heads, `ordered` and `in_rounds` put
heads before tails, `components` and `dependent_counts` count what hangs together. The tests hold these
against networkx.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import SupportsRichComparison

Arc = tuple[str, str]
Name = TypeVar("Name", str, int)
Node = TypeVar("Node", bound=Hashable)
Heads = Mapping[Node, Iterable[Node]]
"""For a tail its heads; a node that is not there has none."""
BATCH = 4096  # nodes looked for in one pass of `dependent_counts` and `leading_to`, a bit for each


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

    def prerequisites(self, name: str) -> tuple[str, ...]:
        """The features that `name` depends on directly, sorted."""
        return tuple(self._needs[name])

    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """The faults that keep the features from having an order, () where there are none.

        For each strong component the shortest cycle through its smallest id, beginning there and following
        "depends on"; a feature that depends on itself is a cycle of one. By their first id.
        """
        free = in_rounds(self.ids, self.arcs)
        if len(free) == len(self.ids):
            return ()
        stuck = set(self.ids).difference(free)
        arcs = [arc for arc in self.arcs if arc[0] in stuck and arc[1] in stuck and arc[0] != arc[1]]
        loops: list[tuple[str, ...]] = [(name,) for name in self.ids if name in self._needs[name]]
        longer = [self._shortest_cycle(set(names)) for names in strong_components(arcs)]
        return tuple(sorted(loops + longer))

    def _shortest_cycle(self, component: set[str]) -> tuple[str, ...]:
        """The shortest cycle of two or more through the smallest id of a strong component."""
        import networkx as nx

        start = min(component)
        end = (start,)  # a second node for the same feature, where the cycle comes back to it
        net: nx.DiGraph[str | tuple[str]] = nx.DiGraph()
        for name in sorted(component):
            heads = [head for head in self._needs[name] if head in component and head != name]
            net.add_edges_from((name, end if head == start else head) for head in heads)
        return tuple(name for name in nx.shortest_path(net, start, end) if isinstance(name, str))

    def order(self) -> tuple[str, ...]:
        """All ids, prerequisites first; of those ready at a time the smallest. Needs no cycles."""
        return tuple(ordered(self.ids, self.arcs))

    def dependent_counts(self, uncounted: Collection[str] = ()) -> dict[str, int]:
        """For each id how many others depend on it, directly or through others, `uncounted` ones left out.

        Needs no cycles.
        """
        place = {name: number for number, name in enumerate(self.ids)}
        arcs = [(place[tail], place[head]) for tail, head in self.arcs]
        counts = dependent_counts(len(self.ids), arcs, frozenset(place[name] for name in uncounted))
        return dict(zip(self.ids, counts, strict=True))


def adjacency(arcs: Iterable[tuple[Node, Node]]) -> dict[Node, list[Node]]:
    """For every tail its heads, both in the order of the arcs."""
    heads: dict[Node, list[Node]] = {}
    for tail, head in arcs:
        heads.setdefault(tail, []).append(head)
    return heads


def backward(arcs: Iterable[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    """The arcs from head to tail, in their order."""
    return [(head, tail) for tail, head in arcs]


def reach(starts: Iterable[Node], heads: Heads[Node]) -> set[Node]:
    """All that one arc or more leads to from `starts`: of these only what a start leads to. O(n + m)."""
    return set(came_from(starts, heads))


def walk(starts: Iterable[Node], heads: Heads[Node]) -> list[Node]:
    """The starts and all that they lead to, each once, breadth first in the order of `heads`. O(n + m)."""
    nodes = list(dict.fromkeys(starts))
    seen = set(nodes)
    for node in nodes:
        for head in heads.get(node, ()):
            if head not in seen:
                seen.add(head)
                nodes.append(head)
    return nodes


def came_from(starts: Iterable[Node], heads: Heads[Node]) -> dict[Node, Node]:
    """For all in `reach` the node whose arc led there first, going on from the last node found. O(n + m)."""
    tails: dict[Node, Node] = {}
    waiting = list(starts)
    while waiting:
        tail = waiting.pop()
        for head in heads.get(tail, ()):
            if head not in tails:
                tails[head] = tail
                waiting.append(head)
    return tails


def path(start: Node, end: Node, heads: Heads[Node]) -> tuple[Node, ...] | None:
    """A shortest path along arcs from `start` to another node, both included; None without one. O(n + m)."""
    reached = came_from((start,), heads)
    if end not in reached:
        return None
    import networkx as nx

    net: nx.DiGraph[Node] = nx.DiGraph()
    net.add_edges_from((tail, head) for tail in (start, *reached) for head in heads.get(tail, ()))
    return tuple(nx.shortest_path(net, start, end))


def leading_to(
    order: Sequence[Node], heads: Heads[Node], ends: Sequence[Node]
) -> Iterator[tuple[dict[Node, int], dict[Node, int]]]:
    """For some of the ends at a time the bit of each, and for nodes the bits of those that they lead to.

    `order` has heads before tails; what is not in it leads to nothing, and neither does a node without bits.
    (n + m) · ceil(ends / 4096) steps.
    """
    for start in range(0, len(ends), BATCH):
        bits = {end: 1 << number for number, end in enumerate(ends[start : start + BATCH])}
        masks: dict[Node, int] = {}
        for node in order:
            mask = 0
            for head in heads.get(node, ()):
                mask |= masks.get(head, 0) | bits.get(head, 0)
            if mask:
                masks[node] = mask
        yield bits, masks


def ordered(
    nodes: Iterable[Node],
    arcs: Iterable[tuple[Node, Node]],
    key: Callable[[Node], SupportsRichComparison] | None = None,
) -> list[Node]:
    """The nodes, heads before tails; of those that wait for nothing more the one of the smallest key next.

    Without a key, and among equal keys, the one that stands first in `nodes`. What is in a cycle, or waits
    for one, is left out. Every arc joins two nodes, KeyError else; arcs may be told twice. O(m + n log n).
    """
    ranked = list(nodes) if key is None else sorted(nodes, key=key)
    place = {node: number for number, node in enumerate(ranked)}
    waits, tails = [0] * len(ranked), list[list[int]]([] for _ in ranked)
    for tail, head in arcs:
        waits[place[tail]] += 1
        tails[place[head]].append(place[tail])
    free = [number for number, count in enumerate(waits) if not count]  # sorted, so a heap
    order = []
    while free:
        number = heappop(free)
        order.append(ranked[number])
        for later in tails[number]:
            waits[later] -= 1
            if not waits[later]:
                heappush(free, later)
    return order


def in_rounds(nodes: Iterable[Node], arcs: Iterable[tuple[Node, Node]]) -> list[Node]:
    """The nodes, heads before tails: those that wait for nothing, then those that the ones before set free.

    The first in the order of `nodes`, the others in that of `arcs`. What is in a cycle, or waits for one, is
    left out. Every arc joins two nodes, KeyError else; arcs may be told twice. O(n + m).
    """
    waits = dict.fromkeys(nodes, 0)
    tails: dict[Node, list[Node]] = {}
    for tail, head in arcs:
        waits[tail] += 1
        tails.setdefault(head, []).append(tail)
    order = [node for node, count in waits.items() if not count]
    for node in order:
        for tail in tails.get(node, ()):
            waits[tail] -= 1
            if not waits[tail]:
                order.append(tail)
    return order


def components(nodes: Iterable[Node], arcs: Iterable[tuple[Node, Node]]) -> list[list[Node]]:
    """The parts that hang together along arcs in either direction, a node without arcs being one of its own.

    Each in the order of `nodes`, by its first node. Every arc joins two nodes. O(n + m).
    """
    arcs = list(arcs)
    near = adjacency(chain(arcs, backward(arcs)))
    part: dict[Node, int] = {}
    parts: list[list[Node]] = []
    for node in nodes:
        if node not in part:
            part.update(dict.fromkeys(walk((node,), near), len(parts)))
            parts.append([])
        parts[part[node]].append(node)
    return parts


def strong_components(arcs: Iterable[tuple[Name, Name]]) -> list[list[Name]]:
    """The sets of two or more that all reach one another along `arcs`, each sorted, by smallest member."""
    import networkx as nx

    net: nx.DiGraph[Name] = nx.DiGraph(arcs)
    return sorted(
        sorted(component) for component in nx.strongly_connected_components(net) if len(component) > 1
    )


def dependent_counts(
    size: int, arcs: Sequence[tuple[int, int]], uncounted: Collection[int] = ()
) -> list[int]:
    """For each of `size` positions how many others depend on it, directly or through others.

    Those that are `uncounted` pass on what depends on them, and are none themselves.
    The dependents of each are the bits of an integer, some thousand at a time, so that time and memory stay
    bounded: (n + m) · ceil(n / 4096) steps on the largest connected part. Needs arcs without cycles.
    """
    counts, serves = [0] * size, adjacency(backward(arcs))
    joined = sorted({node for arc in arcs for node in arc})
    for part in components(in_rounds(joined, backward(arcs)), arcs):
        for start in range(0, len(part), BATCH):
            _count(part, start, serves, counts, uncounted)
    return counts


def _count(
    order: Sequence[int], start: int, serves: Heads[int], counts: list[int], uncounted: Collection[int]
) -> None:
    """Add to `counts` how many of the next batch of `order` depend on each."""
    masks: dict[int, int] = {}
    for place in range(start, len(order)):
        node = order[place]
        mask = 0
        for dependent in serves.get(node, ()):
            mask |= masks.get(dependent, 0)
        counts[node] += mask.bit_count()
        is_counted = place < start + BATCH and node not in uncounted
        masks[node] = mask | 1 << place - start if is_counted else mask
