"""A difference as a page for a terminal: what matters most first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pmcli.model.diagnostic import Diagnostic
from pmcli.model.figure import figure
from pmcli.model.words import words as sentence
from pmcli.review.changes import Difference, Moved, Shifted
from pmcli.review.changes.because import unit_of
from pmcli.views.diff import summary, words
from pmcli.views.diff.odds import TITLE, fallen_in_words, fallen_table
from pmcli.views.diff.words import Comparison
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from pmcli.writers.table import Cell, Column, Table, Tone, number

HINT = ": --all"
MOST = 15
"""Rows of a table, unless all are asked for; `HINT` says how."""


def diff_page(comparison: Comparison, *, everything: bool = False) -> list[Block]:
    """The whole page; tables of more than `MOST` rows are cut unless `everything` is asked for."""
    difference = comparison.difference
    if difference.is_empty:
        return [Paragraph(words.NOTHING), *_notes(difference)]
    blocks: list[Block] = [Heading(summary.heading(difference), 1)]
    blocks.append(Bullets(tuple(summary.lines(comparison))))
    blocks += _notes(difference)
    for title, inside in sections(comparison, None if everything else MOST, hint=HINT):
        blocks += [Heading(title), *inside]
    return blocks


def _notes(difference: Difference) -> Iterator[Block]:
    if notes := words.notes(difference):
        yield Bullets(notes)


def sections(comparison: Comparison, most: int | None, *, hint: str) -> Iterator[tuple[str, list[Block]]]:
    """The parts of the page that have something to say: a title, and what stands below it.

    `hint` follows what is left out.
    """
    difference = comparison.difference
    if difference.shipped:
        yield "Shipped", _bullets((words.shipped(one) for one in difference.shipped), most, hint)
    if difference.whole is not None:
        yield from _whole(difference, most, hint)
        return
    if difference.missed:
        missed = tuple(sentence(conflict.reason) for conflict in difference.missed)
        yield "Promises that can no longer be kept", [Bullets(missed)]
    if comparison.odds is not None and (rows := fallen_in_words(*comparison.odds, comparison.names)):
        yield TITLE, _table(fallen_table(rows), most, hint)
    if table := changes_table(comparison):
        yield "What changed", _table(table, most, hint)
    if difference.ranks:
        yield "Ranks", list(_ranks(difference, most, hint))
    if difference.roadmap:
        yield "Roadmap", list(_roadmap(difference, most, hint))
    if table := loads_table(comparison):
        yield (
            f"Load by team over the plan, reserves included, in {comparison.unit}",
            _table(table, None, hint),
        )
    if difference.rulings:
        yield "Decisions", _bullets((words.ruled(ruling) for ruling in difference.rulings), most, hint)
    if difference.watch or difference.silenced:
        watched = (words.watched(watch, comparison.unit) for watch in difference.watch)
        questions = (*watched, *difference.silenced)
        yield "Worth a question", _bullets(questions, most, hint)
    if difference.new or difference.fixed:
        yield "Findings", _findings(difference, most, hint)


def _whole(difference: Difference, most: int | None, hint: str) -> Iterator[tuple[str, list[Block]]]:
    """What came or went with a whole workspace: a row for each feature, as ranked; then the findings."""
    is_new = difference.whole == "new"
    ranks = {move.id: move.after if is_new else move.before for move in difference.ranks}
    periods = {move.id: move.after if is_new else move.before for move in difference.roadmap}
    late = len(ranks) + 1
    names = difference.added if is_new else difference.removed
    rows = tuple(
        (
            number(ranks.get(name)), Cell(name), Cell(_title(difference, name)),
            Cell(words.period(periods.get(name))),
        )
        for name in sorted(names, key=lambda name: (ranks.get(name) or late, name))
    )  # fmt: skip
    columns = (
        Column("rank", "Rank", kind="number"), Column("feature", "Feature", kind="id"),
        Column("title", "Title"), Column("period", "Planned for" if is_new else "Was planned for", least=10),
    )  # fmt: skip
    if rows:
        yield "What came" if is_new else "What was lost", _table(Table(columns, rows), most, hint)
    if is_new and difference.new:
        yield "Findings", _findings(difference, most, hint)


def _bullets(texts: Iterable[str], most: int | None, hint: str) -> list[Block]:
    lines = list(texts)
    more = len(lines) - len(lines[:most])
    return [Bullets((*lines[:most], *([f"and {more:,} more{hint}"] if more else [])))]


def _table(table: Table, most: int | None, hint: str) -> list[Block]:
    more = len(table.rows) - len(table.rows[:most])
    notes = (f"and {more:,} more{hint}",) if more else ()
    return [TableBlock(Table(table.columns, table.rows[:most], notes=notes))]


def changes_table(comparison: Comparison) -> Table | None:
    """Features that came, went, or have another id, what plan.yaml and every field say otherwise."""
    difference = comparison.difference
    rows = [_row(name, "", "added", _title(difference, name), tone="good") for name in difference.added]
    rows += [_row(name, "", "removed", _title(difference, name), tone="bad") for name in difference.removed]
    rows += [_row(rename.after, "id", rename.before, rename.after) for rename in difference.renamed]
    rows += [_row(name, what, was, now) for name, what, was, now in words.agreements(difference)]
    for change in difference.changes:
        before, after = (value if value is not None else "–" for value in (change.before, change.after))
        rows.append(
            _row(
                change.id or "pm.yaml",
                change.field,
                before,
                f"{after}{unit_of(change)}{words.of_raters(change)}",
            )
        )
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
    """The ranks that moved; those that others passed are counted, and listed only where all is."""
    moves = [move for move in difference.ranks if most is None or not move.is_pushed]
    if (table := ranks_table(moves, difference)) is not None:
        yield from _table(table, most, hint)
    if len(moves) < len(difference.ranks):
        yield Paragraph(f"{summary.pushed(difference)}, as others pass them{hint}", "dim")


def ranks_table(moves: Sequence[Moved], difference: Difference) -> Table | None:
    """Ranks that moved, and why."""
    rows = [
        (number(moved.before), number(moved.after), Cell(moved.id), Cell(words.why_moved(moved, difference)))
        for moved in moves
    ]
    columns = (
        Column("before", "Was", kind="number"), Column("after", "Is", kind="number"),
        Column("feature", "Feature", kind="id"), Column("because", "Because", least=24),
    )  # fmt: skip
    return Table(columns, tuple(rows)) if rows else None


def _roadmap(difference: Difference, most: int | None, hint: str) -> Iterator[Block]:
    """The features that moved, by what they did beside the agreed plan."""
    for change, title in words.GROUPS.items():
        moves = [shifted for shifted in difference.roadmap if shifted.change == change]
        if (table := roadmap_table(moves, difference)) is not None:
            yield Heading(title, 3)
            yield from _table(table, most, hint)


def roadmap_table(shifts: Sequence[Shifted], difference: Difference) -> Table | None:
    """Features in another period, and why."""
    rows = [
        (
            Cell(words.period(shifted.before)), _period(shifted), Cell(shifted.id),
            Cell(words.why_shifted(shifted, difference)),
        )
        for shifted in shifts
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
        for state, diagnostics in (("new", difference.new), ("fixed", difference.fixed)) if diagnostics
        for block in _bullets((finding(state, diagnostic) for diagnostic in diagnostics), most, hint)
    ]  # fmt: skip


def finding(state: str, diagnostic: Diagnostic) -> str:
    """A diagnostic in a line: whether it is new, where it stands, and the message."""
    place = f"{diagnostic.location.path}:{diagnostic.location.line}"
    return f"{state}: {place} {diagnostic.severity} {diagnostic.code} {diagnostic.message}"
