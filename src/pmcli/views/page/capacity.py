"""The heat map of the page: how full every team is in every period."""

from __future__ import annotations

from math import fsum

from pmcli.planning.result import Load
from pmcli.views.page.data import WHEN, PageData, filtered
from pmcli.views.page.timeline import OVER, tenths
from pmcli.writers.html.markup import Markup, element, joined

_ALL = "All teams"
_STEPS = 10


def section(page: PageData) -> Markup:
    """A table whose cells are the darker the fuller a team is."""
    view = page.view
    unit = view.backlog.workspace.effort_unit
    teams = dict.fromkeys(load.team for load in view.roadmap.loads)
    head = element("tr", element("th", "Team", scope="col"), *(
        element("th", str(period), scope="col") for period in view.roadmap.periods
    ))  # fmt: skip
    rows = [_row(page, team, [load for load in view.roadmap.loads if load.team == team]) for team in teams]
    rows += [_row(page, _ALL, list(view.roadmap.loads))] if len(teams) > 1 else []
    whole = element("table", element("caption", f"Work placed, of what fits, in {unit}"),
                    element("thead", head), element("tbody", joined(rows)), class_="heat")  # fmt: skip
    return element("div", whole, class_="scroll", role="group", aria_label="Capacity", tabindex=0)


def _row(page: PageData, team: str, loads: list[Load]) -> Markup:
    cells = []
    for period in page.view.roadmap.periods:
        here = [load for load in loads if load.period == period]
        used, capacity = fsum(load.used for load in here), fsum(load.capacity for load in here)
        cells.append(_cell(page, team, str(period), used, capacity))
    return element("tr", element("th", team, scope="row"), *cells)


def _cell(page: PageData, team: str, period: str, used: float, capacity: float) -> Markup:
    if capacity <= 0 and used <= 0:
        return element("td", "–", class_="h0")
    share = used / capacity if capacity > 0 else 2.0
    cell = [element("b", f"{100 * share:.0f} %" if capacity > 0 else "over"),
            element("small", f"{tenths(used)} of {tenths(capacity)}")]  # fmt: skip
    facet = page.facet("team")
    is_known = facet is not None and team in facet.values
    linked = element("a", *cell, href=filtered("roadmap", team=team, **{WHEN: period})) if is_known else None
    heat = "over" if share > 1 + OVER else f"h{round(_STEPS * min(1.0, share))}"
    return element("td", *([linked] if linked else cell), class_=heat)
