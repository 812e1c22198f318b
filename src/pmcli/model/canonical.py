"""The order in which the keys of a file stand: that of the records that read them, and of FORMAT.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import WithJsonSchema

from pmcli.model.agreement import PlanFile
from pmcli.model.backlog import WORKSPACE_FILE, Keys
from pmcli.model.feature import Feature
from pmcli.model.fields import FIELDS
from pmcli.model.kinds import SHORT_ID, Id
from pmcli.model.rating import RatingsFile
from pmcli.model.record import Record
from pmcli.model.special_files import PLAN_FILE, is_ratings_file
from pmcli.model.workspace import Workspace

_RECORDS: Mapping[str, type[Record]] = {WORKSPACE_FILE: Workspace, PLAN_FILE: PlanFile}
"""What files hold that hold no features."""
_BY_COMMA = frozenset((field.key,) for field in FIELDS if field.edit == "by comma") | {("launch", "kind")}


def names_at(path: str, keys: Keys) -> tuple[str, ...]:
    """The names, in their order, of what the map at `keys` in a file may hold; () where any name may stand.

    Keys of a list, such as the number of a feature in its file, lead nowhere else.
    """
    record = record_at(record_of(path), keys)
    return record.written() if record is not None else ()


def record_of(path: str) -> type[Record]:
    """The record that a file of this path holds."""
    return RatingsFile if is_ratings_file(path) else _RECORDS.get(path, Feature)


def record_at(record: type[Record], keys: Keys) -> type[Record] | None:
    """The record that the keys lead to from another; None where they lead to none, or into a map of names."""
    current: type[Record] | None = record
    is_named = False
    for key in keys:
        if isinstance(key, int):
            continue
        if is_named:
            is_named = False
            continue
        if current is None or key not in current.model_fields:
            return None
        annotation = current.model_fields[key].annotation
        current, is_named = next(records_in(annotation), None), _is_by_name(annotation)
    return None if is_named else current


def is_list_at(record: type[Record], keys: Keys) -> bool:
    """Whether a list stands where the keys lead to from a record."""
    return get_origin(_bare(_annotation_at(record, keys))) is tuple


def ids_or_words_at(record: type[Record], keys: Keys) -> bool:
    """Whether it is a list of ids, or of words such as tags: items that hold no comma."""
    annotation = _bare(_annotation_at(record, keys))
    return keys in _BY_COMMA or any(_is_id(inner) for inner in get_args(annotation))


def words_at(record: type[Record], keys: Keys) -> tuple[str, ...]:
    """The words that may stand where the keys lead to from a record; () where it is no matter of words."""
    return _words_at(record, tuple(key for key in keys if isinstance(key, str)))


@lru_cache(maxsize=1024)
def _words_at(record: type[Record], names: tuple[str, ...]) -> tuple[str, ...]:
    annotation = _annotation_at(record, names)
    if annotation is None and _is_by_name(_annotation_at(record, names[:-1])):
        annotation = _annotation_at(record, names[:-1])
    return tuple(_words_in(annotation))


def _words_in(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, WithJsonSchema):
        schema = annotation.json_schema or {}
        for part in (schema, *schema.get("anyOf", ())):
            yield from part.get("enum", ())
    for inner in get_args(annotation):
        yield from _words_in(inner)


def _annotation_at(record: type[Record], keys: Keys) -> Any:
    """The annotation of the field that the keys lead to; None where they lead to none."""
    if not keys or isinstance(keys[-1], int):
        return None
    holder = record_at(record, keys[:-1])
    field = holder.model_fields.get(keys[-1]) if holder is not None else None
    if field is None or not field.metadata:
        return field.annotation if field is not None else None
    return Annotated[field.annotation, *field.metadata]


def _bare(annotation: Any) -> Any:
    """An annotation without the None that it may be instead, and without what is noted on it."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    inner = [arg for arg in get_args(annotation) if arg is not NoneType]
    is_maybe = get_origin(annotation) in (Union, UnionType) and len(inner) == 1
    return _bare(inner[0]) if is_maybe else annotation


def _is_id(annotation: Any) -> bool:
    if annotation == Id:
        return True
    return any(arg is SHORT_ID for arg in get_args(annotation))


def records_in(annotation: Any) -> Iterator[type[Record]]:
    """The records somewhere inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    elif get_origin(annotation) is not None:
        for inner in get_args(annotation):
            yield from records_in(inner)


def _is_by_name(annotation: Any) -> bool:
    """Whether it is a map from names of one's own to something."""
    return get_origin(annotation) is dict or any(_is_by_name(inner) for inner in get_args(annotation))
