"""Decisions of a backlog and their states, and the checks of a decision that somebody wants to make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from pmcli.model.decision import VERDICTS, Decision
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.fingerprint import fingerprint
from pmcli.model.lookup import guess
from pmcli.model.naming import meant
from pmcli.model.period import Period
from pmcli.model.values import Wrong, read_period

if TYPE_CHECKING:
    from collections.abc import Callable

    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature

State = Literal["changed", "in-force", "expired", "replaced", "shipped"]
STATES: tuple[State, ...] = ("changed", "in-force", "expired", "replaced", "shipped")
"""The states of decisions: those that need a look first."""
TARGETED = {"pin": "a period such as 2027-Q1", "before": "the feature to be put ahead of"}
"""The verdicts that name something, and what that is."""


@dataclass(frozen=True, slots=True)
class DecisionStatus:
    """A decision and what has become of it.

    changed: it acts, and was made on inputs that are others now; in-force: it acts; expired: its `until` has
    passed; replaced: a later one counts; shipped: there is nothing left to decide. `number` is its place in
    the feature's list, `now` the fingerprint of the feature's inputs today.
    """

    feature: str
    number: int
    decision: Decision
    state: State
    now: str

    @property
    def acts(self) -> bool:
        """Whether it counts today."""
        return self.state in ("changed", "in-force")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision that somebody wants to make; `target` is the period of a pin, or the feature of a before."""

    feature: str
    verdict: str
    target: str | None
    because: str
    by: str
    on: date
    until: date | None = None

    def entry(self, feature: Feature) -> dict[str, object]:
        """The decision as it is written, with the fingerprint of what the feature says now."""
        entry: dict[str, object] = {"verdict": self.verdict}
        if self.target is not None:
            entry["period" if self.verdict == "pin" else "feature"] = self.target
        entry |= {"because": self.because, "by": self.by, "on": str(self.on)}
        if self.until is not None:
            entry["until"] = str(self.until)
        return {**entry, "inputs": fingerprint(feature)}


def decision_statuses(
    backlog: Backlog, shown: Callable[[str], bool] | None = None
) -> tuple[DecisionStatus, ...]:
    """Every decision of the features shown: those that need a look first, then by feature and number."""
    statuses = [
        DecisionStatus(name, number, decision, _state(feature, decision, acting, backlog.today, now), now)
        for name, feature in backlog.features.items()
        if feature.decisions and (shown is None or shown(name))
        for now, acting in ((fingerprint(feature), feature.decision(backlog.today)),)
        for number, decision in enumerate(feature.decisions)
    ]
    statuses.sort(key=lambda status: (STATES.index(status.state), status.feature, status.number))
    return tuple(statuses)


def _state(
    feature: Feature, decision: Decision, acting: Decision | None, today: date, now: str
) -> State:  # fmt: skip
    """What became of a decision; `acting` is the one in force."""
    if feature.status == "shipped":
        return "shipped"
    if decision is acting:
        return "changed" if decision.inputs and decision.inputs.strip().casefold() != now else "in-force"
    return "expired" if decision.until is not None and decision.until < today else "replaced"


def proposed(
    backlog: Backlog, feature: Feature, verdict: str, target: str | None, *,
    because: str | None, by: str | None, on: date, until: date | None = None,
) -> Proposal:  # fmt: skip
    """The decision that is meant, where it can act.

    Whether it contradicts other decisions or dependencies shows when it is tried: see `structure`.

    Raises:
        PmError: it is none, it lacks a reason or an owner, or it could not act.
    """
    if (verdict := meant(verdict, VERDICTS)) not in VERDICTS:
        raise PmError(
            f'there is no verdict "{verdict}"', did_you_mean(verdict, VERDICTS) or f"verdicts: {_listed()}"
        )
    target = _target(backlog, feature, verdict, target)
    if not (because or "").strip():
        raise PmError("a decision needs a reason: it spares the next discussion", '--because "…"')
    if not (by or "").strip():
        raise PmError("nobody decides: git config user.name is not set", "--by NAME")
    _timely(backlog, feature, on, until)
    return Proposal(
        feature.id, verdict, target, " ".join((because or "").split()), (by or "").strip(), on, until
    )


def _listed() -> str:
    return ", ".join(
        f"{verdict} {'PERIOD' if verdict == 'pin' else 'ID'}" if verdict in TARGETED else verdict
        for verdict in VERDICTS
    )


def _target(backlog: Backlog, feature: Feature, verdict: str, target: str | None) -> str | None:
    """The period or feature that the verdict names; None where it names none.

    Raises:
        PmError: there is none such, or the verdict would not act on the feature.
    """
    if feature.status == "shipped":
        raise PmError(f'"{feature.id}" is shipped: there is nothing left to decide')
    if verdict in TARGETED and target is None:
        raise PmError(f'"{verdict}" needs {TARGETED[verdict]}', f"pm decide {feature.id} {verdict} …")
    if verdict not in TARGETED and target is not None:
        raise PmError(f'"{verdict}" has no place for "{target}"', "the reason goes behind --because")
    if verdict in ("pin", "first", "before") and feature.status in ("parked", "declined"):
        raise PmError(
            f'the status of "{feature.id}" is {feature.status}: "{verdict}" would not act',
            f"pm set {feature.id} status=candidate",
        )
    if target is None:
        return None
    return str(_period(backlog, target)) if verdict == "pin" else _other(backlog, feature, target)


def _period(backlog: Backlog, text: str) -> Period:
    try:
        period = read_period(text)
    except Wrong as wrong:
        context = wrong.context or {}
        raise PmError(context["message"], context["hint"]) from None
    calendar = backlog.workspace.calendar
    if period.step != calendar.step:
        raise PmError(f'"{period}" is a {period.step}, and the calendar counts in {calendar.step}s')
    first = calendar.fiscal.period_of(backlog.start or backlog.today, calendar.step)
    if period < first:
        raise PmError(f"{period} is over: the plan starts with {first}", "name a period of the plan")
    return period


def _other(backlog: Backlog, feature: Feature, name: str) -> str:
    if name not in backlog.features:
        hint = guess(name, backlog.features) or "pm list has them all"
        raise PmError(f'there is no feature "{name}"', hint)
    if name == feature.id:
        raise PmError(f'"{name}" cannot stand before itself')
    if not backlog.is_open(name):
        raise PmError(f'"{name}" is {backlog.status(name)}: everything stands before it already')
    return name


def _timely(backlog: Backlog, feature: Feature, on: date, until: date | None) -> None:
    if until is not None and until < max(on, backlog.today):
        last = max(on, backlog.today)
        raise PmError(f"until {until} is before {last}: the decision would have ended", "name a later day")
    later = [
        decision for decision in feature.decisions
        if decision.on is not None and decision.on > on
        and (decision.until is None or decision.until >= backlog.today)
    ]  # fmt: skip
    if later:
        newest = max(later, key=lambda decision: decision.on or date.min)
        raise PmError(
            f'the decision "{newest.verdict}" of {newest.on} is later than {on}, and would count',
            f"--today {newest.on}",
        )
