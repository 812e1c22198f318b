"""The features that are ranked, and the numbers their order is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from statistics import median

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError, drawn
from pmcli.model.figure import significant
from pmcli.model.reason import Reason
from pmcli.ranking.judging import Judged, scored_by
from pmcli.ranking.structure import Arc, Structure
from pmcli.scoring.model import Model, Score
from pmcli.scoring.terms import LARGEST
from pmcli.sequencing.graph import adjacency, reach


@dataclass(frozen=True, slots=True)
class Ranked:
    """The features that are ranked, as numbers: positions count them in id order.

    `enablers` have no score but are waited for; `assumed` are those whose cost is the median; `arcs` are
    (dependent, prerequisite); `orders` those that `before` decisions add, by the feature decided on;
    `bent` says so at the features that they move.
    """

    backlog: Backlog
    structure: Structure
    judged: Judged
    ids: tuple[str, ...]
    enablers: frozenset[str]
    values: tuple[float, ...]
    costs: tuple[float, ...]
    assumed: frozenset[str]
    arcs: tuple[tuple[int, int], ...]
    orders: Mapping[str, tuple[Arc, ...]]
    bent: Mapping[str, list[Reason]]

    @classmethod
    def of(cls, backlog: Backlog, name: str | None) -> Ranked:
        """The features of a backlog that the model of this name ranks.

        Raises:
            PmError: there is no such model, or features wait for one another, decisions taken in.
        """
        structure = Structure.of(backlog)
        if cycles := structure.cycles():
            raise PmError(
                f"features wait for one another: {drawn(cycles[0])}", "pm check shows where", exit_code=1
            )
        if structure.contradictions:
            ring = drawn(structure.contradictions[0])
            raise PmError(f"decisions contradict the order: {ring}", "pm check shows where", exit_code=1)
        judged = scored_by(backlog, name)
        model, scores = judged.model, judged.scores
        scored = {
            feature for feature, score in scores.items() if _counts(backlog, structure, model, feature, score)
        }
        enablers = reach(scored, adjacency(structure.arcs)) - scored - structure.parents
        ids = tuple(sorted(scored | enablers))
        orders = structure.orders(ids)
        at = {feature: position for position, feature in enumerate(ids)}
        known = [scores[feature].cost or 0.0 for feature in sorted(scored - structure.parents)]
        stand_in = median(known) if known else 1.0
        costs = {feature: _cost(scores[feature], structure, feature) for feature in ids}
        return cls(
            backlog, structure, judged, ids, frozenset(enablers),
            tuple(_value(scores[feature]) for feature in ids),
            tuple(stand_in if (cost := costs[feature]) is None else cost for feature in ids),
            frozenset(feature for feature, cost in costs.items() if cost is None),
            tuple((at[dependent], at[need]) for dependent, need in structure.between(ids)),
            orders, _bent(structure, orders),
        )  # fmt: skip

    def own(self, position: int) -> float:
        """The method's own score for ties, at 9 significant digits; least where there is none."""
        score = self.judged.scores[self.ids[position]].score
        return -inf if score is None or self.ids[position] in self.enablers else significant(score)

    def after(self) -> list[tuple[int, int]]:
        """The orders that decisions add: (later, sooner)."""
        at = {feature: position for position, feature in enumerate(self.ids)}
        pairs = {pair for pairs in self.orders.values() for pair in pairs}
        return sorted((at[later], at[sooner]) for later, sooner in pairs)

    def first(self) -> set[int]:
        """Those that a decision puts ahead of all others, with what they come after."""
        return {position for position, feature in enumerate(self.ids) if feature in self.structure.ahead}

    def decided(self) -> tuple[Reason, ...]:
        """The decisions that may bend the order: what is first, then what is before what."""
        structure = self.structure
        ahead_for = {first for feature in self.ids for first in structure.goes_ahead_for.get(feature, ())}
        first = [
            Reason("bent-first", (feature,))
            for feature in structure.first if feature in ahead_for
        ]  # fmt: skip
        before = [
            Reason("bent-before", (name, str(structure.decisions[name].feature))) for name in self.orders
        ]
        return (*first, *before)

    def neighbours(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """The features that each waits for, and those it unlocks: direct ones, in id order.

        What is unlocked need not be ranked itself: unscored features wait too.
        """
        direct = sorted((self.ids[dependent], self.ids[need]) for dependent, need in self.arcs)
        waits: dict[str, list[str]] = {}
        for dependent, need in direct:
            waits.setdefault(dependent, []).append(need)
        unlocks: dict[str, list[str]] = {}
        for dependent, need in sorted({*direct, *self._declared()}):
            unlocks.setdefault(need, []).append(dependent)
        return waits, unlocks

    def _declared(self) -> list[Arc]:
        """The dependencies as they are written, those of unranked features too."""
        parents, features = self.structure.parents, self.backlog.features
        return [
            (dependent, need)
            for dependent, need in self.structure.arcs
            if dependent not in parents or need in features[dependent].prerequisites()
        ]


def _bent(structure: Structure, orders: Mapping[str, tuple[Arc, ...]]) -> dict[str, list[Reason]]:
    """By feature the decisions on others that act on it: what it goes ahead for, and what it follows."""
    bent: dict[str, list[Reason]] = {}
    for name, pairs in orders.items():
        other = str(structure.decisions[name].feature)
        for sooner in dict.fromkeys(sooner for _, sooner in pairs if sooner != name):
            bent.setdefault(sooner, []).append(Reason("ahead-for-before", (name, other)))
        for later in dict.fromkeys(later for later, _ in pairs):
            bent.setdefault(later, []).append(Reason("behind", (name,) if other == later else (name, other)))
    return bent


def _value(score: Score) -> float:
    value = score.value
    return value if value is not None and 0 <= value <= LARGEST else 0.0


def _cost(score: Score, structure: Structure, feature: str) -> float | None:
    if feature in structure.parents:
        return 0.0
    cost = score.cost
    return cost if cost is not None and 1 / LARGEST <= cost <= LARGEST else None


def _counts(backlog: Backlog, structure: Structure, model: Model, feature: str, score: Score) -> bool:
    """Whether the method has a score for a feature; of a parent, whether it has a value of its own."""
    if feature in structure.parents:
        return bool(score.value) and score.fault is None and model.wants(backlog.features[feature])
    return score.score is not None
