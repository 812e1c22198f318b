"""The odds of a plan as a page: what to expect by when, the promises, the features that are least sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from pmcli.forecast.odds import FeatureOdds, PromiseOdds
from pmcli.model.figure import hundredths, odds
from pmcli.model.likelihood import EVEN, likely_by
from pmcli.views.odds import promises, words
from pmcli.views.odds.outlook import OddsOutlook
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.table import Cell, Column, Rest, Table, Tone

FEW = 6
"""Features that a screen shows: those that need a look."""
_MOST_BESIDE = 6
"""Periods that stand beside one another; more stand below."""
_THEN = Column("then", "then", "right", "number")
Row = TypeVar("Row")
_Column = tuple[Column, Callable[[Row], Cell]]
"""A column, with what its cell says of a row."""


def odds_page(outlook: OddsOutlook, *, top: int | None, promises_only: bool = False) -> list[Block]:
    """The page; `top` features are shown, all of them with None."""
    told = outlook.odds
    blocks: list[Block] = [Heading(title(outlook), 1)]
    if past := words.as_of(outlook):
        blocks.append(Paragraph(past))
    if (line := words.nothing(outlook)) is not None:
        return [*blocks, Paragraph(line), *_promised(outlook)]
    blocks.append(Paragraph("\n".join(words.lead(outlook))))
    if not promises_only:
        blocks += [Heading("How many are there, late ones included"), TableBlock(_totals(outlook))]
    blocks += _promised(outlook)
    if not told.promises and promises_only:
        blocks.append(Paragraph("nothing is promised: no pin, deadline or launch day in these periods"))
    if promises_only:
        return [*blocks, Paragraph("\n".join(words.notes(outlook)), "dim")]
    order = "the least sure first" if told.on_day is None else f"the surest by {told.on_day.when} first"
    return [*blocks, Heading(f"Features, {order}"), TableBlock(features_table(outlook, top=top))]


def _promised(outlook: OddsOutlook) -> list[Block]:
    """The promises, where there are any."""
    if not outlook.odds.promises:
        return []
    return [Heading("Promises: pins, deadlines and launch days"), TableBlock(promises_table(outlook))]


def title(outlook: OddsOutlook) -> str:
    """The title of the page."""
    return f"{outlook.backlog.workspace.product}: odds of the plan"


def _totals(outlook: OddsOutlook) -> Table:
    """How many are planned and how many will be there, by period; periods beside one another where few."""
    totals = outlook.odds.totals
    names = ("planned by then", "at least, nearly surely", "middle case")
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


def promises_table(outlook: OddsOutlook) -> Table:
    """What is promised, with the odds that it is kept."""
    columns: list[_Column[PromiseOdds]] = [
        (Column("id", "id", kind="id"), lambda made: Cell(made.id)),
        (Column("promise", "promise", least=10), lambda made: _promise(made, outlook)),
        (Column("odds", "odds", "right", "number"), lambda made: _odds(made.odds, outlook, made.is_missed)),
    ]
    if outlook.then is not None:
        columns.append((_THEN, lambda made: _plain(outlook.promise_before(made))))
    columns.append(
        (Column("remark", "", least=12, lines=9), lambda made: Cell(promises.remark(made, outlook)))
    )
    shown = [made for made in outlook.odds.promises if outlook.has(made.id)]
    return _table(columns, sorted(shown, key=lambda made: made.odds), tuple(promises.notes(shown, outlook)))


def _promise(made: PromiseOdds, outlook: OddsOutlook) -> Cell:
    text = promises.what(made, outlook)
    return Cell(f"{promises.SIGNS[made.kind]} {text}".strip(), text)


def features_table(outlook: OddsOutlook, *, top: int | None = None) -> Table:
    """The features with their odds, the least sure first."""
    day, then = outlook.odds.on_day, outlook.then
    columns: list[_Column[FeatureOdds]] = [
        (Column("id", "id", kind="id"), lambda item: Cell(item.id)),
        (Column("period", "plan", kind="id"), lambda item: Cell(str(item.period))),
        (Column("in_time", "in time", "right", "number"),
         lambda item: _odds(item.in_time, outlook, outlook.is_over(item))),
    ]  # fmt: skip
    if then is not None:
        columns.append((_THEN, lambda item: _before(item, outlook)))
    if day is not None:
        columns.append((Column("on_day", f"by {day.when}", "right", "number"),
                        lambda item: _plain(item.on_day)))  # fmt: skip
    columns += [
        (Column("likely_by", "likely by", least=7, priority=1),
         lambda item: Cell(likely_by(item))),
        (Column("in_the_way", "what is in the way", least=14),
         lambda item: Cell(words.in_the_way(item, outlook))),
    ]  # fmt: skip
    items = outlook.items
    hidden = len(items[top:]) if top else 0
    rest: tuple[str | Rest, ...] = (Rest(hidden, hint="--all shows them"),) if hidden else ()
    return _table(columns, items[:top], (*rest, *words.notes(outlook)))


def _table(columns: Sequence[_Column[Row]], rows: Iterable[Row], notes: tuple[str | Rest, ...] = ()) -> Table:
    """A table whose cells stand below the heads that they were written with."""
    cells = tuple(tuple(cell(row) for _, cell in columns) for row in rows)
    return Table(tuple(column for column, _ in columns), cells, notes=notes)


def _before(item: FeatureOdds, outlook: OddsOutlook) -> Cell:
    """What the odds of being in time were."""
    before = outlook.before(item.id)
    return Cell(odds(before), hundredths(before), tone="warn" if outlook.is_slipped(item.id) else "dim")


def _plain(share: float | None) -> Cell:
    return Cell(odds(share), hundredths(share))


def _odds(share: float, outlook: OddsOutlook, is_missed: bool) -> Cell:  # noqa: FBT001 - what the odds are of
    """Odds, or "missed" where there are none any more."""
    likely = outlook.backlog.workspace.forecast.likely
    tone: Tone = "bad" if share < EVEN else "plain" if share < likely else "good"
    return Cell(promises.MISSED if is_missed else odds(share), hundredths(share), tone=tone)


def failing(outlook: OddsOutlook, least: float, *, promises_only: bool) -> Sequence[str]:
    """The promises, or the features, whose odds are below `least`, each with its odds."""
    rows: list[tuple[str, float, bool]] = (
        [(made.id, made.odds, made.is_missed) for made in outlook.odds.promises if outlook.has(made.id)]
        if promises_only
        else [(item.id, item.in_time, outlook.is_over(item)) for item in outlook.items]
    )
    return [
        f"{name} {promises.MISSED if is_missed else odds(share)}"
        for name, share, is_missed in sorted(rows, key=lambda row: row[1])
        if share < least
    ]
