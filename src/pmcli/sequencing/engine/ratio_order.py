"""An order by the ratio of an item's worth to all it still lacks: greedy, and good where much is shared.

On drawn backlogs it gains nothing; on next release problems, where many wait for the same, up to 0.5 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from pmcli.sequencing.engine.fill import Filler

MOST = 300_000
"""Pairs of an item and something it waits for, beyond which this takes too long."""


def by_ratio(filler: Filler, values: Sequence[float], costs: Sequence[float]) -> list[int] | None:
    """All items: always the one worth most for the cost of what it still lacks next, after that.

    None where items wait for too many others, directly and through others.
    """
    below = _below(filler)
    if below is None:
        return None
    above: list[list[int]] = [[] for _ in below]
    for item, needs in enumerate(below):
        for need in needs:
            above[need].append(item)
    lacks = [costs[item] + sum([costs[need] for need in needs]) for item, needs in enumerate(below)]
    free = [(-values[item] / lacks[item], item) for item in range(len(below)) if values[item] > 0]
    heapify(free)
    done = [False] * len(below)
    order: list[int] = []
    while free:
        ratio, item = heappop(free)
        if done[item] or ratio != -values[item] / max(lacks[item], costs[item]):
            continue
        for need in sorted(
            [*(need for need in below[item] if not done[need]), item], key=filler.place.__getitem__
        ):
            done[need] = True
            order.append(need)
            for other in above[need]:
                lacks[other] -= costs[need]
                if not done[other] and values[other] > 0:
                    heappush(free, (-values[other] / max(lacks[other], costs[other]), other))
    return [*order, *(item for item in filler.order if not done[item])]


def _below(filler: Filler) -> list[set[int]] | None:
    """For every item all it waits for; None where that is too much."""
    below: list[set[int]] = [set() for _ in filler.order]
    count = 0
    for item in filler.order:
        mine = below[item]
        for need, _ in filler.needs[item]:
            mine.add(need)
            mine |= below[need]
        count += len(mine)
        if count > MOST:
            return None
    return below
