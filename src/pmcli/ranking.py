"""What first: the order in which to do the features, every number of it explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush
from math import fsum, inf, isfinite
from statistics import median
from typing import Literal

from pmcli import criteria
from pmcli.backlog import Backlog
from pmcli.diagnostic import PmError, did_you_mean
from pmcli.figure import figure, significant
from pmcli.scoring import MODELS, own_models
from pmcli.scoring.model import Model, Score
from pmcli.sequencing.bound import certify
from pmcli.sequencing.inherit import Balance, balance
from pmcli.sequencing.order import order
from pmcli.structure import Arc, Structure

By = Literal["adjusted", "score"]
_QUADRANTS = {
    (True, True): "quick win",
    (True, False): "big bet",
    (False, True): "fill-in",
    (False, False): "money pit",
}


@dataclass(frozen=True, slots=True)
class Share:
    """Value that one feature hands to another."""

    feature: str
    value: float


@dataclass(frozen=True, slots=True)
class RankedFeature:
    """One row of a ranking.

    `adjusted` = (value + Σ inherits − Σ owes) / cost; None only for a parent with nothing left to wait for.
    `score` is the method's own, None for an enabler and for a parent. `waits_for` and `unlocks` are the
    direct, open, hard ones in id order. `details` is how the method came to its score.
    """

    rank: int
    id: str
    score: float | None
    value: float
    cost: float
    effort: float | None
    adjusted: float | None
    score_rank: int | None
    enabler: bool = False
    waits_for: tuple[str, ...] = ()
    unlocks: tuple[str, ...] = ()
    inherits: tuple[Share, ...] = ()
    owes: tuple[Share, ...] = ()
    reasons: tuple[str, ...] = ()
    details: Score | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A feature that is not ranked, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Certified:
    """How good the order is: its delay cost, a bound that no order can beat, and the gap between them."""

    cost: float
    bound: float
    gap: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The features in the order in which to do them.

    `order` is "adjusted" or "score"; `chosen` says in a sentence how the model was chosen where none was
    named; `notes` are things a reader should know about the whole; `left_out` is None unless the ranking is
    a partial one.
    """

    model: Model
    order: By
    items: tuple[RankedFeature, ...]
    unscored: tuple[LeftOut, ...] = ()
    left_out: tuple[LeftOut, ...] | None = None
    certificate: Certified | None = None
    chosen: str | None = None
    notes: tuple[str, ...] = ()


def rank(
    backlog: Backlog,
    model: str | None = None,
    *,
    by: By = "adjusted",
    left_out: tuple[LeftOut, ...] | None = None,
) -> Ranking:
    """The open features in the order in which to do them: FORMAT.md § 4.

    `model` is the name of a scoring model; where it is None the workspace's, and where that names none the
    one whose inputs most open features have. No feature stands before one it hard-depends on, unless `by` is
    "score". Ties go by own score at 9 significant digits, then id.

    Raises:
        PmError: there is no such model, or features wait for one another.
    """
    return _Ranking.of(backlog, model).ranking(by, left_out)


def models_of(backlog: Backlog) -> tuple[Model, ...]:
    """Every model of a workspace: the built-in ones, then its own."""
    return (*MODELS, *own_models(backlog.workspace))


def find_model(backlog: Backlog, name: str) -> Model:
    """The model of this name.

    Raises:
        PmError: there is none.
    """
    known = {model.name: model for model in models_of(backlog)}
    if name not in known:
        raise PmError(
            f'there is no model "{name}"', did_you_mean(name, known) or f"models: {', '.join(known)}"
        )
    return known[name]


