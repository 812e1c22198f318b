"""Why a feature has no place in a ranking, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmcli.model.words import words

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.ranking import Ranking


def why_unranked(feature: str, ranking: Ranking, backlog: Backlog) -> str:
    """Why a feature is not ranked, in a few words."""
    if not backlog.is_open(feature):
        return why_closed(feature, backlog)
    if kids := backlog.children().get(feature):
        return f"a container, ranked by its parts: {', '.join(kids)}"
    return next((words(row.reason) for row in ranking.unscored if row.id == feature), "not scored")


def why_closed(feature: str, backlog: Backlog) -> str:
    """Why a feature is not open: what it is, and who decided so."""
    record, status = backlog.features[feature], backlog.status(feature)
    if status == "shipped":
        return f"shipped on {record.shipped}" if record.shipped else "shipped"
    decision = record.decision(backlog.today)
    if decision is None or decision.verdict not in ("park", "decline"):
        return f"its status is {status}"
    by = f" by {decision.by}" if decision.by else ""
    on = f" on {decision.on}" if decision.on else ""
    until = f", until {decision.until}" if decision.until else ""
    return f"{status}{by}{on}{until}: {decision.because}" if decision.because else f"{status}{by}{on}{until}"
