"""The columns of a source that is imported: where each went, and what stands in those that were not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pmcli.importing.sources import ColumnRead
from pmcli.importing.sources.tables.meaning.columns import SPECIAL
from pmcli.importing.sources.tables.meaning.group_heads import MEANINGS
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph

if TYPE_CHECKING:
    from pmcli.importing import Prepared


_ABOVE: Final = {
    "heading": "headings", "section": "sections", "folder": "files and folders", "list": "what it stands in",
}  # fmt: skip
"""What fills a column that a text has not, by the first word of its name."""


def columns(prepared: Prepared) -> tuple[ColumnRead, ...]:
    """The columns as the importer tells them; where it tells none, those of its mapping."""
    mapping = prepared.imported.mapping
    return prepared.imported.columns or tuple(
        ColumnRead(name, meaning, filled=None) for name, meaning in mapping.items() if name
    )


def is_empty(column: ColumnRead) -> bool:
    """Whether it is known that no row says anything in it."""
    return column.filled == 0


def goes_to(column: ColumnRead) -> str:
    """The column, and where it went, with its unit: "Effort → effort (days → person-weeks)"."""
    unit = f" ({column.unit})" if column.unit else ""
    meaning, name = _field(column), in_words(column.name)
    return f"{name}{unit}" if name == meaning else f"{name} → {meaning}{unit}"


def in_words(name: str) -> str:
    """A column that a text has not, by what fills it: "headings"; a name made of titles is told as that."""
    above, dot, field = name.partition(".")
    if not dot or above not in _ABOVE:
        return name
    if field == "key":
        return "file" if above == "folder" else "title"
    return _ABOVE[above] if field in MEANINGS or field == "parent" else name


def _field(column: ColumnRead) -> str:
    """The field that a column was read as, without its kind or unit, and what marks those of pm.yaml."""
    field, _, beside = column.meaning.removeprefix("fields.").partition(":")
    return f"{field} of {beside}" if field == "unit" else field


def alternatives(prepared: Prepared) -> Iterator[str]:
    """A line for every column that was not read and could be a field, unless a guess says so already."""
    for column in columns(prepared):
        for meaning in column.could_be:
            change = f'--map "{column.name}={meaning}"'
            if not any(change in guess for guess in prepared.guesses):
                yield f'"{column.name}" could be {meaning} too: {change}'


def blocks(prepared: Prepared) -> Iterator[Block]:
    """Every column: those read, those that hold something and were not read, and those that are empty."""
    told = columns(prepared)
    rows = prepared.imported.read
    for title, some in (
        ("Columns read", [column for column in told if column.meaning]),
        ("Columns not read", [column for column in told if not column.meaning and not is_empty(column)]),
    ):
        if some:
            yield Heading(title)
            yield Bullets(tuple(_line(column, rows) for column in some))
    if empty := [column.name for column in told if not column.meaning and is_empty(column)]:
        yield Heading("Columns not read, and empty")
        yield Paragraph(", ".join(empty))


def _line(column: ColumnRead, rows: int) -> str:
    """A column with where it went, how many rows say something in it, and what the first of them says."""
    meaning = _field(column)
    is_what = f", {SPECIAL[meaning]}" if meaning in SPECIAL else ""
    unit = f", {column.unit}" if column.unit else ""
    told = in_words(column.name)
    name = column.name if told == column.name else f"{column.name} ({told})"
    text = f"{name} → {meaning}{is_what}{unit}" if meaning else name
    if column.filled is None:
        return text
    if is_empty(column):
        return f"{text}: no row says anything"
    return f'{text}: {column.filled:,} of {rows:,} rows, such as "{column.sample}"'
