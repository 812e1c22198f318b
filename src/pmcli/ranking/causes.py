"""Why a method puts a feature where it does, against another: the numbers that move its place the most."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum, isfinite
from statistics import median
from typing import Literal

from pmcli.model.figure import significant
from pmcli.ranking.result import RankedFeature, Ranking, Share
from pmcli.ranking.side_by_side import Dispute, SideBySide
from pmcli.scoring.formula import FormulaError, parse
from pmcli.scoring.model import Score, Term

MOVES = 0.05
"""A number is a cause where the usual one instead would move the feature by this share of the order."""
_NAMED = 2
"""The causes that are told for each method."""
_CONCEPTS = (
    ("effort", "job_size", "duration", "ease", "feasibility"),
    ("impact", "user_business_value", "user_impact"),
    ("time_criticality", "urgency", "cost_of_delay"),
    ("importance", "satisfaction"),
)
"""Inputs of different methods that ask for much the same, the size of the work first."""


@dataclass(frozen=True, slots=True)
class MethodCause:
    """A number by which a method puts a feature higher, or lower, than the middle one would.

    "input": an input of the score, `median` the middle one of the features that both methods rank;
    "borrowed": what it has from others that wait for it, as a share of all that it counts with, and "lent":
    what goes to those it waits for, as a share of its value; these others are `features`. `place` is where it
    would stand with the median, or without what is borrowed or lent, all else left as it is: value is not
    balanced anew. `known` are the terms of the other
    method that ask for much the same. Of what has no score all is borrowed, high or low.
    """

    model: str
    kind: Literal["input", "borrowed", "lent"]
    name: str
    number: float
    median: float | None
    place: float
    known: tuple[Term, ...] = ()
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fight:
    """A dispute with the causes on each side; none where no number alone accounts for a place."""

    dispute: Dispute
    higher: tuple[MethodCause, ...]
    lower: tuple[MethodCause, ...]


def fights(sides: SideBySide, disputes: Sequence[Dispute]) -> tuple[Fight, ...]:
    """The disputes, each with its causes."""
    peers: dict[tuple[str, str], _Peers] = {}

    def causes(dispute: Dispute, model: str, other: str, sign: int) -> tuple[MethodCause, ...]:
        if (model, other) not in peers:
            common = sides.pair(model, other).places[0]
            peers[model, other] = _Peers(sides.method(model).ranking, frozenset(common))
        known = sides.method(other).standings[dispute.id].item.details
        return peers[model, other].causes(dispute.id, known, sign)

    return tuple(
        Fight(
            dispute,
            causes(dispute, dispute.higher, dispute.lower, 1),
            causes(dispute, dispute.lower, dispute.higher, -1),
        )
        for dispute in disputes
    )


@dataclass(frozen=True)
class _Peers:
    """The features of a ranking that another method ranks too."""

    ranking: Ranking
    common: frozenset[str]

    @cached_property
    def _items(self) -> Mapping[str, RankedFeature]:
        return {item.id: item for item in self.ranking.items if item.id in self.common}

    @cached_property
    def _scores(self) -> Sequence[float]:
        """What orders the features, the least first."""
        return sorted(score for item in self._items.values() if (score := self._key(item)) is not None)

    def _key(self, item: RankedFeature) -> float | None:
        score = item.score if self._is_by_score else item.adjusted
        return None if score is None else significant(score)

    @property
    def _is_by_score(self) -> bool:
        return self.ranking.order == "score"

    @cached_property
    def _medians(self) -> Mapping[str, float]:
        numbers: dict[str, list[float]] = {}
        for item in self._items.values():
            for term in terms_of(item.details):
                numbers.setdefault(term.name, []).append(term.number)
        return {name: median(found) for name, found in numbers.items()}

    def causes(self, feature: str, other: Score | None, sign: int) -> tuple[MethodCause, ...]:
        """The causes for which a feature stands higher (sign 1) or lower (-1), the weightiest first."""
        item = self._items[feature]
        now = self._key(item)
        if now is None:
            return ()
        here, least = self._place(now, now), MOVES * len(self._scores)
        candidates = [*self._flows(item, now, sign), *self._inputs(item, now, other)]
        found = [(sign * (cause.place - here), cause) for cause in candidates]
        moving = [(moved, cause) for moved, cause in found if moved >= least or item.enabler]
        moving.sort(key=lambda pair: (-pair[0], pair[1].name))
        return tuple(cause for _, cause in moving[:_NAMED])

    def _place(self, score: float, own: float) -> float:
        """The place of a score among those of the others; the middle one of those it is equal to.

        `own` is the score that the feature has now, and is left out of the count.
        """
        score = significant(score)
        above = len(self._scores) - bisect_right(self._scores, score) - (own > score)
        equal = bisect_right(self._scores, score) - bisect_left(self._scores, score) - (own == score)
        return 1 + above + equal / 2

    def _flows(self, item: RankedFeature, now: float, sign: int) -> Iterator[MethodCause]:
        """What a feature borrows, where it stands higher, and what it lends, where it stands lower."""
        if self._is_by_score or not item.cost:
            return
        gain, loss = _sum_of(item.inherits), _sum_of(item.owes)
        if gain and (sign > 0 or item.enabler):
            givers = tuple(share.feature for share in item.inherits)
            place = self._place((item.value - loss) / item.cost, now)
            yield MethodCause(
                self.ranking.model.name, "borrowed", "", gain / (item.value + gain), None, place, (), givers
            )
        if loss and sign < 0 and item.value:
            takers = tuple(share.feature for share in item.owes)
            place = self._place((item.value + gain) / item.cost, now)
            yield MethodCause(self.ranking.model.name, "lent", "", loss / item.value, None, place, (), takers)

    def _inputs(self, item: RankedFeature, now: float, other: Score | None) -> Iterator[MethodCause]:
        """The inputs of a score, each with the place that its median would give; all else stays as it is."""
        if item.details is None or item.score is None:
            return
        for term in terms_of(item.details):
            usual = self._medians[term.name]
            score = self._with(item, item.details, term.name, usual, now)
            if score is not None and usual != term.number:
                place, known = self._place(score, now), _alike(term.name, other)
                yield MethodCause(
                    self.ranking.model.name, "input", term.name, term.number, usual, place, known
                )

    def _with(self, item: RankedFeature, score: Score, name: str, number: float, now: float) -> float | None:
        """What would order a feature with another number in the place of one, None where nothing would.

        Where classes count, it stays in the class to which others lift it.
        """
        numbers = {term.name: term.number for term in terms_of(score)} | {name: number}
        if self._is_by_score and score.score_sum:
            return _evaluated(score.score_sum, numbers)
        value, cost = _evaluated(score.value_sum, numbers), _evaluated(score.cost_sum, numbers)
        if value is None or not cost:
            return None
        if self._is_by_score:
            return value / cost
        if self.ranking.model.is_category:
            return max(value, now) if item.inherits else value
        return (value + _sum_of(item.inherits) - _sum_of(item.owes)) / cost


def _sum_of(shares: Sequence[Share]) -> float:
    return fsum(share.value for share in shares)


def terms_of(score: Score | None) -> tuple[Term, ...]:
    """The numbers of a score, each once."""
    terms = (*score.value_terms, *score.cost_terms) if score else ()
    return tuple({term.name: term for term in terms}.values())


def _evaluated(text: str, numbers: Mapping[str, float]) -> float | None:
    try:
        result = parse(text, numbers).evaluate(numbers)
    except FormulaError:  # a name that no formula can hold
        return None
    return None if isinstance(result, str) or not isfinite(result) else result


def _alike(name: str, other: Score | None) -> tuple[Term, ...]:
    """The terms of another method that ask for what this one asks for."""
    bare = name.rpartition(".")[2]
    group = next((names for names in _CONCEPTS if bare in names), (bare,))
    return tuple(term for term in terms_of(other) if term.name.rpartition(".")[2] in group)
