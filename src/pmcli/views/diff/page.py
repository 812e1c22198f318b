"""A difference as a page for a terminal: what matters most first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pmcli.model.diagnostic import Diagnostic
from pmcli.model.figure import figure
from pmcli.model.words import words as sentence
from pmcli.review.changes import Difference, Moved, Shifted
from pmcli.review.changes.because import REARRANGED, unit_of
from pmcli.views.diff import words
from pmcli.views.diff.words import Comparison
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from pmcli.writers.table import Cell, Column, Table, Tone, number

HINT = ": --all"
MOST = 15
"""Rows of a table, unless all are asked for; `HINT` says how."""


def diff_page(comparison: Comparison, *, everything: bool = False) -> list[Block]:
    """The whole page; tables of more than `MOST` rows are cut unless `everything` is asked for."""
    diff_page = comparison.difference
    if diff_page.is_empty:
        return [Paragraph(words.NOTHING), *_notes(diff_page)]
    blocks: list[Block] = [Heading(words.heading(diff_page), 1)]
    blocks.append(Bullets(tuple(words.summary(diff_page))))
    blocks += _notes(diff_page)
    for title, inside in sections(comparison, None if everything else MOST, hint=HINT):
        blocks += [Heading(title), *inside]
    return blocks


def _notes(difference: Difference) -> Iterator[Block]:
    if difference.notes:
        yield Bullets(difference.notes)


def sections(comparison: Comparison, most: int | None, *, hint: str) -> Iterator[tuple[str, list[Block]]]:
    """The parts of the page that have something to say: a title, and what stands below it.

    `hint` follows what is left out.
    """
    found = comparison.difference
    if found.missed:
        missed = tuple(sentence(one.reason) for one in found.missed)
        yield "Promises that can no longer be kept", [Bullets(missed)]
    if table := changes_table(comparison):
        yield "What changed", _table(table, most, hint)
    if found.ranks:
        yield "Ranks", list(_ranks(found, most, hint))
    if found.roadmap:
        yield "Roadmap", list(_roadmap(found, most, hint))
    if table := loads_table(comparison):
        yield (
            f"Load by team over the plan, reserves included, in {comparison.unit}",
            _table(table, None, hint),
        )
    if found.rulings:
        yield "Decisions", _bullets((words.ruled(ruling) for ruling in found.rulings), most, hint)
    if found.watch or found.silenced:
        told = (*(words.watched(one, comparison.unit) for one in found.watch), *found.silenced)
        yield "Worth a question", _bullets(told, most, hint)
    if found.new or found.fixed:
        yield "Findings", _findings(found, most, hint)


def _bullets(some: Iterable[str], most: int | None, hint: str) -> list[Block]:
    bullets = list(some)
    more = len(bullets) - len(bullets[:most])
    return [Bullets((*bullets[:most], *([f"and {more:,} more{hint}"] if more else [])))]


def _table(table: Table, most: int | None, hint: str) -> list[Block]:
    more = len(table.rows) - len(table.rows[:most])
    notes = (f"and {more:,} more{hint}",) if more else ()
    return [TableBlock(Table(table.columns, table.rows[:most], notes=notes))]


def changes_table(comparison: Comparison) -> Table | None:
    """Features that came, went, or have another id, and every field that says something else."""
    found = comparison.difference
    rows = [_row(name, "", "added", _title(found, name), tone="good") for name in found.added]
    rows += [_row(name, "", "removed", _title(found, name), tone="bad") for name in found.removed]
    rows += [_row(one.after, "id", one.before, one.after) for one in found.renamed]
    for change in found.changes:
        before, after = (value if value is not None else "–" for value in (change.before, change.after))
        rows.append(_row(change.id or "pm.yaml", change.field, before, f"{after}{unit_of(change)}"))
    columns = (
        Column("feature", "Feature", kind="id"), Column("field", "Field"), Column("before", "Was"),
        Column("after", "Is"),
    )  # fmt: skip
    return Table(columns, tuple(rows)) if rows else None


def _row(name: str, field: str, before: str, after: str, tone: Tone = "plain") -> tuple[Cell, ...]:
    return (Cell(name), Cell(field), Cell(before, tone=tone), Cell(after))


def _title(difference: Difference, name: str) -> str:
    return difference.titles.get(name, "")


def _ranks(difference: Difference, most: int | None, hint: str) -> Iterator[Block]:
    """Ranks that moved; those that others passed are counted, and told only where all is."""
    moved = [rank for rank in difference.ranks if most is None or not rank.is_pushed]
    if (table := ranks_table(moved, difference)) is not None:
        yield from _table(table, most, hint)
        if any(len(one.causes) > 1 for one in moved):
            yield Paragraph("(+1): down by one rank for this cause, the average of both directions", "dim")
    if len(moved) < len(difference.ranks):
        yield Paragraph(f"{words.pushed(difference)}, as others pass them{hint}", "dim")


def ranks_table(some: Sequence[Moved], difference: Difference) -> Table | None:
    """Ranks that moved, and why."""
    rows = [
        (number(one.before), number(one.after), Cell(one.id), Cell(words.why_moved(one, difference)))
        for one in some
    ]
    columns = (
        Column("before", "Was", kind="number"), Column("after", "Is", kind="number"),
        Column("feature", "Feature", kind="id"), Column("because", "Because", least=24),
    )  # fmt: skip
    return Table(columns, tuple(rows)) if rows else None


def _roadmap(difference: Difference, most: int | None, hint: str) -> Iterator[Block]:
    """What had to move; what the search arranged anew is counted, and told only where all is."""
    table = roadmap_table(difference.roadmap if most is None else difference.forced, difference)
    if table is not None:
        yield from _table(table, most, hint)
        if any(len(one.causes) > 1 for one in difference.forced):
            yield Paragraph(
                "(+1): later by one period for this cause; out of the plan counts as after the last", "dim"
            )
    rest = len(difference.roadmap) - len(difference.forced)
    if rest and most is not None:
        who = "1 more feature stands" if rest == 1 else f"{rest:,} more features stand"
        yield Paragraph(f"{who} elsewhere with nothing in the way: {REARRANGED}{hint}", "dim")


def roadmap_table(some: Sequence[Shifted], difference: Difference) -> Table | None:
    """Features in another period, and why."""
    rows = [
        (Cell(words.period(one.before)), _period(one), Cell(one.id), Cell(words.why_shifted(one, difference)))
        for one in some
    ]  # fmt: skip
    columns = (
        Column("before", "Was", least=10), Column("after", "Is", least=10),
        Column("feature", "Feature", kind="id"), Column("because", "Because", least=24),
    )  # fmt: skip
    return Table(columns, tuple(rows)) if rows else None


def _period(shifted: Shifted) -> Cell:
    return Cell(words.period(shifted.after), tone="bad" if shifted.after is None else "plain")


def loads_table(comparison: Comparison) -> Table | None:
    """Work and capacity of every team with another load, over all periods planned."""
    rows = [
        (
            Cell(load.team),
            *_load(load.used_before, load.capacity_before),
            *_load(load.used_after, load.capacity_after),
        )
        for load in comparison.difference.loads
    ]
    columns = (
        Column("team", "Team", kind="id"),
        Column("usedBefore", "Work was", kind="number"), Column("capacityBefore", "of", kind="number"),
        Column("usedAfter", "Work is", kind="number"), Column("capacityAfter", "of", kind="number"),
    )  # fmt: skip
    return Table(columns, tuple(rows)) if rows else None


def _load(used: float, capacity: float) -> tuple[Cell, Cell]:
    return number(used), Cell(figure(capacity), capacity, tone="plain")


def _findings(difference: Difference, most: int | None, hint: str) -> list[Block]:
    return [
        block
        for word, some in (("new", difference.new), ("fixed", difference.fixed)) if some
        for block in _bullets((finding(word, one) for one in some), most, hint)
    ]  # fmt: skip


def finding(word: str, diagnostic: Diagnostic) -> str:
    """A finding in a line: whether it is new, where, and what."""
    return f"{word}: {diagnostic.location.path}:{diagnostic.location.line} {diagnostic.severity} {diagnostic.code} {diagnostic.message}"
