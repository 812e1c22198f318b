"""The dates of the review: those that are promised, and those that were wished for and are missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from pmcli.model.feature import Feature
from pmcli.model.period import Period
from pmcli.sharing import AudienceView
from pmcli.sharing.labels import ABSENT

_WEEK = 7
SEE_BELOW = "cannot be kept: see below"
"""How a promise stands of which a line below the table says why it is broken."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A hard date: of what, why, and how it stands.

    `slack` are the days left, None where it is unplanned. It is broken where the plan reaches its day without
    it. `odds` are those of its day, where odds are asked for.
    """

    id: str
    what: str
    day: date
    because: str | None
    stands: str
    slack: int | None = None
    is_broken: bool = False
    odds: float | None = None


def promises(view: AudienceView) -> list[Promise]:
    """Every hard date of open features, the earliest first."""
    dated = [
        _promise(view, feature, feature.deadline.date, feature.deadline.because)
        for feature in view.in_order()
        if feature.deadline is not None and view.backlog.is_open(feature.id)
    ]
    known = (
        {made.id: made.odds for made in view.odds.promises if made.kind == "deadline"} if view.odds else {}
    )
    dated = [replace(promise, odds=known.get(promise.id)) for promise in dated]
    return sorted(dated, key=lambda promise: (promise.day, promise.what))


def _promise(view: AudienceView, feature: Feature, day: date, because: str | None) -> Promise:
    period = view.period(feature.id)
    if period is None:
        is_broken = bool(view.roadmap.placements) and day <= _end(view, view.roadmap.periods[-1])
        stands = _unplanned(view, feature.id) if is_broken else "not in the plan"
        return Promise(feature.id, feature.title, day, because, stands, is_broken=is_broken)
    slack = (day - view.backlog.workspace.calendar.fiscal.last_day(period)).days
    return Promise(feature.id, feature.title, day, because, f"planned for {period}: {_slack(slack)}", slack)


def _unplanned(view: AudienceView, name: str) -> str:
    """That it cannot be kept, and why; where a conflict says more, that stands below the table."""
    reason = next((conflict.reason for conflict in view.roadmap.conflicts if conflict.feature == name), None)
    if reason is not None and reason.kind != "must-land-no-room":
        return SEE_BELOW
    why = view.lacking.get(name, ABSENT)
    return f"cannot be kept{f': {why}' if why != ABSENT else ''}"


def _slack(days: int) -> str:
    """The days left, in words."""
    if days <= 0:
        return "no slack"
    return f"{_weeks(days)} of slack" if days >= _WEEK else "less than a week of slack"


def _weeks(days: int) -> str:
    weeks = days // _WEEK
    return f"{weeks:,} week{'' if weeks == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class MissedWish:
    """A date that was wished for and is missed: of what, the period or day, and where it is planned now.

    `late` are the days from the end of what was wished for to the end of its period. `planned` and `late`
    are None where it is not in the plan.
    """

    what: str
    wished: Period | date
    planned: Period | None
    late: int | None

    @property
    def told(self) -> str:
        """How late it is, in words."""
        if self.late is None:
            return "not in the plan"
        return f"up to {_weeks(self.late)}" if self.late >= _WEEK else "less than a week"


def missed_wishes(view: AudienceView, shown: Callable[[str], bool] | None = None) -> list[MissedWish]:
    """The open features whose target date the plan misses, the earliest date first; none without a plan.

    With `shown` only of these features. One whose promise is broken is told there.
    """
    if not view.roadmap.placements:
        return []
    lost = {promise.id for promise in promises(view) if promise.is_broken}
    missed = [
        wish for feature in view.in_order()
        if (shown is None or shown(feature.id)) and view.backlog.is_open(feature.id)
        and feature.target is not None and feature.id not in lost
        and (wish := _missed(view, feature, feature.target)) is not None
    ]  # fmt: skip
    return sorted(missed, key=lambda wish: (_end(view, wish.wished), wish.what))


def _missed(view: AudienceView, feature: Feature, target: Period | date) -> MissedWish | None:
    """The wish, where it is missed: its period has come to an end before the one that delivers it begins."""
    fiscal, period, end = view.backlog.workspace.calendar.fiscal, view.period(feature.id), _end(view, target)
    if period is None:
        is_hidden = not view.sees("period") or end > fiscal.last_day(view.roadmap.periods[-1])
        return None if is_hidden else MissedWish(feature.title, target, None, None)
    if end >= fiscal.first_day(period):
        return None
    return MissedWish(feature.title, target, period, (fiscal.last_day(period) - end).days)


def _end(view: AudienceView, wished: Period | date) -> date:
    fiscal = view.backlog.workspace.calendar.fiscal
    return wished if isinstance(wished, date) else fiscal.last_day(wished)
