"""When the work of a plan is done, in many futures at once: it flows through teams, period after period.

A team takes its work in the order of the plan, one thing after the other, over the ends of periods. It knows
no effort beforehand, and so never leaves out what would not fit. The time at which some work is done is
where the team's capacity, added up and linear within a period, reaches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pmcli.forecast.arrays import amount
from pmcli.forecast.draws import Draws, Floats
from pmcli.forecast.inputs import Input
from pmcli.forecast.odds import Policy
from pmcli.forecast.work import Capacity, Job, PlannedWork

Ints = NDArray[np.int64]
Small = NDArray[np.int16]
BRIM = 1 - 1e-9
"""What fills a period to the brim, but for rounding, is done within it."""


@dataclass(frozen=True, slots=True)
class DeliveryQuestion:
    """What is asked of futures: the policy, and times by which jobs are to be done.

    `promises` are (position of a job, time), `moments` times that are asked of every job. `today` is the
    time up to which nothing of it was done, as is known: it is still open.
    """

    policy: Policy = "keep"
    promises: tuple[tuple[int, float], ...] = ()
    moments: tuple[float, ...] = ()
    today: float = 0.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was done by when in some futures, as counts of futures.

    `done` is by job and period: done by the end of it. `kept` is by promise, `by_moment` by moment and job.
    `causes` is by job, of the futures in which it is late: what it waited for, its teams first, then its
    needs. Of every future there are: `in_time`, the planned jobs that are done in their period or before;
    `finished`, by period, those done by its end; `at_moment`, by moment, likewise.
    """

    done: Ints
    kept: Ints
    by_moment: Ints
    causes: tuple[Ints, ...]
    in_time: Small
    finished: Small
    at_moment: Small

    @property
    def futures(self) -> int:
        """How many futures they are."""
        return len(self.in_time)

    def plus(self, other: Delivered) -> Delivered:
        """What was done in these futures and then in others."""
        return Delivered(
            self.done + other.done,
            self.kept + other.kept,
            self.by_moment + other.by_moment,
            tuple(one + more for one, more in zip(self.causes, other.causes, strict=True)),
            np.concatenate((self.in_time, other.in_time)),
            np.concatenate((self.finished, other.finished), axis=1),
            np.concatenate((self.at_moment, other.at_moment), axis=1),
        )


def added(first: Sequence[Delivered], second: Sequence[Delivered]) -> tuple[Delivered, ...]:
    """The answers of both, question by question; the futures of the first before those of the second."""
    return tuple(one.plus(other) for one, other in zip(first, second, strict=True))


@dataclass(frozen=True, slots=True)
class DeliveryJob:
    """Questions, each of some work: called with a chunk of futures, it answers all of them."""

    questions: tuple[tuple[PlannedWork, DeliveryQuestion], ...]
    draws: Draws

    def __call__(self, chunk: int, size: int) -> tuple[Delivered, ...]:
        """What is done by when in a chunk of futures, an answer a question."""
        drawn: dict[tuple[Input, ...], Floats] = {}
        answers = []
        for work, question in self.questions:
            if work.inputs not in drawn:
                drawn[work.inputs] = self.draws.of(work.inputs, chunk, size)
            answers.append(_Flow(work, drawn[work.inputs], size, question).delivered())
        return tuple(answers)


