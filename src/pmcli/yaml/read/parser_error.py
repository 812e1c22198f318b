"""The error of a parser: its words, the place, and the source text there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pmcli.yaml.read.faults import Fault
from pmcli.yaml.read.prose import item_at, line_at, quote_hint, quoted, unwrapped, value_at

_KEYED: Final = re.compile(r"(.+?)(:(?:[ \t].*)?)")
_BACK: Final = 5000  # characters that are looked through for an open bracket
_CLOSERS: Final = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class ParserError:
    """The `words` of a parser, the `index` where it stopped, and that where what it was reading began."""

    text: str
    words: str
    index: int
    context: int
    last: tuple[int, int, str]  # the value before: start, end, "'" or '"' where it was quoted

    @property
    def char(self) -> str:
        """The character at which the parser stopped; empty at the end."""
        return self.text[self.index : self.index + 1]

    @property
    def line_start(self) -> int:
        """The index at which the line begins."""
        return line_at(self.text, self.index)[0]

    @property
    def before(self) -> str:
        """The text before it on the line, without the indentation."""
        return self.text[self.line_start : self.index].strip()

    @property
    def in_brackets(self) -> bool:
        """Whether it stands, as far as the line shows, within `[ ]` or `{ }`."""
        _, value, _ = value_at(self.text, self.index)
        opened = self.text[value : value + 1] in ("[", "{") and self.index > value
        return "flow" in self.words or (opened and is_open(self.text[value : self.index]))

    def line_number(self, index: int) -> int:
        """The number of the line of `index`, from 1."""
        return len(re.findall(r"\r\n|\r|\n", self.text[:index])) + 1

    def lines_above(self, index: int) -> Iterator[tuple[int, int]]:
        """Start and end of the text of each line above, nearest first; without blank and comment lines."""
        start = line_at(self.text, index)[0]
        while start > 0:
            start, end = line_at(self.text, start - 1)
            written = self.text[start:end].strip(" \t")
            if written and not written.startswith("#"):
                lead = start + self.text[start:end].index(written)
                yield lead, lead + len(written)

    def column(self, index: int) -> int:
        """The number of characters before `index` on its line."""
        return index - line_at(self.text, index)[0]

    def fault(
        self, code: str, start: int, end: int, message: str, hint: str, gist: str | None = None
    ) -> Fault:
        """A fault from `start` to `end`, in so far as the text goes."""
        size = len(self.text)
        return Fault(code, min(start, size), min(max(start, end), size), message, hint, gist)

    def here(self, message: str, hint: str, code: str = "PM001", gist: str | None = None) -> Fault:
        """A fault from where the parser stopped to the end of the line."""
        return self.fault(code, self.index, line_at(self.text, self.index)[1], message, hint, gist)

    def prose(self, message: str, index: int | None = None) -> Fault:
        """A fault of the value at `index`, which is prose and needs quotes."""
        at = self.index if index is None else index
        if self.in_brackets:
            start, end = item_at(self.text, at)
            return self.fault("PM010", start, end, message, quote_hint("", self.text[start:end]))
        start, value, end = value_at(self.text, at)
        if value > at:
            value = at
        lead, written = self.text[start:value], self.text[value:end]
        keyed = None if lead.rstrip().endswith(":") else _KEYED.fullmatch(written)
        if keyed:
            hint = f"write: {lead}{quoted(keyed[1])}{keyed[2]}"
            return self.fault("PM010", value, value + len(keyed[1]), message, hint)
        return self.fault("PM010", value, end, message, quote_hint(lead, unwrapped(written)))


def is_open(text: str) -> bool:
    """Whether `text` opens more brackets than it closes, or is too long to say; quotes are not looked at."""
    return len(text) > _BACK or unclosed(text, len(text)) >= 0


def unclosed(text: str, index: int) -> int:
    """The index of the innermost bracket that is open at `index`; -1 where none is."""
    closed = 0
    for at in range(min(index, len(text)) - 1, max(index - _BACK, 0) - 1, -1):
        if text[at] in "]}":
            closed += 1
        elif text[at] in "[{":
            closed -= 1
            if closed < 0:
                return at
    return -1


def closer(sign: str) -> str:
    """The bracket that closes `sign`."""
    return _CLOSERS.get(sign, "]")
