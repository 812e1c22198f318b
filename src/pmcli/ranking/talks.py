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
        Talk(
            name, rated, _counts(backlog, name, rated), _own(backlog, name, rated), ranks.get(name),
            known.get((name, rated.input)), _own_number(backlog, name, rated),
        )
        for name, rated in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=_order))


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


def _own(backlog: Backlog, name: str, rated: Rated) -> str | None:
    """What the feature itself says of an input, None where it says nothing."""
    if _counts(backlog, name, rated):
        return None
    value = own_value(rated, backlog.features[name], backlog)
    return rated.shown(value) if isinstance(value, float) else None if value is None else str(value)


def _own_number(backlog: Backlog, name: str, rated: Rated) -> float | None:
    """The number that the feature itself gives, of a range its middle; None where it says nothing."""
    if _counts(backlog, name, rated):
        return None
    return as_number(own_value(rated, backlog.features[name], backlog), backlog.features[name], backlog)
