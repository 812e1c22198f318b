"""Fields that take one of a few words, and the user's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.rows.row import LONGEST_TITLE, SourceRow
from pmcli.importing.sources.tables.values import amounts, days
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.vocabulary import vocabulary

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "horizon": ("now", "next", "later"),
    "tech_debt": ("none", "adds", "repays"),
}
_MOSCOW: Final = {"must": "must", "should": "should", "could": "could", "wo": "wont"}


def read_own(row: SourceRow) -> None:
    """The words of fields that take one of a few, and the user's own fields."""
    word = re.sub(r"[^a-z]", "", row.first("moscow").casefold())
    if word:
        letter = {"m": "must", "s": "should", "c": "could", "w": "wont"}.get(word)
        moscow = letter or next((ours for start, ours in _MOSCOW.items() if word.startswith(start)), None)
        if moscow:
            row.fields["moscow"] = moscow
        else:
            row.note_unclear("moscow", row.first("moscow"), "expected must, should, could or wont")
    for name, known in _WORDS.items():
        word = row.first(name).strip().casefold()
        if word in known:
            row.fields[name] = word
        elif word:
            row.note_unclear(name, word, f"expected {', '.join(known)}")
    for name in row.cells:
        if name.startswith("x-"):
            row.fields[name] = line_of(row.cells[name][-1])[:LONGEST_TITLE]
        elif name.startswith("fields."):
            _declared(row, name)


def _declared(row: SourceRow, meaning: str) -> None:
    """A field that pm.yaml declares, read as the kind that it has there."""
    name, _, kind = meaning.removeprefix("fields.").partition(":")
    cell = line_of(row.first(meaning))
    row.fields[name] = cell[:LONGEST_TITLE]
    try:
        if kind == "number":
            amount = amounts.amount(cell, comma=row.context.comma[meaning])
            row.fields[name] = amount.value if amount.low == amount.high else cell
        elif kind == "date":
            row.fields[name] = days.day(cell, day_first=row.context.day_first)
    except Unclear as why:
        del row.fields[name]
        row.note_unclear(name, cell, why)
    if kind == "boolean":
        row.fields[name] = vocabulary("cells", "switches").get(cell.casefold(), cell)
