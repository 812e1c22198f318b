"""Plans of drafts: from the engine alone, or proven with the extra "optimize"."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pmcli.model.agreement import Agreement
from pmcli.planning.agreed import agreed_items
from pmcli.planning.draft import Draft
from pmcli.planning.searches import Asked, once
from pmcli.planning.solved import SolvedPlan
from pmcli.sequencing.engine.engine import Effort, Solved, solve
from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.mend import Agreed, mend
from pmcli.sequencing.engine.propose import propose
from pmcli.sequencing.engine.tighten import tighten

Progress = Callable[[float], bool]
Stance = Literal["agreed", "improved", "afresh"]
"""Whether the agreed plan is kept, or a better one is shown, or one that knows no agreement."""
LIMIT = 30.0
"""Seconds that a proof may take where nobody says."""
_PROVABLE = 3_000
"""Of more features only the linear program is solved: the proof would come no closer in any time."""
_AFTER = 0.4  # seconds for what is worked out of the plan afterwards
_LEAST = 0.05  # seconds without which the solver need not be started


def search_plan(draft: Draft, effort: Effort, progress: Progress | None) -> SolvedPlan:
    """The engine's plan; where values are categories, simply the ranking filled in.

    The same problem has the same plan: what was searched is not searched again.
    """
    if draft.ranking.model.is_category:
        effort, progress = "none", None
    order = draft.order()

    def search() -> SolvedPlan:
        solved = solve(draft.problem, effort, adjusted=order, progress=progress)
        return SolvedPlan(
            solved.plan, solved.start, solved.broken, solved.bound, solved.prices,
            "branching" if solved.is_branched else "solver-free",
            "interrupted" if solved.interrupted else None,
            optimum=solved.plan if solved.is_proven else None,
        )  # fmt: skip

    store = None if effort == "none" else draft.backlog.store  # sooner filled again than read
    return once(store, Asked("searched", draft.problem, (effort.encode(), order)), search)


def prove_plan(draft: Draft, effort: Effort, limit: float | None, progress: Progress | None) -> SolvedPlan:
    """The best plan that can be proven within `limit` seconds; its bound is the solver's.

    What was proven once is the best whatever the limit; all else is searched for anew.

    Raises:
        PmError: the extra is not installed.
    """
    asked = Asked("proven", draft.problem, (effort.encode(), draft.order()))
    return once(
        draft.backlog.store, asked, lambda: _prove(draft, effort, limit, progress),
        is_kept=lambda found: found.stopped is None and found.bound_from == "proven",
    )  # fmt: skip


def _prove(draft: Draft, effort: Effort, limit: float | None, progress: Progress | None) -> SolvedPlan:
    from pmcli.sequencing.highs import optimize

    limit = LIMIT if limit is None else limit
    end = time.monotonic() + max(limit / 2, limit - _AFTER)
    narrow = tighten(draft.problem)
    relaxation = optimize.relax(narrow, max(_LEAST, limit / 2))
    orders = optimize.guided_orders(narrow, relaxation) if relaxation.is_feasible else ()
    halfway = time.monotonic() + max(0.0, end - time.monotonic()) / 2

    def goes_on(done: float) -> bool:
        return time.monotonic() < halfway and (progress is None or progress(done / 2))

    solved = solve(draft.problem, effort, adjusted=draft.order(), orders=orders, progress=goes_on)
    if solved.is_proven:
        return SolvedPlan(
            solved.plan, solved.start, solved.broken, solved.bound,
            relaxation.prices if relaxation.is_feasible else solved.prices, "proven",
            optimum=solved.plan,
        )  # fmt: skip
    bounds = [] if solved.bound is None else [solved.bound]
    if relaxation.is_feasible and not solved.broken:
        bounds.append(relaxation.bound)
    first = SolvedPlan(
        solved.plan, solved.start, solved.broken, min(bounds, default=None),
        relaxation.prices if relaxation.is_feasible else solved.prices, "LP",
        None if relaxation.complete else "time limit",
    )  # fmt: skip
    if draft.problem.size > _PROVABLE:
        note = f"more than {_PROVABLE:,} features: bounded by the linear program, not proven"
        return replace(first, notes=(note,))
    return _proof(solved, first, end - time.monotonic())


def _proof(solved: Solved, first: SolvedPlan, seconds: float) -> SolvedPlan:
    """The better plan and bound after the solver has searched for `seconds`."""
    from pmcli.sequencing.highs import optimize

    proof = optimize.prove(solved.problem, first.plan, max(_LEAST, seconds), bound=first.bound)
    plan = list(proof.plan)
    Filler(solved.problem).settle(plan)
    return SolvedPlan(
        tuple(plan), first.start, first.broken, proof.bound, first.prices,
        "proven" if proof.is_proven else "LP", proof.stopped,
        optimum=tuple(plan) if proof.is_proven else None,
    )  # fmt: skip


def completed(draft: Draft, solved: SolvedPlan, agreed: Agreed | None = None) -> SolvedPlan:
    """The same plan with all that still fits as it stands, in the order of the ranking.

    What was agreed for later than all periods waits, unless it is promised. Windows are not tightened here:
    a promise that is not kept leaves its room to others.
    """
    problem, plan = draft.problem, list(solved.plan)
    order = [
        item for item in draft.order()
        if agreed is None or agreed.wishes[item] != problem.periods or problem.latest[item] < problem.periods
    ]  # fmt: skip
    Filler(problem).complete(plan, order)
    return replace(solved, plan=tuple(plan))


def keep_plan(draft: Draft, agreed: Agreed) -> SolvedPlan:
    """The agreed plan, in which only what must move has moved; what it does not name fills the rest."""
    order = draft.order()

    def search() -> SolvedPlan:
        filler = Filler(tighten(draft.problem))
        plan = tuple(mend(filler, order, agreed))
        return SolvedPlan(plan, plan, tuple(filler.broken), None, None)

    kept = once(draft.backlog.store, Asked("mended", draft.problem, (order, *_plain(agreed))), search)
    kept = completed(draft, kept, agreed) if kept.broken else kept
    return replace(kept, start=kept.plan)


def better_plan(draft: Draft, kept: SolvedPlan, agreed: Agreed, fresh: SolvedPlan) -> SolvedPlan:
    """The plan of most value less the fees of agreed features moved, never one worth less than `kept`."""
    order = draft.order()

    def search() -> SolvedPlan:
        plan = propose(draft.problem, order, kept.plan, agreed, [fresh.plan])
        return SolvedPlan(tuple(plan), kept.plan, kept.broken, None, None)

    others = (order, *_plain(agreed), kept.plan, kept.broken, fresh.plan)
    found = once(draft.backlog.store, Asked("proposed", draft.problem, others), search)
    better = replace(fresh, plan=found.plan, start=kept.plan, broken=kept.broken)
    return completed(draft, better, agreed) if kept.broken else better


def _plain(agreed: Agreed) -> tuple[Sequence[object], ...]:
    return agreed.wishes, agreed.fees, agreed.worth


@dataclass(frozen=True, slots=True)
class Plans:
    """The plan shown; the one that only mends what was agreed, None where nothing was; a better one."""

    shown: SolvedPlan
    kept: SolvedPlan | None = None
    better: SolvedPlan | None = None


def plans_of(
    draft: Draft, agreement: Agreement | None, fresh: Callable[[], SolvedPlan], stance: Stance, *,
    propose: bool,
) -> Plans:  # fmt: skip
    """The plans that there are to speak of; `fresh` is asked only where one found anew is needed."""
    if agreement is None:
        return Plans(fresh())
    agreed = agreed_items(draft, agreement)
    kept = keep_plan(draft, agreed)
    is_category = draft.ranking.model.is_category
    if is_category or not (propose or stance == "improved"):
        return Plans(kept, kept)
    found = fresh()
    better = better_plan(draft, kept, agreed, found)
    if stance == "improved":
        return Plans(better, kept)
    prices = found.prices if found.plan == kept.plan else None  # they are those of the plan they belong to
    return Plans(
        replace(found, plan=kept.plan, start=kept.plan, broken=kept.broken, prices=prices), kept, better
    )
