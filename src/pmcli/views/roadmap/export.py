"""The roadmap for people: goals first, then what comes when and why, then what does not come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pmcli.model.feature import Feature
from pmcli.model.fields import Field, facts
from pmcli.model.figure import listed, measured
from pmcli.model.words import words
from pmcli.planning import Roadmap
from pmcli.sharing import AudienceView
from pmcli.views.backlog import FIELDS, MOST_COLUMNS, for_audience, item, missing, table_of
from pmcli.views.declined import refusals
from pmcli.views.declined import table_of as refusals_table
from pmcli.views.feature.visible_fields import fields_in_use
from pmcli.views.graph.export import flowchart, linked
from pmcli.views.likelihood import ODDS, odds_item, outlook
from pmcli.views.review.changed import CHANGED, changed, changed_document
from pmcli.views.roadmap.absent import counted_causes
from pmcli.views.roadmap.against import agreed_section
from pmcli.views.roadmap.document import ROADMAP as PLAN
from pmcli.views.roadmap.document import roadmap_document
from pmcli.views.roadmap.labels import counted, first_period
from pmcli.views.roadmap.loads import capacity_table
from pmcli.views.roadmap.parts import (
    NOT_IN_PLAN,
    NOT_KEPT,
    REASONS,
    UNPLACED,
    Goal,
    Phase,
    RoadmapOptions,
    first_day,
    goals,
    phases,
    sentence,
    unplaced_table,
    verdict,
)
from pmcli.views.roadmap.promised import due_inside
from pmcli.views.roadmap.table import roadmap_table
from pmcli.views.view import Subject, View
from pmcli.writers import documents, mermaid
from pmcli.writers.blocks import Block, Bullets, Code, Fields, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape
from pmcli.writers.table import NOTHING, Cell, Column, Table

CHARTED = 80
"""Most bars in a Gantt chart."""
MOST_WHYS = 6
"""Most reasons why the features of a period come now."""
_COLUMNS = (
    "id",
    "title",
    "problem",
    "outcomes",
    "owner",
    "theme",
    "confidence",
    "odds",
    "effort",
    "agreed",
    "change",
    "reasons",
    "public",
)
_HIDDEN_FROM_ALL = ("theme", "confidence", "agreed", "change", "public")
"""Columns that only those get who have asked for them, or see no scores."""


def page(view: AudienceView, _: Subject = None) -> list[Block]:
    """The roadmap as a page."""
    workspace = view.backlog.workspace
    blocks: list[Block] = [Heading(f"{workspace.product}: roadmap", 1)]
    blocks += [Paragraph(workspace.strategy.vision)] if workspace.strategy.vision else []
    blocks += _section("Goals", goals_block(view))
    if view.roadmap.conflicts:
        reasons = tuple(words(conflict.reason) for conflict in view.roadmap.conflicts)
        blocks += [Heading(NOT_KEPT), Bullets(reasons)]
    blocks += agreed_section(view)
    if told := outlook(view, view.placements):
        blocks.append(Paragraph(sentence(told)))
    blocks += _phases(view)
    if view.sees("capacity") and view.roadmap.loads:
        blocks += [Heading(f"Capacity, in {workspace.effort_unit}")]
        blocks += [TableBlock(capacity_table(view.roadmap.loads, view.roadmap.periods))]
    if view.sees("period"):
        blocks += _section("The plan as a chart", _chart(view))
    if view.sees("depends_on") and (drawing := linked(view)).ids:
        blocks += [Heading("What waits for what"), *flowchart(drawing)]
    blocks += _section(NOT_IN_PLAN, list(_unplaced(view)))
    if view.sees("declined") and (rows := refusals(view)):
        blocks += [Heading("What we are not doing"), TableBlock(refusals_table(rows, view))]
    if view.since is not None:
        blocks += [Heading(f"What changed since {view.since.name}"), *changed(view, view.since)]
    blocks += map(Paragraph, verdict(view))
    if view.reader.fields is None and view.ranking.chosen and view.ranking.items:
        blocks.append(Paragraph(sentence(view.ranking.chosen)))
    return [*blocks, *missing(view)]


def _section(title: str, blocks: Sequence[Block]) -> list[Block]:
    return [Heading(title), *blocks] if blocks else []


def goals_block(view: AudienceView) -> list[Block]:
    """The outcomes sought, the weightiest first, with where they stand."""
    rows = tuple(map(_goal, goals(view)))
    columns = (
        Column("outcome", "Outcome"), Column("metric", "Measured by"), Column("baseline", "Was", "right"),
        Column("now", "Now", "right"), Column("target", "Target", "right"), Column("by", "By"),
        Column("owner", "Owner"), Column("features", "Features planned", "right"),
    )  # fmt: skip
    return [TableBlock(trimmed(Table(columns, rows)))] if rows else []


def _goal(goal: Goal) -> tuple[Cell, ...]:
    outcome, served = goal.outcome, len(goal.served_by)
    return (
        Cell(outcome.title), Cell(outcome.metric or NOTHING),
        *(Cell(NOTHING if number is None else measured(number), number)
          for number in (outcome.baseline, outcome.current, outcome.target)),
        Cell(str(outcome.by) if outcome.by else NOTHING), Cell(outcome.owner or NOTHING),
        Cell(str(served), served),
    )  # fmt: skip


def trimmed(whole: Table) -> Table:
    """The table without columns in which no row has anything; the first stays."""
    every = range(len(whole.columns))
    kept = [at for at in every if at == 0 or any(row[at].text != NOTHING for row in whole.rows)]
    rows = tuple(tuple(row[at] for at in kept) for row in whole.rows)
    return Table(tuple(whole.columns[at] for at in kept), rows, whole.title, whole.notes)


def _phases(view: AudienceView) -> Iterator[Block]:
    """A section for each period with anything in it; of several empty ones in a row one sentence."""
    planned = phases(view)
    if not any(phase.features for phase in planned):
        yield Paragraph(f"Nothing is {'planned' if view.sees('period') else 'announced'} yet.")
        return
    for is_empty, group in groupby(planned, lambda phase: not phase.features):
        run = list(group)
        if not is_empty:
            for phase in run:
                yield from (Heading(phase.title), *_phase(view, phase))
        elif view.sees("period"):
            first, last = run[0].title, run[-1].title
            yield Heading(first if first == last else f"{first} to {last}")
            yield Paragraph("Nothing yet.")


def _phase(view: AudienceView, phase: Phase) -> Iterator[Block]:
    if phase.days:
        yield Paragraph(phase.days)
    if rows := tuple(_phase_facts(view, phase.features)):
        yield Fields(rows)
    yield TableBlock(table_of(view, phase.features, _columns(view)))


def _phase_facts(view: AudienceView, features: Sequence[Feature]) -> Iterator[tuple[str, str]]:
    """Which outcomes a period serves, and why its features come now."""
    outcomes = view.backlog.workspace.strategy.outcomes
    served = [name for name in outcomes if any(feature.outcomes.get(name) for feature in features)]
    if served:
        yield "Goals", ", ".join(outcomes[name].title for name in served)
    if causes := why_now(view, features):
        more = len(causes) - MOST_WHYS
        yield "Why now", "; ".join([*causes[:MOST_WHYS], *([f"and {more:,} more"] if more > 0 else [])])


def why_now(view: AudienceView, features: Sequence[Feature]) -> list[str]:
    """Dates and decisions that hold these features here, and work that has begun."""
    causes = []
    for feature in features:
        if view.sees("status") and view.backlog.status(feature.id) == "in-progress":
            causes.append(f"{feature.title} is in progress")
        if feature.deadline is not None:
            causes.append(
                facts.because(f"{feature.title} by {feature.deadline.date}", feature.deadline.because)
            )
        decision = feature.decision(view.backlog.today)
        if decision is not None and decision.verdict in ("pin", "first"):
            word = "is decided first" if decision.verdict == "first" else "is promised for this period"
            causes.append(facts.because(f"{feature.title} {word}", decision.because))
    return causes


def _columns(view: AudienceView) -> list[Field]:
    fields = [field for field in fields_in_use(view) if field.key not in ("period", "horizon")]
    if view.reader.fields is not None and len(fields) <= MOST_COLUMNS:
        return fields
    hidden = _HIDDEN_FROM_ALL if view.reader.fields is None else ("public",) * view.sees("problem")
    return [field for field in fields if field.key in _COLUMNS and field.key not in hidden]


def _chart(view: AudienceView) -> list[Block]:
    if not view.placements:
        return []
    bars = bars_of(view)
    chart: list[Block] = [Code(mermaid.gantt("Roadmap", bars[:CHARTED]).rstrip("\n"), "mermaid")]
    if (more := len(bars) - CHARTED) > 0:
        chart.append(Paragraph(f"and {more:,} more features"))
    return chart


def bars_of(view: AudienceView) -> list[mermaid.GanttBar]:
    """A bar for every feature placed, from the first day of its work to the last of its period.

    One that keeps a deadline inside that ends with it.
    """
    fiscal = view.backlog.workspace.calendar.fiscal
    bars = []
    for placement in view.roadmap.placements:
        first = max(fiscal.first_day(first_period(placement)), first_day(view))
        name = mermaid.task(view.title(placement.id), placement.id)
        bars.append(
            mermaid.GanttBar(
                name,
                str(placement.period),
                first,
                due_inside(view, placement) or fiscal.last_day(placement.period),
                "crit" if "deadline" in placement.marks else "",
            )
        )
    return bars


def _unplaced(view: AudienceView) -> Iterator[Block]:
    unplaced, unscored = view.roadmap.unplaced, view.roadmap.unscored
    if not unplaced and not unscored:
        return
    if unplaced and all(row.reasons for row in unplaced):
        yield Paragraph(f"{counted(len(unplaced))}: {counted_causes(unplaced)}.")
    yield TableBlock(unplaced_table(view, unplaced, UNPLACED, REASONS))
    if (more := len(unplaced) - UNPLACED) > 0:
        yield Paragraph(f"and {more:,} more")
    if unscored:
        causes = [f"{view.title(left.id)} ({words(left.reason)})" for left in unscored]
        yield Paragraph(f"Not scored: {listed(causes, UNPLACED)}")


def table(view: AudienceView) -> Table:
    """A row for every feature that is placed; for readers who see all the table of `pm roadmap`."""
    if view.reader.fields is None:
        return roadmap_table(view, RoadmapOptions())
    columns = [*_columns(view)]
    planned = [(phase.title, feature) for phase in phases(view) for feature in phase.features]
    whole = table_of(view, (feature for _, feature in planned), columns)
    rows = tuple((Cell(when), *row) for (when, _), row in zip(planned, whole.rows, strict=True))
    return Table((Column("when", "when"), *whole.columns), rows)


def _svg(view: AudienceView) -> str:
    from pmcli.views.roadmap.svg import roadmap_svg

    return roadmap_svg(view)


ROADMAP = Shape(Roadmap, f"{PLAN.keys} since?", **PLAN.types, since=CHANGED)
_LANE = Shape(object, "when features", when=str, features=list[FIELDS])
LANES = for_audience("lanes", "since? odds?", lanes=[_LANE], since=CHANGED, odds=ODDS)


def document(view: AudienceView, _: Subject = None) -> Document:
    """The document of `pm roadmap`; for readers who may not see all, lanes of features with what they may."""
    since = None if view.since is None else changed_document(view, view.since)
    if view.reader.fields is None:
        return roadmap_document(view.roadmap, view.backlog, ROADMAP, odds=view.odds, since=since)
    fields = fields_in_use(view)
    lanes = [
        {"when": phase.title, "features": [item(view, feature, fields) for feature in phase.features]}
        for phase in phases(view)
    ]
    told = odds_item(view.odds, view.placements)
    return documents.document("roadmap", LANES, view, lanes=lanes, since=since, odds=told)


VIEW = View(
    "roadmap", "what comes when, and why", page, document, table,
    {
        "svg": _svg,
        "mermaid": lambda view: mermaid.gantt("Roadmap", bars_of(view)) if view.sees("period") else "",
    },
    is_interactive=True, sheets=("Roadmap", "Load", "Capacity", "Work", "Outcomes", "Not doing"),
    changes_in=("markdown", "html", "json", "slack"),
    odds_in=("markdown", "html", "csv", "json", "xlsx", "svg", "slack"),
    is_for_chat=True,
)  # fmt: skip
