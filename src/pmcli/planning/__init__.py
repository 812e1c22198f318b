"""Roadmaps: features in periods, within teams, dates and dependencies, every placement explained.

Read first `result` (a Roadmap), then `plan` here, then `draft` (a backlog as a problem for sequencing.engine,
made of `candidates`, `capacity`, `windows` and `pools`). `verify` proves each plan apart from all that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import fsum

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted
from pmcli.planning.agreed import AgreedReasons, agreeing
from pmcli.planning.broken import broken_promises
from pmcli.planning.decision_costs import acting_decisions, with_costs
from pmcli.planning.draft import Draft
from pmcli.planning.loads import loads, work_of
from pmcli.planning.reasons import PlacementReasons
from pmcli.planning.result import (
    BetterPlan,
    Conflict,
    DecisionCost,
    Load,
    Objective,
    PeriodMove,
    Placement,
    Roadmap,
    Unplaced,
    Work,
)
from pmcli.planning.solved import SolvedPlan
from pmcli.planning.solving import (
    Plans,
    Stance,
    completed,
    plans_of,
    prove_plan,
    search_plan,
)
from pmcli.planning.verify import verify
from pmcli.ranking import LeftOut, rank
from pmcli.sequencing.engine.engine import EFFORTS, Effort

__all__ = [
    "EFFORTS", "Conflict", "DecisionCost", "Effort", "Load", "Objective", "PeriodMove", "Placement",
    "Roadmap", "Stance", "Unplaced", "Work", "plan", "roadmap_of", "with_costs",
]  # fmt: skip

Progress = Callable[[float], bool]


def plan(
    backlog: Backlog,
    model: str | None = None,
    *,
    effort: Effort = "normal",
    carry_over: bool | None = None,
    optimal: bool = False,
    time_limit: float | None = None,
    left_out: tuple[LeftOut, ...] | None = None,
    progress: Progress | None = None,
    stance: Stance = "agreed",
    agreement: Agreement | None = None,
    propose: bool = True,
) -> Roadmap:
    """The roadmap of a backlog: FORMAT.md § 4.

    `effort` is how long a better plan is searched for; `carry_over` overrules pm.yaml. `optimal` proves, with
    the extra "optimize", for `time_limit` seconds at most. `progress` hears how much is done, 0 to 1, and
    says whether to go on.

    Where a plan was agreed on, it is kept but for what must move (`stance` "agreed"); "improved" is the
    better plan that `proposal` else tells of, "afresh" one that knows no agreement. `agreement` is one to be
    kept in the place of the backlog's own. Without `propose` no better plan is looked for, and nothing is
    said of how good the agreed one is.

    What decisions cost is worked out apart, by `with_costs`.

    Raises:
        PmError: there is no such model, features wait for one another, features without effort are errors in
            this workspace, or the extra is missing.
    """
    backlog = agreeing(backlog, agreement)
    kept = None if stance == "afresh" else backlog.agreement
    ranking = rank(backlog, model, left_out=left_out)
    over = backlog.workspace.roadmap.carry_over if carry_over is None else carry_over
    draft = Draft.of(backlog, ranking, carry_over=over)
    _estimated(backlog, draft)
    optimal = optimal and not draft.ranking.model.is_category

    def fresh() -> SolvedPlan:
        if optimal:
            return completed(draft, prove_plan(draft, effort, time_limit, progress))
        return completed(draft, search_plan(draft, effort, progress))

    plans = plans_of(draft, kept, fresh, stance, propose=propose)
    roadmap = roadmap_of(draft, plans, left_out)
    is_thorough = effort == "thorough"
    if faults := verify(backlog, roadmap, reasons=is_thorough, room=is_thorough):
        raise RuntimeError(f"the plan breaks what it must keep: {'; '.join(faults[:3])}")
    return roadmap


def _estimated(backlog: Backlog, draft: Draft) -> None:
    """Refuse to answer where features without effort are errors.

    Raises:
        PmError: there are some.
    """
    if backlog.workspace.roadmap.unestimated != "error":
        return
    missing = [name for name, reason in draft.candidates.refused.items() if reason.kind == "no-effort"]
    if missing:
        first = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        raise PmError(
            f"no effort is given for {counted(len(missing), 'feature')}: {first}",
            "estimate them, or set roadmap: {unestimated: leave-out}",
            exit_code=1,
        )


def roadmap_of(draft: Draft, plans: Plans, left_out: tuple[LeftOut, ...] | None) -> Roadmap:
    """The roadmap that the plans of a draft make, beside what was agreed."""
    agreement = draft.backlog.agreement
    solved = plans.shown
    placed, start = draft.named(solved.plan), draft.named(solved.start)
    if plans.kept is not None:
        start = placed  # what moved is told beside the agreement
    is_category = draft.ranking.model.is_category
    reasons = PlacementReasons(draft, placed, {} if is_category else start, solved.broken)
    work = work_of(draft, placed)
    placements = [
        Placement(
            name, draft.horizon.periods[t], work[name], reasons.of_placed(name), reasons.marks(name),
            draft.ranks.get(name), None if is_category else draft.worths[name][t],
        )
        for name, t in placed.items() if name in draft.candidates.shown
    ]  # fmt: skip
    late = len(draft.ranks) + 1
    placements.sort(key=lambda placement: (placement.period, placement.rank or late, placement.id))
    unplaced = [
        Unplaced(name, reasons.of_unplaced(name), draft.ranks.get(name))
        for name in draft.candidates.ids if name not in placed and name in draft.candidates.shown
    ]  # fmt: skip
    if agreement is not None:
        agreed = AgreedReasons(draft, agreement, reasons, *_beside(draft, plans))
        placements = [_beside_agreed(agreed, placement) for placement in placements]
        unplaced = [
            replace(item, reasons=agreed.of_unplaced(item.id, item.reasons), agreed=agreed.agreed(item.id))
            for item in unplaced
        ]
    unplaced.sort(key=lambda item: (item.rank or late, item.id))
    moved = tuple(name for name in draft.ids if placed.get(name) != start.get(name))
    return Roadmap(
        model=draft.ranking.model,
        periods=draft.horizon.periods,
        loads=loads(draft, work, None if is_category else solved.prices),
        placements=tuple(placements),
        unplaced=tuple(unplaced),
        unscored=draft.ranking.unscored,
        objective=Objective() if is_category else _objective(draft, placed, solved),
        ranking=draft.ranking,
        carry_over=draft.cells.carry_over,
        decisions=acting_decisions(draft),
        conflicts=(*draft.conflicts, *broken_promises(draft, solved, reasons)),
        moved=() if is_category else moved,
        moved_from={name: draft.horizon.periods[start[name]] for name in moved if name in start},
        gain=reasons.gain,
        left_out=left_out,
        notes=solved.notes,
        stopped=solved.stopped,
        agreement=agreement,
        proposal=_proposal(draft, plans),
    )


def _beside(draft: Draft, plans: Plans) -> tuple[dict[str, int] | None, float]:
    """The plan that only mends what was agreed, by id, and what the one shown brings beyond it."""
    if plans.kept is None:
        return None, 0.0
    return draft.named(plans.kept.plan), _gain(draft, plans.kept, plans.shown)


def _beside_agreed(agreed: AgreedReasons, placement: Placement) -> Placement:
    """A placement with what became of what was promised, told first."""
    change, reason = agreed.of_placed(placement.id)
    return replace(
        placement, agreed=agreed.agreed(placement.id), change=change, reasons=(reason, *placement.reasons)
    )


def _gain(draft: Draft, before: SolvedPlan, after: SolvedPlan) -> float:
    """The value that one plan delivers more than another, as a share."""
    was, now = draft.problem.value(before.plan), draft.problem.value(after.plan)
    return now / was - 1 if was else 0.0


def _proposal(draft: Draft, plans: Plans) -> BetterPlan | None:
    """The better plan that is not taken, None where there is none."""
    if plans.better is None:
        return None
    periods = (*draft.horizon.periods, None)
    moves = tuple(
        PeriodMove(name, periods[was], periods[now])
        for name, was, now in zip(draft.ids, plans.shown.plan, plans.better.plan, strict=True)
        if was != now and name in draft.candidates.shown
    )
    gain = _gain(draft, plans.shown, plans.better)
    return BetterPlan(gain, moves) if moves and gain > 0 else None


def _objective(draft: Draft, placed: Mapping[str, int], solved: SolvedPlan) -> Objective:
    """The value of the plan, and bounds that no plan can exceed."""
    value = fsum(draft.worths[name][t] for name, t in placed.items())
    ideal = fsum(_best(draft, name) for name in draft.candidates.ids)
    reachable = fsum(
        draft.worths[name][min(draft.windows.first[name], len(draft.horizon) - 1)] for name in draft.ids
    )
    bound = reachable
    if solved.bound is not None:
        bound = min(bound, (solved.bound + len(draft.ids)) * draft.problem.unit)
    if solved.optimum is not None:
        bound = fsum(draft.worths[name][t] for name, t in draft.named(solved.optimum).items())
    bound = max(bound, value)
    return Objective(value, bound, bound / value - 1 if value else None, solved.bound_from, ideal)


def _best(draft: Draft, name: str) -> float:
    """The value of a feature if teams had no limits."""
    return draft.worths[name][min(draft.windows.first.get(name, 0), len(draft.horizon) - 1)]
