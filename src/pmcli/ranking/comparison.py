"""Two features of a ranking compared: which stands above, what forces that, what would swap them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pmcli.model.backlog import Backlog
from pmcli.model.figure import significant
from pmcli.ranking.result import RankedFeature, Ranking
from pmcli.ranking.structure import Structure
from pmcli.ranking.swaps import Swap, least_changes
from pmcli.sequencing.graph import adjacency, components, path

Tie = Literal["together", "score", "first of a block", "id", "dependencies"]
"""What parts two of one adjusted score: the cheapest order of those that are worth it only together; the own
score, or that of the first in each block; the id; what one of them waits for."""


@dataclass(frozen=True, slots=True)
class Bond:
    """What forces one feature above another, whatever the numbers say.

    waits: `way` leads from the lower one along what each waits for; before: the same, decisions included;
    first: `way` has the feature that is decided first, and with which the upper one goes.
    """

    kind: Literal["waits", "before", "first"]
    way: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairComparison:
    """Two features: `above` stands above `below`, and what comes of that.

    `bond` is None where the numbers decide; then `swaps` has each input of the lower and of the upper one.
    `tie` is None unless both have one adjusted score.
    """

    above: RankedFeature
    below: RankedFeature
    bond: Bond | None
    tie: Tie | None
    swaps: tuple[Swap, ...]

    @classmethod
    def of(
        cls, first: RankedFeature, second: RankedFeature, ranking: Ranking, backlog: Backlog
    ) -> PairComparison:
        """The comparison of two rows of a ranking, in either order."""
        above, below = sorted((first, second), key=lambda item: item.rank)
        bond = _bond(Structure.of(backlog), above.id, below.id)
        tie = _tie(ranking, above, below) if bond is None else None
        found = () if bond else tuple(least_changes(backlog, ranking.model, above, below))
        return cls(above, below, bond, tie, found)


def _bond(structure: Structure, above: str, below: str) -> Bond | None:
    """What forces the order of the two: a dependency, a decision between them, or one ahead of all."""
    waits = adjacency(structure.arcs)
    if way := path(below, above, waits):
        return Bond("waits", way)
    if way := path(below, above, adjacency((*structure.arcs, *structure.after))):
        return Bond("before", way)
    if above in structure.ahead and below not in structure.ahead:
        return Bond("first", tuple(structure.goes_ahead_for[above][:1]))
    return None


def _tie(ranking: Ranking, above: RankedFeature, below: RankedFeature) -> Tie | None:
    """What parts two of one adjusted score, None where they have two."""
    if above.adjusted is None or below.adjusted is None:
        return None
    if significant(above.adjusted) != significant(below.adjusted):
        return None
    blocks = _blocks(ranking)
    upper, lower = blocks[above.id], blocks[below.id]
    if upper == lower:
        return "together"
    first, second = (
        next(item for item in ranking.items if item.id in block) for block in (upper, lower)
    )  # fmt: skip
    scores = [None if item.score is None else significant(item.score) for item in (first, second)]
    if scores[0] == scores[1]:
        return "id" if min(upper) < min(lower) else "dependencies"
    if scores[0] is None or (scores[1] is not None and scores[0] < scores[1]):
        return "dependencies"
    return "score" if len(upper) == len(lower) == 1 else "first of a block"


def _blocks(ranking: Ranking) -> dict[str, list[str]]:
    """For each feature those that are worth it only together with it; itself alone where classes count."""
    ids = [item.id for item in ranking.items]
    flows = [(item.id, share.feature) for item in ranking.items for share in item.owes]
    return {name: block for block in components(ids, flows) for name in block}
