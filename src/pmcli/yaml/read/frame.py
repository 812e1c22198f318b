"""The lists and maps that are being read, and their faults."""

from __future__ import annotations

from typing import Any, Final

from pmcli.model.diagnostic import numbered
from pmcli.yaml.read.events import Event
from pmcli.yaml.read.faults import MAX_FAULTS, Fault, Refusal
from pmcli.yaml.read.value import Value

MAX_NESTING: Final = 64


class KeyMarker:
    """A key that is none of the user's."""


MERGE: Final = KeyMarker()
DISCARD: Final = KeyMarker()


class Anchored:
    """The value that an anchor names; while it is still being read, `added` is None."""

    __slots__ = ("added", "height", "value")

    def __init__(self, value: Value) -> None:
        self.value = value
        self.added: int | None = None
        self.height = 0


class ListFrame:
    """A list being read (or, at the bottom, a document)."""

    __slots__ = ("added", "anchored", "data", "depth", "event", "firsts", "height", "key", "parent")

    def __init__(self, event: Event, parent: Any) -> None:
        self.event = event
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.height = 0  # of what it holds, aliases written out
        self.data: Any = []
        self.key: Any = ""  # never None: a list awaits no key
        self.firsts: Any = None  # of a map, the event of each key
        self.anchored: Anchored | None = None
        self.added = 0

    def put(self, value: Value) -> None:
        """Take a value."""
        self.data.append(value)

    def name(self, text: str, event: Event, faults: list[Fault]) -> None:
        """Take a key: no list awaits one."""
        raise NotImplementedError(text, event, faults)


class MapFrame(ListFrame):
    """A map being read: `key` is None while it awaits one."""

    __slots__ = ("merges",)

    def __init__(self, event: Event, parent: Any) -> None:
        super().__init__(event, parent)
        self.data = {}
        self.key = None
        self.firsts = {}
        self.merges: list[tuple[Value, Event]] = []

    def put(self, value: Value) -> None:
        """Take the value of the key before."""
        key, self.key = self.key, None
        if key is MERGE:
            self.merges.append((value, self.firsts[MERGE]))
        elif key is not DISCARD:
            self.data[key] = value

    def name(self, text: str, event: Event, faults: list[Fault]) -> None:
        """Take a key; of two equal ones the first counts."""
        key: Any = text
        if text == "<<" and not event.style and event.ctag is None:
            key = MERGE
        if key in self.firsts:
            tell(faults, _duplicate(text, event, self.firsts[key]))
            key = DISCARD
        else:
            self.firsts[key] = event
        self.key = key

    def merge(self, faults: list[Fault]) -> None:
        """Add what `<<` names, where the map does not say it itself; the first that says it counts."""
        for value, event in self.merges:
            for merged in value if isinstance(value, list) else [value]:
                if isinstance(merged, dict):
                    for key, item in merged.items():
                        self.data.setdefault(key, item)
                else:
                    tell(faults, _bad_merge(event))


def tell(faults: list[Fault], *more: Fault | None) -> None:
    """Add to `faults`; refuse the rest of a text that has too many."""
    for fault in more:
        if fault is not None:
            if len(faults) >= MAX_FAULTS:
                raise Refusal(fault)
            faults.append(fault)


def span_of(event: Event) -> tuple[int, int]:
    """Start and end of an event in the text."""
    return event.start_mark.index, event.end_mark.index


def _duplicate(text: str, event: Event, first: Event) -> Fault:
    line = first.start_mark.line + 1
    message, gist = numbered(f'the key "{text}" is already on line ', line)
    hint = f"keep one of the two; the one on line {line} is read"
    return Fault("PM002", *span_of(event), message, hint, gist)


def _bad_merge(event: Event) -> Fault:
    message = '"<<" takes in the keys of another map; found something else'
    return Fault("PM009", *span_of(event), message, "write: <<: *name, where &name stands before a map")


def too_deep(event: Event) -> Fault:
    """The fault of lists and maps within one another, too many."""
    message = f"lists and maps within one another are {MAX_NESTING} levels deep here: more are not read"
    return Fault("PM005", *span_of(event), message, "write fewer levels")


def too_much(event: Event, bound: int) -> Fault:
    """The fault of aliases that stand for too much."""
    message = f'written out in full, the aliases up to "*{event.anchor}" add more than {bound:,} characters'
    return Fault("PM006", *span_of(event), message, "write the values out, or use fewer aliases of aliases")


def recursive(event: Event) -> Fault:
    """The fault of an alias within what it stands for."""
    message = f'"*{event.anchor}" stands inside "&{event.anchor}", which it repeats: that would never end'
    return Fault("PM009", *span_of(event), message, "write the value out instead of the alias")


def complex_key(event: Event) -> Fault:
    """The fault of a key that is no text."""
    message = "a key is a single word or text; found a list or a map"
    hint = 'write a text before the ":"; in quotes, if it begins with "[", "{" or "?"'
    return Fault("PM009", *span_of(event), message, hint)
