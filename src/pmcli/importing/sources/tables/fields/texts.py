"""Titles, texts and lists of words from the cells of a row, and its links."""

from __future__ import annotations

import re
from typing import Final

from pmcli.importing.sources.html_text import markdown_of
from pmcli.importing.sources.plain_values import line_of, long_of, text_of
from pmcli.importing.sources.tables.fields import named
from pmcli.importing.sources.tables.meaning import columns
from pmcli.importing.sources.tables.rows.row import LONGEST_TITLE, SourceRow
from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.tables.values import cells
from pmcli.importing.sources.tables.values.criteria import criteria
from pmcli.importing.sources.vocabulary import vocabulary

_LONGEST_ITEM: Final = 2000
_ADDRESS: Final = re.compile(r"\s*<[^<>\s]{1,100}@[^<>\s]{1,100}>")


def read_title(row: SourceRow, title: str) -> None:
    """The title; one that is too long goes on in the description."""
    row.fields["title"] = title
    if len(title) > LONGEST_TITLE:
        row.fields["title"] = title[: LONGEST_TITLE - 1].rstrip() + "…"
        row.fields["description"] = long_of(title, row.notes)
        row.notes.append("the title was too long: all of it is in the description")


def read_texts(row: SourceRow) -> None:
    """Texts, single words and lists of words."""
    for name in columns.TEXTS[1:]:
        if name not in row.cells or name in row.fields:
            continue
        if name in columns.PROSE:
            text = long_of("\n\n".join(map(_markdown, row.cells[name])), row.notes)
            if text.strip():
                row.fields[name] = text
        elif name == "owner":
            _read_owner(row)
        elif text := line_of(_one_of(row, name)):
            row.fields[name] = text[:LONGEST_TITLE]
    for name in ("tags", "segments", "solves"):
        listed = row.listed(name)
        listed += row.cells.get("theme", ())[1:] if name == "tags" else ()
        bare = [re.sub(r"\s*\([a-z ]+\)$", "", word) if name == "tags" else word for word in listed]
        if bare:
            row.fields[name] = list(dict.fromkeys(word[:LONGEST_TITLE] for word in bare if word))
    if asking := row.listed("requests"):
        row.fields["requests"] = [{"account": name[:LONGEST_TITLE]} for name in dict.fromkeys(asking)]
    _read_acceptance(row)


def _markdown(cell: str) -> str:
    return markdown_of(text_of(cell.replace(BREAK, "\n")))


def _read_owner(row: SourceRow) -> None:
    """The owner; of several the first, which is told."""
    nobody = vocabulary("cells", "nobody")
    cell = row.first("owner")
    listed = cells.words(cell) if cells.listed_in(cell) else _people(cell)
    people = [line_of(name) for name in listed]
    people = [name for name in people if name and name.casefold() not in nobody]
    if people:
        row.fields["owner"] = _person(people[0])[:LONGEST_TITLE]
    if len(people) > 1:
        row.assume(f'of several in "{row.context.columns["owner"]}" the first is read')


def _people(text: str) -> list[str]:
    """The names in a cell: set apart by semicolons or lines, or by commas where these are no "Doe, Jane"."""
    listed = re.split(r"[;\n]", text) if text.strip("; \n") else [text]
    names = [name.strip() for name in text.split(",")]
    is_list = len(names) > 2 or (len(names) == 2 and all(re.search(r"\s|@", name) for name in names))
    return names if len(listed) == 1 and is_list else listed


def _person(text: str) -> str:
    """Names without the addresses behind them: "Ann <ann@example.com>"."""
    return _ADDRESS.sub("", text) or text.strip(" <>")


def _one_of(row: SourceRow, name: str) -> str:
    """The text of a field that takes one, lists in brackets joined where the format may have them."""
    cell = row.first(name)
    return cells.joined(cell) if row.context.dialect.has_lists else cell


def _read_acceptance(row: SourceRow) -> None:
    """The criteria of acceptance; which of them are done already has no place here, and is told."""
    found: list[str] = []
    for cell in row.cells.get("acceptance", ()):
        listed, is_done = criteria(cell)
        found += [line_of(item) for item in listed]
        if is_done:
            row.assume("acceptance: marks of what is done already are left out")
    if found:
        row.fields["acceptance"] = list(dict.fromkeys(item[:_LONGEST_ITEM] for item in found))


def read_links(row: SourceRow, key: str) -> None:
    """The link by which the row is known again, its address, and the same thing in trackers."""
    links = {row.context.link: key}
    address = line_of(row.first("url"))
    if re.match(r"https?://\S+$", address):
        links["web"] = address
    elif address:
        row.note_unclear("url", address, "it is no address in the web")
    named.read_links(row, links)
    row.fields["links"] = links
