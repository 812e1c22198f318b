"""The tables of what is worth finding out: estimates, flips, bets."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.forecast.worth.betting import Wager
from pmcli.forecast.worth.finding import Finding, Findings, FlipPoint
from pmcli.model.figure import figure
from pmcli.views.worth import words
from pmcli.writers.table import NOTHING, Cell, Column, Rest, Table

_BAR = 16  # cells of the ranks from first to last
Notes = tuple[str | Rest, ...]


def bets_table(bets: Sequence[Wager], findings: Findings, power: float, notes: Notes = ()) -> Table:
    """Bets, with what an answer is worth and what it would decide."""
    columns = (
        Column("id", "bet", kind="id"),
        Column("confidence", "confidence", "right", "text"),
        Column("sure", "a sure answer", "right", "text"),
        Column("test", f"a test ({100 * power:.0f} % power)", "right", "text", priority=1),
        Column("decides", "it would decide", least=16),
    )
    unit = findings.unit
    rows = tuple(
        (
            Cell(bet.id), Cell(f"{100 * bet.confidence:.0f} %", bet.confidence),
            Cell(words.at_most(bet.sure, unit), bet.sure, tone="strong"),
            Cell(words.at_most(bet.test(power), unit), bet.test(power)), Cell(words.decides(bet)),
        )
        for bet in bets
    )  # fmt: skip
    return Table(columns, rows, notes=notes)


def estimates_table(estimates: Sequence[Finding], findings: Findings, notes: Notes = ()) -> Table:
    """Ranges, with what it is worth to know them and the nearest flips."""
    columns = (
        Column("id", "estimate", kind="id"),
        Column("input", "of", kind="id"),
        Column("range", "range", kind="id"),
        Column("sure", "all of it", "right", "text", priority=2),
        Column("halved", "half the range", "right", "text"),
        Column("flips", "flips with the next", least=20),
    )
    unit = findings.unit
    rows = tuple(
        (
            Cell(row.id), Cell(words.input_of(row)), Cell(str(row.estimate)),
            Cell(words.amount(row.sure or 0.0, unit), row.sure),
            Cell(words.amount(row.halved or 0.0, unit), row.halved, tone="strong"),
            Cell(words.nearest(row)),
        )
        for row in estimates
    )  # fmt: skip
    return Table(columns, rows, notes=notes)


def flips_table(estimates: Sequence[Finding], findings: Findings, product: str) -> Table:
    """Every flip of these numbers, a row a flip, each ranked again on both sides."""
    columns = (
        Column("id", "estimate", kind="id"),
        Column("input", "of", kind="id"),
        Column("now", "now", "right", "number"),
        Column("at", "flips at", "right", "number"),
        Column("factor", "times", "right", "text"),
        Column("to", "then place", "right", "number"),
        Column("with", "and passes", kind="id"),
    )
    rows = tuple(
        (
            Cell(row.id), Cell(words.input_of(row)), Cell(figure(row.now), row.now),
            Cell(figure(flip.at), flip.at), Cell(words.times(flip), flip.factor),
            Cell(f"{flip.to:,}", flip.to), Cell(_passes(flip)),
        )
        for row in estimates for flip in row.flips
    )  # fmt: skip
    return Table(columns, rows, f"{product}: where features change places", (f"of {findings.size:,} places",))


def _passes(flip: FlipPoint) -> str:
    return f"goes before {flip.other}" if flip.rises else f"falls behind {flip.other}"


def feature_table(rows: Sequence[Finding], findings: Findings, now: int, notes: Notes = ()) -> Table:
    """The numbers of one feature, with its places at both ends of their ranges."""
    columns = (
        Column("input", "input", kind="id"),
        Column("range", "range", kind="id"),
        Column("sure", "worth", "right", "text"),
        Column("low", "low", "right", "text"),
        Column("high", "high", "right", "text"),
        Column("places", f"place 1 to {findings.size:,}", kind="id", priority=1),
        Column("up", "up at", least=12),
        Column("down", "down at", least=12),
    )
    return Table(columns, tuple(_of_feature(row, findings, now) for row in rows), notes=notes)


def _of_feature(row: Finding, findings: Findings, now: int) -> tuple[Cell, ...]:
    places = row.places
    ends = (NOTHING, NOTHING) if places is None else tuple(f"{place:,}" for place in places)
    written = figure(row.now) if row.estimate is None else str(row.estimate)
    return (
        Cell(words.input_of(row)), Cell(written),
        Cell(NOTHING if row.sure is None else words.amount(row.sure, findings.unit), row.sure),
        Cell(ends[0], places and places[0]), Cell(ends[1], places and places[1]),
        Cell("" if places is None else _bar(min(places), now, max(places), findings.size)),
        _flip(row, rises=True), _flip(row, rises=False),
    )  # fmt: skip


def _flip(row: Finding, *, rises: bool) -> Cell:
    """The nearest flip on a side, with the first feature passed."""
    flip = row.nearest(rises=rises)
    return Cell("") if flip is None else Cell(f"{words.times(flip)} {flip.other}", flip.at)


def _bar(first: int, now: int, last: int, size: int) -> str:
    """The places between two, today's marked, on a line from the first place to the last."""
    wide = min(_BAR, size)
    at = [round((place - 1) * (wide - 1) / max(size - 1, 1)) for place in (first, now, last)]
    cells = ["·"] * wide
    cells[at[0] : at[2] + 1] = ["━"] * (at[2] - at[0] + 1)
    cells[at[1]] = "●"
    return "".join(cells)
