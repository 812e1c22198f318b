"""A backlog ranked by several methods: the places by each, how far they agree, and where they fight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby
from math import inf

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import significant
from pmcli.model.reason import Reason
from pmcli.model.words import words
from pmcli.ranking import find_model, models_of, rank, scored_by
from pmcli.ranking.correlation import Correlation, correlation
from pmcli.ranking.judging import lack
from pmcli.ranking.result import By, LeftOut, RankedFeature, Ranking

ALL = "all"
"""The word for every method that some features have inputs of."""
FIRST = 5
"""So many of the first by two methods are compared."""
APART = 0.2
"""Methods fight about a feature where its places are this share of a ranking apart."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of a feature by a method: its rank, and the ranks `first` to `last` of those it is tied with.

    Features of one adjusted and one own score, next to one another, are tied: only their ids order them, or
    that one waits for the other.
    """

    item: RankedFeature
    first: int
    last: int

    @property
    def middle(self) -> float:
        """The place that counts: the mean of those that are tied."""
        return (self.first + self.last) / 2


@dataclass(frozen=True, slots=True)
class Method:
    """A backlog ranked by one method; `standings` has no feature that the method says nothing of."""

    ranking: Ranking
    standings: Mapping[str, Standing]
    unranked: tuple[LeftOut, ...]

    @property
    def name(self) -> str:
        """The name of the model."""
        return self.ranking.model.name

    @classmethod
    def of(cls, ranking: Ranking) -> Method:
        """The method of a ranking; by own scores alone, what has none is not ranked."""
        is_alone = ranking.order == "score"
        items = [item for item in ranking.items if item.score is not None or not is_alone]
        kept = {item.id for item in items}
        besides = (
            LeftOut(item.id, Reason("enabler" if item.enabler else "parts"))
            for item in ranking.items
            if item.id not in kept
        )
        unranked = sorted((*ranking.unscored, *besides), key=lambda row: row.id)
        return cls(ranking, dict(_standings(items, ranking.order)), tuple(unranked))


def _standings(items: Sequence[RankedFeature], by: By) -> Iterator[tuple[str, Standing]]:
    for _, run in groupby(items, key=lambda item: _parting(item, by)):
        tied = list(run)
        for item in tied:
            yield item.id, Standing(item, tied[0].rank, tied[-1].rank)


def _parting(item: RankedFeature, by: By) -> tuple[float, float]:
    """What parts a feature from the next one, but for its id; a parent without a cost is parted from all."""
    own = -inf if item.score is None else significant(item.score)
    if by == "score":
        return own, own
    return (float(item.rank), inf) if item.adjusted is None else (significant(item.adjusted), own)


@dataclass(frozen=True, slots=True)
class MethodPair:
    """Two methods: how far they agree on the features that both rank.

    `places` are those of these features among one another, by the first method and by the second; `top` of
    the first `of` by the one are among the first `of` by the other.
    """

    first: str
    second: str
    correlation: Correlation
    places: tuple[Mapping[str, float], Mapping[str, float]]
    top: int
    of: int

    @classmethod
    def between(cls, first: Method, second: Method) -> MethodPair:
        """The two methods compared."""
        common = [name for name in first.standings if name in second.standings]
        places = _among(first, common), _among(second, common)
        of = min(FIRST, len(common))
        tops = [
            set(sorted(common, key=lambda name: method.standings[name].item.rank)[:of])
            for method in (first, second)
        ]
        numbers = ([place[name] for name in common] for place in places)
        return cls(first.name, second.name, correlation(*numbers), places, len(tops[0] & tops[1]), of)


def _among(method: Method, features: Sequence[str]) -> dict[str, float]:
    """The places of these features among one another; tied ones share the mean of theirs."""
    ordered = sorted(features, key=lambda name: method.standings[name].item.rank)
    places: dict[str, float] = {}
    for _, run in groupby(ordered, key=lambda name: method.standings[name].first):
        tied = list(run)
        places |= dict.fromkeys(tied, len(places) + (len(tied) + 1) / 2)
    return places


@dataclass(frozen=True, slots=True)
class Dispute:
    """A feature, and the two methods whose places for it are farthest apart.

    `places` are those among the `of` features that both rank, by the method that puts it `higher` and by the
    one that puts it `lower`; `spread` is the share of that order between them, from 0 to below 1.
    """

    id: str
    higher: str
    lower: str
    places: tuple[float, float]
    of: int

    @property
    def spread(self) -> float:
        """How far apart the places are, as a share of the features that both rank."""
        return (self.places[1] - self.places[0]) / self.of


@dataclass(frozen=True)
class SideBySide:
    """A backlog ranked by several methods, in the order in which they were named."""

    methods: tuple[Method, ...]
    pairs: tuple[MethodPair, ...]

    @classmethod
    def of(
        cls,
        backlog: Backlog,
        names: Sequence[str],
        *,
        by: By = "adjusted",
        left_out: tuple[LeftOut, ...] | None = None,
    ) -> SideBySide:
        """The methods of these names, as `methods_named` gives them, side by side.

        Raises:
            PmError: there is no such model, or features wait for one another.
        """
        methods = tuple(Method.of(rank(backlog, name, by=by, left_out=left_out)) for name in names)
        return cls(methods, tuple(MethodPair.between(*two) for two in combinations(methods, 2)))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The features that some method ranks: by the first one, then what only the next ranks, and so on."""
        return tuple(dict.fromkeys(name for method in self.methods for name in method.standings))

    @cached_property
    def disputes(self) -> Mapping[str, Dispute]:
        """For each feature that two methods rank where they are farthest apart; of equal pairs the first."""
        found: dict[str, Dispute] = {}
        for pair in self.pairs:
            for name in pair.places[0]:
                dispute = _dispute(name, pair)
                if name not in found or dispute.spread > found[name].spread:
                    found[name] = dispute
        return found

    def method(self, name: str) -> Method:
        """The method of this name."""
        return next(method for method in self.methods if method.name == name)

    def pair(self, first: str, second: str) -> MethodPair:
        """The pair of these two methods, in either order."""
        return next(pair for pair in self.pairs if {pair.first, pair.second} == {first, second})


