"""Features as files write them: maps of keys, each with an id of its own, not yet fitted to the record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticCustomError

from pmcli.model.backlog import Keys, Origin
from pmcli.model.diagnostic import Diagnostic
from pmcli.model.values import is_empty, read_id
from pmcli.workspace.faults import LoadingFaults
from pmcli.workspace.validation_faults import BAD_VALUE, MISSING_KEY, ValidationFault
from pmcli.yaml.read import Reading, Value

DUPLICATE_ID = ("PM106", "duplicate-id")
ID_IS_NOT_FILE = ("PM107", "id-is-not-the-file-name")
_ID_LINE = re.compile(
    rb"(?:^[ \t-]*|[{,]\s*)[\"']?id[\"']?[ \t]*:[ \t]*[\"']?([A-Za-z0-9][A-Za-z0-9._-]{0,63})", re.MULTILINE
)
_README = re.compile(r"(?:.*/)?readme\.md", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RawFeature:
    """A feature as read: a map whose id is settled, where it stands, and the Markdown below it."""

    id: str
    data: dict[str, Value]
    origin: Origin
    body: str


def is_readme(path: str, text: bytes) -> bool:
    """Whether a file is a README without front matter, which is no feature."""
    return bool(_README.fullmatch(path)) and not text.removeprefix(b"\xef\xbb\xbf").startswith(b"---")


def raw_features(
    path: str, text: bytes, reading: Reading, body: str, faults: LoadingFaults
) -> Iterator[RawFeature]:
    """The features of one file; those without an id that can stand go to `faults`."""
    faults.add_reading(reading)
    stem = path.rpartition("/")[2].rpartition(".")[0]
    is_alone = len(reading.documents) == 1 and isinstance(reading.documents[0].data, dict)
    first = next((fault for fault in reading.faults if fault.severity == "error"), None)
    if first is not None:
        for name in [name.decode("ascii") for name in _ID_LINE.findall(text)] or [stem]:
            faults.broken.setdefault(name, first.message)
    for number, document in enumerate(reading.documents):
        for keys, data in _maps(path, number, document.data, faults):
            origin = Origin(path, number, keys)
            name = _settled_id(data, origin, stem if is_alone else None, faults)
            if name is not None:
                yield RawFeature(name, data, origin, body)


def _maps(
    path: str, document: int, data: Value, faults: LoadingFaults
) -> Iterator[tuple[Keys, dict[str, Value]]]:
    """The features of one document: itself, or each of its items."""
    items: list[tuple[Keys, Value]] = [((), data)]
    if isinstance(data, list):
        items = [((number,), item) for number, item in enumerate(data)]
    for keys, item in items:
        if isinstance(item, dict):
            yield keys, item
        elif not is_empty(item):
            where = faults.places.find(Origin(path, document), keys, "value")
            message = "a feature is a map of keys, such as title: …; found text"
            faults.diagnostics.append(Diagnostic(*BAD_VALUE, "error", message, where))


def _settled_id(
    data: dict[str, Value], origin: Origin, stem: str | None, faults: LoadingFaults
) -> str | None:
    """The id that a feature gives, else the name of its file (`stem`); None where neither can stand."""
    given = data.get("id")
    if is_empty(given):
        if stem is None:
            faults.add(
                origin, ValidationFault(MISSING_KEY, (), "value", 'the key "id" is missing', "add id: …")
            )
            return None
        given = stem
    try:
        name = read_id(given)
    except PydanticCustomError as error:
        faults.add(origin, _bad_id(error, in_file="id" not in data))
        return None
    if stem is not None and name != stem:
        message = f'the id is "{name}", and the file is called "{stem}"'
        hint = "drop the id, or rename the file"
        faults.add(origin, ValidationFault(ID_IS_NOT_FILE, ("id",), "value", message, hint), name)
    return name


def _bad_id(error: PydanticCustomError, *, in_file: bool) -> ValidationFault:
    context: Any = error.context
    message, hint = context["message"], context["hint"]
    if in_file:
        message, hint = f"the file's name is no id: {message}", "rename the file, or add an id"
    return ValidationFault(BAD_VALUE, () if in_file else ("id",), "value", message, hint)


class UniqueIds:
    """The origins of features by id: of those with one id, whatever its case, the first."""

    def __init__(self, faults: LoadingFaults) -> None:
        self.origins: dict[str, Origin] = {}
        self._faults = faults
        self._first: dict[str, str] = {}

    def take(self, name: str, origin: Origin) -> bool:
        """Whether an id is free, which then is taken; that it is not goes to the faults."""
        first = self._first.setdefault(name.casefold(), name)
        if self.origins.setdefault(first, origin) is origin:
            return True
        before = self.origins[first]
        where = self._faults.places.find(before, (*before.keys, "id"), "value")
        same = "is taken" if first == name else f'differs from "{first}" only in case; that one is'
        gist = f'the id "{name}" {same} at {where.path}'
        message, hint = f"{gist}:{where.line}", "give one of them another id"
        fault = ValidationFault(DUPLICATE_ID, ("id",), "value", message, hint, gist=gist)
        self._faults.add(origin, fault, name)
        self._faults.broken.setdefault(first, message)
        return False
