"""The JSON Schema of the files, for editors: from the same records that read them."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from pmcli.model.agreement import PlanFile
from pmcli.model.feature import Feature
from pmcli.model.rating import RatingsFile
from pmcli.model.record import Record
from pmcli.model.workspace import Workspace

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def feature_schema() -> dict[str, Any]:
    """The schema of a feature file: one feature, or a list of several.

    Fields that a workspace declares of its own are let through, for the schema does not know them.
    """
    schema = _schema(Feature)
    definitions = schema.pop("$defs")
    schema.pop("$schema")
    feature = {**schema, "required": ["title"], "additionalProperties": True}
    definitions["feature"] = feature
    items = {"allOf": [{"$ref": "#/$defs/feature"}, {"required": ["id"]}]}
    definitions["features"] = {"type": "array", "items": items}
    return {
        "$schema": DIALECT,
        "title": "A feature of a pm backlog",
        "anyOf": [{"$ref": "#/$defs/feature"}, {"$ref": "#/$defs/features"}],
        "$defs": dict(sorted(definitions.items())),
    }


def workspace_schema() -> dict[str, Any]:
    """The schema of pm.yaml."""
    schema = _schema(Workspace)
    return {**schema, "title": "The workspace of a pm backlog: pm.yaml"}


def plan_schema() -> dict[str, Any]:
    """The schema of plan.yaml."""
    schema = _schema(PlanFile)
    return {**schema, "title": "The agreed plan of a pm backlog: plan.yaml"}


def ratings_schema() -> dict[str, Any]:
    """The schema of a file in ratings/.

    Number fields that a workspace declares of its own are let through, for the schema does not know them.
    """
    schema = _schema(RatingsFile)
    schema["$defs"]["FeatureRatings"]["additionalProperties"] = True
    return {**schema, "title": "One person's numbers for a pm backlog: ratings/NAME.yaml"}


def _schema(record: type[Record]) -> dict[str, Any]:
    schema = record.model_json_schema()
    records = {reachable.__name__: reachable for reachable in _reachable(record)}
    for name, definition in (*schema.get("$defs", {}).items(), (record.__name__, schema)):
        if name in records:
            _describe(definition, field_texts(records[name]))
    schema["patternProperties"] = {"^x-": {}}
    for definition in schema.get("$defs", {}).values():
        if definition.get("additionalProperties") is False:
            definition["patternProperties"] = {"^x-": {}}
    return {"$schema": DIALECT, **_without_titles(schema)}


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
