"""The ways to look at a roadmap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pmcli.formats.page import Block
from pmcli.formats.roadmap_board import board
from pmcli.formats.roadmap_horizons import horizons
from pmcli.formats.roadmap_scene import Scene
from pmcli.formats.roadmap_teams import teams
from pmcli.formats.roadmap_timeline import timeline


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at a roadmap; `groups` where it can be grouped."""

    name: str
    title: str
    page: Callable[[Scene], Sequence[Block]]
    groups: bool = False


VIEWS: tuple[View, ...] = (
    View("quarters", "what is delivered when", board, groups=True),
    View("now-next-later", "three horizons, no dates", horizons),
    View("timeline", "bars through the periods", timeline, groups=True),
    View("teams", "load, slack, and what one more week would be worth", teams),
)
