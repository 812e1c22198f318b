"""An agreed plan that is kept: what still holds stays, the rest moves at the least cost, new work is added.

Published plans that are changed as little as can be: docs.timefold.ai, "Responding to change" (non-disruptive
replanning), where each departure from what is published costs a penalty; here it also costs the worth lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from pmcli.sequencing.engine.agreed import Agreed
from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.improve import Search, keys_by_effort
from pmcli.sequencing.engine.placing import Placing
from pmcli.sequencing.engine.repair import Repair
from pmcli.sequencing.graph import ordered

_NODES = 600_000  # shared among the items: nodes of the exact search
_FEW = 12  # moves up to which that is tried again from a better plan
_STEPS = 6_000  # of ruin and recreate
_AGAIN, _ROUNDS = 150, 80  # nodes of a search for a part of what moved, and how many such searches


def mend(filler: Filler, order: Sequence[int], agreed: Agreed) -> list[int]:
    """The plan that keeps what is agreed as far as can be, and has room left for what is not.

    Moved is what must be so that fees and worth lost against the wishes are least (what is sooner gains, up
    to its fee: nothing moves for the gain alone); of equally good plans the one with the fewest moved, then
    left out, then those of the highest numbers, then the nearest to the wishes. Promises that Filler sets
    aside are left out. Then what is not agreed goes in, in `order` (all items, prerequisites first), wherever
    there is room.
    """
    repair = Repair(filler, _costs(filler, agreed))
    plan = repair.at
    if repair.over or repair.bad or not repair.is_sound:
        plan = _least_cost(repair)
    plan = list(plan)
    filler.complete(plan, [item for item in order if agreed.wishes[item] != filler.periods])
    return plan


def _costs(filler: Filler, agreed: Agreed) -> list[list[int]]:
    """What every item costs in every period, `periods` for not delivered, all ties included.

    What is not agreed costs nothing; of its periods the first is preferred, and none to any.
    """
    periods, size = filler.periods, len(agreed.wishes)
    near = size * 2 * (periods + 1) + 1  # more than all distances
    numbers = near * (size * size + 1)
    out = numbers * (size + 1)
    unit = out * (size + 1)
    costs = []
    for item, (wish, fee, worth) in enumerate(zip(agreed.wishes, agreed.fees, agreed.worth, strict=True)):
        row = [t + 1 for t in range(periods)] + [0]
        if wish >= 0:
            worths = [*worth, 0]
            moved = out + near * (size - item)
            row = [
                unit * max(0, fee + worths[wish] - worths[t]) + moved + abs(t - wish) for t in range(periods)
            ]
            row.append(unit * (fee + worths[wish]) + moved + numbers + 2 * periods)
            row[wish] = 0
        costs.append(row)
    return costs


def _least_cost(repair: Repair) -> list[int]:
    """The cheapest plan found: proven where few things are broken, else improved part by part."""
    size = len(repair.costs)
    plan = _settled(repair, _start(repair))
    nodes = _NODES // max(100, size)
    plan, proven = repair.search(plan, nodes // 2)
    if not proven:
        plan = _settled(repair, _ruined(repair, plan))
        if sum(t != wish for t, wish in zip(plan, repair.at, strict=True)) <= _FEW:
            plan, proven = repair.search(plan, nodes // 2)
    if not proven:
        plan = _settled(repair, _part_by_part(repair, plan))
    return plan


def _ruined(repair: Repair, plan: list[int]) -> list[int]:
    """A cheaper plan by ruin and recreate, where one is found: what is saved counts as worth."""
    benefit = tuple(tuple(row[-1] - cost for cost in row[:-1]) for row in repair.costs)
    filler = Filler(replace(repair.filler.problem, benefit=benefit))
    values = [float(max(0, *row)) for row in benefit]
    search = Search(filler, plan, keys_by_effort(filler, values), wishes=repair.at.copy())
    search.run(min(_STEPS, 2_000 + 20 * len(plan)))
    return search.best


def _part_by_part(repair: Repair, plan: list[int]) -> list[int]:
    """Some of what moved goes back to its wish, and the least costly way to mend that is searched."""
    draw = Random(1)  # noqa: S311 - a search needs luck that repeats, not secrets
    wishes = list(repair.at)
    for _ in range(_ROUNDS):
        moved = [
            item for item, t in enumerate(plan) if t != wishes[item] and repair.doms[item].bit_count() > 1
        ]
        if not moved:
            break
        free = _together(repair, plan, moved, moved[int(draw.random() * len(moved))], draw)
        mark = len(repair.trail)
        if all(repair.restrict(item, 1 << plan[item]) for item in moved if item not in free):
            plan, _ = repair.search(plan, _AGAIN)
        repair.undo(mark)
    return plan


def _together(repair: Repair, plan: Sequence[int], moved: Sequence[int], seed: int, draw: Random) -> set[int]:
    """An item and a few others that moved from or to where it was or is."""
    near = _cells(repair, plan, seed)
    others = [item for item in moved if item != seed and near & _cells(repair, plan, item)]
    free = {seed}
    for _ in range(1 + int(draw.random() * 5)):
        if others:
            free.add(others[int(draw.random() * len(others))])
    return free


def _cells(repair: Repair, plan: Sequence[int], item: int) -> set[int]:
    return {
        cell for t in (plan[item], repair.at[item]) if t < repair.periods for cell, _ in repair.takes[item][t]
    }


def _start(repair: Repair) -> list[int]:
    """A sound plan: promises where they can be, then what is dearest to move for the room that it takes."""
    filler, costs, periods = repair.filler, repair.costs, repair.periods
    promised = [item for item, last in enumerate(filler.latest) if last < periods]
    placing = Placing(filler, _reserved(repair, promised))

    def key(item: int) -> tuple[float, int]:
        takes = filler.takes[item][min(repair.at[item], periods - 1)]
        return -(costs[item][periods] / (1 + sum([effort for _, effort in takes]))), item

    for item in ordered(range(len(costs)), filler.problem.pairs, key):
        placing.better(item, repair.ranked[item], costs[item], bring=True)
    return placing.plan


def _reserved(repair: Repair, promised: Sequence[int]) -> list[int]:
    """The promised work where each would rather be, where that can be, else as it is reserved."""
    filler, periods = repair.filler, repair.periods
    plan = [periods] * len(repair.at)
    for item in promised:
        plan[item] = repair.at[item]
    is_sound = min(filler.left(plan), default=0) >= 0 and all(
        plan[need] + lag <= plan[item] for item in promised if plan[item] < periods
        for need, lag in filler.needs[item]
    )  # fmt: skip
    return plan if is_sound and repair.is_sound else list(filler.reserved)


def _settled(repair: Repair, plan: Sequence[int]) -> list[int]:
    """The plan in which nothing could be put where it costs less with all else as it is."""
    placing = Placing(repair.filler, plan)
    placing.descend(repair.ranked, repair.costs)
    return placing.plan
