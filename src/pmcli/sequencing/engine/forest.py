"""Dependencies as trees, and those that are too many for trees."""

from __future__ import annotations

from dataclasses import dataclass

from pmcli.sequencing.engine.fill import Filler


@dataclass(frozen=True, slots=True)
class Forest:
    """A spanning forest over the dependencies.

    `nodes` are all items, parents of the tree before their children; `above[i]` is the parent, −1 for a root.
    `link[i]` says how i and its parent wait: ≥ 0, i waits that many periods for the parent; < 0, the parent
    waits −1 − link periods for i. `rings` are the other dependencies: (dependent, prerequisite, lag).
    """

    nodes: list[int]
    above: list[int]
    link: list[int]
    rings: list[tuple[int, int, int]]

    @classmethod
    def of(cls, filler: Filler) -> Forest:
        """The forest found breadth first from the items of least number."""
        size = filler.problem.size
        above, link, seen = [-1] * size, [0] * size, [False] * size
        nodes: list[int] = []
        for start in range(size):
            if seen[start]:
                continue
            seen[start] = True
            tree = [start]
            for item in tree:
                kin = [(other, lag) for other, lag in filler.serves[item]]
                kin += [(other, -1 - lag) for other, lag in filler.needs[item]]
                for other, how in kin:
                    if not seen[other]:
                        seen[other], above[other], link[other] = True, item, how
                        tree.append(other)
            nodes += tree
        rings = [
            (item, need, lag)
            for item in range(size)
            for need, lag in filler.needs[item]
            if (above[item], link[item]) != (need, lag) and (above[need], link[need]) != (item, -1 - lag)
        ]
        return cls(nodes, above, link, rings)
