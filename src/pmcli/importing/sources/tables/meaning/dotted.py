"""What dotted names of keys mean: `fields.summary` is a summary, `assignee.name` an assignee."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pmcli.importing.sources.tables.meaning.columns import compact, exact, guess
from pmcli.importing.sources.tables.meaning.group_heads import compacted
from pmcli.importing.sources.vocabulary import vocabulary

_TEXTS = ("summary", "story", "userstory")
"""Keys that are a title, and a description where there is another title."""
_REFERENCES = ("key", "parent", "depends_on", "blocks", "conflicts_with")


def plain_names(names: Sequence[str]) -> dict[str, str]:
    """The name by which each key is guessed, without the keys around it; "" where it says nothing.

    Of the keys of one map (`assignee.id`, `assignee.name`) the one by which people call it counts.
    """
    short = {name: _short(name) for name in names}
    best: dict[str, str] = {}
    for name in sorted((name for name in names if short[name][0]), key=lambda name: short[name][1]):
        best.setdefault(short[name][0], name)
    is_titled = any(exact(plain) == "title" and compact(plain) not in _TEXTS for plain in best)
    return {
        name: _as_column(plain, is_titled=is_titled) if best.get(plain) == name else ""
        for name, (plain, _) in short.items()
    }


def _as_column(key: str, *, is_titled: bool) -> str:
    """A key as a column of its meaning is called, where only texts call it so, such as `parked`."""
    meaning = compacted("keys").get(compact(key), "")
    is_text = is_titled and compact(key) in _TEXTS
    if is_text or (meaning and not exact(key)):
        return _columns().get("description" if is_text else meaning, key)
    return key


@cache
def _columns() -> dict[str, str]:
    """For every meaning the surest name of a column."""
    return {meaning: name for name, meaning in reversed(list(vocabulary("columns", "names").items()))}


def _short(name: str) -> tuple[str, int]:
    """A name without the keys around it, "" where nothing is known of it, and how surely it names its map."""
    parts = name.split(".")
    while len(parts) > 1 and compact(parts[0]) in vocabulary("records", "around"):
        parts.pop(0)
    if len(parts) == 1:
        return parts[0], -1
    if compact(parts[0]) in vocabulary("records", "scores") and len(parts) == 2:
        return (parts[1], 0) if guess(parts[1]) else ("", 0)
    section = "referring" if guess(parts[0]) in _REFERENCES else "naming"
    order = list(vocabulary("records", section))
    leaf = compact(parts[-1])
    if len(parts) == 2 and leaf in order:
        return parts[0], order.index(leaf)
    return "", 0
