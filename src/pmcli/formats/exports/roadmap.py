"""The roadmap for people: goals first, then what comes when and why, then what does not come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from pmcli.feature import Feature
from pmcli.figure import figure
from pmcli.formats import documents, facts, mermaid
from pmcli.formats.documents import Document, Shape
from pmcli.formats.exports.backlog import FIELDS, MOST_COLUMNS, for_audience, item, missing, table_of
from pmcli.formats.exports.changed import CHANGED, changed, changed_document
from pmcli.formats.exports.declined import refusals
from pmcli.formats.exports.declined import table_of as refusals_table
from pmcli.formats.exports.graph import flowchart, linked
from pmcli.formats.exports.told import Told, fields_in_use
from pmcli.formats.exports.view import Subject, View
from pmcli.formats.page import Block, Bullets, Code, Fields, Heading, Paragraph, TableBlock
from pmcli.formats.roadmap_below import capacity_table
from pmcli.formats.roadmap_document import ROADMAP as PLAN
from pmcli.formats.roadmap_document import roadmap_document
from pmcli.formats.roadmap_scene import Scene
from pmcli.formats.roadmap_table import roadmap_table
from pmcli.formats.roadmap_words import ORDINARY, closing, reasons_text
from pmcli.formats.table import NOTHING, Cell, Column, Table
from pmcli.period import Period
from pmcli.roadmap import Roadmap
from pmcli.sharing import HORIZONS, Shared

CHARTED = 80
"""So many features are drawn in a Gantt chart."""
UNPLACED = 30
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


def page(shared: Shared, _: Subject = None) -> list[Block]:
    """The roadmap as a page."""
    found: list[Block] = [Heading(f"{shared.backlog.workspace.product}: roadmap", 1), *_vision(shared)]
    found += _section("Goals", goals(shared))
    found += _conflicts(shared)
    found += _lanes(shared)
    if shared.sees("capacity") and shared.roadmap.loads:
        unit = ORDINARY[shared.backlog.workspace.effort_unit][1]
        found += [Heading(f"Capacity, in {unit}")]
        found += [TableBlock(capacity_table(shared.roadmap.loads, shared.roadmap.periods))]
    if shared.sees("period"):
        found += _section("The plan as a chart", _chart(shared))
    if shared.sees("depends_on") and (drawing := linked(shared)).ids:
        found += [Heading("What waits for what"), *flowchart(drawing)]
    found += _section("Not in this plan", list(_unplaced(shared)))
    if shared.sees("declined") and (rows := refusals(shared)):
        found += [Heading("What we are not doing"), TableBlock(refusals_table(rows, shared))]
    if shared.since is not None:
        found += [Heading(f"What changed since {shared.since.name}"), *changed(shared, shared.since)]
    found += [Paragraph(f"{sentence[:1].upper()}{sentence[1:]}.") for sentence in _verdict(shared)]
    return [*found, *missing(shared)]


def _section(title: str, blocks: Sequence[Block]) -> list[Block]:
    return [Heading(title), *blocks] if blocks else []


def _vision(shared: Shared) -> Iterator[Block]:
    if shared.backlog.workspace.strategy.vision:
        yield Paragraph(shared.backlog.workspace.strategy.vision)


def goals(shared: Shared) -> list[Block]:
    """The outcomes sought, the weightiest first, with where they stand."""
    outcomes = shared.backlog.workspace.strategy.outcomes
    if not outcomes:
        return []
    rows = []
    for name, one in sorted(outcomes.items(), key=lambda pair: -pair[1].weight):
        served = [each for each in shared.placements if shared.backlog.features[each].outcomes.get(name)]
        numbers = (one.baseline, one.current, one.target)
        rows.append((
            Cell(one.title), Cell(one.metric or NOTHING),
            *(Cell(NOTHING if number is None else figure(number), number) for number in numbers),
            Cell(str(one.by) if one.by else NOTHING), Cell(one.owner or NOTHING),
            Cell(str(len(served)), len(served)),
        ))  # fmt: skip
    columns = (
        Column("outcome", "Outcome"), Column("metric", "Measured by"), Column("baseline", "Was", "right"),
        Column("now", "Now", "right"), Column("target", "Target", "right"), Column("by", "By"),
        Column("owner", "Owner"), Column("features", "Features planned", "right"),
    )  # fmt: skip
    return [TableBlock(trimmed(Table(columns, tuple(rows))))]


def trimmed(table: Table) -> Table:
    """The table without columns in which no row has anything; the first stays."""
    every = range(len(table.columns))
    kept = [at for at in every if at == 0 or any(row[at].text != NOTHING for row in table.rows)]
    rows = tuple(tuple(row[at] for at in kept) for row in table.rows)
    return Table(tuple(table.columns[at] for at in kept), rows, table.title, table.notes)


def lanes(shared: Shared) -> Iterator[tuple[str, str, list[Feature]]]:
    """The periods planned, or now, next and later where the reader sees no periods: title, note, features."""
    if shared.sees("period"):
        for period in shared.roadmap.periods:
            placed = {one.id for one in shared.roadmap.placements if one.period == period}
            inside = [one for one in shared.in_order() if one.id in placed]
            yield str(period), _days(shared, period), inside
        return
    for word in HORIZONS:
        yield word.capitalize(), "", [one for one in shared.in_order() if shared.horizons.get(one.id) == word]


def _days(shared: Shared, period: Period) -> str:
    """The days of a period: "1 October to 31 December 2026"."""
    fiscal = shared.backlog.workspace.calendar.fiscal
    first, last = max(fiscal.first_day(period), _start(shared)), fiscal.last_day(period)
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {_MONTHS[first.month - 1]}{year} to {last.day} {_MONTHS[last.month - 1]} {last.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def _start(shared: Shared) -> date:
    """The first day planned: a plan may begin within a period."""
    return shared.backlog.start or date.min


def _lanes(shared: Shared) -> Iterator[Block]:
    """A section for each period with anything in it; of several empty ones in a row one sentence."""
    every = list(lanes(shared))
    if not any(features for _, _, features in every):
        yield Paragraph(f"Nothing is {'planned' if shared.sees('period') else 'announced'} yet.")
        return
    for is_empty, some in groupby(every, lambda one: not one[2]):
        found = list(some)
        if not is_empty:
            for title, note, features in found:
                yield from (Heading(title), *_lane(shared, note, features))
        elif shared.sees("period"):
            first, last = found[0][0], found[-1][0]
            yield Heading(first if first == last else f"{first} to {last}")
            yield Paragraph("Nothing yet.")


def _lane(shared: Shared, note: str, features: list[Feature]) -> Iterator[Block]:
    if note:
        yield Paragraph(note)
    if rows := tuple(_lane_facts(shared, features)):
        yield Fields(rows)
    yield TableBlock(table_of(shared, features, _columns(shared)))


def _lane_facts(shared: Shared, features: list[Feature]) -> Iterator[tuple[str, str]]:
    """Which outcomes a period serves, and why its features come now."""
    outcomes = shared.backlog.workspace.strategy.outcomes
    served = [name for name in outcomes if any(one.outcomes.get(name) for one in features)]
    if served:
        yield "Goals", ", ".join(outcomes[name].title for name in served)
    if why := why_now(shared, features):
        more = len(why) - MOST_WHYS
        yield "Why now", "; ".join([*why[:MOST_WHYS], *([f"and {more:,} more"] if more > 0 else [])])


def why_now(shared: Shared, features: list[Feature]) -> list[str]:
    """Dates and decisions that hold these features here, and work that has begun."""
    found = []
    for one in features:
        if shared.sees("status") and shared.backlog.status(one.id) == "in-progress":
            found.append(f"{one.title} is in progress")
        if one.deadline is not None:
            found.append(facts.because(f"{one.title} by {one.deadline.date}", one.deadline.because))
        ruling = one.decision(shared.backlog.today)
        if ruling is not None and ruling.verdict in ("pin", "first"):
            word = "is decided first" if ruling.verdict == "first" else "is promised for this period"
            found.append(facts.because(f"{one.title} {word}", ruling.because))
    return found


def _columns(shared: Shared) -> list[Told]:
    fields = [one for one in fields_in_use(shared) if one.key not in ("period", "horizon")]
    if shared.reader.fields is not None and len(fields) <= MOST_COLUMNS:
        return fields
    hidden = _HIDDEN_FROM_ALL if shared.reader.fields is None else ("public",) * shared.sees("problem")
    return [one for one in fields if one.key in _COLUMNS and one.key not in hidden]


def _conflicts(shared: Shared) -> Iterator[Block]:
    if shared.roadmap.conflicts:
        yield Heading("What cannot be kept")
        yield Bullets(tuple(one.message for one in shared.roadmap.conflicts))


def _chart(shared: Shared) -> list[Block]:
    if not shared.placements:
        return []
    bars = bars_of(shared)
    found: list[Block] = [Code(mermaid.gantt("Roadmap", bars[:CHARTED]).rstrip("\n"), "mermaid")]
    if (more := len(bars) - CHARTED) > 0:
        found.append(Paragraph(f"and {more:,} more features"))
    return found


def bars_of(shared: Shared) -> list[mermaid.Bar]:
    """A bar for every feature placed, from the first day of its work to the last of its period."""
    fiscal = shared.backlog.workspace.calendar.fiscal
    bars = []
    for one in shared.roadmap.placements:
        begun = min((work.period for work in one.work), default=one.period)
        first = max(fiscal.first_day(begun), _start(shared))
        name = mermaid.task(shared.title(one.id), one.id)
        bars.append(
            mermaid.Bar(name, str(one.period), first, fiscal.last_day(one.period), "deadline" in one.marks)
        )
    return bars


def _unplaced(shared: Shared) -> Iterator[Block]:
    found = shared.roadmap.unplaced
    if not found and not shared.roadmap.unscored:
        return
    with_reasons = any(one.reasons for one in found)
    rows = tuple(
        (
            *([Cell(one.id)] if shared.sees("id") else []), Cell(shared.title(one.id)),
            *([Cell(reasons_text(one.reasons, 2))] if with_reasons else []),
        )
        for one in found[:UNPLACED]
    )  # fmt: skip
    columns = (
        *([Column("id", "id", kind="id")] if shared.sees("id") else []), Column("title", "title"),
        *([Column("reasons", "why not")] if with_reasons else []),
    )  # fmt: skip
    yield TableBlock(Table(columns, rows))
    if (more := len(found) - UNPLACED) > 0:
        yield Paragraph(f"and {more:,} more")
    unscored = shared.roadmap.unscored
    if unscored:
        told = ", ".join(f"{shared.title(one.id)} ({one.reason})" for one in unscored[:UNPLACED])
        more = len(unscored) - UNPLACED
        yield Paragraph(f"Not scored: {told}" + (f" and {more:,} more" if more > 0 else ""))


def _verdict(shared: Shared) -> Iterator[str]:
    if shared.reader.fields is None:
        yield from closing(shared.roadmap)
        if shared.ranking.chosen and shared.ranking.items:
            yield shared.ranking.chosen


def table(shared: Shared) -> Table:
    """A row for every feature that is placed; for readers who see all the table of `pm roadmap`."""
    if shared.reader.fields is None:
        return roadmap_table(Scene(shared.roadmap, shared.backlog))
    columns = [*_columns(shared)]
    features = [one for _, _, inside in lanes(shared) for one in inside]
    whole = table_of(shared, features, columns)
    when = [title for title, _, inside in lanes(shared) for _ in inside]
    rows = tuple((Cell(word), *row) for word, row in zip(when, whole.rows, strict=True))
    return Table((Column("when", "when"), *whole.columns), rows)


def _svg(shared: Shared) -> str:
    from pmcli.formats.svg import roadmap_svg

    return roadmap_svg(shared)


ROADMAP = Shape(Roadmap, f"{PLAN.keys} since?", **PLAN.types, since=CHANGED)
_LANE = Shape(object, "when features", when=str, features=list[FIELDS])
LANES = for_audience("lanes", "since?", lanes=[_LANE], since=CHANGED)


def document(shared: Shared, _: Subject = None) -> Document:
    """The document of `pm roadmap`; for readers who may not see all, lanes of features with what they may."""
    since = None if shared.since is None else changed_document(shared, shared.since)
    if shared.reader.fields is None:
        return roadmap_document(shared.roadmap, shared.backlog, ROADMAP, since=since)
    fields = fields_in_use(shared)
    inside = [
        {"when": title, "features": [item(shared, one, fields) for one in features]}
        for title, _, features in lanes(shared)
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
