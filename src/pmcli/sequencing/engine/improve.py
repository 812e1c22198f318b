"""A better plan from a good one: parts of it are torn out and put back in another order, again and again.

Everything is a whole number and the randomness has a fixed seed, so that the same problem gives the same plan
everywhere. Only products and sums of floats are used: powers and logarithms differ between machines.

Source: Schrimpf et al. 2000, "Record breaking optimization results using the ruin and recreate principle",
https://doi.org/10.1006/jcph.1999.6413; Kirkpatrick, Gelatt, Vecchi 1983, "Optimization by simulated
annealing", https://doi.org/10.1126/science.220.4598.671; Christiaens and Vanden Berghe 2020, "Slack induction
by string removals for vehicle routing problems", https://doi.org/10.1287/trsc.2019.0914 (places skipped at
random).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random

from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.ruin import Ruin
from pmcli.sequencing.order.inherit import balance

# Quantiles of the exponential distribution, as numbers: math.log is not the same on every machine.
WAITS = (
    0.0157, 0.0480, 0.0813, 0.1158, 0.1515, 0.1886, 0.2270, 0.2670, 0.3087, 0.3522, 0.3976, 0.4453, 0.4953,
    0.5480, 0.6035, 0.6624, 0.7249, 0.7916, 0.8630, 0.9399, 1.0231, 1.1139, 1.2137, 1.3244, 1.4488, 1.5907,
    1.7561, 1.9544, 2.2024, 2.5336, 3.0339, 4.1589,
)  # fmt: skip
NOISES = (0.0, 0.15, 0.4, 1.0)
"""Relative noise on keys when work is put back; one is drawn each time."""
_FEW = 100
"""Items up to which kin are torn out twice as often: there everything hangs together."""
_SKIPPED = 0.05  # of the periods with room
_WISHED = 0.5  # of the times that an item is put back, its wish is tried first
_HEAT = 50.0  # shared among the items of value: how much worse a step may be at first
_TOLD = 500  # steps between two words about progress


class Search:
    """A plan under improvement: `best` is the best found, worth `best_value`.

    `keys` are measures of how much an item deserves its place, the best one first. `wishes` are periods that
    are tried as often as the first one with room.
    """

    def __init__(
        self,
        filler: Filler,
        plan: Sequence[int],
        keys: Sequence[Sequence[float]],
        seed: int = 1,
        wishes: Sequence[int] | None = None,
    ) -> None:
        self.filler = filler
        self.periods = filler.periods
        self.takes, self.needs, self.serves = filler.takes, filler.needs, filler.serves
        self.benefit = filler.problem.benefit
        self.earliest, self.latest = filler.earliest, filler.latest
        self.keys, self.wishes = keys, wishes
        self.draw = Random(seed)  # noqa: S311 - a search needs luck that repeats, not secrets
        self.at = list(plan)
        self.left = filler.left(plan)
        self.value = filler.problem.value(plan)
        self.best, self.best_value = list(plan), self.value
        self.promised = [last < self.periods for last in filler.latest]
        self.ruin = Ruin(filler, self.at, self.left, keys[0], self.draw)

    def run(self, steps: int, progress: Callable[[int], bool] | None = None) -> None:
        """Take `steps` steps; a plan may be worse by a part of the average worth of an item, ever less.

        `progress` hears how many are done, every 500, and says whether to go on.
        """
        ruin = self.ruin
        if not ruin.movable or not ruin.crowded:
            return
        draw = self.draw
        kin = 0.4 if len(self.at) <= _FEW else 0.2
        pulled = 0.2 if self.periods > 1 else 0.7  # with one period all that counts is what is in
        start = min(1.0, _HEAT / len(ruin.valued)) * self.value / len(ruin.valued)
        for step in range(steps):
            if progress is not None and not step % _TOLD and not progress(step):
                return
            cold = 1.0 - step / steps
            kind, bundle = draw.random(), 0
            if kind < kin:
                torn = ruin.kin()
            elif kind < kin + pulled:
                torn, bundle = ruin.pulled()
            else:
                torn = ruin.two_periods()
            if torn:
                self._rebuild(torn, bundle, start * cold * cold * WAITS[int(draw.random() * 32)])

    def _rebuild(self, torn: list[int], bundle: int, allowed: float) -> None:
        """Put back what is torn out, the first `bundle` ahead; undone where more than `allowed` is lost."""
        at, left, periods = self.at, self.left, self.periods
        saved, before, was = list(left), [at[item] for item in torn], 0
        for item, period in zip(torn, before, strict=True):
            if period < periods:
                was += self.benefit[item][period]
                for cell, effort in self.takes[item][period]:
                    left[cell] += effort
            at[item] = -1
        stack = [*self._turns(torn[bundle:]), *reversed(torn[:bundle])]
        now = self._put_back(stack, set(torn))
        if now is None or now < was - allowed:
            left[:] = saved
            for item, period in zip(torn, before, strict=True):
                at[item] = period
            return
        self._drop_idle(torn)
        self.value += now - was
        if self.value > self.best_value:
            self.best, self.best_value = list(at), self.value

    def _turns(self, items: Iterable[int]) -> list[int]:
        """The items by a drawn key with noise, the most deserving last; promised ones maybe behind all."""
        draw, keys, promised = self.draw, self.keys, self.promised
        key = keys[0] if draw.random() < 0.5 else keys[int(draw.random() * len(keys))]
        noise = 2.0 * NOISES[int(draw.random() * len(NOISES))]
        by_promise = draw.random() < 0.5
        turns = [
            (by_promise and promised[item], key[item] * (1.0 + noise * (draw.random() - 0.5)), -item)
            for item in items
        ]
        turns.sort()
        return [-item for _, _, item in turns]

    def _put_back(self, stack: list[int], torn: set[int]) -> int | None:  # noqa: C901 - one loop, for speed
        """The worth of the items where they find room, the last of `stack` first.

        None where one must be delivered and finds none: a promise, or what others that stay wait for.
        """
        draw, at, left, periods, benefit = self.draw, self.at, self.left, self.periods, self.benefit
        now = 0
        while stack:
            item = stack[-1]
            if at[item] >= 0:
                stack.pop()
                continue
            first, waits = self.earliest[item], False
            for need, lag in self.needs[item]:
                period = at[need]
                if period < 0:
                    stack.append(need)
                    waits = True
                elif period + lag > first:
                    first = period + lag
            if waits:
                continue
            stack.pop()
            last = self.latest[item]
            must = last < periods
            for other, lag in self.serves[item]:
                if other not in torn and at[other] < periods:
                    must = True
                    if at[other] - lag < last:
                        last = at[other] - lag
            span: Iterable[int] = range(first, min(last + 1, periods))
            if must and first < last and not benefit[item][first]:
                span = reversed(range(first, last + 1))
            if self.wishes is not None and draw.random() < _WISHED:
                wish = self.wishes[item]
                if first <= wish <= last:
                    span = () if wish == periods else (wish, *span)
            mine = self.takes[item]
            for period in span:
                if not must and draw.random() < _SKIPPED:
                    continue
                for cell, effort in mine[period]:
                    if left[cell] < effort:
                        break
                else:
                    at[item] = period
                    for cell, effort in mine[period]:
                        left[cell] -= effort
                    now += benefit[item][period]
                    break
            else:
                if must:
                    return None
                at[item] = periods
        return now

    def _drop_idle(self, torn: Iterable[int]) -> None:
        """Take out what brings nothing and serves nothing that is delivered."""
        at, periods = self.at, self.periods
        for item in torn:
            period = at[item]
            if period < periods and not self.promised[item] and not self.benefit[item][period]:
                serving = any(at[other] < periods for other, _ in self.serves[item])
                if not serving and self.serves[item]:
                    for cell, effort in self.takes[item][period]:
                        self.left[cell] += effort
                    at[item] = periods


def keys_by_effort(filler: Filler, values: Sequence[float]) -> list[list[float]]:
    """Keys for a search: values by effort balanced along the dependencies, plain ones, and the values."""
    last = filler.periods - 1
    costs = [
        max(1.0, float(sum([effort for _, effort in takes[min(first, last)]])))
        for takes, first in zip(filler.takes, filler.earliest, strict=True)
    ]
    own = [value / cost for value, cost in zip(values, costs, strict=True)]
    return [list(balance(values, costs, filler.problem.pairs).density), own, list(values)]
