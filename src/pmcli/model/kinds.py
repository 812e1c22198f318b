"""The kinds of field a record may have: how each is read, and how editors know it (JSON Schema)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator, WithJsonSchema
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

from pmcli.model.estimate import Estimate
from pmcli.model.period import Period
from pmcli.model.quantities import (
    ENDS,
    rated,
    read_estimate,
    read_measurement,
    read_number,
    read_quantity,
    read_ratio,
    read_share_range,
    read_span,
)
from pmcli.model.values import (
    choice,
    is_empty,
    read_date,
    read_glob,
    read_id,
    read_inner_path,
    read_period,
    read_period_or_date,
    read_switch,
    read_text,
)

_TEXT_SCHEMA: dict[str, Any] = {"$comment": "text", "type": ["string", "number", "boolean"]}
_ID_SCHEMA: dict[str, Any] = {"$comment": "id", "type": ["string", "number"]}
_NUMBER_PATTERN = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[kM]?"
_NUMBER_SCHEMA: dict[str, Any] = {
    "$comment": "number",
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_NUMBER_PATTERN}$"}],
}
ESTIMATE_SCHEMA: dict[str, Any] = {
    "$comment": "estimate",
    "anyOf": [
        {"type": "number"},
        {"type": "string", "pattern": rf"^{_NUMBER_PATTERN}(\.\.{_NUMBER_PATTERN}){{0,2}}$"},
        {
            "type": "object",
            "properties": dict.fromkeys(ENDS, _NUMBER_SCHEMA),
            "required": ["low", "high"],
            "additionalProperties": False,
        },
    ],
}
_ABOVE_SCHEMA: dict[str, Any] = {**ESTIMATE_SCHEMA, "$comment": "above"}
RATIO_SCHEMA: dict[str, Any] = {
    "$comment": "ratio",
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": r"^(\d+(\.\d*)?|\.\d+)\s*%$"},
    ],
}
_SHARE_PATTERN = r"\d+(\.\d*)?\s*%?"
_SHARE_RANGE_SCHEMA: dict[str, Any] = {
    "$comment": "share",
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": rf"^{_SHARE_PATTERN}(\.\.{_SHARE_PATTERN}){{0,2}}$"},
    ],
}
_QUANTITY_SCHEMA: dict[str, Any] = {"$comment": "quantity", "type": ["number", "string"]}
_DATE_SCHEMA: dict[str, Any] = {"$comment": "date", "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_PERIOD_SCHEMA: dict[str, Any] = {
    "$comment": "period",
    "type": "string",
    "pattern": r"^\d{4}-(Q[1-4]|0[1-9]|1[0-2])$",
}
_WHEN_SCHEMA: dict[str, Any] = {"$comment": "when", "anyOf": [_PERIOD_SCHEMA, _DATE_SCHEMA]}
_SPAN_SCHEMA: dict[str, Any] = {
    "$comment": "span",
    "type": "string",
    "pattern": r"^\d+\s*(d|days?|w|weeks?)$",
}
_SWITCH_SCHEMA: dict[str, Any] = {"$comment": "switch", "type": "boolean"}


def as_kind(read: Callable[[Any], Any], schema: dict[str, Any]) -> Any:
    """The annotations of a field that `read` reads and editors know as `schema`."""
    return (PlainValidator(read), WithJsonSchema(schema))


def one_of(*words: str) -> Any:
    """The annotations of a field that takes one of `words`."""
    return as_kind(partial(choice, words=words), {"enum": list(words)})


def number_schema(least: float | None, most: float | None) -> dict[str, Any]:
    """The JSON Schema of a number within a range, `12k` and the like included."""
    number: dict[str, Any] = {"type": "number"}
    if least is not None:
        number["minimum"] = least
    if most is not None:
        number["maximum"] = most
    return {"$comment": "number", "anyOf": [number, _NUMBER_SCHEMA["anyOf"][1]]}


def number_in(least: float | None = 0.0, most: float | None = None, *, above: bool = False) -> Any:
    """The annotations of a number within a range."""
    return as_kind(partial(read_number, least=least, most=most, above=above), number_schema(least, most))


Text = Annotated[str, *as_kind(read_text, _TEXT_SCHEMA)]
FeatureGlob = Annotated[str, *as_kind(read_glob, {"$comment": "path", "type": "string"})]
InnerPath = Annotated[str, *as_kind(read_inner_path, {"$comment": "path", "type": "string"})]
Id = Annotated[str, *as_kind(read_id, _ID_SCHEMA)]
Number = Annotated[float, *number_in()]
Quantity = Annotated[float, *as_kind(read_quantity, _QUANTITY_SCHEMA)]
Measurement = Annotated[float, *as_kind(read_measurement, {**_QUANTITY_SCHEMA, "$comment": "measurement"})]
Span = Annotated[int, *as_kind(read_span, _SPAN_SCHEMA)]
Ratio = Annotated[float, *as_kind(read_ratio, RATIO_SCHEMA)]
Day = Annotated[date, *as_kind(read_date, _DATE_SCHEMA)]
InPeriod = Annotated[Period, *as_kind(read_period, _PERIOD_SCHEMA)]
When = Annotated[Period | date, *as_kind(read_period_or_date, _WHEN_SCHEMA)]
Range = Annotated[Estimate, *as_kind(read_estimate, ESTIMATE_SCHEMA)]
ShareRange = Annotated[Estimate, *as_kind(read_share_range, _SHARE_RANGE_SCHEMA)]
RangeAbove = Annotated[Estimate, *as_kind(partial(read_estimate, above=True), _ABOVE_SCHEMA)]
Switch = Annotated[bool, *as_kind(read_switch, _SWITCH_SCHEMA)]


def words_or_number(words: dict[str, float], *, above: bool = False) -> Any:
    """The annotations of a field that takes one of `words` or a number (or range)."""
    schema = {
        "$comment": "above" if above else "estimate",
        "anyOf": [{"enum": list(words)}, *ESTIMATE_SCHEMA["anyOf"]],
    }
    return as_kind(partial(rated, words=words, above=above), schema)


def words_or(words: Iterable[str], read: Callable[[Any], Any], schema: dict[str, Any]) -> Any:
    """The annotations of a field that takes one of `words` as it stands, or what `read` reads."""
    known = tuple(words)

    def read_either(value: object) -> Any:
        if isinstance(value, str) and value in known:
            return known[known.index(value)]
        if isinstance(value, str) and value[:1].isalpha():
            return choice(value, known)
        return read(value)

    kind = {"$comment": schema["$comment"]} if "$comment" in schema else {}
    return as_kind(read_either, {**kind, "anyOf": [{"enum": list(known)}, schema]})


@dataclass(frozen=True, slots=True)
class Short:
    """An annotation: a scalar may stand for the map that has it under `key`; editors know it as `schema`."""

    key: str
    schema: tuple[tuple[str, Any], ...]

    def _as_map(self, value: object) -> object:
        return value if isinstance(value, (dict, list)) or is_empty(value) else {self.key: value}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The map's schema, with the scalar put into a map before."""
        return no_info_before_validator_function(self._as_map, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Either the scalar or the map."""
        return {"anyOf": [dict(self.schema), handler(schema)]}


SHORT_ID = Short("id", tuple(_ID_SCHEMA.items()))
SHORT_DATE = Short("date", tuple(_DATE_SCHEMA.items()))
