"""What a view of a roadmap is made from, and what of it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pmcli.formats.documents import select
from pmcli.formats.roadmap_words import ORDINARY
from pmcli.roadmap.result import Placement, Roadmap, Unplaced

if TYPE_CHECKING:
    from pmcli.backlog import Backlog
    from pmcli.period import Period
    from pmcli.ranking import LeftOut


@dataclass(frozen=True)
class Scene:
    """A roadmap and its backlog, which features are shown, by what they are grouped, and how much is told.

    `shown` only hides features: loads, costs and totals are of the whole plan.
    """

    roadmap: Roadmap
    backlog: Backlog
    shown: Callable[[str], bool] | None = None
    by: str | None = None
    verbose: bool = False

    @cached_property
    def placements(self) -> list[Placement]:
        """What is placed and shown, by period, then rank."""
        return list(select(self.roadmap.placements, self.shown))

    @cached_property
    def lands(self) -> dict[str, Period]:
        """The period of everything placed, shown or not."""
        return {one.id: one.period for one in self.roadmap.placements}

    @cached_property
    def unplaced(self) -> list[Unplaced]:
        """What is not placed and shown, by rank."""
        return list(select(self.roadmap.unplaced, self.shown))

    @property
    def unscored(self) -> list[LeftOut]:
        """What has no score and is shown."""
        return list(select(self.roadmap.unscored, self.shown))

    @property
    def units(self) -> str:
        """The effort unit, of several."""
        return ORDINARY[self.backlog.workspace.effort_unit][1]

    @property
    def unit(self) -> str:
        """The effort unit, of one."""
        return ORDINARY[self.backlog.workspace.effort_unit][0]

    def title(self, feature: str) -> str:
        """What a feature is called; its id where the backlog does not know it."""
        found = self.backlog.features.get(feature)
        return found.title if found is not None else feature

    def in_period(self, period: Period) -> list[Placement]:
        """What is delivered in a period and shown."""
        return [one for one in self.placements if one.period == period]
