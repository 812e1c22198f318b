"""The linear program of a roadmap, solved: columns, prices of rows, and a bound that always holds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pmcli.sequencing.highs.model import MixedIntegerModel
from pmcli.sequencing.highs.solver import Option, load, status_of

SCALE = 1e6  # what all is worth to the solver, whose tolerances are absolute
SMALL = 1e7  # an objective of whole numbers up to this is left whole: the solver uses it
FLOATS = 1e-13  # of what is summed: more than the rounding of sums can be off


def common(model: MixedIntegerModel) -> int:
    """The greatest number of which all worth is a multiple."""
    return max(1, math.gcd(*model.cost.tolist()))


def scale_of(model: MixedIntegerModel) -> float:
    """The factor of worth for the solver."""
    worth = max(1, model.ideal - model.constant)
    return 1 / common(model) if worth <= SMALL * common(model) else SCALE / worth


def rounded(model: MixedIntegerModel, bound: float) -> int:
    """The greatest worth up to a bound on what columns add that a plan can have."""
    step = common(model)
    return model.constant + step * math.floor(bound / step)


def arrays(model: MixedIntegerModel, scale: float) -> dict[str, NDArray[Any]]:
    """The model as the solver wants it: `item` and `period` say what a column stands for."""
    item, period = np.zeros((2, model.columns), dtype=np.int64)
    for t in reversed(range(model.column.shape[1])):
        column = model.column[:, t]
        free = np.flatnonzero(column >= 0)
        item[column[free]], period[column[free]] = free, t
    return {
        "cost": model.cost * scale, "lower": model.lower, "upper": model.upper, "limit": model.limit,
        "starts": model.starts, "indices": model.indices, "values": model.values,
        "begin": model.lower[:0], "item": item, "period": period,
    }  # fmt: skip


def solved(model: MixedIntegerModel, time_limit: float | None) -> tuple[NDArray[Any], NDArray[Any], str]:
    """Columns, what a unit of each row is worth, and the solver's words."""
    if not model.columns:
        return np.zeros(0), np.zeros(len(model.limit)), "Optimal"
    scale = scale_of(model)
    limit = float("inf") if time_limit is None else time_limit
    options: dict[str, Option] = {"solver": "simplex", "threads": 1, "parallel": "off", "time_limit": limit}
    highs = load(arrays(model, scale), is_whole=False, **options)
    highs.run()
    solution = highs.getSolution()
    columns, duals = np.asarray(solution.col_value), -np.asarray(solution.row_dual) / scale
    if len(columns) != model.columns or len(duals) != len(model.limit):
        columns, duals = model.lower.astype(np.float64), np.zeros(len(model.limit))
    return columns, np.maximum(duals, 0.0), status_of(highs)


def lagrangian(model: MixedIntegerModel, duals: NDArray[Any]) -> int:
    """A worth that no plan exceeds, whatever the duals ≥ 0: weak duality, with room for what floats lose."""
    used = model.values * duals[model.rows]
    reduced = model.cost - np.bincount(model.indices, used, model.columns)
    gains = np.maximum(reduced * model.lower, reduced * model.upper)
    paid = duals * model.limit
    size = np.abs(used).sum() + np.abs(paid).sum() + np.abs(model.cost).sum() + np.abs(gains).sum()
    return min(model.ideal, rounded(model, float(paid.sum() + gains.sum() + FLOATS * size)))
