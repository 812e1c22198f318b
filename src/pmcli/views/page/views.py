"""The page that is made for looking around: roadmap, table, graph, plot and heat map in one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pmcli.views.declined import refusals, table_of
from pmcli.views.page import capacity, details, graph, ranking, timeline
from pmcli.views.page.data import PageData
from pmcli.views.review.changed import changed
from pmcli.views.roadmap.labels import counted
from pmcli.writers.html.blocks import table, written
from pmcli.writers.html.document import HtmlDocument
from pmcli.writers.html.markup import EMPTY, Markup, element, joined

if TYPE_CHECKING:
    from pmcli.sharing import AudienceView

STYLES: Final = ("style/base.css", "style/explore.css")
SCRIPTS: Final = (
    "vendor/panzoom.min.js", "script/dom.js", "script/state.js", "script/filters.js", "script/roadmap.js",
    "script/table.js", "script/graph.js", "script/plot.js", "script/details.js", "script/main.js",
)  # fmt: skip
LIVE: Final = "script/live.js"
_LEAST_POINTS: Final = 2


@dataclass(frozen=True, slots=True)
class PagePart:
    """A view of the page; one that `is_drawn` is nothing without the script."""

    name: str
    title: str
    inside: Markup
    is_drawn: bool = False


def document(view: AudienceView, start: str, version: str | None = None) -> HtmlDocument:
    """The page; one with a version is shown anew when that changes."""
    page = PageData(view)
    parts = list(_parts(page))
    first = (
        start
        if start in {part.name for part in parts}
        else {"backlog": ranking.VIEW}.get(start, parts[0].name)
    )
    scripts = SCRIPTS if version is None else (*SCRIPTS, LIVE)
    product = view.backlog.workspace.product
    return HtmlDocument(
        f"{product}: roadmap", _body(page, parts), STYLES, scripts, details.data(page, first), version
    )


def _parts(page: PageData) -> Iterator[PagePart]:
    """The views that the reader may see and that say anything."""
    view = page.view
    if page.lanes and (page.planned or view.sees("period")):
        yield PagePart(timeline.VIEW, "Roadmap", timeline.section(page))
    yield PagePart(ranking.VIEW, "Ranking" if view.sees("rank") else "Features", ranking.section(page))
    if (drawing := graph.drawing_of(page)) is not None:
        yield PagePart(graph.VIEW, "Dependencies", graph.section(page, drawing))
    if len(page.point) >= _LEAST_POINTS:
        yield PagePart("plot", "Value and effort", element("div", id="plotted"), is_drawn=True)
    if view.sees("capacity", "period") and view.roadmap.loads:
        yield PagePart("capacity", "Capacity", capacity.section(page))
    if view.sees("declined") and (rows := refusals(view)):
        yield PagePart("declined", "Not doing", table(table_of(rows, view)))
    if view.since is not None:
        yield PagePart("changes", "What changed", joined(map(written, changed(view, view.since))))


def _body(page: PageData, parts: list[PagePart]) -> Markup:
    view = page.view
    links = element("nav", *(
        element("a", part.title, href=f"#{part.name}", hidden=part.is_drawn) for part in parts
    ), aria_label="Views")  # fmt: skip
    head = element(
        "header",
        element("div", element("h1", view.backlog.workspace.product), element("p", _about(page)),
                class_="brand"),
        element("div", id="tools"), links, class_="top",
    )  # fmt: skip
    left_out = view.left_out or ()
    main = element(
        "main",
        _left_out(len(left_out)),
        element("div", id="filters"),
        joined(
            element("section", element("h2", part.title, id=f"{part.name}-title"), part.inside, id=part.name,
                    class_="view", aria_labelledby=f"{part.name}-title", hidden=part.is_drawn)
            for part in parts
        ),
        id="main", tabindex=-1,
    )  # fmt: skip
    skip = element("a", "Skip to content", href="#main", class_="skip")
    return joined([skip, head, main, element("aside", id="details", aria_label="Details", hidden=True)])


def _about(page: PageData) -> str:
    view = page.view
    about = [counted(len(page.features))]
    if view.sees("period") and view.roadmap.periods:
        about.insert(0, f"{view.roadmap.periods[0]} to {view.roadmap.periods[-1]}")
    if not view.reader.is_full and not view.reader.is_public:
        about.append(f"for {view.reader.name}")
    return " · ".join(about)


def _left_out(count: int) -> Markup:
    if not count:
        return EMPTY
    return element("p", f"{counted(count)} left out for errors: pm check shows them.", class_="callout bad")
