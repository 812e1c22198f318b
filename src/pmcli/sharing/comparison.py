"""A backlog compared with what it was: the changes, and the odds of then, before a reader sees any of it."""

from __future__ import annotations

from collections.abc import Callable

from pmcli.review.revisions import review, revision_of, revisions
from pmcli.sharing.audience_view import Since
from pmcli.sharing.odds import SharedOdds
from pmcli.workspace.opening import OpenWorkspace


def since(
    opened: OpenWorkspace,
    name: str,
    *,
    model: str | None = None,
    progress: Callable[[float], bool] | None = None,
    tells_odds: bool = False,
) -> Since:
    """The changes since a revision, or since the last commit of a day or before it; with the odds then.

    Raises:
        PmError: there is no such revision, no commit so old, no repository.
    """  # fmt: skip
    pair = revisions(opened, revision_of(opened, name))
    difference = review(pair, model, progress=progress)
    if not tells_odds:
        return Since(name, difference, pair.before.backlog)
    from pmcli.review.odds import odds_of_both  # forecasting takes long to load

    odds = odds_of_both(pair, difference, progress)
    return Since(name, difference, pair.before.backlog, None if odds is None else SharedOdds.of(odds[0]))
