"""Text that is JSON into plain data: one value, one a line (JSONL), or pages one behind the other.

Whole numbers stay numbers, unless they have very many digits; all other numbers stay as they are written, so
that none is rounded.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from pmcli.importing.sources.importer import Skipped
from pmcli.importing.sources.tables.reading.delimited import decoded, is_binary
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import listed

_BEGINS: Final = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:\{\s*["}]|\[\s*[\[{]|\]))')
"""The beginning of what can be nothing else, whole or not."""
_BLANK: Final = re.compile(r"[ \t\r\n]*")
_HEAD: Final = 1000
_LONGEST_NUMBER: Final = 40
_RESTARTS: Final = 20
"""Lines at most that are no JSON among others: each is left out."""
HINT: Final = "export it once more"


@dataclass(frozen=True, slots=True)
class JsonText:
    """The values of a text, each with its place; what was left out, guessed, or why nothing can be read."""

    values: tuple[tuple[str, Any], ...] = ()
    skipped: tuple[Skipped, ...] = ()
    guesses: tuple[str, ...] = ()
    fault: str = ""

    @property
    def last(self) -> Any:
        """The last answer of an interface in it: of pages, the last page."""
        value = self.values[-1][1] if self.values else None
        page = value[-1] if isinstance(value, list) and value else None
        return (
            page if isinstance(page, dict) and any(isinstance(one, list) for one in page.values()) else value
        )


def is_json(data: bytes) -> bool:
    """Whether a text is JSON, or begins as only JSON does; never raises."""
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] not in (b"[", b"{"):
        return False
    return _BEGINS.match(_decoded(data[:_HEAD])[0]) is not None or not _parsed(data).fault


def json_in(data: bytes) -> JsonText:
    """The values in a text.

    Raises:
        PmError: it is no JSON, or not all of it.
    """
    parsed = _parsed(data)
    if parsed.fault:
        raise PmError(f"it is no JSON: {parsed.fault}", HINT)
    return parsed


@lru_cache(maxsize=1)
def _parsed(data: bytes) -> JsonText:
    """The values in a text, or why there are none; every importer asks in turn, so the last is kept."""
    text, encoding = _decoded(data)
    if is_binary(text):
        return JsonText(fault="it is no text")
    reading = _Reading(text.removeprefix("\ufeff"))
    try:
        values = list(reading.values())
    except RecursionError:
        return JsonText(fault="it is nested too deeply")
    except ValueError as fault:
        return JsonText(fault=str(fault))
    if encoding not in ("UTF-8", "UTF-16"):
        reading.guesses.append(f"the text is {encoding}")
    if reading.twice:
        names = listed([f'"{name[:40]}"' for name in sorted(reading.twice)], 6)
        reading.guesses.append(f"keys that stand twice in one map: {names}; the last counts")
    return JsonText(tuple(values), tuple(reading.skipped), tuple(reading.guesses))


def _decoded(data: bytes) -> tuple[str, str]:
    encoding = json.detect_encoding(data)
    if encoding.startswith("utf-8"):
        return decoded(data)
    return data.decode(encoding, "replace"), "UTF-16"


def _whole(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST_NUMBER else text


@dataclass(slots=True)
class _Reading:
    """One run over a text, with what is gathered."""

    text: str
    twice: set[str] = field(default_factory=set)
    skipped: list[Skipped] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)

    def values(self) -> Iterator[tuple[str, Any]]:
        """The values one behind the other; a line that is none is left out where others are.

        Raises:
            ValueError: it is no JSON, and why.
        """
        decoder = json.JSONDecoder(
            object_pairs_hook=self._map, parse_float=str, parse_int=_whole, parse_constant=str, strict=False
        )
        end, at, many, is_lines = len(self.text), self._behind(0), 0, True
        while at < end:
            try:
                value, following = decoder.raw_decode(self.text, at)
            except json.JSONDecodeError as fault:
                if not is_lines:
                    raise ValueError(_why(self.text, fault)) from None
                at = self._behind(self._behind_line(at, fault, is_first=not many))
                continue
            many += 1
            is_lines = is_lines and self.text.find("\n", at, following) < 0
            yield f"item {many + len(self.skipped)}", value
            at = self._behind(following)

    def _map(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) != len(pairs):
            times = Counter(name for name, _ in pairs)
            self.twice.update(name for name, many in times.items() if many > 1)
        return data

    def _behind(self, at: int) -> int:
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def _behind_line(self, at: int, fault: json.JSONDecodeError, *, is_first: bool) -> int:
        """Where the line behind one that is no JSON begins.

        Raises:
            ValueError: it is no text with a value a line, or there are too many such lines.
        """
        ends = self.text.find("\n", at)
        after = len(self.text) if ends < 0 else ends + 1
        is_alone = not self.text[self.text.rfind("\n", 0, at) + 1 : at].strip()
        is_line = self.text[at] == "{" and is_alone and (not is_first or _is_map(self.text, after))
        if not is_line or len(self.skipped) >= _RESTARTS:
            raise ValueError(_why(self.text, fault)) from None
        number = self.text.count("\n", 0, at) + 1
        is_open = fault.msg.startswith("Unterminated string") and after == len(self.text)
        reason = "it is cut off" if is_open or fault.pos >= after - 1 else f"it is no JSON: {_said(fault)}"
        self.skipped.append(Skipped(f"line {number}", reason))
        return after


def _is_map(text: str, at: int) -> bool:
    """Whether the line that begins here looks like a map as a whole."""
    ends = text.find("\n", at)
    line = text[at : len(text) if ends < 0 else ends].strip()
    return line.startswith('{"') and line.endswith("}")


def _said(fault: json.JSONDecodeError) -> str:
    return f"{fault.msg[:1].lower()}{fault.msg[1:]}"


def _why(text: str, fault: json.JSONDecodeError) -> str:
    """The reason why a text is no JSON, and where."""
    is_cut = fault.pos >= len(text.rstrip()) or fault.msg.startswith("Unterminated string")
    said = "the file is cut off there" if is_cut and text.strip() else _said(fault)
    return f"line {fault.lineno}, column {fault.colno}: {said}"
