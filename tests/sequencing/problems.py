"""Small problems with everything in them, and their best plans by trying all."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from pmcli.sequencing.engine.problem import PlanningProblem, Takes


def drawn(seed: int) -> PlanningProblem:
    """A small problem with everything in it: windows, lags, conflicts, more cells, work carried over."""
    draw = Random(seed)  # noqa: S311 - nothing is secret
    size, periods, teams = draw.randint(1, 6), draw.randint(1, 3), draw.randint(1, 2)
    arcs = sorted(
        {(i, draw.randrange(i), draw.choice((0, 0, 1))) for i in range(1, size) if draw.random() < 0.5}
    )
    takes, room = _cells(draw, size, periods, teams)
    earliest = [draw.choice((0, 0, 0, 1)) for _ in range(size)]
    latest = [draw.choice((periods, periods, periods, draw.randrange(periods))) for _ in range(size)]
    for item, need, lag in arcs:
        earliest[item] = min(periods, max(earliest[item], earliest[need] + lag))
    for item, need, lag in reversed(arcs):
        if latest[item] < periods:
            latest[need] = min(latest[need], max(0, latest[item] - lag))
    latest = [max(first, last) for first, last in zip(earliest, latest, strict=True)]
    conflicts = {(i, draw.randrange(i)) for i in range(1, size) if draw.random() < 0.15}
    rows = [
        sorted((draw.choice((0, draw.randint(0, 50))) for _ in range(periods)), reverse=True) for _ in takes
    ]
    return PlanningProblem(
        periods, room, takes, tuple(arcs), tuple(earliest), tuple(latest), tuple(map(tuple, rows)),
        tuple(sorted(conflicts)),
    )  # fmt: skip


def _cells(
    draw: Random, size: int, periods: int, teams: int
) -> tuple[tuple[tuple[Takes, ...], ...], tuple[int, ...]]:
    """A cell for a team and period, and one more for part of the first period of the first team."""
    step = draw.choice((1, 10, 10_000))
    carried = draw.random() < 0.4
    room = [draw.randint(0, 12) * step + draw.randrange(step) for _ in range(teams * periods)]
    if carried:
        room = [sum(room[k * periods : k * periods + t + 1]) for k in range(teams) for t in range(periods)]
    room.append(draw.randint(0, 8) * step)
    takes = []
    for _ in range(size):
        needs = [(k * periods, draw.randint(0, 6) * step) for k in range(teams) if draw.random() < 0.7]
        rows = []
        for t in range(periods):
            upto = periods if carried else t + 1
            cells = [(row + s, need) for row, need in needs for s in range(t, upto)]
            rows.append(tuple(cells + [(len(room) - 1, need) for row, need in needs if not row and not t]))
        takes.append(tuple(rows))
    return tuple(takes), tuple(room)


def plans(problem: PlanningProblem) -> Iterator[tuple[int, ...]]:
    """All that keep everything, found item by item."""

    def grow(plan: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(plan) == problem.size:
            if not problem.faults(plan):
                yield plan
            return
        item = len(plan)
        for t in range(problem.earliest[item], problem.periods + 1):
            if t <= max(problem.latest[item], problem.earliest[item]):
                yield from grow((*plan, t))

    return grow(())


def best(problem: PlanningProblem) -> int | None:
    """The value of the best plan, None where there is none."""
    return max(map(problem.value, plans(problem)), default=None)
