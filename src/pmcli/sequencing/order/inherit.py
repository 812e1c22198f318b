"""The adjusted score: what each feature is worth once value has flowed to what it depends on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pmcli.sequencing.order.closure import Network, Piece, upper_part

NEGLIGIBLE = 1e-12  # of what either end is worth: a flow below it comes from rounding the inputs


@dataclass(frozen=True, slots=True)
class Balance:
    """The adjusted score of each feature, and the value that flows along each dependency.

    `density[i]` = (value + Σ received − Σ given) / cost. It never rises from a prerequisite to a dependent,
    and value flows between equals only. A feature of cost 0 has the density of the least of what it waits
    for (it is done in the same moment), and infinity where that is nothing, or costs nothing either.
    `flows` holds (dependent, prerequisite, value > 0), sorted; the densities are unique, the flows need
    not be: they are a function of values, costs and arcs as a set.
    """

    density: tuple[float, ...]
    flows: tuple[tuple[int, int, float], ...]


def balance(values: Sequence[float], costs: Sequence[float], arcs: Sequence[tuple[int, int]]) -> Balance:
    """The densities of the Sidney decomposition, exactly, and flows that explain them.

    A connected piece is split at its mean density into the closed set most above it and the rest, until
    none is above: then the piece is one block and the flow that proves it explains it. Takes O(n log n) on
    forests for practical values, and a maximum flow for each split elsewhere.

    Source: Sidney 1975, "Decomposition algorithms for single-machine sequencing with precedence relations
    and deferral costs", https://doi.org/10.1287/opre.23.2.283; Eppstein 2015, "The parametric closure
    problem", https://arxiv.org/abs/1504.04073.
    """
    work = _Balancing(values, costs, sorted(set(arcs)))
    work.release_free()
    for start in range(len(values)):
        if not work.net.piece[start]:
            work.settle(start)
    return Balance(tuple(work.density), tuple(sorted(work.flows)))


class _Balancing:
    """A balance under way."""

    __slots__ = ("costs", "density", "flows", "net", "values")

    def __init__(
        self, values: Sequence[float], costs: Sequence[float], arcs: Sequence[tuple[int, int]]
    ) -> None:
        self.values, self.costs = values, costs
        self.net = Network(len(values), arcs)
        self.density = [math.inf] * len(values)
        self.flows: list[tuple[int, int, float]] = []

    def release_free(self) -> None:
        """Set aside what costs nothing and waits for nothing that costs: its density is infinite."""
        net = self.net
        waits = [len(arcs) for arcs in net.out]
        free = [node for node, cost in enumerate(self.costs) if not cost and not waits[node]]
        for node in free:
            net.piece[node] = -1
            for arc in net.into[node]:
                dependent = net.tails[arc]
                waits[dependent] -= 1
                if not waits[dependent] and not self.costs[dependent]:
                    free.append(dependent)

    def settle(self, start: int) -> None:
        """Give every node connected with `start` its density."""
        if not self.net.out[start] and not self.net.into[start]:
            self.density[start] = self.values[start] / self.costs[start]
            self.net.piece[start] = -1
            return
        piece = Piece(self.net, start)
        value, cost, shift = _integers(piece.nodes, self.values, self.costs)
        todo = [piece]
        while todo:
            todo += self._split(todo.pop(), value, cost, shift)

    def _split(self, piece: Piece, value: dict[int, int], cost: dict[int, int], shift: int) -> list[Piece]:
        """The pieces that `piece` falls into at its mean density, none where it is one block."""
        net, nodes = self.net, piece.nodes
        whole_value = sum([value[node] for node in nodes])
        whole_cost = sum([cost[node] for node in nodes])
        if len(nodes) == 1:
            self.density[nodes[0]] = whole_value / whole_cost
            return []
        for node in nodes:
            net.excess[node] = value[node] * whole_cost - whole_value * cost[node]
        upper = upper_part(net, piece)
        if not upper:
            self._close(piece, whole_value, whole_cost, shift)
            return []
        return self._parts(piece, upper, cost)

    def _close(self, piece: Piece, value: int, cost: int, shift: int) -> None:
        """Note the density and the flows of a finished block."""
        net, density = self.net, value / cost
        for node in piece.nodes:
            self.density[node] = density
        unit = cost << shift
        for arc in piece.arcs:
            if net.flow[arc]:
                tail, head, flow = net.tails[arc], net.heads[arc], net.flow[arc] / unit
                if flow > NEGLIGIBLE * density * min(self.costs[tail], self.costs[head]):
                    self.flows.append((tail, head, flow))

    def _parts(self, piece: Piece, upper: list[int], cost: dict[int, int]) -> list[Piece]:
        """The connected pieces of the upper part and of the rest."""
        net = self.net
        number = net.piece[piece.nodes[0]]
        net.pieces += 1
        for node in upper:
            net.piece[node] = net.pieces
        self._follow(piece.nodes, number, cost)
        known = net.pieces
        return [Piece(net, node) for node in piece.nodes if net.piece[node] <= known]

    def _follow(self, nodes: list[int], lower: int, cost: dict[int, int]) -> None:
        """Move to the upper part what costs nothing and waits for nothing in the lower."""
        net = self.net
        queue = [node for node in nodes if not cost[node] and net.piece[node] == lower]
        for node in queue:
            if net.piece[node] == lower and all(net.piece[net.heads[arc]] != lower for arc in net.out[node]):
                net.piece[node] = net.pieces
                later = (net.tails[arc] for arc in net.into[node])
                queue += [other for other in later if net.piece[other] == lower and not cost[other]]


def _integers(
    nodes: list[int], values: Sequence[float], costs: Sequence[float]
) -> tuple[dict[int, int], dict[int, int], int]:
    """Values and costs times 2^shift, the least that makes all of them whole numbers."""
    value = {node: float(values[node]).as_integer_ratio() for node in nodes}
    cost = {node: float(costs[node]).as_integer_ratio() for node in nodes}
    unit = max([down for _, down in value.values()] + [down for _, down in cost.values()])
    return (
        {node: up * (unit // down) for node, (up, down) in value.items()},
        {node: up * (unit // down) for node, (up, down) in cost.items()},
        unit.bit_length() - 1,
    )
