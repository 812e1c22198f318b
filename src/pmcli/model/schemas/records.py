"""A record's JSON Schema as editors are to have it, from the one that its reader gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pmcli.model.feature import TYPES
from pmcli.model.schemas.keys import known_keys, refused
from pmcli.model.schemas.own import Own
from pmcli.model.schemas.sentences import (
    KINDS,
    Kind,
    Schema,
    effort_part,
    listed,
    number_from,
    one_of,
    suggested,
    told,
    whole_from,
    wrong,
)
from pmcli.model.workspace import EXPORTS

_NULL: Final[Schema] = {"type": "null"}
_MAP: Final[Schema] = {"type": ["object", "null"]}
_LIST: Final[Schema] = {"type": ["array", "null"]}
_ENDS: Final = ("low", "likely", "high")
_BY_TEAM: Final = ("effort", "remaining", "spent")
_NAMES: Final[Mapping[str, str]] = {
    "Feature.team": "teams", "Feature.segments": "segments", "Feature.solves": "problems",
    "Feature.release": "releases", "Evidence.segment": "segments", "Request.account": "accounts",
    "Account.segment": "segments", "Problem.segments": "segments", "Export.audience": "audiences",
}  # fmt: skip
"""The fields that hold names, with the key of pm.yaml that defines them."""
_KEYS: Final[Mapping[str, str]] = {
    "Feature.outcomes": "outcomes", "Feature.weighted": "criteria", "FeatureRatings.weighted": "criteria",
    "Scenario.capacity": "teams", "Scenario.people": "teams", "Scenario.add": "teams",
}  # fmt: skip
"""The maps that have names for keys."""
_CODES: Final = ("CheckSettings.select", "CheckSettings.ignore", "CheckSettings.per_path")
_FORMATS: Final = tuple(dict.fromkeys(name for formats in EXPORTS.values() for name in formats))
_WHOSE: Final[Mapping[str, str]] = {"criteria": "scoring.weighted.criteria", "outcomes": "strategy.outcomes"}


@dataclass(frozen=True, slots=True)
class Telling:
    """Makes the schemas of records tell mistakes in sentences, with the names that are `own`.

    `named` are the definitions that come of it, each once.
    """

    own: Own
    named: dict[str, Schema] = field(default_factory=dict)

    def record(
        self, name: str, raw: Schema, *, more: Mapping[str, Schema] | None = None, others: bool = False
    ) -> Schema:
        """A record; `more` are fields beside its own; with `others` any key may stand there."""
        needed = raw.get("required", [])
        properties = {
            key: self._field(f"{name}.{key}", piece, is_needed=key in needed)
            for key, piece in raw["properties"].items()
        }
        properties |= {key: _placed(piece) for key, piece in (more or {}).items()}
        keys = tuple(properties)
        sentence = "" if others else refused(keys)
        return {
            **({"description": raw["description"]} if "description" in raw else {}),
            "properties": properties,
            **({"required": needed} if needed else {}),
            "propertyNames": known_keys(keys, sentence=sentence),
            **_must(_MAP, "Expected a map: key, colon, value."),
        }

    def _field(self, place: str, raw: Schema, *, is_needed: bool) -> Schema:
        piece = _placed(self.value(place, raw))
        described = {"description": raw["description"]} if "description" in raw else {}
        default = raw.get("default")
        if isinstance(default, (str, int, float)):
            described["default"] = default
        if is_needed:
            piece = {
                **piece,
                "allOf": [{"if": _NULL, "then": wrong(f"A value for {place.split('.')[1]} is needed.")}],
            }
        return {**piece, **described}

    def value(self, place: str, raw: Schema) -> Schema:
        """What stands at a place: a value, a list, a map, a record."""
        if (special := self._special(place, raw)) is not None:
            return special
        comment = raw.get("$comment")
        if comment in _BY_TEAM:
            return self._by_team(str(comment))
        if comment == "by-period":
            return self._by_period()
        if comment == "change":
            return {}
        if comment is not None:
            return self._kind(str(comment), raw)
        return self._shaped(place, raw)

    def _shaped(self, place: str, raw: Schema) -> Schema:
        if "$ref" in raw:
            return {"$ref": raw["$ref"]}
        if "anyOf" in raw:
            return self._either(place, [piece for piece in raw["anyOf"] if piece != _NULL])
        if "enum" in raw or "const" in raw:
            return one_of(raw.get("enum") or [raw["const"]])
        if raw.get("type") == "integer":
            return told(whole_from(raw.get("minimum", 0), raw.get("maximum")))
        if raw.get("type") == "array":
            return self._list(self.value(place, raw.get("items", {})))
        if raw.get("type") == "object":
            return self._map(place, raw)
        return self._kind("text", raw) if raw else {}

    def _either(self, place: str, pieces: Sequence[Schema]) -> Schema:
        if len(pieces) == 1:
            return self.value(place, pieces[0])
        by_shape: dict[str, Schema] = {}
        for piece in pieces:
            by_shape.setdefault(_shape(piece), self.value(place, piece))
        rest = by_shape.get("scalar", {})
        for shape in ("array", "object"):
            if shape in by_shape:
                rest = {"if": {"type": shape}, "then": by_shape[shape], "else": rest}
        return rest

    def _kind(self, name: str, raw: Schema) -> Schema:
        words = _words(raw)
        kind = _numbers(raw) if name == "number" else KINDS[name]
        if words:
            sentence = f"Expected {listed(words)}, or {kind.sentence[len('Expected ') :]}"
            return suggested(Kind(kind.good, sentence, kind.known, kind.never), words)
        if name == "switch":
            return suggested(kind, (True, False))
        return self._once(name if name != "number" else _name_of(raw), lambda: told(kind))

    def _once(self, name: str, make: Callable[[], Schema]) -> Schema:
        if name not in self.named:
            self.named[name] = {}
            self.named[name] = make()
        return {"$ref": f"#/$defs/{name}"}

    def _list(self, items: Schema) -> Schema:
        return {
            "items": _item(items),
            **_must(_LIST, "Expected a list: [a, b], or a line with a dash for each."),
        }

    def _map(self, place: str, raw: Schema) -> Schema:
        is_period = "patternProperties" in raw
        inner = (
            next(iter(raw["patternProperties"].values()))
            if is_period
            else raw.get("additionalProperties", {})
        )
        value = self.value(place, inner) if isinstance(inner, dict) else {}
        names: Schema = {}
        if is_period:
            names = {
                "propertyNames": {
                    "if": {"pattern": KINDS["period"].good["pattern"]},
                    "else": wrong(KINDS["period"].sentence),
                }
            }
        return {"additionalProperties": value, **names, **_must(_MAP, "Expected a map: name, colon, value.")}

    def _by_team(self, comment: str) -> Schema:
        name = f"{comment}-by-team"
        return self._once(name, lambda: self._work(comment))

    def _work(self, comment: str) -> Schema:
        part = self._once(f"{comment}-part", lambda: self._part(comment))
        teams = self._keyed("teams", part)
        if comment == "spent":
            return {"if": {"type": "object"}, "then": teams, "else": part}
        is_range = {"type": "object", "anyOf": [{"required": [end]} for end in _ENDS]}
        return {
            "if": is_range,
            "then": self._range(),
            "else": {"if": {"type": "object"}, "then": teams, "else": part},
        }

    def _part(self, comment: str) -> Schema:
        if comment == "spent":
            return told(number_from(0.0, None))
        sizes = self.own.of("sizes") if self.own.is_known else None
        return effort_part(sizes, above=comment == "effort")

    def _range(self) -> Schema:
        return self._once("range", lambda: {
            "properties": {end: {"$ref": "#/$defs/end"} for end in _ENDS} | self._ends(),
            "required": ["low", "high"],
            "propertyNames": known_keys(_ENDS, sentence=refused(_ENDS), extra=False),
        })  # fmt: skip

    def _ends(self) -> dict[str, Schema]:
        self._once("end", lambda: told(KINDS["number"]))
        return {}

    def _by_period(self) -> Schema:
        estimate = self._kind("estimate", {})
        periods = {
            "properties": {"default": _placed(estimate)},
            "additionalProperties": estimate,
            "propertyNames": {
                "if": {"pattern": rf"{KINDS['period'].good['pattern']}|^default$"},
                "else": wrong("Expected default, or a period such as 2027-Q1."),
            },
        }
        is_range = {"type": "object", "anyOf": [{"required": [end]} for end in _ENDS]}
        return {
            "if": is_range,
            "then": self._range(),
            "else": {"if": {"type": "object"}, "then": periods, "else": estimate},
        }

    def _special(self, place: str, raw: Schema) -> Schema | None:
        if (what := _NAMES.get(place)) is not None and raw.get("$comment") in ("id", "text"):
            return self._name(what, str(raw["$comment"]))
        if (what := _KEYS.get(place)) is not None and "additionalProperties" in raw:
            value = self.value("", raw["additionalProperties"])
            return {**self._keyed(what, value), **_must(_MAP, "Expected a map: name, colon, value.")}
        if place == "RoadmapSettings.reserve" and "additionalProperties" in raw:
            value = self.value("", raw["additionalProperties"])
            return {
                **_keyed(TYPES, value, f"Expected {listed(TYPES)}."),
                **_must(_MAP, "Expected a map: type, colon, share."),
            }
        if place == "CheckSettings.severity" and "additionalProperties" in raw:
            return self._severities(raw["additionalProperties"])
        return self._offered(place, raw)

    def _severities(self, raw: Schema) -> Schema:
        value = self._once("severity", lambda: _placed(self.value("", raw)))
        codes = {code: {**value, "description": about} for code, about in self.own.rules.items()}
        return {
            "properties": codes,
            "additionalProperties": value,
            **_must(_MAP, "Expected a map: code, colon, severity."),
        }

    def _offered(self, place: str, raw: Schema) -> Schema | None:
        if raw.get("$comment") != "text":
            return None
        if place in _CODES:
            return self._code()
        if place == "Feature.theme" and self.own.themes:
            return suggested(KINDS["text"], self.own.themes)
        if place == "Scoring.model" and self.own.models:
            return suggested(KINDS["text"], self.own.models)
        if place == "Export.view":
            return one_of(self.own.views)
        return one_of(_FORMATS) if place == "Export.format" else None

    def _code(self) -> Schema:
        codes = tuple(self.own.rules)
        sentence = "Expected a code such as PM301, or how some begin, such as PM3: pm rule lists them."
        kind = Kind({"type": "string", "pattern": r"^[A-Z]+\d*$"}, sentence)
        return {
            "anyOf": [told(kind), {"enum": list(codes), "enumDescriptions": list(self.own.rules.values())}]
        }

    def _name(self, what: str, comment: str) -> Schema:
        names = self.own.of(what)
        if not names:
            return self._kind(comment, {})
        if self.own.is_open:
            return suggested(KINDS[comment], names)
        sentence = f"pm.yaml has no such name under {_WHOSE.get(what, what)}: expected {listed(names)}."
        return one_of(names, sentence, also=_also(names))

    def _keyed(self, what: str, value: Schema) -> Schema:
        names = self.own.of(what)
        if not names:
            return {"additionalProperties": value}
        if self.own.is_open:
            return {"properties": {name: _placed(value) for name in names}, "additionalProperties": value}
        return _keyed(
            names,
            value,
            f"pm.yaml has no such name under {_WHOSE.get(what, what)}: expected {listed(names)}.",
        )


def _keyed(names: Sequence[str], value: Schema, sentence: str) -> Schema:
    return {
        "properties": {name: _placed(value) for name in names},
        "additionalProperties": value,
        "propertyNames": known_keys(names, sentence=sentence),
    }


def _also(names: Sequence[str]) -> Schema:
    """Names as they stand in a file: one that is digits is a number there."""
    is_plain = all(name[0].isalpha() and name.lower() not in ("true", "false") for name in names)
    return (
        {"enum": list(names)}
        if is_plain
        else {"anyOf": [{"enum": list(names)}, {"type": ["number", "boolean"]}]}
    )


def _placed(schema: Schema) -> Schema:
    """The schema of a key, such that the language server completes the key with its colon."""
    has_shape = bool({"anyOf", "properties", "items"} & schema.keys())
    is_record = schema.get("$ref", "").removeprefix("#/$defs/")[:1].isupper()
    return schema if has_shape or is_record else {"anyOf": [schema]}


def _item(schema: Schema) -> Schema:
    """The schema of a list's item: of alternatives a server would offer "(array item)" beside the words."""
    match schema.get("anyOf"):
        case [{"if": _, "else": _} as looked_at, {"enum": words, **rest}]:
            described: Any = rest.get("enumDescriptions")
            texts = described or [""] * len(words)
            said = [{"label": word, "body": word, **({"description": text} if text else {})}
                    for word, text in zip(words, texts, strict=True)]  # fmt: skip
            return {**looked_at, "defaultSnippets": said}
    return schema


def _must(shape: Schema, sentence: str) -> Schema:
    return {"if": shape, "else": wrong(sentence)}


def _shape(raw: Schema) -> str:
    if "$ref" in raw or raw.get("type") == "object":
        return "object"
    return "array" if raw.get("type") == "array" else "scalar"


def _words(raw: Schema) -> list[Any]:
    return [word for piece in (raw, *raw.get("anyOf", ())) for word in _said(piece)]


def _said(piece: Schema) -> Iterator[Any]:
    yield from piece.get("enum", ())
    if "const" in piece:
        yield piece["const"]


def _numbers(raw: Schema) -> Kind:
    least, most = _bounds(raw)
    return number_from(least, most)


def _bounds(raw: Schema) -> tuple[float | None, float | None]:
    number: Schema = next((piece for piece in raw.get("anyOf", ()) if piece.get("type") == "number"), {})
    return number.get("minimum"), number.get("maximum")


def _name_of(raw: Schema) -> str:
    least, most = _bounds(raw)
    return "number" + "".join(f"-{end:g}" if end is not None else "" for end in (least, most))
