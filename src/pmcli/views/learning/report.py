"""What was learned, with what the screen says beside it: of which team, by which estimates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pmcli.learning.calibration import Past
from pmcli.learning.deliveries import Aside, unrecorded
from pmcli.learning.due import DueResult
from pmcli.learning.lessons import Lessons
from pmcli.learning.posterior import calibrated
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.ranking.result import LeftOut
from pmcli.ranking.where import Shown

Section = Literal["effort", "outcomes", "confidence"]
SECTIONS: tuple[Section, ...] = ("effort", "outcomes", "confidence")
EXAMPLE = Estimate(3.0, 5.0, 9.0)
"""The range by which the screen shows what ranges have meant."""


@dataclass(frozen=True, slots=True)
class LearningReport:
    """The lessons of a backlog as they are shown: of one team or of all, of the features `shown`.

    `lessons` are those of the features shown; `estimates` says whether those in force when work began
    count, or those of now.
    """

    lessons: Lessons
    backlog: Backlog
    team: str | None = None
    estimates: Literal["start", "now"] = "now"
    shown: Shown | None = None
    left_out: Sequence[LeftOut] | None = None

    def has(self, feature: str) -> bool:
        """Whether a feature has rows."""
        return self.shown is None or self.shown(feature)

    @property
    def pasts(self) -> list[Past]:
        """The past of all teams, and of each that has one; where one is asked for, of that beside all."""
        calibration = self.lessons.calibration
        everybody = calibration.everybody
        if not (everybody.shares or everybody.unfinished):
            return []
        teams = (past for name, past in calibration.teams.items() if self.team in (None, name))
        return [everybody, *teams]

    @property
    def past(self) -> Past:
        """The past that the first line speaks of: that of the team asked for, else of all."""
        calibration = self.lessons.calibration
        return calibration.teams.get(self.team or "", calibration.everybody)

    @property
    def aside(self) -> list[Aside]:
        """The recorded work that teaches nothing, of the features and the team shown."""
        rows = self.lessons.calibration.aside
        return [row for row in rows if self.has(row.feature) and self.team in (None, row.team)]

    @property
    def unrecorded(self) -> list[str]:
        """The shipped features that were estimated, and of which nobody wrote what they took."""
        return [feature.id for feature in unrecorded(self.backlog) if self.has(feature.id)]

    @property
    def upcoming(self) -> str | None:
        """The next feature to be launched that is in progress; None where none has a launch day."""
        days = [
            (feature.launch.date, feature.id) for feature in self.backlog.features.values()
            if feature.launch is not None and feature.launch.date is not None
            and self.backlog.status(feature.id) == "in-progress" and self.has(feature.id)
        ]  # fmt: skip
        return min(days)[1] if days else None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        lessons = self.lessons
        return not (self.pasts or lessons.outcomes or lessons.due or lessons.coming)


def meant(past: Past, estimate: Estimate = EXAMPLE) -> Estimate:
    """The range that such a range has meant."""
    return calibrated(estimate, past.posterior)


def looks(due: Sequence[DueResult]) -> Iterator[tuple[str, str]]:
    """What has to be looked at: the feature, and its metrics in a row."""
    for look in due:
        yield look.id, ", ".join(look.metrics)
