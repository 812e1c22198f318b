"""The roadmap for commands that tell of something else and mention when it comes; `--no-plan` spares it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pmcli import Backlog, Ranking
    from pmcli.roadmap import Roadmap

NoPlan = Annotated[bool, typer.Option("--no-plan", help="Quicker: plan no roadmap, and tell no periods.")]


def planned(backlog: Backlog, ranking: Ranking, *, wanted: bool) -> Roadmap | None:
    """The same as `pm roadmap` says; None where it is not wanted, or there are no teams."""
    if not wanted or not backlog.workspace.teams:
        return None
    from pmcli.roadmap import plan

    return plan(backlog, ranking.model.name, left_out=ranking.left_out)