@dataclass(frozen=True)
class _Ranking:
    """What a ranking is made from: positions count the ranked features in id order."""

    backlog: Backlog
    structure: Structure
    model: Model
    chosen: str | None
    scores: Mapping[str, Score]
    ids: tuple[str, ...]
    enablers: frozenset[str]
    values: tuple[float, ...]
    costs: tuple[float, ...]
    assumed: frozenset[str]
    arcs: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, backlog: Backlog, name: str | None) -> _Ranking:
        structure = Structure.of(backlog)
        if cycles := structure.cycles():
            drawn = " -> ".join((*cycles[0], cycles[0][0]))
            raise PmError(f"features wait for one another: {drawn}", "pm check shows where", exit_code=1)
        judged = scored_by(backlog, name)
        model, scores = judged.model, judged.scores
        scored = {
            feature for feature, score in scores.items() if _counts(backlog, structure, model, feature, score)
        }
        enablers = _awaited(structure, scored) - scored - structure.parents
        ids = tuple(sorted(scored | enablers))
        at = {feature: position for position, feature in enumerate(ids)}
        typical = [scores[one].cost or 0.0 for one in sorted(scored - structure.parents)]
        stand_in = median(typical) if typical else 1.0
        costs = {feature: _cost(scores[feature], structure, feature) for feature in ids}
        return cls(
            backlog, structure, model, judged.chosen, scores, ids, frozenset(enablers),
            tuple(_value(scores[feature]) for feature in ids),
            tuple(stand_in if (cost := costs[feature]) is None else cost for feature in ids),
            frozenset(feature for feature, cost in costs.items() if cost is None),
            tuple((at[dependent], at[need]) for dependent, need in structure.between(ids)),
        )  # fmt: skip

    def ranking(self, by: By, left_out: tuple[LeftOut, ...] | None) -> Ranking:
        if self.model.is_category:
            adjusted, inherits, owes = self._lifted()
            certificate = None
            positions = self._by_class(adjusted)
        else:
            balanced = balance(self.values, self.costs, self.arcs)
            adjusted = list(balanced.density)
            inherits, owes = self._flows(balanced.flows)
            positions, certificate = self._ordered(balanced)
        if by == "score":
            positions, certificate = self._by_score(), None
        items = self._items(positions, adjusted, inherits, owes, by)
        return Ranking(self.model, by, items, self._unscored(), left_out, certificate, self.chosen, self._notes())

    def _flows(
        self, flows: Sequence[tuple[int, int, float]]
    ) -> tuple[dict[int, list[Share]], dict[int, list[Share]]]:
        inherits: dict[int, list[Share]] = {}
        owes: dict[int, list[Share]] = {}
        for dependent, need, value in flows:
            inherits.setdefault(need, []).append(Share(self.ids[dependent], value))
            owes.setdefault(dependent, []).append(Share(self.ids[need], value))
        for shares in (*inherits.values(), *owes.values()):
            shares.sort(key=lambda share: (-significant(share.value), share.feature))
        return inherits, owes

    def _ordered(self, balanced: Balance) -> tuple[list[int], Certified | None]:
        """The order, and how good it is; that is not said where decisions bend it or a parent has a value."""
        scores = [self.scores[feature].score for feature in self.ids]
        usual = order(
            self.values, self.costs, self.arcs, balanced.density, flows=balanced.flows, scores=scores
        )
        bent = usual
        after, first = self._after(), self._first()
        if after or first:
            bent = order(
                self.values, self.costs, self.arcs, balanced.density,
                flows=balanced.flows, scores=scores, after=after, first=first,
            )  # fmt: skip
        if bent != usual or not self.ids or not self.structure.parents.isdisjoint(self.ids):
            return bent, None
        certificate = certify(self.values, self.costs, self.arcs, usual, balanced)
        return usual, Certified(certificate.cost, certificate.bound, certificate.gap)

    def _after(self) -> list[tuple[int, int]]:
        at = {feature: position for position, feature in enumerate(self.ids)}
        pairs = self.structure.after
        return [(at[later], at[sooner]) for later, sooner in pairs if later in at and sooner in at]

    def _first(self) -> set[int]:
        at = {feature: position for position, feature in enumerate(self.ids)}
        return {at[feature] for feature in self.structure.first if feature in at}

    def _own(self, position: int) -> float:
        score = self.scores[self.ids[position]].score
        return -inf if score is None or self.ids[position] in self.enablers else significant(score)

    def _by_score(self) -> list[int]:
        return sorted(range(len(self.ids)), key=lambda at: (-self._own(at), at))

    def _lifted(self) -> tuple[list[float], dict[int, list[Share]], dict[int, list[Share]]]:
        """Category models: the highest value among a feature and all that wait for it."""
        best = list(range(len(self.ids)))
        waiting: list[list[int]] = [[] for _ in self.ids]
        for dependent, need in self.arcs:
            waiting[dependent].append(need)
        for position in self._dependents_first():
            for need in waiting[position]:
                mine, other = best[position], best[need]
                if (-self.values[mine], mine) < (-self.values[other], other):
                    best[need] = mine
        inherits = {
            position: [Share(self.ids[top], self.values[top] - self.values[position])]
            for position, top in enumerate(best)
            if self.values[top] > self.values[position]
        }
        return [self.values[top] for top in best], inherits, {}

    def _dependents_first(self) -> list[int]:
        return self._topological([0.0] * len(self.ids), [])[::-1]

    def _topological(self, keys: Sequence[float], more: Sequence[tuple[int, int]]) -> list[int]:
        """Prerequisites first; among those free the highest key, then own score, then id."""
        needed = [0] * len(self.ids)
        frees: list[list[int]] = [[] for _ in self.ids]
        for dependent, need in {*self.arcs, *more}:
            needed[dependent] += 1
            frees[need].append(dependent)
        free = [(-keys[at], -self._own(at), at) for at, count in enumerate(needed) if not count]
        heapify(free)
        found = []
        while free:
            at = heappop(free)[2]
            found.append(at)
            for dependent in frees[at]:
                needed[dependent] -= 1
                if not needed[dependent]:
                    heappush(free, (-keys[dependent], -self._own(dependent), dependent))
        return found

    def _by_class(self, adjusted: Sequence[float]) -> list[int]:
        after, first = self._after(), self._first()
        ahead = _closure(first, [*self.arcs, *after])
        positions = self._topological(adjusted, after)
        return [at for at in positions if at in ahead] + [at for at in positions if at not in ahead]

    def _unscored(self) -> tuple[LeftOut, ...]:
        ranked = set(self.ids)
        return tuple(
            LeftOut(feature, _lack(self.model, self.scores[feature]))
            for feature in self.structure.ids
            if feature not in ranked and feature not in self.structure.parents
        )

    def _items(
        self,
        positions: Sequence[int],
        adjusted: Sequence[float],
        inherits: Mapping[int, list[Share]],
        owes: Mapping[int, list[Share]],
        by: By,
    ) -> tuple[RankedFeature, ...]:
        waits, unlocks = self._neighbours()
        ranks = {at: number for number, at in enumerate(self._by_score(), 1)}
        items = []
        place = {self.ids[at]: number for number, at in enumerate(positions)}
        for number, at in enumerate(positions, 1):
            feature = self.ids[at]
            score = self.scores[feature]
            own = None if feature in self.enablers else score.score
            items.append(
                RankedFeature(
                    rank=number,
                    id=feature,
                    score=own,
                    value=self.values[at],
                    cost=self.costs[at],
                    effort=self._effort(feature),
                    adjusted=adjusted[at] if isfinite(adjusted[at]) else None,
                    score_rank=ranks[at] if own is not None else None,
                    enabler=feature in self.enablers,
                    waits_for=tuple(self.ids[need] for need in waits.get(at, ())),
                    unlocks=tuple(self.ids[one] for one in unlocks.get(at, ())),
                    inherits=tuple(inherits.get(at, ())),
                    owes=tuple(owes.get(at, ())),
                    reasons=self._reasons(at, inherits.get(at, []), owes.get(at, []), place, by),
                    details=score,
                )
            )
        return tuple(items)

    def _neighbours(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        waits: dict[int, list[int]] = {}
        unlocks: dict[int, list[int]] = {}
        for dependent, need in sorted(self.arcs):
            waits.setdefault(dependent, []).append(need)
            unlocks.setdefault(need, []).append(dependent)
        return waits, unlocks

    def _effort(self, feature: str) -> float | None:
        if feature in self.structure.parents:
            return 0.0
        return self.backlog.total_effort(self.backlog.features[feature])

    # --- why ---

    def _reasons(
        self, at: int, inherits: list[Share], owes: list[Share], place: Mapping[str, int], by: By
    ) -> tuple[str, ...]:
        feature = self.ids[at]
        found = [*self._rulings(feature)]
        if self.backlog.status(feature) == "in-progress":
            found.append("in progress")
        if feature in self.enablers:
            found.append("enabler")
        if feature in self.structure.parents:
            found.append("earned when its parts are done")
        if inherits and by == "adjusted":
            found.append(f"inherits {figure(fsum(one.value for one in inherits))} from {_named(inherits)}")
        if owes and by == "adjusted":
            found.append(f"owes {figure(fsum(one.value for one in owes))} to {_named(owes)}")
        if label := self.scores[feature].label or self._quadrant(feature):
            found.append(label)
        found += self._warnings(feature, place, by)
        if feature in self.assumed:
            found.append(f"cost assumed: {figure(self.costs[at])}, the median")
        elif assumed := self.scores[feature].assumed:
            found.append(f"assumed: {', '.join(assumed)}")
        return tuple(found)

    @cached_property
    def medians(self) -> tuple[float, float] | None:
        """The medians of value and cost of the scored features, where the model has quadrants."""
        both = [
            (score.value, score.cost)
            for feature, score in self.scores.items()
            if score.score is not None and score.value is not None and score.cost is not None
        ]
        if not self.model.has_quadrants or not both:
            return None
        return median(value for value, _ in both), median(cost for _, cost in both)

    def _quadrant(self, feature: str) -> str | None:
        """The field of the value/effort matrix; on a median is above it in value, below it in effort."""
        medians, score = self.medians, self.scores[feature]
        if medians is None or score.score is None or score.value is None or score.cost is None:
            return None
        is_valuable, is_cheap = score.value >= medians[0], score.cost <= medians[1]
        return _QUADRANTS[is_valuable, is_cheap]

    def _notes(self) -> tuple[str, ...]:
        if (medians := self.medians) is None:
            return ()
        value, cost = map(figure, medians)
        return (f"quadrants at the medians: value {value}, effort {cost}",)

    def _rulings(self, feature: str) -> list[str]:
        found = []
        record = self.backlog.features[feature]
        if (ruling := self.structure.decisions.get(feature)) is not None:
            words = {
                "first": "decided first",
                "before": f"decided before {ruling.feature}",
                "pin": f"pinned to {ruling.period}",
            }
            because = f": {ruling.because}" if ruling.because else ""
            found.append(f"{words[ruling.verdict]}{because}")
        if record.deadline is not None:
            found.append(f"deadline {record.deadline.date}")
        return found

    def _warnings(self, feature: str, place: Mapping[str, int], by: By) -> list[str]:
        found = []
        for need in self.backlog.features[feature].depends_on:
            ahead = place.get(need.id, -1) > place[feature]
            if ahead and (need.kind == "soft" or by == "score"):
                wish = "would like" if need.kind == "soft" else "waits for"
                found.append(f"ahead of {need.id}, which it {wish}")
            elif need.kind == "hard" and self._is_parked(need.id):
                found.append(f"waits for {need.id}, which is parked")
        return found

    def _is_parked(self, feature: str) -> bool:
        return feature in self.backlog.features and self.backlog.status(feature) == "parked"


def _named(shares: list[Share]) -> str:
    names = [share.feature for share in shares[:2]]
    more = len(shares) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _value(score: Score) -> float:
    value = score.value
    return value if value is not None and isfinite(value) and value >= 0 else 0.0


def _cost(score: Score, structure: Structure, feature: str) -> float | None:
    if feature in structure.parents:
        return 0.0
    cost = score.cost
    return cost if cost is not None and isfinite(cost) and cost > 0 else None


def _counts(backlog: Backlog, structure: Structure, model: Model, feature: str, score: Score) -> bool:
    """Whether the method has a score for a feature; of a parent, whether it has a value of its own."""
    if feature in structure.parents:
        return bool(score.value) and score.fault is None and model.wants(backlog.features[feature])
    return score.score is not None


def _awaited(structure: Structure, scored: set[str]) -> set[str]:
    """Everything that scored features wait for, directly or through others."""
    needs: dict[str, list[str]] = {}
    for dependent, need in structure.arcs:
        needs.setdefault(dependent, []).append(need)
    found: set[str] = set()
    waiting = list(scored)
    while waiting:
        for need in needs.get(waiting.pop(), ()):
            if need not in found:
                found.add(need)
                waiting.append(need)
    return found


def _closure(start: set[int], arcs: Sequence[tuple[int, int]]) -> set[int]:
    needs: dict[int, list[int]] = {}
    for dependent, need in arcs:
        needs.setdefault(dependent, []).append(need)
    found = set(start)
    waiting = list(start)
    while waiting:
        for need in needs.get(waiting.pop(), ()):
            if need not in found:
                found.add(need)
                waiting.append(need)
    return found


def _lack(model: Model, score: Score) -> str:
    """Why a method says nothing of a feature."""
    if score.fault is not None:
        return score.fault
    missing = score.missing
    listed = missing[0] if len(missing) == 1 else ", ".join(missing[:-1]) + " and " + missing[-1]
    return f"{model.name} needs {listed}"


@dataclass(frozen=True, slots=True)
class Judged:
    """The scores of all open features by one model, and how the model was chosen where none was named."""

    model: Model
    chosen: str | None
    scores: Mapping[str, Score]


def scored_by(backlog: Backlog, name: str | None = None) -> Judged:
    """What the model of this name says of every open feature; worked out once. Needs no cycles.

    Raises:
        PmError: there is no such model, or its formula is none.
    """
    known = backlog.worked_out.get(f"scores {name}")
    if not isinstance(known, Judged):
        inputs = criteria.inputs(backlog, Structure.of(backlog).dependents())
        model, chosen = _choose(backlog, name, inputs)
        known = Judged(model, chosen, {feature: model.score(one) for feature, one in inputs.items()})
        backlog.worked_out[f"scores {name}"] = known
    return known


def _choose(
    backlog: Backlog, name: str | None, inputs: Mapping[str, criteria.Inputs]
) -> tuple[Model, str | None]:
    """The model named, else the workspace's, else the one whose inputs most features have; and why."""
    name = name or backlog.workspace.scoring.model
    if name is not None:
        return find_model(backlog, name), None
    best, most = MODELS[0], -1
    for model in models_of(backlog):
        count = sum(
            model.wants(one.feature) and model.score(one).score is not None for one in inputs.values()
        )
        if count > most:
            best, most = model, count
    total = len(inputs)
    return (
        best,
        f"no model is named in pm.yaml: {best.name} it is, whose inputs {most} of {total} features have",
    )


__all__ = [
    "Arc",
    "By",
    "Certified",
    "LeftOut",
    "RankedFeature",
    "Ranking",
    "Share",
    "find_model",
    "models_of",
    "rank",
]
