"""How sure an order is, as a table: places, odds of being among the first, and what ties."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pmcli.forecast.sureness import Sure, Sureness
from pmcli.model.backlog import Backlog
from pmcli.model.figure import figure, hundredths, listed, odds
from pmcli.views.sureness.notes import notes
from pmcli.writers.documents import select
from pmcli.writers.table import NOTHING, Cell, Column, Rest, Table

PLACE = Column("place", "place, 9 of 10", "right")
ENDS = (Column("low", "from", "right", "number"), Column("high", "to", "right", "number"))
"""The ends of the places: for a spreadsheet, which takes 1-8 for a day in January."""
TIE = Column("band", "ties", least=8)
_OPEN = "open"


def sureness_table(
    sureness: Sureness,
    backlog: Backlog,
    *,
    top: int | None = None,
    shown: Callable[[str], bool] | None = None,
    for_sheet: bool = False,
) -> Table:
    """How sure an order is; `shown` and `top` hide rows, they change no number."""
    matching = select(sureness.items, shown)
    items = matching[:top]
    places = [each.places for each in sureness.items[0].first] if sureness.items else []
    more = _asked_for(sureness)
    columns = [
        Column("rank", "#", "right", "number"),
        Column("id", "id", kind="id"),
        Column("title", "title", priority=4, least=24),
        *(ENDS if for_sheet else (PLACE,)),
        *(
            Column(
                f"first_{place}", f"first {place}", "right", "text", priority=1 if place == places[-1] else 2
            )
            for place in places
        ),
        *(column for column, _ in more),
        TIE,
    ]
    rows = [
        (
            Cell(str(item.rank), item.rank, tone="dim"), Cell(item.id), Cell(backlog.features[item.id].title),
            *places_of(item, for_sheet=for_sheet),
            *(_odds(each.odds) for each in item.first),
            *(cell(item) for _, cell in more),
            band,
        )
        for item, band in zip(items, brackets(sureness, [item.id for item in items]), strict=True)
    ]  # fmt: skip
    told = tuple(notes(sureness, backlog))
    hidden = len(matching) - len(items)
    rest: tuple[str | Rest, ...] = (Rest(hidden),) if hidden > 0 else ()
    title = f"{backlog.workspace.product}: how sure this order is"
    return Table(tuple(columns), tuple(rows), title, (*rest, *told))


def places_of(item: Sure, *, for_sheet: bool) -> tuple[Cell, ...]:
    """The places that it takes in nine futures of ten: in one cell, or from and to."""
    if for_sheet:
        return Cell(str(item.low), item.low), Cell(str(item.high), item.high)
    return (Cell(f"{item.low}-{item.high}" if item.low != item.high else str(item.low)),)


def _odds(share: float | None) -> Cell:
    if share is None:
        return Cell(_OPEN, tone="dim")
    return Cell(odds(share), hundredths(share), tone="strong" if share >= 0.5 else "plain")


def _asked_for(sureness: Sureness) -> list[tuple[Column, Callable[[Sure], Cell]]]:
    """The columns that are there only when asked for."""
    columns: list[tuple[Column, Callable[[Sure], Cell]]] = []
    if sureness.delivers is not None:
        columns.append((Column("shrunk", "shrunk", "right", "number", priority=3), _shrunk))
    if any(item.central_weights for item in sureness.items):
        columns.append((Column("central_weights", "first, on average, with", least=20), _weights))
        columns.append((Column("confidence_factor", "then first", "right"), _first_then))
    return columns


def _shrunk(item: Sure) -> Cell:
    return Cell(NOTHING if item.shrunk is None else figure(item.shrunk), item.shrunk)


def _weights(item: Sure) -> Cell:
    """The weights with which a feature comes first, the largest first; nothing for one that never does."""
    ordered = sorted(item.central_weights or (), key=lambda weight: (-round(weight[1], 2), weight[0]))
    return Cell(listed([f"{name} {100 * weight:.0f} %" for name, weight in ordered], 3))


def _first_then(item: Sure) -> Cell:
    return Cell("") if item.confidence_factor is None else _odds(item.confidence_factor)


def brackets(sureness: Sureness, ids: Sequence[str]) -> list[Cell]:
    """A bracket beside every band of features that cannot be told apart, for these rows of the order."""
    numbers = {item.id: item.band for item in sureness.items}
    whole = {band: [item for item in sureness.items if item.band == band] for band in {*numbers.values()}}
    cells = []
    for band, rows in _runs([numbers[name] for name in ids]):
        members = whole[band]
        last = members[-1]
        words = "a tie" if last.id in ids else f"a tie, down to {last.rank} {last.id}"
        cells += [Cell(text, band) for text in _bracket(rows, len(members), words)]
    return cells


def _runs(bands: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each band with the number of its rows, which follow one another."""
    start = 0
    for at in range(1, len(bands) + 1):
        if at == len(bands) or bands[at] != bands[start]:
            yield bands[start], at - start
            start = at


def _bracket(rows: int, members: int, words: str) -> list[str]:
    """The pieces of a bracket beside so many rows, the words in the middle."""
    if members == 1:
        return [""]
    if rows == 1:
        return [f"╶ {words}"]
    pieces = ["╮", *["│"] * (rows - 2), "╯" if rows == members else "│"]
    pieces[(rows - 1) // 2] += f" {words}"
    return pieces
