"""Lanes of cards: side by side where a terminal is wide, below one another where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from pmcli.model.reason import Reason
from pmcli.model.words import sentences
from pmcli.planning.result import Mark
from pmcli.views.roadmap.labels import GLUE, measured, reasons_text, signs, unglued
from pmcli.writers.table import Tone
from pmcli.writers.terminal.layout import GAP, Want, fit
from pmcli.writers.terminal.text import Line, Look, Span, cells, pad, wrap

APART = 3
"""Cells between two lanes."""
NARROW_LANE = 26
"""A lane with fewer cells says too little."""
WIDE_LANE = 46
"""More cells make no lane easier to read."""
ROOM_FOR_ID = 34
MANY_LANES = 5
"""From this number on lanes may stand in several bands; else twelve months would never be side by side."""
_TITLE_LINES = 3
_WHY_LINES = 3
_LEAST_TITLE = 20
_LEAST_WORK = 16


@dataclass(frozen=True, slots=True)
class Card:
    """A feature: its marks, title and id, who works on it, why it stands there, and what is to be noticed.

    `when` stands before the marks, where cards stand below one another; `tone` is that of the title.
    """

    title: str
    id: str = ""
    marks: tuple[Mark, ...] = ()
    work: str = ""
    why: tuple[Reason, ...] = ()
    flag: str = ""
    when: str = ""
    tone: Tone = "strong"


@dataclass(frozen=True, slots=True)
class Lane:
    """Cards under a title; `note` stands beside it, `empty` where there are no cards."""

    title: str
    cards: tuple[Card, ...]
    note: str = ""
    empty: str = "nothing"


def bands(count: int, limit: int | None) -> int:
    """How many lanes stand side by side; 1 where they stand below one another."""
    if limit is None or count < 2:
        return 1
    fits = (limit + APART) // (NARROW_LANE + APART)
    if fits >= count:
        return count
    if count < MANY_LANES or fits < 3:
        return 1
    return -(-count // -(-count // fits))


def draw_lanes(lanes: Sequence[Lane], look: Look, *, head: bool = True) -> list[Line]:
    """The lanes as lines; with `head` False without their titles where they stand side by side."""
    beside = bands(len(lanes), look.limit)
    if beside == 1:
        return draw_stacked(lanes, look)
    lines: list[Line] = []
    for start in range(0, len(lanes), beside):
        lines += [[]] if start else []
        lines += _beside(lanes[start : start + beside], beside, look, head=head)
    return lines


def lane_width(beside: int, look: Look) -> int:
    """The cells of a lane where `beside` lanes stand side by side."""
    return min(WIDE_LANE, ((look.limit or 0) - APART * (beside - 1)) // beside)


def _beside(lanes: Sequence[Lane], beside: int, look: Look, *, head: bool) -> list[Line]:
    width = lane_width(beside, look)
    drawn = [[*(_head(lane, width, look) if head else []), *_cards(lane, width, look)] for lane in lanes]
    lines: list[Line] = []
    for row in zip_longest(*drawn, fillvalue=()):
        line: list[Span] = []
        for part in row:
            line += [*part, (" " * (width - measured(part) + APART), "plain")]
        lines.append(line)
    return lines


def _head(lane: Lane, width: int, look: Look) -> list[Line]:
    title, note = look.clean(lane.title), look.clean(lane.note)
    if cells(title) + GAP + cells(note) > width:
        note = ""
    first = wrap(title, width, 1, look.more)[0]
    space = " " * (width - cells(first) - cells(note))
    rule = ("─" if look.unicode else "-") * width
    return [[(first, "strong"), (space, "plain"), (note, "dim")], [(rule, "dim")]]


def _cards(lane: Lane, width: int, look: Look) -> list[Line]:
    if not lane.cards:
        return [[("  ", "plain"), (look.clean(lane.empty), "dim")]]
    lines: list[Line] = []
    airy = any(card.work or card.why or card.flag for card in lane.cards)
    for number, card in enumerate(lane.cards):
        lines += [[]] if number and airy else []
        lines += _card(card, width, look)
    return lines


def _card(card: Card, width: int, look: Look) -> list[Line]:
    """A card `width` cells wide: the title beside its marks, and below it the rest."""
    lead = _lead(card, look, 2)
    start = measured(lead)
    title = wrap(look.clean(card.title), width - start, _TITLE_LINES, look.more)
    first: list[Span] = [*lead, (title[0], card.tone)]
    lines: list[Line] = [first, *([(" " * start, "plain"), (piece, card.tone)] for piece in title[1:])]
    room, space = width - start, " " * start
    if card.id and width >= ROOM_FOR_ID:
        lines.append([(space, "plain"), (wrap(look.clean(card.id), room, 1, look.more)[0], "dim")])
    lines += [[(space, "plain"), (piece, "plain")] for piece in _listed(card.work, room, look)]
    for text, tone in (*((why, "dim") for why in sentences(card.why)), (card.flag, "warn")):
        pieces = wrap(look.clean(text), room, _WHY_LINES, look.more) if text else []
        lines += [[(space, "plain"), (piece, tone)] for piece in pieces]
    return lines


def _listed(text: str, width: int | None, look: Look) -> list[str]:
    """A list in lines, broken between its pieces rather than inside them."""
    if not text:
        return []
    pieces = look.clean(text).split(", ")
    return unglued(wrap(", ".join(piece.replace(" ", GLUE) for piece in pieces), width))


def _lead(card: Card, look: Look, width: int) -> list[Span]:
    """The marks, filled with spaces to at least `width` cells."""
    lead = signs(card.marks, look)
    return [*lead, (" " * max(width - len(lead), 1), "plain")]


def draw_stacked(lanes: Sequence[Lane], look: Look) -> list[Line]:
    """The lanes below one another, the columns of all their cards in line."""
    cards = [card for lane in lanes for card in lane.cards]
    if not cards:
        return [line for lane in lanes for line in (_title(lane, look), [(f"  {lane.empty}", "dim")])]
    lead = max(2, 1 + max(len(card.marks) for card in cards))
    when = max(cells(look.clean(card.when)) for card in cards)
    when += GAP if when else 0
    lead += when
    widths = _widths(cards, lead, look)
    lines: list[Line] = []
    for number, lane in enumerate(lanes):
        lines += [[]] if number else []
        lines.append(_title(lane, look))
        if not lane.cards:
            lines.append([(" " * lead + look.clean(lane.empty), "dim")])
        for card in lane.cards:
            narrow = look.limit is not None and widths is None
            lines += (
                _card(card, look.limit or 0, look) if narrow else _row(card, when, lead, widths or (), look)
            )
    return lines


def _title(lane: Lane, look: Look) -> Line:
    title = wrap(look.clean(lane.title), look.limit, 1, look.more)[0]
    note = look.clean(lane.note)
    fits = look.limit is None or cells(title) + GAP + cells(note) <= look.limit
    return [(title, "strong"), (" " * GAP, "plain"), (note if fits else "", "dim")]


def _widths(cards: Sequence[Card], lead: int, look: Look) -> tuple[int | None, ...] | None:
    """The cells of title, id and work, the same on every row; None where they have no room."""
    columns = [
        [look.clean(text) for text in column]
        for column in zip(*((card.title, card.id, card.work) for card in cards), strict=True)
    ]
    title, name, work = (max(map(cells, column)) for column in columns)
    wants = [Want(title, min(title, _LEAST_TITLE)), Want(name, name, 1), Want(work, min(work, _LEAST_WORK))]
    return fit(wants, None if look.limit is None else look.limit - lead)


def _row(card: Card, when: int, lead: int, widths: tuple[int | None, ...], look: Look) -> list[Line]:
    """A card over the whole width: title, id and work in columns, and below them the reasons."""
    title, name, work = widths
    columns = [(wrap(look.clean(card.title), title), title or 0, str(card.tone))]
    columns += [(wrap(look.clean(card.id), name), name, "dim")] if name is not None else []
    columns += [(_listed(card.work, work, look), work or 0, "plain")]
    first = [(pad(look.clean(card.when), when), "dim"), *_lead(card, look, lead - when)]
    lines: list[Line] = []
    for number in range(max(len(pieces) for pieces, _, _ in columns)):
        line: list[Span] = [*first] if number == 0 else [(" " * lead, "plain")]
        for pieces, width, tone in columns:
            line += [(pad(pieces[number] if number < len(pieces) else "", width), tone), (" " * GAP, "plain")]
        lines.append(line)
    room = None if look.limit is None else look.limit - lead
    for text, tone in ((reasons_text(card.why), "dim"), (card.flag, "warn")):
        pieces = wrap(look.clean(text), room) if text else []
        lines += [[(" " * lead, "plain"), (piece, tone)] for piece in pieces]
    return lines