def _dispute(name: str, pair: MethodPair) -> Dispute:
    sides = sorted(
        zip((places[name] for places in pair.places), (pair.first, pair.second), strict=True),
        key=lambda side: side[0],
    )
    (high, higher), (low, lower) = sides
    return Dispute(name, higher, lower, (high, low), pair.correlation.features)


def methods_named(backlog: Backlog, names: Sequence[str]) -> tuple[str, ...]:
    """The names of the methods that are meant, in order; "all" adds those that some features have inputs of.

    With "all" the workspace's own method stands first, unless another is named before it.

    Raises:
        PmError: there is no such model, one is named twice, or fewer than two are left.
    """
    found: list[str] = []
    for name in names:
        if name.casefold() == ALL:
            found += [other for other in _usable(backlog) if other not in found]
            continue
        model = find_model(backlog, name).name
        if model in found and ALL not in map(str.casefold, names):
            raise PmError(f'"{model}" is named twice', "name each method once, such as --models rice,wsjf")
        found += [model] if model not in found else []
    if not found and names and not any(map(backlog.is_open, backlog.features)):
        return tuple(model.name for model in models_of(backlog)[:2])  # of nothing any say the same
    if len(found) < 2:
        raise PmError(*_too_few(backlog, found, is_all=ALL in map(str.casefold, names)))
    return tuple(found)


def _too_few(backlog: Backlog, found: Sequence[str], *, is_all: bool) -> tuple[str, str]:
    """What is wrong with so few methods, and what to do."""
    if is_all:
        none = f"of {found[0]} alone" if found else "of no method"
        return (
            f"features have inputs {none}: there is nothing to compare",
            f"pm triage --model NAME asks for what lacks: {'; '.join(_needs(backlog, found))}",
        )
    others = "--models rice,wsjf compares two, --models all those that features have inputs of"
    if not found:
        return "no method is named that could be compared", others
    return (
        f"two methods or more are compared: found {found[0]} alone",
        f"pm rank --model {found[0]}, or {others}",
    )


def _needs(backlog: Backlog, found: Sequence[str]) -> Iterator[str]:
    """What each method but those found lacks of most open features: "cd3 needs cost_of_delay"."""
    for model in models_of(backlog):
        if model.name in found:
            continue
        scores = scored_by(backlog, model.name).scores.values()
        lacking = (score for score in scores if score.missing or score.fault)  # a parent lacks nothing
        lacks = Counter(words(lack(model, score)) for score in lacking if score.score is None)
        if lacks:
            yield max(lacks, key=lambda told: (lacks[told], told))
        else:
            yield f"{model.name} needs {model.inputs[0].partition('.')[0]}"


def _usable(backlog: Backlog) -> Iterator[str]:
    """The methods that some open features have inputs and a score of; the workspace's own first."""
    usual = scored_by(backlog).model.name
    names = [usual, *(model.name for model in models_of(backlog) if model.name != usual)]
    for name in names:
        judged = scored_by(backlog, name)
        if any(
            score.score is not None and judged.model.wants(backlog.features[feature])
            for feature, score in judged.scores.items()
        ):
            yield name
