"""What several rules ask of a backlog, worked out once."""

from __future__ import annotations

from math import ceil

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.ranking import Judged, RankedFeature, Ranking, rank, scored_by
from pmcli.ranking.structure import Structure

_MOST = 10
_SHARE = 4


def ranking_of(backlog: Backlog) -> Ranking | None:
    """The ranking; None where there is none to be had, which other rules tell. Worked out once."""
    return backlog.once(_ranking)


def _ranking(backlog: Backlog) -> Ranking | None:
    try:
        return rank(backlog)
    except PmError:
        return None


def judged(backlog: Backlog) -> Judged | None:
    """What the model in use says of every open feature; None where that cannot be said."""
    if Structure.of(backlog).cycles():
        return None
    try:
        return scored_by(backlog)
    except PmError:
        return None


def leaders(backlog: Backlog) -> tuple[RankedFeature, ...]:
    """The best of the ranking: a quarter of it, at most 10; nothing where fewer than 8 are ranked."""
    ranking = ranking_of(backlog)
    if ranking is None or len(ranking.items) < 2 * _SHARE:
        return ()
    return ranking.items[: min(_MOST, ceil(len(ranking.items) / _SHARE))]
