"""Paths of arrows: in curves between the columns, straight through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pmcli.writers.svg.ink import number

Key = TypeVar("Key")
HEAD = 9
"""The length of the head of an arrow."""
_APART, _EDGE = 11, 10
Stop = tuple[float, float]
"""The left end of a box, or of what is free of boxes, and its middle from above."""


def way(stops: Sequence[Stop], leaves: float, reaches: float, box: float) -> tuple[str, str]:
    """The line of an arrow and its head, as paths.

    It leaves the first box so far below its middle, reaches the last so, and passes the stops between.
    """
    forward = stops[-1][0] > stops[0][0]
    near, far, step = (box, 0.0, 1) if forward else (0.0, box, -1)
    at = (stops[0][0] + near, stops[0][1] + leaves)
    tip = (stops[-1][0] + far, stops[-1][1] + reaches)
    line = f"M{_point(at)}"
    for x, y in stops[1:-1]:
        line += f"{_curve(at, (x + far, y))}H{number(x + near)}"
        at = (x + near, y)
    back = tip[0] - HEAD * step
    line += _curve(at, (back, tip[1]))
    head = f"M{_point(tip)}L{_point((back, tip[1] - 4.5))}V{number(tip[1] + 4.5)}Z"
    return line, head


def spread(keys: Mapping[Key, float], high: float) -> dict[Key, float]:
    """The distance of each arrow from the middle of a side, in the order of where they lead."""
    order = sorted(keys, key=lambda key: (keys[key], str(key)))
    step = min(_APART, (high - 2 * _EDGE) / max(1, len(order) - 1))
    return {key: (at - (len(order) - 1) / 2) * step for at, key in enumerate(order)}


def _point(at: Stop) -> str:
    return f"{number(at[0])} {number(at[1])}"


def _curve(at: Stop, to: Stop) -> str:
    if abs(at[1] - to[1]) < 0.05:
        return f"H{number(to[0])}"
    middle = (at[0] + to[0]) / 2
    return f"C{_point((middle, at[1]))} {_point((middle, to[1]))} {_point(to)}"
