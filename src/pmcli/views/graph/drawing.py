"""Dependencies drawn: as a tree for a terminal, as text for Mermaid and Graphviz, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pmcli.model.feature import Feature
from pmcli.ranking.result import LeftOut
from pmcli.ranking.structure import Structure
from pmcli.sequencing.graph import reach
from pmcli.writers.blocks import Block, Heading, Node, Paragraph, Tree
from pmcli.writers.documents import Document, Shape, document, item
from pmcli.writers.escaping import visible
from pmcli.writers.mermaid import label

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.ranking import Ranking
    from pmcli.ranking.where import Shown

_TONES = {"in-progress": "good", "idea": "dim"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """The open features to be drawn, the best first; `arcs` and `soft` are (dependent, prerequisite).

    `lone` are those with no arc, `ranks` the places in the ranking.
    """

    backlog: Backlog
    ids: tuple[str, ...]
    arcs: tuple[tuple[str, str], ...]
    soft: tuple[tuple[str, str], ...]
    ranks: dict[str, int]
    parents: frozenset[str]

    @classmethod
    def of(cls, backlog: Backlog, ranking: Ranking, shown: Shown | None) -> Drawing:
        """The graph of a backlog, of the features shown only."""
        structure = Structure.of(backlog)
        ranks = {ranked.id: ranked.rank for ranked in ranking.items}
        kept = [name for name in structure.ids if shown is None or shown(name)]
        ids = sorted(kept, key=lambda name: (ranks.get(name, len(ranks) + 1), name))
        arcs = tuple(arc for arc in structure.arcs if set(arc) <= set(kept))
        return cls(backlog, tuple(ids), arcs, tuple(_soft(backlog, set(kept))), ranks, structure.parents)

    def about(self, feature: str) -> Drawing:
        """The part of it that one feature waits for or unlocks."""
        near = {feature, *reach((feature,), self.needs()), *reach((feature,), self.unlocks())}
        return Drawing(
            self.backlog, tuple(name for name in self.ids if name in near),
            tuple(arc for arc in self.arcs if set(arc) <= near),
            tuple(arc for arc in self.soft if set(arc) <= near), self.ranks, self.parents,
        )  # fmt: skip

    def needs(self) -> dict[str, list[str]]:
        """The prerequisites of each feature, the best first."""
        return self._neighbours(0, 1)

    def unlocks(self) -> dict[str, list[str]]:
        """The dependents of each feature, the best first."""
        return self._neighbours(1, 0)

    def _neighbours(self, end: int, far: int) -> dict[str, list[str]]:
        place = {name: number for number, name in enumerate(self.ids)}
        sides: dict[str, list[str]] = {name: [] for name in self.ids}
        for arc in self.arcs:
            sides[arc[end]].append(arc[far])
        return {name: sorted(names, key=place.__getitem__) for name, names in sides.items()}

    def label(self, feature: str) -> str:
        """A feature in a line: its id, its title, its place, and how far it is."""
        rank = f", #{self.ranks[feature]}" if feature in self.ranks else ""
        kind = "container, " if feature in self.parents else ""
        return (
            f"{feature}: {self.backlog.features[feature].title} ({kind}{self.backlog.status(feature)}{rank})"
        )


def _soft(backlog: Backlog, kept: set[str]) -> list[tuple[str, str]]:
    return sorted(
        (name, need.id)
        for name in kept
        for need in backlog.features[name].depends_on
        if need.kind == "soft" and need.id in kept
    )


def page(drawing: Drawing, root: str | None) -> list[Block]:
    """The trees: of one feature what it waits for and what it unlocks, else every chain."""
    if root is not None:
        return list(_trees_around(drawing, root))
    unlocks, needs = drawing.unlocks(), drawing.needs()
    starts = [name for name in drawing.ids if not needs[name] and unlocks[name]]
    lone = [name for name in drawing.ids if not needs[name] and not unlocks[name]]
    blocks: list[Block] = []
    if starts:
        blocks.append(Paragraph("An indented feature waits for the one it stands under.", "dim"))
    blocks += [Tree(node) for node in _forest(starts, unlocks, drawing)]
    if lone:
        count = f"{len(lone):,} feature{'' if len(lone) == 1 else 's'}"
        blocks.append(Paragraph(f"{count} with no open dependencies: {', '.join(lone)}"))
    return blocks


def _trees_around(drawing: Drawing, root: str) -> Iterator[Block]:
    yield Heading(drawing.label(root), 1)
    if root not in drawing.ids:
        yield Paragraph(f"{drawing.backlog.status(root)}: nothing waits for it, and it waits for nothing")
        return
    sides = (("Waits for", drawing.needs()), ("Unlocks", drawing.unlocks()))
    for title, links in sides:
        yield Heading(title)
        if not links[root]:
            yield Paragraph("nothing", "dim")
        for node in _forest(links[root], links, drawing):
            yield Tree(node)


def _forest(starts: Sequence[str], links: Mapping[str, Sequence[str]], drawing: Drawing) -> Iterator[Node]:
    """A tree from every start; a branch is drawn in full where it comes first."""
    first = _first_places(starts, links)
    made: dict[tuple[str | None, str], Node] = {}
    for parent, name in reversed(first):
        children = tuple(made.get((name, child)) or _repeated(child, links, drawing) for child in links[name])
        tone = _TONES.get(drawing.backlog.status(name), "plain")
        made[parent, name] = Node(drawing.label(name), children, tone)  # type: ignore[arg-type]  # a tone of _TONES
    for start in starts:
        yield made.get((None, start)) or _repeated(start, links, drawing)


def _first_places(starts: Sequence[str], links: Mapping[str, Sequence[str]]) -> list[tuple[str | None, str]]:
    """Every feature under the one on which it is drawn in full, in the order of the drawing."""
    first_places: list[tuple[str | None, str]] = []
    drawn: set[str] = set()
    waiting: list[tuple[str | None, str]] = [(None, start) for start in reversed(starts)]
    while waiting:
        parent, name = waiting.pop()
        if name in drawn:
            continue
        drawn.add(name)
        first_places.append((parent, name))
        waiting += [(name, child) for child in reversed(links[name])]
    return first_places


def _repeated(name: str, links: Mapping[str, Sequence[str]], drawing: Drawing) -> Node:
    more = ", and more: see above" if links[name] else ", see above"
    return Node(f"{name}{more}" if name in drawing.ids else name, (), "dim")


def mermaid(drawing: Drawing) -> str:
    """A Mermaid flowchart, from what comes first to what waits for it."""
    names = {name: f"f{number}" for number, name in enumerate(sorted(drawing.ids), 1)}
    lines = ["flowchart LR"]
    for name in sorted(drawing.ids):
        title = drawing.backlog.features[name].title
        lines.append(f'  {names[name]}["{label(name)}<br>{label(title)}"]')
    lines += [f"  {names[need]} --> {names[name]}" for name, need in drawing.arcs]
    lines += [f"  {names[need]} -.-> {names[name]}" for name, need in drawing.soft]
    return "\n".join(lines) + "\n"


def dot(drawing: Drawing) -> str:
    """A Graphviz graph, from what comes first to what waits for it."""
    lines = [
        "digraph backlog {",
        "  rankdir=LR;",
        '  node [shape=box, style=rounded, fontname="sans-serif"];',
    ]
    for name in sorted(drawing.ids):
        title = drawing.backlog.features[name].title
        lines.append(f"  {_quoted(name)} [label={_quoted(name, title)}];")
    lines += [f"  {_quoted(need)} -> {_quoted(name)};" for name, need in drawing.arcs]
    lines += [f"  {_quoted(need)} -> {_quoted(name)} [style=dashed];" for name, need in drawing.soft]
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(*lines: str) -> str:
    texts = (visible(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(texts) + '"'


NODE = Shape(Feature, "id title status rank", rank=int | None)
EDGE = Shape(object, "from waitsFor kind", kind=Literal["hard", "soft"], waits_for=str, **{"from": str})
GRAPH = Shape(object, "nodes edges leftOut?", nodes=[NODE], edges=[EDGE], left_out=list[LeftOut])


def graph_document(drawing: Drawing, left_out: Sequence[LeftOut] | None) -> Document:
    """The dependency graph as JSON: `pm graph --format json`."""
    nodes, edges = node_items(drawing), edge_items(drawing)
    return document("graph", GRAPH, None, nodes=nodes, edges=edges, left_out=left_out)


def node_items(drawing: Drawing) -> list[Document]:
    """The features as they stand in a document."""
    backlog = drawing.backlog
    return [
        item(NODE, backlog.features[name], status=backlog.status(name), rank=drawing.ranks.get(name))
        for name in drawing.ids
    ]


def edge_items(drawing: Drawing) -> list[Document]:
    """The dependencies as they stand in a document, sorted."""
    arcs = [*((arc, "hard") for arc in drawing.arcs), *((arc, "soft") for arc in drawing.soft)]
    return [
        item(EDGE, None, waits_for=need, kind=kind, **{"from": name}) for (name, need), kind in sorted(arcs)
    ]


TEXTS: Mapping[str, Callable[[Drawing], str]] = {"mermaid": mermaid, "dot": dot}
