"""What a row of a ranking can show: a name, a title and one function for each column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pmcli.feature import NO_TEAM, Feature
from pmcli.figure import figure
from pmcli.formats.columns import ColumnOf, chosen, listed, text
from pmcli.formats.table import Cell, Column, number

if TYPE_CHECKING:
    from pmcli.backlog import Backlog
    from pmcli.ranking import RankedFeature

UNITS = {"person-weeks": "pw", "person-months": "pm", "person-days": "pd", "points": "points"}
"""Effort units as they stand in a title."""


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A ranked feature with all that its cells are made from; `top` is the highest adjusted score of all."""

    item: RankedFeature
    feature: Feature
    backlog: Backlog
    top: float

    def share(self, value: float | None) -> float | None:
        """How long the bar of an adjusted score is."""
        return None if value is None else max(0.0, value / self.top) if self.top > 0 else 0.0


def _rank(row: RankedRow) -> Cell:
    return Cell(str(row.item.rank), row.item.rank, tone="dim")


def _adjusted(row: RankedRow) -> Cell:
    return number(row.item.adjusted, share=row.share(row.item.adjusted), tone="strong")


def _teams(row: RankedRow) -> Cell:
    return listed(team for team in row.backlog.effort(row.feature) if team != NO_TEAM)


def _unlocks(row: RankedRow) -> Cell:
    names = ", ".join(row.item.unlocks)
    return Cell(f"{len(row.item.unlocks)}: {names}", names) if names else Cell("")


def _inherits(row: RankedRow) -> Cell:
    return listed(f"{figure(share.value)} from {share.feature}" for share in row.item.inherits)


def _owes(row: RankedRow) -> Cell:
    return listed(f"{figure(share.value)} to {share.feature}" for share in row.item.owes)


def _words(
    key: str,
    cell: Callable[[RankedRow], Cell] | None = None,
    *,
    priority: int = 8,
    least: int = 12,
    usual: bool = False,
) -> ColumnOf[RankedRow]:
    """A column of text: what `cell` makes of a row, or the feature's field of that name."""
    column = Column(key, key.replace("_", " "), priority=priority, least=least)
    return ColumnOf(column, cell or (lambda row: text(getattr(row.feature, key))), usual)


def _number(
    key: str, read: Callable[[RankedFeature], float | None], *, priority: int = 8, usual: bool = False
) -> ColumnOf[RankedRow]:
    column = Column(key, key.replace("_", " "), "right", "number", priority)
    return ColumnOf(column, lambda row: number(read(row.item)), usual)


COLUMNS: tuple[ColumnOf[RankedRow], ...] = (
    ColumnOf(Column("rank", "#", "right", "number"), _rank, usual=True),
    ColumnOf(Column("id", "id", kind="id"), lambda row: Cell(row.item.id), usual=True),
    _words("title", priority=2, least=16, usual=True),
    ColumnOf(Column("adjusted", "adjusted", kind="bar"), _adjusted, usual=True),
    _number("score", lambda item: item.score, priority=5, usual=True),
    _number("effort", lambda item: item.effort, priority=4, usual=True),
    _words("team", _teams, priority=7, least=8, usual=True),
    _words("waits_for", lambda row: listed(row.item.waits_for), priority=3, usual=True),
    _words("unlocks", _unlocks, priority=6, usual=True),
    _words("why", lambda row: Cell("; ".join(row.item.reasons)), priority=1, least=22, usual=True),
    _number("score_rank", lambda item: item.score_rank),
    _number("value", lambda item: item.value),
    _number("cost", lambda item: item.cost),
    _words("inherits", _inherits, priority=9, least=18),
    _words("owes", _owes, priority=9, least=18),
    _words("status", lambda row: Cell(row.backlog.status(row.item.id))),
    _words("deadline", lambda row: text(row.feature.deadline and row.feature.deadline.date)),
    *map(_words, ("owner", "theme", "type", "product", "release", "parent", "horizon", "moscow")),
    *map(_words, ("target", "not_before")),
    _words("tags", lambda row: listed(row.feature.tags), priority=9),
    *(_words(key, priority=9, least=24) for key in ("problem", "request", "solution")),
)


def columns_for(backlog: Backlog, names: Sequence[str] | None) -> list[ColumnOf[RankedRow]]:
    """The columns of these names, or the usual ones; a workspace's own fields are columns too.

    Raises:
        PmError: there is no such column.
    """
    title = f"effort ({UNITS[backlog.workspace.effort_unit]})"
    return [
        replace(one, column=replace(one.column, title=title)) if one.name == "effort" else one
        for one in chosen(names, (*map(_custom, backlog.workspace.fields), *COLUMNS))
    ]


def _custom(name: str) -> ColumnOf[RankedRow]:
    return _words(name, lambda row: _own_field(row.feature.custom.get(name)))


def _own_field(value: object) -> Cell:
    if isinstance(value, float):
        return Cell(figure(value), value)
    return Cell("yes" if value else "no") if isinstance(value, bool) else text(value)
