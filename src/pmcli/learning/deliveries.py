"""What was delivered, a share a team: the estimate beside what it took.

What counts:
    A shipped feature with an estimate and `results.effort` has a share for every team that both name. Of
    several results the last with an effort counts, whole. An estimate that names no team, where there are
    several, is one share of all that was spent: it counts for all teams together. What was spent in one
    number is the work of the feature's team, or of the only one that is estimated.
    Work in progress counts where a team has `spent` more than the likely value and something is left of it:
    what it will take is at least that.
    A size is the range that it stands for; a plain number is taken at ÷2 to ×2.

What does not count, and is told in `aside`:
    Work of a team that the estimate does not name (nothing was promised of it), and work that took nothing
    (the team was not needed; a ratio of 0 says nothing of how well work is estimated). A team that the
    result does not name is not known to have done anything. Parents do not count: their children do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum, log
from typing import Literal

from pmcli.model.backlog import Backlog
from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate, Z
from pmcli.model.feature import Feature

Efforts = Mapping[str, Estimate]
"""Estimates of the effort by team."""
ASSUMED = 2.0
"""The factor down and up at which a number without a range is taken."""


@dataclass(frozen=True, slots=True)
class DeliveredShare:
    """What a team did of a feature: the estimate and what it took; of unfinished work, so far."""

    feature: str
    team: str
    estimate: Estimate
    took: float
    is_finished: bool = True

    @property
    def error(self) -> float:
        """The standardised error: 0 at the likely value, -1.645 and 1.645 at the ends of the range."""
        ratio = log(self.took / self.estimate.likely)
        return Z * ratio / half_widths(self.estimate)[ratio >= 0]

    @property
    def is_inside(self) -> bool:
        """Whether it took what the range says, the ends included."""
        estimate = self.estimate
        if estimate.is_exact:
            return estimate.likely / ASSUMED <= self.took <= estimate.likely * ASSUMED
        return estimate.low <= self.took <= estimate.high


@dataclass(frozen=True, slots=True)
class Aside:
    """Work of a team that was recorded and teaches nothing: not in the estimate, or it took nothing."""

    feature: str
    team: str
    why: Literal["not-estimated", "took-nothing"]


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The shares of what was delivered, by feature and team, those of unfinished work last."""

    shares: tuple[DeliveredShare, ...]
    aside: tuple[Aside, ...]

    @classmethod
    def of(cls, backlog: Backlog, estimates: Mapping[str, Efforts] | None = None) -> Deliveries:
        """The deliveries of a backlog.

        `estimates` are those in force when work began, by feature; of features that it lacks, and without
        it, the estimates as they are now count.
        """
        done: list[DeliveredShare] = []
        begun: list[DeliveredShare] = []
        aside: list[Aside] = []
        parents = backlog.children()
        for feature in backlog.features.values():
            planned = (estimates or {}).get(feature.id, backlog.effort(feature))
            if not planned or feature.id in parents:
                continue
            status = backlog.status(feature.id)
            if status == "shipped":
                counts, rest = _finished(feature.id, planned, actual_effort(backlog, feature, planned))
                done += counts
                aside += rest
            elif status == "in-progress":
                begun += _overdue(backlog, feature, planned)
        return cls((*done, *begun), tuple(aside))


def unrecorded(backlog: Backlog) -> Iterator[Feature]:
    """The shipped features that were estimated, and of which nobody wrote what they took; no parents."""
    parents = backlog.children()
    for feature in backlog.features.values():
        is_counted = feature.effort and feature.id not in parents and backlog.status(feature.id) == "shipped"
        if is_counted and not any(result.effort for result in feature.results):
            yield feature


def actual_effort(backlog: Backlog, feature: Feature, planned: Efforts) -> Mapping[str, float]:
    """What a feature took by the teams of its estimate, as the last result that says so; empty where none.

    The key is `NO_TEAM` where the estimate has no team, or where nobody knows which of several it was.
    """
    took = next((result.effort for result in reversed(feature.results) if result.effort), {})
    if took and planned.keys() == {NO_TEAM}:
        return {NO_TEAM: fsum(took.values())}
    if NO_TEAM not in took:
        return took
    team = next(iter(planned)) if len(planned) == 1 else backlog.team(feature)
    return {team: took[NO_TEAM]}


def half_widths(estimate: Estimate) -> tuple[float, float]:
    """The logarithms of likely over low and of high over likely; an end at 0 mirrors the other."""
    if estimate.is_exact:
        return log(ASSUMED), log(ASSUMED)
    up = log(estimate.high / estimate.likely)
    return log(estimate.likely / estimate.low) if estimate.low > 0 else up, up


def log_width(estimate: Estimate) -> float:
    """The logarithm of the high end over the low one, as the half-widths have them."""
    return fsum(half_widths(estimate))


def _finished(
    feature: str, planned: Efforts, took: Mapping[str, float]
) -> tuple[list[DeliveredShare], list[Aside]]:
    """The shares of a shipped feature, and what of it does not count."""
    there = {team: number for team, number in took.items() if number > 0}
    shares = [DeliveredShare(feature, team, planned[team], there[team]) for team in there if team in planned]
    aside = [
        Aside(feature, team, "not-estimated" if team in there else "took-nothing")
        for team in took if team not in there or team not in planned
    ]  # fmt: skip
    return shares, aside


def _overdue(backlog: Backlog, feature: Feature, planned: Efforts) -> Iterator[DeliveredShare]:
    """The shares of work in progress that have taken more than their likely value, with something left."""
    left = {team or backlog.team(feature): part for team, part in (feature.remaining or {}).items()}
    for named, number in (feature.spent or {}).items():
        team = named or backlog.team(feature)
        estimate = planned.get(team)
        is_done = team in left and left[team].likely <= 0
        if estimate is not None and number > estimate.likely and not is_done:
            yield DeliveredShare(feature.id, team, estimate, number, is_finished=False)
