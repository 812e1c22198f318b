"""Which odds fell between two plans that were drawn alike."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pmcli.forecast.odds import PromiseKind
from pmcli.model.figure import hundredths, listed, odds
from pmcli.model.likelihood import expected_in_time
from pmcli.model.period import Period
from pmcli.sharing.odds import SharedOdds
from pmcli.writers.documents import Document, Shape, item
from pmcli.writers.table import Cell, Column, Table

TITLE = "Odds that fell"
_NAMED = 3
_LEAST = 0.01
"""Odds that are lower by less have not changed for anybody."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """A feature that is less likely there by a day, or by the end of a period, than it was.

    `promise` is what is promised for then, None where it is only planned. `moved` is the period planned now
    where that is another than before.
    """

    id: str
    promise: PromiseKind | None
    by: Period | date
    before: float
    after: float
    moved: Period | None = None

    @property
    def is_told(self) -> bool:
        """Whether people read another number than before."""
        return odds(self.before) != odds(self.after)

    @property
    def when(self) -> str:
        """By when: "2027-Q1", "2027-Q1, now planned for 2027-Q3"."""
        return f"{self.by}, now planned for {self.moved}" if self.moved is not None else str(self.by)


def fallen(before: SharedOdds, after: SharedOdds, names: Mapping[str, str]) -> list[Fallen]:
    """The features whose odds fell, those that fell farthest first, of equals the promises.

    Those of a promise that stands as it was, or else of the period planned before; `names` are the new ids
    of what was renamed.
    """
    found = [*_promises(before, after, names)]
    promised = {row.id for row in found}
    found += [row for row in _planned(before, after, names) if row.id not in promised]
    return sorted(found, key=_how_far)


def fallen_in_words(before: SharedOdds, after: SharedOdds, names: Mapping[str, str]) -> list[Fallen]:
    """Those of `fallen` whose number people read as another."""
    return [row for row in fallen(before, after, names) if row.is_told]


def _how_far(row: Fallen) -> tuple[float, bool, str, str]:
    """Where it stands among others: by how many whole per cent it fell, then whether it is promised."""
    return round(row.after - row.before, 2), row.promise is None, row.id, str(row.by)


def _moved(name: str, was: Period | None, after: SharedOdds) -> Period | None:
    now = after.items.get(name)
    return now.period if now is not None and now.period != was else None


def _promises(before: SharedOdds, after: SharedOdds, names: Mapping[str, str]) -> Iterator[Fallen]:
    now = {(made.id, made.kind, made.date): made.odds for made in after.promises}
    for made in before.promises:
        name = names.get(made.id, made.id)
        odds_now = now.get((name, made.kind, made.date))
        if odds_now is not None and made.odds - odds_now >= _LEAST:
            by = made.period if made.kind == "pin" and made.period is not None else made.date
            moved = _moved(name, made.period, after)
            yield Fallen(name, made.kind, by, made.odds, odds_now, moved)


def _planned(before: SharedOdds, after: SharedOdds, names: Mapping[str, str]) -> Iterator[Fallen]:
    for was in before.items.values():
        name = names.get(was.id, was.id)
        now = after.items.get(name)
        by = {each.period: each.odds for each in now.by} if now is not None else {}
        if was.period in by and was.in_time - by[was.period] >= _LEAST:
            moved = _moved(name, was.period, after)
            yield Fallen(name, None, was.period, was.in_time, by[was.period], moved)


def lead(before: SharedOdds, after: SharedOdds, names: Mapping[str, str], gone: Container[str] = ()) -> str:
    """How many will be in time, before and now, and what is no longer planned; "" where nothing is planned.

    What is `gone` shipped or is nowhere any more: that is told elsewhere.
    """
    was, now = (expected_in_time([each.in_time for each in side.items.values()]) for side in (before, after))
    if not was or not now:
        return ""
    told = f"In time: {now}, as before" if was == now else f"In time: {was} before, {now} now"
    promised = {made.id for made in before.promises}
    left = [
        name for name in before.items
        if names.get(name, name) not in after.items and name not in gone and names.get(name) not in gone
    ]  # fmt: skip
    left.sort(key=lambda name: (name not in promised, name))
    left = [f"{name} (promised)" if name in promised else name for name in left]
    are = "is" if len(left) == 1 else "are"
    return f"{told}; {listed(left, _NAMED)} {are} no longer in it." if left else f"{told}."


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
            Cell(row.id), Cell(row.when), Cell(row.promise or ""),
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
