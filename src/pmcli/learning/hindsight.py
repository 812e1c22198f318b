"""What the past says of one feature: what ranges like its own have meant, how often such bets came true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pmcli.learning.bets import Belief, beliefs
from pmcli.learning.calibration import Calibration
from pmcli.learning.confidence import HitRate, hit_rates
from pmcli.learning.deliveries import Efforts
from pmcli.learning.lessons import MANY
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.model.hit_rates import said_of

_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class MeantRange:
    """An estimate of a team, and what such a range has meant.

    `deliveries` are those that say so: of the team where `is_own`, else of all teams.
    """

    team: str
    written: Estimate
    meant: Estimate
    deliveries: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What the past says of a feature: of its efforts from 5 deliveries on, its confidence from 10 bets.

    `is_shallow`: the clone does not reach back to when work began, and estimates of now had to do.
    `fault`: why git could not tell those of then.
    """

    efforts: tuple[MeantRange, ...] = ()
    confidence: HitRate | None = None
    is_shallow: bool = False
    fault: str | None = None


def hindsight(
    backlog: Backlog, name: str, estimates: Mapping[str, Efforts] | None = None,
    said: Mapping[str, float | None] | None = None,
) -> Hindsight | None:  # fmt: skip
    """What the past says of an open feature; None where it says nothing yet.

    `estimates` and `said` are efforts and confidences when work began, by feature, where known.
    """
    if not backlog.is_open(name):
        return None
    feature = backlog.features[name]
    calibration = Calibration.of(backlog, estimates=estimates)
    efforts = () if calibration.everybody.missing else tuple(
        _meant(calibration, team, estimate) for team, estimate in backlog.effort(feature).items()
    )  # fmt: skip
    rate = _rate(beliefs(backlog, said), said_of(backlog, feature))
    return Hindsight(efforts, rate) if efforts or rate is not None else None


def _meant(calibration: Calibration, team: str, estimate: Estimate) -> MeantRange:
    own = calibration.teams.get(team)
    is_own = own is not None and not own.missing
    past = own if own is not None and is_own else calibration.everybody
    return MeantRange(team, estimate, calibration.meaning(estimate, team), past.deliveries, is_own)


def _rate(past: Iterable[Belief], said: float | None) -> HitRate | None:
    """How often what was said for as sure came true; None of fewer than 10 bets."""
    if said is None:
        return None
    rates = hit_rates([(bet.said, bet.came_true) for bet in past if bet.said is not None])
    return next((rate for rate in rates if _is(rate, said) and rate.count >= MANY), None)


def _is(rate: HitRate, said: float) -> bool:
    return rate.said is not None and abs(rate.said - said) < _SAME
