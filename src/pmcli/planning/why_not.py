"""The reasons why a feature is not placed or not earlier, and the least changes that would get it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pmcli.model.backlog import Backlog
from pmcli.model.figure import figure, listed, percent
from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.model.special_files import PLAN_FILE
from pmcli.model.team import teams_line
from pmcli.model.words import words
from pmcli.planning import roadmap_of
from pmcli.planning.agreed import agreed_items, agreeing
from pmcli.planning.draft import Draft
from pmcli.planning.missing_capacity import MissingCapacity, in_words
from pmcli.planning.reasons import PlacementReasons
from pmcli.planning.result import Placement, Roadmap, Unplaced
from pmcli.planning.room_left import RoomLeft
from pmcli.planning.solved import SolvedPlan
from pmcli.planning.solving import completed, plans_of, search_plan
from pmcli.ranking import LeftOut, rank
from pmcli.sequencing.engine.engine import Effort, solve
from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.mend import Agreed, mend
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.engine.tighten import tighten

_FACTORS = (1.1, 1.2, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0)
_NAMED = 4


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


def why_not(
    backlog: Backlog, feature: str, model: str | None = None, *, effort: Effort = "normal",
    carry_over: bool | None = None, left_out: tuple[LeftOut, ...] | None = None,
) -> WhyNot:  # fmt: skip
    """The reasons why a feature is not placed, or not earlier, and the least changes that would get it in.

    It is asked of the plan that is shown, the agreed one where there is one, and the reasons are those of the
    roadmap. Each change alone is enough: the capacity that is missing where least is, a factor on its value
    with which the engine places it, the features that would make room at the least loss. `left_out` are
    features that could not be read.

    Raises:
        PmError: there is no such model, or features wait for one another.
    """
    over = backlog.workspace.roadmap.carry_over if carry_over is None else carry_over
    backlog = agreeing(backlog)
    draft = Draft.of(backlog, rank(backlog, model, left_out=left_out), carry_over=over)

    def fresh() -> SolvedPlan:
        return completed(draft, search_plan(draft, effort, None))

    plans = plans_of(draft, backlog.agreement, fresh, "agreed", propose=False)
    roadmap = roadmap_of(draft, plans, left_out)
    agreed = None if backlog.agreement is None else agreed_items(draft, backlog.agreement)
    return _Question(draft, plans.shown, agreed, roadmap, feature, effort).answer()


class _Question:
    """A feature asked about, and the plan that is shown; it keeps to what was `agreed`, if anything was."""

    def __init__(
        self, draft: Draft, solved: SolvedPlan, agreed: Agreed | None, roadmap: Roadmap, feature: str,
        effort: Effort,
    ) -> None:  # fmt: skip
        self.draft, self.solved, self.agreed, self.roadmap = draft, solved, agreed, roadmap
        self.feature, self.effort = feature, effort
        self.is_category = draft.ranking.model.is_category
        self.plan = self.draft.named(solved.plan)
        self.room = RoomLeft(draft, self.plan)

    def answer(self) -> WhyNot:
        """The answer, by whether it is a candidate, placed or neither."""
        name, draft = self.feature, self.draft
        if name not in draft.candidates.ids:
            return WhyNot(name, None, (self._outside(),), tuple(self._ways_in()))
        period = self.plan.get(name)
        if period is not None:
            earlier = () if period == 0 else tuple(self._changes(range(period)))
            return WhyNot(name, draft.horizon.periods[period], self._reasons(), earlier)
        refused = draft.windows.refused.get(name)
        changes = self._ways_in() if refused else self._changes(range(len(draft.horizon)))
        return WhyNot(name, None, self._reasons(), tuple(changes))

    def _reasons(self) -> tuple[Reason, ...]:
        """The reasons that the roadmap has for it; what it does not show, a parent, has some too."""
        rows: tuple[Placement | Unplaced, ...] = (*self.roadmap.placements, *self.roadmap.unplaced)
        for row in rows:
            if row.id == self.feature:
                return row.reasons
        reasons = PlacementReasons(self.draft, self.plan, {}, self.solved.broken)
        is_placed = self.feature in self.plan
        return reasons.of_placed(self.feature) if is_placed else reasons.of_unplaced(self.feature)

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
            hint = f"take it up again: pm set {name} status=candidate"
            yield Remedy("input", f"{hint}, or let the decision end: until: …")
        elif kind in ("no-effort", "no-effort-no-team", "no-team"):
            yield Remedy("input", "give it an effort, and a team: effort: {team: 3..5..9}")
        elif kind == "no-teams":
            workspace = draft.backlog.workspace
            line = teams_line(workspace.effort_unit, workspace.calendar.step)
            yield Remedy("input", f"name those who build it in pm.yaml: {line}")
        elif kind == "idea":
            yield Remedy("input", f"make it a candidate: pm set {name} status=candidate")
        elif refused is not None and kind == "part-put-away":
            yield Remedy("input", f"take {refused.features[0]} up again, or give {name} another parent")
        elif kind == "wont":
            yield Remedy("input", "class it higher: moscow: could, should or must")
        elif kind == "larger-than-any-period":
            yield Remedy("input", "split it into features that fit into a period")
            over = why_not(draft.backlog, name, draft.ranking.model.name, effort="fast", carry_over=True)
            if over.period is not None:
                yield Remedy("input", f"with --carry-over it lands in {over.period}", over.period)
        elif refused is not None and refused.is_waiting:
            yield Remedy("input", f"pm why-not {refused.features[0]} says what holds that up")
        elif refused is not None:
            yield Remedy("input", "change the date or the decision that rules it out")
        elif (lacking := self._lacking()) is not None:
            yield Remedy("input", f"score it: {words(lacking)}")

    def _changes(self, periods: range) -> Iterator[Remedy]:
        """Remedies that would get it into one of these periods."""
        missing = MissingCapacity(self.draft, self.room, self.feature).least(periods)
        if missing is not None and missing[1]:
            yield self._capacity(*missing)
        elif missing is not None and self.feature not in self.plan:
            place = self.draft.horizon.periods[missing[0]]
            yield Remedy("input", f"agree on {place} for it in {PLAN_FILE}: there is room", place)
            return
        if self.is_category:
            return
        if len(periods) == len(self.draft.horizon) and self.agreed is None:
            value = self._value()
            if value is not None:
                yield value
        instead = self._instead(periods)
        if instead is not None:
            yield instead

    def _capacity(self, period: int, lacks: Mapping[tuple[str, int], float]) -> Remedy:
        """The least capacity that would fit it, with what it waits for, without moving anything else."""
        workspace, names = self.draft.backlog.workspace, self.draft.horizon.periods
        wanted = in_words(lacks, workspace.effort_unit, names)
        notes = []
        if any(share > 0 for share in workspace.roadmap.reserve.values()):
            notes.append("before the reserve")
        if self.draft.horizon.rest < 1.0 and any(number == 0 for _, number in lacks):
            notes.append(f"counted for the whole of {names[0]}")
        return Remedy("capacity", ", ".join([wanted, *notes]), names[period])

    # --- more value ---

    def _value(self) -> Remedy | None:
        """The least factor on its value, of those tried, with which the plan was seen to have it."""
        at = self.room.at[self.feature]
        if not any(self.draft.problem.benefit[at]) or not self._lands(at, _FACTORS[-1], "fast"):
            return None
        for factor in _FACTORS:
            if self._lands(at, factor, "fast") and self._lands(at, factor, self.effort):
                return Remedy("value", f"with {figure(factor)} times its value it takes the place of others")
        return None

    def _lands(self, at: int, factor: float, effort: Effort) -> bool:
        """Whether a plan has it where it is worth so many times as much."""
        problem = self.draft.problem
        benefit = list(problem.benefit)
        benefit[at] = tuple(int(value * factor) for value in benefit[at])
        solved = solve(replace(problem, benefit=tuple(benefit)), effort, adjusted=self.draft.order())
        return solved.plan[at] < problem.periods

    # --- instead of others ---

    def _instead(self, periods: range) -> Remedy | None:
        """The features that would go or come later if it had to be there, where that costs least.

        Where a plan was agreed on, the fewest of what it has move.
        """
        at = self.room.at[self.feature]
        best: tuple[tuple[int, int], int, tuple[int, ...]] | None = None
        for period in periods:
            plan = self._with(at, period)
            if plan is not None:
                rank = (-len(self._moved(plan)), self.draft.problem.value(plan))
                if best is None or rank > best[0]:
                    best = rank, period, plan
        return None if best is None else self._told(best[1], best[2])

    def _with(self, at: int, period: int) -> tuple[int, ...] | None:
        """The plan with it in a period; None where that breaks a promise which is kept now."""
        problem = self.draft.problem
        if not problem.earliest[at] <= period <= problem.latest[at]:
            return None
        forced = _forced(problem, at, period)
        if forced is None:
            return None
        if self.agreed is None:
            plan = list(solve(forced, "fast").plan)
            Filler(forced).complete(plan, self.draft.order())
        else:
            wishes = (*self.agreed.wishes[:at], period, *self.agreed.wishes[at + 1 :])
            filler = Filler(tighten(forced))
            plan = mend(filler, self.draft.order(), replace(self.agreed, wishes=wishes))
        kept = all(
            now == problem.periods or then < problem.periods or latest == problem.periods
            for now, then, latest in zip(self.solved.plan, plan, problem.latest, strict=True)
        )
        return tuple(plan) if kept and plan[at] == period else None

    def _moved(self, plan: Sequence[int]) -> list[str]:
        """The agreed features that stand where they were agreed now, and not in this plan."""
        if self.agreed is None:
            return []
        shown = self.draft.candidates.shown
        rows = zip(self.draft.ids, self.agreed.wishes, self.solved.plan, plan, strict=True)
        return [name for name, wish, now, then in rows if wish == now != then and name in shown]

    def _told(self, period: int, plan: Sequence[int]) -> Remedy:
        """What such a plan would cost: features, and a share of the value."""
        now, value = self.draft.problem.value(self.solved.plan), self.draft.problem.value(plan)
        after, place = self.draft.named(plan), self.draft.horizon.periods[period]
        gone = [name for name in self.plan if name not in after and name in self.draft.candidates.shown]
        later = [name for name in self.plan if name in after and after[name] > self.plan[name]]
        losses = [f"without {listed(gone, _NAMED)}"] if gone else []
        losses += [f"with {listed(later, _NAMED)} later"] if later else []
        agreed = self._moved(plan)
        beside = f" (agreed: {listed(agreed, _NAMED)})" if agreed else ""
        lost = f"{percent((now - value) / now)} of the plan's value" if now > value else "nothing"
        cost = max(0.0, (now - value) * self.draft.problem.unit)
        text = f"in {place} " + (" and ".join(losses) or "as well") + f"{beside}: costs {lost}"
        return Remedy("instead", text, place, cost)


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
