"""A plan as work that flows through teams, with the numbers in it that nobody knows for sure; no numpy."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import fsum

from pmcli.forecast.inputs import Calibrate, Input, InputCollector, UncertainAmount
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate, Z
from pmcli.model.period import Period
from pmcli.model.team import Team
from pmcli.planning.agreed import agreeing
from pmcli.planning.candidates import Candidates, written_efforts
from pmcli.planning.capacity import a_head, capacity
from pmcli.planning.horizon import Horizon
from pmcli.planning.result import Roadmap
from pmcli.sequencing.graph import adjacency, ordered, reach

_ONE, _NOTHING = UncertainAmount(1.0), UncertainAmount()
NEVER = -1
"""The period of what the plan has in none: a parent that is only there when its parts are."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a team can do in a period: `part` of (base · focus - absent), never below 0.

    The part is what is left of the first period, and in any what is not reserved.
    """

    base: UncertainAmount
    focus: UncertainAmount = _ONE
    absent: UncertainAmount = _NOTHING
    part: float = 1.0


@dataclass(frozen=True, slots=True)
class TeamShare:
    """What a team, by position, does of a job."""

    team: int
    effort: UncertainAmount


@dataclass(frozen=True, slots=True)
class Job:
    """A feature of the plan.

    `period` is the number of the period planned for it, NEVER where there is none. `needs` are (position of
    what it waits for, periods later). `not_before` is the time at which it may end at the earliest. Work
    that is begun comes first in its period.
    """

    id: str
    period: int
    shares: tuple[TeamShare, ...]
    needs: tuple[tuple[int, int], ...]
    not_before: float
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """The work of a plan in the order in which teams take it: by period, begun work first, then by rank.

    What a job waits for stands before it. Times are in periods: 0 is the first moment planned, 1 the end of
    the first period. `capacity` has a row a team, with one entry a period. `inputs` are what amounts speak
    of. `assumed` are the features whose effort is the median of others.
    """

    periods: tuple[Period, ...]
    teams: tuple[str, ...]
    capacity: tuple[tuple[Capacity, ...], ...]
    jobs: tuple[Job, ...]
    inputs: tuple[Input, ...]
    assumed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, backlog: Backlog, roadmap: Roadmap, calibrate: Calibrate | None = None) -> PlannedWork:
        """The work of a roadmap of this backlog; ranges as written, or as the past of the teams says."""
        return _Making(agreeing(backlog, roadmap.agreement), roadmap, calibrate).work()

    def widened(self) -> PlannedWork:
        """The same work with the ranges of efforts twice as wide: one in five is above its high end."""
        return replace(self, inputs=tuple(_widened(found) for found in self.inputs))

    def with_first(self, names: Collection[str]) -> PlannedWork:
        """The same work, these first in their periods, right after what is begun, with what they wait for.

        Among themselves, as all else, they keep their order.
        """
        jobs = self.jobs
        arcs = [(at, need) for at, job in enumerate(jobs) for need, _ in job.needs]
        chosen = {at for at, job in enumerate(jobs) if job.id in names}
        chosen |= reach(chosen, adjacency(arcs))
        order = ordered(
            range(len(jobs)), arcs, lambda at: (jobs[at].period, not jobs[at].is_begun, at not in chosen)
        )
        place = {at: number for number, at in enumerate(order)}
        return replace(
            self,
            jobs=tuple(
                replace(jobs[at], needs=tuple((place[need], lag) for need, lag in jobs[at].needs))
                for at in order
            ),
        )


def _widened(found: Input) -> Input:
    """An effort whose normal scores are twice as large; another input as it is."""
    if found.kind != "effort":
        return found
    estimate = found.estimate
    wide = Estimate(estimate.quantile(-2 * Z), estimate.likely, estimate.quantile(2 * Z))
    return replace(found, estimate=wide)


def closing(horizon: Horizon, when: Period | date) -> float:
    """The time at which a day or a period is over; 0 for those before the first day planned."""
    number = horizon.number(when)
    if number < 0:
        return 0.0
    return number + (horizon.share(when) if isinstance(when, date) else 1.0)


def opening(horizon: Horizon, when: Period | date) -> float:
    """The time at which a day or a period begins; 0 for those before the first day planned."""
    number = horizon.number(when)
    if number < 0 or not isinstance(when, date):
        return float(max(number, 0))
    first, last = horizon.first_day(number), horizon.last_day(number)
    return number + (when - first).days / ((last - first).days + 1)


class _Making:
    """The work of a plan being made."""

    def __init__(self, backlog: Backlog, roadmap: Roadmap, calibrate: Calibrate | None) -> None:
        self.backlog, self.roadmap = backlog, roadmap
        self.horizon = horizon = Horizon.of(backlog)
        self.candidates = Candidates.of(backlog, roadmap.ranking, horizon)
        self.inputs = InputCollector(backlog, calibrate)
        self.gross = capacity(backlog, horizon)
        self.teams = tuple(self.gross)
        self.at = {placed.id: horizon.number(placed.period) for placed in roadmap.placements}
        # As where plans let work run over: what is reserved is kept for what is not planned yet.
        self.kept = max(0.0, 1.0 - fsum(backlog.workspace.roadmap.reserve.values()))

    def work(self) -> PlannedWork:
        """The work of the plan."""
        jobs = tuple(self._jobs())
        rows = tuple(tuple(self._capacity_of(team)) for team in self.teams)
        assumed = self.candidates.assumed.intersection(self.at)
        return PlannedWork(self.roadmap.periods, self.teams, rows, jobs, tuple(self.inputs.all), assumed)

    def _order(self) -> list[str]:
        """The features of the plan, and parents between them, as teams take them."""
        candidates, ranks = self.candidates, {item.id: item.rank for item in self.roadmap.ranking.items}
        there = set(self.at)
        upwards = ordered(candidates.ids, candidates.pairs)
        for name in upwards:
            if name not in candidates.shown and there.issuperset(candidates.needs.get(name, ())):
                there.add(name)
        rank = {name: ranks.get(name, len(ranks) + 1) for name in upwards}
        for name in reversed(upwards):
            for need in candidates.needs.get(name, ()) if name in there else ():
                if need not in ranks:
                    rank[need] = min(rank[need], rank[name])
        return ordered(
            sorted(there),
            [pair for pair in candidates.pairs if there.issuperset(pair)],
            lambda name: (self.at.get(name, NEVER), name not in candidates.working, rank[name]),
        )

    def _jobs(self) -> Iterator[Job]:
        order = self._order()
        position = {name: number for number, name in enumerate(order)}
        needs: dict[str, list[tuple[int, int]]] = {}
        for later, sooner, lag in self.candidates.arcs:
            if later in position and sooner in position:
                needs.setdefault(later, []).append((position[sooner], lag))
        for name in order:
            held = self.backlog.features[name].not_before
            yield Job(
                name,
                self.at.get(name, NEVER),
                tuple(self._shares(name)),
                tuple(needs.get(name, ())),
                0.0 if held is None else opening(self.horizon, held),
                name in self.candidates.working,
            )

    def _shares(self, name: str) -> Iterator[TeamShare]:
        """What each team does of a feature."""
        means = self.candidates.efforts.get(name, {})
        written, field = written_efforts(self.backlog, self.backlog.features[name])
        if name in self.candidates.assumed:
            written = {team: Estimate.exact(mean) for team, mean in means.items()}
        efforts = self.inputs.efforts(name, field, {team: written[team] for team in means})
        for team, effort in efforts.items():
            if team in self.gross:
                yield TeamShare(self.teams.index(team), effort)

    def _capacity_of(self, team: str) -> Iterator[Capacity]:
        """The capacity of a team in every period: ranges as written, else the usual one of a plain number."""
        record, factor = self.backlog.workspace.teams[team], self.backlog.workspace.forecast.assume.capacity
        for number, period in enumerate(self.horizon.periods):
            part = self.kept * (self.horizon.rest if number == 0 else 1.0)
            if _is_plain(record, period):
                net = Estimate.exact(self.gross[team][number] * self.kept)
                yield Capacity(self.inputs.capacity(team, str(period), net, factor))
            elif record.capacity is not None:
                written = record.capacity.estimate_in(period)
                yield Capacity(self.inputs.capacity(team, str(period), written), part=part)
            else:
                yield self._of_people(team, record, period, part)

    def _of_people(self, team: str, record: Team, period: Period, part: float) -> Capacity:
        people = record.people.estimate_in(period) if record.people is not None else Estimate.exact(0.0)
        absent = record.absent.estimate_in(period) if record.absent is not None else Estimate.exact(0.0)
        heads = self.inputs.capacity(team, f"people {period}", people)
        return Capacity(
            heads.times(a_head(self.backlog)),
            self.inputs.capacity(team, "focus", record.focus),
            self.inputs.capacity(team, f"absent {period}", absent),
            part,
        )


def _is_plain(record: Team, period: Period) -> bool:
    """Whether a team's capacity in a period is written without any range."""
    if record.capacity is not None:
        return record.capacity.estimate_in(period).is_exact
    numbers = (by.estimate_in(period) for by in (record.people, record.absent) if by is not None)
    return record.focus.is_exact and all(number.is_exact for number in numbers)
