"""A certificate for an order: its cost beside a bound that no order can beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pmcli.sequencing.order.arrange import arranged, numbered
from pmcli.sequencing.order.inherit import Balance
from pmcli.sequencing.order.jobs import Arc, Jobs, delay_cost

ROUNDING = 1e-12  # of the cost: a difference below it comes from adding up floats


@dataclass(frozen=True, slots=True)
class Certificate:
    """The delay cost Σ value · completion of an order, a lower bound over all orders, and cost/bound − 1."""

    cost: float
    bound: float
    gap: float


def certify(
    values: Sequence[float],
    costs: Sequence[float],
    arcs: Sequence[Arc],
    order: Sequence[int],
    balance: Balance,
) -> Certificate:
    """The cost of `order`, and a bound below all orders that keep the arcs; the gap is 0 where both are 0.

    Some cheapest order takes the blocks of the decomposition one after another, so only the inside of a
    block is in doubt. Where a block is ordered exactly, its own optimum counts; in others the bound of its
    flows (see `flow_bound`).

    Source: Sidney 1975, https://doi.org/10.1287/opre.23.2.283; for the flows, weights carried along an arc
    obey Smith's rule (Smith 1956, https://doi.org/10.1002/nav.3800030106).
    """
    jobs = Jobs(values, costs, sorted(set(arcs)), [0.0] * len(values))
    flows = [(tail, head) for tail, head, _ in balance.flows]
    levels = numbered(balance.density)
    _, bound = arranged(jobs, levels, flows, search=False)
    cost = delay_cost(values, costs, order)
    if bound >= cost * (1 - ROUNDING):
        bound = cost
    return Certificate(cost, bound, cost / bound - 1 if bound else 0.0)
