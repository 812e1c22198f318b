"""The cells of a feature taken over: those that were changed, each by the reader of its field."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.importing.sources.own.cells import ExportCell, bare, is_number, number_of
from pmcli.importing.sources.own.feature import OwnFeature
from pmcli.importing.sources.own.fields import READERS, read_own
from pmcli.importing.sources.own.same import is_unchanged
from pmcli.model.inputs import FROM_EVIDENCE


def take(row: OwnFeature, cells: Sequence[ExportCell]) -> None:
    """Read the cells of one field, from each place where it stands: those that were changed."""
    changed = [cell for cell in cells if not is_unchanged(row, cell)]
    if len({bare(cell.text) for cell in changed}) > 1:
        places = " and ".join(f'"{cell.shown}" ({cell.place})' for cell in changed)
        row.refuse(changed[0], f"it is changed to {places}")
    elif changed:
        READERS.get(changed[0].key, read_own)(row, changed[0])


def take_input(row: OwnFeature, name: str, cell: ExportCell, number: float) -> None:
    """A number of one part, from the sheet with the ranking: `name` is dotted, `number` today's."""
    if row.record is None or is_number(cell, number):
        return
    key, _, part = name.partition(".")
    given = getattr(row.record, key) if key else None
    value = given.get(part) if isinstance(given, dict) else getattr(given, part, None)
    said = number_of(cell.text, comma=cell.comma)
    if value is None or value in FROM_EVIDENCE:
        row.refuse(cell, "it is worked out: set what it follows from")
    elif name in row.parts:
        row.refuse(cell, "it is changed in another sheet too")
    elif said is None and cell.text.strip():
        row.refuse(cell, "expected a number")
    else:
        row.part(key, {part: said}, {})
