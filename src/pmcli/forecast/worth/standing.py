"""A backlog as numbers, in the parts that dependencies hold together, each with its blocks and densities.

What one feature is worth or takes moves only the blocks of its own part; all other blocks keep their
densities, and only let it pass. So a part is ordered again alone, and stands among the `rivals` of the
others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import fsum, inf
from typing import Literal

from pmcli.ranking.ranked import Ranked
from pmcli.sequencing.graph import adjacency, components, walk
from pmcli.sequencing.order.inherit import balance
from pmcli.sequencing.order.jobs import Arc, Jobs
from pmcli.sequencing.order.order import FAR, order

Kind = Literal["value", "cost"]


@dataclass(frozen=True, slots=True)
class Block:
    """Jobs that stand together: what they are worth, what they take, and which they are, in their order."""

    value: float
    cost: float
    nodes: tuple[int, ...]

    @property
    def density(self) -> float:
        """What a unit of their work is worth; infinite where they take none."""
        return self.value / self.cost if self.cost else inf

    def joined(self, other: Block) -> Block:
        """This block and then the other as one."""
        return Block(self.value + other.value, self.cost + other.cost, self.nodes + other.nodes)


def blocks_of(values: Sequence[float], costs: Sequence[float], sequence: Sequence[int]) -> list[Block]:
    """The blocks of an order, the densest beginning first: none is as dense as the one before it.

    Of a cheapest order they are the blocks of the decomposition, those of one density taken together.

    Source: Sidney 1975, https://doi.org/10.1287/opre.23.2.283.
    """
    blocks: list[Block] = []
    for node in sequence:
        block = Block(values[node], costs[node], (node,))
        while blocks and _is_as_dense(block, blocks[-1]):
            block = blocks.pop().joined(block)
        blocks.append(block)
    return blocks


def _is_as_dense(block: Block, before: Block) -> bool:
    """Whether a block is at least as dense as the one before it; what takes nothing is the densest."""
    if not before.cost:
        return not block.cost
    return before.value * block.cost <= block.value * before.cost


def sequenced(jobs: Jobs) -> list[int]:
    """The order of these jobs alone, as `pm rank` makes it."""
    if len(jobs) == 1:
        return [0]
    even = balance(jobs.values, jobs.costs, jobs.arcs)
    density = even.density
    by_density = sorted(range(len(jobs)), key=density.__getitem__, reverse=True)
    if all(density[later] < density[sooner] * (1 - FAR) for sooner, later in pairwise(by_density)):
        return by_density
    return order(jobs.values, jobs.costs, jobs.arcs, even.density, flows=even.flows, scores=jobs.scores)


@dataclass(frozen=True)
class BacklogPart:
    """Jobs that dependencies hold together: their numbers in the backlog, and they alone."""

    nodes: tuple[int, ...]
    jobs: Jobs

    @cached_property
    def sequence(self) -> list[int]:
        """Their present order."""
        return sequenced(self.jobs)

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks of that, in the numbers of the part."""
        return blocks_of(self.jobs.values, self.jobs.costs, self.sequence)

    @cached_property
    def _rising(self) -> list[float]:
        return [block.density for block in reversed(self.blocks)]

    @cached_property
    def _counts(self) -> list[int]:
        return [0, *accumulate(len(block.nodes) for block in reversed(self.blocks))]

    def denser(self, density: float) -> int:
        """How many of its jobs stand in blocks that are denser than this."""
        return self._counts[-1] - self._counts[bisect_right(self._rising, density)]


