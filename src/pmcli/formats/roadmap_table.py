"""A roadmap as one flat table, for spreadsheets and scripts: what is placed first, then what is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pmcli.diagnostic import PmError, did_you_mean
from pmcli.feature import Feature
from pmcli.formats.roadmap_scene import Scene
from pmcli.formats.roadmap_words import efforts, total_effort
from pmcli.formats.table import Cell, Column, Table, number
from pmcli.roadmap.result import Placement, Unplaced
from pmcli.words import sentences


@dataclass(frozen=True, slots=True)
class Row:
    """A feature that is placed, or is not, with all that its cells are made from."""

    found: Placement | Unplaced
    feature: Feature | None
    scene: Scene

    @property
    def placed(self) -> Placement | None:
        """Where it is placed, None where it is not."""
        return self.found if isinstance(self.found, Placement) else None


@dataclass(frozen=True, slots=True)
class RoadmapColumn:
    """A column that a roadmap can show; `usual` ones are shown where none are named."""

    column: Column
    cell: Callable[[Row], Cell]
    usual: bool = False

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        return self.column.key


def _text(value: object) -> Cell:
    return Cell("" if value is None else str(value))


def _words(key: str, cell: Callable[[Row], Cell] | None = None, *, usual: bool = False) -> RoadmapColumn:
    """A column of text: what `cell` makes of a row, or the feature's field of that name."""
    column = Column(key, key.replace("_", " "))
    return RoadmapColumn(column, cell or (lambda row: _text(getattr(row.feature, key, None))), usual)


def _number(key: str, cell: Callable[[Row], Cell]) -> RoadmapColumn:
    return RoadmapColumn(Column(key, key, "right", "number"), cell, usual=True)


def _period(row: Row) -> Cell:
    return _text(row.placed and row.placed.period)


def _begun(row: Row) -> Cell:
    placed = row.placed
    return _text(placed and min((one.period for one in placed.work), default=placed.period))


def _teams(row: Row) -> Cell:
    return Cell(", ".join(efforts(row.placed.work) if row.placed else _estimated(row)))


def _estimated(row: Row) -> Sequence[str]:
    feature = row.feature
    return [] if feature is None else [team for team in row.scene.backlog.effort(feature) if team]


def _effort(row: Row) -> Cell:
    if row.placed is not None:
        return number(total_effort(row.placed))
    return number(None if row.feature is None else row.scene.backlog.total_effort(row.feature))


def _value(row: Row) -> Cell:
    return number(row.placed.value if row.placed else None)


def _rank(row: Row) -> Cell:
    rank = row.found.rank
    return number(None) if rank is None else Cell(str(rank), rank)


def _marks(row: Row) -> Cell:
    return Cell(", ".join(row.placed.marks) if row.placed else "")


def _outcomes(row: Row) -> Cell:
    found = row.feature.outcomes if row.feature is not None else {}
    return Cell(", ".join(name for name, contribution in found.items() if contribution > 0))


def _deadline(row: Row) -> Cell:
    return _text(row.feature and row.feature.deadline and row.feature.deadline.date)


COLUMNS: tuple[RoadmapColumn, ...] = (
    RoadmapColumn(Column("id", "id", kind="id"), lambda row: Cell(row.found.id), usual=True),
    _words("title", lambda row: Cell(row.scene.title(row.found.id)), usual=True),
    _words("period", _period, usual=True),
    _words("teams", _teams, usual=True),
    _number("effort", _effort),
    _number("rank", _rank),
    _number("value", _value),
    _words("marks", _marks, usual=True),
    _words("reasons", lambda row: Cell("; ".join(sentences(row.found.reasons))), usual=True),
    _words("begun", _begun),
    _words("outcomes", _outcomes),
    _words("deadline", _deadline),
    _words("status", lambda row: _text(row.feature and row.scene.backlog.status(row.found.id))),
    *map(_words, ("owner", "theme", "type", "product", "release", "parent", "horizon", "moscow", "target")),
)


def roadmap_table(scene: Scene, columns: Sequence[str] | None = None) -> Table:
    """The roadmap in these columns (the usual ones with None), what is placed by period, then what is not.

    Raises:
        PmError: there is no such column.
    """
    picked = columns_of(columns)
    found: list[Placement | Unplaced] = [*scene.placements, *scene.unplaced]
    rows = [Row(one, scene.backlog.features.get(one.id), scene) for one in found]
    return Table(
        tuple(one.column for one in picked),
        tuple(tuple(one.cell(row) for one in picked) for row in rows),
    )


def columns_of(names: Sequence[str] | None) -> list[RoadmapColumn]:
    """The columns of these names, or the usual ones; case, hyphens and underscores do not count.

    Raises:
        PmError: there is no such column.
    """
    if names is None:
        return [one for one in COLUMNS if one.usual]
    return [_find(name) for name in names]


def _find(name: str) -> RoadmapColumn:
    for one in COLUMNS:
        if _bare(one.name) == _bare(name):
            return one
    known = [one.name for one in COLUMNS]
    raise PmError(f'there is no column "{name}"', did_you_mean(name, known) or f"columns: {', '.join(known)}")


def _bare(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")
