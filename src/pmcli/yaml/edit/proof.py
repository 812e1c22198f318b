"""Whether a new text says what it should: both texts are read, and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from pmcli.yaml.edit.source_text import CannotEdit, SourceText
from pmcli.yaml.read.reader import read, read_front_matter
from pmcli.yaml.read.value import Reading, Value, is_null

Draft: TypeAlias = "tuple[str, Callable[[Value], Value]]"  # a new text, and what it should do to the data
DraftOfAll: TypeAlias = "tuple[str, Mapping[int, Callable[[Value], Value]]]"  # the same, for each document


class AnyStyle(str):
    """A new text that may be written plain or in quotes; it must not read as null."""

    __slots__ = ()


def proven(source: SourceText, document: int | None, drafts: Iterable[Draft]) -> bytes:
    """The first of some new texts whose data are the old ones but for the change in one document.

    Raises:
        CannotEdit: none is, or the file has no such document.
    """
    if document is None:
        return proven_all(source, ((text, {}) for text, _ in drafts))
    return proven_all(source, ((text, {document: change}) for text, change in drafts))


def proven_all(source: SourceText, drafts: Iterable[DraftOfAll]) -> bytes:
    """The first of some new texts whose data are the old ones but for the changes, by document.

    Raises:
        CannotEdit: none is, or the file has no such document.
    """
    old, body = _read(source, source.raw)
    for text, changes in drafts:
        if any(not 0 <= document < len(old.documents) for document in changes):
            raise CannotEdit("the file has no such document")
        new = source.encoded(text)
        if new == source.raw:
            return new
        reading, after = _read(source, new)
        if after == body and _agree(old, reading, changes) and not _worse(old, reading):
            return new
    raise CannotEdit("the file would then say something else as well")


def unchanged(data: Value) -> Value:
    """The data as they are."""
    return data


def same(value: Value, other: Value) -> bool:
    """Whether two data are equal, with the order of keys, and with what is quoted and what is not."""
    waiting: list[tuple[Value, Value]] = [(value, other)]
    compared: set[tuple[int, int]] = set()
    while waiting:
        left, right = waiting.pop()
        if (id(left), id(right)) in compared:
            continue
        compared.add((id(left), id(right)))
        if left.__class__ is AnyStyle and isinstance(right, str):
            if is_null(right) or left != right:
                return False
        elif left.__class__ is not right.__class__:
            return False
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return False
            waiting += zip(left, right, strict=True)
        elif isinstance(left, dict) and isinstance(right, dict):
            if list(left) != list(right):
                return False
            waiting += ((left[key], right[key]) for key in left)
        elif left != right:
            return False
    return True


def _read(source: SourceText, text: bytes) -> tuple[Reading, str]:
    return read_front_matter(text, source.path) if source.front_matter else (read(text, source.path), "")


def _agree(old: Reading, new: Reading, changes: Mapping[int, Callable[[Value], Value]]) -> bool:
    if len(old.documents) != len(new.documents):
        return False
    for number, (before, after) in enumerate(zip(old.documents, new.documents, strict=True)):
        if not same(changes.get(number, unchanged)(before.data), after.data):
            return False
    return True


def _worse(old: Reading, new: Reading) -> bool:
    """Whether the new text has a fault that the old one had not, wherever it stands."""
    before, after = (Counter(fault.identity for fault in reading.faults) for reading in (old, new))
    return bool(after - before)
