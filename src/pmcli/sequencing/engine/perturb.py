"""Plans from perturbed values: that moves whole chains, which noise on an order never does.

Some values are doubted, the plan is filled again by the adjusted scores, and a doubt that does no harm stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.graph import components
from pmcli.sequencing.order.inherit import balance

# Quantiles of exp(N(0, 1)), as numbers: math.exp is not the same on every machine.
DOUBTS = (
    0.116, 0.204, 0.271, 0.333, 0.394, 0.455, 0.518, 0.583, 0.652, 0.725, 0.803, 0.888, 0.979,
    1.022, 1.126, 1.245, 1.379, 1.534, 1.715, 1.930, 2.198, 2.538, 3.000, 3.690, 4.902, 8.620,
)  # fmt: skip


class Perturbation:
    """An order by adjusted score under doubt: what each item would have to be worth for a better plan."""

    def __init__(
        self, filler: Filler, values: Sequence[float], costs: Sequence[float], seed: int = 1
    ) -> None:
        self.filler = filler
        self.values, self.costs = list(values), costs
        self.doubted = list(values)
        self.draw = Random(seed)  # noqa: S311 - a search needs luck that repeats, not secrets
        self.parts, self.part = _parts(filler)
        self.density = [0.0] * len(values)
        for number in range(len(self.parts)):
            self._settle(number)
        self.plan = self._plan()
        self.value = filler.problem.value(self.plan)

    def _settle(self, number: int) -> None:
        """The densities of a connected part."""
        nodes, arcs = self.parts[number]
        if len(nodes) == 1:
            self.density[nodes[0]] = self.doubted[nodes[0]] / self.costs[nodes[0]]
            return
        balanced = balance([self.doubted[node] for node in nodes], [self.costs[node] for node in nodes], arcs)
        for node, density in zip(nodes, balanced.density, strict=True):
            self.density[node] = density

    def _plan(self) -> list[int]:
        order = sorted(self.filler.order, key=self.density.__getitem__, reverse=True)
        return self.filler.fill(order)

    def run(self, steps: int, progress: Callable[[int], bool] | None = None) -> None:
        """Perturb values `steps` times; what does no harm is kept."""
        draw, size = self.draw, len(self.values)
        for step in range(steps if size else 0):
            if progress is not None and not step % 50 and not progress(step):
                return
            changed: dict[int, float] = {}
            for _ in range((1, 1, 2, 3, 5)[int(draw.random() * 5)]):
                item = int(draw.random() * size)
                changed.setdefault(item, self.doubted[item])
                self.doubted[item] = self.values[item] * DOUBTS[int(draw.random() * len(DOUBTS))]
            touched = {self.part[item] for item in changed}
            before = [(node, self.density[node]) for number in touched for node in self.parts[number][0]]
            for number in touched:
                self._settle(number)
            plan = self._plan()
            value = self.filler.problem.value(plan)
            if value >= self.value:
                self.plan, self.value = plan, value
                continue
            for item, old in changed.items():
                self.doubted[item] = old
            for node, density in before:
                self.density[node] = density


def _parts(filler: Filler) -> tuple[list[tuple[list[int], list[tuple[int, int]]]], list[int]]:
    """The connected parts: their nodes in topological order and the arcs between positions in them."""
    parts = components(filler.order, filler.problem.pairs)
    part = [-1] * filler.problem.size
    numbered = []
    for number, nodes in enumerate(parts):
        for node in nodes:
            part[node] = number
        at = {node: place for place, node in enumerate(nodes)}
        numbered.append((nodes, [(at[node], at[need]) for node in nodes for need, _ in filler.needs[node]]))
    return numbered, part
