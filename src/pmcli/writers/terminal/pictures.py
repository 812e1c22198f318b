"""Drawings in a terminal: legends, boards of cards, matrices; each has a form for where it is narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.writers.drawings import (
    Board,
    Card,
    Drawing,
    Gantt,
    Intervals,
    Lane,
    Legend,
    Matrix,
    Shelves,
    Span,
    TextLines,
    Words,
)
from pmcli.writers.plots.chart import Bars, Scatter
from pmcli.writers.terminal.heads import head, legend
from pmcli.writers.terminal.layout import GAP, Want, fit
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import BLANK, Grid, Panel, Panels, Shape

NARROW_LANE = 29
"""A lane with fewer cells, its frame among them, says too little."""
WIDE_LANE = 50
"""More cells make no lane easier to read."""
FRAME = 4
"""Cells of the frame of a panel and the space inside it."""
ROOM_FOR_ID = 34
MANY_LANES = 5
"""From this number on lanes may stand in several bands; else twelve months would never be side by side."""
_LINES = 3
"""Lines that a title or a reason takes at most where cards are narrow."""
_LEAST_TITLE, _LEAST_WORK = 20, 16
_CORNER, _LEAST_HEAD, _WIDEST_HEAD = 20, 20, 40
"""Cells of the first column of a matrix at most, and of the others."""


def shapes(drawing: Drawing | Scatter | Bars, look: Look) -> Iterator[Shape]:
    """The parts of a drawing."""
    match drawing:
        case TextLines():
            yield from drawing.words
        case Legend():
            yield legend(drawing)
        case Board():
            yield from _board(drawing.lanes, look)
        case Shelves():
            from pmcli.writers.terminal.shelves import drawn

            yield from drawn(drawing, look)
        case Matrix():
            yield from _matrix(drawing, look)
        case Gantt():
            from pmcli.writers.terminal.gantt import rows

            yield rows(drawing, look)
        case Intervals():
            from pmcli.writers.terminal import intervals

            yield from intervals.drawn(drawing, look)
        case Bars():
            from pmcli.writers.plots import bars

            yield from bars.drawn(drawing, look)
        case Scatter():
            from pmcli.writers.plots import field

            yield from field.drawn(drawing, look)


# --- boards ---


def _beside(count: int, limit: int | None) -> int:
    """How many lanes stand side by side; 1 where they stand below one another."""
    if limit is None or count < 2:
        return 1
    fits = (limit + 1) // (NARROW_LANE + 1)
    if fits >= count:
        return count
    if count < MANY_LANES or fits < 3:
        return 1
    return -(-count // -(-count // fits))


def _board(lanes: Sequence[Lane], look: Look) -> Iterator[Shape]:
    beside = _beside(len(lanes), look.limit)
    if beside == 1:
        yield from _stacked(lanes, look)
        return
    width = min(WIDE_LANE, ((look.limit or 0) + 1) // beside - 1)
    panels = (Panel(lane.title, lane.note, list(_cards(lane, width - FRAME))) for lane in lanes)
    yield Panels(tuple(panels), width)


def _cards(lane: Lane, width: int) -> Iterator[Words]:
    yield from (*map(Words, lane.facts), *([BLANK] if lane.facts else []))
    if not lane.cards:
        yield Words([(lane.empty, "dim")], [("  ", "plain")])
    airy = any(card.work or card.why or card.flag for card in lane.cards)
    for number, card in enumerate(lane.cards):
        yield from [BLANK] if number and airy else []
        yield from _card(card, width)


def _card(card: Card, width: int) -> Iterator[Words]:
    """A card in so many cells: the title beside its marks, and below it the rest."""
    lead = _lead(card)
    space = [(" " * sum(len(text) for text, _ in lead), "plain")]
    yield Words([(card.text, card.tone)], lead, most=_LINES)
    if card.id and width >= ROOM_FOR_ID:
        yield Words([(card.id, "dim")], space, most=1)
    if card.work:
        yield Words([(card.work, "plain")], space, is_list=True)
    for text, tone in (*((why, "dim") for why in card.why), (card.flag, "warn")):
        if text:
            yield Words([(text, tone)], space, most=_LINES)


def _lead(card: Card, width: int = 2) -> list[Span]:
    """The marks, each one cell, filled with spaces to at least `width`."""
    return [*card.marks, (" " * max(width - len(card.marks), 1), "plain")]


def _stacked(lanes: Sequence[Lane], look: Look) -> Iterator[Shape]:
    """The lanes below one another, the columns of all their cards in line."""
    cards = [card for lane in lanes for card in lane.cards]
    lead = max(2, 1 + max((len(card.marks) for card in cards), default=0))
    when = max((look.cells(look.clean(card.when)) for card in cards), default=0)
    when += GAP if when else 0
    widths = _widths(cards, when + lead, look) if cards else None
    for number, lane in enumerate(lanes):
        yield from [BLANK] if number and cards else []
        yield from head(lane)
        if not lane.cards:
            yield Words([(lane.empty, "dim")], [(" " * (when + lead), "plain")])
        elif widths is None and look.limit is not None:
            for card in lane.cards:
                yield from _card(card, look.limit)
        else:
            yield from _rows(lane, when, lead, widths or (), look)


def _widths(cards: Sequence[Card], lead: int, look: Look) -> tuple[int | None, ...] | None:
    """The cells of title, id and work, the same on every row; None where they have no room."""
    columns = [
        [look.clean(text) for text in column]
        for column in zip(*((card.text, card.id, card.work) for card in cards), strict=True)
    ]
    title, name, work = (max(map(look.cells, column)) for column in columns)
    wants = [Want(title, min(title, _LEAST_TITLE)), Want(name, name, 1), Want(work, min(work, _LEAST_WORK))]
    return fit(wants, None if look.limit is None else look.limit - lead)


def _rows(lane: Lane, when: int, lead: int, widths: tuple[int | None, ...], look: Look) -> Iterator[Shape]:
    """Cards over the whole width: title, id and work in columns, and below them the reasons."""
    title, name, work = widths
    rows: list[Sequence[Sequence[Words]] | Words] = []
    space = [(" " * (when + lead), "plain")]
    for card in lane.cards:
        before = [(look.pad(look.clean(card.when), when), "dim"), *_lead(card, lead)]
        rows.append([
            [Words([(card.text, card.tone)], before)],
            *([[Words([(card.id, "dim")])]] if name is not None else []),
            [Words([(card.work, "plain")], is_list=True)],
        ])  # fmt: skip
        told = ((card.reasons, "dim"), (card.flag, "warn"))
        rows += [Words([(text, tone)], space) for text, tone in told if text]
    yield Grid((when + lead + (title or 0), *([name] if name is not None else []), work or 0), rows)


# --- groups by periods ---


def _matrix(matrix: Matrix, look: Look) -> Iterator[Shape]:
    heads = len(matrix.heads)
    lanes = [group.lane for group in matrix.groups]
    titles = [matrix.corner, *(text for lane in lanes for text in (lane.title, lane.note))]
    corner = min(_CORNER, max(look.cells(look.clean(title)) for title in titles))
    room = 0 if look.limit is None else (look.limit - 1 - corner - 3 * (heads + 1)) // max(heads, 1)
    if heads < 2 or room < _LEAST_HEAD:
        yield from _stacked(lanes, look)
        return
    rows = [
        [
            [Words([(group.lane.title, "id")], most=_LINES), Words([(group.lane.note, "dim")])],
            *(
                [Words([(card.text, card.tone)], _lead(card), most=_LINES) for card in cell]
                for cell in group.cells
            ),
        ]
        for group in matrix.groups
    ]
    widths = (corner, *[min(room, _WIDEST_HEAD)] * heads)
    yield Grid(widths, rows, (matrix.corner, *matrix.heads), is_framed=True)
