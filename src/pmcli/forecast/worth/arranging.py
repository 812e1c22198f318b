"""The order of a part as one number of it changes: only what that can move is put in order again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmcli.forecast.worth.standing import BacklogPart, Block, blocks_of, sequenced
from pmcli.sequencing.graph import components
from pmcli.sequencing.order.jobs import Jobs


@dataclass(frozen=True, slots=True)
class Arranged:
    """An order of a part, one job of it at `place`; the blocks of what stands before that and behind it."""

    sequence: list[int]
    place: int
    before: list[Block]
    behind: list[Block]

    @classmethod
    def of(cls, jobs: Jobs, sequence: list[int], node: int) -> Arranged:
        """The order of these jobs around one of them."""
        place = sequence.index(node)
        sides = sequence[:place], sequence[place + 1 :]
        before, behind = (blocks_of(jobs.values, jobs.costs, side) for side in sides)
        return cls(sequence, place, before, behind[::-1])

    def density(self, value: float, cost: float) -> float:
        """The density of the block that holds the job if it is worth and takes this."""
        before, behind = len(self.before) - 1, len(self.behind) - 1
        while True:
            if behind >= 0 and _is_as_dense(self.behind[behind], value, cost):
                block = self.behind[behind]
                behind -= 1
            elif before >= 0 and not _is_denser(self.before[before], value, cost):
                block = self.before[before]
                before -= 1
            else:
                return value / cost if cost else float("inf")
            value, cost = value + block.value, cost + block.cost


def _is_as_dense(block: Block, value: float, cost: float) -> bool:
    """Whether a block is at least as dense as this; what takes nothing is the densest."""
    return value * block.cost <= block.value * cost if cost else not block.cost


def _is_denser(block: Block, value: float, cost: float) -> bool:
    """Whether a block is denser than this."""
    return block.value * cost > value * block.cost if block.cost else bool(cost)


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a part a change of one job can move, in one direction, and the present order of all the rest.

    `nodes` are those that dependencies tie to the job within its reach: the blocks up to its own where it
    rises, from its own on where it falls. `others` are the blocks of the rest of the reach, `ahead` and
    `behind` what stands before the reach and after it.

    Raising the worth of a job, or lowering its effort, leaves alone all blocks after its own, for a beginning
    of the order that holds it stays the best for their densities; so does the contrary all blocks before.
    Source: monotone maximum closures, Gallo, Grigoriadis and Tarjan 1989, https://doi.org/10.1137/0218003.
    """

    nodes: tuple[int, ...]
    jobs: Jobs
    others: tuple[Block, ...]
    ahead: tuple[int, ...]
    behind: tuple[int, ...]

    @classmethod
    def of(cls, part: BacklogPart, node: int, *, rises: bool) -> Scope:
        """The scope of a job of a part that rises, or falls."""
        blocks = part.blocks
        own = next(place for place, block in enumerate(blocks) if node in block.nodes)
        reach = [at for block in (blocks[: own + 1] if rises else blocks[own:]) for at in block.nodes]
        inside = set(reach)
        arcs = [arc for arc in part.jobs.arcs if arc[0] in inside and arc[1] in inside]
        tied = next(group for group in components(sorted(reach), arcs) if node in group)
        chosen = set(tied)
        rest = [at for at in reach if at not in chosen]
        first = sum(len(block.nodes) for block in blocks[:own])
        last = first + len(blocks[own].nodes)
        return cls(
            tuple(tied),
            part.jobs.part(tied, [arc for arc in arcs if arc[0] in chosen]),
            tuple(blocks_of(part.jobs.values, part.jobs.costs, rest)),
            () if rises else tuple(part.sequence[:first]),
            tuple(part.sequence[last:]) if rises else (),
        )

    def sequence(self, jobs: Jobs) -> list[int]:
        """The order of the part, its nodes being these jobs."""
        inner = sequenced(jobs)
        blocks = [
            Block(block.value, block.cost, tuple(self.nodes[at] for at in block.nodes))
            for block in blocks_of(jobs.values, jobs.costs, inner)
        ]
        return [*self.ahead, *_merged(blocks, self.others), *self.behind]


def _merged(first: Sequence[Block], second: Sequence[Block]) -> Iterator[int]:
    """The jobs of two rows of blocks, the denser first."""
    at = 0
    for block in first:
        while at < len(second) and _is_denser(second[at], block.value, block.cost):
            yield from second[at].nodes
            at += 1
        yield from block.nodes
    for block in second[at:]:
        yield from block.nodes
