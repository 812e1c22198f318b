"""The ways to look at a roadmap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.views.roadmap.against import against_agreed
from pmcli.views.roadmap.below import conflicts, remarks, verdict
from pmcli.views.roadmap.horizons import horizons
from pmcli.views.roadmap.loads import bottleneck, fullest, teams_table
from pmcli.views.roadmap.parts import Form, RoadmapOptions
from pmcli.views.roadmap.quarters import how_likely, least, quarters
from pmcli.views.roadmap.timeline import timeline
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock

if TYPE_CHECKING:
    from pmcli.sharing import AudienceView


SCREENS = 80
"""The lines of two screens."""


@dataclass(frozen=True, slots=True)
class RoadmapView:
    """A way to look at a roadmap.

    It takes at most so many `lines` of a screen unless all is asked for. Of its `forms` it has the first in
    which it fits, else titles; `least` is about the least number of lines that one takes.
    """

    name: str
    title: str
    page: Callable[[AudienceView, RoadmapOptions], Sequence[Block]]
    least: Callable[[AudienceView, RoadmapOptions], int]
    forms: tuple[Form, ...] = ("whole",)
    lines: int = SCREENS


def teams(view: AudienceView, options: RoadmapOptions) -> list[Block]:
    """Load, slack and price by team and period, and which of them is the bottleneck."""
    roadmap = view.roadmap
    blocks: list[Block] = [Heading(f"{view.backlog.workspace.product}: teams", 1)]
    if not roadmap.loads:
        return [*blocks, Paragraph("pm.yaml has no teams"), *conflicts(roadmap)]
    blocks += how_likely(view, options, are_listed=False)
    blocks += against_agreed(view, options)
    blocks += conflicts(roadmap)
    table = teams_table(view)
    if options.form == "titles":
        table = fullest(view, table, options.lines)
    blocks += [TableBlock(table), Paragraph("\n".join(bottleneck(view)), "strong")]
    return [*blocks, *remarks(roadmap, options), *verdict(roadmap)] if options.verbose else blocks


def _placed(view: AudienceView, options: RoadmapOptions) -> int:
    return len(options.rows(view.roadmap.placements))


def _loaded(view: AudienceView, _: RoadmapOptions) -> int:
    return len(view.roadmap.loads)


VIEWS: tuple[RoadmapView, ...] = (
    RoadmapView("quarters", "what is delivered when", quarters, least, ("whole", "reasons")),
    RoadmapView("now-next-later", "three horizons, no dates", horizons, _placed),
    RoadmapView("timeline", "bars through the periods", timeline, _placed, lines=60),
    RoadmapView("teams", "load, slack, and what one more week would be worth", teams, _loaded),
)
