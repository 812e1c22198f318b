"""What was learned, as a page: the conclusion, then a section for whatever there is."""

from __future__ import annotations

from pmcli.model.figure import counted, listed
from pmcli.views.learning import tables, words
from pmcli.views.learning.promises import promises_table
from pmcli.views.learning.report import SECTIONS, LearningReport, Section
from pmcli.views.learning.start import late
from pmcli.writers.blocks import Block, Bullets, Code, Heading, Paragraph, TableBlock

LESSONS = 5
"""So many lessons in people's words are told, where nobody asks for more."""


def learning_page(
    report: LearningReport, section: Section | None = None, top: int | None = None
) -> list[Block]:  # fmt: skip
    """The page; of one section alone, else all of them, what was promised and what is due."""
    blocks: list[Block] = [Heading(title(report), 1)]
    if report.is_empty:
        return [*blocks, *nothing(report), *_promises(report)]
    if lead := list(words.lead(report, section)):
        blocks.append(Paragraph("\n".join(lead)))
    if section is None:
        shown = [block for name in SECTIONS for block in _section(name, report, top)]
        return [*blocks, *shown, *_written(report, top), *_promises(report), *_due(report)]
    shown = _section(section, report, top, is_alone=True)
    nothing_said = Paragraph("nothing of that was written down yet: pm learn shows what there is")
    return [*blocks, *(shown or [nothing_said])]


def title(report: LearningReport) -> str:
    """The title of the page: whose it is, and on how many deliveries it rests."""
    of = f" of {report.team}" if report.team is not None else ""
    delivered = counted(report.deliveries, "delivery", "deliveries")
    return f"{report.backlog.workspace.product}: what was learned{of}, from {delivered}"


def nothing(report: LearningReport) -> list[Block]:
    """That there is nothing to learn from, and what to write so that there is."""
    shipped = [
        name for name in report.backlog.features
        if report.backlog.status(name) == "shipped" and report.has(name)
    ]  # fmt: skip
    aside = (*words.left_aside(report), *late(report))
    return [Paragraph(words.nothing(report.team, shipped, aside)), Code(words.example(report), "yaml")]


def _section(
    section: Section, report: LearningReport, top: int | None, *, is_alone: bool = False
) -> list[Block]:  # fmt: skip
    if section == "effort":
        return _effort(report)
    return _outcomes(report, top) if section == "outcomes" else _confidence(report, is_alone=is_alone)


def _effort(report: LearningReport) -> list[Block]:
    if report.pasts:
        return [Heading("Effort, planned and actual"), TableBlock(tables.effort_table(report))]
    if not (report.unrecorded or report.aside or report.late):
        return []
    notes = (*words.effort_notes(report), *late(report))
    return [Heading("Effort, planned and actual"), Paragraph("\n".join(notes))]


def _outcomes(report: LearningReport, top: int | None) -> list[Block]:
    if not report.lessons.outcomes:
        return []
    return [
        Heading("Outcomes, aimed and reached"),
        TableBlock(tables.without_metrics(tables.outcomes_table(report, top))),
    ]


def _confidence(report: LearningReport, *, is_alone: bool) -> list[Block]:
    """How often what was said came true; where that alone is asked for also by evidence, as a table."""
    lessons = report.lessons
    blocks: list[Block] = []
    if lessons.rates:
        blocks += [Heading("Confidence, said and come true"), TableBlock(tables.confidence_table(report))]
    if is_alone and any(rate.kind for rate in lessons.evidence):
        blocks += [Heading("By the evidence there was before"), TableBlock(tables.evidence_table(report))]
    return blocks


def _written(report: LearningReport, top: int | None) -> list[Block]:
    """What people wrote that they learned, the newest few."""
    lessons, most = report.written, LESSONS if top is None else top
    if not lessons:
        return []
    lines = [f"{row.feature}: {row.learned}" for row in lessons[:most]]
    more = len(lessons) - len(lines)
    beyond = [f"and {more:,} more, in the pages of the features (pm show ID)"] if more else []
    return [Heading("What people wrote that they learned"), Bullets((*lines, *beyond))]


def _promises(report: LearningReport) -> list[Block]:
    """What was promised in the agreed plan, and what was kept."""
    said, gone = report.promises, report.gone
    if said is not None and said.lost is not None:
        return [Paragraph(f"what was promised is not known: {said.lost}", "dim")]
    if said is None or not (said.promised or gone):
        return []
    told = f"promised and removed since, so nobody knows of which team: {listed(gone)}"
    return [
        Heading("The agreed plan, said and done"),
        *([TableBlock(promises_table(said))] if said.promised else []),
        *([Paragraph(told, "dim")] if gone else []),
    ]


def _due(report: LearningReport) -> list[Block]:
    """What nobody has looked at, and what comes next."""
    upcoming = words.next_look(report)
    if report.lessons.due:
        blocks: list[Block] = [Heading("Due"), TableBlock(tables.due_table(report))]
        return [*blocks, Paragraph(upcoming)] if upcoming else blocks
    if upcoming:
        return [Heading("Due"), Paragraph(f"nothing is due; {upcoming}")]
    return []
