"""The titles of records that have them under different keys: an epic's name, a task's title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pmcli.importing.sources.tables.meaning.columns import guess_all
from pmcli.importing.sources.tables.nested.item_lists import meaning_of
from pmcli.model.figure import counted

_TITLES: Final = frozenset({"title", "also", "key", "description"})
"""What a key that is like a title may be said to mean, and still be one where a record has no other."""


def titled(
    rows: Sequence[dict[str, str]], header: dict[str, None], mapping: Mapping[str, str]
) -> Iterator[str]:  # fmt: skip
    """A note for each key that had the title of records which lack the usual one; the cells are moved there.

    The usual one is what `mapping` says is the title, else the likeliest by its name. A key in which nothing
    is left then goes out of the `header`.
    """
    names = [name for name in header if "." not in name]
    asked = [name for name in names if mapping.get(name) == "title"]
    like = [name for name in names if meaning_of(name) == "title" and mapping.get(name, "title") in _TITLES]
    guessed = [name for name, meaning in guess_all(like).items() if meaning == "title"]
    usual = next(iter((*asked, *guessed)), "")
    others = [name for name in like if name != usual]
    if not others or not usual:
        return
    moved: Counter[str] = Counter()
    for cells in rows:
        found = "" if cells.get(usual) else next((name for name in others if cells.get(name)), "")
        if found:
            cells[usual] = cells.pop(found)
            moved[found] += 1
    for name in moved:
        if name not in mapping and not any(name in cells for cells in rows):
            del header[name]
    for name, count in moved.items():
        yield f'the title is read from "{name}" where "{usual}" says nothing ({counted(count, "item")})'
