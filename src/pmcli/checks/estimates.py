"""Rules about how sure estimates are: work without a range, ranges that the past does not bear out."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum, log
from statistics import median

from pmcli.checks.rule import Finding, Rule
from pmcli.checks.shared import placed_of
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate
from pmcli.model.feature import Feature
from pmcli.model.figure import figure

NARROW = 2.0
"""So many times wider than it says a range may turn out."""
WIDE = 20.0
"""So many times its low end the high end of a range may be."""


def unranged(backlog: Backlog) -> Iterator[Finding]:
    """Large work of the plan, and promises, whose effort has no range, in a workspace that writes ranges."""
    parents = backlog.children()
    efforts = {
        feature.id: tuple(feature.effort.values()) for feature in backlog.features.values()
        if feature.effort and backlog.is_open(feature.id) and feature.id not in parents
    }  # fmt: skip
    sizes = backlog.workspace.sizes
    bare = [
        backlog.features[name] for name, parts in efforts.items()
        if all(part.is_exact and part.text not in sizes for part in parts)
    ]  # fmt: skip
    if not bare or all(part.is_exact for parts in efforts.values() for part in parts):
        return
    works = {name: fsum(part.mean for part in parts) for name, parts in efforts.items()}
    placed = placed_of(backlog) & works.keys()
    typical = median([works[name] for name in placed] or [0.0])
    for feature in bare:
        work, promise = works[feature.id], _promise(backlog, feature)
        if promise is not None:
            because = f"promised by its {promise}"
        elif feature.id in placed and work > typical:
            because = f"larger than most of the plan ({figure(typical)})"
        else:
            continue
        told = f"{figure(work)} {backlog.workspace.effort_unit} without a range"
        message = f'"{feature.id}" is {told}, and {because}'
        yield Finding(feature.id, ("effort",), message, "write low..likely..high, such as 3..5..9")


def _promise(backlog: Backlog, feature: Feature) -> str | None:
    """What promises a feature by a day: a deadline, a pin or a launch; None where nothing does."""
    if feature.deadline is not None:
        return "deadline"
    decision = feature.decision(backlog.today)
    if decision is not None and decision.verdict == "pin":
        return "pin"
    return "launch" if feature.launch is not None and feature.launch.date is not None else None


def narrow(backlog: Backlog) -> Iterator[Finding]:
    """Ranges less than half as wide as such ranges of the team have turned out, where it has delivered.

    What is as wide as its usual ranges have turned out, or half of it, is none: who widens a range is heard.
    """
    if not any(feature.results for feature in backlog.features.values()):
        return
    from pmcli.learning.calibration import Calibration
    from pmcli.learning.deliveries import log_width
    from pmcli.learning.posterior import calibrated

    told = {team: past for team, past in backlog.once(Calibration.of).teams.items() if not past.missing}
    for feature, keys, team, estimate in _ranges(backlog):
        past = told.get(team)
        if past is None:
            continue
        meant = calibrated(estimate, past.posterior)
        says, turned_out = log_width(estimate), log_width(meant)
        usual = past.log_width * turned_out / says
        if says + log(NARROW) < min(turned_out, usual):
            message = (
                f"{estimate} of {team} is narrow: {past.inside} of its {past.shares} delivered kept to their "
                f"ranges, and such a range has meant {_spelled(meant)}"
            )
            yield Finding(feature.id, keys, message, "widen it, or ask what is not known yet")


def wide(backlog: Backlog) -> Iterator[Finding]:
    """Ranges whose high end is more than 20 times the low one; sizes where they are defined."""
    for name, size in backlog.workspace.sizes.items():
        if not size.is_exact and _is_wide(size):
            yield Finding(None, ("sizes", name), _too_wide(f'the size "{name}", {size},'), _SPLIT)
    for feature, keys, _, estimate in _ranges(backlog):
        if estimate.text not in backlog.workspace.sizes and _is_wide(estimate):
            yield Finding(feature.id, keys, _too_wide(str(estimate)), _SPLIT)


_SPLIT = "split the work, or ask somebody who has done such"


def _is_wide(estimate: Estimate) -> bool:
    """Whether the ends are too far apart; a low end of 0 is as far from the likely value as the high one."""
    return estimate.high > WIDE * (estimate.low or estimate.likely**2 / estimate.high)


def _too_wide(what: str) -> str:
    return f"{what} is no estimate: the high end is more than {WIDE:g} times the low one"


def _ranges(backlog: Backlog) -> Iterator[tuple[Feature, Keys, str, Estimate]]:
    """The ranges of the efforts of open features, each with its keys and its team."""
    parents = backlog.children()
    for feature in backlog.features.values():
        if feature.effort and backlog.is_open(feature.id) and feature.id not in parents:
            for team, estimate in feature.effort.items():
                if not estimate.is_exact:
                    keys: Keys = ("effort",) if team == NO_TEAM else ("effort", team)
                    yield feature, keys, team or backlog.team(feature), estimate


def _spelled(estimate: Estimate) -> str:
    return "..".join(map(figure, (estimate.low, estimate.likely, estimate.high)))


RULES = (
    Rule(
        "PM601", "unranged-estimate", "info",
        "One number says nothing of how sure it is, and much of the plan hangs on this one.",
        unranged,
    ),
    Rule(
        "PM602", "narrow-range", "info",
        "A range that is narrower than the team's past is a hope: what follows from it comes late.",
        narrow,
    ),
    Rule(
        "PM603", "wide-range", "info",
        "A range that says anything from days to months is no estimate, and drowns the others.",
        wide,
    ),
)  # fmt: skip
