"""Both roadmaps of a difference as Gantt charts: what moved, came or went, and what that hangs together with.

The same features stand in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pmcli.model.figure import counted, listed
from pmcli.model.period import FiscalYear
from pmcli.planning import Placement, Roadmap
from pmcli.views.diff.words import Comparison
from pmcli.writers import markdown as md
from pmcli.writers import mermaid

CHARTED = 20
"""Features in the charts that moved, came, went or are shipped, at most."""
BESIDE = 5
"""Features in the charts that these wait for, or that wait for these, at most."""
Marks = Mapping[str, Literal["crit", "done"]]
"""How what moved, and what is shipped, is drawn."""
NAMED = 5
"""Features that stand in one chart alone and are named."""


def charts(comparison: Comparison) -> Iterator[str]:
    """Both charts in Markdown, with a line on what they leave out and what stands in one of them alone."""
    both = comparison.difference.roadmaps
    if both is None:
        return
    before, after = _Side.of(comparison, both[0], is_before=True), _Side.of(comparison, both[1])
    moved: dict[str, Literal["crit", "done"]] = {
        shifted.id: "crit" for shifted in comparison.difference.roadmap
    }
    moved.update((one.id, "done") for one in comparison.difference.shipped)
    order = [*after.placements, *(name for name in before.placements if name not in after.placements)]
    there = [name for name in order if name in moved][:CHARTED]
    shown = [*there, *_beside(comparison, there, [name for name in order if name not in moved])]
    rest = [name for name in order if name not in shown]
    for line in _notes(comparison, (before, after), moved, shown, rest):
        yield f"{md.paragraph(line)}\n"
    for title, side in (("Before", before), ("After", after)):
        yield f"```mermaid\n{side.gantt(title, shown, moved)}```\n"


def _beside(comparison: Comparison, moved: list[str], others: list[str]) -> list[str]:
    """The first of the others that something that moved waits for, or that wait for it."""
    needs = {
        (name, need) for backlog in (comparison.before, comparison.backlog)
        for name, feature in backlog.features.items() for need in feature.prerequisites()
    }  # fmt: skip
    near = {need for name, need in needs if name in moved} | {name for name, need in needs if need in moved}
    return [name for name in others if name in near][:BESIDE]


def _notes(
    comparison: Comparison, sides: tuple[_Side, _Side], moved: Marks, shown: list[str], rest: list[str]
) -> Iterator[str]:
    before, after = sides
    beside = sum(name not in moved for name in shown)
    parts = [f"{counted(len(shown) - beside, 'feature')} that moved, came or went"]
    parts += [f"{beside:,} that wait for these or that these wait for"] if beside else []
    yield f"Both charts show {' and '.join(parts)}."
    if rest:
        still = sum(name not in moved for name in rest)
        parts = [f"{counted(still, 'feature')} that did not move"] if still else []
        parts += [f"{counted(len(rest) - still, 'feature')} that did"] if len(rest) > still else []
        yield f"Left out: {' and '.join(parts)}."
    shipped = {one.id for one in comparison.difference.shipped}
    for lead, side, other in (("Only before", before, after), ("Only after", after, before)):
        alone = [name for name in shown if name in side.placements and name not in other.placements]
        if alone:
            titles = [f"{side.title(name)}{' (shipped)' if name in shipped else ''}" for name in alone]
            yield f"{lead}: {listed(titles, NAMED)}."


@dataclass(frozen=True, slots=True)
class _Side:
    """A roadmap of a comparison: its placements by the ids of after, best first, and its calendar."""

    roadmap: Roadmap
    placements: dict[str, Placement]
    titles: dict[str, str]
    fiscal: FiscalYear

    @classmethod
    def of(cls, comparison: Comparison, roadmap: Roadmap, *, is_before: bool = False) -> _Side:
        renamed = comparison.difference.renamed if is_before else ()
        names = {rename.before: rename.after for rename in renamed}
        best = sorted(roadmap.placements, key=lambda placement: (placement.rank or 0, placement.id))
        backlog = comparison.before if is_before else comparison.backlog
        placements = {names.get(placement.id, placement.id): placement for placement in best}
        return cls(roadmap, placements, comparison.difference.titles, backlog.workspace.calendar.fiscal)

    def title(self, name: str) -> str:
        return self.titles.get(name) or name

    def gantt(self, title: str, shown: list[str], moved: Marks) -> str:
        """A Mermaid chart of the features shown, by period, those that moved marked and shown first."""
        there = [(name, self.placements[name]) for name in shown if name in self.placements]
        bars = [
            mermaid.GanttBar(
                mermaid.task(self.title(name), name), str(period), self.fiscal.first_day(period),
                self.fiscal.last_day(period), moved.get(name, ""),
            )
            for period in self.roadmap.periods
            for name, placement in there
            if placement.period == period
        ]  # fmt: skip
        return mermaid.gantt(title, bars)
