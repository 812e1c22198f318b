"""The reasons of placements and of features left out, read off a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from math import fsum

from pmcli.model.decision import decided
from pmcli.model.reason import NAMED, Kind, Reason, named
from pmcli.planning.draft import Draft
from pmcli.planning.result import Mark
from pmcli.planning.room_left import RoomLeft
from pmcli.ranking import RankedFeature, Share
from pmcli.ranking.structure import Structure


class PlacementReasons(RoomLeft):
    """The reasons of the features of a plan: `plan` by id, `start` where the ranking alone put them.

    `broken` are the positions of promises for which there was no room beside the others. `start` is empty
    where nothing was searched for.
    """

    def __init__(
        self, draft: Draft, plan: Mapping[str, int], start: Mapping[str, int], broken: Iterable[int] = ()
    ) -> None:
        super().__init__(draft, plan)
        self.start = start
        self.broken = frozenset(draft.ids[at] for at in broken)
        self.ranked = {item.id: item for item in draft.ranking.items}

    @cached_property
    def gain(self) -> float:
        """The share that all moves away from where the ranking alone put things add to the plan's value."""
        worths = self.draft.worths
        before = fsum(worths[name][period] for name, period in self.start.items())
        return (
            fsum(worths[name][period] for name, period in self.plan.items()) / before - 1 if before else 0.0
        )

    def marks(self, name: str) -> tuple[Mark, ...]:
        """The marks of a placement: what should be seen of it at a glance."""
        draft = self.draft
        feature = draft.backlog.features[name]
        decision = draft.candidates.decisions.get(name)
        verdict = decision.verdict if decision else ""
        marks: list[tuple[Mark, bool]] = [
            ("in-progress", draft.backlog.status(name) == "in-progress"),
            ("pinned", verdict == "pin"),
            ("deadline", feature.deadline is not None and name in draft.windows.due),
            ("first", verdict == "first"),
            ("assumed", name in draft.candidates.assumed),
            ("overrun", name in draft.overrun),
        ]
        return tuple(mark for mark, holds in marks if holds)

    # --- what is placed ---

    def of_placed(self, name: str) -> tuple[Reason, ...]:
        """The reasons of its period: decisions and dates first, then its value, then what holds it."""
        period = self.plan[name]
        reasons = [*self._obligations(name)]
        item = self.ranked.get(name)
        if item is not None:
            reasons += self._value(item)
        if not any(mark in ("pinned", "in-progress") for mark in self.marks(name)):
            reasons += self._why_not_earlier(name, period)
        reasons += self._moved(name, period)
        reasons += self._warnings(name, period)
        return tuple(reasons) or (self._plainly(item),)

    def _plainly(self, item: RankedFeature | None) -> Reason:
        """The reason of what nothing else is to be said about."""
        return Reason("room") if item is None else Reason("rank", numbers={"rank": item.rank})

    def _obligations(self, name: str) -> Iterator[Reason]:
        draft = self.draft
        if draft.backlog.status(name) == "in-progress":
            yield Reason("in-progress-overrun" if name in draft.overrun else "in-progress")
        elif name in draft.candidates.working:
            yield Reason("serves-progress-overrun" if name in draft.overrun else "serves-progress")
        decision = draft.candidates.decisions.get(name)
        if decision is not None:
            yield decided(decision, because=decision.because, by=decision.by, until=decision.until)
        elif name in draft.ahead:
            yield self.ahead(name)
        yield from self._dates(name, is_decided=decision is not None or name in draft.ahead)

    def ahead(self, name: str) -> Reason:
        """Why it goes ahead of all others without a decision of its own."""
        is_needed = any(later in self.draft.candidates.ahead for later in self.serves.get(name, ()))
        return Reason("needed-first" if is_needed else "expedite")

    def _dates(self, name: str, *, is_decided: bool) -> Iterator[Reason]:
        """The deadline by which it must be there, its own or that of another."""
        windows, deadline = self.draft.windows, self.draft.backlog.features[name].deadline
        due = windows.due.get(name)
        if deadline is not None and due is not None:
            is_last = self.plan[name] == self.draft.horizon.number(deadline.date)
            kind: Kind = "deadline-reserved" if is_last else "deadline"
            yield Reason(kind, day=deadline.date, because=deadline.because)
        elif due is not None or windows.last[name] < len(self.periods):
            other = windows.latest_of.get(name)
            if other is not None and other != name and not is_decided:
                yield Reason("needed-by", (other,), day=due)

    def _value(self, item: RankedFeature) -> Iterator[Reason]:
        if item.inherits:
            yield _inherits(item.inherits)
        feature = self.draft.backlog.features[item.id]
        is_duty = feature.deadline is not None or feature.type == "compliance"
        givers = [share.feature for share in item.inherits if share.feature in self.plan]
        if givers and not item.value and not is_duty:
            first = min(givers, key=lambda name: (self.plan[name], name))
            yield Reason("together", (first,), period=self.periods[self.plan[first]])

    def _why_not_earlier(self, name: str, period: int) -> Iterator[Reason]:
        held = [
            (self.plan[need] + lag, need, lag) for need, lag in self.needs.get(name, ()) if need in self.plan
        ]
        soonest, need, lag = max(held, key=lambda hold: (hold[0], hold[1]), default=(0, "", 0))
        first = self.draft.candidates.earliest(self.draft.horizon, self.draft.backlog.features[name])
        if period == 0:
            return
        if soonest == period:
            yield Reason("waits-for", (need,), period=self.periods[self.plan[need]], numbers={"lag": lag})
        elif first == period:
            yield Reason("not-before", day=self.draft.backlog.features[name].not_before)
        else:
            yield from self._full(name, max(first, soonest), period)

    def _full(self, name: str, first: int, period: int) -> Iterator[Reason]:
        """The team that has no room in the period before, where it could be, and those that fill it."""
        short = self.short(name, period - 1) if first < period else []
        if short:
            yield self.full(name, period - 1, short[0][0])

    def full(self, name: str, period: int, cell: int) -> Reason:
        """The team without room for a feature in a period, and who fills it."""
        occupants = named("full-before", self.occupants(cell, name))
        return replace(
            occupants, team=self.owner[cell][0], period=self.periods[period],
            numbers={**self.room(cell, name), **occupants.numbers},
        )  # fmt: skip

    def _moved(self, name: str, period: int) -> Iterator[Reason]:
        before = self.start.get(name)
        is_more = before is not None or self.draft.worths[name][period] > 0
        if self.start and before != period and is_more:
            numbers = {"gain": self.gain} if self.gain > 0 else {}
            if before is None:
                yield Reason("brought-in", numbers=numbers)
            else:
                yield Reason("moved", period=self.periods[before], numbers=numbers)

    def _warnings(self, name: str, period: int) -> Iterator[Reason]:
        backlog = self.draft.backlog
        feature = backlog.features[name]
        idle = Structure.of(backlog).parents.difference(self.draft.candidates.ids)
        for need in feature.depends_on:
            is_open = need.id in backlog.features and backlog.is_open(need.id)
            if need.kind == "soft" and is_open and need.id not in idle:
                other = self.plan.get(need.id)
                if other is None or other > period:
                    yield Reason("ahead-of-wish", (need.id,))
        if feature.target is not None and self.draft.horizon.number(feature.target) < period:
            yield Reason("wished-for", day=feature.target)
        if name in self.draft.candidates.assumed:
            yield Reason("effort-assumed")

    # --- what is not placed ---

    def of_unplaced(self, name: str) -> tuple[Reason, ...]:
        """The reasons why it is in no period: the first hindrance, with the least that is missing.

        There are none where it would fit: of what is left out of a plan only what was agreed for later does.
        """
        refused = self.draft.windows.refused.get(name)
        if refused is not None:
            return (refused,)
        if rivals := self.excluding(name):
            promised = [other for other in rivals if self.draft.is_promised(other)]
            both = self.draft.is_promised(name) and promised
            return (named("promises-exclude", promised) if both else named("excludes-placed", rivals),)
        missing = [need for need, _ in self.needs.get(name, ()) if need not in self.plan]
        if missing:
            return (named("waits-unplaced", missing),)
        held = [(self.plan[need] + lag, need) for need, lag in self.needs.get(name, ())]
        window = self.window(name)
        if not window and held:
            return (Reason("waits-too-late", (max(held)[1],)),)
        starving = self._starving(name, window) if name in self.broken else None
        if starving is not None:
            return (starving,)
        best = self.nearest(name, window)
        if best is None:
            return ()
        period, short = best
        full = (
            Reason(
                "team-full", team=self.owner[cell][0], period=self.periods[period],
                numbers={**self.room(cell, name), "periods": len(window)},
            )
            for cell, _ in short
        )  # fmt: skip
        return (*full, *self._below(name, period, short))

    @cached_property
    def _promised_alone(self) -> RoomLeft:
        """The room that promises alone leave; the same for every feature that is asked about."""
        promises = {other: period for other, period in self.plan.items() if self.draft.is_promised(other)}
        return RoomLeft(self.draft, promises)

    def _starving(self, name: str, window: range) -> Reason | None:
        """The promises that alone leave too little to another one, where least is missing; or None."""
        beside = self._promised_alone
        best = beside.nearest(name, window)
        if best is None:
            return None
        period, short = best
        cell, _ = short[0]
        reason = named("promises-starve", beside.occupants(cell, name))
        if not reason.features:
            return None
        numbers = {**beside.room(cell, name), "periods": len(window), **reason.numbers}
        return replace(reason, team=self.owner[cell][0], period=self.periods[period], numbers=numbers)

    def _below(self, name: str, period: int, short: Sequence[tuple[int, int]]) -> Iterator[Reason]:
        """The placed feature of least value with time of a full team then, where this one is worth less."""
        item = self.ranked.get(name)
        if item is None or item.adjusted is None:
            return
        for cell, _ in short:
            team = self.owner[cell][0]
            over = [
                (its.adjusted, other)
                for other, number in self.plan.items()
                if (self.draft.cells.carry_over or number == period)
                and team in self.draft.candidates.efforts[other]
                and (its := self.ranked.get(other)) is not None
                and its.adjusted is not None
                and not self.draft.is_promised(other)
            ]
            if over and min(over)[0] > item.adjusted:
                least, other = min(over)
                yield Reason(
                    "below-line", (other,), team, self.periods[period],
                    numbers={"adjusted": item.adjusted, "least": least},
                )  # fmt: skip
                return


def _inherits(shares: Sequence[Share]) -> Reason:
    """Value that comes in, with the share of each of the first features where there are several."""
    first = shares[:NAMED]
    return Reason(
        "inherits", tuple(share.feature for share in first),
        numbers={"value": fsum(share.value for share in shares), "more": len(shares) - len(first)},
        amounts=tuple(share.value for share in first) if len(shares) > 1 else (),
    )  # fmt: skip
