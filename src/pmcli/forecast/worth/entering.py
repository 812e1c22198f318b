"""How the uncertain numbers of a backlog enter what features are worth and take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum, isclose

from pmcli.forecast.inputs import Input, UncertainAmount
from pmcli.forecast.sums import Sum, UncertainRanking
from pmcli.forecast.worth.expectation import InputSpread
from pmcli.forecast.worth.flipping import Straight
from pmcli.forecast.worth.information import REACH, Unknown
from pmcli.forecast.worth.standing import BlockOrder, Kind
from pmcli.model.backlog import Backlog
from pmcli.model.forecast import ONE, Assume
from pmcli.ranking import criteria
from pmcli.ranking.levers import Lever
from pmcli.ranking.ranked import Ranked
from pmcli.ranking.structure import Structure
from pmcli.scoring.model import Inputs, Model

STRAIGHT = 1e-9  # of a number: what lies closer to a line is on it
Enters = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Entered:
    """An input of a ranking and what it is worth to know; None where it makes a value and a cost alike."""

    input: Input
    unknown: Unknown | None


def as_written(backlog: Backlog) -> Backlog:
    """The backlog in which every number without a range is exact."""
    workspace = backlog.workspace
    exact = workspace.forecast.assume.model_copy(update=dict.fromkeys(Assume.model_fields, ONE))
    settings = workspace.forecast.model_copy(update={"assume": exact})
    return replace(backlog, workspace=workspace.model_copy(update={"forecast": settings}))


def written(backlog: Backlog, model: str) -> UncertainRanking:
    """The uncertain numbers of a ranking in which every number without a range is exact."""
    return UncertainRanking.of(as_written(backlog), model)


def entered(uncertain: UncertainRanking, standing: BlockOrder) -> Iterator[Entered]:
    """Every input, and how it enters."""
    means = [found.estimate.mean for found in uncertain.inputs]
    where: dict[int, list[tuple[int, Kind, Sum]]] = {at: [] for at in range(len(means))}
    for kind, sums in _kinds(uncertain):
        for node, made in enumerate(sums):
            for at in made.inputs:
                where[at].append((node, kind, made))
    for at, found in enumerate(uncertain.inputs):
        if len(where[at]) == 1:
            (node, kind, made) = where[at][0]
            enters = _entering(made, at, means)
            spread = InputSpread.of(found.estimate, found.least)
            points = (spread.quantile(-REACH), means[at], spread.quantile(0.0), spread.quantile(REACH))
            line = straight(enters, points) or enters
            yield Entered(found, Unknown(standing, node, kind, found.estimate, line, found.least))
        else:
            yield Entered(found, None)


def _kinds(uncertain: UncertainRanking) -> tuple[tuple[Kind, Sequence[Sum]], ...]:
    return (("value", uncertain.values), ("cost", uncertain.costs))


def _entering(made: Sum, at: int, means: Sequence[float]) -> Enters:
    """What a sum comes to if an input is another number, all others being at their means."""
    known = {name: _amount(amount, means) for name, amount in made.amounts.items()}
    touched = {
        name: (known[name] - factor * means[at], factor)
        for name, amount in made.amounts.items()
        if (factor := fsum(share for position, share in amount.parts if position == at))
    }

    def enters(number: float) -> float:
        numbers = {**known, **{name: rest + factor * number for name, (rest, factor) in touched.items()}}
        result = made.formula.evaluate(numbers) if made.formula is not None else made.otherwise
        return made.otherwise if isinstance(result, str) else made.factor * result

    return enters


def _amount(amount: UncertainAmount, means: Sequence[float]) -> float:
    return fsum((amount.number, *(factor * means[position] for position, factor in amount.parts)))


def straight(enters: Enters, points: Sequence[float]) -> Straight | None:
    """The line through what comes of the first point and the last; None where another point is not on it.

    Nor is there one where nothing depends on the number.
    """
    first, last = points[0], points[-1]
    low, high = enters(first), enters(last)
    if low == high or first == last:
        return None
    factor = (high - low) / (last - first)
    line = Straight(low - factor * first, factor)
    size = max(abs(low), abs(high))
    if all(
        isclose(enters(point), line(point), rel_tol=STRAIGHT, abs_tol=STRAIGHT * size) for point in points
    ):
        base = line.base if abs(line.base) > STRAIGHT * size else 0.0
        return Straight(base, factor)
    return None


@dataclass(frozen=True, slots=True)
class Rescored:
    """A feature scored again with another number in one of its inputs; `inputs` are its present ones."""

    backlog: Backlog
    model: Model
    inputs: Inputs
    lever: Lever

    @classmethod
    def of(cls, ranked: Ranked, lever: Lever) -> Rescored:
        """The feature of a lever in a ranking."""
        backlog = ranked.backlog
        return cls(backlog, ranked.judged.model, backlog.once(_inputs)[lever.feature], lever)

    def __call__(self, number: float) -> tuple[float, float]:
        """What it is worth and what it takes then; what cannot be is 0."""
        feature = self.lever.put(number)
        effort = 0.0 if self.inputs.is_parent else self.backlog.total_effort(feature)
        survey, _ = criteria.opportunity(self.backlog, feature)
        score = self.model.score(replace(self.inputs, feature=feature, effort=effort, opportunity=survey))
        return max(score.value or 0.0, 0.0), max(score.cost or 0.0, 0.0)

    def line(self, points: Sequence[float]) -> tuple[Kind, Straight] | None:
        """What it makes, the value or the cost, and how; None where both, neither, or in no straight line."""
        made = {point: self(point) for point in points}
        (value, cost), (other, more) = made[points[0]], made[points[-1]]
        if cost == more:
            line = straight(lambda number: made[number][0], points)
            return None if line is None else ("value", line)
        if value == other:
            line = straight(lambda number: made[number][1], points)
            return None if line is None else ("cost", line)
        return None


def _inputs(backlog: Backlog) -> dict[str, Inputs]:
    return criteria.inputs(backlog, Structure.of(backlog).dependents())
