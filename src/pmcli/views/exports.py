"""What `pm export` writes: views of what a reader may see, each in several formats."""

from __future__ import annotations

from pmcli.views import backlog, declined
from pmcli.views.feature import brief
from pmcli.views.graph import export
from pmcli.views.ranking import export as rank
from pmcli.views.review import export as review
from pmcli.views.roadmap import export as roadmap
from pmcli.views.view import View

__all__ = ["VIEWS", "View"]

VIEWS: tuple[View, ...] = (
    roadmap.VIEW, rank.VIEW, review.VIEW, brief.VIEW, declined.VIEW, export.VIEW, backlog.VIEW,
)  # fmt: skip
