"""The values and costs of a ranking as sums over inputs; no numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import fsum, isclose

from pmcli.forecast.inputs import Calibrate, Input, InputCollector, UncertainAmount
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.model.feature import Feature
from pmcli.ranking.criteria import opportunity
from pmcli.ranking.ranked import Ranked
from pmcli.scoring.formula import Formula, parse
from pmcli.scoring.model import Term

_SIZES = frozenset({"wsjf.job_size", "cd3.duration", "ice.ease"})
"""Numbers that make the cost: unsure as efforts are."""
_METHODS = ("rice", "wsjf", "ice", "cd3")


@dataclass(frozen=True, slots=True)
class Sum:
    """A value or a cost: `factor` times arithmetic over amounts, some of which are made of inputs.

    Without a `formula` it is the number `otherwise`, whatever the inputs.
    """

    otherwise: float
    formula: Formula | None = None
    amounts: Mapping[str, UncertainAmount] = field(default_factory=dict)
    factor: float = 1.0

    @property
    def inputs(self) -> tuple[int, ...]:
        """The positions of its inputs, each once, in the order of the arithmetic."""
        amounts = self.amounts.values()
        return tuple(dict.fromkeys(at for amount in amounts for at, _ in amount.parts))


@dataclass(frozen=True, slots=True)
class UncertainRanking:
    """The features that are ranked, with what their values and costs are made from.

    `values` and `costs` are by position in `ranked`, and speak of `inputs`.
    """

    ranked: Ranked
    inputs: tuple[Input, ...]
    values: tuple[Sum, ...]
    costs: tuple[Sum, ...]

    @classmethod
    def of(
        cls,
        backlog: Backlog,
        model: str | None = None,
        calibrate: Calibrate | None = None,
        *,
        in_full: bool = False,
    ) -> UncertainRanking:
        """The uncertain numbers of a ranking, as they are written, or as the past of the teams says.

        `in_full` keeps the arithmetic of values in which every number is certain, too.

        Raises:
            PmError: there is no such model, or features wait for one another.
        """
        ranked = Ranked.of(backlog, model)
        inputs = InputCollector(backlog, calibrate)
        values, costs = [], []
        for position, name in enumerate(ranked.ids):
            feature, score = backlog.features[name], ranked.judged.scores[name]
            terms = _Terms(inputs, feature, ranked.judged.model.name, in_full)
            value, cost = ranked.values[position], ranked.costs[position]
            values.append(terms.sum(value, score.value_sum, score.value_terms))
            if name in ranked.assumed:
                costs.append(_alone(cost, inputs.size(name, "cost", Estimate.exact(cost))))
            else:
                costs.append(terms.sum(cost, score.cost_sum, score.cost_terms))
        return cls(ranked, tuple(inputs.all), tuple(values), tuple(costs))


def _alone(number: float, amount: UncertainAmount) -> Sum:
    """The sum that is one amount."""
    return Sum(number, _parsed("cost", ("cost",)), {"cost": amount}) if amount.parts else Sum(number)


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of a feature's score, each of which is certain or made of inputs."""

    inputs: InputCollector
    feature: Feature
    model: str
    in_full: bool

    def sum(self, number: float, text: str, terms: tuple[Term, ...]) -> Sum:
        """The arithmetic `text` over the terms, which gives `number` where all are as they are scored."""
        if not text or not number:
            return Sum(number)
        amounts = {term.name: self._amount(term) for term in terms}
        if not self.in_full and not any(amount.parts for amount in amounts.values()):
            return Sum(number)
        formula = _parsed(text, tuple(amounts))
        scored = formula.evaluate({term.name: term.number for term in terms})
        if isinstance(scored, str) or not scored:
            return Sum(number)
        return Sum(
            number, formula, amounts, 1.0 if isclose(scored, number, rel_tol=1e-12) else number / scored
        )

    def _amount(self, term: Term) -> UncertainAmount:
        """What a term is made of."""
        path = self._path(term.name)
        if path == "effort" or (path == "cd3.duration" and self._written(path) is None):
            return self._effort(term)
        written = self._written(path)
        if written is None:
            return UncertainAmount(term.number)
        owner = self._owner(path)
        return (
            self.inputs.size(owner, path, written)
            if path in _SIZES
            else self.inputs.value(owner, path, written)
        )

    def _effort(self, term: Term) -> UncertainAmount:
        """The efforts of all teams, in the unit of the term: weeks of a duration, say."""
        efforts = self.inputs.backlog.effort(self.feature)
        mean = fsum(effort.mean for effort in efforts.values())
        if not mean or not term.number:
            return UncertainAmount(term.number)
        whole = UncertainAmount()
        for amount in self.inputs.efforts(self.feature.id, "effort", efforts).values():
            whole = whole.plus(amount)
        ratio = term.number / mean
        return whole if isclose(ratio, 1.0, rel_tol=1e-12) else whole.times(ratio)

    def _path(self, term: str) -> str:
        """The field that a term of the model's own names is: "reach" of RICE is "rice.reach"."""
        if "." in term or term == "effort" or term in self.feature.custom:
            return term
        if self.model in (*_METHODS, "opportunity"):
            return f"{self.model}.{term}"
        return f"weighted.{term}"

    def _owner(self, path: str) -> str:
        """The feature; a problem where its numbers are taken."""
        if path.startswith("opportunity."):
            _, problem = opportunity(self.inputs.backlog, self.feature)
            return f"problem:{problem}" if problem is not None else self.feature.id
        return self.feature.id

    def _written(self, path: str) -> Estimate | None:
        """The number as people wrote it; None for one that is worked out, and for evidence's.

        Where several rated an input that takes no range, how far apart they are is the range.
        """
        outer, _, inner = path.partition(".")
        written: object = None
        if outer in _METHODS:
            written = getattr(getattr(self.feature, outer), inner, None)
        elif outer == "opportunity":
            written = getattr(opportunity(self.inputs.backlog, self.feature)[0], inner, None)
        elif outer == "weighted":
            written = self.feature.weighted.get(inner)
        elif not inner:
            written = self.feature.custom.get(path)
        if isinstance(written, float):
            written = Estimate.exact(written)
        if not isinstance(written, Estimate):
            return None
        rated = self.inputs.backlog.rated.get(self.feature.id, {}).get(path)
        spread = rated.range if rated is not None and written.is_exact else None
        return spread or written


@lru_cache(maxsize=256)
def _parsed(text: str, names: tuple[str, ...]) -> Formula:
    return parse(text, names)
