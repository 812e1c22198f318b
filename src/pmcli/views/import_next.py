"""What may be done after an import: what ranks now, what is missing for that, and teams for a roadmap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmcli.importing.starting import has_inputs
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import OPEN
from pmcli.model.team import teams_line
from pmcli.model.words import words
from pmcli.ranking import scored_by
from pmcli.ranking.judging import lack

if TYPE_CHECKING:
    from pmcli.importing import Prepared

VALUES = ("rice", "ice", "wsjf", "cd3", "weighted", "moscow", "kano", "opportunity")
"""The fields from which a feature's worth is scored."""


def lines(prepared: Prepared) -> Iterator[str]:
    """A line for each thing to do next; none where nothing new came in."""
    if not prepared.count:
        return
    yield _ranking(prepared)
    workspace = prepared.rewritten.loaded.backlog.workspace
    if not workspace.teams:
        line = teams_line(workspace.effort_unit, workspace.calendar.step)
        yield f"pm roadmap plans nothing before pm.yaml names who builds it: {line}"


def _ranking(prepared: Prepared) -> str:
    drafts = [feature.data for features in prepared.new.values() for feature in features]
    if not any(name in data for data in drafts for name in VALUES):
        return "None of them says what it is worth: pm triage --model rice asks for that, one by one"
    backlog = prepared.rewritten.loaded.backlog
    model = backlog.workspace.scoring.model or ""
    if any(data.get("status", "candidate") in OPEN and has_inputs(data, model) for data in drafts):
        return "pm rank says what to do first, pm check what is missing"  # without scoring all that is here
    try:
        judged = scored_by(backlog)
    except PmError:
        return "pm check says what is missing, before pm rank says what to do first"
    if not judged.scores or any(score.score is not None for score in judged.scores.values()):
        return "pm rank says what to do first, pm check what is missing"
    reason = words(lack(judged.model, next(iter(judged.scores.values()))))
    return f"pm rank has nothing to rank yet: {reason}; pm triage asks for that, one by one"
