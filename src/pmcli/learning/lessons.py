"""All that was learned from what shipped: effort, outcomes, confidence, and what nobody has looked at yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pmcli.learning.bets import Belief, EvidenceRate, beliefs, evidence_rates
from pmcli.learning.calibration import Calibration
from pmcli.learning.confidence import Bet, HitRate, base_rate, brier, hit_rate, hit_rates
from pmcli.learning.deliveries import Efforts
from pmcli.learning.due import DueResult, awaited
from pmcli.learning.outcomes import OutcomeResult, outcomes
from pmcli.model.backlog import Backlog

MANY = 10
"""So many results are needed to score confidences, and of one to say what it has meant."""


class _OfFeature(Protocol):
    @property
    def id(self) -> str:
        """The feature."""


Row = TypeVar("Row", bound=_OfFeature)


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a backlog has taught.

    `due` are results whose day is past, `coming` those whose day is still to come, the next one first.
    """

    calibration: Calibration
    outcomes: tuple[OutcomeResult, ...]
    beliefs: tuple[Belief, ...]
    due: tuple[DueResult, ...]
    coming: tuple[DueResult, ...]

    @classmethod
    def of(
        cls, backlog: Backlog, estimates: Mapping[str, Efforts] | None = None,
        said: Mapping[str, float | None] | None = None,
    ) -> Lessons:  # fmt: skip
        """The lessons; `estimates` and `said` are efforts and confidences when work began, where known."""
        reached, looks = outcomes(backlog), awaited(backlog)
        return cls(
            Calibration.of(backlog, estimates=estimates), reached, beliefs(backlog, said),
            tuple(look for look in looks if look.since < backlog.today),
            tuple(look for look in looks if look.since >= backlog.today),
        )  # fmt: skip

    def only(self, shown: Callable[[str], bool]) -> Lessons:
        """The lessons of some features; the calibration stays that of all."""

        def kept(rows: Iterable[Row]) -> tuple[Row, ...]:
            return tuple(row for row in rows if shown(row.id))

        return Lessons(
            self.calibration, kept(self.outcomes), kept(self.beliefs), kept(self.due), kept(self.coming)
        )

    @property
    def bets(self) -> list[Bet]:
        """What was said of features whose outcome is clear, and whether it came."""
        return [(bet.said, bet.came_true) for bet in self.beliefs if bet.said is not None]

    @property
    def rates(self) -> tuple[HitRate, ...]:
        """How often what was said came true, the surest first; last of all together, where there are more."""
        rates = hit_rates(self.bets)
        return (*rates, hit_rate(None, [came for _, came in self.bets])) if len(rates) > 1 else rates

    @property
    def evidence(self) -> tuple[EvidenceRate, ...]:
        """How often bets came true by what they rested on."""
        return evidence_rates(self.beliefs)

    @property
    def brier(self) -> float | None:
        """The Brier score of what was said; None of fewer than 10 results."""
        return brier(self.bets) if len(self.bets) >= MANY else None

    @property
    def base_rate(self) -> float | None:
        """The Brier score of always saying the share that came true; None of fewer than 10 results."""
        return base_rate(self.bets) if len(self.bets) >= MANY else None


def works_on(backlog: Backlog, name: str, team: str) -> bool:
    """Whether a team has, or had, to do with a feature: by its effort, or by what it took.

    Of a feature that is gone nobody knows.
    """
    feature = backlog.features.get(name)
    if feature is None:
        return False
    took = {named for result in feature.results for named in result.effort or {}}
    return team in took or team in backlog.effort(feature) or feature.team == team
