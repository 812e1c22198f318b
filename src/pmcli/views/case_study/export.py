"""A case study as a page to send: from the problem to what was learned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Feature
from pmcli.model.fields import BY_KEY, facts
from pmcli.model.figure import figure, measured
from pmcli.sharing import AudienceView
from pmcli.views.backlog import for_audience
from pmcli.views.case_study.study import CaseStudy, StudyOutcome, TeamWork, study_of
from pmcli.views.case_study.words import HOW, missing, verdict, work
from pmcli.views.feature.brief import find, joined_lists
from pmcli.views.roadmap.export import trimmed
from pmcli.views.view import Subject, Subjects, View
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape
from pmcli.writers.table import NOTHING, Cell, Column, Table

_BEFORE = (
    ("Problem", ("problem", "solves")), ("Who had it", ("segments", "requests")),
    ("What we knew", ("evidence",)), ("What was proposed", ("solution",)),
    ("Options that were weighed", ("options",)), ("What was decided", ("decisions",)),
    ("How it was tested", ("experiments",)), ("Launch", ("launch",)),
)  # fmt: skip
"""The sections before the result, each with the fields that stand in it."""
_PROSE = ("problem", "solution")


def page(view: AudienceView, subject: Subject = None) -> list[Block]:
    """The case study; the conclusion first, then how it came to be, at the end what nobody has written."""
    feature = _shipped(view, subject)
    study = study_of(view, feature)
    unit = view.backlog.workspace.effort_unit
    lead = " ".join(filter(None, (verdict(study), work(study, unit))))
    blocks: list[Block] = [Heading(feature.title, 1), Paragraph(lead, "strong")]
    if rows := tuple(_head(view, study)):
        blocks.append(Fields(rows))
    for title, keys in _BEFORE:
        if section := [block for key in keys if view.sees(key) for block in _told(view, feature, key)]:
            blocks += [Heading(title), *joined_lists(section)]
    for title, tables in _after(study, unit):
        blocks += [Heading(title), *tables]
    if gaps := tuple(missing(study, sees_effort=view.sees("effort"))):
        blocks += [Heading("Still to be written"), Bullets(gaps)]
    return blocks


def _shipped(view: AudienceView, subject: Subject) -> Feature:
    """The feature meant.

    Raises:
        PmError: there is none that the reader may see, or it has not shipped.
    """
    feature = find(view, subject)
    if view.backlog.status(feature.id) != "shipped":
        raise PmError(
            f'"{feature.id}" has not shipped: a case study tells what became of a feature',
            f"pm export brief {feature.id} tells what is planned",
        )
    return feature


def _head(view: AudienceView, study: CaseStudy) -> Iterator[tuple[str, str]]:
    feature = study.feature
    if study.weeks is not None:
        yield "In work", f"{feature.started} to {feature.shipped}, {figure(study.weeks, 2)} weeks"
    elif feature.shipped is not None:
        yield "Shipped", str(feature.shipped)
    for key in ("owner", "outcomes"):
        if view.sees(key) and (texts := list(BY_KEY[key].tell(view, feature))):
            yield BY_KEY[key].title.capitalize(), "; ".join(texts)


def _told(view: AudienceView, feature: Feature, key: str) -> list[Block]:
    lines = tuple(_lines(view, feature, key))
    if key in _PROSE:
        return [Paragraph(text) for text in lines]
    return [Bullets(lines)] if lines else []


def _lines(view: AudienceView, feature: Feature, key: str) -> Iterable[str]:
    """The texts of a field; of the evidence only what was known before it shipped."""
    if key != "evidence":
        return BY_KEY[key].in_full(view, feature)
    return (
        facts.evidence(piece, view.backlog) for piece in feature.evidence
        if piece.date is None or feature.shipped is None or piece.date <= feature.shipped
    )  # fmt: skip


def _after(study: CaseStudy, unit: str) -> Iterator[tuple[str, Sequence[Block]]]:
    if study.outcomes:
        yield "What it did", [TableBlock(trimmed(_results(study.outcomes)))]
    if study.work:
        yield f"What it took, in {unit}", [TableBlock(trimmed(_work(study.work)))]
    if study.learned:
        yield "What we learned", [Bullets(study.learned)]


def _results(outcomes: Iterable[StudyOutcome]) -> Table:
    columns = (
        Column("metric", "Measured by"), Column("before", "Before", "right"),
        Column("target", "Aimed at", "right"), Column("by", "By"), Column("after", "After", "right"),
        Column("on", "Looked at"), Column("how", "How it is known"), Column("verdict", "Verdict"),
    )  # fmt: skip
    rows = (
        (
            _cell(outcome.metric), _number(outcome.before), _number(outcome.target), _cell(outcome.by),
            _number(outcome.after), _cell(outcome.on), _cell(HOW.get(outcome.how or "")),
            _cell(outcome.verdict or "not looked at"),
        )
        for outcome in outcomes
    )  # fmt: skip
    return Table(columns, tuple(rows))


def _work(parts: Iterable[TeamWork]) -> Table:
    columns = (
        Column("team", "Team"), Column("low", "At least", "right"), Column("planned", "Likely", "right"),
        Column("high", "At most", "right"), Column("took", "It took", "right"),
        Column("inside", "In the range"),
    )  # fmt: skip
    words = {True: "yes", False: "no", None: None}
    rows = (
        (
            Cell(part.team or "all teams"),
            _number(part.low),
            _number(part.planned),
            _number(part.high),
            _number(part.took),
            _cell(words[part.is_inside]),
        )
        for part in parts
    )
    return Table(columns, tuple(rows))


def _number(number: float | None) -> Cell:
    return Cell(NOTHING) if number is None else Cell(measured(number), float(number))


def _cell(value: object) -> Cell:
    return Cell(str(value) if value not in (None, "") else NOTHING)


CASE_STUDY = for_audience(
    "title verdict outcomes work planned took unit learned missing", "started shipped weeks",
    title=str, verdict=str | None,
    outcomes=[Shape(StudyOutcome, "metric before target by after on how verdict")],
    work=[Shape(TeamWork, "team low planned high took inside=is_inside")],
    planned=float | None, took=float | None, unit=str, learned=list[str], missing=list[str],
    started=str | None, shipped=str | None, weeks=float | None,
)  # fmt: skip


def document(view: AudienceView, subject: Subject = None) -> Document:
    """What it was to do and did, what it was to take and took."""
    feature = _shipped(view, subject)
    study = study_of(view, feature)
    return documents.document(
        "case-study", CASE_STUDY, view, title=feature.title, verdict=study.verdict, outcomes=study.outcomes,
        work=study.work, planned=study.planned, took=study.took, unit=view.backlog.workspace.effort_unit,
        learned=study.learned, missing=list(missing(study, sees_effort=view.sees("effort"))),
        started=str(feature.started) if feature.started else None,
        shipped=str(feature.shipped) if feature.shipped else None, weeks=study.weeks,
    )  # fmt: skip


def _every(view: AudienceView) -> list[str]:
    return [name for name in sorted(view.backlog.features) if view.backlog.status(name) == "shipped"]


VIEW = View(
    "case-study", "what became of a feature that shipped", page, document, has_periods=False,
    subjects=Subjects(
        _every, lambda view, name: find(view, name).id, "every shipped one",
        "no feature has shipped: there is nothing to study",
    ),
)  # fmt: skip
