"""The efforts of a row, in the unit of the workspace."""

from __future__ import annotations

import re

from pmcli.importing.sources.tables import columns, efforts
from pmcli.importing.sources.tables.cells import Unclear
from pmcli.importing.sources.tables.row import SourceRow


def read_efforts(row: SourceRow) -> None:
    """The effort of a row and what is left of it; a unit that the workspace cannot count is kept aside."""
    for meaning in row.cells:
        name, _, unit = meaning.partition(":")
        if name in ("effort", "remaining") and name not in row.fields:
            unit = unit or columns.unit_in(row.context.columns[meaning])
            _effort_of(row, name, unit, meaning, row.first(meaning))
    seconds = row.first("estimate_seconds")
    if seconds and "effort" not in row.fields and seconds.strip().isdecimal() and int(seconds[:12]) > 0:
        hours = f"{int(seconds[:12]) / 3600:g} hours"
        _effort_of(row, "effort", "hours", "estimate_seconds", hours)


def _effort_of(row: SourceRow, name: str, unit: str, meaning: str, cell: str) -> None:
    target, comma = row.context.effort_unit, row.context.comma[meaning]
    try:
        row.fields[name], note = efforts.effort(cell, unit, target, comma=comma)
    except Unclear as why:
        if "cannot be turned" not in str(why):
            row.note_unclear(name, cell, why)
            return
        row.unclear.add(name)
        kept = "x-story-points" if unit == "points" else f"x-{name}"
        row.fields[kept] = efforts.effort_amount(cell, comma=comma).text
        row.assume(f"{name}: {why}, so it is kept as {kept} (effort_unit in pm.yaml, or --map)")
        return
    if note:
        row.assume(f"{name}: {note}")
    elif not unit and not re.search(r"[a-zA-Z]", cell):
        row.assume(f"{name}: no unit is named, so {target} are assumed")
