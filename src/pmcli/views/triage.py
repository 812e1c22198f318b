"""The blocks of `pm triage`: a feature in short, a question, and how others answered."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten
from typing import TYPE_CHECKING

from pmcli.model.fields import facts
from pmcli.model.figure import figure, ordinal
from pmcli.model.words import words as sentence
from pmcli.writers.blocks import Block, Fields, Heading, Paragraph, TableBlock
from pmcli.writers.table import Cell, Column, Table

if TYPE_CHECKING:
    from pmcli.editing.triage import Question, Spread, Waiting
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature
    from pmcli.ranking import Ranking

_LONG, _SOME = 150, 3


def card(waiting: Waiting, backlog: Backlog, place: str) -> list[Block]:
    """A feature on half a screen; `place` says which of how many it is."""
    feature = backlog.features[waiting.id]
    return [
        Heading(f"{feature.id}: {feature.title} ({place})", 1),
        Fields(tuple(_facts(waiting, feature, backlog))),
    ]


def _facts(
    waiting: Waiting, feature: Feature, backlog: Backlog
) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    parts = (backlog.status(feature.id), feature.type, feature.theme, feature.owner)
    yield "is", ", ".join(part for part in parts if part)
    problems = [
        backlog.workspace.problems[name].title
        for name in feature.solves
        if name in backlog.workspace.problems
    ]
    for label, text in (
        ("problem", feature.problem or "; ".join(problems)), ("request", feature.request),
        ("solution", feature.solution or feature.description),
    ):  # fmt: skip
        if text:
            yield label, shorten(text, _LONG, placeholder=" …")
    if feature.requests:
        yield "asked for", _some([facts.request(ask, backlog) for ask in feature.requests])
    if feature.evidence:
        yield "evidence", _some([facts.evidence(piece, backlog) for piece in feature.evidence])
    yield (
        "lacks",
        sentence(waiting.lacks) if waiting.lacks is not None else "nothing: it is scored, and still an idea",
    )


def _some(lines: list[str]) -> tuple[str, ...]:
    first = [shorten(line, _LONG, placeholder=" …") for line in lines[:_SOME]]
    more = len(lines) - len(first)
    return (*first, *([f"and {more:,} more"] if more else []))


def question_blocks(question: Question, spread: Spread, backlog: Backlog) -> list[Block]:
    """The question, the meaning of its answers, and how the others are spread."""
    blocks: list[Block] = [Paragraph(question.text, "strong")]
    if question.levels:
        blocks.append(TableBlock(_levels(question, spread)))
    if landmarks := spread.landmarks():
        if not question.levels:
            blocks.append(TableBlock(_landmarks(question, landmarks, spread, backlog)))
    elif not question.levels:
        blocks.append(Paragraph("no other feature has one yet", "dim"))
    blocks.append(Paragraph(f"write {question.hint}; Enter leaves it open, - goes back, q quits", "dim"))
    return blocks


def _levels(question: Question, spread: Spread) -> Table:
    is_numbered = any(
        level.number is not None and level.answer != f"{level.number:g}" for level in question.levels
    )
    most = max(spread.counts, default=0) or 1
    rows = []
    for level, count in zip(question.levels, spread.counts, strict=True):
        number = "" if level.number is None else figure(level.number)
        row = [Cell(level.answer), *([Cell(number)] if is_numbered else []), Cell(level.meaning)]
        rows.append((*row, Cell(str(count), count, count / most)))
    columns = (
        Column("answer", "answer", kind="id"),
        *([Column("is", "is", "right", kind="id")] if is_numbered else []),
        Column("means", "means", least=20), Column("features", "features", "right", "bar"),
    )  # fmt: skip
    return Table(columns, tuple(rows))


def _landmarks(
    question: Question, landmarks: tuple[tuple[str, float, str], ...], spread: Spread, backlog: Backlog
) -> Table:
    columns = (
        Column("where", f"of {spread.total:,} so far", kind="id"),
        Column("value", question.short, "right", "number"),
        Column("feature", "such as", kind="id"), Column("title", "", priority=1, least=16),
    )  # fmt: skip
    rows = tuple(
        (Cell(mark), Cell(figure(value), value), Cell(name), Cell(backlog.features[name].title))
        for mark, value, name in landmarks
    )
    return Table(columns, rows)


def standing(name: str, ranking: Ranking) -> str:
    """The feature's place and scores, or why it has none."""
    item = next((item for item in ranking.items if item.id == name), None)
    if item is None:
        unscored = (sentence(row.reason) for row in ranking.unscored if row.id == name)
        reason = next(unscored, "not ranked")
        return f"still not scored: {reason}"
    labelled = (("score", item.score), ("adjusted", item.adjusted))
    scores = [f"{label} {figure(number)}" for label, number in labelled if number is not None]
    place = f"{ordinal(item.rank)} of {len(ranking.items):,} by {ranking.model.name}"
    return ", ".join([place, *scores])
