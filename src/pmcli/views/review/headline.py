"""How the review begins: what shipped, and where we stand in one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pmcli.model.feature import Feature
from pmcli.model.fields import facts
from pmcli.model.figure import counted, listed
from pmcli.planning import Placement, Unplaced
from pmcli.review.changes import Shifted
from pmcli.sharing import AudienceView
from pmcli.views.review.broken import broken
from pmcli.views.review.changed import direction, title_of
from pmcli.views.review.customers import with_customers
from pmcli.views.review.dates import missed_wishes, promises
from pmcli.views.review.promised_periods import is_agreed, overdue, unkept
from pmcli.views.review.status import Need, first_period, needed, unlikely
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.views.roadmap.promised import are_tight, promised

NAMED = 3
"""Features that the headline names, at most."""


# --- what shipped ---


@dataclass(frozen=True, slots=True)
class ShippedFeature:
    """A feature that is there: what, since when, and what it did.

    `result` says that as one line, `aim`, `reached`, `took` and `learned` apart.
    """

    what: str
    shipped: date | None
    result: str | None
    aim: str | None = None
    reached: str | None = None
    took: str | None = None
    learned: str | None = None


def shipped(view: AudienceView) -> list[ShippedFeature]:
    """What shipped since the revision compared with, else since the period before this one began."""
    if view.since is not None:
        names = [one.id for one in view.since.difference.shipped]
        found = [view.backlog.features[name] for name in names if name in view.backlog.features]
    else:
        calendar = view.backlog.workspace.calendar
        this = calendar.fiscal.period_of(view.backlog.today, calendar.step)
        begin = calendar.fiscal.first_day(this + -1)
        found = [
            feature for feature in view.backlog.features.values()
            if feature.shipped is not None and feature.shipped >= begin
        ]  # fmt: skip
    rows = [_shipped(view, feature) for feature in found]
    return sorted(rows, key=lambda row: (row.shipped or date.max, row.what))


def _shipped(view: AudienceView, feature: Feature) -> ShippedFeature:
    aims = feature.metrics
    if not feature.results:
        return ShippedFeature(feature.title, feature.shipped, None, facts.metric(aims[0]) if aims else None)
    result = feature.results[-1]
    aim = next((one for one in aims if one.metric == result.metric), None)
    return ShippedFeature(
        feature.title, feature.shipped, facts.result(result, view.backlog),
        facts.metric(aim) if aim is not None else None, facts.reached(result) or None,
        facts.took(result, view.backlog), result.learned,
    )  # fmt: skip


# --- the headline ---


@dataclass(frozen=True, slots=True)
class Headline:
    """Where we stand in one line: whether every promise is kept, what changed most, what is to be decided.

    It is `on_track` where no promise is lost or at risk.
    """

    on_track: bool
    text: str


def headline(view: AudienceView) -> Headline | None:
    """The line; None where nothing is planned."""
    if not view.roadmap.placements:
        return None
    lost = _lost(view)
    wishes = missed_wishes(view)
    risks = _at_risk(view)
    stands = f"Not on track: {'; '.join(lost)}." if lost else risks or _on_track(view)
    stands = with_customers(stands, view)
    missed = [f"{counted(len(wishes), 'target date')} {'is' if len(wishes) == 1 else 'are'} missed."]
    return Headline(
        not (lost or risks),
        " ".join([stands, *(missed if wishes else []), *_changed(view), _to_decide(view)]),
    )


def _at_risk(view: AudienceView) -> str:
    """How many promises are kept and how many at risk, as the roadmap counts them; "" where none is at risk.

    One that is more likely broken than kept is at risk too, where odds are told.
    """
    every = promised(view, RoadmapOptions())
    risky = [promise for promise in every if promise.state == "at risk"]
    rare = len(unlikely(view))
    are_rare = f"{counted(rare, 'promise')} {'is' if rare == 1 else 'are'} under 50 %" if rare else ""
    if not risky:
        return f"At risk: the plan keeps every promise, but {are_rare}." if rare else ""
    kept = sum(promise.state == "kept" for promise in every)
    tight = " (due before the period ends)" if are_tight(risky) else ""
    stands = f"At risk: {kept:,} of {counted(len(every), 'promise')} kept, {len(risky):,} at risk{tight}"
    return f"{stands}; {are_rare}." if rare else f"{stands}."


def _on_track(view: AudienceView) -> str:
    """That every promise is kept, and how many of the dated ones have no day to spare."""
    dated = promises(view)
    knows_agreed = view.sees("agreed", "change")
    if not dated and not (knows_agreed and view.roadmap.agreement is not None):
        return f"On track: {'nothing that was promised' if knows_agreed else 'no date'} is lost."
    tight = sum(promise.slack is not None and promise.slack <= 0 for promise in dated)
    spare = f", {tight:,} of {counted(len(dated), 'date')} without slack" if tight else ""
    every = "promise" if knows_agreed else "date"
    return f"On track: every {every} is kept{spare}."


def _lost(view: AudienceView) -> list[str]:
    """The promises that are not kept: conflicts, what is late, what should be there, agreed periods."""
    lost = [one.title for one in broken(view)]
    late = [view.title(row.id) for row in view.roadmap.placements if row.change == "late"]
    over = [view.title(row.id) for row in overdue(view) if row.change != "late"]
    planned = f"planned for a {view.backlog.workspace.calendar.step} that is over"
    parts = [
        (lost, "promise cannot be kept", "promises cannot be kept"),
        (late, "feature is late", "features are late"),
        (over, f"feature {planned} is not there", f"features {planned} are not there"),
    ]
    told = [
        f"{len(titles):,} {one if len(titles) == 1 else more} ({listed(titles, NAMED)})"
        for titles, one, more in parts if titles
    ]  # fmt: skip
    return [*told, *_unkept(view)]


def _unkept(view: AudienceView) -> Iterator[str]:
    """How many agreed periods are not kept, where some come later or not at all."""
    rows = unkept(view)
    if rows.names:
        every: list[Placement | Unplaced] = [*view.roadmap.placements, *view.roadmap.unplaced]
        agreed = sum(is_agreed(view, row) for row in every)
        are = "is" if len(rows.names) == 1 else "are"
        titles = listed([view.title(name) for name in rows.names], NAMED)
        kept = f"{len(rows.names):,} of {counted(agreed, 'agreed period')} {are} not kept"
        yield f"{kept} ({rows.how}: {titles})"


_DIRECTIONS = {
    "later": "moved later", "out": "dropped out of the plan", "earlier": "moved earlier",
    "in": "came into the plan",
}  # fmt: skip
"""What became of features that moved, what is worst first."""


def _changed(view: AudienceView) -> Iterator[str]:
    """How much shipped and moved, and what of it matters most: the promised first, then the most valuable."""
    if view.since is None:
        return
    difference = view.since.difference
    came_or_went = {*difference.added, *difference.removed}
    moved: dict[str, list[Shifted]] = {}
    for shifted in difference.roadmap:
        if shifted.id not in came_or_went:
            moved.setdefault(direction(shifted), []).append(shifted)
    parts = [f"{len(difference.shipped):,} shipped"] if difference.shipped else []
    parts += [f"{len(moved[to]):,} {words}" for to, words in _DIRECTIONS.items() if to in moved]
    if not parts:
        yield f"Nothing shipped or moved since {view.since.name}."
        return
    told = f"Since {view.since.name}: {', '.join(parts)}"
    others = [shifted for to in moved if to != "in" for shifted in moved[to]]
    if others:
        first = min(
            others,
            key=lambda one: (not one.promised, one.agreed is None, -view.worth.get(one.id, 0.0), one.id),
        )
        places = f"{first.before} → {first.after or 'not planned'}"
        told += f"; above all {title_of(view, view.since, first.id)} ({places})"
    yield f"{told}."


def _to_decide(view: AudienceView) -> str:
    """How much has to be decided, and about what; then how many questions are open."""
    needs, when = needed(view), first_period(view)
    asked = [need.what for need in needs if need.kind == "question"]
    told = _decisions([need for need in needs if need.kind != "question"], view, when)
    if not asked:
        return f"{told}."
    is_are = "is" if len(asked) == 1 else "are"
    about = listed(list(dict.fromkeys(asked)), NAMED)
    return f"{told}; {counted(len(asked), 'question')} {is_are} open: {about}."


def _decisions(needs: list[Need], view: AudienceView, when: str) -> str:
    if not needs:
        return f"Nothing has to be decided {when}"
    if len(needs) == 1 and (lost := broken(view)):
        return f"To decide {when}: {lost[0].ways_out} ({lost[0].title})"
    about = list(dict.fromkeys(need.what for need in needs))
    lead = f"{counted(len(needs), 'decision')} {'is' if len(needs) == 1 else 'are'} needed {when}"
    several = f", about {counted(len(about), 'feature')}" if len(about) < len(needs) else ""
    return f"{lead}{several}: {listed(about, NAMED)}"
