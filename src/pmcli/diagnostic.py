"""What is wrong, how badly, and where: the words in which `pm` tells a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A stretch of one file: lines and columns count from 1, in characters; the end is exclusive.

    `path` is relative to the workspace, with forward slashes.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: which rule, how severe, in words, at which place, about which feature."""

    code: str
    name: str
    severity: Severity
    message: str
    location: Location
    feature: str | None = None
    hint: str | None = None

    @property
    def key(self) -> tuple[Location, str, str]:
        """The sort key: by place, then code, then words, whatever order files were read in."""
        return (self.location, self.code, self.message)


class PmError(Exception):
    """`pm` cannot go on: one sentence, one hint, an exit code. Caught only in `cli`."""

    def __init__(self, message: str, hint: str | None = None, *, exit_code: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` most like `word`, or None where none is near; case does not count."""
    known: dict[str, str] = {}
    for known_word in sorted(words):
        known.setdefault(known_word.casefold(), known_word)
    found = get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return known[found[0]] if found else None


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """A hint that names the nearest of `words`, or None where none is near."""
    near = nearest(word, words)
    return f'did you mean "{near}"?' if near is not None else None
