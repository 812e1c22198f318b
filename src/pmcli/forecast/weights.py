"""The weights of criteria, drawn: what an order owes to them.

Source: Lahdelma and Salminen 2001, "SMAA-2: Stochastic multicriteria acceptability analysis for group
decision making", https://doi.org/10.1287/opre.49.3.444.11220; gamma draws: Marsaglia and Tsang 2000, "A
simple method for generating gamma variables", https://doi.org/10.1145/358407.358414.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pmcli.forecast.arrays import amount
from pmcli.forecast.draws import Floats, normal, uniform
from pmcli.forecast.sums import Sum
from pmcli.scoring.terms import SCENARIO

Spread = Literal["near", "any"]
CONCENTRATION = 30.0
"""How near the weights are drawn to those of pm.yaml: as if they rested on thirty answers."""
_TRIES = 8
"""The most tries for one number: of 1e11 not one needs more."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of criteria, by name, that add up to 1: those given, or drawn near them, or any at all."""

    given: Mapping[str, float]
    spread: Spread | None = None

    def of(self, chunk: int, size: int) -> Floats:
        """The weights in a chunk of futures, a row a criterion; every column adds up to 1."""
        shares = np.array([*self.given.values()])
        shares = shares / shares.sum()
        if self.spread is None:
            fixed: Floats = np.repeat(shares[:, None], size, axis=1)
            return fixed
        keys = [f"weights\n{name}" for name in self.given]
        if self.spread == "any":
            drawn = -np.log(uniform(keys, chunk, size))
        else:
            drawn = np.stack(
                [
                    _gamma(key, CONCENTRATION * share, chunk, size)
                    for key, share in zip(keys, shares, strict=True)
                ]
            )
        weights: Floats = drawn / drawn.sum(axis=0)
        return weights


def _gamma(key: str, shape: float, chunk: int, size: int) -> Floats:
    """Gamma numbers of this shape and scale 1."""
    least = shape if shape >= 1 else shape + 1
    far = least - 1 / 3
    found = np.full(size, np.nan)
    for attempt in range(_TRIES):
        (score,) = normal([f"{key}\n{attempt}"], chunk, size)
        (chance,) = uniform([f"{key}\n{attempt}\nchance"], chunk, size)
        cube = np.maximum(1 + score / np.sqrt(9 * far), 1e-12) ** 3
        fits = np.log(chance) < 0.5 * score**2 + far * (1 - cube + np.log(cube))
        found = np.where(np.isnan(found) & fits, far * cube, found)
    found = np.where(np.isnan(found), far, found)
    if shape < 1:
        found *= uniform([f"{key}\nsmall"], chunk, size)[0] ** (1 / shape)
    np.maximum(found, np.finfo(float).tiny, out=found)
    return found


def weighted_values(sums: Sequence[Sum], names: Sequence[str], weights: Floats, draws: Floats) -> Floats:
    """The weighted values in every future, a row a sum.

    A criterion that a sum knows and its arithmetic leaves out counts as 0: it takes weight, and adds nothing.
    """
    at = {name: row for row, name in enumerate(names)}
    table = np.zeros((len(sums), draws.shape[1] if len(draws) else weights.shape[1]))
    for row, each in enumerate(sums):
        if each.formula is None:
            table[row] = each.otherwise
            continue
        known = [weights[at[name]] for name in each.amounts if name != SCENARIO]
        for name in each.formula.names:
            if name != SCENARIO:
                table[row] += weights[at[name]] * amount(each.amounts[name], draws)
        factor = each.amounts[SCENARIO].number if SCENARIO in each.amounts else 1.0
        table[row] *= factor * each.factor / np.sum(known, axis=0)
    return np.maximum(table, 0.0, out=table)
