"""Faults of a text, and their places: from an index to line and column."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pmcli.model.diagnostic import Diagnostic, Location, Severity
from pmcli.yaml.read.value import Span

_BREAK = re.compile(r"\r\n|\r|\n")

MAX_FAULTS: Final = 1000  # listed of one file
NAMES: dict[str, tuple[str, Severity]] = {
    "PM001": ("yaml-syntax", "error"),
    "PM002": ("duplicate-key", "error"),
    "PM003": ("not-utf8", "error"),
    "PM004": ("file-too-large", "error"),
    "PM005": ("nesting-too-deep", "error"),
    "PM006": ("alias-expansion", "error"),
    "PM007": ("tab", "error"),
    "PM008": ("control-character", "error"),
    "PM009": ("unsupported-yaml", "error"),
    "PM010": ("unquoted-text", "error"),
    "PM011": ("text-cut", "warning"),
}


class Lines:
    """The lines of a text, broken at LF, CRLF and CR."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in _BREAK.finditer(text))]

    def at(self, index: int) -> tuple[int, int]:
        """The line and column of the character at `index`, from 1."""
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The stretch from `start` to `end`, exclusive."""
        return Span(*self.at(start), *self.at(end))


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault before its place is worked out: `start` and `end` are indexes into the text.

    `gist` is the message without the line that it names, None where it names none.
    """

    code: str
    start: int
    end: int
    message: str
    hint: str
    gist: str | None = None


class Refusal(Exception):  # noqa: N818 - not an error of the program's: it never leaves this room
    """The rest of the text cannot be read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def diagnostics(faults: Iterable[Fault], lines: Lines, path: str) -> tuple[Diagnostic, ...]:
    """`faults` with their places in the file at `path`, in the order of their places."""
    located = (_diagnostic(fault, lines, path) for fault in dict.fromkeys(faults))
    return tuple(sorted(located, key=lambda diagnostic: diagnostic.key))


def _diagnostic(fault: Fault, lines: Lines, path: str) -> Diagnostic:
    name, severity = NAMES[fault.code]
    place = Location(path, *lines.at(fault.start), *lines.at(fault.end))
    return Diagnostic(fault.code, name, severity, fault.message, place, hint=fault.hint, gist=fault.gist)
