"""The odds of a plan as sentences for people."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.forecast.odds import FeatureOdds, Odds
from pmcli.model.estimate import Estimate
from pmcli.model.figure import anded, counted, listed, odds, percent
from pmcli.model.likelihood import about
from pmcli.model.team import teams_line
from pmcli.views.futures import EXACT, calibrated, drawn, factor
from pmcli.views.odds.outlook import OddsOutlook
from pmcli.views.roadmap.absent import absent

_CLOSE = 0.05
_FULL = 0.85
_SECOND = 0.3
"""The share from which what is second most often in the way is told too."""
_UNKNOWN = ("no-effort", "no-effort-no-team", "no-team", "no-teams")


def nothing(outlook: OddsOutlook) -> str | None:
    """Why there is nothing to tell; None where there is something."""
    workspace, periods = outlook.backlog.workspace, outlook.roadmap.periods
    if not workspace.teams:
        line = teams_line(workspace.effort_unit, workspace.calendar.step)
        return f"no plan to forecast: pm.yaml names no teams; write {line}"
    if not outlook.odds.items:
        return f"nothing is planned from {periods[0]} to {periods[-1]}: pm roadmap --all says why"
    return EXACT if outlook.odds.is_certain else None


def lead(outlook: OddsOutlook) -> Iterator[str]:
    """What matters most, in a line or two: how many to expect, and how the teams' own past went."""
    told, count = outlook.odds, len(outlook.odds.items)
    late, bad = count - told.median, count - told.at_least
    step = outlook.backlog.workspace.calendar.step
    yield (
        f"{'of the whole plan: ' if outlook.shown is not None else ''}"
        f"expect {about(told.expected)} of the {count} in their planned {step}; "
        f"{late} late in the middle case, {bad} in a bad one (1 in 20)"
    )
    if (day := told.on_day) is not None:
        yield (
            f"by the end of {day.when}: expect {about(day.expected)} of the {count}, "
            f"nearly surely at least {day.at_least}"
        )
    if (past := told.past) is not None:
        deliveries = counted(past.deliveries, "delivery", "deliveries")
        yield f"so far {past.inside} of {past.of} efforts kept to their range ({deliveries}): 9 of 10 should"


def as_of(outlook: OddsOutlook) -> str:
    """As of which day the odds are, where that is past; "" where it is not."""
    start, today = outlook.start, outlook.backlog.today
    if today <= start:
        return ""
    return (
        f"as of {start}, the first day planned, though it is {today}: all time since counts as if teams "
        f"still had it; calendar: {{start: {today}}} in pm.yaml plans from today, with what remains"
    )


def in_the_way(item: FeatureOdds, outlook: OddsOutlook) -> str:
    """What a feature that is late waits for: a team that is full, or what comes first."""
    if outlook.is_over(item):
        return f"its {outlook.backlog.workspace.calendar.step} is over"
    if item.in_time > 1 - _CLOSE:
        return ""
    words: list[str] = []
    for blocker in item.blocked_by[:2]:
        if words and blocker.share < _SECOND:
            break
        if blocker.team is None:
            words.append(f"waits for {blocker.feature}")
        else:
            full = outlook.fullness(blocker.team, item)
            is_full = full is not None and full >= _FULL
            words.append(f"{blocker.team}, {percent(full or 0.0)} full" if is_full else blocker.team)
    return "; ".join(words)


# --- below the table ---


def notes(outlook: OddsOutlook) -> Iterator[str]:
    """The sentences below the table: first what is not in the odds, or only assumed."""
    told = outlook.odds
    if (line := nothing(outlook)) is not None:
        yield line
        return
    yield from _gaps(outlook)
    yield from _whole(told)
    yield (
        f"keeps this order in every future{_ahead(outlook)}; teams "
        + ("go on with the next thing" if told.policy == "keep" else "idle")
        + " while they wait"
        + _other(told)
    )
    yield from _slipped(outlook)
    yield _drawn(told)


def _ahead(outlook: OddsOutlook) -> str:
    """What is done before what is decided first; "" where neither is in the plan."""
    marks = {mark for placed in outlook.roadmap.placements for mark in placed.marks}
    return ", work in progress before what is decided first" if marks >= {"in-progress", "first"} else ""


def _gaps(outlook: OddsOutlook) -> Iterator[str]:
    """What is in no period planned, each feature counted once, and which numbers are assumed."""
    roadmap, told, assume = outlook.roadmap, outlook.odds, outlook.backlog.workspace.forecast.assume
    without_score = len(absent(roadmap)) - len(roadmap.unplaced)
    unknown = sum(bool(item.reasons) and item.reasons[0].kind in _UNKNOWN for item in roadmap.unplaced)
    out = [
        f"{counted(count, 'feature')} {what}"
        for count, what in (
            (unknown, "without an effort or team"), (without_score, "without a score"),
            (len(roadmap.unplaced) - unknown, "that the plan leaves out"),
            (len(roadmap.left_out or ()), "left out for errors"),
        ) if count
    ]  # fmt: skip
    yield f"not in this: {anded([*out, 'what nobody has written down yet'])}"
    taken = [
        f"{counted(count, one, many)} at {range_}"
        for count, one, many, range_ in (
            (told.assumed_efforts, "effort", "efforts", factor(assume.effort)),
            (told.assumed_capacities, "capacity", "capacities", _share(assume.capacity)),
        ) if count
    ]  # fmt: skip
    if taken:
        yield f"taken without a range of their own: {anded(taken)}"
    if told.median_effort:
        yield f"taken at the middle effort, for want of one: {listed(told.median_effort)}"


def _share(factor: Estimate) -> str:
    return f"{100 * factor.low:.0f} to {100 * factor.high:.0f} %"


def _whole(told: Odds) -> Iterator[str]:
    count = len(told.items)
    text = f"all {count} in time: {odds(told.all_in_time)}"
    if told.twice_as_wide is not None:
        text += (
            f". Were the ranges twice as wide, as many teams' turn out: {told.twice_as_wide:.0f} of {count}, "
            f"not {told.expected:.0f}"
        )
    yield text


def _other(told: Odds) -> str:
    if told.if_other is None:
        return ""
    otherwise = "idled" if told.policy == "keep" else "went on"
    return f"; if they {otherwise}, expect {about(told.if_other)} of {len(told.items)}"


def _slipped(outlook: OddsOutlook) -> Iterator[str]:
    if outlook.then is None:
        return
    then, now = outlook.then.odds, outlook.odds
    was, is_now = (f"{about(each.expected)} of {len(each.items)}" for each in (then, now))
    yield f"at {outlook.then.name} {was} were expected, now {is_now}"
    if slipped := [item.id for item in outlook.items if outlook.is_slipped(item.id)]:
        yield f"slipped, though nothing was changed in them: {listed(slipped)}"


def _drawn(told: Odds) -> str:
    done = told.past.deliveries if told.past is not None else 0
    calibration = calibrated(done, told.missing_deliveries, is_calibrated=told.is_calibrated)
    return drawn(
        told.futures, told.shared_error, calibration, is_stopped=told.is_stopped,
        meaning=" (nearly surely: in 19 of 20)",
    )  # fmt: skip
