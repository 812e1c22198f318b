"""Parts of fields, each in a column of its own: outcomes, links, Kano's answers, words for customers."""

from __future__ import annotations

from collections.abc import Collection

from pmcli.importing.sources.elsewhere import TRACKERS, link_to
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.meaning import columns
from pmcli.importing.sources.tables.rows.row import LONGEST_TITLE, SourceRow
from pmcli.importing.sources.tables.values import amounts
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.vocabulary import vocabulary
from pmcli.model.strategy import CONTRIBUTIONS


def read_named(row: SourceRow) -> None:
    """The parts that a row gives to fields of several parts."""
    for name in row.cells:
        field, _, part = name.partition(".")
        if field == "outcomes":
            _number(row, name, CONTRIBUTIONS)
        elif field == "kano" and part not in ("", "functional", "dysfunctional"):
            _number(row, name)
        elif name in (*columns.PUBLIC, "kano.functional", "kano.dysfunctional"):
            text = line_of(row.first(name))
            row.put(name, text.casefold() if field == "kano" else text[:LONGEST_TITLE])
    _kano(row)


def read_links(row: SourceRow, links: dict[str, str]) -> None:
    """Links under the names that columns have for them, beside those that the row has already.

    What stands in a tracker's column and is no key there is kept as text.
    """
    for name in row.cells:
        field, _, part = name.partition(".")
        if field != "links" or part in links:
            continue
        said = line_of(row.first(name))[:LONGEST_TITLE]
        link = link_to(part, said) if part in TRACKERS else said
        if link:
            links[part] = link
        elif said:
            row.fields.setdefault(f"x-{part}", said)


def _number(row: SourceRow, name: str, words: Collection[str] = ()) -> None:
    """A number, or one of these words."""
    cell = line_of(row.first(name))
    if cell.casefold() in words:
        row.put(name, cell.casefold())
        return
    try:
        row.put(name, amounts.amount(cell, comma=row.context.comma[name]).value)
    except Unclear as why:
        row.note_unclear(name, cell, why)


def _kano(row: SourceRow) -> None:
    """The category that a cell names, as one answer that says so."""
    word = line_of(row.first("kano")).casefold()
    if not word:
        return
    known = vocabulary("cells", "kano")
    if word not in known:
        row.fields.setdefault("x-kano", word[:LONGEST_TITLE])
        row.assume(f'kano: "{word[:20]}" is no category, and kept as x-kano')
    elif "kano" not in row.fields:
        row.fields["kano"] = {known[word]: 1}
        row.assume("kano: a category counts as one answer that says so")
