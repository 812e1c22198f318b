"""`pm graph`: what waits for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.common import START, Desk
from pmcli.cli.find import find_feature
from pmcli.cli.options import Where

if TYPE_CHECKING:
    from pmcli import Backlog
    from pmcli.formats.page import Block
    from pmcli.ranking import LeftOut, Ranking
    from pmcli.where import Shown

Root = Annotated[
    str | None,
    typer.Argument(
        metavar="ID", help="Only what it waits for and unlocks.", autocompletion=complete.features
    ),
]


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
        from pmcli.structure import Structure

        structure = Structure.of(backlog)
        ranks = {item.id: item.rank for item in ranking.items}
        kept = [one for one in structure.ids if shown is None or shown(one)]
        ids = sorted(kept, key=lambda one: (ranks.get(one, len(ranks) + 1), one))
        arcs = tuple(arc for arc in structure.arcs if set(arc) <= set(kept))
        return cls(backlog, tuple(ids), arcs, tuple(_soft(backlog, set(kept))), ranks, structure.parents)

    def about(self, feature: str) -> Drawing:
        """The part of it that one feature waits for or unlocks."""
        near = {feature, *_reached(feature, self.needs()), *_reached(feature, self.unlocks())}
        return Drawing(
            self.backlog, tuple(one for one in self.ids if one in near),
            tuple(arc for arc in self.arcs if set(arc) <= near),
            tuple(arc for arc in self.soft if set(arc) <= near), self.ranks, self.parents,
        )  # fmt: skip

    def needs(self) -> dict[str, list[str]]:
        """What each waits for, the best first."""
        return self._sides(0, 1)

    def unlocks(self) -> dict[str, list[str]]:
        """What waits for each, the best first."""
        return self._sides(1, 0)

    def _sides(self, one: int, other: int) -> dict[str, list[str]]:
        place = {name: number for number, name in enumerate(self.ids)}
        found: dict[str, list[str]] = {name: [] for name in self.ids}
        for arc in self.arcs:
            found[arc[one]].append(arc[other])
        return {name: sorted(names, key=place.__getitem__) for name, names in found.items()}

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


def _reached(start: str, ways: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in ways[waiting.pop()]:
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def run(desk: Desk, feature: Root = None, where: Where = None) -> None:
    """Draw the dependencies."""
    backlog, left_out = desk.open_backlog()
    from pmcli import rank
    from pmcli.cli import drawings
    from pmcli.where import Filter

    root = find_feature(backlog, feature, left_out).id if feature else None
    ranking = rank(backlog)
    drawing = Drawing.of(backlog, ranking, Filter.parse(where or (), backlog).shown(ranking))
    if root is not None and root in drawing.ids:
        drawing = drawing.about(root)
    if desk.format == "json":
        desk.document(drawings.document(drawing, left_out))
    elif desk.format in drawings.TEXTS:
        desk.write(drawings.TEXTS[desk.format](drawing))
    else:
        desk.page([*drawings.page(drawing, root), *_notes(backlog, left_out)])


def _notes(backlog: Backlog, left_out: Sequence[LeftOut] | None) -> list[Block]:
    from pmcli.formats.page import Paragraph

    notes: list[Block] = []
    if not backlog.features:
        notes.append(Paragraph(f"no features yet; {START}"))
    if left_out:
        notes.append(Paragraph("left out: " + ", ".join(f"{one.id} ({one.reason})" for one in left_out)))
    return notes


COMMAND = Command(
    name="graph",
    group="Look",
    title="what waits for what, as a tree or a diagram",
    examples=(
        ("pm graph", "every chain, from what comes first"),
        ("pm graph guest-checkout", "what it waits for, and what it unlocks"),
        ("pm graph --format mermaid", "for pull requests and wikis"),
        ("pm graph --format dot | dot -Tsvg > graph.svg", "for Graphviz"),
    ),
    about="What is further in waits for what it hangs on. Features with several prerequisites are drawn in "
    "full once. In diagrams an arrow leads from what comes first to what waits for it, dashed where it only "
    "would like to.",
    formats=("tree", "mermaid", "dot", "json"),
    run=run,
)
