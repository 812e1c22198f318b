"""The inputs of scores from the cells of a row."""

from __future__ import annotations

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.fields.effort import beside_of, unit_of
from pmcli.importing.sources.tables.meaning import columns
from pmcli.importing.sources.tables.rows.row import SourceRow
from pmcli.importing.sources.tables.values import amounts
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.tables.values.efforts import effort_amount
from pmcli.importing.sources.tables.values.units import Amount, time_of, unit_weeks


def read_numbers(row: SourceRow) -> None:
    """The inputs of scores, each number or range as it is written."""
    for name in columns.AMOUNTS:
        if cell := row.first(name):
            _number(row, name, cell)
    for name in row.cells:
        if name.startswith("weighted."):
            _number(row, name, row.first(name))
    if cell := row.first("rice.confidence"):
        comma = row.context.comma["rice.confidence"]
        try:
            row.put("rice.confidence", amounts.share(cell, row.context.top, comma=comma))
        except Unclear as why:
            row.note_unclear("rice.confidence", cell, why)


def _number(row: SourceRow, name: str, cell: str) -> None:
    word = line_of(cell).casefold()
    if name == "rice.impact" and (level := amounts.level_of(word)):
        row.put(name, level)
        return
    try:
        amount = _read(row, name, cell)
    except Unclear as why:
        row.note_unclear(name, cell, why)
        return
    if name == "rice.impact" and amount.high <= 0:
        row.note_unclear(name, cell, "an impact must be above 0")
        return
    if amount.is_rough:
        row.assume(f"{name}: a rough value such as {line_of(cell)[:20]} is taken as it is")
    takes_range = name.split(".")[0] not in ("ice", "opportunity")
    if not takes_range and amount.low != amount.high:
        row.assume(f"{name}: the lower end of a range is taken")
    row.put(name, amount.value if takes_range else amount.low)


def _read(row: SourceRow, name: str, cell: str) -> Amount:
    """The amount in a cell, in what the field counts in.

    Raises:
        Unclear: it is none of these.
    """
    comma, factor = row.context.comma[name], row.context.measure(name).factor
    if name == "cd3.duration":
        return _weeks(row, name, cell)
    parsed = amounts.amount(cell, comma=comma).times(factor)
    if name == "cd3.cost_of_delay":
        return _a_week(row, name, parsed)
    if name == "wsjf.job_size":
        return _job_size(row, name, parsed)
    if unit_weeks().get(parsed.unit):
        raise Unclear(f"it is a time in {parsed.unit}")
    return _reached(row, parsed) if name == "rice.reach" else parsed


def _weeks(row: SourceRow, name: str, cell: str) -> Amount:
    """A duration in weeks."""
    measure = row.context.measure(name)
    parsed = effort_amount(cell, comma=row.context.comma[name], minutes=measure.minutes)
    if parsed.is_share or parsed.currency or parsed.per:
        raise Unclear("it is no duration")
    unit = parsed.unit or unit_of(row, name)
    if not unit:
        row.assume(f"{name}: no unit is named, so weeks are assumed")
        return parsed
    if not unit_weeks()[unit]:
        raise Unclear("points are no duration")
    if unit.startswith(("sprint", "iteration")):
        row.assume(f"{name}: a sprint is taken for two weeks")
    return parsed.times(unit_weeks()[unit])


def _a_week(row: SourceRow, name: str, parsed: Amount) -> Amount:
    """Money in a week."""
    if parsed.is_share or parsed.unit:
        raise Unclear("it is no money in a time")
    per = parsed.per or beside_of(row, name) or row.context.measure(name).per
    if not per:
        row.assume(f"{name}: no time is named, so money a week is assumed")
        return parsed
    if not unit_weeks().get(per):
        raise Unclear(f'"per {per[:20]}" is no time')
    if unit_weeks()[per] != 1.0:
        row.assume(f"{name}: money a {time_of(per)} is told as money a week")
    return parsed.times(1 / unit_weeks()[per])


def _reached(row: SourceRow, parsed: Amount) -> Amount:
    """A reach, in a quarter where the column's are not all of one time."""
    if parsed.is_share:
        raise Unclear("it is a share, and no number of people")
    measure, beside = row.context.measure("rice.reach"), beside_of(row, "rice.reach")
    if not (measure.mixed or beside):
        return parsed
    per = parsed.per or beside or measure.per
    if not unit_weeks().get(per):
        row.assume("rice.reach: no time is named beside others, so a quarter is assumed")
        return parsed
    row.assume("rice.reach: numbers of different times are told as those of a quarter")
    return parsed.times(unit_weeks()["quarter"] / unit_weeks()[per])


def _job_size(row: SourceRow, name: str, parsed: Amount) -> Amount:
    """A job size: points as they are, a time in weeks."""
    unit = parsed.unit or unit_of(row, name)
    if not unit_weeks().get(unit):
        return parsed
    if row.context.measure(name).mixed:
        raise Unclear("it is a time, and others of the column are points")
    row.assume(f"{name}: a time is told in weeks")
    return parsed.times(unit_weeks()[unit])
