"""Friday: experiments to read, results that are due, launches that are near, what has to be decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from math import fsum
from typing import Final

from pmcli.learning.due import awaited
from pmcli.model.figure import counted, figure
from pmcli.model.period import DAYS_A_WEEK, later
from pmcli.planning.decisions import decision_statuses
from pmcli.planning.launches import ObstacleKind, Readiness, readiness, standing
from pmcli.sharing import AudienceView
from pmcli.views.experiment.readout import Readout, readouts
from pmcli.views.experiment.todo import KINDS, Todo, todo
from pmcli.views.experiment.words import lead
from pmcli.views.launch.words import lacking, when
from pmcli.views.review.status import Asked, Need, near_features, to_decide
from pmcli.views.roadmap.labels import ORDINARY
from pmcli.views.week.line import Line, on_day, several, short
from pmcli.views.week.rollout import rollouts


def lines(view: AudienceView) -> Iterator[Line]:
    """Promises in danger, what can be read, what goes out, what is due, decisions that end; last disputes."""
    if view.reader.is_public:
        return
    needs = to_decide(view, near_features(view))
    yield from _decisions(view, needs, "promise")
    yield from _experiments(view)
    yield from _launches(view)
    yield from rollouts(view)
    yield from _results(view)
    yield from _decisions(view, needs, "expiry")
    yield from _reconsidered(view)
    yield from _decisions(view, needs, "dispute")


# --- decisions ---


def _decisions(view: AudienceView, needs: list[Need], kind: Asked) -> Iterator[Line]:
    """What has to be decided in this period, for one kind of reason."""
    for need in (need for need in needs if need.kind == kind):
        says = f"{short(need.what)}: {short(need.question, 150)}"
        if need.id is None:
            yield Line(says, (), "decide", command="pm accept")
        else:
            yield Line(says, (need.id,), "decide", _decider(view, need.id), f"pm show {need.id}")


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
        if status.state == "expired" and until is not None and later(today, -DAYS_A_WEEK) <= until < today:
            title = short(view.title(status.feature))
            says = f"The decision to {status.decision.verdict} {title} ended {on_day(until)}"
            owner = view.backlog.features[status.feature].owner or ""
            yield Line(
                says,
                (status.feature,),
                "decide anew, or let the order decide",
                owner,
                f"pm decisions --where id={status.feature}",
            )


# --- experiments ---


def _experiments(view: AudienceView) -> Iterator[Line]:
    """What is to be mended, what can be decided, then what is to be read this week, then what runs."""
    every = [
        (_urgency(readout, do, view.backlog.today), readout, do)
        for readout in readouts(view.backlog)
        if (do := todo(readout)).kind != "nothing" and _is_asked(readout)
    ]  # fmt: skip
    for _, readout, do in sorted(every, key=lambda row: row[0]):
        feature, test = readout.feature, readout.experiment
        says = (
            f"{short(feature.title)}, experiment {short(test.id or test.hypothesis, 40)}: {_tells(readout)}"
        )
        act = do.text.replace("decide: ", "decide; by the numbers: ")
        yield Line(says, (feature.id,), act, feature.owner or "", f"pm experiment {feature.id}")


def _is_asked(readout: Readout) -> bool:
    """Whether an experiment is anybody's this week: one that is only planned is not."""
    return readout.verdict is not None or readout.experiment.state != "planned" or readout.is_unreadable


def _urgency(readout: Readout, do: Todo, today: date) -> tuple[int, date, str]:
    end = readout.experiment.end or date.max
    return KINDS.index(do.kind) + (do.kind == "wait" and end > later(today, DAYS_A_WEEK)), end, readout.name


def _tells(readout: Readout) -> str:
    """What an experiment says, and how far it is where it runs."""
    arms = [arm for arm in readout.arms if arm.verdict == readout.verdict] or [*readout.arms]
    told = "numbers that cannot be" if readout.is_unreadable else "no numbers yet"
    told = lead(readout, arms[0]) if arms else told
    if readout.experiment.state != "running" or not readout.experiment.has_numbers:
        return told
    planned = f" of {readout.experiment.size:,}" if readout.experiment.size is not None else ""
    return f"{told}; {readout.experiment.least:,}{planned} {readout.experiment.in_group}"


# --- results ---


def _results(view: AudienceView) -> Iterator[Line]:
    """Shipped features of which nobody has said what they did, though it is time, the longest due first."""
    if not view.sees("results", "shipped", "metrics"):
        return
    today = view.backlog.today
    for look in awaited(view.backlog):
        if look.since > later(today, DAYS_A_WEEK):
            continue
        feature = view.backlog.features[look.id]
        day = f"since {look.since}" if look.since <= today else on_day(look.since)
        what = f" on {several(look.metrics)}" if look.metrics else ""
        shipped = f" shipped on {feature.shipped}" if feature.shipped else " is shipped"
        says = f"{short(feature.title)}{shipped}: its results{what} are due {day}"
        act = "measure, and write down what it did"
        yield Line(says, (look.id,), act, feature.owner or "", "pm learn --outcomes")


# --- launches ---


def _launches(view: AudienceView) -> Iterator[Line]:
    """Launches that are near, those with something in the way first."""
    if not view.sees("launch"):
        return
    periods = {placed.id: placed.period for placed in view.roadmap.placements}
    notice = view.backlog.workspace.launch.notice
    near = [
        _as_seen(view, launch)
        for launch in readiness(
            view.backlog, standing(view.backlog), periods if view.sees("period") else None
        )
        if launch.is_within(notice)
    ]
    for launch in sorted(near, key=lambda launch: (launch.is_ready, launch.days or 0, launch.id)):
        owner = view.backlog.features[launch.id].owner or ""
        lacks = "" if launch.is_ready else lacking(launch, names=True, left=_left(view, launch))
        state = f"with {lacks}" if lacks else "and is ready"
        goes = "was to go out" if (launch.days or 0) < 0 else "goes out"
        says = f"{short(launch.title)} {goes} {when(launch.days)}, {state}"
        act = "settle it, or move the day" if lacks else ""
        yield Line(says, (launch.id,), act, owner, f"pm launch {launch.id}")


def _left(view: AudienceView, launch: Readiness) -> str:
    """What is left of work in progress, where its day is in the period that has it: "0.5 person-weeks"."""
    fiscal, feature = view.backlog.workspace.calendar.fiscal, view.backlog.features[launch.id]
    if not feature.remaining or launch.period is None or launch.date is None or not view.sees("effort"):
        return ""
    if view.backlog.status(launch.id) != "in-progress" or launch.date < fiscal.first_day(launch.period):
        return ""
    amount, (one, many) = figure(fsum(part.mean for part in feature.remaining.values())), ORDINARY[
        view.backlog.workspace.effort_unit
    ]  # fmt: skip
    return f"{amount} {one if amount == '1' else many}"


_OBSTACLES: Final[Mapping[ObstacleKind, str]] = {
    "no-metric": "metrics", "late": "period", "unplanned": "period", "overdue": "status",
}  # fmt: skip
"""The field that a reader must see to know of an obstacle; the others are of the launch itself."""


def _as_seen(view: AudienceView, launch: Readiness) -> Readiness:
    """A launch with what of its obstacles the reader may know."""
    seen = (each for each in launch.obstacles if view.sees(_OBSTACLES.get(each.kind, "launch")))
    return replace(launch, obstacles=tuple(seen))
