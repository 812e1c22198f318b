"""The dependency graph of the page: where its boxes and arrows lie, and the same as a list."""

from __future__ import annotations

from typing import Final

from pmcli.views.graph.drawing import Drawing
from pmcli.views.graph.export import linked
from pmcli.views.page.data import PageData, link
from pmcli.writers.html.markup import Markup, element, joined
from pmcli.writers.layout.layers import arrange

VIEW = "graph"
_RATIO: Final = 0.42
"""So many columns for a row: boxes are 220 by 44, and a screen is wider than high."""


def drawing_of(seen: PageData) -> Drawing | None:
    """What is bound together, None where nothing is or the reader may not see it."""
    drawing_of = linked(seen.shared) if seen.shared.sees("depends_on") else None
    return drawing_of if drawing_of is not None and drawing_of.ids else None


def data_of(seen: PageData, drawing: Drawing) -> dict[str, object]:
    """Boxes as [feature, column, row], arrows as [from, to, 1 where it only would like to, spots between]."""
    data_of = arrange(drawing.ids, (*drawing.arcs, *drawing.soft), _RATIO)
    soft = set(drawing.soft)
    return {
        "nodes": [[seen.at[name], column, _short(row)] for name, (column, row) in data_of.places.items()],
        "arcs": [
            [seen.at[need], seen.at[name], int((name, need) in soft),
             [part for at, row in data_of.ways.get((name, need), ())[1:-1] for part in (at, _short(row))]]
            for name, need in (*drawing.arcs, *drawing.soft)
        ],
    }  # fmt: skip


def section(seen: PageData, drawing: Drawing) -> Markup:
    """The list; the script draws the graph above it."""
    needs = drawing.needs()
    for name, need in drawing.soft:
        needs.setdefault(name, []).append(need)
    rows = joined(
        element("li", _name(seen, name), " waits for ", *_names(seen, needs[name]))
        for name in drawing.ids if needs.get(name)
    )  # fmt: skip
    words = "An arrow leads from what comes first to what waits for it"
    legend = f"{words}, dashed where it only would like to." if drawing.soft else f"{words}."
    return joined([
        element("p", legend, class_="note"),
        element("div", id="drawing"),
        element("details", element("summary", "As a list"), element("ul", rows), open=True),
    ])  # fmt: skip


def _names(seen: PageData, names: list[str]) -> list[Markup]:
    found: list[Markup] = []
    for at, name in enumerate(names):
        found += [Markup(", ")] if at else []
        found.append(_name(seen, name))
    return found


def _name(seen: PageData, name: str) -> Markup:
    return element("a", seen.shared.title(name), href=link(VIEW, name))


def _short(row: float) -> float:
    return round(row, 2)
