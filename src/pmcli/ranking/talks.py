"""What people rated, input by input, in the order in which it is worth to talk about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from pmcli.model.backlog import Backlog
from pmcli.model.rated import Rated
from pmcli.model.rated_backlog import as_number, own_value, rated_of
from pmcli.ranking.result import Ranking

Worth = Callable[[Sequence[tuple[str, Rated]]], Sequence[float | None]]
"""What settling inputs of features is worth, one by one; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Talk:
    """An input that people rated: what they say, the feature's rank, and what settling it is worth.

    `counts` says that the feature is scored by it; `own` is what its own file says where that has settled it,
    as a number `own_number`.
    """

    feature: str
    rated: Rated
    counts: bool
    own: str | None
    rank: int | None
    worth: float | None
    own_number: float | None = None

    @property
    def doubt(self) -> float:
        """How far somebody is from what the file says, as a share of a disagreement; 0 where it is open."""
        return 0.0 if self.own_number is None else self.rated.doubt(self.own_number)

    @property
    def is_doubted(self) -> bool:
        """Whether somebody sees what the file has settled differently: by two points, or a factor of 2."""
        return self.doubt >= 1.0


def talks(
    backlog: Backlog, ranking: Ranking, worth: Worth | None = None, shown: Callable[[str], bool] | None = None
) -> tuple[Talk, ...]:
    """All that people rated of the open features that are shown.

    What counts comes first: that of which settling is worth most, then where people are furthest apart, then
    the features in their order, then inputs by name. What is settled follows, that which people see most
    differently first.
    """
    ranks = {item.id: item.rank for item in ranking.items}
    rows = [
        (name, rated)
        for name in sorted({name for rater in backlog.raters for name in rater.opinions})
        if name in backlog.features and backlog.is_open(name) and (shown is None or shown(name))
        for rated in rated_of(backlog, name).values()
    ]
    counting = [row for row in rows if _counts(backlog, *row)]
    worths = worth(counting) if worth is not None else [None] * len(counting)
    known = {(name, rated.input): each for (name, rated), each in zip(counting, worths, strict=True)}
    found = [
        _talk(backlog, name, rated, ranks.get(name), known.get((name, rated.input))) for name, rated in rows
    ]
    return tuple(sorted(found, key=_order))


def _talk(backlog: Backlog, name: str, rated: Rated, rank: int | None, worth: float | None) -> Talk:
    feature, counts = backlog.features[name], _counts(backlog, name, rated)
    own = None if counts else own_value(rated, feature, backlog)
    told = rated.shown(own) if isinstance(own, float) else None if own is None else str(own)
    return Talk(name, rated, counts, told, rank, worth, as_number(own, feature, backlog))


def _counts(backlog: Backlog, name: str, rated: Rated) -> bool:
    """Whether a feature is scored by an input as people rated it."""
    return rated.input in backlog.rated.get(name, {})


def _order(talk: Talk) -> tuple[object, ...]:
    worth = -inf if talk.worth is None else talk.worth
    rank = inf if talk.rank is None else talk.rank
    return (
        not talk.counts,
        -worth,
        -talk.doubt,
        -talk.rated.disagreement,
        rank,
        talk.feature,
        talk.rated.input,
    )
