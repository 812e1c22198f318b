"""Promises that a plan does not keep beside the others, each told with what keeps it out."""

from __future__ import annotations

from pmcli.model.reason import Reason
from pmcli.planning.draft import Draft
from pmcli.planning.reasons import PlacementReasons
from pmcli.planning.result import Conflict
from pmcli.planning.slack import starved
from pmcli.planning.solved import SolvedPlan


def broken_promises(draft: Draft, solved: SolvedPlan, reasons: PlacementReasons) -> tuple[Conflict, ...]:
    """Promises for which there was no room beside the others, or that wait for such a one."""
    hint = "move a date, or give the team more capacity"
    lost = [
        name for name in draft.ids
        if name not in reasons.plan and (name in reasons.broken or name in draft.windows.promises)
    ]  # fmt: skip
    return tuple(Conflict(name, _why_broken(draft, solved, reasons, name), hint) for name in lost)


def _why_broken(draft: Draft, solved: SolvedPlan, reasons: PlacementReasons, name: str) -> Reason:
    """Why a promise is not kept: others exclude it, what it waits for is not there, or a team is short."""
    why, last = reasons.of_unplaced(name)[0], draft.windows.last[name]
    if why.kind == "promises-exclude":
        return Reason("promised-but", (name,), cause=why)
    if why.kind == "waits-unplaced":
        need = why.features[0]
        return Reason("promised-but-blocked", (name, need), cause=reasons.of_unplaced(need)[0])
    short = starved(draft.candidates, draft.windows, draft.cells, name, _taken(draft, solved, last))
    if short is not None:
        return short
    efforts, period = tuple(draft.candidates.efforts[name].items()), draft.horizon.periods[last]
    return Reason("must-land-no-room", (name,), period=period, efforts=efforts)


def _taken(draft: Draft, solved: SolvedPlan, last: int) -> dict[str, float]:
    """The effort that promised and placed work takes of each team, delivered up to a period."""
    taken: dict[str, float] = {}
    for name, period in zip(draft.ids, solved.plan, strict=True):
        if period <= last and draft.is_promised(name):
            for team, effort in draft.candidates.efforts[name].items():
                taken[team] = taken.get(team, 0.0) + effort
    return taken
