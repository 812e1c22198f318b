"""The odds of a plan, read off many futures: `odds_of` is what screens ask.

It needs the extra "forecast", of which nothing is imported before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from math import ceil
from typing import TYPE_CHECKING

from pmcli.forecast.inputs import Calibrate
from pmcli.forecast.odds import (
    Blocker,
    DayTotal,
    FeatureOdds,
    Odds,
    PeriodOdds,
    Policy,
    PromiseKind,
    PromiseOdds,
    Total,
)
from pmcli.forecast.work import NEVER, PlannedWork, closing
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Deadline, Launch
from pmcli.model.period import Period
from pmcli.planning.horizon import Horizon
from pmcli.planning.result import Roadmap
from pmcli.ranking.structure import Structure

if TYPE_CHECKING:
    from pmcli.forecast.delivery import Delivered, Question, Small

BAD = 0.05
"""The share of futures that are worse than the bad case."""
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class OddsOptions:
    """How odds are worked out; what is None is as pm.yaml says.

    `calibrate` makes of a written effort what the past of the team says. With `is_full` it is also told what
    is expected with wider ranges, and with `compares` where teams idle. `day` is asked of all features.
    """

    policy: Policy = "keep"
    futures: int | None = None
    shared_error: float | None = None
    calibrate: Calibrate | None = None
    is_full: bool = False
    compares: bool = False
    day: date | Period | None = None


def require() -> None:
    """See that the extra is installed.

    Raises:
        PmError: it is not.
    """
    if find_spec("numpy") is None:
        hint = 'pip install ".[forecast]" in the clone of pm'
        raise PmError('odds need the extra "forecast"', hint, exit_code=2)


def odds_of(backlog: Backlog, roadmap: Roadmap, options: OddsOptions | None = None) -> Odds:
    """The odds of a roadmap of this backlog.

    Raises:
        PmError: the extra is missing.
    """
    require()
    return _Reading(backlog, roadmap, options or OddsOptions()).odds()


class _Reading:
    """The odds of a roadmap being read off futures."""

    def __init__(self, backlog: Backlog, roadmap: Roadmap, options: OddsOptions) -> None:
        self.backlog, self.roadmap, self.options = backlog, roadmap, options
        self.settings = backlog.workspace.forecast
        self.horizon = Horizon.of(backlog)
        self.work = PlannedWork.of(backlog, roadmap, options.calibrate)
        self.position = {job.id: at for at, job in enumerate(self.work.jobs)}
        self.promises = tuple(_promises(backlog, roadmap, self.horizon))
        shared = options.shared_error
        self.shared_error = self.settings.shared_error if shared is None else shared
        self.futures = options.futures or self.settings.futures

    def odds(self) -> Odds:
        """The odds."""
        from pmcli.forecast.delivery import Question

        options, day = self.options, self.options.day
        asked = Question(
            options.policy,
            tuple((self.position[name], time) for name, _, _, time in self.promises if name in self.position),
            () if day is None else (closing(self.horizon, day),),
        )
        other: Policy = "keep" if options.policy == "wait" else "wait"
        more = [Question(other)] if options.compares else []
        answer, *others = self._answers(self.work, [asked, *more])
        waiting = others[0] if options.policy == "keep" and others else answer
        wide = self._answers(self.work.widened(), [Question(options.policy)]) if options.is_full else ()
        items = tuple(self._items(answer))
        in_time = answer.in_time
        return Odds(
            options.policy, answer.futures, self.shared_error, options.calibrate is not None,
            self.roadmap.periods, items, tuple(self._told(answer, items)), tuple(self._totals(answer)),
            _mean(in_time), _quantile(in_time, 0.5), _quantile(in_time, BAD),
            _rounded(in_time.tolist().count(len(items)) / answer.futures),
            inputs=len(self.work.inputs), assumed=sum(found.is_assumed for found in self.work.inputs),
            median_effort=tuple(sorted(self.work.assumed)),
            twice_as_wide=_mean(wide[0].in_time) if wide else None,
            if_waiting=_mean(waiting.in_time) if options.compares else None,
            on_day=None if day is None else self._on_day(day, answer),
        )  # fmt: skip

    def _answers(self, work: PlannedWork, questions: Sequence[Question]) -> tuple[Delivered, ...]:
        """The answers in all futures; in one, where nothing is uncertain."""
        from pmcli.forecast.delivery import DeliveryJob, merged
        from pmcli.forecast.draws import Draws, chunks

        job = DeliveryJob(work, Draws(self.shared_error), tuple(questions))
        futures = self.futures if work.inputs else 1
        parts = [job(chunk, size) for chunk, size in enumerate(chunks(futures))]
        return tuple(merged(answers) for answers in zip(*parts, strict=True))

    def _items(self, answer: Delivered) -> Iterator[FeatureOdds]:
        """The odds of what is placed, in the order of the plan."""
        for placement in self.roadmap.placements:
            at = self.position[placement.id]
            shares = [_rounded(count / answer.futures) for count in answer.done[at].tolist()]
            by = tuple(map(PeriodOdds, self.roadmap.periods, shares))
            day = answer.by_moment[0][at] / answer.futures if len(answer.by_moment) else None
            yield FeatureOdds(
                placement.id, placement.period, shares[self.work.jobs[at].period], by,
                next((each.period for each in by if each.odds >= self.settings.likely), None),
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

    def _told(self, answer: Delivered, items: Sequence[FeatureOdds]) -> Iterator[PromiseOdds]:
        """The odds of promises; of one that the plan does not place, none."""
        by_id = {item.id: item for item in items}
        counts = iter(answer.kept.tolist())
        for name, kind, day, _ in self.promises:
            odds = _rounded(next(counts) / answer.futures) if name in self.position else 0.0
            if (item := by_id.get(name)) is None:
                yield PromiseOdds(name, kind, day, odds)
            else:
                yield PromiseOdds(name, kind, day, odds, item.period, item.in_time, item.likely_by)

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


def _rounded(number: float) -> float:
    return round(number, _DIGITS)
