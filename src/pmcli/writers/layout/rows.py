"""The rows of the nodes of each layer, in their order: what belongs together is on a line."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.writers.layout.ordering import OrderedLayers

_ROUNDS = 12
_BOX, _BEND = 1.0, 0.4
"""The rows that a box takes, and a bend of a long arc."""
_STRAIGHT = 4.0
"""The pull between bends of a long arc; a short arc pulls by 1."""


def rows_of(graph: OrderedLayers) -> list[float]:
    """The row of every node, the topmost at 0, boxes at least 1 apart.

    Each layer in turn is put as near to its neighbours as its order allows, which is a least-squares fit of
    places that grow; there and back, a number of times.
    """
    size = [_BOX if node < graph.size else _BEND for node in range(len(graph.layer))]
    place = [0.0] * len(size)
    for row in graph.rows:
        _put(row, [0.0] * len(row), [1.0] * len(row), size, place)
    both = [(*before, *after) for before, after in zip(graph.before, graph.after, strict=True)]
    for turn in range(_ROUNDS):
        last = turn >= _ROUNDS - 2
        near = both if last else graph.before if turn % 2 == 0 else graph.after
        for row in graph.rows if turn % 2 == 0 else reversed(graph.rows):
            goals, weights = _goals(row, near, graph.size, place)
            _put(row, goals, weights, size, place)
    top = min(place)
    return [height - top for height in place]


def _goals(
    row: Sequence[int], near: Sequence[Sequence[int]], boxes: int, place: Sequence[float]
) -> tuple[list[float], list[float]]:
    """The rows where the nodes of a layer would be best, and the pull on each."""
    goals, weights = [], []
    for node in row:
        pulls = [_STRAIGHT if node >= boxes and other >= boxes else 1.0 for other in near[node]]
        whole = sum(pulls)
        weights.append(whole or 0.01)
        pulled = sum(pull * place[other] for pull, other in zip(pulls, near[node], strict=True))
        goals.append(pulled / whole if whole else place[node])
    return goals, weights


def _put(
    row: Sequence[int],
    goals: Sequence[float],
    weights: Sequence[float],
    size: Sequence[float],
    place: list[float],
) -> None:
    """Put the nodes of a layer as near to their goals as their order and their sizes allow."""
    offsets = []
    reach = 0.0
    for at, node in enumerate(row):
        if at:
            reach += (size[row[at - 1]] + size[node]) / 2
        offsets.append(reach)
    blocks: list[tuple[float, float, int]] = []  # the mean of its goals, their weight, how many nodes
    for goal, weight, offset in zip(goals, weights, offsets, strict=True):
        mean, heavy, count = goal - offset, weight, 1
        while blocks and blocks[-1][0] >= mean:
            other, its, more = blocks.pop()
            mean, heavy, count = (mean * heavy + other * its) / (heavy + its), heavy + its, count + more
        blocks.append((mean, heavy, count))
    starts = [mean for mean, _, count in blocks for _ in range(count)]
    for node, start, offset in zip(row, starts, offsets, strict=True):
        place[node] = start + offset
