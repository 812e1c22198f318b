"""The odds of a plan, read off many futures: `odds_of` is what screens ask.

It needs the extra "forecast", of which nothing is imported before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from pmcli.forecast import require
from pmcli.forecast.odds import (
    Blocker,
    DayTotal,
    DeliveryRecord,
    FeatureOdds,
    Odds,
    PeriodOdds,
    Policy,
    PromiseKind,
    PromiseOdds,
    Total,
)
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.work import NEVER, PlannedWork, closing, opening
from pmcli.learning.calibration import Calibration
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Deadline
from pmcli.model.launch import Launch
from pmcli.model.likelihood import EVEN
from pmcli.model.period import Period
from pmcli.planning.horizon import Horizon
from pmcli.planning.result import Roadmap
from pmcli.ranking.structure import Structure

if TYPE_CHECKING:
    from pmcli.forecast.delivery import Delivered, DeliveryQuestion, Small
    from pmcli.forecast.running import Drawn

Progress = Callable[[float], bool]

BAD = 0.05
"""The share of futures that are worse than the bad case."""
_DIGITS = 9


def odds_of(
    backlog: Backlog,
    roadmap: Roadmap,
    options: ForecastOptions | None = None,
    *,
    policy: Policy = "keep",
    day: date | Period | None = None,
    is_full: bool = False,
    compares: bool = False,
    progress: Progress | None = None,
) -> Odds:
    """The odds of a roadmap of this backlog; Ctrl-C, or `progress`, ends it with the futures drawn by then.

    Without `options` as pm.yaml says. With `day` it is also told what is there when a day or period is over,
    with `is_full` what is expected with wider ranges, and what unlikely promises are at first in their
    periods; with `compares` what if teams idle while they wait. What is planned is open today: where that
    is after the first day planned, nothing is done before it.

    Raises:
        PmError: the extra is missing, or ranges are to be calibrated on too little.
    """
    require()
    options = options or usual(backlog)
    calibration = Calibration.asked(backlog, options.calibrate)
    reading = _Reading(backlog, roadmap, options, calibration, policy)
    return reading.odds(day, progress, is_full=is_full, compares=compares)


def usual(backlog: Backlog) -> ForecastOptions:
    """A forecast as pm.yaml has it."""
    settings = backlog.workspace.forecast
    return ForecastOptions(
        futures=settings.futures,
        shared_error=settings.shared_error,
        calibrate=settings.calibrate,
        likely=settings.likely,
    )


class _Reading:
    """The odds of a roadmap being read off futures."""

    def __init__(
        self, backlog: Backlog, roadmap: Roadmap, options: ForecastOptions, calibration: Calibration,
        policy: Policy,
    ) -> None:  # fmt: skip
        self.roadmap, self.options, self.calibration, self.policy = roadmap, options, calibration, policy
        self.horizon = Horizon.of(backlog)
        self.work = PlannedWork.of(backlog, roadmap, calibration.reader)
        self.position = {job.id: at for at, job in enumerate(self.work.jobs)}
        self.promises = tuple(_promises(backlog, roadmap, self.horizon))
        self.past = max(backlog.today, self.horizon.start)
        self.today = opening(self.horizon, self.past)

    def odds(
        self, day: date | Period | None, progress: Progress | None, *, is_full: bool, compares: bool
    ) -> Odds:
        """The odds."""
        from pmcli.forecast.delivery import DeliveryQuestion

        moments = () if day is None else (closing(self.horizon, day),)
        asked = DeliveryQuestion(self.policy, tuple(self._asked(self.position)), moments, self.today)
        questions = [(self.work, asked)]
        if is_full:
            questions.append((self.work.widened(), DeliveryQuestion(self.policy, today=self.today)))
        if compares:
            other_way: Policy = "keep" if self.policy == "wait" else "wait"
            questions.append((self.work, DeliveryQuestion(other_way, today=self.today)))
        drawn = self._drawn(questions, progress)
        answer, *others = drawn.parts[0]
        wide = _mean(others[0].in_time) if is_full else None
        other = _mean(others[-1].in_time) if compares else None
        told = replace(
            self._told(answer, day), twice_as_wide=wide, if_other=other, is_stopped=drawn.is_stopped
        )
        return self._with_first(told, progress) if is_full and not drawn.is_stopped else told

    def _drawn(
        self, questions: Sequence[tuple[PlannedWork, DeliveryQuestion]], progress: Progress | None
    ) -> Drawn[tuple[Delivered, ...]]:
        """The answers to questions, in one part."""
        from pmcli.forecast.delivery import DeliveryJob, added
        from pmcli.forecast.draws import Draws
        from pmcli.forecast.running import run

        job, options = DeliveryJob(tuple(questions), Draws(self.options.shared_error)), self.options
        return run(
            job, options.futures if self.work.inputs else 1, workers=options.workers,
            cluster=options.cluster, progress=progress, merge=added, tell=options.tell,
        )  # fmt: skip

    def _asked(self, position: Mapping[str, int]) -> Iterator[tuple[int, float]]:
        """What is asked of the promises that the plan places: (position of the job, time)."""
        return ((position[name], time) for name, _, _, time in self.promises if name in position)

    def _with_first(self, told: Odds, progress: Progress | None) -> Odds:
        """The odds, with what promises below even odds would be at, all of them first in their periods."""
        from pmcli.forecast.delivery import DeliveryQuestion

        hopes = [made for made in told.promises if made.odds < EVEN and self._is_open(made)]
        if not hopes:
            return told
        work = self.work.with_first({made.id for made in hopes})
        asked = self._asked({job.id: at for at, job in enumerate(work.jobs)})
        drawn = self._drawn([(work, DeliveryQuestion(self.policy, tuple(asked), today=self.today))], progress)
        answer = drawn.parts[0][0]
        shares = iter([_rounded(count / answer.futures) for count in answer.kept.tolist()])
        placed = ((made, next(shares) if made.id in self.position else None) for made in told.promises)
        promises = (replace(made, if_first=share if made in hopes else None) for made, share in placed)
        return replace(told, promises=tuple(promises))

    def _is_open(self, made: PromiseOdds) -> bool:
        """Whether a promise can still be kept in the period planned for it."""
        if made.period is None or made.is_missed:
            return False
        return self.horizon.first_day(self.horizon.number(made.period)) <= made.date

    def _told(self, answer: Delivered, day: date | Period | None) -> Odds:
        """The odds that the futures show."""
        items, in_time, past = tuple(self._items(answer)), answer.in_time, self.calibration.everybody
        kinds = [found.kind for found in self.work.inputs if found.is_assumed]
        return Odds(
            self.policy, answer.futures, self.options.shared_error, self.calibration.is_used,
            self.roadmap.periods, items, tuple(self._promises(answer, items)), tuple(self._totals(answer)),
            _mean(in_time), _quantile(in_time, 0.5), _quantile(in_time, BAD),
            _rounded(in_time.tolist().count(len(items)) / answer.futures),
            inputs=len(self.work.inputs), assumed_efforts=kinds.count("effort"),
            assumed_capacities=kinds.count("capacity"),
            median_effort=tuple(sorted(self.work.assumed)),
            on_day=None if day is None else self._on_day(day, answer),
            past=DeliveryRecord(past.deliveries, past.inside, past.shares) if past.deliveries else None,
            missing_deliveries=past.missing,
        )  # fmt: skip

    def _items(self, answer: Delivered) -> Iterator[FeatureOdds]:
        """The odds of what is placed, in the order of the plan."""
        for placement in self.roadmap.placements:
            at = self.position[placement.id]
            shares = [_rounded(count / answer.futures) for count in answer.done[at].tolist()]
            by = tuple(map(PeriodOdds, self.roadmap.periods, shares))
            day = answer.by_moment[0][at] / answer.futures if len(answer.by_moment) else None
            yield FeatureOdds(
                placement.id, placement.period, shares[self.work.jobs[at].period], by,
                next((each.period for each in by if _as_told(each.odds) >= self.options.likely), None),
                tuple(self._blockers(at, answer)),
                None if day is None else _rounded(float(day)),
            )  # fmt: skip

    def _blockers(self, at: int, answer: Delivered) -> Iterator[Blocker]:
        """What is in the way of a job, the most common first."""
        job, work = self.work.jobs[at], self.work
        late = answer.futures - int(answer.done[at][job.period])
        names: list[tuple[str | None, str | None]] = [
            *((work.teams[share.team], None) for share in job.shares),
            *((None, work.jobs[need].id) for need, _ in job.needs),
        ]
        counts = answer.causes[at].tolist()
        for number in sorted(range(len(names)), key=lambda number: -counts[number]):
            if counts[number]:
                yield Blocker(*names[number], _rounded(counts[number] / late))

    def _totals(self, answer: Delivered) -> Iterator[Total]:
        periods = [job.period for job in self.work.jobs if job.period != NEVER]
        for number, (period, finished) in enumerate(zip(self.roadmap.periods, answer.finished, strict=True)):
            planned = sum(planned <= number for planned in periods)
            yield Total(period, planned, _quantile(finished, BAD), _quantile(finished, 0.5))

    def _promises(self, answer: Delivered, items: Sequence[FeatureOdds]) -> Iterator[PromiseOdds]:
        """The odds of promises; of one that the plan does not place, none."""
        by_id = {item.id: item for item in items}
        counts = iter(answer.kept.tolist())
        for name, kind, day, _ in self.promises:
            odds = _rounded(next(counts) / answer.futures) if name in self.position else 0.0
            made = PromiseOdds(name, kind, day, odds, is_missed=day < self.past)
            if (item := by_id.get(name)) is not None:
                made = replace(made, period=item.period, by_period=item.in_time, likely_by=item.likely_by)
            yield made

    def _on_day(self, day: date | Period, answer: Delivered) -> DayTotal:
        there = answer.at_moment[0]
        return DayTotal(day, _mean(there), _quantile(there, BAD), _quantile(there, 0.5))


def _promises(
    backlog: Backlog, roadmap: Roadmap, horizon: Horizon
) -> Iterator[tuple[str, PromiseKind, date, float]]:
    """(feature, kind, day, time at which that is over) of every promise for the periods planned.

    In the order of the plan; those that are not placed come last.
    """
    decisions = Structure.of(backlog).decisions
    last = horizon.last_day(len(horizon) - 1)
    for name in (*(each.id for each in roadmap.placements), *(each.id for each in roadmap.unplaced)):
        feature, decision = backlog.features[name], decisions.get(name)
        if decision is not None and decision.verdict == "pin" and decision.period in horizon.periods:
            number = horizon.number(decision.period)
            yield name, "pin", horizon.last_day(number), number + 1.0
        dated: tuple[tuple[PromiseKind, Deadline | Launch | None], ...] = (
            ("deadline", feature.deadline), ("launch", feature.launch),
        )  # fmt: skip
        for kind, promise in dated:
            if promise is not None and promise.date is not None and promise.date <= last:
                yield name, kind, promise.date, closing(horizon, promise.date)


def _mean(counts: Small) -> float:
    return _rounded(sum(counts.tolist()) / len(counts))


def _quantile(counts: Small, share: float) -> int:
    """The least number that a share of the futures does not exceed."""
    return int(sorted(counts.tolist())[max(ceil(share * len(counts) - 1e-9) - 1, 0)])


def _as_told(odds: float) -> float:
    """Odds in whole per cent, as they are told: what is called likely is so by the number beside it."""
    return round(odds, 2)


def _rounded(number: float) -> float:
    return round(number, _DIGITS)
