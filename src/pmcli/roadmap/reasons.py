"""Why every feature stands where it stands, read off the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import fsum

from pmcli.figure import figure
from pmcli.ranking import RankedFeature, Share
from pmcli.roadmap.cells import GRAIN
from pmcli.roadmap.draft import Draft
from pmcli.roadmap.result import Mark

_NAMED = 3
"""So many features are named where more could be."""


class Reasons:
    """What can be said of the features of a plan: `plan` by id, `start` where the ranking alone put them."""

    def __init__(self, draft: Draft, plan: Mapping[str, int], start: Mapping[str, int]) -> None:
        self.draft, self.plan, self.start = draft, plan, start
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
        """What should be seen of a placement at a glance."""
        draft = self.draft
        feature = draft.backlog.features[name]
        ruling = draft.candidates.decisions.get(name)
        verdict = ruling.verdict if ruling else ""
        told: list[tuple[Mark, bool]] = [
            ("in-progress", draft.backlog.status(name) == "in-progress"),
            ("pinned", verdict == "pin"),
            ("deadline", feature.deadline is not None and name in draft.windows.due),
            ("first", verdict == "first"),
            ("assumed", name in draft.candidates.assumed),
            ("overrun", name in draft.overrun),
        ]
        return tuple(mark for mark, holds in told if holds)

    # --- what is placed ---

    def of_placed(self, name: str) -> tuple[str, ...]:
        """Why it stands in its period: rulings and dates first, then what it brings, then what holds it."""
        period = self.plan[name]
        found = [*self._rulings(name)]
        item = self.ranked.get(name)
        if item is not None:
            found += self._value(item)
        if not any(mark in ("pinned", "in-progress") for mark in self.marks(name)):
            found += self._why_not_earlier(name, period)
        found += self._moved(name, period)
        found += self._warnings(name, period)
        return tuple(found) or (self._plainly(item),)

    def _plainly(self, item: RankedFeature | None) -> str:
        """The reason of what nothing else is to be said about."""
        return "there is room" if item is None else f"rank {item.rank}, and there is room"

    def _rulings(self, name: str) -> Iterator[str]:
        draft = self.draft
        feature = draft.backlog.features[name]
        if draft.backlog.status(name) == "in-progress":
            yield "in progress" + (", overruns its team" if name in draft.overrun else "")
        elif name in draft.candidates.working:
            yield "work in progress waits for it" + (", overruns its team" if name in draft.overrun else "")
        ruling = draft.candidates.decisions.get(name)
        if ruling is not None:
            words = {
                "pin": f"pinned to {ruling.period}",
                "first": "decided first",
                "before": f"decided before {ruling.feature}",
            }
            yield words[ruling.verdict] + _because(ruling.because, ruling.by, ruling.until)
        elif name in draft.ahead:
            yield (
                "expedite: placed first"
                if not self._serves_first(name)
                else "needed by what is decided first"
            )
        due = draft.windows.due.get(name)
        if feature.deadline is not None and due is not None:
            reserved = self.plan[name] == draft.windows.last[name]
            yield f"deadline {feature.deadline.date}{_because(feature.deadline.because)}" + (
                ": reserved" if reserved else ""
            )
        elif due is not None or draft.windows.last[name] < len(self.periods):
            other = draft.windows.latest_of.get(name)
            if other is not None and other != name and ruling is None and name not in draft.ahead:
                yield f"{other} needs it" + (f" by {due}" if due else "")

    def _serves_first(self, name: str) -> bool:
        return any(later in self.draft.ahead for later in self.serves.get(name, ()))

    def _value(self, item: RankedFeature) -> Iterator[str]:
        if item.inherits:
            yield f"inherits {figure(fsum(one.value for one in item.inherits))} from {_shares(item.inherits)}"
        together = [
            share.feature for share in (*item.owes, *item.inherits)
            if self._same(item, share.feature) and share.feature in self.plan
        ]  # fmt: skip
        if item.owes and together:
            yield f"worth it only together with {_named(together)}"

    def _same(self, item: RankedFeature, other: str) -> bool:
        mine, its = item.adjusted, self.ranked[other].adjusted if other in self.ranked else None
        return mine is not None and its is not None and abs(mine - its) <= 1e-9 * max(abs(mine), abs(its))

    def _why_not_earlier(self, name: str, period: int) -> Iterator[str]:
        held = [
            (self.plan[need] + lag, need, lag) for need, lag in self.needs.get(name, ()) if need in self.plan
        ]
        soonest, need, lag = max(held, key=lambda one: (one[0], one[1]), default=(0, "", 0))
        first = self.draft.candidates.earliest(self.draft.horizon, self.draft.backlog.features[name])
        if period == 0:
            return
        if soonest == period:
            later = f", and {lag} period{'s' if lag > 1 else ''} between" if lag else ""
            yield f"waits for {need} ({self.periods[self.plan[need]]}{later})"
        elif first == period:
            yield f"not before {self.draft.backlog.features[name].not_before}"
        else:
            yield from self._full(name, max(first, soonest), period)

    def _full(self, name: str, first: int, period: int) -> Iterator[str]:
        """Which team had no room in the period before, and who fills it."""
        for earlier in range(period - 1, first - 1, -1):
            short = self.short(name, earlier)
            if short:
                cell, effort = short[0]
                team = self.owner[cell][0]
                left = max(0, self.left[cell]) / GRAIN
                by = self._occupants(cell, name)
                needs = f"needs {figure(effort / GRAIN)}, {figure(left)} left"
                yield f"{team} full in {self.periods[earlier]}: {needs}{by}"
                return

    def short(self, name: str, period: int) -> list[tuple[int, int]]:
        """What lacks room for a feature in a period: (cell, effort), one for each team, the worst first."""
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
        """What is placed and excludes a feature."""
        at = self.at[name]
        there = [self.draft.ids[other] for other in self.draft.problem.rivals[at]]
        return [other for other in there if other in self.plan]

    def _occupants(self, cell: int, name: str) -> str:
        names = sorted(
            (one for one in self.fill.get(cell, ()) if one != name),
            key=lambda one: (-sum(self.draft.candidates.efforts[one].values()), one),
        )
        return f" ({_named(names)})" if names else ""

    def _moved(self, name: str, period: int) -> Iterator[str]:
        before = self.start.get(name)
        if self.start and before != period:
            yield (
                f"moved here from {self.periods[before]} for a better plan" if before is not None
                else "brought in for a better plan"
            )  # fmt: skip

    def _warnings(self, name: str, period: int) -> Iterator[str]:
        backlog = self.draft.backlog
        feature = backlog.features[name]
        for need in feature.depends_on:
            if need.kind == "soft" and need.id in backlog.features and backlog.is_open(need.id):
                other = self.plan.get(need.id)
                if other is None or other > period:
                    yield f"ahead of {need.id}, which it would like"
        if feature.target is not None and self.draft.horizon.number(feature.target) < period:
            yield f"wished for {feature.target}"
        if name in self.draft.candidates.assumed:
            yield "effort assumed: the median"

    # --- what is not placed ---

    def of_unplaced(self, name: str) -> tuple[str, ...]:
        """Why it is in no period, and the least that would get it in."""
        refused = self.draft.windows.refused.get(name)
        if refused is not None:
            return (refused,)
        if name in self.broken:
            return ("promised, but there is no room beside the other promises",)
        if rivals := self.excluding(name):
            return (f"excludes {_named(rivals)}, which is placed",)
        missing = [need for need, _ in self.needs.get(name, ()) if need not in self.plan]
        if missing:
            return (f"waits for {_named(missing)}, which {'is' if len(missing) == 1 else 'are'} not placed",)
        best = self.nearest(name)
        if best is None:
            return tuple(self._nothing_to_gain(name))
        period, short = best
        found = []
        for cell, effort in short:
            team = self.owner[cell][0]
            left = max(0, self.left[cell]) / GRAIN
            needs = f"needs {figure(effort / GRAIN)}, {figure(left)} left"
            found.append(f"team full: {team} {needs} in {self.periods[period]}")
        return (*found, *self._below(name, short))

    broken: frozenset[str] = frozenset()

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

    def _nothing_to_gain(self, name: str) -> Iterator[str]:
        problem, at = self.draft.problem, self.at[name]
        if any(problem.benefit[at]):
            yield "worth nothing any more where there is room for it"
        elif self.serves.get(name):
            yield "nothing that waits for it is placed"
        else:
            yield "has no value"

    def _below(self, name: str, short: Sequence[tuple[int, int]]) -> Iterator[str]:
        """How far below the cut-off of its team it is."""
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
                line = f"adjusted {figure(item.adjusted)} < {figure(least)}"
                yield f"below the line: {line} of {other}, the last of {self.owner[cell][0]}"
                return


def _because(because: str | None, by: str | None = None, until: object = None) -> str:
    told = ", ".join([*([by] if by else []), *([f"until {until}"] if until else [])])
    return (f": {because}" if because else "") + (f" ({told})" if told else "")


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return shown + (f" and {more} more" if more > 0 else "")


def _shares(shares: Sequence[Share]) -> str:
    return _named(
        [f"{one.feature} ({figure(one.value)})" if len(shares) > 1 else one.feature for one in shares]
    )
