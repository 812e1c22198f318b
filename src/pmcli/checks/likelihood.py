"""Rules about how likely the plan is: they need the extra "forecast", and are asked by name alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmcli.checks.rule import Finding, Rule
from pmcli.checks.shared import number_of, ranking_of, roadmap_of
from pmcli.forecast import require
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import odds
from pmcli.model.likelihood import EVEN

if TYPE_CHECKING:
    from pmcli.forecast.odds import Odds, PromiseOdds
    from pmcli.planning.result import Roadmap, Unplaced

_KINDS = {"pin": "pinned", "deadline": "due", "launch": "to be launched"}
_SHORT = ("team-full", "below-line")
"""The reasons of what is out for lack of a team's time."""
_PROMISED = ("pinned", "first", "deadline", "in-progress")
"""The marks of what is in the plan whatever it is worth."""


def unlikely_promises(backlog: Backlog) -> Iterator[Finding]:
    """Deadlines, pins and launches that the plan keeps in fewer than half of its futures."""
    told = _odds(backlog)
    for made in told.promises if told is not None else ():
        if made.odds < EVEN and made.period is not None:
            message = (
                f'"{made.id}" is {_KINDS[made.kind]} by {made.date}, and planned for {made.period}; '
                f"the odds that it is there are {odds(made.odds)}"
            )
            hint = f"pm explain {made.id} --odds says what is in the way; or move the date"
            yield Finding(made.id, _keys(backlog, made), message, hint)


def _odds(backlog: Backlog) -> Odds | None:
    """The odds of the plan; None where there is none, or nothing to calibrate on.

    Raises:
        PmError: the extra "forecast" is missing.
    """
    require()
    roadmap = roadmap_of(backlog)
    if roadmap is None or not roadmap.placements:
        return None
    from pmcli.forecast.plan_odds import odds_of

    try:
        return odds_of(backlog, roadmap)
    except PmError:  # ranges are to be calibrated on too little: pm odds says so
        return None


def _keys(backlog: Backlog, made: PromiseOdds) -> Keys:
    """Where a promise is written."""
    feature = backlog.features[made.id]
    decision = feature.decision(backlog.today) if made.kind == "pin" else None
    if made.kind != "pin":
        return (made.kind, "date")
    return ("decisions", number_of(feature, decision)) if decision is not None else ()


def ties_at_the_line(backlog: Backlog) -> Iterator[Finding]:
    """What is out of the plan for want of a team's time, and ties with what has it, where nobody decided."""
    require()
    roadmap, ranking = roadmap_of(backlog), ranking_of(backlog)
    if roadmap is None or ranking is None or ranking.model.is_category:
        return
    pairs = [pair for row in roadmap.unplaced if (pair := _pair(backlog, roadmap, row)) is not None]
    if not pairs:
        return
    from pmcli.forecast.ordering import odds_ahead
    from pmcli.forecast.plan_odds import usual

    try:
        ahead = odds_ahead(backlog, ranking, usual(backlog), pairs)
    except PmError:  # as above
        return
    told_apart = backlog.workspace.forecast.told_apart
    for (inside, outside), share in zip(pairs, ahead, strict=True):
        if 1 - told_apart < share < told_apart:
            message = (
                f'"{outside}" is just out of the plan and "{inside}" is in it, which comes first with odds '
                f"of {odds(share)}: these estimates cannot tell them apart, and nobody decided"
            )
            yield Finding(outside, (), message, f"pm decide {outside} first, or ask what would settle it")


def _pair(backlog: Backlog, roadmap: Roadmap, row: Unplaced) -> tuple[str, str] | None:
    """What is in and stands nearest in the ranking to what is out, of a team that both need.

    None where it is out for another reason, or somebody has decided on one of them.
    """
    teams = {reason.team for reason in row.reasons if reason.kind in _SHORT}
    if not teams or row.rank is None or _is_decided(backlog, row.id):
        return None
    rivals = [
        (abs(placed.rank - row.rank), placed.id)
        for placed in roadmap.placements
        if placed.rank is not None
        and not set(_PROMISED).intersection(placed.marks)
        and not teams.isdisjoint(work.team for work in placed.work)
        and not _is_decided(backlog, placed.id)
    ]
    return (min(rivals)[1], row.id) if rivals else None


def _is_decided(backlog: Backlog, name: str) -> bool:
    return backlog.features[name].decision(backlog.today) is not None


RULES = (
    Rule(
        "PM604", "unlikely-promise", "warning",
        "A promise that is more likely broken than kept is better moved now than explained later.",
        unlikely_promises, optional=True, by_name=True,
    ),
    Rule(
        "PM605", "tie-at-the-line", "info",
        "Where estimates cannot say what is in the plan and what is out, somebody should.",
        ties_at_the_line, optional=True, by_name=True,
    ),
)  # fmt: skip
