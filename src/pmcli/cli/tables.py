"""Tables as they were asked for: the columns named, and a note on what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from pmcli import Backlog
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.naming import bare
from pmcli.ranking import LeftOut
from pmcli.views.ranking.table import columns_for
from pmcli.writers.documents import Document, Shape, keys_of, narrow
from pmcli.writers.table import Table

if TYPE_CHECKING:
    from pmcli.ranking.where import Filter
    from pmcli.writers.blocks import Block


def conditions(where: Sequence[str] | None, backlog: Backlog) -> Filter | None:
    """The conditions of --where, None where it is not given.

    Raises:
        PmError: one is none, or asks for what there is not.
    """
    if not where:
        return None
    from pmcli.ranking.where import Filter  # the registry of fields is many modules

    return Filter.parse(where, backlog)


def column_names(text: str | None, backlog: Backlog, usual: Sequence[str] | None = None) -> list[str]:
    """The names of the columns; those with a + in front are added to the named or the usual ones."""
    return _names(text, usual or [column.name for column in columns_for(backlog, None)])


def _names(text: str | None, usual: Sequence[str]) -> list[str]:
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    added = [name[1:] for name in names if name.startswith("+")]
    named = [name for name in names if not name.startswith("+")]
    return [*(named or usual), *added]


def refuse_columns(text: str | None, format_: str) -> None:
    """Refuses columns of a page, which has none of its own.

    Raises:
        PmError: some are named.
    """
    if text is not None and format_ in ("table", "markdown"):
        raise PmError("this page has no columns to choose", "--columns goes with --format plain, csv or json")


def chosen(table: Table, text: str | None, backlog: Backlog) -> Table:
    """The table with the columns named, or all it has.

    Raises:
        PmError: it has no such column.
    """
    if text is None:
        return table
    known = {column.key: at for at, column in enumerate(table.columns)}
    names = column_names(text, backlog, tuple(known))
    for name in names:
        if name not in known:
            raise PmError(
                f'there is no column "{name}"', did_you_mean(name, known) or f"columns: {', '.join(known)}"
            )
    places = [known[name] for name in names]
    return replace(
        table,
        columns=tuple(replace(table.columns[at], priority=0) for at in places),
        rows=tuple(tuple(row[at] for at in places) for row in table.rows),
    )


_SAME = {"why": ("reasons",), "team": ("teams", "work"), "decision": ("verdict",), "who": ("accounts",)}
"""The fields of documents that say what a column of another name says in a table."""


def narrowed(document: Document, text: str | None, shape: Shape, *lists: str) -> Document:
    """The document with only the fields named in the items of its lists; all of them with none, or only +.

    Raises:
        PmError: its items have no such field.
    """
    if text is None:
        return document
    known = {bare(key): key for key in keys_of(shape, *lists)}
    items = [item for name in lists for item in cast("list[Document]", document[name])]
    there = {key for item in items for key in item}  # what was not asked for is in no item
    names = _names(text, [key for key in known.values() if key in there or not items])
    return narrow(document, [_field(name, known) for name in names], *lists)


def _field(name: str, known: Mapping[str, str]) -> str:
    for candidate in (name, *_SAME.get(name.casefold(), ())):
        if (key := known.get(bare(candidate))) is not None:
            return key
    hint = did_you_mean(name, known.values()) or f"fields: {', '.join(known.values())}"
    raise PmError(f'there is no field "{name}" in this JSON', hint)


def partial(table: Table, left_out: Sequence[LeftOut] | None) -> Table:
    """The table, with a note where something is left out of it."""
    if not left_out:
        return table
    from pmcli.cli.find import left_out_text  # only for --partial

    return replace(table, notes=(*table.notes, left_out_text(left_out)))


def partial_page(page: Sequence[Block], left_out: Sequence[LeftOut] | None) -> list[Block]:
    """The page, with a line at its end where something is left out of it."""
    if not left_out:
        return [*page]
    from pmcli.cli.find import left_out_text  # only for --partial
    from pmcli.writers.blocks import Paragraph

    return [*page, Paragraph(left_out_text(left_out))]


def refuse_with_workbook(options: Mapping[str, object]) -> None:
    """Nothing, where none of these options is given: a workbook has all rows and columns of its view.

    Raises:
        PmError: one is.
    """
    for option, value in options.items():
        if value:
            raise PmError(
                f"{option} does not go with a workbook", "write csv, or leave rows out with --where"
            )
