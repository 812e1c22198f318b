"""How ready a launch is, in words for people, and the commands that help."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from pmcli.model.fields.facts import evaluation
from pmcli.model.figure import anded, counted, listed, measured, percent, time_span
from pmcli.planning.launches import LaunchPoint, Obstacle, Readiness, RolloutStage

_IN_WEEKS = 14
"""From so many days on time is told in weeks."""
_WORD = re.compile(r"[^\s=+{}\"'.\[\]-][^\s=+{}\"'.\[\]]*")
"""A name that can stand in an assignment of `pm set`."""
_FEW, _MANY = 2, 5
"""So many names are told: of those that are long, in a column, and of others."""
NO_DAY = "no day yet"
NOT_SHIPPED = "not shipped, though its day is over"


def when(days: int | None) -> str:
    """How far away a day is: "in 6 weeks", "in 12 days", "today", "3 days ago"."""
    if days is None:
        return NO_DAY
    if abs(days) <= 1:
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}[days]
    many = abs(days)
    far = counted(round(many / 7), "week") if many >= _IN_WEEKS else f"{many} days"
    return f"in {far}" if days > 0 else f"{far} ago"


def conclusion(launches: Sequence[Readiness]) -> str:
    """How many launches are ready, the first that is not with what it lacks, and what is rolling out."""
    coming = [launch for launch in launches if not launch.is_out]
    out = [f"{each.id} is {told}" for each in launches if each.is_out and (told := rolling(each))]
    return "\n".join((*([_coming(coming)] if coming or not out else []), *out))


def unplanned(name: str) -> str:
    """That no launch is planned, of a feature or at all, and what plans one."""
    return f"no launch is planned: pm set {name} launch.date=2027-03-01 plans one"


def _coming(launches: Sequence[Readiness]) -> str:
    if not launches:
        return unplanned("ID")
    ready = sum(launch.is_ready for launch in launches)
    first = next((launch for launch in launches if not launch.is_ready), launches[0])
    if ready == len(launches):
        lead = "the launch is ready" if ready == 1 else f"all {ready:,} launches are ready"
        return f"{lead}; the next is {first.id}, {when(first.days)}"
    are = "is" if ready <= 1 else "are"
    return f"{ready or 'none'} of {counted(len(launches), 'launch', 'launches')} {are} ready; {lacks(first)}"


def rolling(launch: Readiness) -> str:
    """How far it is out: "rolling out: 5 %, next 25 % on 2027-03-02, …"; "" where there is nothing to say."""
    found = launch.rolling
    if found is None or (found.now is None and not launch.is_out):
        return ""
    day = f" on {found.next.on}" if found.next.on is not None else ""
    if found.now is None:
        return f"to roll out: first {percent(found.next.to)}{day}"
    lead = f"rolling out: {percent(found.now.to)}, next {percent(found.next.to)}{day}"
    if not found.is_held or found.now.current is None:
        return lead
    return f"{lead}, its condition does not hold now ({measured(found.now.current)})"


def gate_open(names: Sequence[str], days: int) -> str:
    """What is said of a gate that stays open."""
    return f"the gate is open: {', '.join(names) or 'no launch'} within {time_span(days)}"


def gate_closed(failing: Sequence[Readiness]) -> tuple[str, str]:
    """Why a gate is closed, and what says more."""
    told = (f"{each.id} ({when(each.days)}): {lacking(each, names=True)}" for each in failing)
    return f"not ready to launch: {'; '.join(told)}", f"pm launch {failing[0].id} says what to do"


def lacks(launch: Readiness) -> str:
    """What a launch lacks most, in a sentence: "instant-refunds in 6 weeks has 2 open points"."""
    days, lead = launch.days, launch.id
    if any(obstacle.kind == "overdue" for obstacle in launch.obstacles):
        return f"{lead} was due {when(days)}, and is not shipped"
    if days is not None:
        lead += f" {when(days)}" if days > 1 else f", {when(days)},"
    return f"{lead} has {next(_lacking(launch, names=False))}"


def lacking(launch: Readiness, *, names: bool = False, left: str = "") -> str:
    """What a launch lacks, as nouns; with the `names` of the points and evaluations.

    `left` is what is left of work in progress: that is told instead of the period planned for it.
    """
    return anded([*_lacking(launch, names=names, left=left)])


def _lacking(launch: Readiness, *, names: bool, left: str = "") -> Iterator[str]:
    open_points = launch.named("open", "missing")
    if open_points:
        yield counted(len(open_points), "open point") + _which(open_points, names=names)
    for obstacle in launch.obstacles:
        match obstacle.kind:
            case "missed":
                missed = counted(len(obstacle.names), "missed evaluation")
                yield f"{missed}{_which(obstacle.names, names=names)}"
            case "not-measured":
                lacks = counted(len(obstacle.names), "evaluation")
                yield f"{lacks} not measured yet{_which(obstacle.names, names=names)}"
            case "no-metric":
                yield "no metric with baseline and target"
            case "unknown-kind":
                yield f"a kind without a checklist{_which(obstacle.names, names=names)}"
            case "late":
                yield f"{left} of work to go" if left else f"work planned until {obstacle.until}"
            case "unplanned":
                yield "no period in the plan"
            case "overdue":
                yield NOT_SHIPPED


def _which(which: Sequence[str], *, names: bool) -> str:
    return f" ({listed(which)})" if names else ""


def in_short(launch: Readiness) -> str:
    """How far it is out and what is in the way, for a column; the lack of a metric stands below the table."""
    return "; ".join(filter(None, (rolling(launch), *(_short(each, _FEW) for each in launch.obstacles))))


def _short(obstacle: Obstacle, most: int = _MANY) -> str:
    """What is in the way in a few words, with so many evaluations, whose names are sentences, at most."""
    names = listed(obstacle.names, most if obstacle.kind in ("missed", "not-measured") else _MANY)
    match obstacle.kind:
        case "open":
            return f"open: {names}"
        case "missing":
            return f"missing: {names}"
        case "unknown-kind":
            return f"no checklist for: {names}"
        case "missed":
            return f"missed: {names}"
        case "not-measured":
            return f"not measured: {names}"
        case "late":
            return f"planned until {obstacle.until}"
        case "unplanned":
            return "in no period of the plan"
        case "overdue":
            return NOT_SHIPPED
        case "no-metric":
            return ""


def sentence(obstacle: Obstacle, launch: Readiness) -> str:
    """What is in the way, in a sentence."""
    match obstacle.kind:
        case "missed" | "not-measured":
            told = [evaluation(each) for each in launch.evaluations if each.what in obstacle.names]
            lead = "missed" if obstacle.kind == "missed" else "not measured yet"
            return f"{lead}: {'; '.join(told)}".replace(": not measured,", ",")
        case "no-metric":
            lack = f": {listed(obstacle.names)} lack one" if len(obstacle.names) > 1 else ""
            lack = f": {obstacle.names[0]} lacks one" if len(obstacle.names) == 1 else lack
            return f"no metric with baseline and target, so nobody can say whether it worked{lack}"
        case "late":
            return f"it is planned for {obstacle.period}, which ends on {obstacle.until}, after the launch"
        case "unplanned":
            return "the plan has no period for it"
    return _short(obstacle)


def helps(obstacle: Obstacle, launch: Readiness) -> tuple[str, ...]:
    """The commands that get something out of the way, ready to be copied."""
    match obstacle.kind:
        case "open" | "missing":
            keys = (key for name in obstacle.names for key in _ticked(name))
            return tuple(f"{_set(launch, key)} --by NAME" for key in keys)
        case "missed" | "not-measured":
            numbers = [at for at, each in enumerate(launch.evaluations, 1) if each.what in obstacle.names]
            return tuple(_set(launch, f"launch.evaluation[{number}].found=…") for number in numbers)
        case "no-metric":
            return (_set(launch, "metrics+={metric: …, baseline: …, target: …}"),)
        case "unknown-kind":
            return (f"pm launch --template {shlex.quote(obstacle.names[0])}",)
        case "late":
            return (_set(launch, f"launch.date={obstacle.until}"), f"pm explain {launch.id}")
        case "unplanned":
            return (f"pm why-not {launch.id}",)
        case "overdue":
            return (_set(launch, "status=shipped", f"shipped={launch.date}"), _set(launch, "launch.date=…"))


def _ticked(point: str) -> tuple[str, ...]:
    """The assignment that ticks a point; nothing where its name cannot stand in one."""
    return (f"launch.checklist.{point}=done",) if _WORD.fullmatch(point) else ()


def _set(launch: Readiness, *assignments: str) -> str:
    return " ".join(("pm set", launch.id, *map(_quoted, assignments)))


def _quoted(word: str) -> str:
    return shlex.quote(word) if set("{}[]'\"$`\\!*?~;&|<>() ") & set(word) else word


# --- parts of a page ---


def stage(launch: Readiness) -> str:
    """What a page on a launch is about."""
    if rolling(launch):
        return "rolling out"
    return "launched" if launch.is_out else "ready to launch?"


def state(point: LaunchPoint) -> str:
    """The state of a point, for a column."""
    return {"na": "not needed", "missing": "missing"}.get(point.state, point.state)


def condition(stage: RolloutStage) -> str:
    """The condition of a step, and whether it holds now."""
    if stage.until is None:
        return ""
    if stage.holds is None or stage.current is None:
        return stage.until
    return f"{stage.until}: {'holds' if stage.holds else 'does not hold'} now ({measured(stage.current)})"
