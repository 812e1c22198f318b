"""Terms of scores, and the Score that a value and a cost make."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate
from pmcli.model.figure import figure
from pmcli.scoring.model import Inputs, Score, Term

LARGEST = 1e60
"""Values and costs beyond this (or its inverse) are no estimates, and their sums would leave the floats."""

SCENARIO = "scenario_factor"
"""The name of the term that is the factor of a scenario."""


def given(name: str, estimate: Estimate | None) -> Term | None:
    """The term of an estimate: its mean; None where there is none."""
    if estimate is None:
        return None
    if estimate.is_exact:
        return Term(name, estimate.likely, estimate.text if estimate.text[:1].isalpha() else "")
    return Term(name, estimate.mean, f"{estimate}, mean {figure(estimate.mean)}")


def number(name: str, value: float | None, note: str = "") -> Term | None:
    """The term of a number; None where there is none."""
    return None if value is None else Term(name, value, note)


def effort(inputs: Inputs) -> Term | None:
    """The term of the effort: the mean over all teams, in the workspace's unit."""
    return number("effort", inputs.effort, _effort_note(inputs) if inputs.effort is not None else "")


def _effort_note(inputs: Inputs) -> str:
    """The effort as it is written, and its unit: "web 3..5..9 + payments 2, person-weeks, mean 7.42"."""
    parts = inputs.feature.effort or {}
    if all(part.is_exact and not part.text[:1].isalpha() for part in parts.values()) and len(parts) < 2:
        return inputs.effort_unit
    written = " + ".join(f"{team} {part}" if team != NO_TEAM else str(part) for team, part in parts.items())
    mean = "" if all(part.is_exact for part in parts.values()) else f", mean {figure(inputs.effort or 0.0)}"
    return f"{written}, {inputs.effort_unit}{mean}"


def missing(pairs: Iterable[tuple[str, Term | None]]) -> tuple[str, ...]:
    """The names of terms that are not there."""
    return tuple(name for name, term in pairs if term is None)


def product(factors: Iterable[Term]) -> float:
    """The terms multiplied."""
    result = 1.0
    for term in factors:
        result *= term.number
    return result


def total(numbers: Iterable[float]) -> float:
    """The numbers added up one after the other, as a formula does; Python 3.12's `sum` rounds otherwise."""
    result = 0.0
    for addend in numbers:
        result += addend
    return result


def literal(number: float) -> str:
    """The number as a formula writes it, to the last digit: 25.0 is "25"."""
    return str(int(number)) if number.is_integer() else repr(number)


def fault_of(value: float | None, cost: float | None) -> str | None:
    """The fault of a value or a cost, in words, None where there is none."""
    for name, amount in (("value", value), ("cost", cost)):
        if amount is not None and not isfinite(amount):
            return f"the {name} is not finite"
        if amount is not None and amount < 0:
            return f"the {name} is negative: {figure(amount)}"
        if amount is not None and amount > LARGEST:
            return f"the {name} is too large: {amount:.0e}"
    if cost is not None and cost < 1 / LARGEST:
        return "the cost is 0" if cost == 0 else f"the cost is too small: {cost:.0e}"
    return None


def _times(factor: float, amount: float | None) -> float | None:
    return None if amount is None else factor * amount


def finish(
    inputs: Inputs,
    value: float | None,
    cost: float | None,
    *,
    lacks: tuple[str, ...] = (),
    lacks_cost: tuple[str, ...] = (),
    score: float | None = None,
    benefit: float | None = None,
    value_sum: str = "",
    cost_sum: str = "",
    score_sum: str = "",
    value_terms: Iterable[Term | None] = (),
    cost_terms: Iterable[Term | None] = (),
    label: str | None = None,
    assumed: tuple[str, ...] = (),
    fault: str | None = None,
) -> Score:
    """The score of value and cost; none where something lacks or cannot be.

    A parent has cost 0 and no score. `score` stands for value / cost, `benefit` for the value. The factor of
    a scenario multiplies all three, and is a term of the value.
    """
    if inputs.is_parent:
        cost, lacks_cost, cost_sum, cost_terms = 0.0, (), "0", ()
    fault = fault or fault_of(value, None if inputs.is_parent else cost)
    given_terms = tuple(term for term in value_terms if term is not None)
    if inputs.factor != 1.0 and value is not None and label is None:  # classes are no amounts
        value, benefit, score = (_times(inputs.factor, amount) for amount in (value, benefit, score))
        value_sum, score_sum = (text and f"({text}) * {SCENARIO}" for text in (value_sum, score_sum))
        given_terms = (*given_terms, Term(SCENARIO, inputs.factor, "in this scenario"))
    own = None
    if value is not None and cost and not (lacks or lacks_cost or fault):
        own = value / cost if score is None else score
    return Score(
        value=value, cost=cost, score=own, benefit=value if benefit is None else benefit,
        value_sum=value_sum, cost_sum=cost_sum, score_sum=score_sum,
        value_terms=given_terms,
        cost_terms=tuple(term for term in cost_terms if term is not None),
        missing=(*lacks, *lacks_cost), fault=fault, label=label, assumed=assumed,
    )  # fmt: skip
