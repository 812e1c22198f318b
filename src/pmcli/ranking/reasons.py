"""The reasons of a row of a ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from math import fsum

from pmcli.model.decision import decided
from pmcli.model.reason import Kind, Reason, named
from pmcli.ranking.parents import families, hard_needs, put_away_above
from pmcli.ranking.ranked import Ranked
from pmcli.ranking.result import By, Share

_NAMED = 2
"""The features that are named where more could be."""
_BEGUN = {"in-progress": Reason("in-progress"), "idea": Reason("an-idea")}
"""What a status is a reason for."""


class RowReasons:
    """The reasons of the rows of one ranking; `place` is the order by id."""

    def __init__(self, ranked: Ranked, place: Mapping[str, int], by: By) -> None:
        self.ranked, self.backlog, self.place, self.by = ranked, ranked.backlog, place, by
        self.needs, self.parents = hard_needs(ranked.backlog), families(ranked.backlog).parents

    def of(self, at: int, inherits: list[Share], owes: list[Share]) -> tuple[Reason, ...]:
        """The reasons why the feature at this position stands there."""
        ranked, feature = self.ranked, self.ranked.ids[at]
        reasons = [*self._dates_and_decisions(feature)]
        if (status := self.backlog.status(feature)) in _BEGUN:
            reasons.append(_BEGUN[status])
        if feature in ranked.enablers:
            reasons.append(Reason("enabler"))
        if feature in ranked.structure.parents:
            reasons.append(Reason("parts"))
        if inherits and self.by == "adjusted":
            reasons.append(_flow("inherits", inherits))
        if owes and self.by == "adjusted":
            reasons.append(_flow("owes", owes))
        if label := ranked.judged.scores[feature].label or ranked.judged.quadrant(feature):
            reasons.append(Reason("label", names=(label,)))
        if self.needs[feature] or feature in self.parents or self.backlog.features[feature].depends_on:
            reasons += self._warnings(feature)
        reasons += _assumptions(ranked, at)
        return tuple(reasons)

    def _dates_and_decisions(self, feature: str) -> Iterator[Reason]:
        if (decision := self.ranked.structure.decisions.get(feature)) is not None:
            yield decided(decision, because=decision.because, until=decision.until)
        if self.by == "adjusted":
            yield from self._decided_for_others(feature)
        if (deadline := self.backlog.features[feature].deadline) is not None:
            yield Reason("deadline", day=deadline.date)

    def _decided_for_others(self, feature: str) -> Iterator[Reason]:
        """The decisions on others that act on this one: what it goes ahead for, and what it follows."""
        structure = self.ranked.structure
        if feature in structure.ahead and feature not in structure.first:
            yield named("ahead-for-first", structure.goes_ahead_for[feature])
        yield from self.ranked.bent.get(feature, ())

    def _warnings(self, feature: str) -> Iterator[Reason]:
        place = self.place
        for need in self.backlog.features[feature].depends_on:
            is_later = place.get(need.id, -1) > place[feature]
            if is_later and (need.kind == "soft" or self.by == "score"):
                yield Reason("ahead-of-wish" if need.kind == "soft" else "ahead-of-need", (need.id,))
        for other in self.needs[feature]:
            if self.backlog.status(other) == "parked":
                yield Reason("waits-parked", (other,))
        if above := put_away_above(self.backlog, feature):
            yield Reason("part-put-away", (above,), names=(self.backlog.status(above),))


def _flow(kind: Kind, shares: list[Share]) -> Reason:
    """Value that comes in or goes out, with the first of the features it is shared with."""
    features = tuple(share.feature for share in shares[:_NAMED])
    value = fsum(share.value for share in shares)
    return Reason(kind, features, numbers={"value": value, "more": len(shares) - len(features)})


@cache
def _inputs_assumed(names: tuple[str, ...]) -> Reason:
    return Reason("inputs-assumed", names=names)


def _assumptions(ranked: Ranked, at: int) -> Iterator[Reason]:
    feature = ranked.ids[at]
    if feature in ranked.assumed:
        yield Reason("cost-assumed", numbers={"cost": ranked.costs[at]})
    elif inputs := ranked.judged.scores[feature].assumed:
        yield _inputs_assumed(tuple(inputs))
    if rated := ranked.judged.scores[feature].rated:
        from pmcli.model.rated import of_rated  # only where people rated

        yield of_rated(rated)
