"""Rollouts: how far what is launched has gone out, and the steps of the week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pmcli.model.feature import Feature
from pmcli.model.launch import RolloutStep
from pmcli.model.period import DAYS_A_WEEK, later
from pmcli.planning.launches import Readiness, RolloutStage, readiness
from pmcli.sharing import AudienceView
from pmcli.views.roadmap.labels import whole_percent
from pmcli.views.week.line import Line, on_day, quoted, short


def rollouts(view: AudienceView) -> Iterator[Line]:
    """A line for each launch with a step within a week of today, or that is held; by the day of the step."""
    if not view.sees("launch", "status"):
        return
    today, found = view.backlog.today, []
    since, until = later(today, -DAYS_A_WEEK), later(today, DAYS_A_WEEK)
    out = [name for name in view.backlog.features if view.backlog.status(name) == "shipped"]
    for launch in readiness(view.backlog, out):
        now, to_come = (launch.rolling.now, launch.rolling.next) if launch.rolling else (_last(launch), None)
        days = [step.on for step in (now, to_come) if step is not None and step.on is not None]
        is_held = launch.rolling is not None and launch.rolling.is_held
        if launch.is_out and (is_held or any(since < day <= until for day in days)):
            says = f"{short(launch.title)} {_stands(now, to_come, is_held=is_held)}"
            act, owner = _act(now, to_come), view.backlog.features[launch.id].owner or ""
            line = Line(says, (launch.id,), act, owner, f"pm launch {launch.id}")
            found.append((max(days, default=date.max), launch.id, line))
    yield from (line for _, _, line in sorted(found, key=lambda row: row[:2]))


def _last(launch: Readiness) -> RolloutStage | None:
    return launch.rollout[-1] if launch.rollout else None


def _stands(now: RolloutStage | None, to_come: RolloutStage | None, *, is_held: bool) -> str:
    """How far it has gone out by its plan: "is by plan out to 25 % since …, to 100 % on …"."""
    parts = []
    if now is not None:
        whom = "everybody" if now.to >= 1 else whole_percent(now.to)
        since = f" since {on_day(now.on).removeprefix('on ')}" if now.on is not None else ""
        parts.append(f"is by plan out to {whom}{since}")
    if to_come is not None and not is_held:
        day = f" {on_day(to_come.on)}" if to_come.on is not None else ""
        parts.append(f"{'to' if now is not None else 'goes out to'} {whole_percent(to_come.to)}{day}")
    return ", ".join(parts)


def _act(now: RolloutStage | None, to_come: RolloutStage | None) -> str:
    """What has to hold before the next step."""
    if now is None or to_come is None or now.until is None:
        return ""
    if now.holds is None:
        return f"see whether {quoted(now.until)} holds before that"
    return "go on" if now.holds else f"hold it: {quoted(now.until)} does not hold"


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
