"""Front matter as people and tools really write it: where it is no YAML, read as it was meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pmcli.yaml.read import Reading, Value, read, read_front_matter

_FIELD: Final = re.compile(
    r"(?P<lead>[ \t]*(?:- +)?(?:[\w][\w .-]{0,60}:[ \t]+)|[ \t]*- +)(?P<value>\S.*?)[ \t]*"
)
_UNCLEAR: Final = re.compile(r"[@`%]|\*\w[^\s]* |[^'\"\[{|>#].*?(?::[ \t]|:\Z| #)")
_TOML: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\+\+\+[ \t]*\r?\n(.*?)(?<=\n)\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_IN_BRACKETS: Final = re.compile(r"(?<=[\[,])([ \t]*)([@`%][^\s,\[\]{}'\"]*)")

_QUOTED: Final = re.compile(r"('[^']*'|\"(?:[^\"\\]|\\.)*\")")
_WITH_COLON: Final = re.compile(r"(?<=[\[,{ \t])([\w.@+-]+:[^\s,\[\]{}'\"]+)(?=[ \t]*[,\]}])")


@dataclass(frozen=True, slots=True)
class Matter:
    """The keys of a file and the text below them; `data` is None where they cannot be read, for `fault`."""

    data: dict[str, Value] | None
    body: str = ""
    fault: str = ""
    is_mended: bool = False


def front_matter(text: bytes, path: str) -> Matter:
    """The front matter of a Markdown file, and the text below it."""
    if match := _TOML.match(text):
        return _toml(match[1], text[match.end() :])
    reading, body = read_front_matter(text, path)
    return _matter(reading, body) or _mended(text, path, is_front=True) or _refused(reading)


def _toml(head: bytes, body: bytes) -> Matter:
    """Front matter between lines of plus signs, which is TOML."""
    try:
        data = tomllib.loads(head.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        return Matter(None, fault=f"its front matter is no TOML: {fault}")
    except RecursionError:
        return Matter(None, fault="its front matter is nested too deeply")
    return Matter(data, body.decode("utf-8", "replace").replace("\r\n", "\n"))


def whole(text: bytes, path: str) -> Matter:
    """The keys of a YAML file that holds one map."""
    reading = read(text, path)
    return _matter(reading, "") or _mended(text, path, is_front=False) or _refused(reading)


@dataclass(frozen=True, slots=True)
class LenientDocuments:
    """The documents of a YAML file; none where they cannot be read, for `fault`, with a `hint`."""

    data: tuple[Value, ...] = ()
    fault: str = ""
    hint: str | None = None
    is_mended: bool = False


def documents(text: bytes, path: str) -> LenientDocuments:
    """The documents of a YAML file, with quotes put around values that cannot stand without."""
    reading = read(text, path)
    if (error := reading.error) is None:
        return LenientDocuments(tuple(document.data for document in reading.documents))
    refused = LenientDocuments((), f"line {error.location.line}: {error.message}", error.hint)
    for mended, is_told in _mendings(_source(text)):
        again = read(mended.encode(), path)
        if again.error is None:
            return LenientDocuments(tuple(document.data for document in again.documents), is_mended=is_told)
    return refused


def _mendings(source: str | None) -> Iterator[tuple[str, bool]]:
    """The text with quotes where they are needed, and whether it was no YAML without them.

    YAML may have an address without quotes within brackets, though pm's own files may not.
    """
    if source is None:
        return
    lines = source.split("\n")
    known = [source]
    for mend, is_told in ((_addressed, False), (_quoted, True)):
        lines = [mend(line) for line in lines]
        mended = "\n".join(lines)
        if mended not in known:
            known.append(mended)
            yield mended, is_told


def _source(text: bytes) -> str | None:
    """The text with line breaks as LF; None where it is none."""
    try:
        return text.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return None


def _matter(reading: Reading, body: str) -> Matter | None:
    if reading.error is not None or len(reading.documents) != 1:
        return None
    data = reading.documents[0].data
    return Matter(data, body) if isinstance(data, dict) else None


def _mended(text: bytes, path: str, *, is_front: bool) -> Matter | None:
    """The matter with quotes put around values that cannot stand without; None where that does not help."""
    source = _source(text)
    if source is None:
        return None
    head, fence, rest = source, "", ""
    if is_front:
        parts = re.split(r"^(---[ \t]*)$", source, maxsplit=2, flags=re.MULTILINE)
        if len(parts) != 5 or parts[0]:
            return None
        head, fence, rest = parts[2], "---", parts[4]
    for mended, is_told in _mendings(head):
        again = f"{fence}{mended}{fence}{rest}".encode() if is_front else mended.encode()
        reading, body = read_front_matter(again, path) if is_front else (read(again, path), "")
        if matter := _matter(reading, body):
            return Matter(matter.data, matter.body, is_mended=is_told)
    return None


def _addressed(line: str) -> str:
    """A line with quotes around texts within brackets in which a colon stands without a blank behind it."""
    match = _FIELD.fullmatch(line)
    if match is None or not match["value"].startswith(("[", "{")):
        return line
    pieces = _QUOTED.split(match["value"])
    pieces[::2] = [_WITH_COLON.sub(r"'\1'", piece) for piece in pieces[::2]]
    return match["lead"] + "".join(pieces)


def _quoted(line: str) -> str:
    """A line with its value in quotes where YAML would take that for something else."""
    match = _FIELD.fullmatch(line)
    if match is None:
        return line
    lead, value = match["lead"], match["value"]
    if value.startswith("["):
        return lead + _IN_BRACKETS.sub(r"\1'\2'", value)
    if not _UNCLEAR.match(value):
        return line
    return f"{lead}'{value.replace(chr(39), 2 * chr(39))}'"


def _refused(reading: Reading) -> Matter:
    if (error := reading.error) is None:
        return Matter(None, fault="it holds no map of keys")
    hint = f"; {error.hint}" if error.hint else ""
    return Matter(None, fault=f"line {error.location.line}: {error.message}{hint}")
