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
"""Columns for each row: boxes are 220 by 44, and a screen is wider than high."""


def drawing_of(page: PageData) -> Drawing | None:
    """The features with dependencies, None where there are none or the reader may not see them."""
    drawing = linked(page.view) if page.view.sees("depends_on") else None
    return drawing if drawing is not None and drawing.ids else None


def data_of(page: PageData, drawing: Drawing) -> dict[str, object]:
    """Boxes as [feature, column, row], arrows as [from, to, 1 where it only would like to, spots between]."""
    arrangement = arrange(drawing.ids, (*drawing.arcs, *drawing.soft), _RATIO)
    soft = set(drawing.soft)
    return {
        "nodes": [[page.at[name], column, _short(row)] for name, (column, row) in arrangement.places.items()],
        "arcs": [
            [page.at[need], page.at[name], int((name, need) in soft),
             [part for at, row in arrangement.ways.get((name, need), ())[1:-1] for part in (at, _short(row))]]
            for name, need in (*drawing.arcs, *drawing.soft)
        ],
    }  # fmt: skip


def section(page: PageData, drawing: Drawing) -> Markup:
    """The list; the script draws the graph above it."""
    needs = drawing.needs()
    for name, need in drawing.soft:
        needs.setdefault(name, []).append(need)
    rows = joined(
        element("li", _name(page, name), " waits for ", *_names(page, needs[name]))
        for name in drawing.ids if needs.get(name)
    )  # fmt: skip
    words = "An arrow leads from what comes first to what waits for it"
    legend = f"{words}, dashed where it only would like to." if drawing.soft else f"{words}."
    return joined([
        element("p", legend, class_="note"),
        element("div", id="drawing"),
        element("details", element("summary", "As a list"), element("ul", rows), open=True),
    ])  # fmt: skip


def _names(page: PageData, names: list[str]) -> list[Markup]:
    links: list[Markup] = []
    for at, name in enumerate(names):
        links += [Markup(", ")] if at else []
        links.append(_name(page, name))
    return links


def _name(page: PageData, name: str) -> Markup:
    return element("a", page.view.title(name), href=link(VIEW, name))


def _short(row: float) -> float:
    return round(row, 2)
