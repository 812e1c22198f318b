"""The least change of each input that would have one feature stand above another, found by ranking again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import inf, log

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Feature
from pmcli.ranking import criteria, places
from pmcli.ranking.levers import Lever, levers
from pmcli.ranking.result import RankedFeature
from pmcli.ranking.scales import SMALLEST, Values
from pmcli.ranking.structure import Structure
from pmcli.scoring.model import Model
from pmcli.scoring.own import SOURCE as OWN
from pmcli.sequencing.graph import components

_NEAR = 0.25
"""A change by a smaller share than this is told with a digit more."""
_SAMPLED = 9
"""Of so many values of few digits one is tried where a score may rise and fall."""


@dataclass(frozen=True, slots=True)
class Swap:
    """The least other value of an input with which two features stand the other way round.

    `wanted` is None where no value of it alone does that; `short` is the last value on the way with which
    they still stand as they do.
    """

    lever: Lever
    wanted: float | None = None
    short: float | None = None

    @property
    def is_least(self) -> bool:
        """Whether whatever is above 0 does it."""
        return self.short == self.lever.now == 0 and self._is_tiny

    @property
    def is_senseless(self) -> bool:
        """Whether it takes a number that nobody would write."""
        return self._is_tiny and not self.is_least

    @property
    def _is_tiny(self) -> bool:
        is_number = not (self.lever.scale.is_share or self.lever.scale.is_levels)
        return is_number and self.wanted is not None and 0 < abs(self.wanted) < SMALLEST


@dataclass(frozen=True, slots=True)
class Trial:
    """Two features of a backlog, of which `below` is to come above."""

    backlog: Backlog
    model: Model
    above: str
    below: str

    def swaps(self, feature: Feature) -> bool:
        """Whether they stand the other way round with this feature instead of the one of its id."""
        try:
            order = places(self._changed(feature), self.model.name)
        except PmError:  # with it features would wait for one another
            return False
        at = {place.id: place.rank for place in order}
        return at.get(self.below, inf) < at.get(self.above, -inf)

    def helps(self, feature: Feature) -> float:
        """How far the own score of a feature, were it this one, helps to swap them."""
        count = Structure.of(self.backlog).dependents()[feature.id]
        score = self.model.score(
            criteria.inputs(self._changed(feature), {feature.id: count})[feature.id]
        ).score
        if score is None:
            return -inf
        return score if feature.id == self.below else -score

    def _changed(self, feature: Feature) -> Backlog:
        return replace(self.backlog, features={**self.backlog.features, feature.id: feature})

    def alone(self) -> Trial:
        """The trial among the features that hang together with the two: no other matters to their order.

        But that a cost which lacks is the median of all.
        """
        structure, features = Structure.of(self.backlog), self.backlog.features
        parents = {name: features[name].parent for name in structure.ids}
        parts = [(name, parent) for name, parent in parents.items() if parent in parents]
        groups = components(structure.ids, [*structure.arcs, *structure.after, *parts])
        kept = {name for group in groups if not {self.above, self.below}.isdisjoint(group) for name in group}
        return replace(self, backlog=self.backlog.without(set(features) - kept))


def least_changes(
    backlog: Backlog, model: Model, above: RankedFeature, below: RankedFeature
) -> Iterator[Swap]:
    """The least change of each input of the lower one, then of the upper one."""
    whole = Trial(backlog, model, above.id, below.id)
    part = whole.alone()
    for item in (below, above):
        if item.details is None:
            continue
        for lever in levers(backlog.features[item.id], item.details, model, backlog):
            swap = _least(lever, part)
            yield swap if _is_confirmed(swap, whole) else _least(lever, whole)


def _is_confirmed(swap: Swap, whole: Trial) -> bool:
    """Whether the whole ranking agrees: with the value they are swapped, just short of it they are not."""
    put, now = swap.lever.put, swap.lever.now
    if swap.wanted is None or swap.short is None:
        sides = (swap.lever.scale.beyond(now, up=up) for up in (True, False))
        return not any(whole.swaps(put(values[at])) for values in sides for at in _ends(values))
    return whole.swaps(put(swap.wanted)) and (swap.short == now or not whole.swaps(put(swap.short)))


def _least(lever: Lever, trial: Trial) -> Swap:
    """The swap by the nearest value above or below."""
    found = [swap for up in (True, False) if (swap := _towards(lever, trial, up=up))]
    return min(found, key=lambda swap: _distance(lever.now, swap.wanted or 0.0), default=Swap(lever))


def _distance(now: float, wanted: float) -> float:
    """How far a value is from another, as a factor where that can be said."""
    return abs(log(wanted / now)) if now > 0 and wanted > 0 else inf


def _towards(lever: Lever, trial: Trial, *, up: bool) -> Swap | None:
    """The swap by the nearest value on one side, None where none there does it."""

    def holds(value: float) -> bool:
        return trial.swaps(lever.put(value))

    values = lever.scale.beyond(lever.now, up=up)
    best = next((at for at in _best(lever, values, trial) if holds(values[at])), None)
    if best is None:
        return None
    place = _first(values, holds, best)
    wanted, short = values[place], values[place - 1] if place else lever.now
    if lever.scale.digits and abs(wanted - lever.now) < _NEAR * abs(lever.now):
        finer = lever.scale.finer().beyond(short, up=up)
        place = _first(finer, holds, next(at for at in range(len(finer)) if finer[at] == wanted))
        wanted, short = finer[place], finer[place - 1] if place else short
    return Swap(lever, wanted, short)


def _best(lever: Lever, values: Values, trial: Trial) -> tuple[int, ...]:
    """The places of values that may help most: the ends, but for a formula of one's own, which may turn."""
    ends = _ends(values)
    if trial.model.source != OWN or not ends:
        return ends
    some = (*range(0, ends[0], _SAMPLED if lever.scale.digits else 1), *ends)
    return (max(some, key=lambda at: trial.helps(lever.put(values[at]))),)


def _ends(values: Values) -> tuple[int, ...]:
    """The place of the last value, and where that is 0, with which some are not ranked, of the one before."""
    last = len(values) - 1
    if last < 0:
        return ()
    return (last, last - 1) if last and values[last] == 0 else (last,)


def _first(values: Values, holds: Callable[[float], bool], last: int) -> int:
    """The place of a value that holds, as that at `last` does, and the one before it does not.

    Twice as far each time, then halving.
    """
    low, high = -1, 0
    while high < last and not holds(values[high]):
        low, high = high, min(2 * high + 1, last)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(values[middle]) else (middle, high)
    return high
