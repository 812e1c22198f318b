"""Lanes of cards that are one line each, in as few columns as let them keep to a number of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.writers.drawings import Card, Lane, Shelves, Words
from pmcli.writers.terminal.gantt import USUAL
from pmcli.writers.terminal.heads import head
from pmcli.writers.terminal.layout import GAP, shares
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import BLANK, Cell, Grid, Shape

LEAST = 36
"""Cells of a column: in fewer titles say too little."""
_LEAST_BESIDE = 8
"""Cells of what stands beside a title, where there is little room."""


def drawn(shelves: Shelves, look: Look) -> Iterator[Shape]:
    """The lanes below one another, the columns of all their cards in line."""
    lanes = shelves.lanes
    limit = look.limit or USUAL
    beside = _beside([len(lane.cards) for lane in lanes], shelves.lines, limit)
    rows = shares([-(-len(lane.cards) // beside) for lane in lanes], shelves.lines)
    widths = _Widths.of([card for lane in lanes for card in lane.cards], (limit + GAP) // beside - GAP, look)
    for number, (lane, count) in enumerate(zip(lanes, rows, strict=True)):
        yield from [BLANK] if number else []
        yield from head(lane)
        if not lane.cards and lane.empty:
            yield Words([(lane.empty, "dim")], [(" " * widths.lead, "plain")])
        elif count:
            yield _grid(lane, count, beside, widths, look)
    yield from shelves.below


def _beside(counts: Sequence[int], lines: int, limit: int) -> int:
    """How many columns there are: as few as need no more lines than there are."""
    most = max(1, (limit + GAP) // (LEAST + GAP))
    fitting = (beside for beside in range(1, most) if sum(-(-count // beside) for count in counts) <= lines)
    return next(fitting, most)


class _Widths:
    """The cells of the marks, the title and what stands beside it, the same in every column."""

    def __init__(self, lead: int, title: int, right: int, *, is_full: bool) -> None:
        self.lead, self.title, self.right, self.is_full = lead, title, right, is_full

    @classmethod
    def of(cls, cards: Sequence[Card], room: int, look: Look) -> _Widths:
        """The widths in a column of so many cells; the work is told in full where there is room for it."""
        lead = 1 + max((len(card.marks) for card in cards), default=0)
        title = max((look.cells(look.clean(card.text)) for card in cards), default=0)
        for is_full in (True, False):
            right = max((look.cells(_right(card, look, is_full=is_full)) for card in cards), default=0)
            if lead + title + GAP + right <= room:
                return cls(lead, title, right, is_full=is_full)
        right = min(right, max(_LEAST_BESIDE, room // 3))
        return cls(lead, max(room - lead - GAP - right, 1), right, is_full=False)


def _right(card: Card, look: Look, *, is_full: bool) -> str:
    return look.clean(card.flag or (card.work if is_full else card.brief))


def _grid(lane: Lane, rows: int, beside: int, widths: _Widths, look: Look) -> Grid:
    """The cards of a lane, read down its columns; the last says how many have no room."""
    cards, room = lane.cards, rows * beside
    if (more := len(cards) - room) > 0:
        cards = (*cards[: room - 1], Card(f"and {more + 1:,} more", tone="dim"))
    drawn = [_cells(card, widths, look) for card in cards]
    columns = [drawn[at * rows : (at + 1) * rows] for at in range(beside)]
    empty: tuple[Cell, Cell] = ([BLANK], [BLANK])
    table = [
        [cell for column in columns for cell in (column[row] if row < len(column) else empty)]
        for row in range(rows)
    ]
    return Grid((widths.lead + widths.title, widths.right) * beside, table)


def _cells(card: Card, widths: _Widths, look: Look) -> tuple[Cell, Cell]:
    marks = [*card.marks, (" " * (widths.lead - len(card.marks)), "plain")]
    title = look.cut_before(look.clean(card.title), card.tail, widths.title)
    right = look.cut(_right(card, look, is_full=widths.is_full), widths.right)
    tone = "warn" if card.flag else "dim"
    return [Words([(title, card.tone)], marks)], [Words([(right, tone)])]
