"""The parts of the review: bets, what is not done, promised dates, decisions and what has to be decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pmcli.model.decision import Decision, in_force
from pmcli.model.feature import Feature
from pmcli.model.fields import facts
from pmcli.model.figure import figure, percent
from pmcli.model.period import Period
from pmcli.model.words import words
from pmcli.planning import Placement
from pmcli.sharing import AudienceView
from pmcli.views.declined import NO_REASON, refusals
from pmcli.views.roadmap.labels import ORDINARY, cost_text, costs

BETS = 10
"""Bets of this period and the next, at most."""
REFUSED = 3
"""Things not done that are listed, at most."""
_DATED = 2
_SOON = 2
"""Periods whose questions and decisions are today's business."""
_WEEK = 7


# --- bets ---


@dataclass(frozen=True, slots=True)
class Bets:
    """The placements of a period, the most valuable where there are many; `whole` counts all of them."""

    period: Period
    placements: tuple[Placement, ...]
    whole: int


def bets(view: AudienceView) -> list[Bets]:
    """The bets of this period and the next."""
    periods = view.roadmap.periods[:_SOON]
    placed = [placement for placement in view.roadmap.placements if placement.period in periods]
    best = _best(view, placed)
    return [
        Bets(
            period, tuple(placement for placement in best if placement.period == period),
            sum(placement.period == period for placement in placed),
        )
        for period in periods
    ]  # fmt: skip


