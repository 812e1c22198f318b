"""The odds of the plans of two revisions, drawn alike: what differs between them is what was changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pmcli.forecast.odds import Odds
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.plan_odds import odds_of, usual
from pmcli.model.backlog import Backlog
from pmcli.planning import Roadmap
from pmcli.review.changes import Difference
from pmcli.review.revisions import Revisions, sound

Progress = Callable[[float], bool]


def odds_of_both(
    pair: Revisions, difference: Difference, progress: Progress | None = None
) -> tuple[Odds, Odds] | None:
    """The odds of the plans before and after, as pm.yaml has it now; None where there are no two plans.

    A number that both sides have turns out alike in both, future by future.

    Raises:
        PmError: the extra "forecast" is missing.
        KeyboardInterrupt: somebody stopped it: odds of other futures cannot be compared.
    """
    if difference.roadmaps is None or pair.whole is not None:
        return None
    backlogs, _, _ = sound(pair)
    plans = [*zip(backlogs, difference.roadmaps, strict=True)]
    before, after = odds_alike(plans, usual(backlogs[1]), progress)
    return before, after


def odds_alike(
    plans: Sequence[tuple[Backlog, Roadmap]], options: ForecastOptions, progress: Progress | None = None
) -> list[Odds]:
    """The odds of plans, drawn alike: a number that two of them have turns out alike, future by future.

    Raises:
        PmError: the extra "forecast" is missing.
        KeyboardInterrupt: somebody stopped it: odds of other futures cannot be compared.
    """
    every = [odds_of(backlog, roadmap, options, progress=progress) for backlog, roadmap in plans]
    if any(odds.is_stopped for odds in every):
        raise KeyboardInterrupt
    return every
