"""When the work of a plan is done in one future, by plain loops over the records; shares no code with the sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from math import floor, inf

from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.model.period import Period
from pmcli.model.team import ByPeriod, Team
from pmcli.planning import Roadmap
from pmcli.planning.verify.facts import Facts
from pmcli.planning.verify.sums import Sums

Draw = Callable[[str, str, str, float], float]
"""The number drawn of an owner, a field and a team; the number as it stands where nothing is drawn."""


class Flow:
    """A plan in one future: `finish` has the time of every feature, in periods, `inf` beyond the plan."""

    def __init__(self, backlog: Backlog, roadmap: Roadmap, draw: Draw, *, waits: bool) -> None:
        self.backlog, self.roadmap, self.draw, self.waits = backlog, roadmap, draw, waits
        self.sums = Sums(backlog, roadmap.periods)
        self.facts = Facts(backlog, roadmap, self.sums)
        self.capacity = {team: self._capacity(team) for team in backlog.workspace.teams}
        self.taken = dict.fromkeys(self.capacity, 0.0)
        self.finish: dict[str, float] = {}
        for name in self._order():
            self.finish[name] = self._done(name)

    def period(self, name: str) -> int:
        """The number of the period in which a feature is done; their number beyond the plan."""
        return min(len(self.roadmap.periods), floor(self.finish[name]) if self.finish[name] < inf else 10**6)

    def _capacity(self, team: str) -> list[float]:
        kept = max(0.0, 1.0 - sum(self.backlog.workspace.roadmap.reserve.values()))
        return [
            kept * self._drawn(team, number, period) for number, period in enumerate(self.roadmap.periods)
        ]

    def _drawn(self, team: str, number: int, period: Period) -> float:
        """The capacity in a period before anything is reserved; the range of a plain one is of the net."""
        gross, record = self.sums.gross(team, number), self.backlog.workspace.teams[team]
        written = record.capacity.estimate_in(period) if record.capacity is not None else None
        if record.people is not None and not _is_plain(record, period):
            return self._of_people(team, number, period)
        if written is None or written.is_exact:
            return gross * self.draw(f"team:{team}", str(period), team, 1.0)
        return gross / written.mean * self.draw(f"team:{team}", str(period), team, written.mean)

    def _of_people(self, team: str, number: int, period: Period) -> float:
        """The capacity of as many people, with that focus and absence, as are drawn."""
        record, workspace = self.backlog.workspace.teams[team], self.backlog.workspace
        absent = record.absent.estimate_in(period).mean if record.absent is not None else 0.0
        people = record.people.estimate_in(period).mean if record.people is not None else 0.0
        owner = f"team:{team}"
        drawn = record.model_copy(
            update={
                "people": _only(self.draw(owner, f"people {period}", team, people)),
                "absent": _only(self.draw(owner, f"absent {period}", team, absent)),
                "focus": Estimate.exact(self.draw(owner, "focus", team, record.focus.mean)),
            }
        )
        then = workspace.model_copy(update={"teams": {**workspace.teams, team: drawn}})
        return Sums(replace(self.backlog, workspace=then), self.roadmap.periods).gross(team, number)

    def _order(self) -> list[str]:
        there, order = set(self.facts.there), list[str]()
        begun = {name for name in there if self.backlog.status(name) == "in-progress"}
        begun -= self.facts.structure.parents
        begun |= {need for name in begun for need in self.facts.before(name)}
        while there:
            free = [name for name in there if not there.intersection(self.facts.needs.get(name, ()))]
            order.append(
                min(free, key=lambda name: (self._at(name), name not in begun, self._rank(name), name))
            )
            there.remove(order[-1])
        return order

    def _at(self, name: str) -> int:
        return self.facts.at.get(name, -1)

    def _rank(self, name: str) -> float:
        items = self.facts.items
        if name in items:
            return items[name].rank
        behind = self.facts.behind(name)
        return min(
            (items[other].rank for other in behind if other in items and other in self.facts.there),
            default=inf,
        )

    def _done(self, name: str) -> float:
        needs = self.facts.needs.get(name, {})
        ready = max((self.finish[need] + lag for need, lag in needs.items()), default=0.0)
        finish = max(ready, self._opens(name))
        for team, effort in self._efforts(name).items():
            begun = max(self.taken[team], self._could(team, ready))
            self.taken[team] = effort + (begun if self.waits else self.taken[team])
            finish = max(finish, self._time(team, begun + effort))
        return finish

    def _efforts(self, name: str) -> Mapping[str, float]:
        if name not in self.facts.placements:
            return {}
        given: dict[str, float] = {}
        for work in self.facts.placements[name].work:
            given[work.team] = given.get(work.team, 0.0) + work.effort
        feature = self.backlog.features[name]
        field = "remaining" if feature.remaining and self.backlog.status(name) == "in-progress" else "effort"
        return {team: self.draw(name, field, team, effort) for team, effort in given.items()}

    def _opens(self, name: str) -> float:
        when = self.backlog.features[name].not_before
        if when is None or self.sums.number(when) < 0:
            return 0.0
        number = self.sums.number(when)
        if isinstance(when, Period) or not isinstance(when, date):
            return number
        first, last = self.sums.days(number)
        return number + (when - first) / (last - first + timedelta(days=1))

    def _could(self, team: str, time: float) -> float:
        """What a team can do up to a time."""
        return sum(
            capacity * min(1.0, max(0.0, time - number))
            for number, capacity in enumerate(self.capacity[team])
        )

    def _time(self, team: str, work: float) -> float:
        """The time at which a team has done so much."""
        left = work * (1 - 1e-9)
        for number, capacity in enumerate(self.capacity[team]):
            if left <= capacity:
                return number + left / capacity
            left -= capacity
        return inf


def _only(number: float) -> ByPeriod:
    """The same number in every period."""
    return ByPeriod.model_construct(default=Estimate.exact(number), periods={})


def _is_plain(record: Team, period: Period) -> bool:
    """Whether neither people nor focus nor absences are a range."""
    parts = [part.estimate_in(period) for part in (record.people, record.absent) if part is not None]
    return all(part.is_exact for part in (*parts, record.focus))
