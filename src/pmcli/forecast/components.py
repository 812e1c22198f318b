"""The parts of a backlog that hang together, laid out once so that all futures can be balanced in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pmcli.sequencing.graph import adjacency, backward, components, in_rounds, walk

Arc = tuple[int, int]
Index = tuple[slice | int | None, ...]
Free = tuple[tuple[int, tuple[Arc, ...]], ...]
"""What costs nothing, prerequisites first, each with (number of the arc, node) of what it waits for."""


@dataclass(frozen=True, slots=True)
class DependencyTree:
    """A part with no more arcs than a tree has, breadth first: `rows[0]` is the root.

    `parents[i]` is the place of the node that node i hangs on (-1 for the root); `waits[i]` says that i
    depends on it, not the other way round. The arc between them has the number i.
    """

    rows: tuple[int, ...]
    parents: tuple[int, ...]
    waits: tuple[bool, ...]
    free: Free


@dataclass(frozen=True, slots=True)
class TreeStep:
    """A node taken out of a tangle: what its best choice is, given those of `scope`, is noted in a table.

    `tables` are (number of an earlier step, how its table is laid over this one), `arcs` are (number, the
    cells that the arc forbids). The axes of a table are the node, then `scope`.
    """

    node: int
    scope: tuple[int, ...]
    tables: tuple[tuple[int, Index], ...]
    arcs: tuple[tuple[int, Index], ...]


@dataclass(frozen=True, slots=True)
class Tangle:
    """A part with more arcs than a tree; those that follow from others are left out.

    `steps` take its nodes out one by one, those with the fewest neighbours first.
    """

    rows: tuple[int, ...]
    arcs: tuple[Arc, ...]
    free: Free
    steps: tuple[TreeStep, ...]

    @property
    def width(self) -> int:
        """The neighbours that a node has at most when it is taken out: time and memory double with each."""
        return max(len(step.scope) for step in self.steps)

    @property
    def cells(self) -> int:
        """The cells of all tables, for one future."""
        return sum(2 << len(step.scope) for step in self.steps)


@dataclass(frozen=True, slots=True)
class GraphParts:
    """All parts by kind: rows that cost nothing and wait for nothing, rows without arcs, trees, tangles."""

    released: tuple[int, ...]
    single: tuple[int, ...]
    trees: tuple[DependencyTree, ...]
    tangles: tuple[Tangle, ...]


@lru_cache(maxsize=8)
def parts_of(size: int, arcs: tuple[Arc, ...], free: frozenset[int]) -> GraphParts:
    """The parts of `size` rows under arcs (dependent, prerequisite); `free` are the rows of cost 0.

    What is free and waits for nothing but such is set aside, as `sequencing.order.inherit` does.
    """
    needs = adjacency(arcs)
    released: set[int] = set()
    for row in in_rounds(range(size), arcs):
        if row in free and all(need in released for need in needs.get(row, ())):
            released.add(row)
    left = [row for row in range(size) if row not in released]
    among = sorted({arc for arc in arcs if released.isdisjoint(arc)})
    parts = components(left, among)
    own = _by_part(size, parts, among)
    single, trees, tangles = list[int](), list[DependencyTree](), list[Tangle]()
    for rows in parts:
        if len(rows) == 1:
            single.append(rows[0])
            continue
        kept = _irredundant(rows, own[rows[0]])
        if len(kept) < len(rows):
            trees.append(tree_of(rows[0], kept, free))
        else:
            tangles.append(_tangle(rows, kept, free))
    return GraphParts(tuple(sorted(released)), tuple(single), tuple(trees), tuple(tangles))


def _by_part(size: int, parts: Iterable[Sequence[int]], arcs: Sequence[Arc]) -> list[list[Arc]]:
    """The arcs of each part, at its first row."""
    first = [0] * size
    for part in parts:
        for row in part:
            first[row] = part[0]
    own: list[list[Arc]] = [[] for _ in range(size)]
    for arc in arcs:
        own[first[arc[0]]].append(arc)
    return own


def _irredundant(rows: Sequence[int], arcs: Sequence[Arc]) -> list[Arc]:
    """The arcs that do not follow from others: no balance needs those. O(m · n / 64)."""
    if len(arcs) < len(rows):
        return list(arcs)
    needs = adjacency(arcs)
    place: dict[int, int] = {}
    reached: dict[int, int] = {}
    kept = []
    for row in in_rounds(rows, arcs):
        mask = 0
        for need in sorted(needs.get(row, ()), key=place.__getitem__, reverse=True):
            if not mask >> place[need] & 1:
                kept.append((row, need))
                mask |= reached[need]
        place[row] = len(place)
        reached[row] = mask | 1 << place[row]
    return sorted(kept)


def _free(rows: Sequence[int], arcs: Sequence[Arc], free: frozenset[int], number: dict[Arc, int]) -> Free:
    """What is free among `rows`, in the numbers of the part."""
    place = {row: at for at, row in enumerate(rows)}
    needs = adjacency(arcs)
    return tuple(
        (place[row], tuple((number[row, need], place[need]) for need in needs.get(row, ())))
        for row in in_rounds(rows, arcs)
        if row in free
    )


def tree_of(root: int, arcs: Sequence[Arc], free: frozenset[int]) -> DependencyTree:
    """The tree of these arcs from its root on; `free` are the rows of cost 0."""
    near = adjacency(sorted([*arcs, *backward(arcs)]))
    rows = walk((root,), near)
    place = {row: at for at, row in enumerate(rows)}
    parents = [-1] * len(rows)
    waits = [False] * len(rows)
    number: dict[Arc, int] = {}
    for tail, head in arcs:
        child = max(tail, head, key=place.__getitem__)
        parents[place[child]] = place[tail if child == head else head]
        waits[place[child]] = child == tail
        number[tail, head] = place[child]
    return DependencyTree(tuple(rows), tuple(parents), tuple(waits), _free(rows, arcs, free, number))


def _tangle(rows: Sequence[int], arcs: Sequence[Arc], free: frozenset[int]) -> Tangle:
    """The tangle of these arcs, and a way through it."""
    place = {row: at for at, row in enumerate(rows)}
    number = {arc: at for at, arc in enumerate(arcs)}
    local = tuple((place[tail], place[head]) for tail, head in arcs)
    return Tangle(tuple(rows), local, _free(rows, arcs, free, number), _steps(len(rows), local))


def _steps(size: int, arcs: Sequence[Arc]) -> tuple[TreeStep, ...]:
    """The nodes in the order of fewest neighbours, those of a node taken out becoming each other's.

    Source: Bertelè and Brioschi 1972, "Nonserial dynamic programming", Academic Press.
    """
    near: list[set[int]] = [set() for _ in range(size)]
    for tail, head in arcs:
        near[tail].add(head)
        near[head].add(tail)
    left = set(range(size))
    taken: list[tuple[int, set[int]]] = []
    while left:
        node = min(left, key=lambda one: (len(near[one]), one))
        left.remove(node)
        scope = near[node]
        for other in scope:
            near[other] |= scope
            near[other] -= {node, other}
        taken.append((node, scope))
    turn = {node: at for at, (node, _) in enumerate(taken)}
    return _laid_out(arcs, [(node, sorted(scope, key=turn.__getitem__)) for node, scope in taken], turn)


def _laid_out(
    arcs: Sequence[Arc], taken: Sequence[tuple[int, list[int]]], turn: dict[int, int]
) -> tuple[TreeStep, ...]:
    """The steps: each table goes on to the step of the first of its scope, each arc to its first node."""
    tables: list[list[tuple[int, Index]]] = [[] for _ in taken]
    cells: list[list[tuple[int, Index]]] = [[] for _ in taken]
    for at, (_, scope) in enumerate(taken):
        if scope:
            later = turn[scope[0]]
            axes = [taken[later][0], *taken[later][1]]
            tables[later].append((at, tuple(slice(None) if node in scope else None for node in axes)))
    for number, (tail, head) in enumerate(arcs):
        at = min(turn[tail], turn[head])
        axes = [taken[at][0], *taken[at][1]]
        cells[at].append(
            (number, tuple(1 if node == tail else 0 if node == head else slice(None) for node in axes))
        )
    return tuple(
        TreeStep(node, tuple(scope), tuple(tables[at]), tuple(cells[at]))
        for at, (node, scope) in enumerate(taken)
    )
