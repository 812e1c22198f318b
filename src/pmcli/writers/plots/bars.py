"""Bars in a terminal, all on one scale, each with a mark at what it is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor

from pmcli.writers.drawings import Line, Words
from pmcli.writers.plots.chart import Bar, Bars
from pmcli.writers.terminal.gantt import USUAL
from pmcli.writers.terminal.layout import GAP
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import BLANK, Cell, Grid, Shape, Strip

_LONGEST, _LEAST = 40, 8
"""Cells of a bar: where there is room, and at least."""
_LEAST_LABEL = 15
_LABEL, _CELL = 30, 34
"""At most: hundredths of the width for a label, and cells for a text beside a bar."""


def drawn(picture: Bars, look: Look) -> Iterator[Shape]:
    """The bars of every group under its title."""
    every = [bar for group in picture.groups for bar in group.bars]
    limit = look.limit or USUAL
    natural = max(look.cells(look.clean(bar.label)) for bar in every)
    label = min(natural, max(_LABEL * limit // 100, _LEAST_LABEL), limit - GAP - _LEAST)
    columns = _columns(picture, every, look, limit - label - GAP - _LEAST)
    room = max(_LEAST, min(_LONGEST, limit - label - GAP - sum(wide + GAP for wide in columns)))
    rows: list[Sequence[Cell] | Words] = []
    if any(picture.heads):
        rows.append([[], [], *_beside(picture.heads, columns, look, "dim")])
    for number, group in enumerate(picture.groups):
        if group.title:
            rows += [BLANK] * bool(number)
            rows.append(Words([(look.cut(look.clean(group.title), limit), "strong")]))
        for bar in group.bars:
            name = Words([(look.cut(look.clean(bar.label), label), "plain")])
            row = Words(_bar(bar, picture.longest, room, look))
            rows.append([[name], [row], *_beside(bar.cells, columns, look, "plain")])
    yield Grid((label, room, *columns), rows)
    if picture.marked:
        marked = look.cut(f" {look.clean(picture.marked)}", limit - 1)
        yield from (BLANK, Words([(_mark(look), "strong"), (marked, "dim")]))


def _mark(look: Look) -> str:
    return "┃" if look.unicode else "|"


def _columns(picture: Bars, every: list[Bar], look: Look, room: int) -> list[int]:
    """The widths of the columns beside the bars; those without room go, from the right."""
    columns = []
    for at, head in enumerate(picture.heads):
        texts = [head, *(bar.cells[at] for bar in every)]
        wide = min(_CELL, max(look.cells(look.clean(text)) for text in texts))
        if wide + GAP > room:
            wide = room - GAP if at == len(picture.heads) - 1 and room - GAP >= _LEAST else 0
        if not wide:
            break
        columns.append(wide)
        room -= wide + GAP
    return columns


def _beside(texts: tuple[str, ...], columns: list[int], look: Look, tone: str) -> Iterator[Cell]:
    """The texts beside a bar: numbers to the right, a last column of words to the left."""
    shown = [*texts, *[""] * (len(columns) - len(texts))]
    for at, (text, wide) in enumerate(zip(shown, columns, strict=False)):
        is_words = at == len(texts) - 1 and wide > _LEAST
        padded = look.pad(look.cut(look.clean(text), wide), wide, "left" if is_words else "right")
        yield [Words([(padded, "dim" if is_words else tone)])]


def _bar(bar: Bar, longest: float, room: int, look: Look) -> Line:
    """A bar and the rest up to its mark; the mark is drawn over it."""
    share = 1 / longest if longest > 0 else 0.0
    row = Strip(" " * room, "plain")
    text = look.bar(bar.value * share, room)
    at = 0 if bar.mark is None else min(room - 1, max(0, floor(room * bar.mark * share)))
    row.write(0, ("·" if look.unicode else ".") * at, "dim")
    row.write(0, text, bar.tone)
    if bar.mark is not None:
        row.write(at, _mark(look), "strong")
    return row.line
