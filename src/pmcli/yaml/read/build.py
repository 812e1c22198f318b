"""From events to plain data, in one pass that builds no places and finds every fault on its way."""

from __future__ import annotations

import re
from typing import Any, Final

from pmcli.yaml.read.events import Event, Kinds, broken_text, everyday_event, kinds, next_event
from pmcli.yaml.read.faults import Fault, Refusal
from pmcli.yaml.read.frame import (
    DISCARD,
    MAX_NESTING,
    MERGE,
    Anchored,
    ListFrame,
    MapFrame,
    complex_key,
    recursive,
    tell,
    too_deep,
    too_much,
)
from pmcli.yaml.read.parser_limits import (
    check_directives,
    check_name,
    first_difference,
    first_mistake,
    may_differ,
)
from pmcli.yaml.read.prose import prose_cuts
from pmcli.yaml.read.syntax import explain, explain_alias
from pmcli.yaml.read.tags import collection_fault, core_value
from pmcli.yaml.read.value import Plain, Span, Value, YamlDocument

MAX_ADDED: Final = 4_000_000  # characters that aliases may add to a file, were they written out
FREE_ADDED: Final = 20_000  # …and never more than `MAX_RATIO` times the file, beyond this many
MAX_RATIO: Final = 100

MAX_SLOW: Final = 256 * 1024
_OF_SYNTAX: Final = ("PM001", "PM007", "PM010")

_BREAK: Final = re.compile(r"\r\n|\r|\n")
_DOTS: Final = re.compile(r"(?<![^\r\n])\.\.\.(?=\s)")
_COMMENT: Final = re.compile(r"#[^\r\n]*")
_BLANKS: Final = " \t\r\n"
_BLANK: Final = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")


