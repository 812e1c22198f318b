"""The blocks of `pm triage`: a feature in short, a question, how others answered, and two side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING

from pmcli.editing.triage import carried, likely_rank, lookalikes
from pmcli.model.fields import facts
from pmcli.model.figure import figure, listed, ordinal
from pmcli.model.likeness import SAME
from pmcli.model.words import words as sentence
from pmcli.ranking import rank
from pmcli.writers.blocks import Block, Fields, Heading, Paragraph, TableBlock
from pmcli.writers.table import NOTHING, Cell, Column, Table

if TYPE_CHECKING:
    from pmcli.editing.triage import LikelyRank, LookAlike, Question, Spread, Waiting
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature
    from pmcli.ranking import Ranking
    from pmcli.workspace.opening import OpenWorkspace

LOOKALIKES = 5
"""So many features that may be the same are shown: each has a key."""
_LONG, _TITLE, _SOME = 150, 48, 3


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a feature that waits: the ranking, its likely rank, and what it may be the same as."""

    ranking: Ranking
    likely: LikelyRank | None
    lookalikes: tuple[LookAlike, ...]

    @classmethod
    def of(cls, waiting: Waiting, opened: OpenWorkspace, model: str | None) -> About:
        """What is known of it in a workspace."""
        backlog = opened.loaded.usable()
        likely = likely_rank(opened, waiting, model) if waiting.lacks is not None else None
        return cls(rank(backlog, model), likely, lookalikes(backlog, waiting.id)[:LOOKALIKES])


def card(waiting: Waiting, backlog: Backlog, about: About, place: str) -> list[Block]:
    """A feature on half a screen; `place` says which of how many it is."""
    feature = backlog.features[waiting.id]
    facts_of = (*_words(feature, backlog), *_numbers(waiting, feature, backlog, about))
    alike = tuple(_lookalike(number, one, backlog) for number, one in enumerate(about.lookalikes, 1))
    looks = (("looks like", alike),) if alike else ()
    return [Heading(f"{feature.id}: {feature.title} ({place})", 1), Fields((*facts_of, *looks))]


def _words(feature: Feature, backlog: Backlog) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    parts = (backlog.status(feature.id), feature.type, feature.theme, feature.owner)
    yield "is", ", ".join(part for part in parts if part)
    problems = [
        backlog.workspace.problems[name].title
        for name in feature.solves
        if name in backlog.workspace.problems
    ]
    for label, text in (
        ("problem", feature.problem or "; ".join(problems)), ("request", feature.request),
        ("solution", feature.solution), ("description", feature.description),
    ):  # fmt: skip
        if text:
            yield label, shorten(text, _LONG, placeholder=" …")
    if feature.requests:
        yield "asked for", _some([facts.request(ask, backlog) for ask in feature.requests])
    if feature.evidence:
        yield "evidence", _some([facts.evidence(piece, backlog) for piece in feature.evidence])


def _numbers(
    waiting: Waiting, feature: Feature, backlog: Backlog, about: About
) -> Iterator[tuple[str, str]]:  # fmt: skip
    yield "score", _score(waiting)
    yield "rank", _rank(waiting.id, about)
    yield "effort", facts.effort(feature, backlog) if feature.effort else "not estimated"
    yield "team", _teams(feature, backlog) or "none"
    if waiting.lacks is not None:
        yield "lacks", sentence(waiting.lacks)
    else:
        is_idea = backlog.status(feature.id) == "idea"
        yield "to do", "accept it as a candidate, or put it away" if is_idea else "merge it, or skip it"


def _teams(feature: Feature, backlog: Backlog) -> str:
    """The teams of its effort; where it has none, the team that is named."""
    return ", ".join(filter(None, backlog.effort(feature))) or feature.team or ""


def _score(waiting: Waiting) -> str:
    """The score, or what is known of it so far."""
    score = waiting.score
    if score.score is not None:
        return figure(score.score)
    known = [f"{term.name} {figure(term.number)}" for term in (*score.value_terms, *score.cost_terms)]
    return f"none yet; so far {', '.join(known)}" if known else "none yet"


def _rank(name: str, about: About) -> str:
    """The rank, or the likely one with what it assumes."""
    ranked = len(about.ranking.items)
    item = next((item for item in about.ranking.items if item.id == name), None)
    if item is not None:
        return f"{ordinal(item.rank)} of {ranked:,}"
    if about.likely is None:
        return "none yet"
    assumed = ", ".join(about.likely.assumed)
    place = f"{ordinal(about.likely.rank)} of {about.likely.of:,}"
    return f"likely {place}, with what is in the middle of the others assumed: {assumed}"


# --- features that may be the same ---


def _lookalike(number: int, one: LookAlike, backlog: Backlog) -> str:
    """The key to press, the feature, its status, and what is alike."""
    title = shorten(backlog.features[one.id].title, _TITLE, placeholder=" …")
    return f"{number}  {one.id}: {title} ({backlog.status(one.id)}): {'; '.join(_alike(one))}"


def _alike(one: LookAlike) -> Iterator[str]:
    if one.likeness:
        yield "the same title" if one.likeness == SAME else f"title {one.likeness:.0f} % alike"
    for noun, shared in (("request", one.requests), ("link", one.links)):
        if shared:
            yield f"the same {noun} {shorten(shared[0], _TITLE, placeholder=' …')}"
    if one.accounts:
        yield f"asked for by {listed(one.accounts, _SOME)} too"


def pair(name: str, into: str, backlog: Backlog, ranking: Ranking) -> list[Block]:
    """Two features side by side, and what merging the first into the other does."""
    one, other = backlog.features[name], backlog.features[into]
    rows = tuple(
        (Cell(label), Cell(left or NOTHING), Cell(right or NOTHING))
        for label, left, right in zip(
            _LABELS, _compared(one, backlog, ranking), _compared(other, backlog, ranking), strict=True
        )
        if left or right
    )
    columns = (
        Column("what", "", kind="id"), Column("this", f"this: {name}", least=16),
        Column("other", into, least=16),
    )  # fmt: skip
    goes = Counter(str(change.keys[0]) for change in carried(one, other))
    moved = ", ".join(f"{count:,} of its {noun}" for noun, count in sorted(goes.items()))
    then = f"{into} gets {moved}" if moved else f"nothing of it is new to {into}"
    return [
        TableBlock(Table(columns, rows)),
        Paragraph(f"Merging declines {name} as merged into {into}; {then}."),
    ]


_LABELS = (
    "title",
    "status",
    "score",
    "rank",
    "effort",
    "team",
    "owner",
    "problem",
    "asked for",
    "links",
    "text",
)


def _compared(feature: Feature, backlog: Backlog, ranking: Ranking) -> Iterator[str]:
    """The texts of a feature for each of the labels, "" where it says nothing."""
    item = next((item for item in ranking.items if item.id == feature.id), None)
    yield feature.title
    yield backlog.status(feature.id)
    yield "" if item is None or item.score is None else figure(item.score)
    yield "" if item is None else f"{ordinal(item.rank)} of {len(ranking.items):,}"
    yield facts.effort(feature, backlog) if feature.effort else ""
    yield _teams(feature, backlog)
    yield feature.owner or ""
    yield shorten(feature.problem or "", _LONG, placeholder=" …")
    yield "; ".join(_some([facts.request(ask, backlog) for ask in feature.requests]))
    yield "; ".join(_some([f"{key}: {link}" for key, link in feature.links.items()]))
    said = " ".join(filter(None, (feature.request, feature.solution, feature.description)))
    yield shorten(said, _LONG, placeholder=" …")


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
