"""Results as JSON documents, by one function: FORMAT.md § 5. Fields may be added, never renamed.

Each kind of document has its `Shape` beside the view that it belongs to; `pmcli.views.contract` lists them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cached_property, partial
from inspect import get_annotations
from operator import attrgetter
from types import NoneType, SimpleNamespace, UnionType
from typing import Any, NamedTuple, Protocol, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.model.words import words

SCHEMA_VERSION = 1
Document = dict[str, object]


class Blank:
    """The type of a text that is null in a document where it is empty."""


class KeyOfShape(NamedTuple):
    """A key of a document: how its value is read from a result, and written.

    `name` is the key in Python's spelling. `write` is None where the value stands as it is.
    """

    key: str
    name: str
    read: Callable[[Any], Any]
    write: Callable[[Any], object] | None
    type: Any
    is_list: bool
    is_optional: bool


class Shape:
    """The keys of a result in a document, in their order, parted by blanks.

    A key is read from the field of its own name (`scoreRank` from `score_rank`). `id=feature` names another
    field, `line=location.line` one further in (None where there is nothing on the way to it), and `before=.`
    the result itself, in a shape of its own. `leftOut?` is there only where it is not None. Types come from
    the result; `types` has those of keys that it lacks, or that stand in another shape (`[ROW]`: a list;
    `(ROW, None)`: or null).
    """

    def __init__(self, source: type, keys: str, /, **types: Any) -> None:
        self.source, self.keys, self.types = source, keys, types

    @cached_property
    def fields(self) -> tuple[KeyOfShape, ...]:
        """The keys, in order."""
        return tuple(self._field(*word.partition("=")) for word in self.keys.split())

    def within(self, field: str) -> str:
        """The keys where the result is in a field of another: "rank" becomes "rank=outlook.rank"."""
        pairs = (word.partition("=") for word in self.keys.split())
        return " ".join(f"{key}={field}.{path or _snake(key)}" for key, _, path in pairs)

    def _field(self, key: str, _: str, path: str) -> KeyOfShape:
        is_optional = key.endswith("?")
        key = key.removesuffix("?")
        name = _snake(key)
        path = path or name
        kind = self.types[name] if name in self.types else type_at(self.source, path)
        return KeyOfShape(key, name, _reader(path), _writer(kind), kind, is_list(kind), is_optional)


def document(kind: str, shape: Shape, result: object, /, **given: object) -> Document:
    """A result as a document of this kind; the rest is as `item` has it."""
    return {"schemaVersion": SCHEMA_VERSION, "kind": kind, **item(shape, result, **given)}


def item(shape: Shape, result: object, /, **given: object) -> Document:
    """A result as it stands within a document.

    `given` are values that the result does not have, by the name of their key in Python's spelling. An absent
    list is [], everything else that is absent null; all of a result that is None is absent. Numbers that may
    have a fraction are floats, so that 12 is written 12.0 everywhere.
    """
    item: Document = {}
    for key, name, read, write, _, is_a_list, is_optional in shape.fields:
        value = given[name] if name in given else None if result is None else read(result)
        if value is not None:
            item[key] = value if write is None else write(value)
        elif not is_optional:
            item[key] = [] if is_a_list else None
    return item


def _snake(key: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in key)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def _reader(path: str) -> Callable[[Any], Any]:
    if path == ".":
        return lambda result: result
    names = path.split(".")
    if len(names) == 1:
        return attrgetter(path)

    def read(result: Any) -> Any:
        for name in names:
            result = None if result is None else getattr(result, name)
        return result

    return read


def _writer(kind: Any) -> Callable[[Any], object] | None:
    """The function that makes plain data of a value of this type; None where it is plain."""
    kind, _ = without_none(kind)
    if (shape := shape_of(kind)) is not None:
        return partial(_nested, shape)
    if is_list(kind):
        write = _writer(element(kind))
        return list if write is None else partial(_list, write)
    if is_mapping(kind):
        return dict
    writers = {_PLAIN.get(arg) for arg in (get_args(kind) or (kind,))}
    return writers.pop() if len(writers) == 1 else None


_PLAIN: Mapping[Any, Callable[[Any], object]] = {
    float: float, Period: str, Reason: words, date: str, Blank: lambda text: text or None,
}  # fmt: skip
"""The functions that make plain data of types that are none."""


def _list(write: Callable[[Any], object], values: Iterable[Any]) -> list[object]:
    return [write(value) for value in values]


def _nested(shape: Shape, value: object) -> object:
    return value if isinstance(value, dict) else item(shape, value)


# --- fields chosen ---

_IDENTITY = ("id", "feature")
"""The keys by one of which an item is known; it is always there."""


def narrowed(shape: Shape, *lists: str) -> Shape:
    """The shape of documents that have, in the items of these lists, only the keys asked for: `columns`."""
    chosen = {name: [_optional(element(shape.types[name]))] for name in lists}
    return Shape(shape.source, f"columns {shape.keys}", **{**shape.types, "columns": list[str], **chosen})


def _optional(item_shape: Shape) -> Shape:
    """The shape with every key but that of its identity optional."""
    words = []
    for word in item_shape.keys.split():
        key, equals, path = word.partition("=")
        must = key.endswith("?") or key in _IDENTITY
        words.append(f"{key}{'' if must else '?'}{equals}{path}")
    return Shape(item_shape.source, " ".join(words), **item_shape.types)


def keys_of(shape: Shape, *lists: str) -> list[str]:
    """The keys that items of these lists have."""
    inner = (element(shape.types[name]) for name in lists)
    return list(dict.fromkeys(field.key for item_shape in inner for field in item_shape.fields))


def narrow(whole: Document, keys: Iterable[str], *lists: str) -> Document:
    """The document with only these keys, and that of their identity, in the items of the lists."""
    wanted = list(dict.fromkeys(keys))
    kept = {*wanted, *_IDENTITY}
    chosen = {
        name: [
            {key: value for key, value in item.items() if key in kept}
            for item in cast("Iterable[Document]", whole[name])
        ]
        for name in lists
    }
    head = {"schemaVersion": whole["schemaVersion"], "kind": whole["kind"], "columns": wanted}
    return {**head, **whole, **chosen}


BECAUSE = Shape(Reason, "kind features team period numbers amounts", period=Period | None)
"""The facts of a reason, beside its sentence."""


# --- types ---


def shape_of(kind: Any) -> Shape | None:
    """The shape of a type: itself, or a key for every field of a dataclass; None where it is neither."""
    if isinstance(kind, Shape):
        return kind
    return whole(kind) if is_dataclass(kind) and isinstance(kind, type) and kind not in _PLAIN else None


def whole(source: type) -> Shape:
    """A shape with a key for every field of a dataclass."""
    return Shape(source, " ".join(map(_camel, (field.name for field in fields(source)))))


def is_list(kind: Any) -> bool:
    """Whether values of a type are lists in a document."""
    kind, _ = without_none(kind)
    return isinstance(kind, list) or get_origin(kind) in (tuple, list, Sequence)


def is_mapping(kind: Any) -> bool:
    """Whether values of a type have keys that are no fields."""
    return get_origin(kind) in (dict, Mapping)


def element(kind: Any) -> Any:
    """The type of what is in a list, or of the values of a mapping."""
    if isinstance(kind, list):
        return kind[0]
    inner = get_args(kind)
    return inner[1] if is_mapping(kind) else inner[0]


def without_none(kind: Any) -> tuple[Any, bool]:
    """A type less None, and whether None was in it."""
    if isinstance(kind, tuple):
        return kind[0], True
    if get_origin(kind) not in (Union, UnionType):
        return kind, kind is NoneType or kind is None
    rest = [arg for arg in get_args(kind) if arg is not NoneType]
    return Union[tuple(rest)], len(rest) < len(get_args(kind))  # noqa: UP007 - of so many types


def type_at(owner: type, path: str) -> Any:
    """The type of a field, or of one further in."""
    name, _, rest = path.partition(".")
    member = getattr(owner, name, None)
    if isinstance(member, (property, cached_property)):
        kind = get_type_hints(member.fget if isinstance(member, property) else member.func)["return"]
    else:
        kind = _hint(owner, name)
    if not rest:
        return kind
    kind, is_nullable = without_none(kind)
    inner = type_at(kind, rest)
    return inner | None if is_nullable else inner


def _hint(owner: type, name: str) -> Any:
    """The type of one field: others may name what is imported for the type checker only.

    Raises:
        AttributeError: there is no such field, and its type is not given.
    """
    for base in owner.__mro__:
        if name in (written := get_annotations(base)):
            alone = SimpleNamespace(__annotations__={name: written[name]})
            return get_type_hints(alone, vars(sys.modules[base.__module__]))[name]
    raise AttributeError(f'{owner.__name__} has no field "{name}"')


# --- rows ---


class _Identified(Protocol):
    """Anything that is about one feature."""

    @property
    def id(self) -> str:
        """The feature."""


Row = TypeVar("Row", bound=_Identified)


def select(rows: Sequence[Row], shown: Callable[[str], bool] | None) -> Sequence[Row]:
    """The rows whose features are shown; all of them where nothing is asked."""
    return rows if shown is None else [row for row in rows if shown(row.id)]
