"""What the records say of themselves: their JSON Schemas, and the text of each field."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, Final

from pmcli.model.record import Record

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def raw_schema(record: type[Record]) -> dict[str, Any]:
    """The schema of a record as its reader gives it; each field is described by the text under it."""
    schema = record.model_json_schema()
    records = {reachable.__name__: reachable for reachable in _reachable(record)}
    for name, definition in (*schema.get("$defs", {}).items(), (record.__name__, schema)):
        if name in records:
            _describe(definition, field_texts(records[name]))
    without: dict[str, Any] = _without_titles(schema)
    return without


def _reachable(record: type[Record]) -> Iterator[type[Record]]:
    seen: set[type[Record]] = set()
    waiting = [Record]
    while waiting:
        for subclass in waiting.pop().__subclasses__():
            if subclass not in seen:
                seen.add(subclass)
                waiting.append(subclass)
                yield subclass
    if record not in seen:  # pragma: no cover - every record is a subclass of Record
        yield record


def _describe(definition: dict[str, Any], texts: dict[str, str]) -> None:
    for key, schema in definition.get("properties", {}).items():
        if key in texts:
            schema["description"] = texts[key]


def _without_titles(schema: Any) -> Any:
    """The schema without the titles Pydantic makes of field names: they tell an editor nothing.

    Keys under `properties` are field names, and a field may be called "title".
    """
    if isinstance(schema, list):
        return [_without_titles(piece) for piece in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for key, piece in schema.items():
        if key in ("properties", "$defs"):
            kept[key] = {name: _without_titles(field) for name, field in piece.items()}
        elif key == "default" and (piece is None or piece == {}):
            continue
        elif key != "title":
            kept[key] = _without_titles(piece)
    return kept


@cache
def field_texts(record: type[Record]) -> dict[str, str]:
    """The documentation of each field of a record: the text under it in the source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(record)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    texts = {}
    for field, text in pairwise(body):
        named = isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if named and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            name: str = field.target.id  # type: ignore[attr-defined]  # `named` says so
            texts[record.written_as(name)] = inspect.cleandoc(str(text.value.value))
    return texts
