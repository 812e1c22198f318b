"""What dotted names of keys mean: `fields.summary` is a summary, `assignee.name` an assignee."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.importing.sources.tables.columns import compact, guess
from pmcli.importing.sources.vocabulary import vocabulary

_REFERENCES = ("key", "parent", "depends_on", "blocks", "conflicts_with")


def plain_names(names: Sequence[str]) -> dict[str, str]:
    """The name by which each key is guessed, without the keys around it; "" where it says nothing.

    Of the keys of one map (`assignee.id`, `assignee.name`) the one by which people call it counts.
    """
    short = {name: _short(name) for name in names}
    best: dict[str, str] = {}
    for name in sorted((name for name in names if short[name][0]), key=lambda name: short[name][1]):
        best.setdefault(short[name][0], name)
    return {name: plain if best.get(plain) == name else "" for name, (plain, _) in short.items()}


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
