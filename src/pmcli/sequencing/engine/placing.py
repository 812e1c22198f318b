"""A sound plan that is changed item by item and stays sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pmcli.sequencing.engine.fill import Filler


class Placing:
    """A sound plan being changed item by item, and the room that it leaves."""

    def __init__(self, filler: Filler, plan: Sequence[int]) -> None:
        self.filler, self.periods = filler, filler.periods
        self.plan, self.left = list(plan), filler.left(plan)

    def put(self, item: int, period: int) -> None:
        """Deliver an item in another period, whatever that breaks."""
        for t, sign in ((self.plan[item], 1), (period, -1)):
            if t < self.periods:
                for cell, effort in self.filler.takes[item][t]:
                    self.left[cell] += sign * effort
        self.plan[item] = period

    def may(self, item: int, period: int) -> bool:
        """Whether an item can be in a period with all else as it is; it stands nowhere now."""
        filler, plan, periods = self.filler, self.plan, self.periods
        last = max(filler.latest[item], filler.earliest[item])
        if not filler.earliest[item] <= period <= last:
            return False
        if any(plan[other] < periods and period + lag > plan[other] for other, lag in filler.serves[item]):
            return False
        if period == periods:
            return True
        return all(plan[need] + lag <= period for need, lag in filler.needs[item]) and filler.fits(
            self.left, filler.takes[item][period]
        )

    def better(self, item: int, ranked: Iterable[int], costs: Sequence[int], *, bring: bool = False) -> bool:
        """Whether an item moved to the cheapest period that costs less; with what it lacks where told so."""
        before = self.plan[item]
        self.put(item, self.periods)
        for period in ranked:
            if costs[period] >= costs[before]:
                break
            if self.may(item, period) or (bring and period < self.periods and self._bring(item, period)):
                self.put(item, period)
                return True
        self.put(item, before)
        return False

    def _bring(self, item: int, period: int) -> bool:
        """Whether all that an item lacks went in, so that it can be in a period."""
        filler = self.filler
        missing, seen = [item], {item}  # by hand: a closure within what the plan lacks
        for member in missing:
            for need, _ in filler.needs[member]:
                if self.plan[need] == self.periods and need not in seen:
                    seen.add(need)
                    missing.append(need)
        brought = sorted(missing[1:], key=filler.place.__getitem__)
        if brought and all(self._soonest(need, period) for need in brought) and self.may(item, period):
            return True
        for need in brought:
            self.put(need, self.periods)
        return False

    def _soonest(self, item: int, last: int) -> bool:
        """Whether an item went in, at the first period that can be, `last` at the latest."""
        for period in range(self.filler.earliest[item], min(last + 1, self.periods)):
            if self.may(item, period):
                self.put(item, period)
                return True
        return False

    def descend(self, ranked: Sequence[Iterable[int]], costs: Sequence[Sequence[int]]) -> None:
        """Move item by item to where it costs less with all else as it is, until none can be moved."""
        moved = True
        while moved:
            moved = False
            for item, row in enumerate(costs):
                moved = self.better(item, ranked[item], row) or moved
