"""The mix of effort by outcome and by theme, against the weights that the strategy gives."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from math import fsum

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature

NONE = ""
"""The name of the share that serves no outcome, or has no theme."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A share of the effort: `share` 0..1, and the `weight` 0..1 that the strategy gives, None for a theme.

    `effort` is in the effort unit. `drift` is the share less the weight.
    """

    name: str
    title: str
    effort: float
    share: float
    weight: float | None = None

    @property
    def drift(self) -> float | None:
        """The share less the weight; None where there is no weight."""
        return None if self.weight is None else self.share - self.weight


def by_outcome(backlog: Backlog, efforts: Mapping[str, float]) -> tuple[Slice, ...]:
    """The effort by outcome, the weightiest first, what serves none last.

    `efforts` are of the features that count. That of a feature is split over its outcomes in proportion to
    what it contributes to each; one that names none serves those of what it is a part of.
    """
    outcomes = backlog.workspace.strategy.outcomes
    parts: dict[str, list[float]] = {name: [] for name in outcomes}
    for name, effort in efforts.items():
        shares = shares_of(backlog, name)
        for outcome, share in shares.items() or [(NONE, 1.0)]:
            parts.setdefault(outcome, []).append(effort * share)
    whole = fsum(efforts.values())
    weights = fsum(outcome.weight for outcome in outcomes.values())
    slices = []
    for name in sorted(outcomes, key=lambda name: (-outcomes[name].weight, name)):
        weight = outcomes[name].weight / weights if weights else None
        slices.append(_slice(name, outcomes[name].title, parts[name], whole, weight))
    if NONE in parts:
        slices.append(_slice(NONE, "no outcome", parts[NONE], whole, 0.0 if weights else None))
    return tuple(slices)


def by_theme(backlog: Backlog, efforts: Mapping[str, float]) -> tuple[Slice, ...]:
    """The effort by theme, the largest first, what has none last."""
    parts: dict[str, list[float]] = {}
    for name, effort in efforts.items():
        themed = _first_in_line(backlog, name, lambda feature: bool(feature.theme))
        parts.setdefault(themed.theme or NONE, []).append(effort)
    whole = fsum(efforts.values())
    order = sorted(parts, key=lambda name: (name == NONE, -fsum(parts[name]), name))
    return tuple(_slice(name, name or "no theme", parts[name], whole, None) for name in order)


def _first_in_line(backlog: Backlog, name: str, says: Callable[[Feature], bool]) -> Feature:
    """A feature, or the nearest one that it is a part of, that says something; else itself."""
    passed: list[str] = []
    at: str | None = name
    while at is not None and at in backlog.features and at not in passed:
        if says(backlog.features[at]):
            return backlog.features[at]
        passed.append(at)
        at = backlog.features[at].parent
    return backlog.features[name]


def shares_of(backlog: Backlog, name: str) -> dict[str, float]:
    """The part of a feature that goes to each outcome, of its own or of what it is a part of."""
    outcomes = backlog.workspace.strategy.outcomes
    served = _first_in_line(backlog, name, lambda feature: bool(_shares(feature, outcomes)))
    return _shares(served, outcomes)


def _shares(feature: Feature, outcomes: Container[str]) -> dict[str, float]:
    """The part of a feature that goes to each of its outcomes; {} for one that serves none."""
    given = {name: share for name, share in feature.outcomes.items() if share > 0 and name in outcomes}
    whole = fsum(given.values())
    return {name: share / whole for name, share in given.items()}


def _slice(name: str, title: str, parts: list[float], whole: float, weight: float | None) -> Slice:
    effort = fsum(parts)
    return Slice(name, title, effort, effort / whole if whole else 0.0, weight)
