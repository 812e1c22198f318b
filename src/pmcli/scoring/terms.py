"""How a method comes to a Score: its terms named, what is missing gathered, what cannot be refused."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from pmcli.estimate import Estimate
from pmcli.figure import figure
from pmcli.scoring.model import Inputs, Score, Term

ONE = Term("1", 1.0)


def given(name: str, estimate: Estimate | None) -> Term | None:
    """The term of an estimate: its mean; None where there is none."""
    if estimate is None:
        return None
    if estimate.is_exact:
        word = estimate.text if estimate.text[:1].isalpha() else ""
        return Term(name, estimate.likely, word)
    return Term(name, estimate.mean, f"{estimate}, mean")


def number(name: str, value: float | None, note: str = "") -> Term | None:
    """The term of a number; None where there is none."""
    return None if value is None else Term(name, value, note)


def effort(inputs: Inputs) -> Term | None:
    """The term of the effort, in the workspace's unit."""
    return number("effort", inputs.effort, inputs.effort_unit)


def missing(pairs: Iterable[tuple[str, Term | None]]) -> tuple[str, ...]:
    """The names of terms that are not there."""
    return tuple(name for name, term in pairs if term is None)


def product(terms: Iterable[Term]) -> float:
    """The terms multiplied."""
    result = 1.0
    for term in terms:
        result *= term.number
    return result


def fault_of(value: float | None, cost: float | None) -> str | None:
    """What is wrong with a value or a cost, None where nothing is."""
    for name, one in (("value", value), ("cost", cost)):
        if one is not None and not isfinite(one):
            return f"the {name} is not finite"
        if one is not None and one < 0:
            return f"the {name} is negative: {figure(one)}"
    return "the cost is 0" if cost == 0 else None


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
    value_terms: Iterable[Term | None] = (),
    cost_terms: Iterable[Term | None] = (),
    label: str | None = None,
    assumed: tuple[str, ...] = (),
) -> Score:
    """The score of value and cost; none where something lacks or cannot be, nor for a parent (cost 0)."""
    if inputs.is_parent:
        cost, lacks_cost, cost_sum, cost_terms = 0.0, (), "0", ()
    fault = fault_of(value, None if inputs.is_parent else cost)
    whole = not lacks and not lacks_cost and fault is None and not inputs.is_parent
    own = None
    if whole and value is not None and cost is not None:
        own = value / cost if score is None else score
    return Score(
        value=value, cost=cost, score=own, benefit=value if benefit is None else benefit,
        value_sum=value_sum, cost_sum=cost_sum,
        value_terms=tuple(term for term in value_terms if term is not None),
        cost_terms=tuple(term for term in cost_terms if term is not None),
        missing=(*lacks, *lacks_cost), fault=fault, label=label, assumed=assumed,
    )  # fmt: skip
