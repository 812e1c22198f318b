"""Files of new features: a file each while they are few, lists of some hundreds when they are many.

A file for every feature reads best, is edited without conflicts, and has a history of its own; of thousands
nobody reads the folder, and a list keeps the repository small. So up to `FEW` features have a file each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pmcli.importing.fitting import Fitted
from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import PmError
from pmcli.workspace import files
from pmcli.workspace.files import SUFFIXES
from pmcli.workspace.opening import OpenWorkspace
from pmcli.yaml import edit
from pmcli.yaml.edit.scalars import writings
from pmcli.yaml.edit.writing import USUAL, entry_lines
from pmcli.yaml.read import Value, read

FEW: Final = 200
LIST: Final = 500
"""Features in a list at most."""
LIST_BYTES: Final = 8 * 1024 * 1024
_PLAIN: Final = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff\u2028\u2029\\]*", re.UNICODE)
_MISREAD: Final = re.compile(r":(?:\s|$)|\s#|\s$|\t")
_NULLS: Final = frozenset(("null", "Null", "NULL"))
_BLOCK: Final = re.compile(r"\S[^\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\u2028\u2029\t]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class New:
    """New files: their texts, and the features in each."""

    texts: dict[str, bytes] = field(default_factory=dict)
    features: Mapping[str, tuple[Fitted, ...]] = field(default_factory=dict)


def new_files(features: Sequence[Fitted], opened: OpenWorkspace, into: str, name: str) -> New:
    """The files that hold new features; `into` is a folder or file of the workspace, "" the usual place.

    Raises:
        PmError: `pm` would not read them there, or a file is there already.
    """
    if not features:
        return New()
    place = into.strip().removeprefix("./").rstrip("/") or _usual(opened)
    _check(opened, place, is_file=place.endswith(SUFFIXES[:2]))
    if place.endswith(SUFFIXES[:2]):
        return _lists(features, opened, place)
    if len(features) > FEW:
        return _lists(features, opened, f"{place}/{name}-001.yaml".lstrip("/"))
    texts, kept = {}, {}
    for feature in features:
        path = _free(opened, f"{place}/{feature.id}.yaml".lstrip("/"), feature.id)
        texts[path] = _proven(_text(feature, has_id=False), path, (feature,), opened, is_list=False)
        kept[path] = (feature,)
    return New(texts, kept)


def _usual(opened: OpenWorkspace) -> str:
    """The folder of the first glob."""
    parts = opened.globs[0].split("/")
    fixed = []
    for part in parts:
        if re.search(r"[*?]", part) or part.endswith(SUFFIXES):
            break
        fixed.append(part)
    return "/".join(fixed)


def _check(opened: OpenWorkspace, place: str, *, is_file: bool) -> None:
    probe = place if is_file else f"{place}/x.yaml".lstrip("/")
    is_outside = ".." in place.split("/") or place.startswith(("/", "~"))
    if is_outside or probe == WORKSPACE_FILE or not files.would_read(opened.globs, probe):
        hint = f"features live in {', '.join(opened.globs)}: pm.yaml says so"
        raise PmError(f'pm would not read features in "{place}"', hint)


def _free(opened: OpenWorkspace, path: str, feature: str) -> str:
    if files.exists(opened.root, path):
        raise PmError(
            f'there is a file "{path}" already, which holds no feature "{feature}"',
            "move it, or name another place with --into", exit_code=1,
        )  # fmt: skip
    return path


def _lists(features: Sequence[Fitted], opened: OpenWorkspace, path: str) -> New:
    """Lists below one another: the first is called as it says, the next have the next number."""
    match = re.fullmatch(r"(.*?)(?:-(\d{3,}))?(\.ya?ml)", path)
    stem, number, ending = (match[1], int(match[2] or 1), match[3]) if match else (path, 1, ".yaml")
    texts: dict[str, bytes] = {}
    kept: dict[str, tuple[Fitted, ...]] = {}
    waiting = list(features)
    one_file = path if match is None or match[2] is None else None
    while waiting:
        place = one_file or f"{stem}-{number:03}{ending}"
        number, one_file = number + 1, None
        if files.exists(opened.root, place):
            if place == path and not path.endswith(f"-001{ending}"):
                raise PmError(f'there is a file "{place}" already', "name another, or a folder", exit_code=1)
            continue
        batch: list[Fitted] = []
        items: list[bytes] = []
        size = 0
        while waiting and len(batch) < LIST and size < LIST_BYTES:
            batch.append(waiting.pop(0))
            items.append(_text(batch[-1], has_id=True))
            size += len(items[-1])
        texts[place] = _proven(b"\n".join(items), place, batch, opened, is_list=True)
        kept[place] = tuple(batch)
    return New(texts, kept)


def _text(fitted: Fitted, *, has_id: bool) -> bytes:
    """A feature as a file of its own, or as an item of a list, which names its id."""
    lines = lines_of({"id": fitted.id, **fitted.data} if has_id else fitted.data, 2 if has_id else 0)
    text = "".join(f"{line}\n" for line in lines)
    return (f"-{text[1:]}" if has_id else text).encode()


def lines_of(data: Mapping[str, Value], column: int) -> list[str]:
    """The lines of a map whose keys stand at `column`."""
    return [line for name, value in data.items() for line in _entry(name, value, column)]


def _entry(name: str, value: Value, column: int) -> list[str]:
    blanks = " " * column
    if isinstance(value, str) and value not in _NULLS:
        if _PLAIN.fullmatch(value) and not _MISREAD.search(value):
            return [f"{blanks}{name}: {value}"]
        if value.endswith("\n") and not value.endswith("\n\n") and _BLOCK.fullmatch(value):
            body = value.removesuffix("\n").split("\n")
            return [f"{blanks}{name}: |", *(f"{blanks}  {line}" if line else "" for line in body)]
        if value and "\n" not in value:
            *_, (quoted, _) = writings('"', value)
            return [f"{blanks}{name}: {quoted}"]
    return entry_lines(name, value, column, USUAL)


def _proven(
    text: bytes, path: str, features: Sequence[Fitted], opened: OpenWorkspace, *, is_list: bool
) -> bytes:
    """A new file, which reads as the features that it was made of; else a plainer one that does.

    Raises:
        PmError: they cannot be written.
    """
    wanted: list[Value] = [
        {"id": feature.id, **feature.data} if is_list else feature.data for feature in features
    ]
    data: Value = wanted if is_list else wanted[0]
    reading = read(text, path)
    if reading.faults or [document.data for document in reading.documents] != [data]:
        try:
            text = edit.compose(data)
        except edit.CannotEdit as fault:
            places = features[0].draft.place + (" and others" if len(features) > 1 else "")
            raise PmError(f"{places} cannot be written: {fault}", exit_code=1) from None
        reading = read(text, path)
    opened.known.readings[path, text] = (reading, "")
    return text
