"""The table of the page: every feature, the best first."""

from __future__ import annotations

from typing import Final

from pmcli.model.figure import figure
from pmcli.views.page.data import WHEN, PageData, link
from pmcli.writers.html.markup import Markup, element, joined

VIEW = "rank"
_STEPS: Final = 20
NUMBERS: Final = frozenset({"rank", "effort", "score", "value"})
COLUMNS: Final = (
    "rank", "title", WHEN, "status", "owner", "theme", "team", "outcomes", "confidence", "effort", "score",
    "public",
)  # fmt: skip
"""The columns, in this order, as far as the reader sees them and they say anything."""
_TITLES: Final = {"rank": "#", WHEN: "When"}


def section(seen: PageData) -> Markup:
    """The table; it is there without the script too."""
    if not seen.features:
        return element("p", "No features yet.", class_="empty")
    keys = columns(seen)
    head = element("tr", *(_head(seen, key) for key in keys))
    best = max((item.score or 0.0 for item in seen.shared.ranking.items), default=0.0)
    rows = joined(_row(seen, keys, at, best) for at in range(len(seen.features)))
    whole = element("table", element("caption", "Features", class_="hidden"), element("thead", head),
                    element("tbody", rows), id="features")  # fmt: skip
    return element("div", whole, class_="scroll", role="region", aria_label="Features", tabindex=0)


def columns(seen: PageData) -> list[str]:
    """The keys of the columns."""
    known = {*seen.by_key, "title"} | ({WHEN} if seen.planned else set())
    hidden = set() if seen.shared.reader.is_public else {"public"}
    return [key for key in COLUMNS if key in known - hidden]


def _head(seen: PageData, key: str) -> Markup:
    title = _TITLES.get(key) or seen.by_key[key].title.capitalize()
    return element("th", title, scope="col", data_key=key, class_=_class(key),
                   aria_label="Rank" if key == "rank" else None)  # fmt: skip


def _class(key: str) -> str:
    return f"{key} number" if key in NUMBERS else key


def _row(seen: PageData, keys: list[str], at: int, best: float) -> Markup:
    return element("tr", *(_cell(seen, key, at, best) for key in keys), data_at=at)


def _cell(seen: PageData, key: str, at: int, best: float) -> Markup:
    feature, shared = seen.features[at], seen.shared
    if key == "title":
        with_id = shared.sees("id") and feature.id != feature.title
        named = element("a", feature.title, href=link(VIEW, feature.id))
        below = element("small", feature.id) if with_id else None
        return element("th", named, below, scope="row", class_="title")
    if key == WHEN:
        lane = seen.lane_of.get(feature.id)
        return element("td", "" if lane is None else seen.lanes[lane], class_=WHEN)
    if key == "effort":
        total = shared.backlog.total_effort(feature)
        return element("td", "" if total is None else figure(total), class_=_class(key))
    if key == "score":
        return _score(seen, feature.id, best)
    if key in ("outcomes", "team"):
        return element("td", ", ".join(_values(seen, key, at)), class_=key)
    cell = "; ".join(seen.told[at].get(key, ()))
    return element("td", element("span", cell, class_=f"chip {cell}") if key == "status" and cell else cell,
                   class_=_class(key))  # fmt: skip


def _values(seen: PageData, key: str, at: int) -> list[str]:
    facet = seen.facet(key)
    return [facet.values[one] for one in facet.of[at]] if facet else seen.told[at].get(key, [])


def _score(seen: PageData, feature: str, best: float) -> Markup:
    item = seen.shared.items.get(feature)
    if item is None or item.score is None:
        return element("td", class_=_class("score"))
    share = item.score / best if best > 0 else 0.0
    drawn = element("i", class_=f"share s{round(_STEPS * min(1.0, max(0.0, share)))}")
    return element("td", figure(item.score), drawn, class_=_class("score"))
