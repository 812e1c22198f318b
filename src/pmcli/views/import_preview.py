"""The preview of an import: counts, guesses, conflicts, and the questions asked before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pmcli.model.figure import counted, listed
from pmcli.views import import_columns, import_duplicates, import_names, import_next
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph
from pmcli.writers.escaping import visible

if TYPE_CHECKING:
    from pmcli.importing import Prepared, SourceMatch

MOST = 8
"""Lines of a kind that are listed; the rest is counted."""
_COLUMNS = 20
"""Columns read that are listed; the rest is counted."""


class _Shown:
    """What is shown of long lists: all of it, or the first; then `is_all` says whether anything is hidden."""

    def __init__(self, *, everything: bool) -> None:
        self.everything, self.is_all = everything, True

    def lines(self, lines: Iterable[str], most: int = MOST) -> tuple[str, ...]:
        """The lines, those beyond `most` counted."""
        listed = list(lines)
        more = len(listed) - most
        if self.everything or more <= 1:
            return tuple(listed)
        self.is_all = False
        return (*listed[:most], f"and {more:,} more")

    def names(self, names: Sequence[str], most: int = 6) -> str:
        """The names in a row, those beyond `most` counted."""
        if self.everything:
            return ", ".join(names)
        self.is_all = self.is_all and len(names) <= most
        return listed(names, most)


def page(
    prepared: Prepared, *, everything: bool = False, command: str = "pm import FILE"
) -> list[Block]:  # fmt: skip
    """The page: what comes in, what changes, what was guessed, what looks wrong, what is left out and why.

    It fits a screen unless it shows `everything`: every column, feature, change and finding. `command` is the
    one that shows it again.
    """
    shown = _Shown(everything=everything)
    title = f"{prepared.file}: {prepared.importer.title}"
    blocks: list[Block] = [Heading(title, 1), Fields(tuple(_facts(prepared, shown)))]
    blocks += import_columns.blocks(prepared) if everything else ()
    for title, lines, most in (
        ("Possible duplicates", list(import_duplicates.lines(prepared)), import_duplicates.MOST),
        (
            "Guessed",
            [
                *prepared.guesses,
                *import_columns.alternatives(prepared),
                *import_names.lacking(prepared),
            ],
            MOST,
        ),
        ("Looks wrong", [f"{finding.place}: {finding.message}" for finding in prepared.findings], MOST),
        ("Left out", [f"{skipped.place}: {skipped.reason}" for skipped in prepared.skipped], MOST),
        ("Conflicts: changed here and there, left as they are here", _conflicts(prepared), MOST),
    ):
        if lines:
            blocks += [Heading(title), Bullets(shown.lines(lines, most))]
    if prepared.conflicts:
        blocks.append(
            Paragraph("--theirs takes the source's values; --ours keeps these and settles it", "dim")
        )
    blocks.append(Paragraph(_sum(prepared)))
    return blocks if shown.is_all else [*blocks, Paragraph(_hidden(command), "dim")]


def _hidden(command: str) -> str:
    """What shows the rest, where not all is shown."""
    text = f"not all of it is shown: {command} --all shows everything, --report FILE writes it as Markdown"
    return visible(text)


def _facts(prepared: Prepared, shown: _Shown) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    if prepared.count:
        ids = [feature.id for features in prepared.new.values() for feature in features]
        yield "new", (_places(prepared), shown.names(ids))
    if prepared.linked:
        yield "linked", f"{counted(len(prepared.linked), 'feature')}, from now on with this source too"
    if names := import_names.added(prepared):
        yield "into pm.yaml", names
    if prepared.updated:
        changes = (f"{name}: {', '.join(fields)}" for name, fields in prepared.descriptions.items())
        yield "changes", shown.lines(changes)
    for label, is_linked in (("differs here", True), ("edited here", False)):
        kept = [
            f"{name}: {('; ' if is_linked else ', ').join(fields)} (stays)"
            for name, fields in prepared.kept.items()
            if (name in prepared.linked) == is_linked
        ]
        if kept:
            yield label, shown.lines(kept)
    if prepared.removed:
        yield "removed here", f"{shown.names(prepared.removed)} (left out; --theirs brings them back)"
    if prepared.gone:
        yield "no longer there", f"{shown.names(prepared.gone)} (left as they are)"
    if prepared.unsaid:
        yield "not in this export", f"{shown.names(prepared.unsaid)} (stay)"
    if not shown.everything:
        yield from _columns(prepared, shown)


def _columns(prepared: Prepared, shown: _Shown) -> Iterator[tuple[str, str]]:
    """The columns in three lines: read, not read, and those of the latter that are empty."""
    columns = import_columns.columns(prepared)
    read = [column for column in columns if column.meaning]
    if read:
        told = sorted(read, key=lambda column: column.name == column.meaning)
        yield "columns read", shown.names(list(map(import_columns.goes_to, told)), _COLUMNS)
    unread = [column for column in columns if not column.meaning]
    for label, is_empty in (("not read", False), ("empty", True)):
        if names := [column.name for column in unread if import_columns.is_empty(column) == is_empty]:
            yield label, shown.names(names)


def _places(prepared: Prepared) -> str:
    paths = list(prepared.new)
    features = counted(prepared.count, "feature")
    if len(paths) == 1:
        return f"{features}, into {paths[0]}"
    folder = paths[0].rpartition("/")[0] or "."
    spread = "a file each" if len(paths) == prepared.count else f"{len(paths)} lists"
    return f"{features}, {spread}, in {folder}/"


def _conflicts(prepared: Prepared) -> list[str]:
    return [
        f"{conflict.feature}: {conflict.field} is {conflict.here} here, "
        f"{conflict.there} there ({conflict.place})"
        for conflict in prepared.conflicts
    ]


def _sum(prepared: Prepared) -> str:
    """The count of items read as the sum of what becomes of them."""
    parts = (
        (prepared.count, "new"), (len(prepared.linked), "linked"),
        (len(prepared.updated.keys() - prepared.linked), "changed"),
        (prepared.known - len(prepared.updated.keys() | prepared.linked), "here already"),
        (len(prepared.removed), "removed here"), (len(prepared.skipped), "left out"),
    )  # fmt: skip
    read = f"{counted(prepared.imported.read, 'item')} read"
    counts = " + ".join(f"{count:,} {label}" for count, label in parts if count)
    return f"{read} = {counts}" if counts else read


def likeness(like: SourceMatch) -> str:
    """The question about a source that may be another one than it seems."""
    name = visible(like.name)
    if not like.own:
        return f"{like.rows:,} of {like.of:,} have another title than last time: is it still `{name}`?"
    return f"This looks like `{name}` ({like.rows:,} of {counted(like.of, 'row')}): the same source?"


def question(prepared: Prepared) -> str:
    """The question before anything is written."""
    parts = []
    if prepared.count:
        parts.append(f"write {counted(prepared.count, 'new feature')}")
    if prepared.updated:
        parts.append(f"change {counted(len(prepared.updated), 'feature')}")
    text = " and ".join(parts) or f"note in {prepared.memory_path} what is there now"
    return f"{text[:1].upper()}{text[1:]}?"


def nothing_to_write(prepared: Prepared) -> str:
    """The reason why nothing is written: conflicts that are left, or that all of it is here."""
    count, stuck = len(prepared.conflicts), len(prepared.stuck)
    cannot = f"{counted(stuck, 'feature')} left, which cannot be changed this way"
    if count:
        settled = "it" if count == 1 else "them"
        conflicts = f"{counted(count, 'conflict')} left"
        more = f"; {cannot}" if stuck else ""
        return f"Nothing to write, and {conflicts}: --theirs or --ours settles {settled}{more}"
    if stuck:
        return f"Nothing to write, and {cannot}"
    return "Nothing to write: all of it is here already"


def said(prepared: Prepared) -> str:
    """A sentence on what was done, and what may be done next."""
    parts = []
    if prepared.count:
        parts.append(f"{counted(prepared.count, 'feature')} imported")
    if prepared.updated:
        parts.append(f"{counted(len(prepared.updated), 'feature')} changed")
    if prepared.stuck:
        parts.append(f"{len(prepared.stuck):,} left, which cannot be changed this way")
    done = ", ".join(parts) or "Noted"
    return "\n".join((f"{done}; commit {prepared.memory_path} with them", *import_next.lines(prepared)))
