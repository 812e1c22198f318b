"""The roadmap for people: goals first, then what comes when and why, then what does not come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pmcli.model.feature import Feature
from pmcli.model.fields import Field, facts
from pmcli.model.figure import figure, listed
from pmcli.model.words import words
from pmcli.planning import Roadmap
from pmcli.sharing import AudienceView
from pmcli.views.backlog import FIELDS, MOST_COLUMNS, for_audience, item, missing, table_of
from pmcli.views.declined import refusals
from pmcli.views.declined import table_of as refusals_table
from pmcli.views.feature.visible import fields_in_use
from pmcli.views.graph.export import flowchart, linked
from pmcli.views.review.changed import CHANGED, changed, changed_document
from pmcli.views.roadmap.document import ROADMAP as PLAN
from pmcli.views.roadmap.document import roadmap_document
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
from pmcli.views.roadmap.table import roadmap_table
from pmcli.views.roadmap.words import begun
from pmcli.views.view import Subject, View
from pmcli.writers import documents, mermaid
from pmcli.writers.blocks import Block, Bullets, Code, Fields, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape
from pmcli.writers.table import NOTHING, Cell, Column, Table

CHARTED = 80
"""So many features are drawn in a Gantt chart."""
MOST_WHYS = 6
"""So many reasons are told why a period's features come now."""
_COLUMNS = (
    "id",
    "title",
    "problem",
    "outcomes",
    "owner",
    "theme",
    "confidence",
    "effort",
    "reasons",
    "public",
)
_HIDDEN_FROM_ALL = ("theme", "confidence", "public")
"""Columns that only those get who have asked for them, or see no scores."""


def page(shared: AudienceView, _: Subject = None) -> list[Block]:
    """The roadmap as a page."""
    page: list[Block] = [Heading(f"{shared.backlog.workspace.product}: roadmap", 1), *_vision(shared)]
    page += _section("Goals", goals_block(shared))
    page += _conflicts(shared)
    page += _phases(shared)
    if shared.sees("capacity") and shared.roadmap.loads:
        page += [Heading(f"Capacity, in {shared.backlog.workspace.effort_unit}")]
        page += [TableBlock(capacity_table(shared.roadmap.loads, shared.roadmap.periods))]
    if shared.sees("period"):
        page += _section("The plan as a chart", _chart(shared))
    if shared.sees("depends_on") and (drawing := linked(shared)).ids:
        page += [Heading("What waits for what"), *flowchart(drawing)]
    page += _section(NOT_IN_PLAN, list(_unplaced(shared)))
    if shared.sees("declined") and (rows := refusals(shared)):
        page += [Heading("What we are not doing"), TableBlock(refusals_table(rows, shared))]
    if shared.since is not None:
        page += [Heading(f"What changed since {shared.since.name}"), *changed(shared, shared.since)]
    page += map(Paragraph, verdict(shared))
    if shared.reader.fields is None and shared.ranking.chosen and shared.ranking.items:
        page.append(Paragraph(sentence(shared.ranking.chosen)))
    return [*page, *missing(shared)]


def _section(title: str, blocks: Sequence[Block]) -> list[Block]:
    return [Heading(title), *blocks] if blocks else []


def _vision(shared: AudienceView) -> Iterator[Block]:
    if shared.backlog.workspace.strategy.vision:
        yield Paragraph(shared.backlog.workspace.strategy.vision)


def goals_block(shared: AudienceView) -> list[Block]:
    """The outcomes sought, the weightiest first, with where they stand."""
    rows = tuple(map(_goal, goals(shared)))
    columns = (
        Column("outcome", "Outcome"), Column("metric", "Measured by"), Column("baseline", "Was", "right"),
        Column("now", "Now", "right"), Column("target", "Target", "right"), Column("by", "By"),
        Column("owner", "Owner"), Column("features", "Features planned", "right"),
    )  # fmt: skip
    return [TableBlock(trimmed(Table(columns, rows)))] if rows else []


def _goal(goal: Goal) -> tuple[Cell, ...]:
    one, served = goal.outcome, len(goal.served_by)
    return (
        Cell(one.title), Cell(one.metric or NOTHING),
        *(Cell(NOTHING if number is None else figure(number), number)
          for number in (one.baseline, one.current, one.target)),
        Cell(str(one.by) if one.by else NOTHING), Cell(one.owner or NOTHING), Cell(str(served), served),
    )  # fmt: skip


def trimmed(table: Table) -> Table:
    """The table without columns in which no row has anything; the first stays."""
    every = range(len(table.columns))
    kept = [at for at in every if at == 0 or any(row[at].text != NOTHING for row in table.rows)]
    rows = tuple(tuple(row[at] for at in kept) for row in table.rows)
    return Table(tuple(table.columns[at] for at in kept), rows, table.title, table.notes)


def _phases(shared: AudienceView) -> Iterator[Block]:
    """A section for each period with anything in it; of several empty ones in a row one sentence."""
    every = phases(shared)
    if not any(one.features for one in every):
        yield Paragraph(f"Nothing is {'planned' if shared.sees('period') else 'announced'} yet.")
        return
    for is_empty, some in groupby(every, lambda one: not one.features):
        run = list(some)
        if not is_empty:
            for one in run:
                yield from (Heading(one.title), *_phase(shared, one))
        elif shared.sees("period"):
            first, last = run[0].title, run[-1].title
            yield Heading(first if first == last else f"{first} to {last}")
            yield Paragraph("Nothing yet.")


def _phase(shared: AudienceView, phase: Phase) -> Iterator[Block]:
    if phase.days:
        yield Paragraph(phase.days)
    if rows := tuple(_phase_facts(shared, phase.features)):
        yield Fields(rows)
    yield TableBlock(table_of(shared, phase.features, _columns(shared)))


