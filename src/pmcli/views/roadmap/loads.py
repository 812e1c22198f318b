"""How full the teams are, the worth of one more week, and which team is the bottleneck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import fsum
from typing import TYPE_CHECKING, Literal

from pmcli.model.figure import figure, percent
from pmcli.sharing.bottleneck import find_bottleneck
from pmcli.views.roadmap.labels import ORDINARY
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.drawings import Line
from pmcli.writers.table import NOTHING, Cell, Column, Table, Tone, number

if TYPE_CHECKING:
    from pmcli.model.period import Period
    from pmcli.planning.result import Load, Placement, Roadmap, Unplaced
    from pmcli.sharing import AudienceView
    from pmcli.sharing.bottleneck import Bottleneck

_OVER = 1e-6
FULL = 0.95
"""The share of its capacity from which a team is called full."""
_TEAMS, _MOST_TEAMS = 5, 8
"""Teams that are all told in a line, and those told at most where there are more."""


# --- teams by periods ---


def capacity(view: AudienceView) -> Iterator[Block]:
    """How full every team is in every period; nothing where there are no teams."""
    loads, periods = view.roadmap.loads, view.roadmap.periods
    if not loads:
        return
    yield Heading(f"Capacity, in {view.backlog.workspace.effort_unit}")
    yield TableBlock(capacity_table(loads, periods), is_banded=True)
    if reserved := _reserved(view):
        yield Paragraph(reserved, "dim")


def capacity_table(loads: Sequence[Load], periods: Sequence[Period]) -> Table:
    """Teams by periods: used of capacity, with a bar; in the bad tone what is over it."""
    by_team: dict[str, dict[Period, Load]] = {}
    for load in loads:
        by_team.setdefault(load.team, {})[load.period] = load
    rows = tuple(
        (Cell(team), *(_load_cell(of_team.get(period)) for period in periods))
        for team, of_team in by_team.items()
    )
    bars = (Column(str(period), str(period), kind="bar") for period in periods)
    return Table((Column("team", "team", kind="id"), *bars), rows)


def _load_cell(load: Load | None) -> Cell:
    if load is None or (load.capacity <= 0 and load.used <= 0):
        return Cell("none" if load else NOTHING, tone="dim")
    over = load.used > load.capacity + _OVER
    return Cell(_used(load), load.used, _share(load), "bad" if over else "plain")


def _share(load: Load) -> float | None:
    """How full a team is; None where it can do nothing, and does nothing."""
    if load.capacity <= 0 and load.used <= 0:
        return None
    return load.used / load.capacity if load.capacity > 0 else 1.0


def _used(load: Load) -> str:
    return f"{figure(load.used)} of {figure(load.capacity)}"


def facts(view: AudienceView, period: Period) -> tuple[Line, ...]:
    """How full every team is in a period, in short; of many teams only those that are full."""
    here = (load for load in view.roadmap.loads if load.period == period)
    loads = [load for load in here if load.capacity > 0 or load.used > 0]
    told = loads if len(loads) <= _TEAMS else [load for load in loads if _fullness(load)]
    lines: list[Line] = [_fact(load) for load in told[:_MOST_TEAMS]]
    if more := len(loads) - len(lines):
        lines.append([(f"{more:,} more teams" if lines else f"none of {more:,} teams is full", "dim")])
    return tuple(lines)


def _fact(load: Load) -> Line:
    state = _fullness(load)
    text = f"{load.team} {figure(load.used)}/{figure(load.capacity)}"
    return [(f"{text} {state}", "bad" if state == "over" else "warn")] if state else [(text, "dim")]


def _fullness(load: Load) -> Literal["over", "full", ""]:
    if load.left < -_OVER:
        return "over"
    return "full" if load.used >= FULL * load.capacity else ""


def _reserved(view: AudienceView) -> str | None:
    """The share kept for each type of work, and how much of it is used; None where none is kept."""
    workspace, loads = view.backlog.workspace, view.roadmap.loads
    names = ", ".join(
        f"{percent(share)} for {kind}" for kind, share in workspace.roadmap.reserve.items() if share > 0
    )
    if not names:
        return None
    used = figure(fsum(load.reserve_used for load in loads))
    whole = figure(fsum(load.reserve for load in loads))
    return f"besides, kept by every team: {names}; {used} of {whole} {workspace.effort_unit} used"


# --- a row for every team in every period ---


def teams_table(view: AudienceView) -> Table:
    """A row for every team in every period; machines read the team in each, people where it changes."""
    loads, value = view.roadmap.loads, view.roadmap.objective.value
    unit = ORDINARY[view.backlog.workspace.effort_unit][0]
    priced = any(load.price is not None for load in loads)
    reserved = any(load.reserve > 0 for load in loads)
    best = max((load.price or 0.0 for load in loads), default=0.0)
    rows = []
    before = ""
    for load in loads:
        reserve = f"{figure(load.reserve_used)} of {figure(load.reserve)}"
        rows.append((
            Cell("" if load.team == before else load.team, load.team), *_row(load),
            *([Cell(reserve, load.reserve_used, tone="dim")] if reserved else []),
            *(_priced(load, best, value) if priced else []),
        ))  # fmt: skip
        before = load.team
    columns = (
        Column("team", "team", kind="id"),
        Column("period", "period"),
        Column("used", "used", kind="bar"),
        Column("capacity", "capacity", "right", "number", 3),
        Column("left", "left", "right", "number"),
        *([Column("reserve_used", "of reserve", "right", "text", 4, 8)] if reserved else []),
        *([Column("price", f"one more {unit}", "right", "number", 1)] if priced else []),
        *([Column("price_share", "of the plan", "right", "text", 2, 6)] if priced else []),
    )
    return Table(columns, tuple(rows))


def fullest(view: AudienceView, table: Table, lines: int) -> Table:
    """The rows of the fullest teams, in the order of pm.yaml, as many as so many lines have room for."""
    roadmap = view.roadmap
    most: dict[str, float] = {}
    for load in roadmap.loads:
        most[load.team] = max(most.get(load.team, 0.0), _share(load) or 0.0)
    shown = max(1, lines // max(1, len(roadmap.periods)))
    if len(most) <= shown:
        return table
    chosen = set(sorted(most, key=lambda team: -most[team])[:shown])
    rows = tuple(row for row, load in zip(table.rows, roadmap.loads, strict=True) if load.team in chosen)
    note = f"and {len(most) - len(chosen):,} teams that are less full: --all"
    return replace(table, rows=rows, notes=(note,))


def _row(load: Load) -> tuple[Cell, ...]:
    over = load.left < -_OVER
    return (
        Cell(str(load.period)),
        Cell(figure(load.used), load.used, _share(load), "bad" if over else "plain"),
        number(load.capacity, tone="plain" if load.capacity > 0 else "dim"),
        Cell(figure(load.left), load.left, tone="bad" if over else "dim" if load.left <= _OVER else "plain"),
    )


def _priced(load: Load, best: float, value: float | None) -> tuple[Cell, Cell]:
    """The worth of one more unit of effort, and its share of the plan's value."""
    share = load.price / value if load.price and value else None
    return _price(load.price, best), Cell(percent(share) if share else "", share, tone="dim")


