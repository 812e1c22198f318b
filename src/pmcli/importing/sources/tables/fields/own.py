"""Fields that take one of a few words, and the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.rows.row import LONGEST_TITLE, SourceRow
from pmcli.importing.sources.tables.values import amounts, days
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.vocabulary import bare, bare_words, vocabulary

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "horizon": ("now", "next", "later"),
    "tech_debt": ("none", "adds", "repays"),
}


def read_own(row: SourceRow) -> None:
    """The words of fields that take one of a few, and the user's own fields."""
    if word := bare(row.first("moscow")):
        known = bare_words("cells", "moscow")
        if moscow := known.get(word) or known.get(word.split()[0]):
            row.fields["moscow"] = moscow
        else:
            row.note_unclear("moscow", row.first("moscow"), "expected must, should, could or wont")
    for name, words in _WORDS.items():
        word = row.first(name).strip().casefold()
        if word in words:
            row.fields[name] = word
        elif word:
            row.note_unclear(name, word, f"expected {', '.join(words)}")
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
