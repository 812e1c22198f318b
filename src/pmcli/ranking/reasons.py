"""The reasons of a row of a ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import fsum

from pmcli.model.backlog import Backlog
from pmcli.model.decision import decided
from pmcli.model.reason import Kind, Reason, named
from pmcli.ranking.parents import hard_needs, put_away_above
from pmcli.ranking.ranked import Ranked
from pmcli.ranking.result import By, Share

_NAMED = 2
"""The features that are named where more could be."""


def reasons_of(
    ranked: Ranked, at: int, inherits: list[Share], owes: list[Share], place: Mapping[str, int], by: By
) -> tuple[Reason, ...]:
    """The reasons why the feature at this position stands there; `place` is the order by id."""
    feature = ranked.ids[at]
    reasons = [*_dates_and_decisions(ranked, feature, by)]
    if ranked.backlog.status(feature) == "in-progress":
        reasons.append(Reason("in-progress"))
    elif ranked.backlog.status(feature) == "idea":
        reasons.append(Reason("an-idea"))
    if feature in ranked.enablers:
        reasons.append(Reason("enabler"))
    if feature in ranked.structure.parents:
        reasons.append(Reason("parts"))
    if inherits and by == "adjusted":
        reasons.append(_flow("inherits", inherits))
    if owes and by == "adjusted":
        reasons.append(_flow("owes", owes))
    if label := ranked.judged.scores[feature].label or ranked.judged.quadrant(feature):
        reasons.append(Reason("label", names=(label,)))
    reasons += _warnings(ranked.backlog, feature, place, by)
    reasons += _assumptions(ranked, at)
    return tuple(reasons)


def _flow(kind: Kind, shares: list[Share]) -> Reason:
    """Value that comes in or goes out, with the first of the features it is shared with."""
    features = tuple(share.feature for share in shares[:_NAMED])
    value = fsum(share.value for share in shares)
    return Reason(kind, features, numbers={"value": value, "more": len(shares) - len(features)})


def _dates_and_decisions(ranked: Ranked, feature: str, by: By) -> Iterator[Reason]:
    record = ranked.backlog.features[feature]
    if (decision := ranked.structure.decisions.get(feature)) is not None:
        yield decided(decision, because=decision.because, until=decision.until)
    if by == "adjusted":
        yield from _decided_for_others(ranked, feature)
    if record.deadline is not None:
        yield Reason("deadline", day=record.deadline.date)


def _decided_for_others(ranked: Ranked, feature: str) -> Iterator[Reason]:
    """The decisions on other features that act on this one: what it goes ahead for, and what it follows."""
    structure = ranked.structure
    if feature in structure.ahead and feature not in structure.first:
        yield named("ahead-for-first", structure.goes_ahead_for[feature])
    yield from ranked.bent.get(feature, ())


def _warnings(backlog: Backlog, feature: str, place: Mapping[str, int], by: By) -> Iterator[Reason]:
    for need in backlog.features[feature].depends_on:
        is_later = place.get(need.id, -1) > place[feature]
        if is_later and (need.kind == "soft" or by == "score"):
            yield Reason("ahead-of-wish" if need.kind == "soft" else "ahead-of-need", (need.id,))
    for other in hard_needs(backlog)[feature]:
        if backlog.status(other) == "parked":
            yield Reason("waits-parked", (other,))
    if above := put_away_above(backlog, feature):
        yield Reason("part-put-away", (above,), names=(backlog.status(above),))


def _assumptions(ranked: Ranked, at: int) -> Iterator[Reason]:
    feature = ranked.ids[at]
    if feature in ranked.assumed:
        yield Reason("cost-assumed", numbers={"cost": ranked.costs[at]})
    elif inputs := ranked.judged.scores[feature].assumed:
        yield Reason("inputs-assumed", names=tuple(inputs))
    if rated := ranked.judged.scores[feature].rated:
        from pmcli.model.rated import of_rated  # only where people rated

        yield of_rated(rated)