def _price(price: float | None, best: float) -> Cell:
    if price is None:
        return number(None)
    tone: Tone = "warn" if price == best else "plain"
    return Cell(f"+{figure(price)}", price, tone=tone) if price > 0 else Cell("0", 0.0, tone="dim")


# --- the bottleneck ---


def bottleneck(view: AudienceView) -> Iterator[str]:
    """The overloads, then the team that one more person would help most, or else the fullest.

    None is a bottleneck where more is worth nothing, nothing waits for a team, and none is full.
    """
    loads, units = view.roadmap.loads, view.backlog.workspace.effort_unit
    over = [load for load in loads if load.left < -_OVER]
    for load in over:
        yield f"{load.team} in {load.period} has {figure(-load.left)} {units} too much"
    if (found := view.bottleneck or find_bottleneck(view.backlog, view.roadmap)) is not None:
        yield bottleneck_text(found)
    elif over:
        return
    elif _is_awaited(view.roadmap) or any(load.capacity > 0 and load.left <= _OVER for load in loads):
        yield from _fullest(loads)
    else:
        yield "no team is a bottleneck: more of any would add nothing to this plan"


def bottleneck_text(found: Bottleneck) -> str:
    """Which team holds the plan up, and what one more person there is worth; several where it is a tie."""
    more = f"would let the plan deliver about {percent(found.gain)} more"
    if found.tied:
        first, last = ", ".join((found.team, *found.tied[:-1])), found.tied[-1]
        return (
            f"The teams {first} and {last} hold the plan up equally. One more person in one of them {more}."
        )
    taken = f"{percent(found.used)} of its time is taken"
    if not found.gain:
        return (
            f"The team {found.team} is the fullest: {taken}. "
            "One more person there alone would not change what the plan delivers."
        )
    return f"The team {found.team} holds the plan up most: {taken}. One more person there {more}."


def _is_awaited(roadmap: Roadmap) -> bool:
    """Whether a feature is not placed, or not earlier, because a team has too little room."""
    rows: tuple[Placement | Unplaced, ...] = (*roadmap.placements, *roadmap.unplaced)
    told = [*(reason for row in rows for reason in row.reasons), *(each.reason for each in roadmap.conflicts)]
    return any(cause.team is not None for reason in told for cause in reason.causes())


def _fullest(loads: Sequence[Load]) -> Iterator[str]:
    known = [load for load in loads if load.capacity > 0]
    if known:
        best = max(known, key=lambda load: load.used / load.capacity)
        yield f"{best.team} in {best.period} is the fullest: {percent(best.used / best.capacity)}"
