"""What a feature earns when it is delivered in a period: FORMAT.md § 4, profiles."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.planning.horizon import Horizon


def earnings(backlog: Backlog, profile: str) -> tuple[float, ...]:
    """For every period planned what one unit of benefit is worth, delivered there, up to the value horizon.

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


def worth(
    feature: Feature, benefit: float, horizon: Horizon, curves: dict[str, Sequence[float]], *, profiled: bool
) -> tuple[float, ...]:
    """What delivering a feature is worth, for each period.

    `curves` are the `earnings` by profile; `profiled` says whether the model has profiles. A fixed date is
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
