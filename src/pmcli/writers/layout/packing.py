"""Rectangles put beside one another in a field of a given shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log, sqrt

_FEW = 300
"""Rectangles that are tried in several widths; more fill any."""


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
