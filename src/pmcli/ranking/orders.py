"""The orders of the ranked features: by adjusted score, by class, by score alone."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.model.figure import significant
from pmcli.ranking.ranked import Ranked
from pmcli.ranking.result import Certified, Share
from pmcli.sequencing.graph import adjacency, in_rounds, ordered, reach
from pmcli.sequencing.order.bound import certify
from pmcli.sequencing.order.inherit import Balance
from pmcli.sequencing.order.order import order

Shares = dict[int, list[Share]]


def shares(ranked: Ranked, flows: Sequence[tuple[int, int, float]]) -> tuple[Shares, Shares]:
    """The shares that each inherits and owes, by position; the largest first."""
    inherits: dict[int, list[Share]] = {}
    owes: dict[int, list[Share]] = {}
    for dependent, need, value in flows:
        inherits.setdefault(need, []).append(Share(ranked.ids[dependent], value))
        owes.setdefault(dependent, []).append(Share(ranked.ids[need], value))
    for row in (*inherits.values(), *owes.values()):
        row.sort(key=lambda share: (-significant(share.value), share.feature))
    return inherits, owes


def by_adjusted(
    ranked: Ranked, balanced: Balance, *, certified: bool = True
) -> tuple[list[int], Certified | None, bool]:
    """The order, how good it is, and whether decisions bend it.

    How good is not said where they do, or a parent has a value.
    """
    scores = [ranked.judged.scores[feature].score for feature in ranked.ids]
    usual = order(
        ranked.values, ranked.costs, ranked.arcs, balanced.density, flows=balanced.flows, scores=scores
    )
    bent = usual
    after, first = ranked.after(), ranked.first()
    if after or first:
        bent = order(
            ranked.values, ranked.costs, ranked.arcs, balanced.density,
            flows=balanced.flows, scores=scores, after=after, first=first,
        )  # fmt: skip
    if (
        not certified
        or bent != usual
        or not ranked.ids
        or not ranked.structure.parents.isdisjoint(ranked.ids)
    ):
        return bent, None, bent != usual
    certificate = certify(ranked.values, ranked.costs, ranked.arcs, usual, balanced)
    return usual, Certified(certificate.cost, certificate.bound, certificate.gap), False


def by_score(ranked: Ranked) -> list[int]:
    """The positions by own score, dependencies ignored; those without one last."""
    return sorted(range(len(ranked.ids)), key=lambda at: (-ranked.own(at), at))


def lifted(ranked: Ranked) -> tuple[list[float], Shares]:
    """The highest value among a feature and all that wait for it, and from whom where it is another's."""
    best = list(range(len(ranked.ids)))
    needs = adjacency(ranked.arcs)
    for position in reversed(in_rounds(range(len(ranked.ids)), ranked.arcs)):
        for need in needs.get(position, ()):
            mine, other = best[position], best[need]
            if (-ranked.values[mine], mine) < (-ranked.values[other], other):
                best[need] = mine
    inherits = {
        position: [Share(ranked.ids[top], ranked.values[top] - ranked.values[position])]
        for position, top in enumerate(best)
        if ranked.values[top] > ranked.values[position]
    }
    return [ranked.values[top] for top in best], inherits


def by_class(ranked: Ranked, adjusted: Sequence[float]) -> list[int]:
    """The positions by class lifted to, then own score, then id, as dependencies and decisions allow."""
    first, arcs = ranked.first(), [*ranked.arcs, *ranked.after()]
    ahead = first | reach(first, adjacency(arcs))
    positions = ordered(range(len(ranked.ids)), arcs, lambda at: (-adjusted[at], -ranked.own(at)))
    return [at for at in positions if at in ahead] + [at for at in positions if at not in ahead]
