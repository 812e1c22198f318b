"""Research as a page to send: what is known of one problem, or of all, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.figure import counted, figure, percent
from pmcli.model.naming import meant
from pmcli.sharing import AudienceView
from pmcli.views.backlog import for_audience
from pmcli.views.backlog import missing as left_out
from pmcli.views.research.summary import (
    Answer,
    EvidenceGroup,
    KnownPiece,
    ResearchSummary,
    summaries,
    summary,
)
from pmcli.views.research.words import asking, how_sure, missing, outlook, verdict
from pmcli.views.roadmap.export import trimmed
from pmcli.views.view import Subject, Subjects, View
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape
from pmcli.writers.table import NOTHING, Cell, Column, Table

_FIELDS = ("segments", "opportunity")
"""Fields of which something may be missing, where the reader may see them."""


def page(view: AudienceView, subject: Subject = None) -> list[Block]:
    """What is known of the problem; of none in particular all of them, an overview first."""
    if subject is not None:
        known = summary(view, find(view, subject))
        return [Heading(known.title, 1), *_told(view, known, 2)]
    blocks: list[Block] = [Heading(f"{view.backlog.workspace.product}: what we know of the problems", 1)]
    every = list(summaries(view))
    if not every:
        return [*blocks, Paragraph("no problems yet: pm.yaml names them under problems")]
    blocks.append(TableBlock(trimmed(_overview(view, every))))
    for known in every:
        blocks += [Heading(known.title), *_told(view, known, 3)]
    return [*blocks, *left_out(view)]


def find(view: AudienceView, name: str) -> str:
    """The id of the problem that somebody means, in any case of its letters.

    Raises:
        PmError: there is none.
    """
    known = view.backlog.workspace.problems
    if (found := meant(name, known)) in known:
        return found
    hint = did_you_mean(name, known) or ("problems: " + ", ".join(known) if known else "pm.yaml names none")
    raise PmError(f'there is no problem "{name}"', hint)


def _told(view: AudienceView, known: ResearchSummary, level: int) -> Iterator[Block]:
    yield Paragraph(f"{verdict(known)} {outlook(known)}", "strong")
    if known.description:
        yield Paragraph(known.description)
    if rows := tuple(_head(view, known)):
        yield Fields(rows)
    if known.evidence:
        yield from _section("Evidence", level, [TableBlock(trimmed(_evidence(known.evidence)))])
        yield Bullets(tuple(_grouped(known)))
    solving = [answer for answer in known.answers if not answer.is_research]
    asking = [answer for answer in known.answers if answer.is_research]
    for title, answers in (("What would solve it", solving), ("What would find out more", asking)):
        if answers:
            yield from _section(title, level, [TableBlock(trimmed(_answers(view, answers)))])
    if gaps := tuple(_gaps(view, known)):
        yield from _section("What we do not know", level, [Bullets(gaps)])


def _section(title: str, level: int, blocks: Sequence[Block]) -> Iterator[Block]:
    yield Heading(title, level)
    yield from blocks


def _gaps(view: AudienceView, known: ResearchSummary) -> list[str]:
    return list(missing(known, may_see=frozenset(field for field in _FIELDS if view.sees(field))))


def _head(view: AudienceView, known: ResearchSummary) -> Iterator[tuple[str, str]]:
    yield "How sure it is", f"{how_sure(known.sure)} ({percent(known.sure)})"
    surveyed = (("", known.importance), ("served today ", known.satisfaction))
    if said := [f"{what}{figure(number)} of 10" for what, number in surveyed if number is not None]:
        yield "Importance", "; ".join(said)
    if known.expected:
        yield "Who has it", ", ".join(known.expected)
    if text := asking(known, view.backlog.workspace.currency):
        yield "Who asks", text


def _evidence(pieces: Iterable[KnownPiece]) -> Table:
    columns = (
        Column("kind", "Kind"), Column("says", "What it says"), Column("count", "From", "right", "number"),
        Column("segment", "Of whom"), Column("date", "When"), Column("age", "How old"),
        Column("experiment", "Test"), Column("source", "Where it stands"),
    )  # fmt: skip
    rows = (
        (
            Cell(piece.kind), _cell(piece.says),
            _cell(f"{piece.count:,}" if piece.count is not None else None), _cell(piece.segment),
            _cell(piece.date), Cell(piece.age), _cell(piece.experiment), _cell(piece.source),
        )
        for piece in pieces
    )  # fmt: skip
    return Table(columns, tuple(rows))


def _grouped(known: ResearchSummary) -> Iterator[str]:
    """The evidence counted by kind, by segment and by age; by segment only where one is named."""
    yield f"By kind: {_counts(known.kinds)}"
    if any(piece.segment for piece in known.evidence):
        yield f"By segment: {_counts(known.segments)}"
    yield f"By age: {_counts(known.ages)}"


def _counts(groups: Iterable[EvidenceGroup]) -> str:
    return ", ".join(
        f"{group.name} {group.pieces:,}" + (f" (from {group.count:,})" if group.count is not None else "")
        for group in groups
    )


def _answers(view: AudienceView, answers: Iterable[Answer]) -> Table:
    columns = (
        *([Column("id", "Id", kind="id")] if view.sees("id") else []), Column("title", "Feature"),
        Column("status", "Status"), Column("period", "When"), Column("confidence", "Confidence"),
        Column("evidence", "Evidence of its own"), Column("tests", "Tests"),
    )  # fmt: skip
    rows = (
        (
            *([Cell(answer.id)] if view.sees("id") else []), Cell(answer.title), _cell(answer.status),
            _cell(answer.period), _cell(answer.confidence),
            _cell(counted(answer.evidence, "piece") if answer.evidence else None),
            _cell(", ".join(answer.experiments)),
        )
        for answer in answers
    )  # fmt: skip
    return Table(columns, tuple(rows))


def _overview(view: AudienceView, every: Iterable[ResearchSummary]) -> Table:
    columns = (
        Column("problem", "Problem"), Column("sure", "How sure"),
        Column("evidence", "Evidence", "right", "number"), Column("newest", "Newest"),
        Column("answers", "Still to come"), Column("missing", "Not known", "right"),
    )  # fmt: skip
    return Table(columns, tuple(tuple(_line(view, known)) for known in every))


def _line(view: AudienceView, known: ResearchSummary) -> Iterator[Cell]:
    yield Cell(known.title)
    yield Cell(how_sure(known.sure))
    yield Cell(f"{len(known.evidence):,}")
    yield _cell(max((piece.date for piece in known.evidence if piece.date is not None), default=None))
    yield _cell("; ".join(answer.title for answer in known.answers if answer.is_to_come))
    yield Cell(f"{len(_gaps(view, known)):,}")


def _cell(value: object) -> Cell:
    return Cell(str(value) if value not in (None, "") else NOTHING)


_GROUP = Shape(EvidenceGroup, "name pieces count")
PROBLEM = Shape(
    ResearchSummary,
    "id title description importance satisfaction sure howSure verdict best evidence kinds segments ages "
    "expected answers asking revenue missing",
    best=(Shape(KnownPiece, "kind date age count segment says source experiment"), None),
    evidence=[Shape(KnownPiece, "kind date age count segment says source experiment")],
    kinds=[_GROUP], segments=[_GROUP], ages=[_GROUP],
    answers=[Shape(Answer, "id title status period confidence evidence experiments research=is_research")],
    how_sure=str, verdict=str, missing=list[str],
)  # fmt: skip
RESEARCH = for_audience("problems", problems=[PROBLEM])


def document(view: AudienceView, subject: Subject = None) -> Document:
    """What is known of the problem, or of all."""
    name = None if subject is None else find(view, subject)
    problems = [
        documents.item(
            PROBLEM, known, how_sure=how_sure(known.sure), verdict=verdict(known), missing=_gaps(view, known)
        )
        for known in summaries(view, name)
    ]
    return documents.document("research", RESEARCH, view, problems=problems)


VIEW = View(
    "research", "what is known of a problem, and what is missing", page, document,
    subjects=Subjects(
        lambda view: list(view.backlog.workspace.problems), find, "every problem",
        "there is no problem to write about",
    ),
)  # fmt: skip
