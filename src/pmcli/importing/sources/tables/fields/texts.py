"""Titles, texts and lists of words from the cells of a row, and its links."""

from __future__ import annotations

import re

from pmcli.importing.sources.plain_values import line_of, long_of, text_of
from pmcli.importing.sources.tables import columns
from pmcli.importing.sources.tables.fields import named
from pmcli.importing.sources.tables.row import LONGEST_TITLE, SourceRow


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
        if name in ("description", "problem", "solution", "request"):
            text = long_of("\n\n".join(map(text_of, row.cells[name])), row.notes)
            if text.strip():
                row.fields[name] = text
        elif text := line_of(row.first(name)):
            row.fields[name] = text[:LONGEST_TITLE]
    for name in ("tags", "segments", "solves"):
        listed = row.listed(name)
        listed += row.cells.get("theme", ())[1:] if name == "tags" else ()
        bare = [re.sub(r"\s*\([a-z ]+\)$", "", word) if name == "tags" else word for word in listed]
        if bare:
            row.fields[name] = list(dict.fromkeys(word[:LONGEST_TITLE] for word in bare if word))
    if asking := row.listed("requests"):
        row.fields["requests"] = [{"account": name[:LONGEST_TITLE]} for name in dict.fromkeys(asking)]


def read_links(row: SourceRow, key: str) -> None:
    """The link by which the row is known again, and its address."""
    links = {row.context.link: key}
    address = line_of(row.first("url"))
    if re.match(r"https?://\S+$", address):
        links["web"] = address
    named.read_links(row, links)
    row.fields["links"] = links
