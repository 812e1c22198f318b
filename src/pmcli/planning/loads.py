"""The work of teams on the features of a plan, and the load of every team in every period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pmcli.planning.draft import Draft
from pmcli.planning.pools import GRAIN
from pmcli.planning.result import Load, Work

NOTHING = 1e-9


def work_of(draft: Draft, plan: Mapping[str, int]) -> dict[str, tuple[Work, ...]]:
    """The work of every feature in a plan, by period and team.

    Without carry-over all of it lies in the period of delivery. With it, teams work without a break on what
    is delivered first, and of one period on what is due or ranked first.
    """
    if draft.cells.carry_over:
        return _spread(draft, plan)
    periods = draft.horizon.periods
    return {
        name: tuple(
            Work(team, effort, periods[period]) for team, effort in draft.candidates.efforts[name].items()
        )
        for name, period in plan.items()
    }


def _spread(draft: Draft, plan: Mapping[str, int]) -> dict[str, tuple[Work, ...]]:
    periods, windows = draft.horizon.periods, draft.windows
    late = draft.horizon.last_day(len(periods) - 1)
    ranks = {name: number for number, name in enumerate(draft.in_rank_order)}
    order = sorted(plan, key=lambda name: (plan[name], windows.due.get(name, late), ranks[name]))
    left = {team: [list(pool.capacity) for pool in row] for team, row in draft.cells.pools.items()}
    spread: dict[str, list[Work]] = {name: [] for name in plan}
    for name in order:
        kind = draft.backlog.features[name].type
        for team, effort in draft.candidates.efforts[name].items():
            pools = draft.cells.pools.get(team, ())
            rows = [
                row for row, pool in zip(left.get(team, ()), pools, strict=True) if kind not in pool.barred
            ]
            for number, part in _parts(effort, plan[name], rows):
                spread[name].append(Work(team, part, periods[number]))
    return {
        name: tuple(sorted(work, key=lambda part: (part.period, part.team))) for name, work in spread.items()
    }


def _parts(effort: float, last: int, rows: Sequence[list[float]]) -> Iterator[tuple[int, float]]:
    """(period, effort): as early as there is room, what is over in the last; takes it from the rows."""
    rest = effort
    for number in range(last + 1):
        room = max(0.0, min((row[number] for row in rows), default=0.0))
        part = rest if number == last else min(rest, room)
        if part > NOTHING:
            for row in rows:
                row[number] -= part
            rest -= part
            yield number, part


def loads(
    draft: Draft, work: Mapping[str, Sequence[Work]], prices: Sequence[float] | None
) -> tuple[Load, ...]:
    """The load of every team in every period, by team; `work` by feature, `prices` by cell."""
    reserve = draft.backlog.workspace.roadmap.reserve
    whole = sum(reserve.values())
    used: dict[tuple[str, int], dict[str, float]] = {}
    for name, parts in work.items():
        kind = draft.backlog.features[name].type
        for part in parts:
            by_type = used.setdefault((part.team, part.period.index), {})
            by_type[kind] = by_type.get(kind, 0.0) + part.effort
    rows = []
    for team, row in draft.gross.items():
        for number, period in enumerate(draft.horizon.periods):
            by_type = used.get((team, period.index), {})
            total = sum(by_type.values()) + row[number] * whole
            drawn = sum(min(effort, row[number] * reserve.get(kind, 0.0)) for kind, effort in by_type.items())
            rows.append(
                Load(
                    team,
                    period,
                    row[number] * max(0.0, 1.0 - whole),
                    sum(by_type.values()) - drawn,
                    row[number] * min(1.0, whole),
                    drawn,
                    _price(draft, team, number, prices, is_free=row[number] - total >= 1.0),
                )
            )
    return tuple(rows)


def _price(
    draft: Draft, team: str, number: int, prices: Sequence[float] | None, *, is_free: bool
) -> float | None:
    """The price of one more unit of effort, in the model's value: the sum over the pools it would fill.

    It is 0 where a unit is free already, None where there are no prices.
    """
    if prices is None or is_free:
        return None if prices is None else 0.0
    total = 0.0
    for pool in draft.cells.pools[team]:
        for later in range(number, len(draft.horizon)) if draft.cells.carry_over else (number,):
            total += prices[draft.cells.cell[team, pool.barred, later, None]]
    return total * GRAIN * draft.problem.unit
