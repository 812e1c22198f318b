"""The dependency graph as a picture for slides: arrows from what comes first to what waits for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Final

from pmcli.sharing import AudienceView
from pmcli.views import legend
from pmcli.views.graph.drawing import Drawing
from pmcli.views.legend import Themes
from pmcli.writers.layout.layers import Arc, Arrangement, arrange
from pmcli.writers.svg import ink
from pmcli.writers.svg.arrows import spread, way
from pmcli.writers.svg.text import cut, shown, width, wrapped

BOX, HIGH = 200, 58
COLUMN, ROW = 272, 76
"""A box, and how far it is from one to the next."""
RATIO: Final = 16 / 9 * ROW / COLUMN
STATUSES: Final = {"idea": "#9aa5b1", "candidate": "#2f6db5", "planned": "#6f5bb0", "in-progress": "#2a9078"}
_EDGE, _HEAD = 40, 110
_LEAST, _TITLED = 640, 1120
_SIZE, _LINE, _SMALL = 13, 16, 11
_LEFT, _RIGHT = 14, 9
_ARROW = "#66727f"


def graph_svg(view: AudienceView) -> str:
    """The dependency graph as an SVG file: the features that have a dependency."""
    drawing = Drawing.of(view.backlog, view.ranking, None)
    ends = {name for arc in (*drawing.arcs, *drawing.soft) for name in arc}
    ids = [name for name in drawing.ids if name in ends] if view.sees("depends_on") else []
    arcs = (*drawing.arcs, *drawing.soft) if ids else ()
    return _GraphPicture(view, drawing, arrange(ids, arcs, RATIO)).drawn()


@dataclass(frozen=True)
class _GraphPicture:
    view: AudienceView
    drawing: Drawing
    arrangement: Arrangement

    @cached_property
    def colors(self) -> dict[str, str]:
        """The colour of every box: of its status, else of its theme."""
        backlog = self.view.backlog
        if self.view.sees("status"):
            return {name: STATUSES[backlog.status(name)] for name in self.arrangement.places}
        return {name: self.themes.color(backlog.features[name].theme) for name in self.arrangement.places}

    @cached_property
    def themes(self) -> Themes:
        return Themes.of(self.view, self.arrangement.places)

    @cached_property
    def entries(self) -> list[legend.LegendEntry]:
        """The entries of the legend: statuses or themes, containers, kinds of arrow."""
        if not self.arrangement.places:
            return []
        used = set(self.colors.values())
        entries = (
            [legend.LegendEntry(legend.swatch(hue), word) for word, hue in STATUSES.items() if hue in used]
            if self.view.sees("status") else self.themes.entries()
        )  # fmt: skip
        if self.drawing.parents & set(self.arrangement.places):
            entries.append(legend.LegendEntry(legend.swatch(ink.WASH, ink.SOFT), "made of other features"))
        lines = (
            (self.drawing.arcs, False, "comes first"),
            (self.drawing.soft, True, "better first, not needed"),
        )
        entries += [legend.LegendEntry(_sample(dashed=dashed), text) for arcs, dashed, text in lines if arcs]
        return entries

    def drawn(self) -> str:
        """The text of the SVG file."""
        arrangement, product = self.arrangement, self.view.backlog.workspace.product
        title = f"{product}: what waits for what"
        titled = min(width(shown(title), 28, bold=True), _TITLED)
        wide = ceil(max(_LEAST, 2 * _EDGE + max(titled, arrangement.columns * COLUMN - (COLUMN - BOX))))
        room = wide - 2 * _EDGE
        bottom = _HEAD + max(1.0, arrangement.rows) * ROW - (ROW - HIGH)
        signs, below = legend.drawn(self.entries, _EDGE, bottom + 30, room)
        summary = self._summary()
        parts = [
            ink.words(_EDGE, 56, cut(title, room, 28, bold=True), 28, bold=True),
            ink.words(_EDGE, 84, cut(summary, room, 15), 15, fill=ink.SOFT),
            *self._arrows(), *(self._box(name) for name in arrangement.places), *signs,
        ]  # fmt: skip
        high = bottom + (20 + below if below else 0) + _EDGE
        return ink.picture(wide, high, "pm-graph", title, f"{summary}. {self._about()}", parts)

    def _summary(self) -> str:
        """How much is drawn, and how much is not."""
        count, all_of_them = len(self.arrangement.places), len(self.drawing.ids)
        if not count:
            return "no feature waits for another"
        arcs = len(self.arrangement.ways)
        drawn = f"{count:,} features, {arcs:,} {'dependency' if arcs == 1 else 'dependencies'}"
        lone = all_of_them - count
        return f"{drawn}; {lone:,} more without any" if lone else drawn

    def _about(self) -> str:
        needs: defaultdict[str, list[str]] = defaultdict(list)
        for name, need in self.arrangement.ways:
            needs[name].append(self.view.title(need))
        waits = (
            f"{self.view.title(name)} after {', '.join(needs[name])}."
            for name in self.arrangement.places
            if name in needs
        )
        return " ".join(waits)

    # --- boxes and arrows ---

    def _corner(self, name: str) -> tuple[float, float]:
        layer, row = self.arrangement.places[name]
        return _EDGE + layer * COLUMN, _HEAD + row * ROW

    def _box(self, name: str) -> str:
        title = self.view.title(name)
        rank = self.drawing.ranks.get(name) if self.view.sees("rank") else None
        sign = f"#{rank}" if rank else ""
        signed = width(sign, _SMALL) + 6 if sign else 0
        is_parent = name in self.drawing.parents
        lines = wrapped(title, BOX - _LEFT - _RIGHT - signed, _SIZE, 3, bold=True)
        first = HIGH / 2 + 4.5 - (len(lines) - 1) * _LINE / 2
        parts = [
            ink.rect(0.5, 0.5, BOX - 1, HIGH - 1, ink.WASH if is_parent else ink.PAPER, radius=6,
                     stroke=ink.SOFT if is_parent else ink.GREY),
            ink.rect(5, 7, 4, HIGH - 14, self.colors[name], radius=2),
            *(ink.words(_LEFT, first + at * _LINE, text, _SIZE, bold=True) for at, text in enumerate(lines)),
        ]  # fmt: skip
        if sign:
            parts.append(ink.words(BOX - _RIGHT, 17, sign, _SMALL, fill=ink.SOFT, anchor="end"))
        return ink.group(*self._corner(name), parts, title=title, kind="box")

    def _arrows(self) -> Iterator[str]:
        hard = set(self.drawing.arcs)
        starts, ends = self._ports()
        for arc, spots in sorted(self.arrangement.ways.items()):
            stops = [(_EDGE + layer * COLUMN, _HEAD + row * ROW + HIGH / 2) for layer, row in spots]
            line, head = way(stops, starts[arc], ends[arc], BOX)
            yield ink.path(line, stroke=_ARROW, dashed=arc not in hard)
            yield ink.path(head, fill=_ARROW)

    def _ports(self) -> tuple[dict[Arc, float], dict[Arc, float]]:
        """Where arrows leave and reach their boxes, from the middle of a side."""
        out: defaultdict[str, dict[Arc, float]] = defaultdict(dict)
        into: defaultdict[str, dict[Arc, float]] = defaultdict(dict)
        for (name, need), spots in self.arrangement.ways.items():
            out[need][name, need] = spots[1][1]
            into[name][name, need] = spots[-2][1]
        starts = {arc: at for keys in out.values() for arc, at in spread(keys, HIGH).items()}
        ends = {arc: at for keys in into.values() for arc, at in spread(keys, HIGH).items()}
        return starts, ends


def _sample(*, dashed: bool) -> str:
    """A small arrow for the legend."""
    return ink.path("M0 7H10", stroke=_ARROW, dashed=dashed) + ink.path("M18 7L10 3V11Z", fill=_ARROW)
