"""How much tests of a workspace move: what a winner is to be shrunk by, for winners are read too high."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.experiments.shrinkage import ASSUMED_SPREAD, spread_of
from pmcli.model.reading import readings

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.experiment import Experiment

ENOUGH = 5
"""So many other experiments are needed to tell how much they move."""


@dataclass(frozen=True, slots=True)
class EffectPrior:
    """How much tests move things: the standard deviation of true differences, in the unit of the metric.

    `is_assumed` where there are too few others to tell; `experiments` is how many others there are.
    """

    spread: float
    experiments: int
    is_assumed: bool


@dataclass(frozen=True, slots=True)
class PastEffects:
    """What finished experiments of a backlog moved: of each treatment the difference and its error.

    They stand in the order of the files. Such as run, or whose groups are broken, do not count.
    """

    found: tuple[tuple[Experiment, tuple[tuple[float, float], ...]], ...]

    @classmethod
    def of(cls, backlog: Backlog) -> PastEffects:
        """The effects of all experiments of a backlog; worked out once by `backlog.once(PastEffects.of)`."""
        return cls(tuple(_finished(backlog)))

    def prior(self, experiment: Experiment) -> EffectPrior | None:
        """What the other experiments say of how much this one may have moved.

        Shares are compared with all shares, and taken to move about one point where there are too few; means
        only with the same metric: None where there are too few, or they moved no more than chance does.
        """
        is_share = _is_share(experiment)
        others = [
            effects for other, effects in self.found
            if other is not experiment and _is_share(other) == is_share
            and (is_share or (other.metric is not None and other.metric == experiment.metric))
        ]  # fmt: skip
        if len(others) < ENOUGH:
            return EffectPrior(ASSUMED_SPREAD, len(others), is_assumed=True) if is_share else None
        spread = spread_of(
            [effect for effects in others for effect in effects], ASSUMED_SPREAD if is_share else None
        )
        return None if spread is None else EffectPrior(spread, len(others), is_assumed=False)


def _finished(backlog: Backlog) -> Iterator[tuple[Experiment, tuple[tuple[float, float], ...]]]:
    for feature in backlog.features.values():
        for experiment in feature.experiments:
            if experiment.state in ("done", "stopped"):
                arms = [arm for arm in readings(experiment) if arm.verdict != "broken"]
                if arms:
                    yield experiment, tuple((arm.difference, arm.error) for arm in arms)


def _is_share(experiment: Experiment) -> bool:
    return experiment.control is not None and experiment.control.conversions is not None
