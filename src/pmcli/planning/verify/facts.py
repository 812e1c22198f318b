"""The facts of a finished roadmap that its reasons speak of, worked out anew from the backlog."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from statistics import median

from pmcli.model.backlog import Backlog
from pmcli.model.efforts import NO_TEAM
from pmcli.model.period import Period
from pmcli.planning.result import Roadmap
from pmcli.planning.verify.sums import Sums
from pmcli.ranking.parents import hard_needs


class Facts:
    """A roadmap beside its backlog: places, relations, dates. Periods are counted from 0.

    `at` has the periods of all that is placed, `there` those of parents that are in no roadmap too. `needs`
    are the prerequisites of each with their lags, decided orders among them; `serves` the other way round.
    """

    def __init__(self, backlog: Backlog, roadmap: Roadmap, sums: Sums) -> None:
        self.backlog, self.roadmap, self.sums = backlog, roadmap, sums
        self.structure = sums.structure
        self.periods = list(roadmap.periods)
        self.at = {placement.id: self.periods.index(placement.period) for placement in roadmap.placements}
        self.placements = {placement.id: placement for placement in roadmap.placements}
        self.unplaced = {item.id: item for item in roadmap.unplaced}
        self.there = {**sums.parents(self.at, self.unplaced), **self.at}
        self.items = {item.id: item for item in roadmap.ranking.items}
        self.is_profiled = roadmap.model.name == "cd3"
        self.needs: dict[str, dict[str, int]] = {}
        self.serves: dict[str, dict[str, int]] = {}
        self.hard = hard_needs(backlog)
        self._relate(self.structure.arcs)
        known = {*self.there, *self.unplaced}
        known |= {need for name in tuple(known) for need in self.before(name)}
        for pairs in self.structure.orders(known).values():
            self._relate(pairs)
        for _ in range(len(self.structure.after) + 1):
            for name in self.structure.graph.order():
                if any(need not in self.there for need in self.needs.get(name, ())):
                    self.there.pop(name, None)

    def _relate(self, arcs: Iterable[tuple[str, str]]) -> None:
        for later, sooner in arcs:
            lag = self.hard[later].get(sooner, 0)
            self.needs.setdefault(later, {})[sooner] = lag
            self.serves.setdefault(sooner, {})[later] = lag

    # --- relations ---

    def before(self, name: str) -> set[str]:
        """All that a feature waits for, also through others."""
        return _reached(name, self.needs)

    def behind(self, name: str) -> set[str]:
        """All that wait for a feature, also through others."""
        return _reached(name, self.serves)

    @cached_property
    def rivals(self) -> Mapping[str, set[str]]:
        """The features that each excludes, both ways."""
        pairs: dict[str, set[str]] = {}
        for name, other in self.sums.excluding:
            pairs.setdefault(name, set()).add(other)
            pairs.setdefault(other, set()).add(name)
        return pairs

    def is_at_work(self, name: str) -> bool:
        """Whether it is in progress."""
        return name not in self.structure.parents and self.backlog.status(name) == "in-progress"

    def is_expedite(self, name: str) -> bool:
        """Whether its cost of delay puts it first."""
        cd3 = self.backlog.features[name].cd3
        return self.is_profiled and cd3 is not None and cd3.profile == "expedite"

    def is_fixed(self, name: str) -> bool:
        """Whether it has its period before all other: for itself, or for something that waits for it."""
        return name in self.structure.ahead or any(
            self.is_at_work(other) or self.is_expedite(other) for other in (name, *self.behind(name))
        )

    def is_wanted(self, name: str) -> bool:
        """Whether it is planned even as an idea: it is promised, agreed, or decided ahead of others."""
        ruling, deadline = self.structure.decisions.get(name), self.backlog.features[name].deadline
        is_due = deadline is not None and self.sums.number(deadline.date) < len(self.periods)
        verdict = None if ruling is None else ruling.verdict
        is_ahead = verdict == "before" and name not in self.structure.parents
        return is_due or is_ahead or verdict in ("pin", "first") or self.agreed(name) is not None

    def is_mere_idea(self, name: str) -> bool:
        """Whether it is an idea that is not planned for its own sake."""
        is_idea = self.backlog.status(name) == "idea" and self.backlog.workspace.roadmap.ideas != "plan"
        return is_idea and not self.is_wanted(name)

    # --- the agreed plan ---

    def agreed(self, name: str) -> Period | None:
        """The period that the agreed plan names for it; one of another step is none."""
        agreement = self.roadmap.agreement
        place = None if agreement is None else agreement.places.get(name)
        return place if place is not None and place.step == self.periods[0].step else None

    def is_agreed_for_later(self, name: str) -> bool:
        """Whether it is promised for a period after the last one planned."""
        place = self.agreed(name)
        return place is not None and self.sums.number(place) >= len(self.periods)

    # --- dates ---

    def pin(self, name: str) -> int | None:
        """The period to which it is pinned."""
        decision = self.structure.decisions.get(name)
        if decision is None or decision.verdict != "pin" or decision.period is None:
            return None
        return self.sums.number(decision.period)

    def not_before(self, name: str) -> int:
        """The first period that its own date allows."""
        day = self.backlog.features[name].not_before
        return 0 if day is None else max(0, self.sums.number(day))

    def own_last(self, name: str) -> int:
        """The last period that its own deadline or pin allows, or that it has before all other.

        The number of periods where it may be left out.
        """
        if name in self.at and self.is_fixed(name):
            return self.at[name]
        deadline = self.backlog.features[name].deadline
        lasts = [number for number in (self.pin(name),) if number is not None]
        lasts += [self.sums.number(deadline.date)] if deadline is not None else []
        return min([len(self.periods), *(number for number in lasts if number >= 0)])

    @cached_property
    def last(self) -> Mapping[str, int]:
        """The last period that all dates allow, those of what waits for it among them."""
        last = {name: self.own_last(name) for name in self.structure.ids}
        self._settle(last, self._hurried)
        return last

    @cached_property
    def first(self) -> Mapping[str, int]:
        """The first period that dates, pins and what it waits for allow, wherever there is room."""
        return self._firsts({})

    @cached_property
    def first_beside(self) -> Mapping[str, int]:
        """The first period that dates allow, and what it waits for where that stands."""
        return self._firsts(self.there)

    def _firsts(self, there: Mapping[str, int]) -> dict[str, int]:
        first = {name: max(self.not_before(name), self.pin(name) or 0) for name in self.structure.ids}

        def held(name: str, first: Mapping[str, int]) -> int:
            needs = self.needs.get(name, {}).items()
            return max([first[name], *(there.get(need, first[need]) + lag for need, lag in needs)])

        self._settle(first, held)
        return first

    def _hurried(self, name: str, last: Mapping[str, int]) -> int:
        serves = self.serves.get(name, {}).items()
        return min([last[name], *(last[other] - lag for other, lag in serves
                                  if last[other] < len(self.periods))])  # fmt: skip

    def _settle(self, numbers: dict[str, int], rule: Callable[[str, Mapping[str, int]], int]) -> None:
        """Apply a rule to all features until nothing changes; prerequisites first, then the other way."""
        order = self.structure.graph.order()
        for _ in range(len(self.structure.after) + 2):
            before = dict(numbers)
            for name in (*order, *reversed(order)):
                numbers[name] = rule(name, numbers)
            if numbers == before:
                return

    def is_promised(self, name: str) -> bool:
        """Whether it has to be there by some period."""
        return self.last[name] < len(self.periods)

    def window(self, name: str) -> range:
        """The periods that dates and prerequisites allow for it beside the plan."""
        return self.windows(name)[0]

    def windows(self, name: str, *, is_alone: bool = False) -> tuple[range, ...]:
        """The periods that all dates allow, and those that its own do: promises given up count no more.

        Alone, what it waits for counts by its dates and not by its place.
        """
        first, periods = (self.first if is_alone else self.first_beside)[name], len(self.periods)
        lasts = sorted({self.last[name], self.own_last(name)})
        return tuple(range(first, min(last + 1, periods)) for last in lasts)

    # --- numbers ---

    def efforts(self, name: str) -> Mapping[str, float] | None:
        """The effort of a feature by team, the median where that is assumed; None where nobody can say."""
        known = self.sums.effort(name)
        if known is not None:
            return None if "" in known else known
        team = self.backlog.team(self.backlog.features[name])
        if self.backlog.workspace.roadmap.unestimated != "median" or team == NO_TEAM or self.typical is None:
            return None
        return {team: self.typical}

    @cached_property
    def typical(self) -> float | None:
        """The median effort of what is open and estimated."""
        features = [self.backlog.features[name] for name in self.structure.ids
                    if name not in self.structure.parents]  # fmt: skip
        known = [self.backlog.total_effort(feature) for feature in features]
        return median([total for total in known if total is not None] or [0.0]) or None

    def earned(self, name: str, number: int) -> float:
        """The value that it would add in a period; categories have none that adds up."""
        item = self.items.get(name)
        benefit = item.details.benefit if item is not None and item.details is not None else None
        return (benefit or 0.0) * self.sums.earned(name, number, profiled=self.is_profiled)


def _reached(name: str, steps: Mapping[str, Iterable[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        for other in steps.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached
