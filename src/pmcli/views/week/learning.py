"""Friday: experiments to read, results that are due, launches that are near, what has to be decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pmcli.model.experiment import Experiment
from pmcli.model.feature import Feature
from pmcli.model.figure import counted
from pmcli.planning.decisions import decision_statuses
from pmcli.sharing import AudienceView
from pmcli.views.review.status import near_features, to_decide
from pmcli.views.week.line import Line, on_day, several, short

WEEK = timedelta(days=7)


def lines(view: AudienceView) -> Iterator[Line]:
    """What is to be decided, what can be read, what is due, then decisions that rest on old inputs."""
    if view.reader.is_public:
        return
    yield from _decisions(view)
    yield from _experiments(view)
    yield from _results(view)
    yield from _reconsidered(view)


# --- decisions ---


def _decisions(view: AudienceView) -> Iterator[Line]:
    """What has to be decided in this period."""
    for need in to_decide(view, near_features(view)):
        says = f"{short(need.what)}: {short(need.question, 150)}"
        yield Line(says, (need.id,), "decide", _decider(view, need.id), f"pm decide {need.id}")


def _decider(view: AudienceView, name: str) -> str:
    """Who answers for a feature, else who decided on it last; "" where nobody is known."""
    feature = view.backlog.features.get(name)
    decision = feature.decision(view.backlog.today) if feature is not None else None
    return (feature and feature.owner) or (decision and decision.by) or ""


def _reconsidered(view: AudienceView) -> Iterator[Line]:
    """Decisions whose inputs are others now, or that ended this week; only the team compares inputs."""
    if not view.reader.is_full:
        return
    statuses = decision_statuses(view.backlog)
    changed = list(dict.fromkeys(status.feature for status in statuses if status.state == "changed"))
    if changed:
        rest = "rests" if len(changed) == 1 else "rest"
        titles = several(map(view.title, changed))
        says = f"{counted(len(changed), 'decision')} {rest} on inputs that have changed: {titles}"
        yield Line(says, tuple(changed), "look again", command="pm decisions --state changed")
    today = view.backlog.today
    for status in statuses:
        until = status.decision.until
        if status.state == "expired" and until is not None and today - WEEK <= until < today:
            title = short(view.title(status.feature))
            says = f"The decision to {status.decision.verdict} {title} ended {on_day(until)}"
            owner = view.backlog.features[status.feature].owner or ""
            yield Line(
                says,
                (status.feature,),
                "decide anew, or let the order decide",
                owner,
                f"pm decide {status.feature}",
            )


# --- experiments ---


def _experiments(view: AudienceView) -> Iterator[Line]:
    """What can be read and decided, what ends this week, then what runs."""
    every = [
        (urgency, line)
        for feature in view.in_order() for test in feature.experiments
        if test.decided is None and (pair := _experiment(view, feature, test)) is not None
        for urgency, line in (pair,)
    ]  # fmt: skip
    yield from (line for _, line in sorted(every, key=lambda pair: pair[0]))


def _experiment(
    view: AudienceView, feature: Feature, test: Experiment
) -> tuple[tuple[int, date], Line] | None:
    """The line of an experiment, with how urgent it is; None of one that is only planned."""
    today, end, who = view.backlog.today, test.end, feature.owner or ""
    name = f"{short(feature.title)}: the experiment {short(test.id or test.hypothesis, 40)}"
    command = f"pm experiment {feature.id}"
    if test.state in ("done", "stopped"):
        says = f"{name} is {test.state}, and nothing is decided"
        return (0, end or today), Line(says, (feature.id,), "read it and decide", who, command)
    if test.state == "planned":
        if test.start is None or not today <= test.start <= today + WEEK:
            return None
        return (2, test.start), Line(
            f"{name} starts {on_day(test.start)}", (feature.id,), "see that it does", who
        )
    if _is_full(test) or (end is not None and end < today):
        why = f"was to end {on_day(end)}" if end is not None and end < today else "has its planned size"
        says = f"{name} {why}{_progress(test)}"
        return (0, end or today), Line(says, (feature.id,), "read it and decide", who, command)
    if end is not None and end <= today + WEEK:
        return (1, end), Line(
            f"{name} ends {on_day(end)}{_progress(test)}", (feature.id,), "read it then", who, command
        )  # fmt: skip
    until = f" until {end}" if end is not None else ""
    return (3, end or date.max), Line(f"{name} runs{until}{_progress(test)}", (feature.id,))


def _is_full(test: Experiment) -> bool:
    return test.size is not None and test.least >= test.size


def _progress(test: Experiment) -> str:
    """How many are in the smallest group, of how many planned."""
    if not test.has_numbers:
        return ", with no numbers yet"
    planned = f" of {test.size:,}" if test.size is not None else ""
    return f", with {test.least:,}{planned} in each group"


# --- results ---


def _results(view: AudienceView) -> Iterator[Line]:
    """Shipped features of which nobody has said what they did, though it is time, the longest due first."""
    if not view.sees("results", "shipped"):
        return
    after, today = timedelta(days=view.backlog.workspace.learning.review_after), view.backlog.today
    due = []
    for feature in view.backlog.features.values():
        if feature.shipped is None or feature.results:
            continue
        days = [metric.review for metric in feature.metrics if metric.review is not None]
        due.append((min(days, default=_plus(feature.shipped, after)), feature))
    for day, feature in sorted(due, key=lambda pair: (pair[0], pair[1].id)):
        if day <= today + WEEK:
            when = f"since {day}" if day <= today else on_day(day)
            says = f"{short(feature.title)} shipped on {feature.shipped}: its results are due {when}"
            act = "measure, and write down what it did"
            yield Line(says, (feature.id,), act, feature.owner or "", f"pm learn {feature.id}")


def _plus(day: date, span: timedelta) -> date:
    return day + span if date.max - day > span else date.max
