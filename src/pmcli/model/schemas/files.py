"""The schemas of the files: a feature file, pm.yaml, plan.yaml, ratings/."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pmcli.model.agreement import PlanFile
from pmcli.model.feature import Feature
from pmcli.model.rating import RatingsFile
from pmcli.model.record import Record
from pmcli.model.schema import DIALECT, raw_schema
from pmcli.model.schemas.mark import MARK
from pmcli.model.schemas.own import Own
from pmcli.model.schemas.records import Telling
from pmcli.model.schemas.sentences import KINDS, Schema, number_from, one_of, told
from pmcli.model.workspace import FieldKind, Workspace


def feature_schema(own: Own) -> Schema:
    """The schema of a feature file: one feature, or a list of several.

    Fields that a workspace declares of its own are let through where it is not known.
    """
    telling, raw, definitions = _told(Feature, own)
    needed = {**raw, "required": ["title"]}
    feature = telling.record("Feature", needed, more=_fields(own), others=not own.is_known)
    definitions["feature"] = {**feature, "title": "A feature of a pm backlog"}
    root = {
        "title": "A feature of a pm backlog",
        "if": {"type": "array"},
        "then": {"items": {"$ref": "#/$defs/feature", "required": ["id", "title"]}},
        "else": {"$ref": "#/$defs/feature"},
    }
    return _whole(own, root, definitions, telling)


def workspace_schema(own: Own) -> Schema:
    """The schema of pm.yaml."""
    return _file(Workspace, own.opened(), "The workspace of a pm backlog: pm.yaml", own)


def plan_schema(own: Own) -> Schema:
    """The schema of plan.yaml."""
    return _file(PlanFile, own, "The agreed plan of a pm backlog: plan.yaml", own)


def ratings_schema(own: Own) -> Schema:
    """The schema of a file in ratings/.

    Number fields that a workspace declares of its own are let through where it is not known.
    """
    telling, raw, definitions = _told(RatingsFile, own, skip="FeatureRatings")
    inner = raw_schema(RatingsFile)["$defs"]["FeatureRatings"]
    numbers = {name: piece for name, piece in _fields(own).items() if own.fields[name] == "number"}
    definitions["FeatureRatings"] = telling.record(
        "FeatureRatings", inner, more=numbers, others=not own.is_known
    )
    root = {
        **telling.record("RatingsFile", raw),
        "title": "One person's numbers for a pm backlog: ratings/NAME.yaml",
    }
    return _whole(own, root, definitions, telling)


SCHEMAS: Final[Mapping[str, Callable[[Own], Schema]]] = {
    "feature": feature_schema, "workspace": workspace_schema, "plan": plan_schema, "ratings": ratings_schema,
}  # fmt: skip
"""The schemas by the name by which they are asked for."""


def _file(record: type[Record], own: Own, title: str, known: Own) -> Schema:
    telling, raw, definitions = _told(record, own)
    return _whole(known, {**telling.record(record.__name__, raw), "title": title}, definitions, telling)


def _told(record: type[Record], own: Own, skip: str = "") -> tuple[Telling, Schema, dict[str, Any]]:
    raw = raw_schema(record)
    telling = Telling(own)
    definitions = {
        name: telling.record(name, piece) for name, piece in raw.pop("$defs", {}).items() if name != skip
    }
    return telling, raw, definitions


def _whole(own: Own, root: Schema, definitions: dict[str, Any], telling: Telling) -> Schema:
    every = {**definitions, **telling.named}
    comment = {"$comment": f"{MARK}{own.mark()}"} if own.is_known else {}
    return {"$schema": DIALECT, **comment, **root, "$defs": dict(sorted(every.items()))}


def _fields(own: Own) -> dict[str, Schema]:
    return {name: {**_own_field(kind), "description": _FIELD} for name, kind in own.fields.items()}


_FIELD: Final = "A field of this workspace's own: `fields` in pm.yaml."


def _own_field(kind: FieldKind) -> Schema:
    if isinstance(kind, tuple):
        return one_of(kind)
    kinds = {"number": number_from(None, None), "date": KINDS["date"], "text": KINDS["text"]}
    return (
        one_of((True, False), KINDS["switch"].sentence)
        if kind == "boolean"
        else {"anyOf": [told(kinds[kind])]}
    )
