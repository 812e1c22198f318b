"""The reasons of placements and of features left out, read off a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import fsum

from pmcli.model.decision import decided
from pmcli.model.reason import NAMED, Kind, Reason, named
from pmcli.planning.draft import Draft
from pmcli.planning.pools import GRAIN
from pmcli.planning.result import Mark
from pmcli.ranking import RankedFeature, Share


class PlacementReasons:
    """The reasons of the features of a plan: `plan` by id, `start` where the ranking alone put them.

    `broken` are the promises for which there was no room beside the others.
    """

    def __init__(
        self, draft: Draft, plan: Mapping[str, int], start: Mapping[str, int],
        broken: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.draft, self.plan, self.start, self.broken = draft, plan, start, broken
        self.periods = draft.horizon.periods
        self.ranked = {item.id: item for item in draft.ranking.items}
        self.at = {name: number for number, name in enumerate(draft.ids)}
        self.left = list(draft.problem.room)
        self.fill: dict[int, list[str]] = {}
        for name, period in plan.items():
            is_working = name in draft.candidates.working  # its room is gone already
            for cell, effort in draft.takes(name)[period]:
                self.left[cell] -= 0 if is_working else effort
                self.fill.setdefault(cell, []).append(name)
        self.owner = {cell: (key[0], key[2]) for key, cell in draft.cells.cell.items()}
        self.needs: dict[str, list[tuple[str, int]]] = {}
        self.serves: dict[str, list[str]] = {}
        for later, sooner, lag in draft.candidates.arcs:
            self.needs.setdefault(later, []).append((sooner, lag))
            self.serves.setdefault(sooner, []).append(later)

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
            is_needed = any(later in draft.ahead for later in self.serves.get(name, ()))
            yield Reason("needed-first" if is_needed else "expedite")
        yield from self._dates(name, is_decided=decision is not None or name in draft.ahead)

    def _dates(self, name: str, *, is_decided: bool) -> Iterator[Reason]:
        """The deadline by which it must be there, its own or that of another."""
        windows, deadline = self.draft.windows, self.draft.backlog.features[name].deadline
        due = windows.due.get(name)
        if deadline is not None and due is not None:
            kind: Kind = "deadline-reserved" if self.plan[name] == windows.last[name] else "deadline"
            yield Reason(kind, day=deadline.date, because=deadline.because)
        elif due is not None or windows.last[name] < len(self.periods):
            other = windows.latest_of.get(name)
            if other is not None and other != name and not is_decided:
                yield Reason("needed-by", (other,), day=due)

    def _value(self, item: RankedFeature) -> Iterator[Reason]:
        if item.inherits:
            yield _inherits(item.inherits)
        together = [
            share.feature for share in (*item.owes, *item.inherits)
            if self._same(item, share.feature) and share.feature in self.plan
        ]  # fmt: skip
        if item.owes and together:
            yield named("together", together)

    def _same(self, item: RankedFeature, other: str) -> bool:
        mine, its = item.adjusted, self.ranked[other].adjusted if other in self.ranked else None
        return mine is not None and its is not None and abs(mine - its) <= 1e-9 * max(abs(mine), abs(its))

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
        """The team that had no room in the period before, and the features that fill it."""
        for earlier in range(period - 1, first - 1, -1):
            short = self.short(name, earlier)
            if short:
                yield self.full(name, earlier, short[0])
                return

    def full(self, name: str, period: int, short: tuple[int, int]) -> Reason:
        """The team without room for a feature in a period, and who fills it; `short` is (cell, effort)."""
        cell, effort = short
        occupants = named("full-before", self._occupants(cell, name))
        return replace(
            occupants, team=self.owner[cell][0], period=self.periods[period],
            numbers={**self._room(cell, effort), **occupants.numbers},
        )  # fmt: skip

    def _room(self, cell: int, effort: int) -> dict[str, float]:
        """The effort that a feature needs of a cell, and what is left of it, in the effort unit."""
        return {"needs": effort / GRAIN, "left": max(0, self.left[cell]) / GRAIN}

    def short(self, name: str, period: int) -> list[tuple[int, int]]:
        """The cells without room for a feature in a period: (cell, effort), one a team, the worst first."""
        takes = self.draft.problem.takes[self.at[name]][period]
        mine = dict(self.draft.problem.takes[self.at[name]][self.plan[name]]) if name in self.plan else {}
        worst: dict[str | int, tuple[int, int, int]] = {}
        for cell, effort in takes:
            rest = self.left[cell] + mine.get(cell, 0) - effort
            if rest < 0:
                key = self.owner[cell][0]
                worst[key] = min(worst.get(key, (0, 0, 0)), (rest, cell, effort))
        return [(cell, effort) for _, cell, effort in sorted(worst.values())]

    def excluding(self, name: str) -> list[str]:
        """The placed features that exclude this one."""
        at = self.at[name]
        rivals = [self.draft.ids[other] for other in self.draft.problem.rivals[at]]
        return [other for other in rivals if other in self.plan]

    def _occupants(self, cell: int, name: str) -> list[str]:
        """The other features that fill a cell, the largest first."""
        return sorted(
            (other for other in self.fill.get(cell, ()) if other != name),
            key=lambda other: (-sum(self.draft.candidates.efforts[other].values()), other),
        )

    def _moved(self, name: str, period: int) -> Iterator[Reason]:
        before = self.start.get(name)
        if self.start and before != period:
            yield Reason("brought-in") if before is None else Reason("moved", period=self.periods[before])

    def _warnings(self, name: str, period: int) -> Iterator[Reason]:
        backlog = self.draft.backlog
        feature = backlog.features[name]
        for need in feature.depends_on:
            if need.kind == "soft" and need.id in backlog.features and backlog.is_open(need.id):
                other = self.plan.get(need.id)
                if other is None or other > period:
                    yield Reason("ahead-of-wish", (need.id,))
        if feature.target is not None and self.draft.horizon.number(feature.target) < period:
            yield Reason("wished-for", day=feature.target)
        if name in self.draft.candidates.assumed:
            yield Reason("effort-assumed")

    # --- what is not placed ---

    def of_unplaced(self, name: str) -> tuple[Reason, ...]:
        """The reasons why it is in no period: the first hindrance, with the least that is missing."""
        refused = self.draft.windows.refused.get(name)
        if refused is not None:
            return (refused,)
        if name in self.broken:
            return (Reason("no-room-beside"),)
        if rivals := self.excluding(name):
            return (named("excludes-placed", rivals),)
        missing = [need for need, _ in self.needs.get(name, ()) if need not in self.plan]
        if missing:
            return (named("waits-unplaced", missing),)
        best = self.nearest(name)
        if best is None:
            return (Reason(self._nothing_to_gain(name)),)
        period, short = best
        full = (
            Reason(
                "team-full", team=self.owner[cell][0], period=self.periods[period],
                numbers=self._room(cell, effort),
            )
            for cell, effort in short
        )  # fmt: skip
        return (*full, *self._below(name, short))

    def nearest(self, name: str) -> tuple[int, list[tuple[int, int]]] | None:
        """The period in which least is missing for an unplaced feature, and the cells that lack room."""
        problem, at = self.draft.problem, self.at[name]
        held = [self.plan[need] + lag for need, lag in self.needs.get(name, ()) if need in self.plan]
        best: tuple[int, int, list[tuple[int, int]]] | None = None
        for period in range(max([problem.earliest[at], *held]), problem.periods):
            if not problem.benefit[at][period] and any(problem.benefit[at]):
                continue
            short = self.short(name, period)
            lack = sum(effort - max(0, self.left[cell]) for cell, effort in short)
            if short and (best is None or lack < best[0]):
                best = lack, period, short
        return None if best is None else best[1:]

    def _nothing_to_gain(self, name: str) -> Kind:
        problem, at = self.draft.problem, self.at[name]
        if any(problem.benefit[at]):
            return "worth-nothing-then"
        return "serves-nothing" if self.serves.get(name) else "no-value"

    def _below(self, name: str, short: Sequence[tuple[int, int]]) -> Iterator[Reason]:
        """The placed feature of least value in a full cell, where this one is worth less."""
        item = self.ranked.get(name)
        if item is None or item.adjusted is None:
            return
        for cell, _ in short:
            over = [
                (its.adjusted, other)
                for other in self.fill.get(cell, ())
                if (its := self.ranked.get(other)) is not None
                and its.adjusted
                and not self.draft.is_promised(other)
            ]
            if over and min(over)[0] > item.adjusted:
                least, other = min(over)
                yield Reason(
                    "below-line", (other,), self.owner[cell][0],
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
