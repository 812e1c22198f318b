"""The rank that a feature would have if what it lacks were as with the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.editing.change_set import FileChange, applied
from pmcli.editing.triage.questions import answer
from pmcli.editing.triage.spread import Spread, spread
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import figure
from pmcli.ranking import places

if TYPE_CHECKING:
    from pmcli.editing.triage.questions import Question
    from pmcli.editing.triage.waiting import Waiting
    from pmcli.workspace.opening import OpenWorkspace


@dataclass(frozen=True, slots=True)
class LikelyRank:
    """A rank of so many; `assumed` are the inputs it was worked out with, such as "effort 4"."""

    rank: int
    of: int
    assumed: tuple[str, ...]


def likely_rank(opened: OpenWorkspace, feature: Waiting, model: str | None) -> LikelyRank | None:
    """The rank with the middle of the others' answers for what is not said; None where there is none."""
    backlog = opened.loaded.usable()
    changes: list[FileChange] = []
    assumed: list[str] = []
    for question in feature.questions:
        typical = next(_typical(question, spread(question, backlog, feature.id)), None)
        if typical is None:
            return None
        text, shown = typical
        assumed.append(f"{question.short} {shown}")
        changes.append(FileChange(feature.id, "put", question.keys, answer(question, text, backlog)))
    try:
        rows = places(opened.replaced(applied(opened, changes)).loaded.usable(), model)
    except PmError:
        return None
    rank = next((row.rank for row in rows if row.id == feature.id), None)
    return LikelyRank(rank, len(rows), tuple(assumed)) if rank is not None else None


def _typical(question: Question, answers: Spread) -> Iterator[tuple[str, str]]:
    """The answer in the middle, as it is written and as it is shown; of words the most frequent one."""
    if answers.numbers:
        value = answers.numbers[len(answers.numbers) // 2][0]
        yield f"{value:.12g}", figure(value)
    elif answers.total:
        level = question.levels[answers.counts.index(max(answers.counts))]
        yield level.answer, level.answer
