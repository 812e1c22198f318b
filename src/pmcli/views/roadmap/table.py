"""A roadmap as one flat table, for spreadsheets and scripts: what is placed first, then what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.model.likelihood import likely_by
from pmcli.model.reason import telling
from pmcli.model.words import sentences
from pmcli.planning.result import Placement, Unplaced
from pmcli.views.columns import ColumnOf, chosen, filled, joined, text
from pmcli.views.likelihood import IN_TIME, LIKELY_BY, in_time
from pmcli.views.roadmap.labels import efforts, first_period, total_effort
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.writers.table import Cell, Column, Table, number

if TYPE_CHECKING:
    from pmcli.model.feature import Feature
    from pmcli.sharing import AudienceView


@dataclass(frozen=True, slots=True)
class RoadmapRow:
    """A feature that is placed, or is not, with all that its cells are made from."""

    of: Placement | Unplaced
    feature: Feature
    view: AudienceView

    @property
    def placed(self) -> Placement | None:
        """Where it is placed, None where it is not."""
        return self.of if isinstance(self.of, Placement) else None


Cells = Callable[[RoadmapRow], Cell]


def _words(key: str, cell: Cells | None = None, *, usual: bool = False) -> ColumnOf[RoadmapRow]:
    """A column of text: what `cell` makes of a row, or the feature's field of that name."""
    column = Column(key, key.replace("_", " "))
    return ColumnOf(column, cell or (lambda row: text(getattr(row.feature, key))), usual)


def _number(key: str, cell: Cells) -> ColumnOf[RoadmapRow]:
    return ColumnOf(Column(key, key, "right", "number"), cell, usual=True)


def _teams(row: RoadmapRow) -> Cell:
    estimated: Iterable[str] = filter(None, row.view.backlog.effort(row.feature))
    return joined(efforts(row.placed.work) if row.placed else estimated)


def _effort(row: RoadmapRow) -> Cell:
    return number(total_effort(row.placed) if row.placed else row.view.backlog.total_effort(row.feature))


def _rank(row: RoadmapRow) -> Cell:
    rank = row.of.rank
    return number(None) if rank is None else Cell(str(rank), rank)


def _likely_by(row: RoadmapRow) -> Cell:
    found = row.view.likelihood(row.of.id)
    return text(None if found is None else likely_by(found))


def _outcomes(row: RoadmapRow) -> Cell:
    return joined(name for name, contribution in row.feature.outcomes.items() if contribution > 0)


COLUMNS: tuple[ColumnOf[RoadmapRow], ...] = (
    ColumnOf(Column("id", "id", kind="id"), lambda row: Cell(row.of.id), usual=True),
    _words("title", usual=True),
    _words("period", lambda row: text(row.placed and row.placed.period), usual=True),
    _words("teams", _teams, usual=True),
    ColumnOf(IN_TIME, lambda row: in_time(row.view, row.of.id)),
    ColumnOf(LIKELY_BY, _likely_by),
    _words("agreed", lambda row: text(row.of.agreed)),
    _words("change", lambda row: text(row.placed and row.placed.change)),
    _number("effort", _effort),
    _number("rank", _rank),
    _number("value", lambda row: number(row.placed.value if row.placed else None)),
    _words("marks", lambda row: joined(row.placed.marks if row.placed else ()), usual=True),
    _words("reasons", lambda row: Cell("; ".join(sentences(telling(row.of.reasons)))), usual=True),
    _words("begun", lambda row: text(row.placed and first_period(row.placed))),
    _words("outcomes", _outcomes),
    _words("deadline", lambda row: text(row.feature.deadline and row.feature.deadline.date)),
    _words("status", lambda row: text(row.view.backlog.status(row.of.id))),
    *map(_words, ("owner", "theme", "type", "product", "release", "parent", "horizon", "moscow", "target")),
)


def usual_columns(view: AudienceView) -> list[str]:
    """The columns that are shown where none are named; those of odds where odds are asked for."""
    of_odds = (IN_TIME.key, LIKELY_BY.key) if view.odds is not None else ()
    return [column.name for column in COLUMNS if column.usual or column.name in of_odds]


def roadmap_table(view: AudienceView, options: RoadmapOptions, columns: Sequence[str] | None = None) -> Table:
    """The roadmap in these columns (the usual ones with None), what is placed by period, then what is not.

    Raises:
        PmError: there is no such column.
    """
    roadmap, features = view.roadmap, view.backlog.features
    rows: list[Placement | Unplaced] = [*options.rows(roadmap.placements), *options.rows(roadmap.unplaced)]
    names = usual_columns(view) if columns is None else columns
    return filled(chosen(names, COLUMNS), (RoadmapRow(row, features[row.id], view) for row in rows))
