"""The memory of an import: the columns as they were read, and the values that every feature was given.

It stands in `imports/NAME.yaml` beside pm.yaml, is visible, is committed, and is read by nothing else. Of a
value only eight digits are kept: enough to see at the next import whether a person has changed it here,
whether the source has, or both. A field with parts is kept part by part: `rice.reach/3f2a91c0`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pmcli.model.diagnostic import PmError
from pmcli.model.fingerprint import digits, plain, spelled
from pmcli.workspace import files
from pmcli.workspace.opening import OpenWorkspace
from pmcli.workspace.source import read_inner
from pmcli.yaml import edit
from pmcli.yaml.read import Value, is_null, read

FOLDER: Final = "imports"
_HEAD: Final = """\
# What `pm import` read from {file}. Commit it: by these digits the next import knows what a person has
# changed in pm since, and leaves that alone. The columns may be edited: they are read as it says here.
"""
NOTHING: Final = "-"
UNORDERED: Final = frozenset({"tags", "depends_on", "conflicts_with", "segments", "solves"})
"""Lists in which the order says nothing."""
_ODD: Final = re.compile(r"[\s%.\x00-\x1f\x7f-\x9f]")
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Memory:
    """The values that one source gave last time: `given` has the digits of every field by the source's key.

    `text` is the file as it stands, None where there is none.
    """

    path: str
    importer: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    text: bytes | None = None


def recall(opened: OpenWorkspace, name: str) -> Memory:
    """The memory of the source of this name; empty where nothing was imported.

    Raises:
        PmError: the file that says so cannot be read.
    """
    path = place_of(opened, name)
    text = read_inner(opened.root, path)
    if text is None:
        return Memory(path)
    reading = read(text, path)
    data = reading.documents[0].data if reading.documents and not reading.faults else None
    if not isinstance(data, dict):
        fault = next(iter(reading.faults), None)
        where = f"{path}, line {fault.location.line}: {fault.message}" if fault else f'"{path}" holds no keys'
        raise _unreadable(where)
    odd = sorted(data.keys() - {"importer", "file", "columns", "imported"})
    if odd or not isinstance(data.get("importer"), str):
        raise _unreadable(f'"{path}" has ' + (f'an unknown key "{odd[0]}"' if odd else "no importer"))
    columns, given = (_texts_in(data, name, path) for name in ("columns", "imported"))
    digits_by_key = {key: _digits(text) for key, text in given.items()}
    return Memory(path, str(data["importer"]), columns, digits_by_key, text)


def _unreadable(why: str) -> PmError:
    return PmError(why, "mend it, or delete it: then nothing is known of the last import", exit_code=1)


def _texts_in(data: Mapping[str, Value], name: str, path: str) -> dict[str, str]:
    """A map of texts in a memory, empty where it has none.

    Raises:
        PmError: it is no such map.
    """
    found = data.get(name)
    if found is None or is_null(found):
        return {}
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise _unreadable(f'"{path}" has no map of texts below "{name}"')
    return {key: str(text) for key, text in found.items()}


def place_of(opened: OpenWorkspace, name: str) -> str:
    """The file that remembers a source; one that the globs of pm.yaml would not take for a feature."""
    path = f"{FOLDER}/{name}.yaml"
    return f"{path}.txt" if files.would_read(opened.globs, path) else path


def _digits(text: object) -> dict[str, str]:
    pairs = (pair.rpartition("/") for pair in str(text).split())
    return {name: value for name, _, value in pairs if name}


def written(
    memory: Memory, importer: str, file: str, columns: Mapping[str, str],
    given: Mapping[str, Mapping[str, str]],
) -> bytes:  # fmt: skip
    """The file that remembers an import, and what was imported before and is not in this source.

    Raises:
        PmError: a name in the source cannot be written so that it is read again.
    """
    kept = {**memory.given, **given}
    parts = [_composed({"importer": importer, "file": file}, memory.path)]
    for name, pairs in (("columns", columns), ("imported", _lines(kept))):
        lines = _composed(pairs, memory.path).splitlines(keepends=True) if pairs else []
        parts += [f"{name}:\n".encode(), *(b"  " + line for line in lines)] if lines else []
    head = _HEAD.format(file=" ".join(file.split())[:60])
    return head.encode("utf-8", "replace") + b"".join(parts)


def _composed(pairs: Mapping[str, str], path: str) -> bytes:
    try:
        return edit.compose(dict(pairs))
    except edit.CannotEdit as why:
        hint = "a column or a row has a name that YAML cannot hold: shorten it in the source"
        raise PmError(f'"{path}" cannot be written: {why}', hint) from None


def _lines(given: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """By key the digits of all fields, on one line."""
    lines = {}
    for key in sorted(given):
        pairs = sorted(given[key].items())
        lines[key] = " ".join(f"{name}/{value}" for name, value in pairs) or NOTHING
    return lines


# --- rows of pm's own exports ---

_ROW: Final = "row"


def rows(memory: Memory) -> dict[str, str]:
    """The digits of rows that were taken over from an own export, by feature."""
    return {name: given[_ROW] for name, given in memory.given.items() if _ROW in given}


def with_rows(memory: Memory, importer: str, taken: Mapping[str, str]) -> bytes | None:
    """The file that remembers rows too which are taken over now; as it is where none is.

    Raises:
        PmError: a name cannot be written so that it is read again.
    """
    if not any(taken.values()):
        return memory.text
    return written(memory, importer, "exports", {}, {name: {_ROW: row} for name, row in taken.items() if row})


# --- what a value is known by ---


def word(name: str, part: str | None = None) -> str:
    """The name of a field, or a part of one, in the memory: `rice.reach`, always one word."""
    return _word(name) if part is None else f"{_word(name)}.{_word(part)}"


@lru_cache(maxsize=20_000)
def _word(name: str) -> str:
    escaped = _ODD.sub(lambda odd: f"%{ord(odd[0]):x};", name)
    return escaped if len(escaped) <= _LONGEST else f"~{digits_of(name)}"


def digits_of(value: object, name: str = "") -> str:
    """Eight hexadecimal digits of a field's value, however it is spelled; "" where it says nothing."""
    if isinstance(value, str):
        text = value.strip()
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:8] if text else ""
    data = plain(value)
    if name in UNORDERED and isinstance(data, list):
        data = sorted(data, key=spelled)
    return "" if data in (None, {}, [], "") else digits(data)