class _Flow:
    """The work of a plan in a chunk of futures."""

    def __init__(self, work: PlannedWork, draws: Floats, size: int, question: DeliveryQuestion) -> None:
        self.work, self.draws, self.size, self.question = work, draws, size, question
        self.teams = [_Team.of(row, draws, size) for row in work.capacity]
        self.taken = np.zeros((len(work.teams), size))
        self.finish: dict[int, Floats] = {}
        self.last_needed = {need: at for at, job in enumerate(work.jobs) for need, _ in job.needs}

    def delivered(self) -> Delivered:
        """What is done by when."""
        work, question, periods = self.work, self.question, len(self.work.periods)
        numbers = np.empty((len(work.jobs), self.size), np.int16)
        kept = np.zeros(len(question.promises), np.int64)
        early = np.zeros((len(question.moments), len(work.jobs), self.size), bool)
        causes = []
        for at, job in enumerate(work.jobs):
            done, cause = self._done(job)
            finish = np.maximum(done, question.today)
            numbers[at] = np.minimum(finish, periods)
            for promise, (position, time) in enumerate(question.promises):
                if position == at:
                    kept[promise] = np.count_nonzero(finish < time)
            for moment, time in enumerate(question.moments):
                early[moment, at] = finish < time
            late = np.minimum(done, periods).astype(np.int16) > job.period
            causes.append(np.bincount(cause[late], minlength=len(job.shares) + len(job.needs) + 1)[:-1])
            self._keep(at, job, done)
        planned = np.array([job.period >= 0 for job in work.jobs], bool)
        return self._counted(numbers, planned, kept, early, tuple(causes))

    def _counted(
        self, numbers: Small, planned: NDArray[np.bool_], kept: Ints, early: NDArray[np.bool_],
        causes: tuple[Ints, ...],
    ) -> Delivered:  # fmt: skip
        wanted = np.array([job.period for job in self.work.jobs], np.int16)[:, None]
        is_done = [numbers <= period for period in range(len(self.work.periods))]
        return Delivered(
            np.stack([np.count_nonzero(by, axis=1) for by in is_done], axis=1),
            kept,
            np.count_nonzero(early, axis=2),
            causes,
            np.count_nonzero((numbers <= wanted)[planned], axis=0).astype(np.int16),
            np.stack([np.count_nonzero(by[planned], axis=0) for by in is_done]).astype(np.int16),
            np.count_nonzero(early[:, planned], axis=1).astype(np.int16),
        )

    def _keep(self, at: int, job: Job, finish: Floats) -> None:
        """Keep a time for those that wait for it, as long as any does."""
        if at in self.last_needed:
            self.finish[at] = finish
        for need, _ in job.needs:
            if self.last_needed[need] == at:
                self.finish.pop(need, None)

    def _done(self, job: Job) -> tuple[Floats, Ints]:
        """The time at which a job is done, infinite beyond the plan, and what it waited for last.

        That is the position among its teams, then its needs; one more where it is its own date.
        """
        ready, needed = self._ready(job)
        finish, cause = ready, needed + len(job.shares)
        waits = ready if job.needs else None
        for number, share in enumerate(job.shares):
            end, is_held = self._done_by(share.team, amount(share.effort, self.draws), waits)
            held = np.where(is_held, needed + len(job.shares), number)
            cause = np.where(end > finish, held, cause)
            finish = np.maximum(finish, end)
        if job.not_before:
            cause = np.where(finish < job.not_before, len(job.shares) + len(job.needs), cause)
            finish = np.maximum(finish, job.not_before)
        return finish, cause

    def _ready(self, job: Job) -> tuple[Floats, Ints]:
        """The time at which all that a job waits for is there, and the position of what came last."""
        if not job.needs:
            return np.zeros(self.size), np.zeros(self.size, np.int64)
        times = np.stack([self.finish[need] + lag for need, lag in job.needs])
        last = np.argmax(times, axis=0)
        return times[last, np.arange(self.size)], last

    def _done_by(
        self, number: int, effort: Floats | float, ready: Floats | None
    ) -> tuple[Floats, NDArray[np.bool_] | bool]:
        """The time at which a team has done its share, and whether it had to wait; `ready` None: it need not.

        Its work is done in order; its own part of a job begins when what that waits for is there.
        """
        team, taken = self.teams[number], self.taken[number]
        if ready is None:
            self.taken[number] = taken + effort
            return team.time_of(self.taken[number]), False
        begun = np.maximum(taken, team.capacity_at(ready))
        is_held = begun > taken
        end = team.time_of(begun + effort)
        self.taken[number] = effort + (begun if self.question.policy == "wait" else taken)
        return end, is_held


@dataclass(frozen=True, slots=True)
class _Team:
    """The capacity of a team added up, by period end and future; the first row is 0."""

    total: Floats

    @classmethod
    def of(cls, row: Sequence[Capacity], draws: Floats, size: int) -> _Team:
        """The capacity of a team in these futures."""
        total = np.zeros((len(row) + 1, size))
        for number, each in enumerate(row):
            base, focus, absent = (amount(part, draws) for part in (each.base, each.focus, each.absent))
            total[number + 1] = total[number] + each.part * np.maximum(base * focus - absent, 0.0)
        return cls(total)

    def capacity_at(self, time: Floats) -> Floats:
        """What the team could do up to a time."""
        last = len(self.total) - 1
        within = np.minimum(time, last)
        number = np.minimum(within, last - 1).astype(np.int64)
        futures = np.arange(self.total.shape[1])
        before = self.total[number, futures]
        return before + (within - number) * (self.total[number + 1, futures] - before)

    def time_of(self, work: Floats) -> Floats:
        """The time at which the team has done so much; infinite beyond the plan."""
        last = len(self.total) - 1
        work = work * BRIM
        number = np.count_nonzero(self.total[1:] < work, axis=0)
        at = np.minimum(number, last - 1)
        futures = np.arange(len(work))
        before = self.total[at, futures]
        with np.errstate(divide="ignore", invalid="ignore"):
            time = at + (work - before) / (self.total[at + 1, futures] - before)
        return np.where(number < last, time, np.inf)
