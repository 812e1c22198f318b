"""Where everything is placed, and nothing else: for going through many backlogs."""

from __future__ import annotations

from pmcli.backlog import Backlog
from pmcli.period import Period
from pmcli.ranking import rank
from pmcli.roadmap.draft import Draft
from pmcli.roadmap.solving import found


def placed(backlog: Backlog, model: str | None = None) -> dict[str, Period]:
    """The period of every feature that `plan` places, without reasons, loads and costs.

    Raises:
        PmError: there is no such model, or features wait for one another.
        KeyboardInterrupt: the search was interrupted; a plan cut short says nothing.
    """
    draft = Draft.of(backlog, rank(backlog, model), carry_over=backlog.workspace.roadmap.carry_over)
    outcome = found(draft, "normal", None)
    if outcome.stopped:
        raise KeyboardInterrupt
    periods = draft.horizon.periods
    return {name: periods[at] for name, at in zip(draft.ids, outcome.plan, strict=True) if at < len(periods)}
