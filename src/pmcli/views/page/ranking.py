"""The table of the page: every feature, the best first."""

from __future__ import annotations

from typing import Final

from pmcli.model.fields import BY_KEY
from pmcli.model.figure import figure, hundredths, odds
from pmcli.model.likelihood import both_in_words
from pmcli.views.likelihood import least_sure
from pmcli.views.page.data import WHEN, PageData, link
from pmcli.views.roadmap.parts import sentence
from pmcli.writers.html.markup import Markup, element, joined

VIEW = "rank"
_STEPS: Final = 20
ADJUSTED: Final = "adjusted"
"""The score with what waits, by which the ranking goes; whoever sees scores sees it where the two differ."""
NUMBERS: Final = frozenset({"rank", "odds", "effort", "score", ADJUSTED, "value"})
COLUMNS: Final = (
    "rank", "title", WHEN, "odds", "status", "owner", "theme", "team", "outcomes", "confidence", "effort",
    "score", ADJUSTED, "public",
)  # fmt: skip
"""The columns, in this order, as far as the reader sees them and they say anything."""
_TITLES: Final = {"rank": "#", WHEN: "When", ADJUSTED: "Adjusted"}
_HINTS: Final = {ADJUSTED: "the score with the value of what waits for it; the ranking goes by it"}


def section(page: PageData) -> Markup:
    """The table; it is there without the script too."""
    if not page.features:
        return element("p", sentence(page.view.absence), class_="empty")
    keys = columns(page)
    head = element("tr", *(_head(page, key) for key in keys))
    bars = "score" if ADJUSTED not in keys else ADJUSTED
    best = max((getattr(item, bars) or 0.0 for item in page.view.ranking.items), default=0.0)
    rows = joined(
        element("tr", *(_cell(page, key, at, best if key == bars else 0.0) for key in keys), data_at=at)
        for at in range(len(page.features))
    )
    whole = element("table", element("caption", "Features", class_="hidden"), element("thead", head),
                    element("tbody", rows), id="features")  # fmt: skip
    return element("div", whole, class_="scroll", role="group", aria_label="Features", tabindex=0)


def columns(page: PageData) -> list[str]:
    """The keys of the columns."""
    known = {*page.by_key, "title"} | ({WHEN} if page.planned else set())
    if "score" in known and any(item.adjusted != item.score for item in page.view.ranking.items):
        known |= {ADJUSTED}
    hidden = set() if page.view.reader.is_public else {"public"}
    return [key for key in COLUMNS if key in known - hidden]


def _head(page: PageData, key: str) -> Markup:
    """The head of a column; who sees no title knows features by their ids."""
    title = _TITLES.get(key) or page.by_key.get(key, BY_KEY["id"]).title.capitalize()
    return element("th", title, scope="col", data_key=key, class_=_class(key),
                   aria_label="Rank" if key == "rank" else None, title=_HINTS.get(key))  # fmt: skip


def _class(key: str) -> str:
    return f"{key} number" if key in NUMBERS else key


def _cell(page: PageData, key: str, at: int, best: float) -> Markup:
    feature, view = page.features[at], page.view
    if key == "title":
        with_id = view.sees("id") and feature.id != feature.title
        named = element("a", feature.title, href=link(VIEW, feature.id))
        below = element("small", feature.id) if with_id else None
        return element("th", named, below, scope="row", class_="title")
    if key == WHEN:
        lane = page.lane_of.get(feature.id)
        return element("td", "" if lane is None else page.lanes[lane], class_=WHEN)
    if key == "effort":
        total = view.backlog.total_effort(feature)
        return element("td", "" if total is None else figure(total), class_=_class(key))
    if key == "odds":
        return _likely(page, feature.id)
    if key in ("score", ADJUSTED):
        return _score(page, key, feature.id, best)
    if key in ("outcomes", "team"):
        return element("td", ", ".join(_values(page, key, at)), class_=key)
    cell = "; ".join(page.texts[at].get(key, ()))
    return element("td", element("span", cell, class_=f"chip {cell}") if key == "status" and cell else cell,
                   class_=_class(key))  # fmt: skip


def _likely(page: PageData, feature: str) -> Markup:
    """How likely it is as promised and in time, with all that is to be said where somebody points."""
    found, share = page.view.likelihood(feature), least_sure(page.view, feature)
    if found is None or share is None:
        return element("td", class_=_class("odds"))
    whole, told = hundredths(share), both_in_words(found, page.view.promise(feature))
    return element("td", odds(whole), class_=_class("odds"), data_number=str(whole), title=told)


def _values(page: PageData, key: str, at: int) -> list[str]:
    facet = page.facet(key)
    return [facet.values[value] for value in facet.of[at]] if facet else page.texts[at].get(key, [])


def _score(page: PageData, key: str, feature: str, best: float) -> Markup:
    """The score or the adjusted score, with a bar where there is a `best` to compare it with."""
    item = page.view.items.get(feature)
    score: float | None = getattr(item, key, None)
    if score is None:
        return element("td", class_=_class(key))
    share = min(1.0, max(0.0, score / best)) if best > 0 else 0.0
    drawn = element("i", class_=f"share s{round(_STEPS * share)}") if best > 0 else None
    return element("td", figure(score), drawn, class_=_class(key))
