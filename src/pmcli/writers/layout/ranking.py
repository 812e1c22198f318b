"""The layers of the nodes of a graph: arcs lead to higher ones and are short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pmcli.sequencing.graph import in_rounds

Pair = tuple[int, int]
"""(prerequisite, dependent)."""
_PASSES = 20
_TOGETHER, _FEWEST = 80_000, 12
"""Nodes that move together at most: in a graph of one node, and in the largest."""


@dataclass(frozen=True, slots=True)
class Layered:
    """A layer for every node, from 0; `pairs` lead from lower to higher ones, those of `back` back."""

    layer: tuple[int, ...]
    pairs: tuple[Pair, ...]
    back: tuple[Pair, ...]

    def forward(self) -> tuple[Pair, ...]:
        """All pairs as they lead from lower to higher layers, each once, sorted."""
        return tuple(sorted({*self.pairs, *((after, first) for first, after in self.back)}))


def layered(size: int, pairs: Sequence[Pair]) -> Layered:
    """The layers of a graph: as low as can be, then moved to where the arcs are shorter.

    Of every cycle one pair is turned round: the first that leads back when going through from node 0.
    """
    back = _backward(size, pairs)
    forward = {(after, first) if (first, after) in back else (first, after) for first, after in pairs}
    needs: list[list[int]] = [[] for _ in range(size)]
    serves: list[list[int]] = [[] for _ in range(size)]
    for first, after in sorted(forward):
        needs[after].append(first)
        serves[first].append(after)
    order = in_rounds(range(size), ((after, first) for first, after in sorted(forward)))
    layer = [0] * size
    for node in order:
        layer[node] = max((layer[other] + 1 for other in needs[node]), default=0)
    _tighten(layer, order, needs, serves)
    lowest = min(layer)
    return Layered(
        tuple(level - lowest for level in layer),
        tuple(pair for pair in pairs if pair not in back),
        tuple(sorted(back)),
    )


def _backward(size: int, pairs: Sequence[Pair]) -> set[Pair]:
    """The pairs that close a cycle, in a search depth first from node 0."""
    after: list[list[int]] = [[] for _ in range(size)]
    for first, second in pairs:
        after[first].append(second)
    state = [0] * size  # 1 while below a node, 2 when done with it
    backward: set[Pair] = set()
    for start in range(size):
        if state[start]:
            continue
        state[start] = 1
        path = [(start, iter(after[start]))]
        while path:
            node, rest = path[-1]
            for other in rest:
                if state[other] == 1:
                    backward.add((node, other))
                elif not state[other]:
                    state[other] = 1
                    path.append((other, iter(after[other])))
                    break
            else:
                state[node] = 2
                path.pop()
    return backward


def _tighten(layer: list[int], order: list[int], needs: list[list[int]], serves: list[list[int]]) -> None:
    """Move nodes, with those they push along, to where they have more arcs, until no arcs get shorter."""
    most = max(_FEWEST, _TOGETHER // len(order))
    for _ in range(_PASSES):
        up = [_moved(layer, node, needs, serves, 1, most) for node in reversed(order)]
        down = [_moved(layer, node, serves, needs, -1, most) for node in order]
        if not any(up) and not any(down):
            return


def _moved(
    layer: list[int], start: int, behind: list[list[int]], ahead: list[list[int]], step: int, most: int
) -> bool:
    """Whether a node moves ahead with what stands right before it: where that shortens more arcs."""
    group = {start}
    waiting = [start]
    for node in waiting:
        for other in ahead[node]:
            if other not in group and (layer[other] - layer[node]) * step == 1:
                group.add(other)
                waiting.append(other)
        if len(group) > most:
            return False
    shorter = [
        (layer[other] - layer[node]) * step for node in waiting for other in ahead[node] if other not in group
    ]
    longer = sum(other not in group for node in waiting for other in behind[node])
    if len(shorter) <= longer:
        return False
    for node in waiting:
        layer[node] += (min(shorter) - 1) * step
    return True
