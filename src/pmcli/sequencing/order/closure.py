"""The part of a backlog that is worth more than the rest: a maximum closure, exactly.

All sums are Python integers, so nothing depends on a tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence


class Network:
    """Dependency arcs as plain lists, with the value that stands on them while it is being balanced.

    `out[i]` and `into[i]` are the numbers of the arcs from i to its prerequisites and from its dependents;
    `piece[i]` is the number of the connected piece in which i was last seen; `flow[k]` is what arc k
    carries and `excess[i]` what i has too much (or, below 0, too little), in the piece's own unit.
    """

    __slots__ = ("excess", "flow", "heads", "into", "out", "piece", "pieces", "tails")

    def __init__(self, size: int, arcs: Sequence[tuple[int, int]]) -> None:
        self.tails = [tail for tail, _ in arcs]
        self.heads = [head for _, head in arcs]
        self.out: list[list[int]] = [[] for _ in range(size)]
        self.into: list[list[int]] = [[] for _ in range(size)]
        for number, (tail, head) in enumerate(arcs):
            self.out[tail].append(number)
            self.into[head].append(number)
        self.flow = [0] * len(arcs)
        self.excess = [0] * size
        self.piece = [0] * size
        self.pieces = 0


class Piece:
    """A connected part of a network: its nodes breadth first, the arc to each one's parent, all its arcs."""

    __slots__ = ("arcs", "nodes", "parents")

    def __init__(self, net: Network, start: int) -> None:
        old, net.pieces = net.piece[start], net.pieces + 1
        new = net.pieces
        piece, out, into, tails, heads = net.piece, net.out, net.into, net.tails, net.heads
        piece[start] = new
        nodes, parents, arcs = [start], [-1], list[int]()
        self.nodes, self.parents, self.arcs = nodes, parents, arcs
        for node in nodes:
            for arc in out[node]:
                other = heads[arc]
                if piece[other] == old:
                    piece[other] = new
                    nodes.append(other)
                    parents.append(arc)
                    arcs.append(arc)
                elif piece[other] == new:
                    arcs.append(arc)
            for arc in into[node]:
                other = tails[arc]
                if piece[other] == old:
                    piece[other] = new
                    nodes.append(other)
                    parents.append(arc)


def upper_part(net: Network, piece: Piece) -> list[int]:
    """The nodes of the closed set with the greatest excess, [] where no closed set has any.

    Closed: it holds whatever its members depend on. When the answer is [], `net.flow` has settled every
    excess: each node has what it needs. The spanning tree is settled from its leaves, which is the whole
    answer where dependencies form a forest; what other arcs can still carry follows as a maximum flow.

    Source: Hochbaum 2008, "The pseudoflow algorithm", https://doi.org/10.1287/opre.1080.0524 (normalized
    trees); Picard 1976, "Maximal closure of a graph", https://doi.org/10.1287/mnsc.22.11.1268.
    """
    if len(piece.arcs) < len(piece.nodes):
        _settle_tree(net, piece)
        return _rich_branches(net, piece)
    for arc in piece.arcs:
        net.flow[arc] = 0
    _settle_tree(net, piece)
    return _settle_rest(net, piece)


def _settle_tree(net: Network, piece: Piece) -> None:
    """Hand on, leaf by leaf, what a dependent has too much and what a prerequisite lacks."""
    excess, flow, tails, heads = net.excess, net.flow, net.tails, net.heads
    nodes, parents = piece.nodes, piece.parents
    for index in range(len(nodes) - 1, 0, -1):
        node, arc = nodes[index], parents[index]
        amount = excess[node]
        given = tails[arc] == node
        if amount and (amount > 0) == given:
            excess[node] = 0
            excess[heads[arc] if given else tails[arc]] += amount
            flow[arc] = amount if given else -amount
        else:
            flow[arc] = 0


