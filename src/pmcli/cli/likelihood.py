"""The odds of a plan, for commands that are about something else: only where `--odds` asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmcli.forecast import require

if TYPE_CHECKING:
    from pmcli import Backlog
    from pmcli.cli.output import Output
    from pmcli.forecast.odds import Odds
    from pmcli.planning import Roadmap


def require_if(wanted: bool) -> None:  # noqa: FBT001 - what an option says
    """See that odds can be told where they are asked for, before anything takes long.

    Raises:
        PmError: the extra "forecast" is missing.
    """
    if wanted:
        require()


def odds_if(wanted: bool, backlog: Backlog, roadmap: Roadmap, output: Output) -> Odds | None:  # noqa: FBT001
    """The odds of a roadmap as pm.yaml says; None where nobody asks, or nothing is placed."""
    if not wanted or not roadmap.placements:
        return None
    from pmcli.forecast.plan_odds import odds_of

    progress = output.progress("drawing futures", "Ctrl-C tells the odds so far")
    odds = odds_of(backlog, roadmap, progress=progress)
    progress.end()
    return odds
