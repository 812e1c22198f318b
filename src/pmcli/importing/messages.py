"""What is told of an import beside its changes: what it does not say, what was noted, in which order."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.importing.fitting import Fitted, Fitting
from pmcli.importing.merge.held import is_part_spoken, is_spoken
from pmcli.importing.merge.memory import UNORDERED, Memory, word
from pmcli.importing.sources import Imported


def unsaid_of(known: list[Fitted], memory: Memory) -> tuple[str, ...]:
    """What came in before, stays here, and is not spoken of now: fields, and parts of others."""
    unsaid: set[str] = set()
    for fitted in known:
        before = memory.given.get(fitted.draft.key, {})
        fields = {remembered.split(".")[0] for remembered in before}
        for held in fitted.held:
            name, dot, part = held.partition(".")
            if not dot and word(name) in fields and not is_spoken(name, fitted.speaks):
                unsaid.add(name)
            key = word(name, part)
            if dot and key in before and not is_part_spoken(name, key, fitted.speaks):
                unsaid.add(name if name in UNORDERED else held)
    return tuple(sorted(unsaid))


def counted_in(fitting: Fitting) -> Iterator[str]:
    """What was assumed of names that pm.yaml does not have, with how many features it is so of."""
    for words, count in fitting.counted.items():
        yield f"{words} ({count:,} feature{'s' if count > 1 else ''})"


def notes_in(imported: Imported) -> Iterator[str]:
    """What was lost or assumed in single features; what is noted of several is counted."""
    places: dict[str, list[str]] = {}
    for draft in imported.drafts:
        for note in draft.notes:
            places.setdefault(note, []).append(draft.place)
    for note, some in places.items():
        yield f"{note} ({some[0] if len(some) == 1 else f'{len(some):,} features'})"
