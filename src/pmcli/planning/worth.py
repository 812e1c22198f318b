"""The value that features add to a plan, by the period of their delivery: FORMAT.md § 4, profiles."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.planning.candidates import Candidates
from pmcli.planning.horizon import Horizon
from pmcli.ranking import Ranking


def worths_by_period(
    backlog: Backlog, ranking: Ranking, candidates: Candidates, horizon: Horizon
) -> dict[str, tuple[float, ...]]:
    """The value of every candidate by period; 1 where values are categories: only their order counts."""
    profiled = ranking.model.name == "cd3"
    profiles = ("standard", "fading", "intangible") if profiled else ("standard",)
    curves: dict[str, Sequence[float]] = {profile: _earnings(backlog, profile) for profile in profiles}
    nothing = (0.0,) * len(horizon)
    worths = dict.fromkeys(candidates.ids, nothing)
    for item in ranking.items:
        if ranking.model.is_category:
            worths[item.id] = (1.0,) * len(horizon) if item.value else nothing
            continue
        benefit = item.details.benefit if item.details is not None else None
        if item.id in worths and benefit is not None and isfinite(benefit) and benefit > 0:
            feature = backlog.features[item.id]
            worths[item.id] = _worth(feature, benefit, horizon, curves, profiled=profiled)
    return worths


def _earnings(backlog: Backlog, profile: str) -> tuple[float, ...]:
    """The earnings of a unit of benefit up to the value horizon, for each period planned in which it starts.

    Σ over s from the period to the horizon of (1 − discount)^s · u(s), where u is 1, halves every four
    periods ("fading") or is 0 before the fourth ("intangible").
    """
    calendar = backlog.workspace.calendar
    horizon = calendar.value_horizon or calendar.periods
    kept = 1.0 - calendar.discount
    weights, weight = [], 1.0
    for number in range(horizon):
        if profile == "fading":
            weights.append(weight * 0.5 ** (number / 4))
        else:
            weights.append(0.0 if profile == "intangible" and number < 4 else weight)
        weight *= kept
    sums, total = [], 0.0
    for weight in reversed(weights):
        total += weight
        sums.append(total)
    sums.reverse()
    return tuple(sums[: calendar.periods])


def _worth(
    feature: Feature, benefit: float, horizon: Horizon, curves: dict[str, Sequence[float]], *, profiled: bool
) -> tuple[float, ...]:
    """The value of delivering a feature, for each period.

    `curves` are the `_earnings` by profile; `profiled` says whether the model has profiles. A fixed date is
    the deadline, else the target: after its period there is nothing left to earn.
    """
    profile = feature.cd3.profile if profiled and feature.cd3 is not None else "standard"
    row = [benefit * earned for earned in curves.get(profile, curves["standard"])]
    if profile == "fixed-date":
        day = feature.deadline.date if feature.deadline is not None else feature.target
        if day is not None:
            last = horizon.number(day)
            row = [value if number <= last else 0.0 for number, value in enumerate(row)]
    return tuple(row)
