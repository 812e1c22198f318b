"""Ways along arcs: between two nodes, and those that imply an arc of their own.

Of a long way the first nodes are told and the last, "…" between them. What is in a cycle, or waits for one,
has no way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pmcli.sequencing.graph import Arc, in_rounds, leading_to

Lags = Mapping[str, Mapping[str, int]]
"""For a tail its heads with their lags; a node that is not there has none."""
Way = tuple[str, ...]
_SHOWN = 5
_STEPS = 1_000_000
"""Arcs looked at to compare lags, in all."""


def ways(pairs: Iterable[Arc], lags: Lags) -> dict[Arc, Way]:
    """For each pair whose first node leads to the second a way, both included; by the earliest nodes.

    (n + m) · ceil(ends / 4096) steps, and what the ways told take.
    """
    starts: dict[str, list[str]] = {}
    for start, end in pairs:
        starts.setdefault(end, []).append(start)
    seeking, found = _Seeking(lags), dict[Arc, Way]()
    for bits, masks in leading_to(seeking.order, lags, [*starts]):
        for end, bit in bits.items():
            for start in starts[end]:
                if masks.get(start, 0) & bit:
                    found[start, end] = seeking.any_way(start, end, bit, masks)
    return found


def implied(lags: Lags) -> dict[Arc, Way]:
    """The arcs beside which a longer way leads to the same head, its lags no less in sum; with the way.

    All arcs without a lag are told, in (n + m) · ceil(ends / 4096) steps, an end being a head beside another
    of the same tail; those with a lag until a million arcs were looked at for them.
    """
    ends = dict.fromkeys(head for heads in lags.values() if len(heads) > 1 for head in heads)
    if not ends:
        return {}
    seeking, found = _Seeking(lags), dict[Arc, Way]()
    for bits, masks in leading_to(seeking.order, lags, [*ends]):
        for tail, heads in lags.items():
            for through, head in seeking.doubled(tail, bits, masks) if len(heads) > 1 else ():
                lag, bit = heads[head], bits[head]
                if lag:
                    way = seeking.with_lags(tail, head, bit, masks)
                else:
                    way = seeking.any_way(through, head, bit, masks, (tail,))
                if way is not None:
                    found[tail, head] = way
    return found


class _Seeking:
    """Ways along arcs; the bits of a node in `masks` are those of what it leads to."""

    def __init__(self, lags: Lags) -> None:
        self.lags = lags
        nodes = dict.fromkeys(node for tail, heads in lags.items() for node in (tail, *heads))
        self.order = in_rounds(nodes, ((tail, head) for tail, heads in lags.items() for head in heads))
        self.place = {node: number for number, node in enumerate(self.order)}
        self.steps = _STEPS

    def doubled(
        self, tail: str, bits: Mapping[str, int], masks: Mapping[str, int]
    ) -> Iterator[tuple[str, str]]:
        """The heads of a tail that another of them leads to, each behind the earliest such."""
        heads = sorted((head for head in self.lags[tail] if head in self.place), key=self.place.__getitem__)
        by_bit = {bits[head]: head for head in heads if head in bits}
        left = 0
        for bit in by_bit:
            left |= bit
        for through in heads:
            new = masks.get(through, 0) & left
            left ^= new
            while new:
                bit = new & -new
                new ^= bit
                yield through, by_bit[bit]

    def any_way(self, start: str, end: str, bit: int, masks: Mapping[str, int], before: Way = ()) -> Way:
        """A way from one node to another that it leads to, by the earliest nodes that do."""
        way = [*before, start]
        while end not in self.lags[way[-1]]:
            if len(way) == _SHOWN:
                return *way, "…", end
            way.append(min(self._towards(way[-1], bit, masks), key=self.place.__getitem__))
        return *way, end

    def _towards(self, node: str, bit: int, masks: Mapping[str, int]) -> list[str]:
        return [head for head in self.lags.get(node, ()) if masks.get(head, 0) & bit]

    def with_lags(self, start: str, end: str, bit: int, masks: Mapping[str, int]) -> Way | None:
        """The way of two or more arcs whose lags add up to most; None where the arc's own is more."""
        if self.steps <= 0:
            return None
        best: dict[str, tuple[int, str]] = {}
        for node in (*self._between(start, bit, masks), start):
            self.steps -= len(self.lags[node])
            best[node] = max(
                (
                    (lag + (0 if head == end else best[head][0]), head)
                    for head, lag in self.lags[node].items()
                    if head in best or (head == end and node != start)
                ),
                key=lambda most: most[0],
            )
        if best[start][0] < self.lags[start][end]:
            return None
        way = [start, best[start][1]]
        while way[-1] != end:
            way.append(best[way[-1]][1])
        return tuple(way) if len(way) <= _SHOWN + 1 else (*way[:_SHOWN], "…", end)

    def _between(self, start: str, bit: int, masks: Mapping[str, int]) -> list[str]:
        """What one node leads to and leads to another itself, heads before tails."""
        between = self._towards(start, bit, masks)
        seen = set(between)
        for node in between:
            later = [head for head in self._towards(node, bit, masks) if head not in seen]
            between += later
            seen.update(later)
        return sorted(between, key=self.place.__getitem__)
