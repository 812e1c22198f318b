"""The roadmap as a picture for slides: columns of time, lanes of teams, a box for every feature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil, log
from typing import Final

from pmcli.model.figure import figure
from pmcli.sharing import AudienceView
from pmcli.views import legend
from pmcli.views.legend import SIGN, Themes
from pmcli.views.likelihood import outlook
from pmcli.views.roadmap.labels import counted
from pmcli.views.roadmap.lanes import Item, LanePlan, months
from pmcli.writers.svg import ink
from pmcli.writers.svg.text import cut, width, wrapped

SLIDE: Final = 16 / 9
WIDTHS: Final = (960, 1120, 1280, 1440, 1600, 1920, 2240, 2560)
"""Widths tried; the one whose picture comes nearest to the shape of a slide is taken."""
BESIDE: Final = (1, 2, 3, 4)
"""Numbers of boxes beside one another in a cell that are tried."""
LEAST: Final = 150
"""Least width of a box; a column is wider."""
MOST, FEW = 24, 12
"""Most boxes in a cell; where some cell has more than `MOST`, each shows `FEW`, and counts the others."""
_EDGE, _PAD, _GAP = 40, 10, 8
_LABEL, _LABEL_SIZE = 130, 15
_HEAD, _COLUMN_HEAD = 104, 50
_BAR = 24
_EMPTY = 34
SIZE, LINE, SMALL, SMALL_LINE = 13, 17, 11, 15
LINES, ABOUT = 3, 4
"""Most lines of a title, and of the text for customers below it."""
_LEFT, _RIGHT, _TOP = 13, 9, 8
_SIGN = 18


def roadmap_svg(view: AudienceView) -> str:
    """The roadmap as an SVG file: what the reader may see of it, about as wide as a slide for its height."""
    plan = LanePlan.of(view)
    columns = len(plan.columns)
    least = 2 * _EDGE + _label(plan) + columns * (LEAST + 2 * _PAD)
    sizes = [wide for wide in WIDTHS if wide >= least] or [least]
    layouts = [
        Layout(view, plan, wide, beside)
        for wide in sizes for beside in BESIDE
        if beside == 1 or (wide - least) / columns >= (beside - 1) * (LEAST + _GAP)
    ]  # fmt: skip
    return min(layouts, key=lambda layout: (round(layout.deviation, 2), layout.wide)).drawn()


def _label(plan: LanePlan) -> int:
    return _LABEL if any(plan.lanes) else 0


@dataclass(frozen=True)
class Layout:
    """A roadmap in a picture of a given width, with so many boxes beside one another."""

    view: AudienceView
    plan: LanePlan
    wide: float
    beside: int

    @property
    def deviation(self) -> float:
        """The distance of the picture's shape from that of a slide: the logarithm of their ratio."""
        return abs(log(self.wide / self.high / SLIDE))

    @cached_property
    def column(self) -> float:
        """The width of a column."""
        return (self.wide - 2 * _EDGE - _label(self.plan)) / len(self.plan.columns)

    @cached_property
    def themes(self) -> Themes:
        """The colours of the themes that are drawn."""
        return Themes.of(self.view, (item.id for item in self.plan.items()))

    @cached_property
    def most(self) -> int:
        """Most boxes in a cell."""
        return MOST if all(len(items) <= MOST for items in self.plan.cells.values()) else FEW

    @cached_property
    def boxes(self) -> dict[tuple[int, str], list[Box]]:
        """The boxes of every cell."""
        room = (self.column - 2 * _PAD - (self.beside - 1) * _GAP) / self.beside
        return {
            key: [Box.of(item, room, self.themes.color(item.theme)) for item in items[: self.most]]
            for key, items in self.plan.cells.items()
        }

    @cached_property
    def heights(self) -> dict[str, float]:
        """The height of every lane."""
        return {
            lane: max(self._cell_height(at, lane) for at in range(len(self.plan.columns)))
            for lane in self.plan.lanes
        }

    def _cell_height(self, at: int, lane: str) -> float:
        items = self.plan.cells.get((at, lane), ())
        least = 2 * _PAD + (_BAR if (at, lane) in self.plan.loads else 0)
        rows = sum(high + _GAP for high in self._row_heights(at, lane))
        return max(_EMPTY, least + rows - (_GAP if rows else 0) + (_BAR if len(items) > self.most else 0))

    def _row_heights(self, at: int, lane: str) -> list[float]:
        boxes = self.boxes.get((at, lane), [])
        rows = [boxes[start : start + self.beside] for start in range(0, len(boxes), self.beside)]
        return [max(box.high for box in row) for row in rows]

    @cached_property
    def entries(self) -> list[legend.LegendEntry]:
        """The entries of the legend: themes, marks, capacity."""
        entries = self.themes.entries() if self.plan.kind != "theme" else []
        entries += legend.marks(mark for item in self.plan.items() for mark in item.marks)
        if self.plan.loads:
            unit = self.view.backlog.workspace.effort_unit
            sign = ink.rect(0, 4, 17, 7, ink.LINE, radius=3) + ink.rect(0, 4, 12, 7, ink.SOFT, radius=3)
            entries.append(legend.LegendEntry(sign, f"capacity used, in {unit}"))
        return entries

    @cached_property
    def top(self) -> float:
        """The y at which the lanes begin."""
        return _HEAD + (_COLUMN_HEAD if any(column.title for column in self.plan.columns) else 0)

    @cached_property
    def bottom(self) -> float:
        """The y at which the lanes end."""
        return self.top + sum(self.heights.values())

    @cached_property
    def high(self) -> float:
        """The height of the picture."""
        _, below = legend.drawn(self.entries, _EDGE, 0, self.wide - 2 * _EDGE)
        return ceil(self.bottom + (24 + below if below else 0) + _EDGE - 10)

    # --- drawn ---

    def drawn(self) -> str:
        """The text of the SVG file."""
        product = self.view.backlog.workspace.product
        count = sum(map(len, self.plan.cells.values()))
        summary = f"{counted(count)}{self._span()}" if count else "nothing planned"
        if likely := outlook(self.view, self.view.placements):
            summary += f"; {likely}"
        room = self.wide - 2 * _EDGE
        parts = [
            ink.words(_EDGE, 56, cut(f"{product}: roadmap", room, 28, bold=True), 28, bold=True),
            ink.words(_EDGE, 84, cut(summary, room, 15), 15, fill=ink.SOFT),
            *self._columns(), *self._lanes(),
        ]  # fmt: skip
        signs, _ = legend.drawn(self.entries, _EDGE, self.bottom + 24, room)
        about = f"{summary}. {self._about()}"
        return ink.picture(self.wide, self.high, "pm-roadmap", f"{product}: roadmap", about, [*parts, *signs])

    def _span(self) -> str:
        titles = [column.title for column in self.plan.columns if column.title]
        return f", {titles[0]} to {titles[-1]}" if self.view.sees("period") and titles else ""

    def _about(self) -> str:
        """The titles of all boxes by column, for those who cannot see the picture."""
        sentences = []
        for at, column in enumerate(self.plan.columns):
            titles = [item.called for lane in self.plan.lanes for item in self.plan.cells.get((at, lane), ())]
            if titles:
                listed = ", ".join(titles)
                sentences.append(f"{column.title}: {listed}." if column.title else listed)
        return " ".join(sentences)

    def _x(self, at: int) -> float:
        return _EDGE + _label(self.plan) + at * self.column

    def _columns(self) -> Iterator[str]:
        for at, column in enumerate(self.plan.columns):
            x = self._x(at)
            if at % 2 == 0 and len(self.plan.columns) > 1:
                yield ink.rect(
                    x, self.top - _COLUMN_HEAD, self.column, self.bottom - self.top + _COLUMN_HEAD, ink.WASH
                )
            if column.title:
                yield ink.words(x + _PAD, self.top - 20, column.title, 18, bold=True)
                end, note = x + self.column - _PAD, months(self.view, column)
                if width(column.title, 18, bold=True) + width(note, 12) + 3 * _PAD < self.column:
                    yield ink.words(end, self.top - 20, note, 12, fill=ink.SOFT, anchor="end")

    def _lanes(self) -> Iterator[str]:
        y = self.top
        for lane in self.plan.lanes:
            yield ink.line(_EDGE, y, self.wide - _EDGE, y)
            name = lane or ("no " + self.plan.kind if len(self.plan.lanes) > 1 else "")
            if name:
                color = ink.INK if lane else ink.SOFT
                for number, text in enumerate(wrapped(name, _LABEL - _PAD, _LABEL_SIZE, 2, bold=True)):
                    yield ink.words(_EDGE, y + 26 + number * 19, text, _LABEL_SIZE, bold=True, fill=color)
            for at in range(len(self.plan.columns)):
                yield from self._cell(at, lane, y)
            y += self.heights[lane]
        yield ink.line(_EDGE, y, self.wide - _EDGE, y)

    def _cell(self, at: int, lane: str, y: float) -> Iterator[str]:
        x = self._x(at) + _PAD
        y += _PAD
        load = self.plan.loads.get((at, lane))
        if load is not None:
            yield from _bar(x, y, self.column - 2 * _PAD, load.used, load.capacity)
            y += _BAR
        boxes = self.boxes.get((at, lane), [])
        room = (self.column - 2 * _PAD + _GAP) / self.beside
        for row, high in enumerate(self._row_heights(at, lane)):
            for number, box in enumerate(boxes[row * self.beside : (row + 1) * self.beside]):
                yield box.drawn(x + number * room, y, high)
            y += high + _GAP
        more = len(self.plan.cells.get((at, lane), ())) - self.most
        if more > 0:
            yield ink.words(x, y + 12, f"and {more:,} more", 12, fill=ink.SOFT)


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its lines; `high` is how high it has to be."""

    item: Item
    color: str
    wide: float
    title: tuple[str, ...]
    about: tuple[str, ...]
    meta: str

    @classmethod
    def of(cls, item: Item, wide: float, color: str) -> Box:
        """The box of a feature, `wide` pixels wide."""
        signs = len(item.marks) * _SIGN
        room = wide - _LEFT - _RIGHT
        title = wrapped(item.title, room - signs, SIZE, LINES, bold=True)
        about = wrapped(item.about, room, SMALL, ABOUT) if item.about else []
        return cls(item, color, wide, tuple(title), tuple(about), cut(item.meta, room, SMALL))

    @property
    def high(self) -> float:
        """The height that the lines need."""
        below = len(self.about) + bool(self.meta)
        return 2 * _TOP + len(self.title) * LINE + below * SMALL_LINE + (2 if below else 0) - 2

    def drawn(self, x: float, y: float, high: float) -> str:
        """The box at a place, as high as its neighbours."""
        low, end = ink.number(high - 5.5), ink.number(high - 0.5)
        stripe = (
            f"M5.5 .5V{end}A5 5 0 0 1 .5 {low}V5.5A5 5 0 0 1 5.5 .5Z"  # the left edge, with round corners
        )
        parts = [
            ink.rect(0.5, 0.5, self.wide - 1, high - 1, ink.PAPER, stroke=ink.LINE, radius=5),
            ink.path(stripe, fill=self.color),
        ]  # fmt: skip
        at = float(_TOP)
        for text in self.title:
            parts.append(ink.words(_LEFT, at + 11, text, SIZE, bold=True))
            at += LINE
        for text in self.about:
            parts.append(ink.words(_LEFT, at + 10, text, SMALL, fill=ink.SOFT))
            at += SMALL_LINE
        if self.meta:
            parts.append(ink.words(_LEFT, at + 10, self.meta, SMALL, fill=ink.SOFT))
        for number, mark in enumerate(self.item.marks):
            outline, color = SIGN[mark]
            left = self.wide - _RIGHT - 14 - number * _SIGN
            parts.append(ink.group(left, _TOP - 1, [ink.path(outline, fill=color)]))
        return ink.group(x, y, parts, title=self.item.called, kind="box")


def _bar(x: float, y: float, room: float, used: float, capacity: float) -> Iterator[str]:
    """How full a team is: a bar, and both numbers."""
    text = f"{figure(used)} of {figure(capacity)}"
    wide = room - width(text, 11) - _GAP
    share = min(1.0, used / capacity) if capacity > 0 else float(used > 0)
    over = used > capacity * (1 + 1e-9)
    yield ink.rect(x, y + 3, wide, 7, ink.LINE, radius=3)
    if share > 0:
        yield ink.rect(x, y + 3, max(wide * share, 3), 7, "#c03a2b" if over else ink.SOFT, radius=3)
    yield ink.words(x + room, y + 11, text, 11, fill=ink.SOFT, anchor="end")
