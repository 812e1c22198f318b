"""Rollouts: how far what is launched has gone out, and the steps of the week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from pmcli.model.feature import Feature
from pmcli.model.launch import RolloutStep
from pmcli.planning.launches import RolloutStage, readiness
from pmcli.sharing import AudienceView
from pmcli.views.roadmap.labels import whole_percent
from pmcli.views.week.line import Line, on_day, quoted, short

WEEK: Final = timedelta(days=7)


def rollouts(view: AudienceView) -> Iterator[Line]:
    """A line for each launch with a step within a week from today, or not carried on since, by day."""
    if not view.sees("launch", "status"):
        return
    out = [name for name in view.backlog.features if view.backlog.status(name) == "shipped"]
    found = []
    for launch in readiness(view.backlog, out):
        gone, to_come = _parted(launch.rollout, view.backlog.today)
        if gone and not _is_news(gone[-1], to_come, view.backlog.today):
            continue
        if gone or to_come:
            says = f"{short(launch.title)} {_stands(gone, to_come)}"
            act, owner = _act(gone, to_come), view.backlog.features[launch.id].owner or ""
            day = (to_come[0] if to_come else gone[-1]).on or date.max
            found.append((day, launch.id, Line(says, (launch.id,), act, owner, f"pm launch {launch.id}")))
    yield from (line for _, _, line in sorted(found, key=lambda row: row[:2]))


def _parted(
    stages: tuple[RolloutStage, ...], today: date
) -> tuple[list[RolloutStage], list[RolloutStage]]:  # fmt: skip
    """The steps whose day has come, and those whose day has not."""
    dated = sorted((stage for stage in stages if stage.on is not None), key=lambda stage: str(stage.on))
    gone = [stage for stage in dated if stage.on is not None and stage.on <= today]
    return gone, dated[len(gone) :]


def _is_news(last: RolloutStage, to_come: list[RolloutStage], today: date) -> bool:
    """Whether a step was this week, or the next one is near."""
    days = (last.on, to_come[0].on if to_come else None)
    return any(day is not None and today - WEEK < day <= today + WEEK for day in days)


def _stands(gone: list[RolloutStage], to_come: list[RolloutStage]) -> str:
    """How far it has gone out by its plan: "is by plan out to 25 % since …"."""
    parts = []
    if gone and gone[-1].on is not None:
        whom = "everybody" if gone[-1].to >= 1 else whole_percent(gone[-1].to)
        parts.append(f"is by plan out to {whom} since {on_day(gone[-1].on).removeprefix('on ')}")
    if to_come and to_come[0].on is not None:
        goes = "to " if gone else "goes to "
        parts.append(f"{goes}{whole_percent(to_come[0].to)} {on_day(to_come[0].on)}")
    return ", ".join(parts)


def _act(gone: list[RolloutStage], to_come: list[RolloutStage]) -> str:
    """What has to hold before the next step."""
    if not gone or not to_come or gone[-1].until is None:
        return ""
    last = gone[-1]
    if last.holds is None:
        return f"see whether {quoted(last.until or '')} holds before that"
    return "go on" if last.holds else f"hold it: {quoted(last.until or '')} does not hold"


def reach(feature: Feature, today: date) -> tuple[str, str]:
    """How far a shipped feature has gone out, and the day on which everybody has it; "" where all have it."""
    steps = feature.launch.rollout if feature.launch is not None else ()
    dated = sorted(((step.on, step) for step in steps if step.on is not None), key=lambda row: row[0])
    gone = [step for day, step in dated if day <= today]
    to_come = [(day, step) for day, step in dated if day > today]
    if not to_come or _is_whole(gone):
        return "", ""
    far = f"by plan at {whole_percent(gone[-1].to)} now" if gone else "not out yet"
    day, last = to_come[-1]
    return f"{far}, {whole_percent(last.to)} from {day} on", str(day)


def _is_whole(gone: list[RolloutStep]) -> bool:
    return bool(gone) and gone[-1].to >= 1
