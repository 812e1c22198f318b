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
from pmcli.model.schemas.shapes import LIST, MAP, NULL, also, item, keyed, must, placed
from pmcli.model.workspace import EXPORTS

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
_A_MAP: Final = "Expected a map: name, colon, value."
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
        """A record; `more` are fields beside its own, with `others` there may be some that nobody knows."""
        needed = raw.get("required", [])
        properties = {
            key: self._field(f"{name}.{key}", piece, is_needed=key in needed)
            for key, piece in raw["properties"].items()
        }
        properties |= {key: placed(piece) for key, piece in (more or {}).items()}
        keys = tuple(properties)
        sentence = "" if others else refused(keys)
        return {
            **({"description": raw["description"]} if "description" in raw else {}),
            "properties": properties,
            **({"required": needed} if needed else {}),
            "propertyNames": known_keys(keys, sentence=sentence),
            **must(MAP, "Expected a map: key, colon, value."),
        }

    def _field(self, place: str, raw: Schema, *, is_needed: bool) -> Schema:
        piece = placed(self.value(place, raw))
        described = {"description": raw["description"]} if "description" in raw else {}
        default = raw.get("default")
        if isinstance(default, (str, int, float)):
            described["default"] = default
        if is_needed:
            piece = {
                **piece,
                "allOf": [{"if": NULL, "then": wrong(f"A value for {place.split('.')[1]} is needed.")}],
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
            return self._either(place, [piece for piece in raw["anyOf"] if piece != NULL])
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
            "items": item(items),
            **must(LIST, "Expected a list: [a, b], or a line with a dash for each."),
        }

    def _map(self, place: str, raw: Schema) -> Schema:
        by_period = raw.get("patternProperties", {})
        inner = next(iter(by_period.values()), raw.get("additionalProperties", {}))
        period = KINDS["period"]
        names = {"propertyNames": {"if": {"pattern": period.good["pattern"]}, "else": wrong(period.sentence)}}
        return {
            "additionalProperties": self.value(place, inner) if isinstance(inner, dict) else {},
            **(names if by_period else {}),
            **must(MAP, _A_MAP),
        }

    def _by_team(self, comment: str) -> Schema:
        name = f"{comment}-by-team"
        return self._once(name, lambda: self._work(comment))

    def _work(self, comment: str) -> Schema:
        part = self._once(f"{comment}-part", lambda: self._part(comment))
        teams = self._keyed("teams", part)
        if comment == "spent":
            return {"if": {"type": "object"}, "then": teams, "else": part}
        return self._range_or(teams, part)

    def _part(self, comment: str) -> Schema:
        if comment == "spent":
            return told(number_from(0.0, None))
        sizes = self.own.of("sizes") if self.own.is_known else None
        return effort_part(sizes, above=comment == "effort")

    def _range(self) -> Schema:
        return self._once("range", lambda: {
            "properties": dict.fromkeys(_ENDS, self._once("end", lambda: told(KINDS["number"]))),
            "required": ["low", "high"],
            "propertyNames": known_keys(_ENDS, sentence=refused(_ENDS), extra=False),
        })  # fmt: skip

    def _by_period(self) -> Schema:
        estimate = self._kind("estimate", {})
        periods = {
            "properties": {"default": placed(estimate)},
            "additionalProperties": estimate,
            "propertyNames": {
                "if": {"pattern": rf"{KINDS['period'].good['pattern']}|^default$"},
                "else": wrong("Expected default, or a period such as 2027-Q1."),
            },
        }
        return self._range_or(periods, estimate)

    def _range_or(self, others: Schema, scalar: Schema) -> Schema:
        """A range as a map, another map, or a value."""
        is_range = {"type": "object", "anyOf": [{"required": [end]} for end in _ENDS]}
        return {
            "if": is_range,
            "then": self._range(),
            "else": {"if": {"type": "object"}, "then": others, "else": scalar},
        }

    def _special(self, place: str, raw: Schema) -> Schema | None:
        if (what := _NAMES.get(place)) is not None and raw.get("$comment") in ("id", "text"):
            return self._name(what, str(raw["$comment"]))
        if (what := _KEYS.get(place)) is not None and "additionalProperties" in raw:
            value = self._rated(what) or self.value("", raw["additionalProperties"])
            return {**self._keyed(what, value), **must(MAP, _A_MAP)}
        if place == "RoadmapSettings.reserve" and "additionalProperties" in raw:
            value = self.value("", raw["additionalProperties"])
            return {
                **keyed(TYPES, value, f"Expected {listed(TYPES)}."),
                **must(MAP, "Expected a map: type, colon, share."),
            }
        if place == "CheckSettings.severity" and "additionalProperties" in raw:
            return self._severities(raw["additionalProperties"])
        return self._offered(place, raw)

    def _rated(self, what: str) -> Schema | None:
        """A rating by a criterion, on the scale of the workspace."""
        if what != "criteria" or self.own.scale is None:
            return None
        return self._once("rating", lambda: told(number_from(0.0, self.own.scale)))

    def _severities(self, raw: Schema) -> Schema:
        value = self._once("severity", lambda: placed(self.value("", raw)))
        codes = {code: {**value, "description": about} for code, about in self.own.rules.items()}
        return {
            "properties": codes,
            "additionalProperties": value,
            **must(MAP, "Expected a map: code, colon, severity."),
        }

    def _offered(self, place: str, raw: Schema) -> Schema | None:
        if raw.get("$comment") != "text":
            return None
        if place in _CODES:
            return self._once("code", lambda: item(self._code()))
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
        return one_of(names, _unknown(what, names), also=also(names))

    def _keyed(self, what: str, value: Schema) -> Schema:
        names = self.own.of(what)
        if not names:
            return {"additionalProperties": value}
        if self.own.is_open:
            return {"properties": {name: placed(value) for name in names}, "additionalProperties": value}
        return keyed(names, value, _unknown(what, names))


def _unknown(what: str, names: Sequence[str]) -> str:
    return f"pm.yaml has no such name under {_WHOSE.get(what, what)}: expected {listed(names)}."


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
