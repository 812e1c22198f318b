"""From events to plain data, in one pass that builds no places and finds every fault on its way."""

from __future__ import annotations

import re
from typing import Any, Final

from pmcli.reading.dispute import check_directives, first_dispute
from pmcli.reading.events import Event, broken_text, kinds, next_event
from pmcli.reading.place import Fault, Refusal
from pmcli.reading.prose import prose_cuts
from pmcli.reading.syntax import explain, explain_alias
from pmcli.reading.tags import collection_fault, core_value
from pmcli.reading.value import Document, Plain, Span, Value

MAX_NESTING: Final = 64
MAX_ADDED: Final = 4_000_000  # characters that aliases may add to a file, were they written out
FREE_ADDED: Final = 20_000  # …and never more than `MAX_RATIO` times the file, beyond this many
MAX_RATIO: Final = 100

_BREAK: Final = re.compile(r"\r\n|\r|\n")
_BLANK: Final = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")


class _Sign:
    """A key that is none of the user's."""


_MERGE: Final = _Sign()
_DISCARD: Final = _Sign()


class _Anchored:
    """What an anchor names; while it is still being read, `added` is None."""

    __slots__ = ("added", "height", "value")

    def __init__(self, value: Value) -> None:
        self.value = value
        self.added: int | None = None
        self.height = 0


class _List:
    """A list being read (or, at the bottom, a document)."""

    __slots__ = ("added", "anchored", "data", "depth", "event", "height", "key", "parent")

    def __init__(self, event: Event, parent: Any) -> None:
        self.event = event
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.height = 0  # of what it holds, aliases written out
        self.data: Any = []
        self.key: Any = ""  # never None: a list awaits no key
        self.anchored: _Anchored | None = None
        self.added = 0

    def put(self, value: Value) -> None:
        self.data.append(value)

    def name(self, text: str, event: Event, faults: list[Fault]) -> None:
        raise AssertionError("a list has no keys")


class _Map(_List):
    """A map being read: `key` is None while it awaits one."""

    __slots__ = ("firsts", "merges")

    def __init__(self, event: Event, parent: Any) -> None:
        super().__init__(event, parent)
        self.data = {}
        self.key = None
        self.firsts: dict[Any, Event] = {}
        self.merges: list[tuple[Value, Event]] = []

    def put(self, value: Value) -> None:
        key, self.key = self.key, None
        if key is _MERGE:
            self.merges.append((value, self.firsts[_MERGE]))
        elif key is not _DISCARD:
            self.data[key] = value

    def name(self, text: str, event: Event, faults: list[Fault]) -> None:
        """Take a key; of two equal ones the first counts."""
        key: Any = text
        if text == "<<" and not event.style and event.ctag is None:
            key = _MERGE
        if key in self.firsts:
            faults.append(_duplicate(text, event, self.firsts[key]))
            key = _DISCARD
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
                    faults.append(_bad_merge(event))


def _at(event: Event) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _duplicate(text: str, event: Event, first: Event) -> Fault:
    line = first.start_mark.line + 1
    message = f'the key "{text}" is already on line {line}'
    return Fault("PM002", *_at(event), message, f"keep one of the two; the one on line {line} is read")


def _bad_merge(event: Event) -> Fault:
    message = '"<<" takes in the keys of another map; found something else'
    return Fault("PM009", *_at(event), message, "write: <<: *name, where &name stands before a map")


