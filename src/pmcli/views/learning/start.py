"""Whose estimates were compared: those in force when work began, and those that had to do instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pmcli.model.estimate import Estimate
from pmcli.model.figure import counted, listed
from pmcli.review.at_start import AtStart, EditedEstimate, StartEstimate, Why, gone_teams
from pmcli.views.learning.report import LearningReport

WHY: Final[dict[Why | None, str]] = {
    "no-history": "it has no history",
    "not-committed": "not committed yet",
    "shallow": "the clone begins later: git fetch --unshallow",
    "unreadable": "what was written then cannot be read",
    "written-later": "written down after work began",
    "other-unit": "in another unit then",
}
"""Why the estimates of when work began are not known."""
_SHORT = 7
"""Characters by which people know a commit."""


def source(report: LearningReport) -> Iterator[str]:
    """Which estimates were compared, and what was changed after work had begun."""
    start = report.start
    if start is None:
        yield "estimates are those of now: one that was changed while work went on looks better than it was"
        return
    if start.why_not is not None:
        yield f"estimates are those of now, for {start.fault or start.why_not}"
        return
    if start.fault is not None:
        yield start.fault
    yield from _in_force(report)
    yield from _gone(report, start)
    if report.estimates == "start":
        yield from _changed(report.changed)


def given_up(report: LearningReport) -> Iterator[str]:
    """What was begun and never delivered: who looks only at what was finished sees the lucky half."""
    if rows := report.given_up:
        told = listed([f"{row.feature} ({row.how})" for row in rows])
        yield f"begun and given up, so nobody knows what they would have taken: {told}"


def _in_force(report: LearningReport) -> Iterator[str]:
    unknown = report.unknown
    if report.estimates == "now":
        yield f"estimates are those of now: {_reasons(unknown)}"
        return
    line = "estimates are those in force when work began (git)"
    yield f"{line}; those of now for {_reasons(unknown)}" if unknown else line
    yield from late(report)


def late(report: LearningReport) -> Iterator[str]:
    """What was estimated when it was too late to learn from it."""
    if names := report.late:
        yield f"estimated only after work had begun, which teaches nothing: {listed(names)}"


def _gone(report: LearningReport, start: AtStart) -> Iterator[str]:
    """The estimates of teams that have another name now, or are gone: nobody can tell."""
    gone = [
        f"{item.feature} ({team})" for item in start.features.values() if report.has(item.feature)
        for team in gone_teams(item, report.backlog)
    ]  # fmt: skip
    if gone:
        told = "estimated for teams that pm.yaml does not name any more, and compared with nobody"
        yield f"{told}: {listed(gone)}"


def _reasons(items: list[StartEstimate]) -> str:
    """Features with the reason why those of now must do, those with the same one together."""
    by_why: dict[Why | None, list[str]] = {}
    for item in items:
        by_why.setdefault(item.why, []).append(item.feature)
    return "; ".join(f"{listed(names)} ({WHY.get(why, 'unknown')})" for why, names in by_why.items())


def _changed(edits: list[EditedEstimate]) -> Iterator[str]:
    if not edits:
        yield "changed after work began: none"
        return
    yield f"changed after work began: {listed([_edit(edit) for edit in edits], 3)}"
    yield f"forecasts go by the files: {counted(len(edits), 'estimate')} may fit better there than when said"


def _edit(edit: EditedEstimate) -> str:
    """A change: "sso web 3..5 → 8 (1a2b3c4)"."""
    where = f" ({edit.commit.id[:_SHORT]})" if edit.commit is not None else ""
    team = f" {edit.team}" if edit.team else ""
    return f"{edit.feature}{team} {said(edit.before)} → {said(edit.after)}{where}"


def said(estimate: Estimate | None) -> str:
    """An estimate as it was said, in numbers."""
    return "nothing" if estimate is None else estimate.in_numbers
