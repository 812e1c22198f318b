"""What has room in the plan by each of several methods: the decisions that hang on the method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pmcli.model.figure import anded, counted, listed
from pmcli.model.period import Period
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph
from pmcli.writers.documents import Document, Shape, item
from pmcli.writers.table import NOTHING, Cell

if TYPE_CHECKING:
    from pmcli.planning import Roadmap
    from pmcli.ranking.side_by_side import SideBySide

PLANNED = Shape(object, "model period", model=str, period=Period)
_NAMED = 8
"""The features that are named of those that the same methods plan."""


@dataclass(frozen=True)
class RoomByMethod:
    """The plans by the methods side by side, in their order, each made afresh."""

    sides: SideBySide
    roadmaps: tuple[Roadmap, ...]

    @cached_property
    def periods(self) -> Mapping[str, Mapping[str, Period]]:
        """The periods of the features that are planned, by method."""
        names = (method.name for method in self.sides.methods)
        return {
            name: {placement.id: placement.period for placement in roadmap.placements}
            for name, roadmap in zip(names, self.roadmaps, strict=True)
        }

    def by(self, feature: str) -> tuple[str, ...]:
        """The methods that plan a feature."""
        return tuple(name for name, periods in self.periods.items() if feature in periods)

    def cell(self, feature: str) -> Cell:
        """The methods that plan a feature: "all", or their names."""
        names = self.by(feature)
        if len(names) == len(self.periods):
            return Cell("all", ", ".join(names))
        return Cell(", ".join(names), tone="warn") if names else Cell(NOTHING, "", tone="dim")

    def items(self, feature: str) -> list[Document]:
        """The methods that plan a feature, each with the period, for machines."""
        return [
            item(PLANNED, None, model=name, period=str(self.periods[name][feature]))
            for name in self.by(feature)
        ]

    def section(self, features: Sequence[str]) -> list[Block]:
        """What all methods plan of these features, and what only some of them do."""
        heading = Heading(f"What has room until {self.roadmaps[0].periods[-1]}")
        if not self.roadmaps[0].loads:
            return [heading, Paragraph("Nothing: pm.yaml names no teams, and so no room.")]
        if not any(self.by(name) for name in features):
            return [heading, Paragraph("None of these features is planned by any of them.")]
        afresh = (
            any(roadmap.agreement for roadmap in self.roadmaps)
            or self.sides.methods[0].ranking.order == "score"
        )
        return [heading, Bullets((*self._groups(features), *([_AFRESH] if afresh else [])))]

    def _groups(self, features: Sequence[str]) -> Iterator[str]:
        """A line for each set of methods that plan the same features: all of them first, then the largest."""
        groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
        for name in features:
            if planned := self.by(name):
                groups.setdefault((planned, self._silent(name, planned)), []).append(name)
        every = tuple(self.periods)
        whole = groups.pop((every, ()), [])
        yield f"planned whichever method counts: {counted(len(whole), 'feature')}"
        for (planned, silent), names in sorted(groups.items(), key=lambda group: -len(group[1])):
            others = [name for name in every if name not in planned and name not in silent]
            text = f"by {anded(planned)}" + (f", not by {anded(others)}" if others else "")
            if silent:
                text += f"; {anded(silent)} {'does' if len(silent) == 1 else 'do'} not rank them"
            yield f"{text}: {listed(names, _NAMED)}"

    def _silent(self, feature: str, planned: Sequence[str]) -> tuple[str, ...]:
        """The methods that neither plan nor rank a feature."""
        return tuple(
            method.name
            for method in self.sides.methods
            if method.name not in planned and feature not in method.standings
        )


_AFRESH = "each plan is made afresh by the adjusted order, whatever was agreed"
