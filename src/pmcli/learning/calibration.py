"""The past of every team and of all together, and the ranges that it makes of estimates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from pmcli.learning.deliveries import Aside, DeliveredShare, Deliveries, Efforts, log_width
from pmcli.learning.posterior import EVERYBODY, Posterior, Prior, calibrated, posterior, team_prior
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate

ENOUGH = 5
"""So many deliveries, of all teams or of one, are needed to tell what its ranges mean."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was delivered by a team, or by all where `team` is None, and what that says of its ranges.

    `shares` are finished ones, `inside` those of them that took what their range says; `unfinished` those
    past their likely value; `deliveries` are the features. `log_width` is that of the middle one of their
    ranges.
    """

    team: str | None
    shares: int
    inside: int
    unfinished: int
    deliveries: int
    log_width: float
    posterior: Posterior

    @classmethod
    def of(cls, team: str | None, shares: Iterable[DeliveredShare], prior: Prior) -> Past:
        """The past that these shares are."""
        done: list[DeliveredShare] = []
        begun: list[DeliveredShare] = []
        for share in shares:
            (done if share.is_finished else begun).append(share)
        widths = [log_width(share.estimate) for share in done]
        return cls(
            team, len(done), sum(share.is_inside for share in done), len(begun),
            len({share.feature for share in done}), median(widths or [0.0]),
            posterior([share.error for share in done], [share.error for share in begun], prior),
        )  # fmt: skip

    @property
    def missing(self) -> int:
        """How many more deliveries are needed to tell what its ranges mean."""
        return max(ENOUGH - self.deliveries, 0)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What estimates have meant: of all teams, and of each that has delivered, in the order of pm.yaml.

    `mode` is that of pm.yaml's `forecast.calibrate`: "auto" reads estimates as the past says from 5
    deliveries on, "always" also with fewer (with none by what is believed beforehand), "never" leaves them.
    """

    everybody: Past
    teams: Mapping[str, Past]
    aside: tuple[Aside, ...] = ()
    mode: str = "auto"
    compared: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, backlog: Backlog, mode: str | None = None, estimates: Mapping[str, Efforts] | None = None
    ) -> Calibration:
        """The calibration by the past of a backlog, in the mode of its pm.yaml where none is given.

        `estimates` are those in force when work began, by feature and team; else those of now count.
        Forecasts and checks go by those of now: they stay fast, and say the same in a shallow clone.
        """
        delivered = Deliveries.of(backlog, estimates)
        everybody = Past.of(None, delivered.shares, EVERYBODY)
        by_team: dict[str, list[DeliveredShare]] = {team: [] for team in backlog.workspace.teams}
        for share in delivered.shares:
            if share.team != NO_TEAM:
                by_team.setdefault(share.team, []).append(share)
        prior = team_prior(everybody.posterior)
        teams = {team: Past.of(team, shares, prior) for team, shares in by_team.items() if shares}
        return cls(
            everybody, teams, delivered.aside, mode or backlog.workspace.forecast.calibrate,
            frozenset(share.feature for share in delivered.shares),
        )  # fmt: skip

    @classmethod
    def asked(cls, backlog: Backlog, mode: str | None = None) -> Calibration:
        """As `of`, where somebody asked for "always" by that word.

        Raises:
            PmError: that was asked for, and too little was delivered.
        """
        found = cls.of(backlog, mode)
        return found.demanded() if found.mode == "always" else found

    @property
    def is_used(self) -> bool:
        """Whether estimates are calibrated at all."""
        return self.mode == "always" or (self.mode == "auto" and not self.everybody.missing)

    def posterior(self, team: str) -> Posterior:
        """What the ranges of a team are taken for: its own past where that is enough, else that of all."""
        own = self.teams.get(team)
        return own.posterior if own is not None and not own.missing else self.everybody.posterior

    def calibrate(self, estimate: Estimate, team: str) -> Estimate:
        """The estimate of a team as its past says to read it; itself where estimates are not calibrated."""
        return self.meaning(estimate, team) if self.is_used else estimate

    def meaning(self, estimate: Estimate, team: str) -> Estimate:
        """What such a range of a team has meant, whether or not forecasts read it so."""
        return calibrated(estimate, self.posterior(team))

    @property
    def reader(self) -> Callable[[Estimate, str], Estimate] | None:
        """What reads estimates as the past says, None where they are not calibrated."""
        return self.calibrate if self.is_used else None

    def demanded(self) -> Calibration:
        """This calibration, where somebody asked for it by name.

        Raises:
            PmError: too little was delivered; it says how much is missing.
        """
        missing = self.everybody.missing
        if not missing:
            return self
        raise PmError(
            f"calibrating needs {ENOUGH} deliveries with an estimate and what they took: "
            f"it has {self.everybody.deliveries}, and lacks {missing}",
            "write what shipped features took: results: [{effort: {team: …}}]",
        )
