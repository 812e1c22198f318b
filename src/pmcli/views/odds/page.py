"""The odds of a plan as a page: what to expect by when, the promises, the features that are least sure."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.forecast.odds import FeatureOdds, PromiseOdds
from pmcli.model.figure import odds
from pmcli.views.odds import words
from pmcli.views.odds.outlook import Outlook
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.table import Cell, Column, Rest, Table, Tone

FEW = 6
"""Features that a screen shows: those that need a look."""
_MOST_BESIDE = 6
"""Periods that stand beside one another; more stand below."""
_HALF = 0.5


def odds_page(outlook: Outlook, *, top: int | None, promises_only: bool = False) -> list[Block]:
    """The page; `top` features are shown, all of them with None."""
    told = outlook.odds
    blocks: list[Block] = [Heading(title(outlook), 1)]
    if (line := words.nothing(outlook)) is not None:
        return [*blocks, Paragraph(line), *_promised(outlook)]
    blocks.append(Paragraph("\n".join(words.lead(outlook))))
    if not promises_only:
        blocks.append(TableBlock(_totals(outlook)))
    blocks += _promised(outlook)
    if not told.promises and promises_only:
        blocks.append(Paragraph("nothing is promised: no pin, deadline or launch day in these periods"))
    if promises_only:
        return [*blocks, Paragraph("\n".join(words.notes(outlook)), "dim")]
    order = "the least sure first" if told.on_day is None else f"the surest by {told.on_day.when} first"
    return [*blocks, Heading(f"Features, {order}"), TableBlock(features_table(outlook, top=top))]


def _promised(outlook: Outlook) -> list[Block]:
    """The promises, where there are any."""
    return [Heading("Promises"), TableBlock(promises_table(outlook))] if outlook.odds.promises else []


def title(outlook: Outlook) -> str:
    """The title of the page."""
    return f"{outlook.backlog.workspace.product}: odds of the plan"


def _totals(outlook: Outlook) -> Table:
    """How many are planned and how many will be there, by period; periods beside one another where few."""
    totals = outlook.odds.totals
    names = ("planned by then", "at least (19 of 20)", "middle case")
    numbers = [
        [Cell(str(number), number) for number in (total.planned, total.at_least, total.median)]
        for total in totals
    ]
    periods = [str(total.period) for total in totals]
    if len(totals) > _MOST_BESIDE:
        columns = (Column("period", "by the end of", kind="id"),
                   *(Column(name, name, "right", "number") for name in names))  # fmt: skip
        rows = tuple((Cell(period), *row) for period, row in zip(periods, numbers, strict=True))
        return Table(columns, rows)
    columns = (Column("what", "by the end of", kind="id"),
               *(Column(period, period, "right", "number") for period in periods))  # fmt: skip
    return Table(columns, tuple((Cell(name), *(row[at] for row in numbers)) for at, name in enumerate(names)))


def promises_table(outlook: Outlook) -> Table:
    """What is promised, with the odds that it is kept."""
    columns = [
        Column("id", "id", kind="id"), Column("promise", "promise", kind="id"),
        Column("odds", "odds", "right", "number"), Column("remark", "", least=12),
    ]  # fmt: skip
    if outlook.then is not None:
        columns.insert(3, Column("then", "then", "right", "number"))
    promises = sorted(outlook.odds.promises, key=lambda made: made.odds)
    rows = tuple(tuple(_promise(made, outlook)) for made in promises if outlook.has(made.id))
    return Table(tuple(columns), rows)


def _promise(made: PromiseOdds, outlook: Outlook) -> list[Cell]:
    sign, text = words.SIGNS[made.kind], words.promise(made, outlook)
    cells = [
        Cell(made.id), Cell(f"{sign} {text}".strip(), text),
        _odds(made.odds, outlook), Cell(words.promise_remark(made, outlook)),
    ]  # fmt: skip
    if outlook.then is not None:
        promises = outlook.then.odds.promises
        before = next((was.odds for was in promises if (was.id, was.kind) == (made.id, made.kind)), None)
        cells.insert(3, Cell(odds(before), _two(before)))
    return cells


def features_table(outlook: Outlook, *, top: int | None = None) -> Table:
    """The features with their odds, the least sure first."""
    day = outlook.odds.on_day
    columns = [
        Column("id", "id", kind="id"),
        Column("period", "plan", kind="id"),
        Column("in_time", "in time", "right", "number"),
        Column("likely_by", "likely by", kind="id", priority=1),
        Column("in_the_way", "what is in the way", least=14),
    ]
    if outlook.then is not None:
        columns.insert(3, Column("then", "then", "right", "number"))
    if day is not None:
        columns.insert(3, Column("on_day", f"by {day.when}", "right", "number"))
    items = outlook.items
    rows = tuple(tuple(_feature(item, outlook)) for item in items[:top])
    hidden = len(items) - len(rows)
    rest: tuple[str | Rest, ...] = (Rest(hidden, hint="--all shows them"),) if hidden else ()
    return Table(tuple(columns), rows, notes=(*rest, *words.notes(outlook)))


def _feature(item: FeatureOdds, outlook: Outlook) -> list[Cell]:
    cells = [
        Cell(item.id), Cell(str(item.period)),
        _odds(item.in_time, outlook), Cell(str(item.likely_by or "later")),
        Cell(words.in_the_way(item, outlook)),
    ]  # fmt: skip
    if outlook.then is not None:
        before = outlook.before(item.id)
        cells.insert(
            4, Cell(odds(before), _two(before), tone="warn" if outlook.is_slipped(item.id) else "dim")
        )
    if item.on_day is not None:
        cells.insert(3, Cell(odds(item.on_day), _two(item.on_day)))
    return cells


def _odds(share: float, outlook: Outlook) -> Cell:
    likely = outlook.backlog.workspace.forecast.likely
    tone: Tone = "bad" if share < _HALF else "plain" if share < likely else "good"
    return Cell(odds(share), _two(share), tone=tone)


def _two(share: float | None) -> float | None:
    return None if share is None else round(share, 2)


def failing(outlook: Outlook, least: float, *, promises_only: bool) -> Sequence[str]:
    """The promises, or the features, whose odds are below `least`, each with its odds."""
    rows: list[tuple[str, float]] = (
        [(made.id, made.odds) for made in outlook.odds.promises if outlook.has(made.id)]
        if promises_only
        else [(item.id, item.in_time) for item in outlook.items]
    )
    return [f"{name} {odds(share)}" for name, share in sorted(rows, key=lambda row: row[1]) if share < least]