class Builder:
    """Reads one text into `documents` and `faults`."""

    def __init__(self, text: str, *, is_slow: bool = False) -> None:
        self.text = text
        self.is_slow = is_slow
        self.documents: list[YamlDocument] = []
        self.ends: list[int] = []  # where each document ends in the text
        self.faults: list[Fault] = []
        self.anchors: dict[str, Anchored] = {}
        self.added = 0  # characters, by aliases
        self.max_added = min(MAX_ADDED, max(FREE_ADDED, MAX_RATIO * len(text)))
        self.stopped: Fault | None = None
        self.get, pure = (everyday_event(text), False) if is_slow else next_event(text)
        self.may_differ = is_slow or pure or may_differ(text)
        self.watched: list[Event] | None = [] if self.may_differ or " #" in text else None
        self.last: Event = None  # the last event that is no end of a block
        self.frame: ListFrame | None = None  # what is being read
        self.previous_end = 0  # of the document before, in the text

    def run(self) -> None:
        """Read it all, or up to what cannot be read."""
        refused = True
        try:
            self._read()
            refused = False
        except Refusal as refusal:
            self._stop(refusal.fault)
        except broken_text() as error:
            self._finish()
            self._stop(explain(self.text, error, self.last))
        if self.watched is not None:
            self._look_again(self.watched, refused=refused)

    def _finish(self) -> None:
        """List the document that the parser broke off behind, where `...` says that it is whole."""
        root, end = self.frame, self.last.end_mark.index if self.last is not None else 0
        if root is not None and root.depth == 0 and root.data:
            dots = _DOTS.search(self.text, end)
            if dots and not _COMMENT.sub("", self.text[end : dots.start()]).strip():
                self._end(self.last, root)

    def _stop(self, fault: Fault) -> None:
        """End at `fault`: what comes after it counts no more."""
        del self.documents[sum(end <= fault.start for end in self.ends) :]
        self.faults = [other for other in self.faults if other.start <= fault.start]
        self.faults.append(fault)
        self.stopped = fault

    def _look_again(self, events: list[Event], *, refused: bool) -> None:
        """Find what only the source text shows."""
        find = first_mistake if self.is_slow else first_difference
        difference = find(self.text, events) if self.may_differ else None
        if difference is not None and (not refused or difference.start < self.faults[-1].start):
            self._stop(difference)
        self.faults += prose_cuts(self.text, events)

    def _read(self) -> None:  # noqa: C901 - inlined for speed
        """Go through the events.

        Most of them are scalars, and most of the time goes here: these are put in their places without a
        call, and what the loop needs of the list or map at hand is kept in local names.
        """
        kind_of = kinds()
        scalar, watched, faults, get = kind_of.scalar, self.watched, self.faults, self.get
        frame: Any = ListFrame(None, None)
        key, data, firsts = frame.key, frame.data, frame.firsts
        while True:
            event: Event = get()
            if event is None:
                return
            if watched is not None:
                watched.append(event)
            if event.__class__ is not scalar:
                frame.key = key
                frame = self._step(event, frame, kind_of)
                key, data, firsts = frame.key, frame.data, frame.firsts
                continue
            text: str = event.value
            if text or event.style:
                self.last = event
            if event.ctag is not None or event.anchor is not None:
                text = self._marked(event)
            elif key is not None and not event.style:
                text = Plain(text)
            if key is None:
                if text in firsts or text == "<<" or text.__class__ is Plain:
                    frame.name(str(text), event, faults)
                    key = frame.key
                else:
                    firsts[text] = event
                    key = text
            elif firsts is None:
                data.append(text)
            else:
                if key.__class__ is str:
                    data[key] = text
                elif key is MERGE:
                    frame.merges.append((text, firsts[MERGE]))
                key = None

    def _step(self, event: Event, frame: ListFrame, kind_of: Kinds) -> ListFrame:
        """Take an event that is no scalar; what is read next goes into the list or map returned."""
        kind = event.__class__
        if kind is kind_of.mapping_start:
            return self._open(MapFrame(event, frame))
        if kind is kind_of.sequence_start:
            return self._open(ListFrame(event, frame))
        if kind is kind_of.mapping_end or kind is kind_of.sequence_end:
            return self._close(event, frame)
        if kind is kind_of.alias:
            self._alias(event, frame)
        elif kind is kind_of.document_start:
            return self._begin(event)
        elif kind is kind_of.document_end:
            self._end(event, frame)
        return frame

    def _marked(self, event: Event) -> str:
        """A scalar with a tag or an anchor."""
        value = event.value if event.style else Plain(event.value)
        if event.ctag is not None:
            value, fault = core_value(event, self.text)
            tell(self.faults, fault)
        if event.anchor is not None:
            check_name(self.text, event)
            entry = self.anchors[event.anchor] = Anchored(value)
            entry.added = event.end_mark.index - event.start_mark.index
        return value

    def _open(self, frame: ListFrame) -> ListFrame:
        """Begin a list or a map."""
        self.last = event = frame.event
        parent: ListFrame = frame.parent
        if frame.depth > MAX_NESTING:
            raise Refusal(too_deep(event))
        if parent.key is None:
            tell(self.faults, complex_key(event))
            parent.key = DISCARD
        else:
            parent.put(frame.data)
        if event.anchor is not None:
            check_name(self.text, event)
            frame.anchored = self.anchors[event.anchor] = Anchored(frame.data)
            frame.added = self.added
        if event.ctag is not None:
            fault = collection_fault(event, self.text, is_map=isinstance(frame, MapFrame))
            tell(self.faults, fault)
        self.frame = frame
        return frame

    def _close(self, event: Event, frame: ListFrame) -> ListFrame:
        """End a list or a map."""
        if event.end_mark.index > event.start_mark.index:
            self.last = event
        parent: ListFrame = frame.parent
        if frame.height >= parent.height:
            parent.height = frame.height + 1
        if frame.anchored is not None:
            written = event.end_mark.index - frame.event.start_mark.index
            frame.anchored.added = self.added - frame.added + written
            frame.anchored.height = frame.height + 1
        if isinstance(frame, MapFrame) and frame.merges:
            frame.merge(self.faults)
        self.frame = parent
        return parent

    def _alias(self, event: Event, frame: ListFrame) -> None:
        self.last = event
        check_name(self.text, event)
        entry = self.anchors.get(event.anchor)
        value: Value = Plain("")
        if entry is None:
            tell(self.faults, explain_alias(self.text, event, sorted(self.anchors)))
        elif entry.added is None:
            tell(self.faults, recursive(event))
        else:
            value = entry.value
            self._expand(event, entry, frame)
        if frame.key is not None:
            frame.put(value)
        elif isinstance(value, str):
            frame.name(str(value), event, self.faults)
        else:
            tell(self.faults, complex_key(event))
            frame.key = DISCARD

    def _expand(self, event: Event, entry: Anchored, frame: ListFrame) -> None:
        """Count what an alias adds, without writing it out."""
        self.added += entry.added or 0
        if self.added > self.max_added:
            raise Refusal(too_much(event, self.max_added))
        if frame.depth + entry.height > MAX_NESTING:
            raise Refusal(too_deep(event))
        frame.height = max(frame.height, entry.height)

    def _begin(self, event: Event) -> ListFrame:
        """Begin a document."""
        self.anchors = {}
        self.last = event
        self.frame = None
        if "%" in self.text:
            check_directives(self.text, self.previous_end, event)
        self.frame = ListFrame(event, None)
        return self.frame

    def _end(self, event: Event, root: ListFrame) -> None:
        """End a document; one that holds nothing is not listed."""
        self.frame = None
        self.previous_end = event.end_mark.index
        data, last = root.data[0], self.last
        if data == "" and last is root.event:
            return
        self.documents.append(YamlDocument(data, self._span(root.event, last)))
        self.ends.append(self.previous_end)

    def _span(self, opened: Event, last: Event) -> Span:
        """From the first character of a document, comments apart, to where its last text ends."""
        lead = _BLANK.match(self.text, opened.end_mark.index)
        start = _behind(opened.end_mark, lead[0] if lead else "")
        end = last.end_mark
        if getattr(last, "style", None) not in ("|", ">"):
            return Span(*start, end.line + 1, end.column + 1)
        block = self.text[last.start_mark.index : end.index].rstrip(_BLANKS)
        return Span(*start, *_behind(last.start_mark, block))


def built(text: str) -> Builder:
    """A text as it is read: where the fast parser cannot, by the one that knows more, if that can.

    That one is slow, so it is asked of texts of at most `MAX_SLOW` characters.
    """
    build = Builder(text)
    build.run()
    if build.stopped is None or build.stopped.code not in _OF_SYNTAX or len(text) > MAX_SLOW:
        return build
    slow = Builder(text, is_slow=True)
    slow.run()
    return build if slow.stopped is not None else slow


def _behind(mark: Any, text: str) -> tuple[int, int]:
    """The line and column behind `text`, which stands at `mark`."""
    if not text:
        return mark.line + 1, mark.column + 1
    lines = _BREAK.split(text)
    if len(lines) == 1:
        return mark.line + 1, mark.column + len(text) + 1
    return mark.line + len(lines), len(lines[-1]) + 1
