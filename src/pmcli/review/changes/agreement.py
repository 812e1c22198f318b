"""The agreed plan that counts for each side of a difference, and what it says otherwise: FORMAT.md § 4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.period import Period
from pmcli.planning import PeriodMove, Placement
from pmcli.planning.places import placed
from pmcli.review.changes.pairing import renamed_agreement
from pmcli.review.changes.result import AgreementChange, ShiftChange

Side = Literal["before", "after"]


def written(before: Backlog, after: Backlog, names: Mapping[str, str]) -> AgreementChange | None:
    """What the two plan.yaml say, and of which features they say something else; None where there is none.

    Where there is but one it says nothing else than itself.
    """
    old, new = renamed_agreement(before.agreement, names), after.agreement
    if old is None and new is None:
        return None
    moves: tuple[PeriodMove, ...] = ()
    if old is not None and new is not None:
        moves = tuple(
            PeriodMove(name, old.places.get(name), new.places.get(name))
            for name in sorted({*old.places, *new.places})
            if old.places.get(name) != new.places.get(name)
        )
    return AgreementChange(old, new, moves)


def with_agreements(
    before: Backlog, after: Backlog, names: Mapping[str, str], model: str | None, older: Side
) -> tuple[Backlog, Backlog]:
    """Both backlogs with the agreed plan that counts for each.

    Its own; where one side has none, that of the other; where neither has, the plan found for the older one.
    Both stay without where that cannot be planned.
    """
    old_names = {new: old for old, new in names.items()}
    if before.agreement is None and after.agreement is None:
        try:
            found = Agreement(placed(before if older == "before" else after, model))
        except PmError:
            return before, after
        if older == "before":
            before = replace(before, agreement=found)
        else:
            after = replace(after, agreement=found)
    if before.agreement is None:
        before = replace(before, agreement=renamed_agreement(after.agreement, old_names))
    if after.agreement is None:
        after = replace(after, agreement=renamed_agreement(before.agreement, names))
    return before, after


def became(
    was: Placement | None, now: Placement | None, said: AgreementChange | None, promise: PeriodMove | None
) -> ShiftChange:
    """What a feature that moved did beside the agreed plan.

    `said` is what the plan.yaml say, `promise` what the later says otherwise of this feature.
    """
    if promise is not None and _is_as_said(promise.after, now):
        return "agreed"
    if now is None:
        return "left-out"
    if now.change in ("late", "early", "new", "forced") and (said is not None or now.change != "late"):
        return now.change
    if now.change == "kept" and said is not None:
        return "agreed"
    return "new" if was is None else "forced"


def _is_as_said(agreed: Period | None, now: Placement | None) -> bool:
    """Whether a feature stands where plan.yaml puts it, or that puts it nowhere any more."""
    return agreed is None or (now is not None and now.period == agreed)
