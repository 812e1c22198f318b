"""What `pm export` writes: views of what a reader may see, each in several formats."""

from __future__ import annotations

from pmcli.formats.exports import backlog, brief, declined, graph, rank, review, roadmap
from pmcli.formats.exports.view import View

__all__ = ["VIEWS", "View"]

VIEWS: tuple[View, ...] = (
    roadmap.VIEW, rank.VIEW, review.VIEW, brief.VIEW, declined.VIEW, graph.VIEW, backlog.VIEW,
)  # fmt: skip
