"""The efforts of a row, in the unit of the workspace."""

from __future__ import annotations

import re

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.meaning import columns
from pmcli.importing.sources.tables.rows.row import LONGEST_TITLE, SourceRow
from pmcli.importing.sources.tables.values import efforts
from pmcli.importing.sources.tables.values.amounts import amount
from pmcli.importing.sources.tables.values.cells import Unclear, switched
from pmcli.importing.sources.tables.values.units import unit_weeks


def read_efforts(row: SourceRow) -> None:
    """The effort of a row and what is left of it; a unit that the workspace cannot count is kept aside."""
    counts_points = row.context.effort_unit == "points"
    for meaning in sorted(row.cells, key=lambda meaning: meaning.endswith(":points") != counts_points):
        name = columns.base_of(meaning)
        if name in ("effort", "remaining") and name not in row.fields:
            _effort_of(row, name, _unit_in(row, meaning), meaning, row.first(meaning))
        elif meaning == "effort:points" and not counts_points:
            row.fields["x-story-points"] = line_of(row.first(meaning))[:LONGEST_TITLE]
        elif name == "effort" and counts_points and meaning != "effort:points":
            _keep_time(row, meaning)
    seconds = row.first("estimate_seconds").strip()
    if seconds and "effort" not in row.fields:
        if not re.fullmatch(r"[\d.]{1,12}", seconds):
            _effort_of(row, "effort", unit_of(row, "estimate_seconds"), "estimate_seconds", seconds)
        elif float(f"0{seconds}" if seconds.count(".") < 2 else 0) > 0:
            _effort_of(row, "effort", "seconds", "estimate_seconds", f"{seconds} seconds")
    _progress(row)


def _keep_time(row: SourceRow, meaning: str) -> None:
    """Keep the time that a row tells beside its points."""
    try:
        unit = _unit_in(row, meaning)
        row.fields.setdefault("x-effort", _as_written(row, unit, meaning, row.first(meaning)))
    except Unclear:
        row.fields.setdefault("x-effort", line_of(row.first(meaning))[:LONGEST_TITLE])


def _unit_in(row: SourceRow, meaning: str) -> str:
    """The unit of an effort that has none in its cell: as its column was said to mean, else as it tells."""
    return meaning.partition(":")[2] or unit_of(row, meaning)


def unit_of(row: SourceRow, meaning: str) -> str:
    """The unit of a number that has none in its cell: of the column beside it, else of its column's name."""
    return beside_of(row, meaning.partition(":")[0]) or row.context.measure(meaning).unit


def beside_of(row: SourceRow, name: str) -> str:
    """The unit in the column beside that of a field, "" for none; one that nobody knows is told."""
    beside = line_of(row.first(f"unit:{name}")).casefold()
    if beside and beside not in unit_weeks():
        row.assume(f'{name}: the unit "{beside[:20]}" is not known')
        return ""
    return beside


def _effort_of(row: SourceRow, name: str, unit: str, meaning: str, cell: str) -> None:
    target, comma = row.context.effort_unit, row.context.comma[meaning]
    minutes = row.context.measure(meaning).minutes
    try:
        row.fields[name], notes = efforts.effort(cell, unit, target, comma=comma, minutes=minutes)
    except Unclear as why:
        _kept_aside(row, name, unit, meaning, cell, why)
        return
    for note in notes:
        row.assume(f"{name}: {note}")
    _tell_size(row, name, cell)
    if not unit and not re.search(r"[^\W\d_]|:", cell):
        row.assume(f"{name}: no unit is named, so {target} are assumed")


def _tell_size(row: SourceRow, name: str, cell: str) -> None:
    """Tell for which size a word is taken, where pm.yaml has none of that name."""
    size, workspace = row.fields[name], row.context.workspace
    if workspace is None or not isinstance(size, str) or size in workspace.sizes:
        return
    if efforts.size_of(cell) == size != cell.strip().upper():
        row.assume(f'{name}: "{line_of(cell)[:20]}" is taken for the size {size}')


def _kept_aside(row: SourceRow, name: str, unit: str, meaning: str, cell: str, why: Unclear) -> None:
    """Points where time is counted, time where points are, and money are kept; the rest is unclear."""
    if isinstance(why, efforts.IsMoney):
        row.unclear.add(name)
        row.fields["x-cost"] = line_of(cell)[:LONGEST_TITLE]
        column = row.context.columns[meaning]
        change = f'--map "{column}=x-cost"'
        row.assume(f"{name}: {why}, so it is kept as x-cost ({change})")
    elif isinstance(why, efforts.OtherUnit):
        row.unclear.add(name)
        kept = "x-story-points" if why.are_points else f"x-{name}"
        row.fields[kept] = _as_written(row, unit, meaning, cell)
        row.assume(f"{name}: {why}, so it is kept as {kept} (effort_unit in pm.yaml, or --map)")
    else:
        row.note_unclear(name, cell, why)


def _as_written(row: SourceRow, unit: str, meaning: str, cell: str) -> str:
    """The number of a cell alone; with its unit, or as it stands, where there is more to it."""
    text, people = efforts.with_people(cell.strip())
    parsed = efforts.effort_amount(text, comma=row.context.comma[meaning])
    if people > 1 or unit_weeks().get(parsed.unit):
        return line_of(cell)
    of_column = "" if parsed.unit else unit
    return f"{parsed.text} {of_column}" if unit_weeks().get(of_column) else parsed.text


def _progress(row: SourceRow) -> None:
    """The rest of the effort of work that is done in part, where no column says so itself."""
    cell, effort = row.first("progress"), row.fields.get("effort")
    if not cell or "remaining" in row.fields:
        return
    try:
        done = _done(cell, row)
    except Unclear as why:
        row.note_unclear("progress", cell, why)
        return
    if "status" not in row.context.columns and "status" not in row.fields and done > 0:
        row.fields["status"] = "shipped" if done >= 1 else "in-progress"
        row.assume("status: what is done to 100 % is shipped, what is begun in progress")
    if 0 < done < 1 and isinstance(effort, (int, float)):
        if row.fields.get("status") == "in-progress":
            row.fields["remaining"] = float(f"{effort * (1 - done):.3g}")
            row.assume("remaining: it is the effort less what is done of it, in per cent")
    elif 0 < done < 1:
        row.assume("progress is not read where there is no number of effort")


def _done(cell: str, row: SourceRow) -> float:
    """The share that is done, from 0 to 1.

    Raises:
        Unclear: it is none.
    """
    if (is_done := switched(cell)) is not None and not cell.strip().isdecimal():
        return float(is_done)
    parsed = amount(cell, comma=row.context.comma.get("progress", False))
    top = 100.0 if parsed.is_share or row.context.progress_top > 1 else 1.0
    if parsed.unit or parsed.low != parsed.high or not 0 <= parsed.low <= top:
        raise Unclear("expected a share from 0 to 100 %")
    return parsed.low / top
