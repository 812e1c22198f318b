"""The promises of a plan and their odds as sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.forecast.odds import PromiseOdds
from pmcli.model.figure import counted, listed, odds, significant
from pmcli.views.odds.outlook import OddsOutlook

MISSED = "missed"
SIGNS = {"pin": "◆", "deadline": "⚑", "launch": ""}
_KINDS = {"pin": "pinned to", "deadline": "deadline", "launch": "launch"}
_COIN = (0.4, 0.6)


def what(made: PromiseOdds, outlook: OddsOutlook) -> str:
    """What was promised: "pinned to 2027-Q1", "deadline 2027-06-30"."""
    calendar = outlook.backlog.workspace.calendar
    is_pin = made.kind == "pin"
    return (
        f"{_KINDS[made.kind]} {calendar.fiscal.period_of(made.date, calendar.step) if is_pin else made.date}"
    )


def remark(made: PromiseOdds, outlook: OddsOutlook) -> str:
    """What else is to be said of a promise: that it is a coin toss, when it is likely there."""
    if made.period is None:
        return "not in the plan"
    if made.is_missed:
        weeks = (max(outlook.start, outlook.backlog.today) - made.date).days // 7
        late = f" {counted(weeks, 'week')} later" if weeks else ""
        return f"still open{late}; {likely(made.likely_by)}"
    calendar = outlook.backlog.workspace.calendar
    if made.date < calendar.fiscal.first_day(made.period):
        return f"planned for {made.period}, after it; {likely(made.likely_by)}"
    return "; ".join(_remarks(made, outlook))


def _remarks(made: PromiseOdds, outlook: OddsOutlook) -> Iterator[str]:
    """What is to be said of a promise that can still be kept in its period."""
    calendar = outlook.backlog.workspace.calendar
    last = calendar.fiscal.last_day(made.period) if made.period is not None else made.date
    if made.odds <= _COIN[1]:
        lead = "a coin toss" if made.odds >= _COIN[0] else "unlikely"
        if made.if_first is None:
            yield lead
        elif _helps(made):
            yield f"{lead}; done first: {odds(made.if_first)}"
        else:
            yield f"{lead}, also if done first"
    weeks, is_other = (last - made.date).days // 7, odds(made.by_period) != odds(made.odds)
    if weeks > 0 and is_other:
        yield f"its {calendar.step} ends {counted(weeks, 'week')} later: {odds(made.by_period)}"
    elif made.odds < outlook.backlog.workspace.forecast.likely:
        yield likely(made.likely_by)
    elif last < outlook.backlog.today:
        yield f"planned for {made.period}, which is over"
    elif made.date > last and is_other:
        yield f"planned for {made.period}: {odds(made.by_period)}"


def _helps(made: PromiseOdds) -> bool:
    """Whether a promise would be told as likelier if it were done first in its period."""
    return _gain(made) > 0 and odds(made.if_first) != odds(made.odds)


def _gain(made: PromiseOdds) -> float:
    """How much likelier a promise would be kept if it were done first in its period."""
    return 0.0 if made.if_first is None else made.if_first - made.odds


def notes(shown: Sequence[PromiseOdds], outlook: OddsOutlook) -> Iterator[str]:
    """How promises get what they would have if they were done first."""
    many = len({made.id for made in outlook.odds.promises if made.if_first is not None})
    if all(made.if_first is None for made in shown):
        return
    together = f"; its odds are with all {many} promises under 50 % done so together" if many > 1 else ""
    step = outlook.backlog.workspace.calendar.step
    yield f"done first in its {step}: right after work in progress, not by rank{together}"
    helped = sorted(filter(_helps, shown), key=lambda made: (-significant(_gain(made)), made.odds))
    pinned = [made.id for made in helped if made.kind == "pin"]
    if dated := [made for made in helped if made.id not in pinned]:
        most, lead = dated[0], ""
        if len(dated) > 1:
            lead = f"{most.id} gains most ({odds(most.odds)} → {odds(most.if_first)}): "
        yield f"{lead}pm decide {most.id} first --dry-run shows what that costs"
    if pinned:
        are = "is" if len(pinned) == 1 else "are"
        yield f"{listed(pinned)} {are} pinned: tell the team; to decide it first would replace the pin"


def likely(period: object) -> str:
    """By when something is likely there."""
    return "not likely in these periods" if period is None else f"likely by {period}"
