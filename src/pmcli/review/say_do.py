"""What was promised for the periods that are over, and what became of it: from the commits of plan.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from statistics import fmean
from typing import Literal

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.decision import Decision
from pmcli.model.diagnostic import PmError
from pmcli.model.period import PER_YEAR, Period, Step
from pmcli.model.special_files import PLAN_FILE
from pmcli.review.plans import AgreedPlan, PlanReading, followed, renamed
from pmcli.review.trails import Trail, Trails
from pmcli.workspace.files import Commit, CommitPast, NoCommitError, NoRepositoryError
from pmcli.workspace.loading import without_garbage_collection
from pmcli.workspace.opening import OpenWorkspace

Outcome = Literal["kept", "slipped", "dropped"]


@dataclass(frozen=True, slots=True)
class PromisedFeature:
    """A feature that was promised for a period that is over, by the id it has now, and what became of it.

    "kept": shipped by the end of the period. "slipped": shipped `by` periods later, in `until`; or still
    open, and then at least so many: `until` is the period for which it is agreed now, or the present one.
    "dropped": taken out of the plan or the backlog, parked or declined. `agreement` is the first plan that
    said otherwise than the promise, without its places, and `commit` brought it; both are None where nobody
    agreed on anything else, `commit` alone where it is not committed yet, `agreement` alone where plan.yaml
    was taken away. `decision` is the one that parked or declined it.
    """

    id: str
    outcome: Outcome
    shipped: date | None = None
    until: Period | None = None
    by: int = 0
    is_open: bool = False
    agreement: Agreement | None = None
    commit: Commit | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class PromisedPeriod:
    """A period that is over: the plan that was its promise, without its places, and what became of it.

    `unplanned` are the features that shipped in it, and were promised neither for it nor for one before.
    """

    period: Period
    agreement: Agreement
    commit: Commit | None
    promises: tuple[PromisedFeature, ...]
    unplanned: tuple[str, ...]

    def count(self, outcome: Outcome) -> int:
        """How many of its promises became of so."""
        return sum(promise.outcome == outcome for promise in self.promises)


@dataclass(frozen=True, slots=True)
class SayDo:
    """The periods that are over, the oldest first; a feature counts in each for which it was promised.

    `why_not` says why nothing is known, where that is so. `unknown` are the periods whose promise a shallow
    clone does not reach, `unreadable` the commits whose plan.yaml cannot be read: the one before stays in
    force. `lost` says why git cannot tell what was promised, where there is a plan.yaml.
    """

    periods: tuple[PromisedPeriod, ...] = ()
    step: Step = "quarter"
    why_not: str | None = None
    unknown: tuple[Period, ...] = ()
    unreadable: tuple[Commit, ...] = ()
    lost: str | None = None

    @property
    def promised(self) -> int:
        """How many promises were made."""
        return sum(len(period.promises) for period in self.periods)

    def count(self, outcome: Outcome) -> int:
        """How many of the promises became of so."""
        return sum(period.count(outcome) for period in self.periods)

    @property
    def mean_slip(self) -> float | None:
        """The periods by which what slipped did so, in the mean; None where nothing did.

        What is still open counts with what it has slipped at least.
        """
        months = [
            promise.by * 12 / PER_YEAR[period.period.step]
            for period in self.periods for promise in period.promises if promise.outcome == "slipped"
        ]  # fmt: skip
        return fmean(months) * PER_YEAR[self.step] / 12 if months else None


def say_do(opened: OpenWorkspace, today: date, backlog: Backlog | None = None) -> SayDo:
    """What became of the agreed plan in every period that is over on a day.

    The promise of a period is the plan in force on its first day; where that names nothing for it, the first
    one after it that does, while the period runs. A plan is in force from the day on which it was agreed, or
    committed where that is not said. Nothing raises: where git cannot tell, the reason is told.
    """
    now = backlog or opened.unchecked.backlog
    step = now.workspace.calendar.step
    try:
        with without_garbage_collection():  # all of it is kept, and there is much
            return _SayDo.of(opened, now, today).result()
    except PmError as fault:
        is_absent = isinstance(fault, (NoRepositoryError, NoCommitError, NoPlanError))
        lost = None if is_absent or now.agreement is None else fault.sentence
        return SayDo(step=step, why_not=fault.message, lost=lost)


class NoPlanError(PmError):
    """Nothing was ever agreed."""


@dataclass(frozen=True)
class _SayDo:
    """The commits, the plans in their order, and the backlog as it is now."""

    backlog: Backlog
    today: date
    plans: tuple[AgreedPlan, ...]
    trails: Mapping[str, Trail]
    past: CommitPast
    unreadable: tuple[Commit, ...]

    @classmethod
    def of(cls, opened: OpenWorkspace, backlog: Backlog, today: date) -> _SayDo:
        past, reading = opened.past, PlanReading(opened, today)
        plans = tuple(reading.plans())
        if not plans:
            raise NoPlanError(f"no commit has a {PLAN_FILE}", "pm accept keeps a plan")
        named = {name for _, plan in plans if plan.agreement is not None for name in plan.agreement.places}
        trails = Trails(past, backlog, followed(backlog, named), opened.known).walk()
        known = tuple(renamed(plan, index, trails) for index, plan in plans)
        return cls(backlog, today, known, trails, past, tuple(reading.unreadable))

    def result(self) -> SayDo:
        """The periods that are over."""
        named = {period for plan in self.plans if plan.agreement for period in plan.agreement.places.values()}
        fiscal = self.backlog.workspace.calendar.fiscal
        over = sorted(period for period in named if fiscal.last_day(period) < self.today)
        unknown = [period for period in over if not self._is_reached(period)]
        periods: list[PromisedPeriod] = []
        for period in over:
            before = {promise.id for earlier in periods for promise in earlier.promises}
            if period not in unknown and (told := self._period(period, before)) is not None:
                periods.append(told)
        return SayDo(
            tuple(periods), self.backlog.workspace.calendar.step,
            unknown=tuple(unknown), unreadable=self.unreadable,
        )  # fmt: skip

    def _is_reached(self, period: Period) -> bool:
        """Whether what was agreed when a period began is in the clone."""
        begin = self.backlog.workspace.calendar.fiscal.first_day(period)
        return not self.past.is_shallow or self.past.commits[0].committed <= begin

    def _period(self, period: Period, before: Set[str]) -> PromisedPeriod | None:
        """What was promised for a period, and became of it; None where nothing was while it ran.

        What was promised for one `before` is no surprise when it ships.
        """
        place = self._promise(period)
        if place is None or (agreement := self.plans[place].agreement) is None:
            return None
        parents = self.backlog.children()
        names = [name for name, at in agreement.places.items() if at == period and name not in parents]
        expected = {*names, *parents, *before}
        unplanned = [
            name for name in self.backlog.features
            if name not in expected and self._is_within(self._shipped(name), period)
        ]  # fmt: skip
        promises = tuple(self._feature(name, period, place) for name in sorted(names))
        signed = self.plans[place].signed or Agreement()
        return PromisedPeriod(period, signed, self.plans[place].commit, promises, tuple(unplanned))

    def _promise(self, period: Period) -> int | None:
        """The place of the plan that was the promise of a period."""
        fiscal = self.backlog.workspace.calendar.fiscal
        first, last = fiscal.first_day(period), fiscal.last_day(period)
        before = [place for place, plan in enumerate(self.plans) if plan.day <= first]
        if before and self.plans[before[-1]].names(period):
            return before[-1]
        during = (place for place, plan in enumerate(self.plans) if first < plan.day <= last)
        return next((place for place in during if self.plans[place].names(period)), None)

    # --- one promise ---

    def _feature(self, name: str, period: Period, place: int) -> PromisedFeature:
        """What became of a promise."""
        fiscal = self.backlog.workspace.calendar.fiscal
        shipped = self._shipped(name) if name in self.backlog.features else None
        if shipped is not None and shipped <= fiscal.last_day(period):
            return PromisedFeature(name, "kept", shipped)
        promise = self._agreed_otherwise(name, period, place, shipped)
        if name not in self.backlog.features:
            return promise
        if shipped is not None:
            until = fiscal.period_of(shipped, period.step)
            by = until.index - period.index
            return replace(promise, outcome="slipped", shipped=shipped, until=until, by=by)
        agreed = self.plans[-1].period_of(name)
        if not self.backlog.is_open(name) or agreed is None:
            return replace(promise, decision=self.backlog.features[name].decision(self.backlog.today))
        until = max(
            fiscal.period_of(fiscal.last_day(agreed), period.step), fiscal.period_of(self.today, period.step)
        )
        return replace(
            promise, outcome="slipped", until=until, by=until.index - period.index, is_open=True
        )  # fmt: skip

    def _agreed_otherwise(
        self, name: str, period: Period, place: int, shipped: date | None
    ) -> PromisedFeature:  # fmt: skip
        """A promise that was not kept, with the first plan that says otherwise; none after it shipped."""
        promise = PromisedFeature(name, "dropped")
        later = (plan for plan in self.plans[place + 1 :] if shipped is None or plan.day <= shipped)
        other = next((plan for plan in later if plan.period_of(name) != period), None)
        return promise if other is None else replace(promise, agreement=other.signed, commit=other.commit)

    def _shipped(self, name: str) -> date | None:
        """The day on which a feature shipped: as it says, else that of the commit that said so."""
        if self.backlog.status(name) != "shipped":
            return None
        return self.backlog.features[name].shipped or self._shipping_commits.get(name, self.today)

    @cached_property
    def _shipping_commits(self) -> dict[str, date]:
        days: dict[str, date] = {}
        for name, trail in self.trails.items():
            done = next((one for one in trail.versions[::-1] if one.status == "shipped"), None)
            if done is not None and done.index < len(self.past.commits):
                days[name] = self.past.commits[done.index].committed
        return days

    def _is_within(self, day: date | None, period: Period) -> bool:
        fiscal = self.backlog.workspace.calendar.fiscal
        return day is not None and fiscal.first_day(period) <= day <= fiscal.last_day(period)
