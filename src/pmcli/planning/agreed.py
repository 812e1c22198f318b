"""A backlog beside the plan agreed on: what was promised of each feature, what becomes of it, and why.

FORMAT.md § 4, "The agreed plan": what still holds is kept, and only what must move moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import ceil

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.decision import decided
from pmcli.model.period import Period
from pmcli.model.reason import Reason, named
from pmcli.planning.draft import Draft
from pmcli.planning.reasons import PlacementReasons
from pmcli.planning.result import Change
from pmcli.sequencing.engine.agreed import NOT_NAMED, Agreed


def agreed_items(draft: Draft, agreement: Agreement) -> Agreed:
    """An agreement in the engine's terms, by position: what is late is wished for at once.

    Places in periods of another step are none, and nothing is worth what is not named.
    """
    wished = [_wish(draft, agreement.places.get(name)) for name in draft.ids]
    periods = [NOT_NAMED if wish is None else max(0, wish) for wish in wished]
    if draft.ranking.model.is_category:
        worth, fee = _by_rank(draft, periods)
    else:
        nothing = (0,) * draft.problem.periods
        worth = [
            row if wish != NOT_NAMED else nothing
            for row, wish in zip(draft.problem.benefit, periods, strict=True)
        ]
        fee = _fee(draft, periods)
    return Agreed(periods, [0 if wish is None or wish < 0 else fee for wish in wished], worth)


def _wish(draft: Draft, place: Period | None) -> int | None:
    """The number of an agreed period: below 0 where it has passed, that of none where it lies after all."""
    if place is None or place.step != draft.horizon.periods[0].step:
        return None
    return min(draft.horizon.number(place), len(draft.horizon))


def _fee(draft: Draft, periods: list[int]) -> int:
    """What each agreed feature moved must bring: a share of the value of the plan as it was agreed."""
    problem = draft.problem
    total = sum(
        row[wish] for row, wish in zip(problem.benefit, periods, strict=True) if 0 <= wish < problem.periods
    )
    return max(1, ceil(draft.backlog.workspace.roadmap.worth_moving * total))


def _by_rank(draft: Draft, periods: list[int]) -> tuple[list[tuple[int, ...]], int]:
    """Where values are categories: fewest moved, then the ranking, each as early as it may be."""
    size, last = len(draft.ids), draft.problem.periods
    worth: list[tuple[int, ...]] = [(0,) * last] * size
    for place, item in enumerate(draft.order()):
        if periods[item] != NOT_NAMED:
            worth[item] = tuple((size - place) * (last - t) for t in range(last))
    return worth, 1 + sum(max(row, default=0) for row in worth)


def agreeing(backlog: Backlog, agreement: Agreement | None = None) -> Backlog:
    """The backlog with the agreement that counts: this one, else its own.

    Features with children are not in it: they are done when those are.
    """
    told = backlog.agreement if agreement is None else agreement
    if told is not None and not backlog.children().keys().isdisjoint(told.places):
        places = {name: period for name, period in told.places.items() if name not in backlog.children()}
        told = replace(told, places=places)
    return backlog if told is backlog.agreement else replace(backlog, agreement=told)


class AgreedReasons:
    """What became of features beside the agreement, and why.

    `kept` is the plan that moves only what must, by id: where a better one is shown, what stands elsewhere
    was moved for its sake; None where all was planned afresh. `gain` is what the better plan brings.
    """

    def __init__(
        self, draft: Draft, agreement: Agreement, reasons: PlacementReasons,
        kept: Mapping[str, int] | None, gain: float = 0.0,
    ) -> None:  # fmt: skip
        self.draft, self.agreement, self.reasons, self.kept, self.gain = draft, agreement, reasons, kept, gain

    def agreed(self, name: str) -> Period | None:
        """The period promised for a feature, None where none is."""
        place = self.agreement.places.get(name)
        return place if place is not None and _wish(self.draft, place) is not None else None

    def of_placed(self, name: str) -> tuple[Change, Reason]:
        """What became of a placed feature."""
        place, period = self.agreed(name), self.reasons.plan[name]
        if place is None:
            is_kept = self._is_parent_kept(name)
            return ("kept", Reason("kept")) if is_kept else ("new", Reason("new"))
        number = self.draft.horizon.number(place)
        if number < 0:
            return "late", Reason("late", period=place, numbers={"slipped": period - number})
        if number == period:
            return "kept", Reason("kept")
        if name in self.draft.candidates.working and period < number:
            return "early", Reason("early", period=place)
        if self.kept is None or self.kept.get(name) != period:
            return "improved", Reason("improved", period=place, numbers={"gain": self.gain})
        return "forced", Reason("forced", period=place, cause=self._hindrance(name, number))

    def _is_parent_kept(self, name: str) -> bool:
        """Whether it has children, and all that are placed stand where they were agreed."""
        children = self.draft.backlog.children().get(name, ())
        placed = [child for child in children if child in self.reasons.plan]
        return bool(children) and all(self.of_placed(child)[0] == "kept" for child in placed)

    def of_unplaced(self, name: str, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
        """The reasons of a feature that is in no period, with what was agreed before them."""
        place = self.agreed(name)
        if place is None:
            return reasons
        if self.draft.horizon.number(place) >= len(self.draft.horizon) and name in self.reasons.at:
            return (Reason("agreed-after-plan", period=place),)
        if self.kept is not None and name in self.kept:
            return (Reason("improved-away", period=place, numbers={"gain": self.gain}), *reasons)
        return (Reason("left-out", period=place, cause=reasons[0] if reasons else None), *reasons[1:])

    def _hindrance(self, name: str, number: int) -> Reason | None:
        """What keeps a feature from the period agreed for it, in the plan as it is."""
        return (
            self._of_dates(name, number)
            or self._of_dependencies(name, number)
            or self._of_rivals(name)
            or self._of_teams(name, number)
        )

    def _of_dates(self, name: str, number: int) -> Reason | None:
        """A decision, work in progress or a date of its own against the agreed period."""
        draft, feature = self.draft, self.draft.backlog.features[name]
        decision = draft.candidates.decisions.get(name)
        if name in draft.candidates.working:
            return Reason("in-progress" if draft.backlog.status(name) == "in-progress" else "serves-progress")
        if decision is not None and decision.verdict in ("pin", "first"):
            return decided(decision, because=decision.because, by=decision.by, until=decision.until)
        if name in draft.ahead:
            return self.reasons.ahead(name)
        if feature.not_before is not None and draft.horizon.number(feature.not_before) > number:
            return Reason("not-before", day=feature.not_before)
        if feature.deadline is not None and draft.horizon.number(feature.deadline.date) < number:
            return Reason("deadline", day=feature.deadline.date, because=feature.deadline.because)
        return None

    def _of_dependencies(self, name: str, number: int) -> Reason | None:
        """What it waits for that comes later, or what waits for it and comes sooner."""
        plan, periods = self.reasons.plan, self.reasons.periods
        for need, lag in self.reasons.needs.get(name, ()):
            if need in plan and plan[need] + lag > number:
                return Reason("waits-for", (need,), period=periods[plan[need]], numbers={"lag": lag})
        for later in self.reasons.serves.get(name, ()):
            lag = dict(self.reasons.needs[later]).get(name, 0)
            if later in plan and number + lag > plan[later]:
                return Reason("needed-by", (later,), day=self.draft.windows.due.get(later))
        return None

    def _of_rivals(self, name: str) -> Reason | None:
        excluding = self.reasons.excluding(name)
        return named("excludes-placed", excluding) if excluding else None

    def _of_teams(self, name: str, number: int) -> Reason | None:
        """The team that has too little room left in the agreed period, and the features that fill it."""
        short = self.reasons.short(name, number)
        return self.reasons.full(name, number, short[0][0]) if short else None
