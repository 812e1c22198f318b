"""What was learned, with what the screen says beside it: of which team, by which estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pmcli.learning.calibration import Past
from pmcli.learning.deliveries import Aside, unrecorded
from pmcli.learning.lessons import Lessons
from pmcli.learning.posterior import calibrated
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.ranking.result import LeftOut
from pmcli.ranking.where import Shown
from pmcli.review.at_start import AtStart, EditedEstimate, StartEstimate
from pmcli.review.given_up import GivenUpWork
from pmcli.review.say_do import SayDo

Section = Literal["effort", "outcomes", "confidence"]
SECTIONS: tuple[Section, ...] = ("effort", "outcomes", "confidence")
EXAMPLE = Estimate(3.0, 5.0, 9.0)
"""The range by which the screen shows what ranges have meant."""


@dataclass(frozen=True, slots=True)
class WrittenLesson:
    """What people wrote that they learned from a feature."""

    feature: str
    on: date | None
    learned: str


@dataclass(frozen=True, slots=True)
class LearningReport:
    """The lessons of a backlog as they are shown: of one team or of all, of the features `shown`.

    `lessons` and `promises` are those of the features shown, `said` all promises. `start` are the estimates
    in force when work began, None where those of now were asked for.
    """

    lessons: Lessons
    backlog: Backlog
    team: str | None = None
    start: AtStart | None = None
    promises: SayDo | None = None
    shown: Shown | None = None
    left_out: Sequence[LeftOut] | None = None
    said: SayDo | None = None

    def has(self, feature: str) -> bool:
        """Whether a feature has rows."""
        return self.shown is None or self.shown(feature)

    @property
    def estimates(self) -> Literal["start", "now"]:
        """Whether estimates in force when work began were compared, or only those of now."""
        if self.start is None or self.start.why_not is not None:
            return "now"
        taught = [item for name, item in self.start.features.items() if name in self.taught]
        is_known = any(item.known == "git" and item.why is None for item in taught)
        return "start" if is_known or not taught else "now"

    @property
    def changed(self) -> list[EditedEstimate]:
        """The estimates that were changed after work had begun, of the features and the team shown."""
        edits = () if self.start is None else self.start.changed
        return [
            edit for edit in edits
            if edit.feature in self.taught and self.has(edit.feature) and self.team in (None, edit.team)
        ]  # fmt: skip

    @property
    def unknown(self) -> list[StartEstimate]:
        """The estimates of now that had to do, of all teams, for nobody knows those of when work began."""
        items = () if self.start is None else self.start.unknown
        return [item for item in items if item.feature in self.taught]

    @property
    def given_up(self) -> list[GivenUpWork]:
        """The work that had begun and was parked, declined or removed; with a team asked for none is told."""
        rows = () if self.start is None or self.team is not None else self.start.given_up
        return [row for row in rows if self.has(row.feature)]

    @property
    def taught(self) -> frozenset[str]:
        """The features whose estimates are compared with what they took."""
        return self.lessons.calibration.compared

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
    def deliveries(self) -> int:
        """How many features teach something of the team asked for, or of all."""
        return 0 if self.past.team != self.team else self.past.deliveries

    @property
    def aside(self) -> list[Aside]:
        """The recorded work that teaches nothing, of the features and the team shown."""
        rows = self.lessons.calibration.aside
        return [row for row in rows if self.has(row.feature) and self.team in (None, row.team)]

    @property
    def written(self) -> list[WrittenLesson]:
        """What people wrote that they learned, of the features shown: the newest first, undated last."""
        rows = [
            WrittenLesson(name, result.on, result.learned)
            for name, feature in self.backlog.features.items()
            if self.has(name)
            for result in feature.results
            if result.learned
        ]
        return sorted(rows, key=lambda row: (row.on or date.min, row.feature), reverse=True)

    @property
    def late(self) -> list[str]:
        """The features that were estimated only after work on them had begun, which teaches nothing."""
        return [] if self.start is None else [name for name in self.start.unestimated if self.has(name)]

    @property
    def gone(self) -> list[str]:
        """Where a team is asked for, what was promised and is removed: nobody knows of which team it was."""
        if self.team is None or self.said is None:
            return []
        promised = (promise.id for period in self.said.periods for promise in period.promises)
        return [name for name in dict.fromkeys(promised) if name not in self.backlog.features]

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
        is_promised = self.promises is not None and self.promises.promised
        return not (self.pasts or lessons.outcomes or lessons.due or lessons.coming or is_promised)


def meant(past: Past) -> Estimate:
    """The range that the example has meant."""
    return calibrated(EXAMPLE, past.posterior)
