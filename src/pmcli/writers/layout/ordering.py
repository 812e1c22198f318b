"""The order of the nodes in each layer, so that few arcs cross."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pmcli.sequencing.graph import walk
from pmcli.writers.layout.ranking import Layered, Pair

_STALE = 5
"""Rounds without fewer crossings that end the search."""
_ROUNDS = 24
_SMALL, _WORK = 3_000, 90_000
"""Nodes and arcs of a graph that is tried from several starts, and those that all rounds may look at."""
_SWAPS = 8


@dataclass(frozen=True, slots=True)
class OrderedLayers:
    """A graph whose arcs join neighbouring layers; nodes from `size` on are bends of long arcs.

    `rows` are the nodes of every layer in their order, `ways` the nodes that an arc passes, ends included.
    """

    layer: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    before: tuple[tuple[int, ...], ...]
    after: tuple[tuple[int, ...], ...]
    ways: Mapping[Pair, tuple[int, ...]]
    size: int

    def crossings(self) -> int:
        """The number of pairs of arcs that cross."""
        return _crossings(self.rows, self.after)


def ordered(graph: Layered) -> OrderedLayers:
    """The graph with an order in every layer."""
    layer, before, after, ways = _through_layers(graph)
    starts = [_around(layer, before, after), _along(layer, after, before), _along(layer, before, after)]
    arcs = len(layer) + sum(map(len, after))
    rounds = min(_ROUNDS, 2 + _WORK // arcs)
    best = _searched(starts[0], before, after, rounds)
    for start in starts[1:] if arcs < _SMALL else ():
        best = min(best, _searched(start, before, after, rounds), key=lambda searched: searched[0])
    rows = best[1]
    return OrderedLayers(
        tuple(layer), tuple(map(tuple, rows)), tuple(map(tuple, before)), tuple(map(tuple, after)), ways,
        len(graph.layer),
    )  # fmt: skip


def _through_layers(
    graph: Layered,
) -> tuple[list[int], list[list[int]], list[list[int]], dict[Pair, tuple[int, ...]]]:
    """Layers, neighbours before and after of nodes and of bends of long arcs, and the ways of arcs."""
    layer = list(graph.layer)
    before: list[list[int]] = [[] for _ in layer]
    after: list[list[int]] = [[] for _ in layer]
    ways: dict[Pair, tuple[int, ...]] = {}
    given = set(graph.pairs)
    back = set(graph.back)
    for first, last in graph.forward():
        way = [first]
        for at in range(layer[first] + 1, layer[last]):
            way.append(len(layer))
            layer.append(at)
            before.append([])
            after.append([])
        way.append(last)
        for node, following in pairwise(way):
            after[node].append(following)
            before[following].append(node)
        if (first, last) in given:
            ways[first, last] = tuple(way)
        if (last, first) in back:
            ways[last, first] = tuple(reversed(way))
    return layer, before, after, ways


def _around(
    layer: Sequence[int], before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]
) -> list[list[int]]:
    """An order in which what is near in the graph stands near: breadth first from the first node."""
    rows: list[list[int]] = [[] for _ in range(max(layer) + 1)]
    near = {node: (*before[node], *after[node]) for node in range(len(layer))}
    seen: set[int] = set()
    for start in near:
        nodes = () if start in seen else walk((start,), near)
        seen.update(nodes)
        for node in nodes:
            rows[layer[node]].append(node)
    return rows


def _along(
    layer: Sequence[int], ahead: Sequence[Sequence[int]], behind: Sequence[Sequence[int]]
) -> list[list[int]]:
    """An order in which chains stand together: depth first from the nodes that have nothing behind."""
    rows: list[list[int]] = [[] for _ in range(max(layer) + 1)]
    seen = [False] * len(layer)
    waiting = [node for node in range(len(layer) - 1, -1, -1) if not behind[node]]
    while waiting:
        node = waiting.pop()
        if seen[node]:
            continue
        seen[node] = True
        rows[layer[node]].append(node)
        waiting += [other for other in reversed(ahead[node]) if not seen[other]]
    return rows


def _searched(
    rows: list[list[int]], before: Sequence[Sequence[int]], after: Sequence[Sequence[int]], rounds: int
) -> tuple[int, list[list[int]]]:
    """The fewest crossings found, and the order that has them: by sweeps, and by swaps of neighbours."""
    place = [0] * len(before)
    for row in rows:
        _number(row, place)
    best = _crossings(rows, after), [list(row) for row in rows]
    stale = 0
    for turn in range(rounds):
        if not best[0] or stale == _STALE:
            break
        down = turn % 2 == 0
        for row in rows[1:] if down else rows[-2::-1]:
            _sort(row, before if down else after, place, median=turn % 4 > 1)
        if rounds == _ROUNDS or turn >= rounds - 2:
            _swap(rows, before, after, place, level=turn % 2 == 1)
        crossings = _crossings(rows, after)
        stale = stale + 1 if crossings >= best[0] else 0
        if crossings < best[0]:
            best = crossings, [list(row) for row in rows]
    return best


def _number(row: Sequence[int], place: list[int]) -> None:
    for at, node in enumerate(row):
        place[node] = at


def _sort(row: list[int], near: Sequence[Sequence[int]], place: list[int], *, median: bool) -> None:
    """Put nodes where their neighbours are; those without any keep their place."""
    middle = _median if median else _mean
    keys = {node: middle([place[other] for other in near[node]]) for node in row if near[node]}
    moving = iter(sorted(keys, key=lambda node: (keys[node], place[node])))
    row[:] = [next(moving) if node in keys else node for node in row]
    _number(row, place)


def _mean(places: list[int]) -> float:
    return sum(places) / len(places)


def _median(places: list[int]) -> float:
    """The middle of the places; of an even number the middle that leans to where they are denser."""
    places.sort()
    half = len(places) // 2
    if len(places) % 2:
        return places[half]
    if len(places) == 2:
        return (places[0] + places[1]) / 2
    left, right = places[half - 1] - places[0], places[-1] - places[half]
    low, high = places[half - 1], places[half]
    return (low * right + high * left) / (left + right) if left + right else (low + high) / 2


def _swap(
    rows: Sequence[list[int]],
    before: Sequence[Sequence[int]],
    after: Sequence[Sequence[int]],
    place: list[int],
    *,
    level: bool,
) -> None:
    """Swap neighbours as long as that takes crossings away; with `level` first once where it adds none."""
    if level:
        for row in rows:
            _swap_in(row, before, after, place, level=True)
    stale = [True] * len(rows)
    for _ in range(_SWAPS):
        if not any(stale):
            return
        for at, row in enumerate(rows):
            if not stale[at]:
                continue
            stale[at] = False
            if _swap_in(row, before, after, place):
                for beside in range(max(0, at - 1), min(len(rows), at + 2)):
                    stale[beside] = True


def _swap_in(
    row: list[int],
    before: Sequence[Sequence[int]],
    after: Sequence[Sequence[int]],
    place: list[int],
    *,
    level: bool = False,
) -> bool:
    sides = {
        node: (sorted(place[other] for other in before[node]), sorted(place[other] for other in after[node]))
        for node in row
    }
    swapped = False
    for at in range(len(row) - 1):
        (up, down), (other_up, other_down) = sides[row[at]], sides[row[at + 1]]
        now = _pairs(up, other_up) + _pairs(down, other_down)
        then = _pairs(other_up, up) + _pairs(other_down, down)
        if now > then or (level and now == then):
            row[at], row[at + 1] = row[at + 1], row[at]
            swapped = True
    if swapped:
        _number(row, place)
    return swapped


def _pairs(left: Sequence[int], right: Sequence[int]) -> int:
    """The number of arcs of a node that cross those of the node to its right; both are sorted."""
    if not left or not right or left[-1] <= right[0]:
        return 0
    return sum(len(left) - bisect_right(left, place) for place in right)


def _crossings(rows: Iterable[Sequence[int]], after: Sequence[Sequence[int]]) -> int:
    """The number of pairs of arcs that cross between the layers."""
    crossings = 0
    for row, following in pairwise(rows):
        position = {node: at for at, node in enumerate(following)}
        ends: list[int] = []
        for node in row:
            places = sorted(position[other] for other in after[node])
            crossings += sum(len(ends) - bisect_right(ends, place) for place in places)
            for place in places:
                insort(ends, place)
    return crossings
