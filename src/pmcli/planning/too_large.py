"""The reason why no period can hold a feature, however empty: the team that can do too little of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pmcli.model.period import Period
from pmcli.model.reason import Kind, Reason
from pmcli.planning.candidates import Candidates
from pmcli.planning.pools import GRAIN, Cells, parts_of
from pmcli.planning.windows import Windows


def too_large(candidates: Candidates, windows: Windows, cells: Cells, name: str, kind: str) -> Reason | None:
    """The reason why an empty plan has no room for a feature of a type in its window; None where it has."""
    periods, efforts = len(windows.horizon), candidates.efforts[name]
    window = range(windows.first[name], min(windows.last[name] + 1, periods))
    due = windows.due.get(name)
    by_team = {team: [cells.most(team, kind, due)[number] for number in window] for team in efforts}
    needs = {team: parts_of(effort) for team, effort in efforts.items()}
    if not window or not needs or _fits_somewhere(by_team, needs):
        return None
    team = max(needs, key=lambda team: (needs[team] - max(by_team[team]), team))
    numbers = {"needs": efforts[team]}
    if needs[team] <= max(by_team[team]):
        return Reason("no-room-at-once")
    most = _most(cells, team, kind, window)
    first, last = _limits(windows, window)
    if not most:
        return Reason("no-capacity", team=team, period=first, day=last, numbers=numbers)
    if not cells.carry_over and parts_of(efforts[team]) > most * GRAIN:
        return Reason(
            "larger-than-any-period", team=team, period=first, day=last, numbers={**numbers, "most": most}
        )
    if due is None and last is None:
        return Reason("larger-than-all-periods", team=team, numbers=numbers)
    day = windows.horizon.last_day(window[-1]) if due is None else due
    waiting = [
        later for later, sooner, _ in candidates.arcs
        if sooner == name and due is not None and windows.due.get(later) == due
    ]  # fmt: skip
    short: Kind = "short-until-for" if waiting else "short-until"
    has = max(by_team[team]) / GRAIN
    return Reason(short, tuple(waiting[:1]), team, day=day, numbers={**numbers, "has": has})


def _fits_somewhere(rooms: Mapping[str, Sequence[int]], needs: Mapping[str, int]) -> bool:
    """Whether all teams have room in one of the periods."""
    return any(
        all(needs[team] <= room for team, room in zip(rooms, row, strict=True))
        for row in zip(*rooms.values(), strict=True)
    )


def _most(cells: Cells, team: str, kind: str, window: range) -> float:
    """The most that a period of the window offers of a team; where work runs over, all up to its end."""
    rows = [pool.capacity for pool in cells.pools.get(team, ()) if kind not in pool.barred]
    if cells.carry_over:
        return min((sum(row[: window[-1] + 1]) for row in rows), default=0.0)
    return max((min(row[number] for row in rows) for number in window), default=0.0) if rows else 0.0


def _limits(windows: Windows, window: range) -> tuple[Period | None, Period | None]:
    """The first and the last period of a window, None for those of the whole plan."""
    periods = windows.horizon.periods
    first = periods[window[0]] if window[0] else None
    return first, periods[window[-1]] if window[-1] < len(periods) - 1 else None
