"""An experiment with all that is known of it on a day: how far it is, what its groups say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pmcli.experiments.result import ALPHA, ArmReading, Verdict
from pmcli.experiments.size import ShareSize, planned_ratio
from pmcli.learning.winners import EffectPrior, PastEffects
from pmcli.model.difference import DifferenceScale
from pmcli.model.experiment import Experiment
from pmcli.model.reading import readings, verdict

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature

CLOSED = ("shipped", "declined")
"""The states of a feature in which nothing is left to be decided on its experiments."""
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Readout:
    """An experiment of a feature as of `today`: a reading for each group with a change, the verdict of all.

    Without numbers there is no reading, and the verdict is None. `status` is that of the feature. `prior` is
    how much tests move things, None where nobody can tell.
    """

    feature: Feature
    status: str
    experiment: Experiment
    arms: tuple[ArmReading, ...]
    verdict: Verdict | None
    today: date
    prior: EffectPrior | None

    @property
    def name(self) -> str:
        """Its id, else that of its feature."""
        return self.experiment.id or self.feature.id

    @property
    def is_share(self) -> bool:
        """Whether it counts who did a thing, and measures no number."""
        return self.experiment.is_share

    @property
    def is_unreadable(self) -> bool:
        """Whether it has numbers that cannot be: an empty group, more conversions than people."""
        return self.experiment.has_numbers and not self.arms and not self.experiment.is_called_planned

    @property
    def decided_verdict(self) -> Verdict | None:
        """The verdict that a decision rests on: that on the group it names, else that of all."""
        arm = self.experiment.decided.arm if self.experiment.decided is not None else None
        return next((one.verdict for one in self.arms if one.arm == arm), None) if arm else self.verdict

    @property
    def detect(self) -> float | None:
        """The least difference worth having, None where nobody said."""
        return self.experiment.least_difference

    @property
    def short(self) -> int | None:
        """How many the smallest group lacks of the size that was planned; None where none was."""
        size = self.experiment.size
        return None if size is None else max(0, size - self.experiment.least)

    @property
    def weekly(self) -> float | None:
        """How many came into the smallest group each week until now, or until its end; None if unknown."""
        start, end = self.experiment.start, self.experiment.end
        until = self.today if end is None else min(self.today, end)
        if start is None or until <= start or not self.experiment.least:
            return None
        return self.experiment.least * _WEEK / (until - start).days

    @property
    def full_on(self) -> date | None:
        """The day on which the planned size is reached at the present speed; None where that is unknown."""
        weeks = self.weeks_for(self.short) if self.short else None
        return None if weeks is None else day_after(self.today, weeks)

    @property
    def is_due(self) -> bool:
        """Whether the day on which it was to be read has come."""
        return self.experiment.end is not None and self.experiment.end <= self.today

    @property
    def is_decided(self) -> bool:
        """Whether somebody decided, or its feature was shipped or declined since."""
        return self.experiment.decided is not None or self.status in CLOSED

    def scale(self, arm: ArmReading) -> DifferenceScale:
        """How the values of a group are written."""
        return DifferenceScale.of(arm.low, arm.high, is_share=self.is_share)

    @property
    def planned_sight(self) -> float | None:
        """The difference that groups of the planned size can see; None where that cannot be worked out."""
        measure, size = self._measure, self.experiment.size
        return None if measure is None or size is None else measure.seen(size, alpha=self._alpha)

    @property
    def planned_need(self) -> int | None:
        """How many each group needs for the least difference worth having; None where none would do."""
        measure, detect = self._measure, self.detect
        return None if measure is None or detect is None else measure.each(detect, alpha=self._alpha)

    @property
    def _alpha(self) -> float:
        return ALPHA / max(1, len(self.experiment.arms))

    @property
    def _measure(self) -> ShareSize | None:
        """The share that is to be moved; None of a mean, whose spread nobody knows before."""
        baseline = self.experiment.baseline
        if baseline is None or not self.is_share or not 0 <= baseline <= 1:
            return None
        ratio = planned_ratio(max(1, len(self.experiment.arms)), self.experiment.split)
        return ShareSize(baseline, self.experiment.better == "up", ratio)

    def weeks_for(self, people: int) -> float | None:
        """How many weeks so many more in each group take at the present speed; None where that is unknown."""
        weekly = self.weekly
        return None if not weekly else people / weekly


def readouts(backlog: Backlog) -> Iterator[Readout]:
    """Every experiment of the workspace, in the order of the features and of their files."""
    past = backlog.once(PastEffects.of)
    for feature in backlog.features.values():
        for experiment in feature.experiments:
            yield Readout(
                feature, backlog.status(feature.id), experiment, readings(experiment), verdict(experiment),
                backlog.today, past.prior(experiment),
            )  # fmt: skip


def day_after(start: date, weeks: float) -> date | None:
    """The day so many weeks after a day; None where no calendar has it."""
    try:
        return start + timedelta(weeks=weeks)
    except OverflowError:
        return None
