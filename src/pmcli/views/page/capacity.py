"""The heat map of the page: how full every team is in every period."""

from __future__ import annotations

from math import fsum

from pmcli.planning.result import Load
from pmcli.views.page.data import WHEN, PageData, filtered
from pmcli.views.page.timeline import OVER, tenths
from pmcli.writers.html.markup import Markup, element, joined

_ALL = "All teams"
_STEPS = 10


def section(seen: PageData) -> Markup:
    """A table whose cells are the darker the fuller a team is."""
    shared = seen.shared
    unit = shared.backlog.workspace.effort_unit
    teams = dict.fromkeys(load.team for load in shared.roadmap.loads)
    head = element("tr", element("th", "Team", scope="col"), *(
        element("th", str(period), scope="col") for period in shared.roadmap.periods
    ))  # fmt: skip
    rows = [_row(seen, team, [load for load in shared.roadmap.loads if load.team == team]) for team in teams]
    rows += [_row(seen, _ALL, list(shared.roadmap.loads))] if len(teams) > 1 else []
    whole = element("table", element("caption", f"Work placed, of what fits, in {unit}"),
                    element("thead", head), element("tbody", joined(rows)), class_="heat")  # fmt: skip
    return element("div", whole, class_="scroll", role="region", aria_label="Capacity", tabindex=0)


def _row(seen: PageData, team: str, loads: list[Load]) -> Markup:
    cells = []
    for period in seen.shared.roadmap.periods:
        here = [load for load in loads if load.period == period]
        used, capacity = fsum(one.used for one in here), fsum(one.capacity for one in here)
        cells.append(_cell(seen, team, str(period), used, capacity))
    return element("tr", element("th", team, scope="row"), *cells)


def _cell(seen: PageData, team: str, period: str, used: float, capacity: float) -> Markup:
    if capacity <= 0 and used <= 0:
        return element("td", "–", class_="h0")
    share = used / capacity if capacity > 0 else 2.0
    cell = [element("b", f"{100 * share:.0f} %" if capacity > 0 else "over"),
            element("small", f"{tenths(used)} of {tenths(capacity)}")]  # fmt: skip
    facet = seen.facet("team")
    is_known = facet is not None and team in facet.values
    inside = element("a", *cell, href=filtered("roadmap", team=team, **{WHEN: period})) if is_known else None
    heat = "over" if share > 1 + OVER else f"h{round(_STEPS * min(1.0, share))}"
    return element("td", *([inside] if inside else cell), class_=heat)
