"""The roadmap of the page: goals, then teams against periods, then what is not in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import fsum

from pmcli.model.figure import figure, measured, odds
from pmcli.model.likelihood import both_in_words
from pmcli.model.progress import share_of_way
from pmcli.model.strategy import Outcome
from pmcli.model.words import words
from pmcli.planning.result import Load, Placement
from pmcli.sharing import AudienceView
from pmcli.views.likelihood import least_sure, outlook
from pmcli.views.page.data import COLORS, OTHERS, PageData, color_class, filtered, link
from pmcli.views.roadmap.absent import counted_causes
from pmcli.views.roadmap.against import BESIDE, agreed_section
from pmcli.views.roadmap.labels import SIGNS, counted, reasons_text
from pmcli.views.roadmap.parts import (
    NOT_IN_PLAN,
    NOT_KEPT,
    REASONS,
    UNPLACED,
    Goal,
    goals,
    loads,
    sentence,
    verdict,
)
from pmcli.writers.blocks import Bullets, Paragraph
from pmcli.writers.html.markup import EMPTY, Markup, element, joined

VIEW = "roadmap"
_OTHERS = "no team"
OVER = 1e-6
"""Shares that differ by no more than this are equal."""


def section(page: PageData) -> Markup:
    """Vision, goals, conflicts, the grid of teams and periods, and what is not planned."""
    view = page.view
    vision = view.backlog.workspace.strategy.vision
    parts = [element("p", vision, class_="vision") if vision else EMPTY, _goals(page), _conflicts(view)]
    told = outlook(view, view.placements)
    parts += [element("p", sentence(told), class_="note outlook") if told else EMPTY, _agreed(view)]
    if page.planned:
        parts += [_legend(page), element("div", _grid(page), class_="scroll timeline", role="group",
                                         aria_label="Timeline", tabindex=0)]  # fmt: skip
    else:
        parts.append(element("p", "Nothing is planned yet.", class_="empty"))
    parts += [_unplaced(view)]
    parts += [element("p", sentence, class_="note") for sentence in verdict(view)]
    return joined(part for part in parts if part.text)


# --- goals ---


def _goals(page: PageData) -> Markup:
    sought = goals(page.view)
    return element("ul", joined(_goal(page, goal) for goal in sought), class_="goals") if sought else EMPTY


def _goal(page: PageData, goal: Goal) -> Markup:
    outcome, number = goal.outcome, counted(len(goal.served_by))
    facet = page.facet("outcomes")
    is_known = facet is not None and outcome.title in facet.values
    by = f"by {outcome.by}" if outcome.by else ""
    about = ", ".join(text for text in (outcome.metric, by, outcome.owner) if text)
    return element(
        "li",
        element("h3", outcome.title),
        element("p", about, class_="note") if about else None,
        _progress(outcome),
        element("p", element("a", number, href=filtered(VIEW, outcomes=outcome.title))
                if is_known and goal.served_by else number, class_="note"),
    )  # fmt: skip


def _progress(outcome: Outcome) -> Markup | None:
    """How far a goal is: a bar from the baseline to the target, where all three numbers are there."""
    every = (("was", outcome.baseline), ("now", outcome.current), ("target", outcome.target))
    known = [(word, number) for word, number in every if number is not None]
    if not known:
        return None
    numbers = element("p", *(
        element("span", f"{word} ", element("b", measured(number))) for word, number in known
    ), class_="numbers")  # fmt: skip
    way = share_of_way(outcome.baseline, outcome.current, outcome.target)
    if way is None:
        return numbers
    share = min(1.0, max(0.0, way))
    return bar(share, f"{100 * share:.0f} % of the way") + numbers


def bar(share: float, label: str, tone: str = "") -> Markup:
    """A bar filled so far, 0 to 1."""
    return element(
        "svg", element("rect", width=100, height=6, rx=3, class_="track"),
        element("rect", width=figure(100 * min(1.0, share)), height=6, rx=3, class_=f"fill {tone}".strip()),
        class_="bar", viewBox="0 0 100 6", preserveAspectRatio="none", role="img", aria_label=label,
    )  # fmt: skip


# --- the timeline ---


def _legend(page: PageData) -> Markup:
    """The legend of colours, signs and numbers."""
    view = page.view
    pieces = []
    if (facet := page.colors) is not None:
        looks = [(color_class(at), name) for at, name in enumerate(facet.values[:COLORS])]
        more = len(facet.values) - COLORS
        looks += [(OTHERS, f"{more:,} more")] if more > 0 else []
        pieces += [
            element("li", element("i", class_=f"dot {look}", aria_hidden="true"), name)
            for look, name in looks
        ]
    used = {mark for placement in view.roadmap.placements for mark in placement.marks}
    pieces += [
        element("li", element("i", sign.sign, class_=f"sign {sign.tone}", aria_hidden="true"), sign.words)
        for mark, sign in SIGNS.items() if mark in used
    ]  # fmt: skip
    if page.work and view.sees("effort"):
        pieces.append(element("li", f"numbers: effort in {view.backlog.workspace.effort_unit}"))
    about = element("li", "Legend:", class_="hidden")
    return element("ul", about, *pieces, class_="legend") if pieces else EMPTY


def _grid(page: PageData) -> Markup:
    rows, team_loads = _rows(page), loads(page.view)
    head = element("tr", element("th", "Team", scope="col", class_="team") if rows[0][0] else None, *(
        element("th", phase.title, element("small", phase.days) if phase.days else None, scope="col")
        for phase in page.phases
    ))  # fmt: skip
    body = joined(_row(page, team, features, team_loads) for team, features in rows)
    return element("table", element("caption", "What comes when", class_="hidden"), element("thead", head),
                   element("tbody", body))  # fmt: skip


def _rows(page: PageData) -> list[tuple[str, list[str]]]:
    """The teams, each with its features; one row without a name where there are no teams to see."""
    if not page.view.sees("effort") or not any(map(page.teams_of, page.planned)):
        return [("", page.planned)]
    teams: dict[str, list[str]] = {name: [] for name in page.view.backlog.workspace.teams}
    for feature in page.planned:
        for team in page.teams_of(feature) or [_OTHERS]:
            teams.setdefault(team, []).append(feature)
    return [(team, features) for team, features in teams.items() if features]


def _row(
    page: PageData, team: str, features: list[str], team_loads: Mapping[tuple[int, str], Load]
) -> Markup:
    unit = page.view.backlog.workspace.effort_unit
    cells = []
    for lane, title in enumerate(page.lanes):
        here = [feature for feature in features if page.lane_of[feature] == lane]
        listed = (card(page, feature, team) for feature in here)
        cards = element("ul", *listed, class_="cards") if here else EMPTY
        load = team_loads.get((lane, team))
        cells.append(element("td", _fullness(load, unit) if load else None, cards, data_when=title))
    return element("tr", element("th", team, scope="row", class_="team") if team else None, *cells)


def _fullness(load: Load, unit: str) -> Markup:
    """How full the team is in the period: a bar, and the numbers."""
    share = load.used / load.capacity if load.capacity > 0 else 0.0
    text = f"{tenths(load.used)} of {tenths(load.capacity)}"
    return element("div", bar(share, f"{text} {unit}", "bad" if share > 1 + OVER else ""),
                   element("span", text, aria_hidden="true"), class_="full")  # fmt: skip


def card(page: PageData, feature: str, team: str = "") -> Markup:
    """A feature in the roadmap."""
    view, at = page.view, page.at[feature]
    facet = page.colors
    color = color_class(facet.of[at][0]) if facet is not None and facet.of[at] else "c"
    placement = view.placements.get(feature)
    return element(
        "li",
        element("a", *_signs(placement), view.title(feature), href=link(VIEW, feature)),
        _likely(view, feature), _small(page, feature, team),
        data_at=at, class_=color,
    )  # fmt: skip


def _signs(placement: Placement | None) -> Iterator[Markup]:
    for mark in placement.marks if placement is not None else ():
        sign = SIGNS[mark]
        yield element("i", sign.sign, class_=f"sign {sign.tone}", role="img", aria_label=sign.words,
                      title=sign.words) + Markup(" ")  # fmt: skip


def _likely(view: AudienceView, feature: str) -> Markup | None:
    """How likely it is as promised and in time: the least number, and for those who hear it the words."""
    found, least = view.likelihood(feature), least_sure(view, feature)
    if found is None or least is None:
        return None
    share = element("span", odds(least), aria_hidden="true")
    told = f"in time: {both_in_words(found, view.promise(feature))}"
    return element("span", share, element("span", told, class_="hidden"), class_="chip odds", title=told)


def _small(page: PageData, feature: str, team: str) -> Markup | None:
    """The line below the title of a card: the effort, or the text for customers."""
    view = page.view
    if view.reader.is_public:
        small = "; ".join(page.texts[page.at[feature]].get("public", ()))
        return element("p", small) if small else None
    work = page.work.get(feature, {})
    if not work:
        return None
    whole = fsum(work.values())
    mine = work.get(team, whole)
    others = len(work) - 1 if team else 0
    small = tenths(mine) + (f" of {tenths(whole)}" if others else "")
    return element("small", small, data_whole=tenths(whole))


def tenths(number: float) -> str:
    """An effort with one digit behind the point, for there is little room."""
    return figure(round(number, 1))


# --- below ---


def _conflicts(view: AudienceView) -> Markup:
    if not view.roadmap.conflicts:
        return EMPTY
    listed = element("ul", *(element("li", words(conflict.reason)) for conflict in view.roadmap.conflicts))
    return element("div", element("h3", NOT_KEPT), listed, class_="callout bad")


def _agreed(view: AudienceView) -> Markup:
    """What became of the agreed plan: how much of it stands, then what moved and why."""
    parts: list[Markup] = []
    for block in agreed_section(view):
        if isinstance(block, Paragraph):
            parts.append(element("p", block.text, class_="note"))
        elif isinstance(block, Bullets):
            moved = element("ul", *(element("li", line) for line in block.items))
            parts.append(element("details", element("summary", BESIDE), moved))
    return joined(parts)


def _unplaced(view: AudienceView) -> Markup:
    unplaced = view.roadmap.unplaced
    if not unplaced:
        return EMPTY
    rows = joined(
        element("li", element("a", view.title(row.id), href=link(VIEW, row.id)),
                element("small", reasons_text(row.reasons, REASONS)) if row.reasons else None)
        for row in unplaced[:UNPLACED]
    )  # fmt: skip
    more = len(unplaced) - UNPLACED
    causes = f"{counted_causes(unplaced)}." if all(row.reasons for row in unplaced) else ""
    return element(
        "details", element("summary", f"{NOT_IN_PLAN}: {counted(len(unplaced))}"),
        element("p", causes, class_="note") if causes else None,
        element("ul", rows, class_="unplaced"),
        element("p", f"and {more:,} more", class_="note") if more > 0 else None,
    )  # fmt: skip
