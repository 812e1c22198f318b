"""The tables of what is worth finding out: estimates, flips, bets."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.forecast.worth.betting import Wager
from pmcli.forecast.worth.finding import InputWorth, WorthFindings
from pmcli.views.worth import words
from pmcli.writers.table import NOTHING, Cell, Column, Rest, Table, number

_BAR = 16  # cells of the ranks from first to last
Notes = tuple[str | Rest, ...]


def bets_table(bets: Sequence[Wager], findings: WorthFindings, power: float, notes: Notes = ()) -> Table:
    """Bets, with what an answer is worth and what it would decide."""
    columns = (
        Column("id", "bet", kind="id"),
        Column("confidence", "confidence", "right", "text", priority=2, least=10),
        Column("sure", "a sure answer", "right", "text"),
        Column("test", f"a test ({100 * power:.0f} % power)", "right", "text", priority=1),
        Column("decides", "it would decide", least=13),
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


def estimates_table(estimates: Sequence[InputWorth], findings: WorthFindings, notes: Notes = ()) -> Table:
    """Ranges, with what it is worth to know them and the nearest flips."""
    columns = (
        Column("id", "estimate", kind="id"),
        Column("input", "of", least=8),
        Column("range", "range", kind="id", priority=1),
        Column("halved", "half the range", "right", "text", least=8),
        Column("flips", "changes places at", least=18),
        Column("other", "the other way", priority=2),
    )
    unit = findings.unit
    rows = tuple(
        (
            Cell(row.id), Cell(words.input_of(row)),
            Cell(NOTHING if row.estimate is None else row.estimate.in_numbers),
            Cell(words.amount(row.halved or 0.0, unit), row.halved, tone="strong"),
            *map(Cell, words.ways(row)),
        )
        for row in estimates
    )  # fmt: skip
    return Table(columns, rows, notes=notes)


def flips_table(estimates: Sequence[InputWorth], findings: WorthFindings, product: str) -> Table:
    """Every flip of these numbers, a row a flip, each ranked again on both sides."""
    columns = (
        Column("id", "estimate", kind="id"),
        Column("input", "of", least=8),
        Column("now", "now", "right", "number", priority=2),
        Column("at", "flips at", "right", "number"),
        Column("factor", "which is", "right", "text", priority=1),
        Column("to", "then place", "right", "number"),
        Column("with", "there it", least=14),
    )
    rows = tuple(
        (
            Cell(row.id), Cell(words.input_of(row)), Cell(words.number(row, row.now), row.now),
            Cell(words.number(row, flip.at), flip.at), Cell(words.change(flip), flip.factor),
            Cell(f"{flip.to:,}", flip.to), Cell(words.passes(flip)),
        )
        for row in estimates for flip in row.flips
    )  # fmt: skip
    return Table(columns, rows, f"{product}: where features change places", (f"of {findings.size:,} places",))


def everything_table(estimates: Sequence[InputWorth], bets: Sequence[Wager], power: float) -> Table:
    """Estimates and bets as one table for machines: a row each, every number in a column of its own."""
    columns = (
        Column("what", "what"), Column("id", "id", kind="id"), Column("input", "input", kind="id"),
        Column("team", "team", kind="id"), *(Column(key, key, "right", "number") for key in _NUMBERS),
        *(Column(key, key, kind="id") for key in ("up_passes", "down_behind")),
    )  # fmt: skip
    rows = [*map(_estimate_row, estimates), *(_bet_row(bet, power) for bet in bets)]
    return Table(columns, tuple(rows))


_NUMBERS = (
    "now", "low", "likely", "high", "sure", "halved", "test", "place_low", "place_high", "up_at", "down_at",
)  # fmt: skip


def _estimate_row(row: InputWorth) -> tuple[Cell, ...]:
    up, down = row.nearest(rises=True), row.nearest(rises=False)
    ends, places = row.estimate, row.places or (None, None)
    numbers = (
        row.now, ends and ends.low, ends and ends.likely, ends and ends.high, row.sure, row.halved, None,
        *places, up and up.at, down and down.at,
    )  # fmt: skip
    names = (up.other if up else "", down.other if down else "")
    texts = ("estimate", row.id, row.input, row.team or "")
    return (*map(Cell, texts), *(number(value) for value in numbers), *map(Cell, names))


def _bet_row(bet: Wager, power: float) -> tuple[Cell, ...]:
    """A bet: its places if it does not work and if it does; no range, no flips."""
    works, _, fails = bet.ranks
    numbers = (
        bet.confidence, None, None, None, bet.sure, None, bet.test(power), fails, works, None, None,
    )  # fmt: skip
    texts = ("bet", bet.id, bet.input, "")
    return (*map(Cell, texts), *(number(value) for value in numbers), Cell(""), Cell(""))


def feature_table(rows: Sequence[InputWorth], findings: WorthFindings, now: int, notes: Notes = ()) -> Table:
    """The numbers of one feature, with its places at both ends of their ranges."""
    columns = (
        Column("input", "input", kind="id"),
        Column("range", "range", kind="id", priority=1),
        Column("sure", "worth", "right", "text", least=10),
        Column("low", "low", "right", "text", priority=2, least=3),
        Column("high", "high", "right", "text", priority=2, least=4),
        Column("places", f"place 1 to {findings.size:,}", kind="id", priority=3),
        Column("up", "up at", least=12),
        Column("down", "down at", least=12),
    )
    return Table(columns, tuple(_of_feature(row, findings, now) for row in rows), notes=notes)


def _of_feature(row: InputWorth, findings: WorthFindings, now: int) -> tuple[Cell, ...]:
    places = row.places
    ends = (NOTHING, NOTHING) if places is None else tuple(f"{place:,}" for place in places)
    written = words.number(row, row.now) if row.estimate is None else row.estimate.in_numbers
    return (
        Cell(words.input_of(row)), Cell(written),
        Cell(NOTHING if row.sure is None else words.amount(row.sure, findings.unit), row.sure),
        Cell(ends[0], places and places[0]), Cell(ends[1], places and places[1]),
        Cell("" if places is None else _bar(min(places), now, max(places), findings.size)),
        _flip(row, rises=True), _flip(row, rises=False),
    )  # fmt: skip


def _flip(row: InputWorth, *, rises: bool) -> Cell:
    """The nearest flip on a side, with the first feature passed."""
    flip = row.nearest(rises=rises)
    return Cell("") if flip is None else Cell(f"{words.number(row, flip.at)}: {flip.other}", flip.at)


def _bar(first: int, now: int, last: int, size: int) -> str:
    """The places between two, today's marked, on a line from the first place to the last."""
    wide = min(_BAR, size)
    at = [round((place - 1) * (wide - 1) / max(size - 1, 1)) for place in (first, now, last)]
    cells = ["·"] * wide
    cells[at[0] : at[2] + 1] = ["━"] * (at[2] - at[0] + 1)
    cells[at[1]] = "●"
    return "".join(cells)