class Builder:
    """Reads one text into `documents` and `faults`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.documents: list[Document] = []
        self.ends: list[int] = []  # where each document ends in the text
        self.faults: list[Fault] = []
        self.anchors: dict[str, _Anchored] = {}
        self.added = 0  # characters, by aliases
        self.max_added = min(MAX_ADDED, max(FREE_ADDED, MAX_RATIO * len(text)))
        self.get, pure = next_event(text)
        self.watched: list[Event] | None = [] if pure or " #" in text or "\t" in text else None
        self.last: Event = None  # the last event that is no end of a block
        self.seen = 0  # where the document before ends

    def run(self) -> None:
        """Read it all, or up to what cannot be read."""
        refused = True
        try:
            self._read()
            refused = False
        except Refusal as refusal:
            self._stop(refusal.fault)
        except broken_text() as error:
            self._stop(explain(self.text, error, self.last))
        if self.watched is not None:
            self._look_again(self.watched, refused)

    def _stop(self, fault: Fault) -> None:
        """End at `fault`: what comes after it counts no more."""
        del self.documents[sum(end <= fault.start for end in self.ends) :]
        self.faults = [other for other in self.faults if other.start <= fault.start]
        self.faults.append(fault)

    def _look_again(self, events: list[Event], refused: bool) -> None:
        """Find what only the source text shows."""
        dispute = first_dispute(self.text, events)
        if dispute is not None and (not refused or dispute.start < self.faults[-1].start):
            self._stop(dispute)
        self.faults += prose_cuts(self.text, events)

    def _read(self) -> None:  # one loop, and nothing called for most scalars: this is what takes the time
        kind_of = kinds()
        scalar, alias = kind_of.scalar, kind_of.alias
        starts = {kind_of.mapping_start: _Map, kind_of.sequence_start: _List}
        ends = (kind_of.mapping_end, kind_of.sequence_end)
        watched, faults, get = self.watched, self.faults, self.get
        frame: Any = None
        while (event := get()) is not None:
            kind = event.__class__
            if watched is not None:
                watched.append(event)
            if kind is scalar:
                self.last = event
                text: str = event.value
                if event.ctag is not None or event.anchor is not None:
                    text = self._marked(event)
                elif not event.style and frame.key is not None:
                    text = Plain(text)
                if frame.key is None:
                    frame.name(text, event, faults)
                else:
                    frame.put(text)
            elif kind in starts:
                self.last = event
                frame = self._open(starts[kind](event, frame))
            elif kind in ends:
                frame = self._close(event, frame)
            elif kind is alias:
                self.last = event
                self._alias(event, frame)
            elif kind is kind_of.document_start:
                self._begin(event)
                frame = _List(event, None)
            elif kind is kind_of.document_end:
                self._end(event, frame)

    def _marked(self, event: Event) -> str:
        """A scalar with a tag or an anchor."""
        value = event.value if event.style else Plain(event.value)
        if event.ctag is not None:
            value, fault = core_value(event, self.text)
            self.faults += [fault] if fault is not None else []
        if event.anchor is not None:
            entry = self.anchors[event.anchor] = _Anchored(value)
            entry.added = event.end_mark.index - event.start_mark.index
        return value

    def _open(self, frame: _List) -> _List:
        """Begin a list or a map."""
        event, parent = frame.event, frame.parent
        if frame.depth > MAX_NESTING:
            raise Refusal(_too_deep(event))
        if parent.key is None:
            self.faults.append(_complex_key(event))
            parent.key = _DISCARD
        else:
            parent.put(frame.data)
        if event.anchor is not None:
            frame.anchored = self.anchors[event.anchor] = _Anchored(frame.data)
            frame.added = self.added
        fault = collection_fault(event, isinstance(frame, _Map))
        self.faults += [fault] if fault is not None else []
        return frame

    def _close(self, event: Event, frame: _List) -> _List:
        """End a list or a map."""
        if event.end_mark.index > event.start_mark.index:
            self.last = event
        parent: _List = frame.parent
        if frame.height >= parent.height:
            parent.height = frame.height + 1
        if frame.anchored is not None:
            frame.anchored.added = self.added - frame.added + event.end_mark.index - frame.event.start_mark.index
            frame.anchored.height = frame.height + 1
        if isinstance(frame, _Map) and frame.merges:
            frame.merge(self.faults)
        return parent

    def _alias(self, event: Event, frame: _List) -> None:
        entry = self.anchors.get(event.anchor)
        value: Value = Plain("")
        if entry is None:
            self.faults.append(explain_alias(self.text, event, sorted(self.anchors)))
        elif entry.added is None:
            self.faults.append(_recursive(event))
        else:
            value = entry.value
            self._expand(event, entry, frame)
        if frame.key is not None:
            frame.put(value)
        elif isinstance(value, str):
            frame.name(str(value), event, self.faults)
        else:
            self.faults.append(_complex_key(event))
            frame.key = _DISCARD

    def _expand(self, event: Event, entry: _Anchored, frame: _List) -> None:
        """Count what an alias adds, without writing it out."""
        self.added += entry.added or 0
        if self.added > self.max_added:
            raise Refusal(_too_much(event, self.max_added))
        if frame.depth + entry.height > MAX_NESTING:
            raise Refusal(_too_deep(event))
        frame.height = max(frame.height, entry.height)

    def _begin(self, event: Event) -> None:
        """Begin a document."""
        self.anchors = {}
        if "%" in self.text:
            check_directives(self.text, self.seen, event)
        self.last = event

    def _end(self, event: Event, root: _List) -> None:
        """End a document; one that holds nothing is not listed."""
        self.seen = event.end_mark.index
        data, last = root.data[0], self.last
        if data.__class__ is Plain and not data and last.end_mark.index == last.start_mark.index:
            return
        opened = root.event.end_mark
        lead = _BLANK.match(self.text, opened.index)
        start = _after(opened, self.text[opened.index : lead.end() if lead else opened.index])
        began, ended = last.start_mark, last.end_mark.index
        end = _after(began, self.text[began.index : ended].rstrip())
        self.documents.append(Document(data, Span(*start, *end)))
        self.ends.append(ended)


def _after(mark: Any, text: str) -> tuple[int, int]:
    """The line and column behind `text`, which stands at `mark`."""
    lines = _BREAK.split(text)
    if len(lines) == 1:
        return mark.line + 1, mark.column + len(text) + 1
    return mark.line + len(lines), len(lines[-1]) + 1


def _too_deep(event: Event) -> Fault:
    message = f"lists and maps within one another are {MAX_NESTING} levels deep here: more are not read"
    return Fault("PM005", *_at(event), message, "write fewer levels")


def _too_much(event: Event, bound: int) -> Fault:
    message = f'written out in full, the aliases up to "*{event.anchor}" add more than {bound:,} characters'
    return Fault("PM006", *_at(event), message, "write the values out, or use fewer aliases of aliases")


def _recursive(event: Event) -> Fault:
    message = f'"*{event.anchor}" stands inside "&{event.anchor}", which it repeats: that would never end'
    return Fault("PM009", *_at(event), message, "write the value out instead of the alias")


def _complex_key(event: Event) -> Fault:
    message = "a key is a single word or text; found a list or a map"
    hint = 'write a text before the ":"; in quotes, if it begins with "[", "{" or "?"'
    return Fault("PM009", *_at(event), message, hint)