def _rich_branches(net: Network, piece: Piece) -> list[int]:
    """Of a settled tree: the nodes whose branch has value left; a branch ends where a node kept some."""
    excess, tails, heads = net.excess, net.tails, net.heads
    root = piece.nodes[0]
    rich = {root: excess[root] > 0}
    for node, arc in zip(piece.nodes[1:], piece.parents[1:], strict=True):
        kept = excess[node]
        rich[node] = kept > 0 if kept else rich[tails[arc] if heads[arc] == node else heads[arc]]
    return [node for node in piece.nodes if rich[node]]


def _settle_rest(net: Network, piece: Piece) -> list[int]:
    """Carry excess along shortest paths until none arrives; then what it reaches, [] where none is left.

    Source: Dinic 1970, "Algorithm for solution of a problem of maximum flow in networks with power
    estimation", Soviet Mathematics Doklady 11, 1277-1280.
    """
    excess = net.excess
    while True:
        sources = [node for node in piece.nodes if excess[node] > 0]
        levels = dict.fromkeys(sources, 0)
        if not sources or not _reaches_want(net, levels):
            return [node for node in piece.nodes if node in levels]
        ways: dict[int, list[tuple[int, bool]]] = {}
        for node in sources:
            while excess[node] > 0 and (path := _path(net, node, levels, ways)):
                _carry(net, node, path)


def _reaches_want(net: Network, levels: dict[int, int]) -> bool:
    """Fill in how many steps each node is from an excess; True where one that lacks some is among them."""
    excess, flow, heads, tails, piece = net.excess, net.flow, net.heads, net.tails, net.piece
    queue, reaches_want = list(levels), False
    inside = piece[queue[0]]
    for node in queue:
        reaches_want = reaches_want or excess[node] < 0
        further = levels[node] + 1
        for arc in net.out[node]:
            other = heads[arc]
            if piece[other] == inside and other not in levels:
                levels[other] = further
                queue.append(other)
        for arc in net.into[node]:
            other = tails[arc]
            if piece[other] == inside and flow[arc] and other not in levels:
                levels[other] = further
                queue.append(other)
    return reaches_want


def _ways(net: Network, node: int, levels: dict[int, int]) -> list[tuple[int, bool]]:
    """(arc, forward) to the nodes one step further from the excess, the one to try first last."""
    heads, tails, further = net.heads, net.tails, levels[node] + 1
    back = [(arc, False) for arc in net.into[node] if net.flow[arc] and levels.get(tails[arc]) == further]
    return (back + [(arc, True) for arc in net.out[node] if levels.get(heads[arc]) == further])[::-1]


def _path(
    net: Network, start: int, levels: dict[int, int], ways: dict[int, list[tuple[int, bool]]]
) -> list[tuple[int, bool]]:
    """(arc, forward) from `start` to a node that lacks value, [] where there is none; uses up dead ends."""
    path: list[tuple[int, bool]] = []
    node = start
    while net.excess[node] >= 0:
        if node not in ways:
            ways[node] = _ways(net, node, levels)
        open_ways = ways[node]
        while open_ways and not open_ways[-1][1] and not net.flow[open_ways[-1][0]]:
            open_ways.pop()
        if open_ways:
            path.append(open_ways[-1])
        elif path:
            arc, forward = path.pop()
            node = net.tails[arc] if forward else net.heads[arc]
            ways[node].pop()
            continue
        else:
            return path
        arc, forward = path[-1]
        node = net.heads[arc] if forward else net.tails[arc]
    return path


def _carry(net: Network, start: int, path: list[tuple[int, bool]]) -> None:
    """Send along the path as much as its start has, its end lacks and its backward arcs can return."""
    last, forward = path[-1]
    end = net.heads[last] if forward else net.tails[last]
    returnable = [net.flow[arc] for arc, forward in path if not forward]
    amount = min(net.excess[start], -net.excess[end], *returnable)
    for arc, forward in path:
        net.flow[arc] += amount if forward else -amount
    net.excess[start] -= amount
    net.excess[end] += amount
