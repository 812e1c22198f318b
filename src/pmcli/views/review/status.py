"""The parts of the review: what is not done, decisions, and what has to be decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pmcli.model.decision import Decision, in_force
from pmcli.model.feature import Feature
from pmcli.model.fields import facts
from pmcli.model.figure import counted, figure, odds, percent
from pmcli.model.words import words
from pmcli.sharing import AudienceView
from pmcli.views.declined import NO_REASON, refusals
from pmcli.views.experiment.readout import readouts
from pmcli.views.experiment.todo import todo
from pmcli.views.review.bets import SOON
from pmcli.views.review.broken import broken
from pmcli.views.review.promised_periods import overdue, unkept
from pmcli.views.roadmap.labels import ORDINARY, cost_text, costs

if TYPE_CHECKING:
    from pmcli.forecast.odds import PromiseKind, PromiseOdds

REFUSED = 3
"""Things not done that are listed, at most."""
_DATED = 2


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
    """The three that matter most: what has no room, by worth, and what was decided against, dated first.

    What was merged into another feature is done with that one; a promise that is broken is told as such.
    """
    promised = {one.id for one in broken(view)}
    decided = [
        Left(
            refusal.what, refusal.because, _takes(view, refusal.id) if refusal.id else None,
            view.worth.get(refusal.id or ""), refusal.until,
        )
        for refusal in refusals(view) if refusal.id is None or not view.backlog.is_merged(refusal.id)
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
        for unplaced in order if view.backlog.is_open(unplaced.id) and unplaced.id not in promised
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


Asked = Literal["promise", "expiry", "experiment", "dispute", "question"]
"""What asks for a decision: a promise in danger, a decision that ends, a test that is over."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something to be decided: about what, the question, the feature (None for the plan), and what asks."""

    what: str
    question: str
    id: str | None
    kind: Asked

    def __str__(self) -> str:
        return f"{self.what}: {self.question}"


def needed(view: AudienceView) -> list[Need]:
    """What has to be decided in this period.

    Promises that cannot be kept or are unlikely, decisions that run out in it, features of this period and
    the next on which people disagree and nothing is decided, their open questions.
    """
    near = near_features(view)
    questions = (
        Need(feature.title, question, feature.id, "question")
        for feature in near for question in feature.questions
    )  # fmt: skip
    return [*to_decide(view, near), *questions]


def to_decide(view: AudienceView, near: Iterable[Feature]) -> list[Need]:
    """What has to be decided in this period, but open questions; `near` are features of now and next."""
    rare = (
        Need(
            view.title(made.id),
            f"{odds(made.odds)} by {made.date}. {_WAYS_OUT[made.kind]}, or make room for it?", made.id,
            "promise",
        )
        for made in unlikely(view)
    )  # fmt: skip
    return [*_promised(view), *_replan(view), *rare, *_expiring(view), *_tested(view), *_disputed(view, near)]


def near_features(view: AudienceView) -> list[Feature]:
    """The open features of this period and the next, in the order of the ranking."""
    soon = {
        placement.id
        for placement in view.roadmap.placements
        if placement.period in view.roadmap.periods[:SOON]
    }
    return [feature for feature in view.in_order() if feature.id in soon and view.backlog.is_open(feature.id)]


def _promised(view: AudienceView) -> Iterator[Need]:
    for one in broken(view):
        question = f"the promise cannot be kept. {one.ways_out[0].upper()}{one.ways_out[1:]}?"
        yield Need(one.title, question, one.id, "promise")


def _replan(view: AudienceView) -> Iterator[Need]:
    """That the plan is not kept; nothing where it is."""
    missing, moved = overdue(view), unkept(view)
    told = []
    if missing:
        step = view.backlog.workspace.calendar.step
        told.append(f"{counted(len(missing), 'feature')} planned for a {step} that is over, and not there")
    if moved.names:
        told.append(moved.told)
    if told:
        yield Need("The plan", f"{' and '.join(told)}. Accept another plan, or make room?", None, "promise")


_WAYS_OUT: Final[Mapping[PromiseKind, str]] = {
    "deadline": "Move its date", "launch": "Move its launch", "pin": "Decide on another period",
}  # fmt: skip
"""What can be decided about a promise that is unlikely, beside making room."""


def unlikely(view: AudienceView) -> list[PromiseOdds]:
    """The promises that are more likely broken than kept, one a feature, the earliest first.

    None where no odds are told; what cannot be kept at all is told as such.
    """
    if view.odds is None:
        return []
    lost = {one.id for one in broken(view)}
    names = dict.fromkeys(made.id for made in view.odds.promises if made.id not in lost)
    every = (view.odds.promise(name) for name in names if view.odds.is_unlikely(name))
    return sorted((made for made in every if made is not None), key=lambda made: (made.date, made.id))


def starts_later(view: AudienceView) -> bool:
    """Whether the first period planned has not begun yet."""
    periods, fiscal = view.roadmap.periods, view.backlog.workspace.calendar.fiscal
    return bool(periods) and view.backlog.today < fiscal.first_day(periods[0])


def first_period(view: AudienceView) -> str:
    """When the first period planned is: "this quarter", or "for 2027-Q1" where that has not begun."""
    if starts_later(view):
        return f"for {view.roadmap.periods[0]}"
    return f"this {view.backlog.workspace.calendar.step}"


def _tested(view: AudienceView) -> Iterator[Need]:
    """The experiments that can be decided."""
    for readout in readouts(view.backlog):
        if (do := todo(readout)).kind == "decide":
            test, feature = readout.experiment, readout.feature
            question = f"experiment {test.id or test.hypothesis}: {do.text}"
            yield Need(feature.title, question, feature.id, "experiment")


def _disputed(view: AudienceView, features: Iterable[Feature]) -> Iterator[Need]:
    """Where people want different things, and nothing is decided."""
    for feature in features:
        sides = [position for position in feature.positions if position.wants]
        if len({position.wants for position in sides}) > 1 and not _is_settled(view, feature):
            says = "; ".join(map(facts.position, sides))
            yield Need(feature.title, f"we disagree. {says}", feature.id, "dispute")


def _is_settled(view: AudienceView, feature: Feature) -> bool:
    """Whether a feature is decided on, by a test too, agreed, or promised by a date."""
    return (
        feature.deadline is not None
        or view.agreed(feature.id) is not None
        or feature.decision(view.backlog.today) is not None
        or any(test.decided is not None for test in feature.experiments)
    )


def _expiring(view: AudienceView) -> Iterator[Need]:
    """The decisions that run out in the first period; not one that is carried out by then."""
    if not view.roadmap.periods:
        return
    fiscal = view.backlog.workspace.calendar.fiscal
    last = fiscal.last_day(view.roadmap.periods[0])
    for feature in view.in_order():
        decision = in_force(feature.decisions, view.backlog.today)
        if decision is None or decision.until is None or decision.until > last:
            continue
        period = view.period(feature.id)
        if period is None or fiscal.last_day(period) > decision.until:
            what = f"the decision to {_meant(view, decision)} runs out on {decision.until}"
            yield Need(feature.title, f"{what}. Renew it or let it go?", feature.id, "expiry")


def worth_text(share: float | None) -> str | None:
    """A share of the plan's worth in words; None for None."""
    if share is None:
        return None
    return f"about {percent(share)} of the plan" if share <= 1 else "more than all of the plan"
