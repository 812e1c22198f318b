"""The roadmap as a sheet: what comes when, then what does not come."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.model.fields import Field
from pmcli.model.words import sentences
from pmcli.sharing import AudienceView
from pmcli.views.feature.visible_fields import fields_in_use
from pmcli.views.roadmap.parts import NOT_IN_PLAN, phases
from pmcli.views.workbook.lists import content, look_of
from pmcli.writers.xlsx.sheet import Content, Kind, Sheet, SheetColumn

_FIELDS = (
    "rank", "id", "title", "status", "owner", "theme", "release", "outcomes", "team", "effort", "confidence",
    "odds", "deadline", "value", "agreed", "change", "reasons", "problem", "public",
)  # fmt: skip
_TITLES = {"rank": "#", "reasons": "why then", "value": "value"}
_ABOUT = {
    "rank": "its place in the ranking", "value": "what it adds to the worth of the plan",
    "odds": "how likely it is there in its period",
    "effort": "the mean over all teams", "reasons": "why it is placed there, or in no period",
}  # fmt: skip


def sheet(view: AudienceView) -> Sheet | None:
    """The features by period, or by now, next and later; None where nothing is placed."""
    fields = [field for field in fields_in_use(view) if field.key in _FIELDS]
    fields.sort(key=lambda field: _FIELDS.index(field.key))
    rows = list(_rows(view, fields))
    if not rows:
        return None
    by_period = view.sees("period")
    when = SheetColumn("when", "the period in which it is delivered" if by_period else "")
    used = [
        at for at, field in enumerate(fields) if field.key == "title" or any(row[1][at] for _, row in rows)
    ]
    columns = tuple(_column(fields[at]) for at in used)
    kept = 2 + next(at for at, column in enumerate(used) if fields[column].key in ("title", "id"))
    return Sheet(
        "Roadmap", (when, *columns), tuple((row[0], *(row[1][at] for at in used)) for _, row in rows), kept,
        tuple(band for band, _ in rows),
    )  # fmt: skip


def _column(field: Field) -> SheetColumn:
    title, about = _TITLES.get(field.key, field.title), _ABOUT.get(field.key, "")
    return SheetColumn(title, about, look_of(field), field.width)


def _rows(view: AudienceView, fields: list[Field]) -> Iterator[tuple[int, tuple[str, list[Content]]]]:
    """The rows, each with the number of its lane."""
    by_period, number = view.sees("period"), 0
    for number, phase in enumerate(phases(view)):
        for feature in phase.features:
            yield number, (phase.title, [content(view, feature, field) for field in fields])
    for unplaced in view.roadmap.unplaced if by_period else ():
        if (record := view.backlog.features.get(unplaced.id)) is not None:
            why = "; ".join(sentences(unplaced.reasons)) or None
            cells = [why if field.key == "reasons" else content(view, record, field) for field in fields]
            yield number + 1, (NOT_IN_PLAN.lower(), cells)


KIND = Kind("Roadmap", "what comes when, and why", sheet)
