"""What a row of a ranking can show: a name, a title and one function for each column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pmcli.diagnostic import PmError, did_you_mean
from pmcli.feature import NO_TEAM, Feature
from pmcli.figure import figure
from pmcli.formats.table import Cell, Column, number
from pmcli.words import sentences

if TYPE_CHECKING:
    from pmcli.backlog import Backlog
    from pmcli.ranking import RankedFeature

UNITS = {"person-weeks": "pw", "person-months": "pm", "person-days": "pd", "points": "points"}
"""Effort units as they stand in a title."""


@dataclass(frozen=True, slots=True)
class Row:
    """A ranked feature with all that its cells are made from; `top` is the highest adjusted score of all."""

    item: RankedFeature
    feature: Feature
    backlog: Backlog
    top: float

    def share(self, value: float | None) -> float | None:
        """How long the bar of an adjusted score is."""
        return None if value is None else max(0.0, value / self.top) if self.top > 0 else 0.0


@dataclass(frozen=True, slots=True)
class RankingColumn:
    """A column that a ranking can show; `usual` ones are shown where none are named."""

    column: Column
    cell: Callable[[Row], Cell]
    usual: bool = False

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        return self.column.key


def _listed(names: Iterable[object]) -> Cell:
    return Cell(", ".join(map(str, names)))


def _text(value: object) -> Cell:
    return Cell("" if value is None else str(value))


def _rank(row: Row) -> Cell:
    return Cell(str(row.item.rank), row.item.rank, tone="dim")


def _adjusted(row: Row) -> Cell:
    return number(row.item.adjusted, share=row.share(row.item.adjusted), tone="strong")


def _teams(row: Row) -> Cell:
    return _listed(team for team in row.backlog.effort(row.feature) if team != NO_TEAM)


def _unlocks(row: Row) -> Cell:
    names = ", ".join(row.item.unlocks)
    return Cell(f"{len(row.item.unlocks)}: {names}", names) if names else Cell("")


def _inherits(row: Row) -> Cell:
    return _listed(f"{figure(share.value)} from {share.feature}" for share in row.item.inherits)


def _owes(row: Row) -> Cell:
    return _listed(f"{figure(share.value)} to {share.feature}" for share in row.item.owes)


def _deadline(row: Row) -> Cell:
    return _text(row.feature.deadline and row.feature.deadline.date)


def _words(
    key: str,
    cell: Callable[[Row], Cell] | None = None,
    *,
    priority: int = 8,
    least: int = 12,
    usual: bool = False,
) -> RankingColumn:
    """A column of text: what `cell` makes of a row, or the feature's field of that name."""
    column = Column(key, key.replace("_", " "), priority=priority, least=least)
    return RankingColumn(column, cell or (lambda row: _text(getattr(row.feature, key))), usual)


def _number(
    key: str, read: Callable[[RankedFeature], float | None], *, priority: int = 8, usual: bool = False
) -> RankingColumn:
    column = Column(key, key.replace("_", " "), "right", "number", priority)
    return RankingColumn(column, lambda row: number(read(row.item)), usual)


COLUMNS: tuple[RankingColumn, ...] = (
    RankingColumn(Column("rank", "#", "right", "number"), _rank, usual=True),
    RankingColumn(Column("id", "id", kind="id"), lambda row: Cell(row.item.id), usual=True),
    _words("title", priority=2, least=16, usual=True),
    RankingColumn(Column("adjusted", "adjusted", kind="bar"), _adjusted, usual=True),
    _number("score", lambda item: item.score, priority=5, usual=True),
    _number("effort", lambda item: item.effort, priority=4, usual=True),
    _words("team", _teams, priority=7, least=8, usual=True),
    _words("waits_for", lambda row: _listed(row.item.waits_for), priority=3, usual=True),
    _words("unlocks", _unlocks, priority=6, usual=True),
    _words("why", lambda row: Cell("; ".join(sentences(row.item.reasons))), priority=1, least=22, usual=True),
    _number("score_rank", lambda item: item.score_rank),
    _number("value", lambda item: item.value),
    _number("cost", lambda item: item.cost),
    _words("inherits", _inherits, priority=9, least=18),
    _words("owes", _owes, priority=9, least=18),
    _words("status", lambda row: Cell(row.backlog.status(row.item.id))),
    _words("deadline", _deadline),
    *map(_words, ("owner", "theme", "type", "product", "release", "parent", "horizon", "moscow")),
    *map(_words, ("target", "not_before")),
    _words("tags", lambda row: _listed(row.feature.tags), priority=9),
    *(_words(key, priority=9, least=24) for key in ("problem", "request", "solution")),
)


def columns_for(backlog: Backlog, names: Sequence[str] | None) -> list[RankingColumn]:
    """The columns of these names, or the usual ones; a workspace's own fields are columns too.

    Case, spaces, hyphens and underscores in a name do not count.

    Raises:
        PmError: there is no such column.
    """
    if names is None:
        found = [column for column in COLUMNS if column.usual]
    else:
        known = {_bare(column.name): column for column in (*map(_custom, backlog.workspace.fields), *COLUMNS)}
        found = [_find(name, known) for name in names]
    unit = UNITS[backlog.workspace.effort_unit]
    return [_with_unit(column, unit) if column.name == "effort" else column for column in found]


def _find(name: str, known: dict[str, RankingColumn]) -> RankingColumn:
    if (column := known.get(_bare(name))) is not None:
        return column
    names = [column.name for column in known.values()]
    raise PmError(f'there is no column "{name}"', did_you_mean(name, names) or f"columns: {', '.join(names)}")


def _bare(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def _with_unit(column: RankingColumn, unit: str) -> RankingColumn:
    return replace(column, column=replace(column.column, title=f"effort ({unit})"))


def _custom(name: str) -> RankingColumn:
    return _words(name, lambda row: _own_field(row.feature.custom.get(name)))


def _own_field(value: object) -> Cell:
    if isinstance(value, float):
        return Cell(figure(value), value)
    return Cell("yes" if value else "no") if isinstance(value, bool) else _text(value)
