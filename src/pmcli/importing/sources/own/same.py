"""Whether a cell says what pm would write today, and what is no change though it reads otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pmcli.importing.sources.own.cells import ExportCell, bare, is_day, is_number, is_same, items_of
from pmcli.importing.sources.own.feature import OwnFeature
from pmcli.importing.sources.own.phrases import without_force
from pmcli.importing.sources.plain_values import id_in
from pmcli.model.feature import Feature


def is_unchanged(row: OwnFeature, cell: ExportCell) -> bool:
    """Whether a cell says what pm would write today; of a new feature whether it says nothing."""
    texts, record = row.texts(cell.key), row.record
    if record is None:
        is_derived = cell.key == "horizon" and bare(cell.text) == row.implied
        return is_derived or (not cell.text.strip() and not cell.items)
    number = row.today.number(record, cell.key)
    if number is not None and is_number(cell, number):
        return True
    return is_same(cell, texts) or (cell.key in _SAME and _SAME[cell.key](row, cell, record))


def _same_status(row: OwnFeature, cell: ExportCell, record: Feature) -> bool:
    return bare(cell.text) == row.today.backlog.status(record.id)


def _same_horizon(row: OwnFeature, cell: ExportCell, record: Feature) -> bool:
    """A horizon that nobody set by hand follows from the period."""
    said = bare(cell.text)
    return record.horizon is None and (said in ("", row.implied) or said == row.planned(record.id))


def _same_effort(row: OwnFeature, cell: ExportCell, record: Feature) -> bool:
    """Where work has begun a ranking shows what is left, and of a parent nothing: its parts have the work."""
    if row.today.backlog.children().get(record.id) and is_number(cell, 0.0):
        return True
    left = sum(part.mean for part in record.remaining.values()) if record.remaining else None
    return left is not None and is_number(cell, left)


def _same_day(_: OwnFeature, cell: ExportCell, record: Feature) -> bool:
    day = str(getattr(record, cell.key) or "")
    return is_day(cell.text.strip(), day) or is_day(cell.text.strip(), f"{day}-01")


def _same_parent(row: OwnFeature, cell: ExportCell, record: Feature) -> bool:
    """A parent that the source does not list, or that its readers may not know of."""
    is_hidden = record.parent not in row.ids or record.moscow in ("could", "wont")
    return not cell.text.strip() and is_hidden


def _same_names(row: OwnFeature, cell: ExportCell, record: Feature) -> bool:
    """The references to features that the source lists."""
    listed = zip(getattr(record, cell.key), row.texts(cell.key), strict=True)
    return is_same(cell, [text for one, text in listed if id_in(one) in row.ids])


def _same_decisions(row: OwnFeature, cell: ExportCell, _: Feature) -> bool:
    """Whether one is in force is a matter of the day."""
    texts = [without_force(text) for text in row.texts("decisions")]
    said = [without_force(item) for item in items_of(cell, row.texts("decisions"))]
    return [bare(text) for text in texts] == [bare(item) for item in said]


_SAME: Final[Mapping[str, Callable[[OwnFeature, ExportCell, Feature], bool]]] = {
    "status": _same_status, "horizon": _same_horizon, "effort": _same_effort, "parent": _same_parent,
    **dict.fromkeys(("target", "not_before", "started", "shipped"), _same_day),
    **dict.fromkeys(("depends_on", "conflicts_with"), _same_names), "decisions": _same_decisions,
}  # fmt: skip
