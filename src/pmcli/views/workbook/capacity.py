"""The sheets of work, capacity and load: who works on what when, and how full that makes every team."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import fsum

from pmcli.planning.result import Load
from pmcli.sharing import AudienceView
from pmcli.writers.xlsx.sheet import Content, Given, Kind, Live, Sheet, SheetColumn, letters

_NOTHING = 1e-9
_PLAIN = re.compile(r"[^\W\d][\w .-]*")
_QUARTER = re.compile(r"\d{4}-Q[1-4]")


def _work(view: AudienceView) -> list[tuple[str, str, float, str]]:
    """(team, period, effort, feature) of all work, by period; none where the reader may not see it."""
    if not view.sees("effort", "remaining", "period"):
        return []
    rows = [
        (work.team, str(work.period), work.effort, placement.id)
        for placement in view.roadmap.placements for work in placement.work
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row[1], row[0]))


def work_sheet(view: AudienceView) -> Sheet | None:
    """The sheet of work: a row for each feature, team and period; None where the reader may not see it."""
    rows = _work(view)
    if not rows:
        return None
    with_ids = view.sees("id")
    unit = view.backlog.workspace.effort_unit
    columns = (
        SheetColumn("period"), SheetColumn("team"),
        SheetColumn("effort", f"in {unit}: change it, and the capacity follows", "number"),
        *([SheetColumn("id")] if with_ids else []), SheetColumn("feature", width=44),
    )  # fmt: skip
    cells: list[tuple[Content, ...]] = []
    bands: dict[str, int] = {}
    for team, period, effort, feature in rows:
        bands.setdefault(period, len(bands))
        cells.append((period, team, Given(effort), *([feature] if with_ids else []), view.title(feature)))
    return Sheet("Work", columns, tuple(cells), 0, tuple(bands[row[1]] for row in rows), lines=2)


@dataclass(frozen=True)
class CapacityLayout:
    """The loads and the work behind them: `rest` is what each load has beyond the work that is listed."""

    view: AudienceView
    loads: tuple[Load, ...]
    work: list[tuple[str, str, float, str]]

    @classmethod
    def of(cls, view: AudienceView) -> CapacityLayout | None:
        """The loads that the reader may see; None where there are none."""
        loads = view.roadmap.loads if view.sees("capacity", "period") else ()
        return cls(view, loads, _work(view)) if loads else None

    @cached_property
    def rest(self) -> list[float]:
        """By load, the work used beyond the work listed; below 0 where the reserve takes a part of that."""
        listed: dict[tuple[str, str], list[float]] = defaultdict(list)
        for team, period, effort, _ in self.work:
            listed[team, period].append(effort)
        return [
            _remainder(load, listed[load.team, str(load.period)]) if self.work else 0.0 for load in self.loads
        ]

    @cached_property
    def is_plain(self) -> bool:
        """Whether SUMIFS can tell all names apart: it reads *, ?, >, dates and numbers in its own way."""
        teams = {load.team for load in self.loads}
        folded = {team.casefold() for team in teams}
        words = all(_PLAIN.fullmatch(team) for team in teams) and len(folded) == len(teams)
        return words and all(_QUARTER.fullmatch(str(period)) for period in self.view.roadmap.periods)

    @property
    def used(self) -> str:
        """The letter of the column of work used."""
        return "E" if any(self.rest) else "D"

    def sum_of(self, numbers: str, team: tuple[str, str], period: tuple[str, str] | None) -> str:
        """The sum of numbers where the team, and the period, are those of a cell: (range, cell)."""
        pairs = [team, *([period] if period else [])]
        if self.is_plain:
            return f"SUMIFS({numbers},{','.join(f'{names},{cell}' for names, cell in pairs)})"
        return f"SUMPRODUCT({'*'.join(f'EXACT({names},{cell})' for names, cell in pairs)}*{numbers})"


def capacity_sheet(view: AudienceView) -> Sheet | None:
    """The sheet of every team in every period: its capacity and its work; None where it may not be seen."""
    plan = CapacityLayout.of(view)
    if plan is None:
        return None
    unit = view.backlog.workspace.effort_unit
    columns = (
        SheetColumn("team"), SheetColumn("period"),
        SheetColumn("capacity", f"what the team can do, in {unit}", "number"),
        *([SheetColumn(*_beside(plan.rest), "number")] if any(plan.rest) else []),
        SheetColumn(
            "used", "the work placed there: the sum of the sheet Work" if plan.work else "", "number"
        ),
        SheetColumn("left", "capacity - used", "number"),
        SheetColumn("full", "used / capacity", "share", 12, heat=True),
    )  # fmt: skip
    cells = tuple(_capacity_row(plan, at) for at in range(len(plan.loads)))
    teams = list(dict.fromkeys(load.team for load in plan.loads))
    return Sheet("Capacity", columns, cells, 2, tuple(teams.index(load.team) for load in plan.loads))


def _beside(rest: list[float]) -> tuple[str, str]:
    """Title and meaning of the column of the difference between the work listed and the work that counts."""
    if all(difference <= 0 for difference in rest):
        return "from reserve", "work that the reserve of its type takes: it does not count as used"
    return "other work", "work that the sheet Work does not list; below 0 what the reserve of a type takes"


def _remainder(load: Load, listed: list[float]) -> float:
    remainder = load.used - fsum(listed)
    return remainder if abs(remainder) > _NOTHING * max(1.0, load.used) else 0.0


def _capacity_row(plan: CapacityLayout, at: int) -> tuple[Content, ...]:
    load, rest, row = plan.loads[at], plan.rest[at], at + 2
    has_rest, used, last = any(plan.rest), f"{plan.used}{row}", len(plan.work) + 1
    periods, teams, efforts = (f"Work!${column}$2:${column}${last}" for column in "ABC")
    total = plan.sum_of(efforts, (teams, f"A{row}"), (periods, f"B{row}")) + (f"+D{row}" if has_rest else "")
    return (
        load.team, str(load.period), Given(load.capacity), *([rest or None] if has_rest else []),
        Live(total, load.used) if plan.work else Given(load.used),
        Live(f"C{row}-{used}", load.left),
        Live(f'IF(C{row}>0,{used}/C{row},"")', load.used / load.capacity if load.capacity > 0 else None),
    )  # fmt: skip


def load_sheet(view: AudienceView) -> Sheet | None:
    """The sheet of loads: a row a team, a column a period, shares of 1; None where it may not be seen."""
    plan = CapacityLayout.of(view)
    if plan is None:
        return None
    periods = [str(period) for period in view.roadmap.periods]
    columns = (
        SheetColumn("team"), *(SheetColumn(period, "", "share", 11, heat=True) for period in periods),
        SheetColumn("whole plan", "used / capacity over all periods", "share", 12, heat=True),
    )  # fmt: skip
    teams = list(dict.fromkeys(load.team for load in plan.loads))
    return Sheet("Load", columns, tuple(_load_row(plan, team, row) for row, team in enumerate(teams, 2)))


def _load_row(plan: CapacityLayout, team: str, row: int) -> tuple[Content, ...]:
    last = len(plan.loads) + 1
    teams, periods, capacities, used = (
        f"Capacity!${column}$2:${column}${last}" for column in ("A", "B", "C", plan.used)
    )
    mine = [load for load in plan.loads if load.team == team]
    cells: list[Content] = [team]
    for at, period in enumerate((*plan.view.roadmap.periods, None), 1):
        where = (periods, f"{letters(at)}$1") if period else None
        sums = (plan.sum_of(numbers, (teams, f"$A{row}"), where) for numbers in (used, capacities))
        inside = [load for load in mine if period in (None, load.period)]
        whole = fsum(load.capacity for load in inside)
        share = fsum(load.used for load in inside) / whole if whole > 0 else None
        cells.append(Live(f'IFERROR({"/".join(sums)},"")', share))
    return tuple(cells)


LOAD = Kind("Load", "how full every team is, in one picture", load_sheet)
CAPACITY = Kind("Capacity", "how full every team is, a period at a time", capacity_sheet)
WORK = Kind("Work", "who works on what when", work_sheet)
