"""Promises that a finished plan leaves out and that no conflict tells yet: a pin or a deadline within it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pmcli.model.reason import Reason
from pmcli.planning.draft import Draft
from pmcli.planning.reasons import PlacementReasons
from pmcli.planning.result import Conflict


def missed(
    draft: Draft, placed: Collection[str], reasons: PlacementReasons, told: Iterable[Conflict]
) -> Iterator[Conflict]:
    """A conflict for every promise that is not placed, but those told already; `reasons` say why not."""
    if not draft.backlog.workspace.teams:
        return
    known = {conflict.feature for conflict in told}
    for name in sorted(draft.windows.promises - known - set(placed)):
        why = reasons.of_unplaced(name)[0]
        if why.kind == "waits-unplaced":
            need = why.features[0]
            cause = reasons.of_unplaced(need)[0]
            yield Conflict(name, Reason("promised-but-blocked", (name, need), cause=cause))
        else:
            yield Conflict(name, Reason("promised-but", (name,), cause=why))