@dataclass(frozen=True)
class PartGroup:
    """Parts that are ordered among one another, after `offset` jobs of another group.

    `rivals` are all their blocks with the number of their part, by density, least first.
    """

    offset: int
    parts: tuple[BacklogPart, ...]

    @cached_property
    def rivals(self) -> list[tuple[Block, int]]:
        """The blocks of all parts in the numbers of the backlog, and their parts."""
        found = [
            (Block(block.value, block.cost, tuple(part.nodes[node] for node in block.nodes)), number)
            for number, part in enumerate(self.parts)
            for block in part.blocks
        ]
        return sorted(found, key=lambda row: (row[0].density, row[0].nodes))

    @cached_property
    def densities(self) -> list[float]:
        """The densities of the rivals."""
        return [block.density for block, _ in self.rivals]

    def others(self, kind: Kind) -> list[tuple[float, int]]:
        """What the rivals take, or are worth (`kind` being the other), each with the number of its part."""
        return self._takes if kind == "value" else self._worths

    @cached_property
    def _takes(self) -> list[tuple[float, int]]:
        return [(block.cost, part) for block, part in self.rivals]

    @cached_property
    def _worths(self) -> list[tuple[float, int]]:
        return [(block.value, part) for block, part in self.rivals]

    @cached_property
    def counts(self) -> list[int]:
        """How many jobs are in the first rivals: in none, in one, in two."""
        return [0, *accumulate(len(block.nodes) for block, _ in self.rivals)]


@dataclass(frozen=True)
class BlockOrder:
    """A backlog whose order is made of groups of parts: what a decision puts first, and all the rest."""

    values: tuple[float, ...]
    costs: tuple[float, ...]
    groups: tuple[PartGroup, ...]

    @classmethod
    def of(cls, ranked: Ranked) -> BlockOrder:
        """The features that are ranked, with the orders that decisions add."""
        scores = [ranked.judged.scores[feature].score for feature in ranked.ids]
        arcs = sorted({*ranked.arcs, *ranked.after()})
        return cls.made(ranked.values, ranked.costs, arcs, scores, ranked.first())

    @classmethod
    def made(
        cls,
        values: Sequence[float],
        costs: Sequence[float],
        arcs: Sequence[Arc],
        scores: Sequence[float | None] | None = None,
        first: set[int] | frozenset[int] = frozenset(),
    ) -> BlockOrder:
        """The backlog of these numbers; `first` goes ahead, with all it waits for."""
        own = [None] * len(values) if scores is None else scores
        jobs = Jobs(values, costs, arcs, [-inf if score is None else score for score in own])
        ahead = set(walk(first, adjacency(arcs))) if first else set[int]()
        groups = [ahead, set(range(len(values))) - ahead]
        return cls(
            tuple(values),
            tuple(costs),
            tuple(
                PartGroup(offset, _parts(jobs, nodes))
                for offset, nodes in zip((0, len(ahead)), groups, strict=True)
                if nodes
            ),
        )

    @cached_property
    def total(self) -> float:
        """All value that is to come."""
        return fsum(self.values)

    @cached_property
    def _homes(self) -> dict[int, tuple[PartGroup, int, int]]:
        return {
            node: (group, number, place)
            for group in self.groups
            for number, part in enumerate(group.parts)
            for place, node in enumerate(part.nodes)
        }

    def home(self, node: int) -> tuple[PartGroup, int, int]:
        """The group of a job, the number of its part there, and its own number in that part."""
        return self._homes[node]

    def now(self, node: int, kind: Kind) -> float:
        """What a job is worth or takes at present."""
        return (self.values if kind == "value" else self.costs)[node]


def _parts(jobs: Jobs, nodes: set[int]) -> tuple[BacklogPart, ...]:
    """The parts of the jobs at `nodes`."""
    inside = [arc for arc in jobs.arcs if arc[0] in nodes and arc[1] in nodes]
    groups = components(sorted(nodes), inside)
    owner = {node: number for number, group in enumerate(groups) for node in group}
    arcs: dict[int, list[Arc]] = {}
    for arc in inside:
        arcs.setdefault(owner[arc[0]], []).append(arc)
    return tuple(
        BacklogPart(tuple(group), jobs.part(group, arcs.get(number, ())))
        for number, group in enumerate(groups)
    )


def denser(group: PartGroup, part: int, density: float) -> int:
    """How many jobs of other parts stand in blocks that are denser than this."""
    place = bisect_right(group.densities, density)
    return group.counts[-1] - group.counts[place] - group.parts[part].denser(density)
