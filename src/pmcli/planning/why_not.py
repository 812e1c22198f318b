"""The reasons why a feature is not placed or not earlier, and the least changes that would get it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pmcli.model.backlog import Backlog
from pmcli.model.figure import figure
from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.model.words import words
from pmcli.planning.draft import Draft
from pmcli.planning.pools import GRAIN
from pmcli.planning.reasons import PlacementReasons
from pmcli.ranking import rank
from pmcli.sequencing.engine.engine import Effort, Solved, solve
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.graph import walk

_FACTORS = (1.1, 1.2, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0)


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that would get a feature in: `kind` is "capacity", "value", "instead" or "input".

    `period` is where it would land. `cost` is what the rest of the plan would lose, in the model's value,
    above what the feature brings: what forcing it costs.
    """

    kind: str
    text: str
    period: Period | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a feature stands where it stands: `period` is None where it is not placed."""

    id: str
    period: Period | None
    reasons: tuple[Reason, ...]
    changes: tuple[Remedy, ...]


def why_not(backlog: Backlog, feature: str, model: str | None = None, *, effort: Effort = "normal",
            carry_over: bool | None = None) -> WhyNot:  # fmt: skip
    """The reasons why a feature is not placed, or not earlier, and the least changes that would get it in.

    Each change alone is enough: the capacity that is missing where least is, the factor on its value from
    which the engine places it, the features that would make room at the least loss.

    Raises:
        PmError: there is no such model, or features wait for one another.
    """
    over = backlog.workspace.roadmap.carry_over if carry_over is None else carry_over
    draft = Draft.of(backlog, rank(backlog, model), carry_over=over)
    return _Question(draft, feature, effort).answer()


class _Question:
    """A feature asked about, and the plan it is not in."""

    def __init__(self, draft: Draft, feature: str, effort: Effort) -> None:
        self.draft, self.feature = draft, feature
        self.is_category = draft.ranking.model.is_category
        self.effort: Effort = "none" if self.is_category else effort
        self.solved = solve(draft.problem, self.effort, adjusted=draft.order())
        self.plan = self._named(self.solved.plan)
        start = {} if self.is_category else self._named(self.solved.start)
        self.reasons = PlacementReasons(draft, self.plan, start, self.solved.broken)

    def _named(self, plan: Sequence[int]) -> dict[str, int]:
        periods = len(self.draft.horizon)
        return {name: t for name, t in zip(self.draft.ids, plan, strict=True) if t < periods}

    def answer(self) -> WhyNot:
        name, draft = self.feature, self.draft
        if name not in draft.candidates.ids:
            return WhyNot(name, None, (self._outside(),), tuple(self._ways_in()))
        period = self.plan.get(name)
        if period is not None:
            earlier = () if period == 0 else tuple(self._changes(range(period)))
            return WhyNot(name, draft.horizon.periods[period], self.reasons.of_placed(name), earlier)
        refused = draft.windows.refused.get(name)
        changes = self._ways_in() if refused else self._changes(range(len(draft.horizon)))
        return WhyNot(name, None, self.reasons.of_unplaced(name), tuple(changes))

    def _outside(self) -> Reason:
        """The reason why a feature is no candidate at all."""
        status = self.draft.backlog.status(self.feature)
        if status not in ("idea", "candidate", "planned", "in-progress"):
            return Reason("not-open", names=(status,))
        lacking = self._lacking()
        return Reason("not-scored", cause=lacking) if lacking is not None else Reason("only-a-parent")

    def _lacking(self) -> Reason | None:
        """The reason why the feature has no score, None where it has one or cannot have any."""
        unscored = self.draft.ranking.unscored
        return next((item.reason for item in unscored if item.id == self.feature), None)

    def _ways_in(self) -> Iterator[Remedy]:
        """Remedies for a feature that cannot be placed as it is: what its files would have to say."""
        draft, name = self.draft, self.feature
        refused = draft.windows.refused.get(name)
        kind = refused.kind if refused is not None else None
        status = draft.backlog.status(name)
        if status in ("parked", "declined"):
            yield Remedy("input", "take it up again: status: candidate, or let the decision end: until: …")
        elif kind in ("no-effort", "no-effort-no-team", "no-team"):
            yield Remedy("input", "give it an effort, and a team: effort: {team: 3..5..9}")
        elif kind == "idea":
            yield Remedy("input", f"make it a candidate: pm set {name} status=candidate")
        elif refused is not None and kind == "part-put-away":
            yield Remedy("input", f"take {refused.features[0]} up again, or give {name} another parent")
        elif kind == "wont":
            yield Remedy("input", "moscow: could, or better")
        elif kind == "larger-than-any-period":
            yield Remedy("input", "split it into features that fit into a period")
            over = why_not(draft.backlog, name, draft.ranking.model.name, effort="fast", carry_over=True)
            if over.period is not None:
                yield Remedy("input", f"with --carry-over it lands in {over.period}", over.period)
        elif refused is not None and refused.is_waiting:
            yield Remedy("input", f"pm why-not {refused.features[0]} says what holds that")
        elif refused is not None:
            yield Remedy("input", "change the date or the decision that rules it out")
        elif (lacking := self._lacking()) is not None:
            yield Remedy("input", f"score it: {words(lacking)}")

    def _changes(self, periods: range) -> Iterator[Remedy]:
        """Remedies that would get it into one of these periods."""
        capacity = self._capacity(periods)
        if capacity is not None:
            yield capacity
        if self.is_category:
            return
        if len(periods) == len(self.draft.horizon):
            value = self._value()
            if value is not None:
                yield value
        instead = self._instead(periods)
        if instead is not None:
            yield instead

    # --- more people ---

    def _capacity(self, periods: range) -> Remedy | None:
        """The least capacity that would fit it, with what it waits for, without moving anything else."""
        problem, at = self.draft.problem, self.reasons.at
        closure = self._missing()
        if any(self.reasons.excluding(name) for name in closure):
            return None
        best: tuple[int, int, dict[int, int]] | None = None
        for period in periods:
            lack = self._lack(closure, period, problem, at)
            if lack is not None and (best is None or sum(lack.values()) < best[0]):
                best = sum(lack.values()), period, lack
        if best is None or not best[2]:
            return None
        _, period, lack = best
        unit = self.draft.backlog.workspace.effort_unit
        by_team: dict[tuple[str, int], int] = {}
        for cell, short in lack.items():
            key = self.reasons.owner[cell]
            by_team[key] = max(by_team.get(key, 0), short)
        wanted = " and ".join(
            f"{figure(short / GRAIN)} more {unit} of {team} in {self.draft.horizon.periods[number]}"
            for (team, number), short in sorted(by_team.items())
        )
        return Remedy("capacity", wanted, self.draft.horizon.periods[period])

    def _missing(self) -> list[str]:
        """The feature, and what it waits for that is not placed either."""
        missing = {
            name: [need for need, _ in needs if need not in self.plan and need in self.reasons.at]
            for name, needs in self.reasons.needs.items()
        }
        return walk((self.feature,), missing)

    def _lack(
        self, closure: Sequence[str], period: int, problem: PlanningProblem, at: Mapping[str, int]
    ) -> dict[int, int] | None:
        """The effort that each cell lacks for all of these in a period; None where they may not be there."""
        need: dict[int, int] = {}
        inside = set(closure)
        for name in closure:
            if problem.earliest[at[name]] > period:
                return None
            for other, lag in self.reasons.needs.get(name, ()):
                if (other in inside and lag) or self.plan.get(other, 0) + lag > period:
                    return None
            for cell, effort in problem.takes[at[name]][period]:
                need[cell] = need.get(cell, 0) + effort
            now = self.plan.get(name)
            if now is not None:
                for cell, effort in problem.takes[at[name]][now]:
                    need[cell] = need.get(cell, 0) - effort
        return {cell: short - max(0, self.reasons.left[cell]) for cell, short in need.items()
                if short > max(0, self.reasons.left[cell])}  # fmt: skip

    # --- more value ---

    def _value(self) -> Remedy | None:
        """The factor on its value from which it is placed, of those tried."""
        at = self.reasons.at[self.feature]
        problem = self.draft.problem
        if not any(problem.benefit[at]):
            return None
        low, high = 0, len(_FACTORS) - 1
        if not self._lands(at, _FACTORS[high]):
            return None
        while low < high:
            middle = (low + high) // 2
            if self._lands(at, _FACTORS[middle]):
                high = middle
            else:
                low = middle + 1
        return Remedy("value", f"needs {figure(_FACTORS[low])} times its value to displace others")

    def _lands(self, at: int, factor: float) -> bool:
        problem = self.draft.problem
        benefit = list(problem.benefit)
        benefit[at] = tuple(int(value * factor) for value in benefit[at])
        solved = solve(replace(problem, benefit=tuple(benefit)), "fast", plans=[self.solved.plan])
        return solved.plan[at] < problem.periods

    # --- instead of others ---

    def _instead(self, periods: range) -> Remedy | None:
        """The features that would go or come later if it had to be there, where that costs least."""
        problem, at = self.draft.problem, self.reasons.at[self.feature]
        now = problem.value(self.solved.plan)
        best: tuple[int, int, Solved] | None = None
        for period in periods:
            if not problem.earliest[at] <= period <= problem.latest[at]:
                continue
            forced = _forced(problem, at, period)
            if forced is None:
                continue
            solved = solve(forced, "fast")
            if solved.broken or solved.plan[at] != period:
                continue
            if best is None or problem.value(solved.plan) > best[0]:
                best = problem.value(solved.plan), period, solved
        if best is None:
            return None
        value, period, solved = best
        after = self._named(solved.plan)
        gone = [name for name in self.plan if name not in after and name in self.draft.candidates.shown]
        later = [name for name in self.plan if name in after and after[name] > self.plan[name]]
        dropped = ", ".join(gone[:4]) + (f" and {len(gone) - 4} more" if len(gone) > 4 else "")
        delayed = ", ".join(later[:4]) + (f" and {len(later) - 4} more" if len(later) > 4 else "")
        losses = [f"without {dropped}"] if gone else []
        losses += [f"with {delayed} later"] if later else []
        cost = max(0.0, (now - value) * problem.unit)
        share = (
            f": {figure(100 * (now - value) / now, 2)} % of the plan's value" if now > value else ": no loss"
        )
        text = f"in {self.draft.horizon.periods[period]} " + (" and ".join(losses) or "as well") + share
        return Remedy("instead", text, self.draft.horizon.periods[period], cost)


def _forced(problem: PlanningProblem, at: int, period: int) -> PlanningProblem | None:
    """The problem with one item fixed in a period, and what it waits for in time; None where it cannot be."""
    earliest, latest = list(problem.earliest), list(problem.latest)
    earliest[at] = latest[at] = period
    waiting = [at]
    while waiting:
        item = waiting.pop()
        for need, lag in problem.needs[item]:
            if latest[item] - lag < latest[need]:
                latest[need] = latest[item] - lag
                if latest[need] < earliest[need]:
                    return None
                waiting.append(need)
    for later, sooner, lag in problem.arcs:
        if sooner == at and period + lag > latest[later]:
            return None
    return replace(problem, earliest=tuple(earliest), latest=tuple(latest))
