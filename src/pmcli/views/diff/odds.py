"""Which odds fell between two plans that were drawn alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pmcli.forecast.odds import PromiseKind
from pmcli.model.figure import hundredths, odds
from pmcli.model.likelihood import expected_in_time
from pmcli.model.period import Period
from pmcli.sharing.odds import SharedOdds
from pmcli.writers.documents import Document, Shape, item
from pmcli.writers.table import Cell, Column, Table

TITLE = "Odds that fell"
_LEAST = 0.01
"""Odds that are lower by less have not changed for anybody."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """A feature that is less likely there by a day, or by the end of a period, than it was.

    `promise` is what is promised for then, None where it is only planned.
    """

    id: str
    promise: PromiseKind | None
    by: Period | date
    before: float
    after: float


def fallen(before: SharedOdds, after: SharedOdds, names: Mapping[str, str]) -> list[Fallen]:
    """The features whose odds fell, promises first, then by how far.

    Those of a promise that stands as it was, or else of the period planned before; `names` are the new ids
    of what was renamed.
    """
    found = [*_promises(before, after, names)]
    promised = {row.id for row in found}
    found += [row for row in _planned(before, after, names) if row.id not in promised]
    return sorted(found, key=lambda row: (row.promise is None, row.after - row.before, row.id))


def _promises(before: SharedOdds, after: SharedOdds, names: Mapping[str, str]) -> Iterator[Fallen]:
    now = {(made.id, made.kind, made.date): made.odds for made in after.promises}
    for made in before.promises:
        name = names.get(made.id, made.id)
        odds_now = now.get((name, made.kind, made.date))
        if odds_now is not None and made.odds - odds_now >= _LEAST:
            by = made.period if made.kind == "pin" and made.period is not None else made.date
            yield Fallen(name, made.kind, by, made.odds, odds_now)


def _planned(before: SharedOdds, after: SharedOdds, names: Mapping[str, str]) -> Iterator[Fallen]:
    for was in before.items.values():
        name = names.get(was.id, was.id)
        now = after.items.get(name)
        by = {each.period: each.odds for each in now.by} if now is not None else {}
        if was.period in by and was.in_time - by[was.period] >= _LEAST:
            yield Fallen(name, None, was.period, was.in_time, by[was.period])


def lead(before: SharedOdds, after: SharedOdds) -> str:
    """How many will be in time, before and now, in a sentence; "" where nothing is planned."""
    was, now = (expected_in_time([each.in_time for each in side.items.values()]) for side in (before, after))
    if not was or not now:
        return ""
    return f"In time: {now}, as before." if was == now else f"In time: {was} before, {now} now."


def fallen_table(rows: list[Fallen]) -> Table:
    """The odds that fell, a row each."""
    columns = (
        Column("before", "Were", "right", "number"), Column("after", "Are", "right", "number"),
        Column("feature", "Feature", kind="id"), Column("by", "By", least=10), Column("promise", "Promise"),
    )  # fmt: skip
    cells = (
        (
            Cell(odds(row.before), hundredths(row.before)),
            Cell(odds(row.after), hundredths(row.after), tone="bad" if row.promise else "plain"),
            Cell(row.id), Cell(str(row.by)), Cell(row.promise or ""),
        )
        for row in rows
    )  # fmt: skip
    return Table(columns, tuple(cells))


FALLEN = Shape(Fallen, "id promise by before after", by=str)
ODDS = Shape(object, "before after lowered", before=float, after=float, lowered=[FALLEN])
"""How many are expected in time before and after, and whose odds fell."""


def odds_change(before: SharedOdds, after: SharedOdds, names: Mapping[str, str]) -> Document:
    """The odds of both sides: `ODDS`."""
    was, now = (sum(each.in_time for each in side.items.values()) for side in (before, after))
    return item(
        ODDS, None, before=hundredths(was), after=hundredths(now),
        lowered=[fallen_item(row) for row in fallen(before, after, names)],
    )  # fmt: skip


def fallen_item(row: Fallen) -> Document:
    """A feature whose odds fell."""
    return item(FALLEN, row, by=str(row.by), before=hundredths(row.before), after=hundredths(row.after))
