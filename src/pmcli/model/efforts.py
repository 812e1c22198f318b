"""Work by team: what is estimated, what is left, what was done."""

from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from pmcli.model.estimate import Estimate
from pmcli.model.inputs import read_effort, read_remaining
from pmcli.model.kinds import ESTIMATE_SCHEMA, number_in, number_schema
from pmcli.model.values import Wrong

NO_TEAM = ""
"""The key of an effort that names no team."""


def _by_team(value: object) -> object:
    """An effort as a map by team; one with no team has the key `NO_TEAM`."""
    if isinstance(value, dict) and not {"low", "likely", "high"} & value.keys():
        if not value:
            raise Wrong("found an empty map, expected an effort")
        return value
    return {NO_TEAM: value}


_EFFORT_SCHEMA: dict[str, Any] = {
    "$comment": "effort",
    "anyOf": [
        {"type": ["number", "string"]},
        ESTIMATE_SCHEMA["anyOf"][2],
        {
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string"}, *ESTIMATE_SCHEMA["anyOf"]]},
        },
    ],
}


_EffortPart = Annotated[Estimate, PlainValidator(read_effort)]
_RemainingPart = Annotated[Estimate, PlainValidator(read_remaining)]
Effort = Annotated[dict[str, _EffortPart], BeforeValidator(_by_team), WithJsonSchema(_EFFORT_SCHEMA)]
Remaining = Annotated[
    dict[str, _RemainingPart],
    BeforeValidator(_by_team),
    WithJsonSchema({**_EFFORT_SCHEMA, "$comment": "remaining"}),
]


Spent = Annotated[
    dict[str, Annotated[float, *number_in(0.0)]],
    BeforeValidator(_by_team),
    WithJsonSchema({
        "$comment": "spent",
        "anyOf": [
            number_schema(0.0, None),
            {"type": "object", "additionalProperties": number_schema(0.0, None)},
        ]
    }),
]  # fmt: skip
