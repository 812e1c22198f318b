"""Diagnostics: the rule, severity, place and words of a mistake in a file; and hints by likeness of words."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
class Fix:
    """A change of one file that mends a finding and means nothing else: `title` says what it does.

    `keys` lead from the top of the `document` to the piece that is dropped, given the value `text`
    ("put"), renamed to `text`, or whose keys are put in order ("order": of the names in `text`). "fill" adds
    keys to it, a line of `text` each, with the value open. "uncomment" takes away
    the comment in line `line` that begins with `text`.
    """

    title: str
    path: str
    do: Literal["drop", "put", "rename", "order", "fill", "uncomment"]
    document: int = 0
    keys: tuple[str | int, ...] = ()
    text: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment `# pm: ignore CODES because …`: findings of these codes are not told at `line`.

    `line` is None where the whole file is meant; the comment itself stands at `location`. `codes` are as
    written, `because` is None where no reason is given.
    """

    location: Location
    line: int | None
    codes: tuple[str, ...]
    because: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: which rule, how severe, in words, at which place, about which feature.

    `fix` is what `pm check --fix` does about it; None where a person must decide. `keys` lead from the top of
    the feature, or of pm.yaml, to the piece at fault. `gist` is the message without the line that it names,
    None where it names none.
    """

    code: str
    name: str
    severity: Severity
    message: str
    location: Location
    feature: str | None = None
    hint: str | None = None
    fix: Fix | None = None
    keys: tuple[str | int, ...] = ()
    gist: str | None = None

    @property
    def is_unreadable(self) -> bool:
        """Whether it is about a file, or a piece of one, that cannot be read."""
        return self.code.startswith("PM0")

    @property
    def identity(self) -> tuple[str, str, str]:
        """The key that stays when lines come and go: rule, feature, message without line numbers."""
        return self.code, self.feature or "", self.message if self.gist is None else self.gist

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

    @property
    def sentence(self) -> str:
        """The sentence with its hint behind it, for where it is part of an answer."""
        return f"{self.message} ({self.hint})" if self.hint else self.message


class MissingExtraError(PmError):
    """What was asked for needs an extra of the package that is not installed."""

    def __init__(self, what: str, extra: str, instead: str = "") -> None:
        # pip finds the name where pm is installed already, from wherever it came, and asks no index for it.
        hint = f'pip install "pm-backlog[{extra}]" where pm is installed{instead and f", or {instead}"}'
        super().__init__(f'{what} needs the extra "{extra}"', hint)


class UnreadableWorkspaceError(PmError):
    """A workspace of which nothing can be told but what keeps it from being read, the `diagnostic`."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(f"{diagnostic.location.path}: {diagnostic.message}", diagnostic.hint, exit_code=1)
        self.diagnostic = diagnostic


CANDIDATES = 400
"""The most words that are compared with one; of more, those alike in length and first letter."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` most like `word`, or None where none is near; case does not count."""
    folded = word.casefold()
    known: dict[str, str] = {}
    for candidate in words:
        key = candidate.casefold()
        known[key] = min(candidate, known.get(key, candidate))
    if folded in known:
        return known[folded]
    close: Iterable[str] = known
    if len(known) > CANDIDATES:
        alike = (key for key in known if key[:1] == folded[:1] and abs(len(key) - len(folded)) <= 2)
        close = sorted(alike)[:CANDIDATES]
    matches = get_close_matches(folded, close, n=1, cutoff=0.6)
    return known[matches[0]] if matches else None


def numbered(before: str, line: int, after: str = "") -> tuple[str, str]:
    """A message that names a line, and its gist: the same without the number."""
    return f"{before}{line}{after}", f"{before}{after}"


class Guess(str):
    """A hint that says what was probably meant: it stands beside the sentence."""

    __slots__ = ()

    @classmethod
    def of(cls, meant: str) -> Self:
        """The hint for a word, quoted as it is to be written."""
        return cls(f"did you mean {meant}?")


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """A `Guess` that names the nearest of `words`, all that differ in case alone; None where none is near."""
    known = tuple(words)
    same = sorted({other for other in known if other.casefold() == word.casefold()})
    near = " or ".join(f'"{other}"' for other in same)
    if not same and (other := nearest(word, known)) is not None:
        near = f'"{other}"'
    return Guess.of(near) if near else None


SHOWN_OF_CYCLE = 12


def drawn(cycle: Sequence[str]) -> str:
    """A cycle as "a -> b -> a"; the middle of a long one is counted, not listed."""
    ring = [*cycle, cycle[0]]
    if len(ring) > SHOWN_OF_CYCLE:
        half = SHOWN_OF_CYCLE // 2
        ring = [*ring[:half], f"… {len(ring) - 2 * half} more …", *ring[-half:]]
    return " -> ".join(ring)
