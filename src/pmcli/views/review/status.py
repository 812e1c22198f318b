"""How things stand, for people who steer: bets, what is left out, promised dates, what has to be decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pmcli.model.decision import Decision, in_force
from pmcli.model.feature import Feature
from pmcli.model.fields import facts
from pmcli.model.figure import figure
from pmcli.model.period import Period
from pmcli.model.words import words
from pmcli.planning import Placement
from pmcli.sharing import AudienceView
from pmcli.views.declined import NO_REASON, refusals
from pmcli.views.roadmap.words import ORDINARY, cost_text, costs, percent

BETS = 10
"""Bets of this period and the next, at most."""
REFUSED = 3
"""So many of the things that are not done are told."""
_DATED = 2
_SOON = 2
"""Periods whose questions and decisions are today's business."""
_WEEK = 7


# --- bets ---


@dataclass(frozen=True, slots=True)
class Bets:
    """What is meant to come in a period, the most valuable of it where there is much; `whole` is how much."""

    period: Period
    placements: tuple[Placement, ...]
    whole: int


def bets(shared: AudienceView) -> list[Bets]:
    """The bets of this period and the next."""
    periods = shared.roadmap.periods[:_SOON]
    bets = [placement for placement in shared.roadmap.placements if placement.period in periods]
    best = _best(shared, bets)
    return [
        Bets(
            period, tuple(one for one in best if one.period == period),
            sum(bet.period == period for bet in bets),
        )
        for period in periods
    ]  # fmt: skip


def _best(shared: AudienceView, found: list[Placement]) -> list[Placement]:
    """Ten at most: five of each period, and more of one where the other has fewer."""
    ordered = sorted(found, key=lambda one: (-shared.worth.get(one.id, 0.0), one.rank or 0, one.id))
    first: list[Placement] = []
    for period in shared.roadmap.periods[:_SOON]:
        first += [one for one in ordered if one.period == period][: BETS // _SOON]
    rest = [one for one in ordered if one not in first]
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


def not_doing(shared: AudienceView) -> list[Left]:
    """The three that matter most: what has no room, by worth, and what was decided against, dated first."""
    decided = [
        Left(
            refusal.what, refusal.because, _takes(shared, refusal.id) if refusal.id else None,
            shared.worth.get(refusal.id or ""), refusal.until,
        )
        for refusal in refusals(shared)
    ]  # fmt: skip
    decided.sort(key=lambda one: one.until is None)
    order = sorted(
        shared.roadmap.unplaced,
        key=lambda unplaced_feature: (
            -shared.worth.get(unplaced_feature.id, 0.0),
            unplaced_feature.rank or 0,
            unplaced_feature.id,
        ),
    )
    open_ones = [one for one in order if shared.backlog.is_open(one.id)]
    left = [
        Left(
            shared.title(one.id), shared.lacking.get(one.id), _takes(shared, one.id),
            shared.worth.get(one.id) or None, "next review",
        )
        for one in open_ones
    ]  # fmt: skip
    return [*left[: max(1, REFUSED - len(decided[:_DATED]))], *decided][:REFUSED]


def _takes(shared: AudienceView, feature: str) -> str | None:
    record = shared.backlog.features.get(feature)
    effort = shared.backlog.total_effort(record) if record is not None else None
    if effort is None:
        return None
    singular, plural = ORDINARY[shared.backlog.workspace.effort_unit]
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


def promises(shared: AudienceView) -> list[Promise]:
    """Every hard date of open features, the earliest first."""
    promises = [
        _promise(shared, one, one.deadline.date, one.deadline.because)
        for one in shared.in_order()
        if one.deadline is not None and shared.backlog.is_open(one.id)
    ]
    return sorted(promises, key=lambda promise: (promise.day, promise.what))


def _promise(shared: AudienceView, feature: Feature, day: date, because: str | None) -> Promise:
    period = shared.period(feature.id)
    if period is None:
        return Promise(feature.title, day, because, "not in the plan")
    slack = (day - shared.backlog.workspace.calendar.fiscal.last_day(period)).days
    weeks = slack // _WEEK
    spare = f"{weeks:,} week{'' if weeks == 1 else 's'} of slack"
    promise = (
        f"planned for {period}: {spare}"
        if slack >= 0
        else f"planned for {period}, due before its end: no slack"
    )
    return Promise(feature.title, day, because, promise, slack)


# --- decisions ---


def overruling(shared: AudienceView) -> Iterator[str]:
    """Decisions that act on the plan, each with its reason and what it costs."""
    objective = shared.roadmap.objective
    for decision in shared.roadmap.decisions:
        feature = shared.backlog.features[decision.feature]
        ruling = in_force(feature.decisions, shared.backlog.today)
        done = _done(shared, ruling) if ruling is not None else words(decision.ruling)
        by = f", decided by {decision.by}" if decision.by else ""
        costly = costs(decision, objective)
        price = f" It costs {cost_text(decision, objective)} of what the plan delivers." if costly else ""
        yield f"{feature.title}: {done}{by}: {_sentence(decision.because or NO_REASON)}{price}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _done(shared: AudienceView, ruling: Decision) -> str:
    """What a decision did: "pinned to 2027-Q1", "done before Gift cards"."""
    if ruling.verdict == "pin":
        return f"pinned to {ruling.period}" if ruling.period else "pinned"
    other = shared.title(ruling.feature) if ruling.feature else "another feature"
    return {"before": f"done before {other}", "first": "done first"}[ruling.verdict]


def _meant(shared: AudienceView, ruling: Decision) -> str:
    """What a decision is to do: "pin it to 2027-Q1", "do it before Gift cards", "park it"."""
    if ruling.verdict == "pin":
        return f"pin it to {ruling.period}" if ruling.period else "pin it"
    other = shared.title(ruling.feature) if ruling.feature else "another feature"
    words = {"before": f"do it before {other}", "first": "do it first"}
    return words.get(ruling.verdict, f"{ruling.verdict} it")


def needed(shared: AudienceView) -> list[str]:
    """What has to be decided: what runs out, what comes soon and is disputed or open, other disputes."""
    soon = {
        placement.id
        for placement in shared.roadmap.placements
        if placement.period in shared.roadmap.periods[:_SOON]
    }
    ordered = [one for one in shared.in_order() if shared.backlog.is_open(one.id)]
    near = [one for one in ordered if one.id in soon]
    far = [one for one in ordered if one.id not in soon]
    return [
        *_expiring(shared), *_disputed(near),
        *(f"{one.title}: {question}" for one in near for question in one.questions), *_disputed(far),
    ]  # fmt: skip


def _disputed(features: list[Feature]) -> Iterator[str]:
    for feature in features:
        sides = [each for each in feature.positions if each.wants]
        if len({each.wants for each in sides}) > 1:
            yield f"{feature.title}: we disagree. {'; '.join(map(facts.position, sides))}"


def _expiring(shared: AudienceView) -> Iterator[str]:
    if not shared.roadmap.periods:
        return
    last = shared.backlog.workspace.calendar.fiscal.last_day(shared.roadmap.periods[:_SOON][-1])
    for one in shared.in_order():
        ruling = in_force(one.decisions, shared.backlog.today)
        if ruling is not None and ruling.until is not None and ruling.until <= last:
            what = f"the decision to {_meant(shared, ruling)} runs out on {ruling.until}"
            yield f"{one.title}: {what}. Renew it or let it go?"


def worth_text(share: float | None) -> str | None:
    """What something would be worth, in words."""
    if share is None:
        return None
    return f"about {percent(share)} of the plan" if share <= 1 else "more than all of the plan"
