"""Data as a JSON Schema has it: the whole format of the files, without a list of its fields to keep up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.kinds.texts import value
from tests.sharing.exports import FIELDS

_SCHEMAS = Path(__file__).parents[3] / "schema"
IDS = ("a", "b", "c", "dark-mode", "e1", "f", "sso", "t", "z")
PARENT = "z"
"""The one that others are parts of."""
TEAMS = ("web", "data")
_USUAL: Mapping[str, Any] = {
    "calendar": {"start": "2026-Q4", "periods": 3}, "teams": {"web": {"capacity": 9}, "data": {"capacity": 5}},
    "strategy": {"outcomes": {"more": {"title": "More", "metric": "m"}, "less": {"title": "Less", "metric": "l"}}},
    "problems": {"pain": {"title": "Pain", "opportunity": {"importance": 8, "satisfaction": 3}}, "fear": {"title": "Fear"}},
    "segments": {"smb": {"title": "Small", "users": 90}, "big": {"title": "Big"}},
    "releases": {"1.0": {"date": "2026-12-20"}, "2.0": {"date": "2027-03-01"}},
    "accounts": {"acme": {"title": "Acme", "arr": "90k"}, "zeta": {"title": "Zeta", "arr": "5k", "renewal": "2027-01-31"}},
    "sizes": {"S": "1..2", "M": "2..4", "XL": "9..20"}, "fields": {"nps": "number", "design": ["none", "done"]},
}  # fmt: skip
"""What features name in a pm.yaml: mostly it is there."""
_PLANNED = 0.85
"""The share of features that can be ranked and placed."""
_KEYS = {
    "teams": TEAMS, "effort": TEAMS, "remaining": TEAMS, "spent": TEAMS, "capacity": ("default", "2026-Q4", "2027-Q1"),
    "people": ("default", "2026-Q4"), "absent": ("2026-Q4", "2027-Q1"), "outcomes": ("more", "less"), "problems": ("pain", "fear"),
    "segments": ("smb", "big"), "accounts": ("acme", "zeta"), "sizes": ("S", "XL"), "releases": ("1.0", "2.0"),
    "fields": ("nps", "design"), "criteria": ("user_impact", "strategic_fit", "feasibility"), "models": ("growth", "mine"),
    "weighted": ("user_impact", "strategic_fit", "feasibility", "urgency"), "checklist": ("docs", "support"),
    "checklists": ("every", "ai"), "audiences": ("board", "customers"), "scenarios": ("lean", "fat"), "severity": ("PM301", "PM501"),
    "reserve": ("bug", "debt"), "links": ("jira", "brief"), "periods": ("2026-Q4", "2027-Q1"), "features": IDS, "treatments": ("x", "y"),
    "add": TEAMS,
}  # fmt: skip
"""The keys of maps whose keys are names."""
_WORDS = {
    "id": IDS, "depends_on": IDS, "conflicts_with": IDS, "parent": IDS, "feature": IDS, "team": TEAMS, "solves": ("pain", "fear"),
    "segments": ("smb", "big"), "segment": ("smb", "big"), "account": ("acme", "zeta"), "release": ("1.0", "2.0"), "drop": IDS,
    "problem": ("pain", "It hurts"), "experiment": ("exp", "a"), "period": ("2026-Q4", "2027-Q1"), "model": ("rice", "growth", "moscow"),
    "value": ("rice.reach * 2", "effort", "nps + 1"), "cost": ("effort", "1"), "view": ("rank", "roadmap", "backlog"),
    "to": ("OUT.md", "out/"), "audience": ("board", "team", "customers"), "features": ("features/**",), "periods": IDS, "select": ("PM", "PM5"),
    "ignore": ("PM301",), "fields": (*sorted(FIELDS - {"change"}), "id", "title", "id", "title", "public", "nowhere"), "where": ("status=planned", "effort<5"), "kind": ("ai", "usage"),
    "need": (">= 0.9", "5%", "blocker"), "link": ("https://example.org",), "rater": ("ada",), "people": ("2",), "effort": ("M", "3..5..9"),
}  # fmt: skip
_PATTERNS = (
    (r"\d{4}-\d{2}-\d{2}", ("2026-10-01", "2026-11-30", "2027-03-31", "2028-02-29")),
    (r"Q[1-4]", ("2026-Q4", "2027-Q1", "2027-Q2")),
    (r"\.\.", ("3..9", "3..5..9", "1k..2k", "0.5")),
    (r"[x×*]", ("x2", "x0.5")),
    (r"days?", ("8w", "3d")),
    (r"%$", ("80%", "0%", "100%", "12.5 %")),
    (r"[kM]?$", ("5", "12k", "1.5")),
)


@cache
def _schema(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((_SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return data


def feature(chance: Random, name: str) -> dict[str, Any]:
    """A feature of this id, with a title and some of all fields there are; mostly one that can be planned."""
    schema = _schema("feature")
    share = chance.choice((0.05, 0.15, 0.4))
    data = _record(schema["$defs"]["feature"], schema["$defs"], chance, "", 0, share=share)
    if chance.random() < _PLANNED:
        for field in ("team", "remaining", "spent", "parent", "shipped", "started"):
            if chance.random() < _PLANNED:
                data.pop(field, None)
        data |= _of_a_plan(chance, name) if name != PARENT else {}
    return {**data, "id": name, "title": chance.choice(("Sign in", "Dark mode", f"T {name}", value(chance)))}


def _of_a_plan(chance: Random, name: str) -> dict[str, Any]:
    """What a feature needs to be ranked and placed, and some of what moves it."""
    number = chance.choice((1, 2, 3, 5, 8, 0.5, 13))
    made: dict[str, Any] = {
        "rice": {"reach": 100 * chance.randint(1, 9), "impact": chance.choice(("high", "low", 2)), "confidence": "80%"},
        "effort": chance.choice(({"web": number}, {"web": number, "data": 2}, {"data": f"{number}..{3 * number}"})),
    }  # fmt: skip
    others = [other for other in IDS if other < name]
    day = chance.choice(("2026-11-20", "2026-12-31", "2027-02-14", "2027-06-30"))
    some: dict[str, Any] = {
        "depends_on": [chance.choice(others)] if others else [], "conflicts_with": [chance.choice(IDS)],
        "deadline": chance.choice((day, {"date": day, "because": "law"})), "not_before": chance.choice(("2027-Q1", day)),
        "target": "2027-Q1", "moscow": chance.choice(("must", "could", "wont")), "type": "bug", "parent": PARENT,
        "status": chance.choice(("planned", "planned", "idea", "in-progress", "parked")),
        "decisions": [
            {"verdict": verdict, "because": "so", "by": "ada", "on": "2026-10-01", **more}
            for verdict, more in (chance.choice((
                ("pin", {"period": "2027-Q1"}), ("first", {}), ("before", {"feature": chance.choice(IDS)}), ("park", {}),
            )),)
        ],
    }  # fmt: skip
    return made | {field: told for field, told in some.items() if chance.random() < 0.2}


def settings(chance: Random) -> dict[str, Any]:
    """A pm.yaml."""
    schema = _schema("workspace")
    data = _record(schema, schema["$defs"], chance, "", 0, share=chance.choice((0.2, 0.5)))
    data.pop("features", None)
    if chance.random() < _PLANNED:
        data = {key: told for key, told in data.items() if key not in _USUAL}
    return {**_USUAL, **data, "pm": 1, "product": "Shop"}


def of(name: str, chance: Random) -> Any:
    """A file of another kind: plan, or ratings."""
    schema = _schema(name)
    return _made(schema, schema.get("$defs", {}), chance, name, 0)


def _record(
    schema: Mapping[str, Any], defs: Mapping[str, Any], chance: Random, name: str, depth: int, share: float
) -> dict[str, Any]:
    required = schema.get("required", ())
    made = {
        key: _made(one, defs, chance, key, depth + 1)
        for key, one in schema.get("properties", {}).items()
        if key in required or chance.random() < share
    }
    if isinstance(schema.get("additionalProperties"), dict) or not schema.get("properties"):
        inner = schema.get("additionalProperties")
        for key in _KEYS.get(name, ("one", "two")):
            if chance.random() < 0.6:
                made[key] = _made(
                    inner if isinstance(inner, dict) else {},
                    defs,
                    chance,
                    key if name not in _KEYS else name,
                    depth + 1,
                )
    return made


def _made(schema: Mapping[str, Any], defs: Mapping[str, Any], chance: Random, name: str, depth: int) -> Any:
    if chance.random() < 0.004:
        return value(chance)
    if "$ref" in schema:
        return _made(defs[schema["$ref"].rpartition("/")[2]], defs, chance, name, depth)
    if some := schema.get("anyOf") or schema.get("oneOf"):
        some = [one for one in some if one.get("type") != "null"] or some
        return _made(chance.choice(some), defs, chance, name, depth)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return chance.choice(schema["enum"])
    kind = schema.get("type")
    if kind == "object" and depth < 7:
        return _record(schema, defs, chance, name, depth, share=0.4)
    if kind == "array" and depth < 7:
        return [
            _made(schema.get("items", {}), defs, chance, name, depth + 1)
            for _ in range(chance.choice((0, 1, 1, 2)))
        ]
    return _scalar(schema, chance, name)


def _scalar(schema: Mapping[str, Any], chance: Random, name: str) -> Any:
    kind = schema.get("type", "string")
    if kind == "boolean":
        return chance.random() < 0.5
    if kind in ("number", "integer"):
        least, most = schema.get("minimum", 0), schema.get("maximum", 100)
        number = chance.choice((least, most, least + (most - least) * chance.random(), chance.randint(1, 10)))
        return int(number) if kind == "integer" else round(float(number), chance.choice((0, 1, 4)))
    if name in _WORDS and chance.random() < 0.95:
        return chance.choice(_WORDS[name])
    pattern = schema.get("pattern")
    if pattern:
        return chance.choice(next((words for part, words in _PATTERNS if part in pattern), ("x",)))
    return chance.choice(("word", "two words", "Über", "x-1", value(chance)))
