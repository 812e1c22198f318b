"""Sums over the draws of their inputs: values and costs in many futures at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import cast

import numpy as np

from pmcli.forecast.draws import Floats
from pmcli.forecast.inputs import UncertainAmount
from pmcli.forecast.sums import Sum
from pmcli.scoring.formula import Formula
from pmcli.scoring.steps import Step

_LEAST_COST = 0.01
"""The least that a cost comes to, as a share of what it is taken for today."""
_STEPS: dict[tuple[str, int], Callable[..., Floats]] = {
    ("-", 1): np.negative, ("abs", 1): np.abs, ("sqrt", 1): np.sqrt, ("log", 1): np.log,
    ("+", 2): np.add, ("-", 2): np.subtract, ("*", 2): np.multiply, ("/", 2): np.divide, ("**", 2): np.power,
}  # fmt: skip


def amount(made: UncertainAmount, draws: Floats) -> Floats | float:
    """An amount in every future; a number where it is certain."""
    whole: Floats | float = made.number
    for position, factor in made.parts:
        whole = whole + (draws[position] if factor == 1.0 else factor * draws[position])
    return whole


def values(sums: Sequence[Sum], draws: Floats) -> Floats:
    """Values in every future, a row a sum; what is no number, or below 0, counts as 0."""
    with np.errstate(all="ignore"):
        table = _table(sums, draws)
    return np.maximum(np.nan_to_num(table, copy=False, nan=0.0, posinf=0.0, neginf=0.0), 0.0, out=table)


def costs(sums: Sequence[Sum], draws: Floats) -> Floats:
    """Costs in every future, a row a sum; what is no number is as today, and nothing is free by chance."""
    today = np.array([each.otherwise for each in sums])[:, None]
    with np.errstate(all="ignore"):
        table = _table(sums, draws)
    table = np.where(np.isfinite(table), table, today)
    return np.maximum(table, _LEAST_COST * today, out=table)


def _table(sums: Sequence[Sum], draws: Floats) -> Floats:
    table = np.empty((len(sums), draws.shape[1]))
    for row, each in enumerate(sums):
        table[row] = each.otherwise if each.formula is None else _evaluated(each.formula, each, draws)
    return table


def _evaluated(formula: Formula, made: Sum, draws: Floats) -> Floats | float:
    """The arithmetic of a sum in every future."""
    stack: list[Floats | float] = []
    for step in formula.steps:
        if isinstance(step, Step):
            operands = stack[-step.takes :]
            del stack[-step.takes :]
            stack.append(_done(step, operands))
        else:
            stack.append(amount(made.amounts[step], draws) if isinstance(step, str) else step)
    return stack[0] if made.factor == 1.0 else made.factor * stack[0]


def _done(step: Step, operands: list[Floats | float]) -> Floats:
    if step.name in ("min", "max"):
        return cast("Floats", reduce(np.minimum if step.name == "min" else np.maximum, operands))
    return _STEPS[step.name, step.takes](*operands)
