"""Layers of boxes for a dependency graph: what comes first to the left, with few crossings.

Source: Sugiyama, Tagawa, Toda (1981), https://doi.org/10.1109/TSMC.1981.4308636, in the steps of Gansner,
Koutsofios, North, Vo (1993), https://doi.org/10.1109/32.221135: layers, an order in each, places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log, sqrt

from pmcli.sequencing.graph import components
from pmcli.writers.layout.ordering import ordered
from pmcli.writers.layout.ranking import layered
from pmcli.writers.layout.rows import rows_of

Arc = tuple[str, str]
"""A dependent and what it waits for."""
Spot = tuple[int, float]
"""A layer, and a row in it."""
RATIO = 0.7
"""Columns for a row, where several graphs are put beside one another: boxes are wider than high."""
_SLACK = 1e-6
_FEW = 300
"""Rectangles that are tried in several widths; more fill any."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A graph laid out.

    `places` are the spots of the boxes, a row apart at least; `ways` are the spots that an arc passes, from
    what comes first to what waits for it. `columns` and `rows` is how much room it takes.
    """

    places: Mapping[str, Spot]
    ways: Mapping[Arc, tuple[Spot, ...]]
    columns: int
    rows: float


def lay_out(ids: Sequence[str], arcs: Sequence[Arc]) -> Mapping[str, tuple[int, int]]:
    """The layer and the row of every id, both from 0: no two share a place, and few arcs cross.

    An arc is (dependent, prerequisite); the prerequisite stands in a lower layer, unless the arcs make a
    cycle. Parts that are not connected stand below and beside one another. Ties go by the order of `ids`.
    """
    return {name: (layer, floor(row + 0.5)) for name, (layer, row) in arrange(ids, arcs).places.items()}


def arrange(ids: Sequence[str], arcs: Sequence[Arc], ratio: float = RATIO) -> Arrangement:
    """The boxes and the ways of the arcs, about `ratio` columns wide for every row."""
    number = {name: at for at, name in enumerate(ids)}
    pairs = sorted({(number[need], number[name]) for name, need in arcs if name != need})
    parts = [_Part.of(nodes, pairs) for nodes, pairs in _components(len(ids), pairs)]
    corners, whole = packed([Size(part.columns, part.rows) for part in parts], ratio)
    places: dict[str, Spot] = {}
    ways: dict[Arc, tuple[Spot, ...]] = {}
    for part, (column, row) in zip(parts, corners, strict=True):
        places |= {ids[node]: (layer + column, at + row) for node, (layer, at) in part.places.items()}
        ways |= {
            (ids[name], ids[need]): tuple((layer + column, at + row) for layer, at in way)
            for (need, name), way in part.ways.items()
        }
    return Arrangement({name: places[name] for name in ids}, ways, int(whole.columns), whole.rows)


@dataclass(frozen=True, slots=True)
class _Part:
    """A connected part laid out from its own corner; the ways are by (prerequisite, dependent)."""

    places: dict[int, Spot]
    ways: dict[tuple[int, int], tuple[Spot, ...]]
    columns: int
    rows: int

    @classmethod
    def of(cls, nodes: list[int], pairs: list[tuple[int, int]]) -> _Part:
        if len(nodes) == 1:
            return cls({nodes[0]: (0, 0.0)}, {}, 1, 1)
        place = {node: at for at, node in enumerate(nodes)}
        layers = layered(len(nodes), [(place[need], place[name]) for need, name in pairs])
        graph = ordered(layers)
        rows = rows_of(graph)
        spot = [(graph.layer[at], rows[at]) for at in range(len(graph.layer))]
        ways = {
            (nodes[need], nodes[name]): tuple(spot[at] for at in way)
            for (need, name), way in graph.ways.items()
        }
        places = {node: spot[at] for at, node in enumerate(nodes)}
        return cls(places, ways, max(graph.layer) + 1, ceil(max(rows) + 1 - _SLACK))


def _components(size: int, pairs: list[tuple[int, int]]) -> list[tuple[list[int], list[tuple[int, int]]]]:
    """The connected parts with their pairs, those of the most nodes first."""
    nodes = components(range(size), pairs)
    part = {node: number for number, joined in enumerate(nodes) for node in joined}
    inside: list[list[tuple[int, int]]] = [[] for _ in nodes]
    for pair in pairs:
        inside[part[pair[0]]].append(pair)
    order = sorted(range(len(nodes)), key=lambda at: (-len(nodes[at]), nodes[at][0]))
    return [(nodes[at], inside[at]) for at in order]


# --- packing ---


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a rectangle."""

    columns: int
    rows: int


def packed(sizes: Sequence[Size], ratio: float) -> tuple[list[tuple[int, int]], Size]:
    """The column and the row of every rectangle's corner, and the size of the whole.

    The tallest go first, each as high up as it fits, then to the left. The whole is about `ratio` columns
    wide for every row.
    """
    if not sizes:
        return [], Size(0, 0)
    widest = max(size.columns for size in sizes)
    usual = ceil(sqrt(sum(size.columns * size.rows for size in sizes) * ratio))
    more = range(-4, 9) if len(sizes) <= _FEW else (0,)
    widths = sorted({max(widest, usual + tenths * max(1, usual // 10)) for tenths in more})
    tried = (_in_width(sizes, width) for width in widths)
    return min(tried, key=lambda packing: _off_shape(packing[1], ratio))


def _off_shape(size: Size, ratio: float) -> tuple[float, int]:
    return round(abs(log(size.columns / size.rows / ratio)), 3), size.columns


def _in_width(sizes: Sequence[Size], width: int) -> tuple[list[tuple[int, int]], Size]:
    height = [0] * width  # of what is placed, by column
    corners = [(0, 0)] * len(sizes)
    order = sorted(range(len(sizes)), key=lambda at: (-sizes[at].rows, -sizes[at].columns, at))
    for at in order:
        size = sizes[at]
        row, column = min(
            (max(height[start : start + size.columns]), start) for start in range(width - size.columns + 1)
        )
        height[column : column + size.columns] = [row + size.rows] * size.columns
        corners[at] = (column, row)
    used = max(column + sizes[at].columns for at, (column, _) in enumerate(corners))
    return corners, Size(used, max(height))