def _best(view: AudienceView, placements: list[Placement]) -> list[Placement]:
    """Ten at most: five of each period, and more of one where the other has fewer."""
    ordered = sorted(
        placements,
        key=lambda placement: (-view.worth.get(placement.id, 0.0), placement.rank or 0, placement.id),
    )
    first: list[Placement] = []
    for period in view.roadmap.periods[:_SOON]:
        first += [placement for placement in ordered if placement.period == period][: BETS // _SOON]
    rest = [placement for placement in ordered if placement not in first]
    return [*first, *rest][:BETS]


# --- what is not done ---


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is not done, why, what it takes, its share of the plan's worth, when it comes up."""

    what: str
    because: str | None
    takes: str | None = None
    worth: float | None = None
    until: str | None = None


def not_doing(view: AudienceView) -> list[Left]:
    """The three that matter most: what has no room, by worth, and what was decided against, dated first."""
    decided = [
        Left(
            refusal.what, refusal.because, _takes(view, refusal.id) if refusal.id else None,
            view.worth.get(refusal.id or ""), refusal.until,
        )
        for refusal in refusals(view)
    ]  # fmt: skip
    decided.sort(key=lambda refusal: refusal.until is None)
    order = sorted(
        view.roadmap.unplaced,
        key=lambda unplaced: (
            -view.worth.get(unplaced.id, 0.0),
            unplaced.rank or 0,
            unplaced.id,
        ),
    )
    left_out = [
        Left(
            view.title(unplaced.id), view.lacking.get(unplaced.id), _takes(view, unplaced.id),
            view.worth.get(unplaced.id) or None, "next review",
        )
        for unplaced in order if view.backlog.is_open(unplaced.id)
    ]  # fmt: skip
    return [*left_out[: max(1, REFUSED - len(decided[:_DATED]))], *decided][:REFUSED]


def _takes(view: AudienceView, feature: str) -> str | None:
    record = view.backlog.features.get(feature)
    effort = view.backlog.total_effort(record) if record is not None else None
    if effort is None:
        return None
    singular, plural = ORDINARY[view.backlog.workspace.effort_unit]
    number = figure(effort, 2)
    return f"{number} {singular if number == '1' else plural}"


# --- dates ---


@dataclass(frozen=True, slots=True)
class Promise:
    """A hard date: of what, why, and how it stands; `slack` are the days left, None where it is unplanned."""

    what: str
    day: date
    because: str | None
    stands: str
    slack: int | None = None


def promises(view: AudienceView) -> list[Promise]:
    """Every hard date of open features, the earliest first."""
    dated = [
        _promise(view, feature, feature.deadline.date, feature.deadline.because)
        for feature in view.in_order()
        if feature.deadline is not None and view.backlog.is_open(feature.id)
    ]
    return sorted(dated, key=lambda promise: (promise.day, promise.what))


def _promise(view: AudienceView, feature: Feature, day: date, because: str | None) -> Promise:
    period = view.period(feature.id)
    if period is None:
        return Promise(feature.title, day, because, "not in the plan")
    slack = (day - view.backlog.workspace.calendar.fiscal.last_day(period)).days
    weeks = slack // _WEEK
    spare = f"{weeks:,} week{'' if weeks == 1 else 's'} of slack"
    when = f": {spare}" if slack >= 0 else ", due before its end: no slack"
    return Promise(feature.title, day, because, f"planned for {period}{when}", slack)


# --- decisions ---


def overruling(view: AudienceView) -> Iterator[str]:
    """Decisions that act on the plan, each with its reason and what it costs."""
    objective = view.roadmap.objective
    for cost in view.roadmap.decisions:
        feature = view.backlog.features[cost.feature]
        decision = in_force(feature.decisions, view.backlog.today)
        done = _done(view, decision) if decision is not None else words(cost.ruling)
        by = f", decided by {cost.by}" if cost.by else ""
        costly = costs(cost)
        price = f" It costs {cost_text(cost, objective)} of what the plan delivers." if costly else ""
        yield f"{feature.title}: {done}{by}: {_sentence(cost.because or NO_REASON)}{price}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _done(view: AudienceView, decision: Decision) -> str:
    """A decision as done: "pinned to 2027-Q1", "done before Gift cards"."""
    if decision.verdict == "pin":
        return f"pinned to {decision.period}" if decision.period else "pinned"
    other = view.title(decision.feature) if decision.feature else "another feature"
    return {"before": f"done before {other}", "first": "done first"}[decision.verdict]


def _meant(view: AudienceView, decision: Decision) -> str:
    """A decision as an order: "pin it to 2027-Q1", "do it before Gift cards", "park it"."""
    if decision.verdict == "pin":
        return f"pin it to {decision.period}" if decision.period else "pin it"
    other = view.title(decision.feature) if decision.feature else "another feature"
    phrases = {"before": f"do it before {other}", "first": "do it first"}
    return phrases.get(decision.verdict, f"{decision.verdict} it")


def needed(view: AudienceView) -> list[str]:
    """Sentences on what runs out, what is soon and disputed or open, other disputes."""
    soon = {
        placement.id
        for placement in view.roadmap.placements
        if placement.period in view.roadmap.periods[:_SOON]
    }
    ordered = [feature for feature in view.in_order() if view.backlog.is_open(feature.id)]
    near = [feature for feature in ordered if feature.id in soon]
    far = [feature for feature in ordered if feature.id not in soon]
    return [
        *_expiring(view), *_disputed(near),
        *(f"{feature.title}: {question}" for feature in near for question in feature.questions),
        *_disputed(far),
    ]  # fmt: skip


def _disputed(features: list[Feature]) -> Iterator[str]:
    for feature in features:
        sides = [position for position in feature.positions if position.wants]
        if len({position.wants for position in sides}) > 1:
            yield f"{feature.title}: we disagree. {'; '.join(map(facts.position, sides))}"


def _expiring(view: AudienceView) -> Iterator[str]:
    if not view.roadmap.periods:
        return
    last = view.backlog.workspace.calendar.fiscal.last_day(view.roadmap.periods[:_SOON][-1])
    for feature in view.in_order():
        decision = in_force(feature.decisions, view.backlog.today)
        if decision is not None and decision.until is not None and decision.until <= last:
            what = f"the decision to {_meant(view, decision)} runs out on {decision.until}"
            yield f"{feature.title}: {what}. Renew it or let it go?"


def worth_text(share: float | None) -> str | None:
    """A share of the plan's worth in words; None for None."""
    if share is None:
        return None
    return f"about {percent(share)} of the plan" if share <= 1 else "more than all of the plan"