def _phase_facts(shared: AudienceView, features: Sequence[Feature]) -> Iterator[tuple[str, str]]:
    """Which outcomes a period serves, and why its features come now."""
    outcomes = shared.backlog.workspace.strategy.outcomes
    served = [name for name in outcomes if any(feature.outcomes.get(name) for feature in features)]
    if served:
        yield "Goals", ", ".join(outcomes[name].title for name in served)
    if why := why_now(shared, features):
        more = len(why) - MOST_WHYS
        yield "Why now", "; ".join([*why[:MOST_WHYS], *([f"and {more:,} more"] if more > 0 else [])])


def why_now(shared: AudienceView, features: Sequence[Feature]) -> list[str]:
    """Dates and decisions that hold these features here, and work that has begun."""
    why_now = []
    for feature in features:
        if shared.sees("status") and shared.backlog.status(feature.id) == "in-progress":
            why_now.append(f"{feature.title} is in progress")
        if feature.deadline is not None:
            why_now.append(
                facts.because(f"{feature.title} by {feature.deadline.date}", feature.deadline.because)
            )
        ruling = feature.decision(shared.backlog.today)
        if ruling is not None and ruling.verdict in ("pin", "first"):
            word = "is decided first" if ruling.verdict == "first" else "is promised for this period"
            why_now.append(facts.because(f"{feature.title} {word}", ruling.because))
    return why_now


def _columns(shared: AudienceView) -> list[Field]:
    fields = [one for one in fields_in_use(shared) if one.key not in ("period", "horizon")]
    if shared.reader.fields is not None and len(fields) <= MOST_COLUMNS:
        return fields
    hidden = _HIDDEN_FROM_ALL if shared.reader.fields is None else ("public",) * shared.sees("problem")
    return [field for field in fields if field.key in _COLUMNS and field.key not in hidden]


def _conflicts(shared: AudienceView) -> Iterator[Block]:
    if shared.roadmap.conflicts:
        yield Heading(NOT_KEPT)
        yield Bullets(tuple(words(conflict.reason) for conflict in shared.roadmap.conflicts))


def _chart(shared: AudienceView) -> list[Block]:
    if not shared.placements:
        return []
    bars = bars_of(shared)
    chart: list[Block] = [Code(mermaid.gantt("Roadmap", bars[:CHARTED]).rstrip("\n"), "mermaid")]
    if (more := len(bars) - CHARTED) > 0:
        chart.append(Paragraph(f"and {more:,} more features"))
    return chart


def bars_of(shared: AudienceView) -> list[mermaid.GanttBar]:
    """A bar for every feature placed, from the first day of its work to the last of its period."""
    fiscal = shared.backlog.workspace.calendar.fiscal
    bars = []
    for placement in shared.roadmap.placements:
        first = max(fiscal.first_day(begun(placement)), first_day(shared))
        name = mermaid.task(shared.title(placement.id), placement.id)
        bars.append(
            mermaid.GanttBar(
                name,
                str(placement.period),
                first,
                fiscal.last_day(placement.period),
                "deadline" in placement.marks,
            )
        )
    return bars


def _unplaced(shared: AudienceView) -> Iterator[Block]:
    unplaced, unscored = shared.roadmap.unplaced, shared.roadmap.unscored
    if not unplaced and not unscored:
        return
    yield TableBlock(unplaced_table(shared, unplaced, UNPLACED, REASONS))
    if (more := len(unplaced) - UNPLACED) > 0:
        yield Paragraph(f"and {more:,} more")
    if unscored:
        told = [f"{shared.title(left.id)} ({words(left.reason)})" for left in unscored]
        yield Paragraph(f"Not scored: {listed(told, UNPLACED)}")


def table(shared: AudienceView) -> Table:
    """A row for every feature that is placed; for readers who see all the table of `pm roadmap`."""
    if shared.reader.fields is None:
        return roadmap_table(shared, RoadmapOptions())
    columns = [*_columns(shared)]
    planned = [(phase.title, feature) for phase in phases(shared) for feature in phase.features]
    whole = table_of(shared, (feature for _, feature in planned), columns)
    rows = tuple((Cell(when), *row) for (when, _), row in zip(planned, whole.rows, strict=True))
    return Table((Column("when", "when"), *whole.columns), rows)


def _svg(shared: AudienceView) -> str:
    from pmcli.views.roadmap.svg import roadmap_svg

    return roadmap_svg(shared)


ROADMAP = Shape(Roadmap, f"{PLAN.keys} since?", **PLAN.types, since=CHANGED)
_LANE = Shape(object, "when features", when=str, features=list[FIELDS])
LANES = for_audience("lanes", "since?", lanes=[_LANE], since=CHANGED)


def document(shared: AudienceView, _: Subject = None) -> Document:
    """The document of `pm roadmap`; for readers who may not see all, lanes of features with what they may."""
    since = None if shared.since is None else changed_document(shared, shared.since)
    if shared.reader.fields is None:
        return roadmap_document(shared.roadmap, shared.backlog, ROADMAP, since=since)
    fields = fields_in_use(shared)
    inside = [
        {"when": phase.title, "features": [item(shared, feature, fields) for feature in phase.features]}
        for phase in phases(shared)
    ]
    return documents.document("roadmap", LANES, shared, lanes=inside, since=since)


VIEW = View(
    "roadmap", "what comes when, and why", page, document, table,
    {
        "svg": _svg,
        "mermaid": lambda shared: mermaid.gantt("Roadmap", bars_of(shared)) if shared.sees("period") else "",
    },
    is_interactive=True, has_sheets=True,
    changes_in=("markdown", "html", "json"),
)  # fmt: skip
