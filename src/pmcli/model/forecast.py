"""`forecast:` of pm.yaml: how unsure numbers are taken to be, and how many futures are drawn."""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema, model_validator

from pmcli.model.diagnostic import did_you_mean
from pmcli.model.estimate import Estimate
from pmcli.model.kinds import ESTIMATE_SCHEMA, Ratio, as_kind, one_of
from pmcli.model.quantities import read_count, read_estimate
from pmcli.model.record import Record
from pmcli.model.values import Wrong, is_empty, shown

EXACT = "exact"
FUTURES = (100, 100_000)
"""The fewest and the most futures that are drawn."""
ONE = Estimate.exact(1.0)
_FACTOR_SCHEMA: dict[str, Any] = {
    "$comment": "above",
    "anyOf": [{"const": EXACT}, *ESTIMATE_SCHEMA["anyOf"]],
}


def _read_factor(value: object) -> Estimate:
    """A factor above 0, a number or a range; `exact` is the factor 1."""
    if isinstance(value, str) and value.strip().isalpha() and not is_empty(value):
        if value.strip() == EXACT:
            return ONE
        raise Wrong(
            f"found {shown(value)}, expected exact or a factor such as 0.5..1..2",
            did_you_mean(value.strip(), (EXACT,)),
        )
    return read_estimate(value, above=True)


def read_futures(value: object) -> int:
    """How many futures are drawn: 100 to 100,000."""
    least, most = FUTURES
    number = read_count(value, least=1)
    if not least <= number <= most:
        raise Wrong(f"found {shown(value)}, expected {least} to {most:,} futures")
    return number


_Factor = Annotated[Estimate, *as_kind(_read_factor, _FACTOR_SCHEMA)]


class Assume(Record):
    """Factors for numbers that are written without a range; the factor 1 takes them at their word."""

    effort: _Factor = Estimate(0.5, 1.0, 2.0, "0.5..1..2")
    """Of efforts and of what remains."""
    value: _Factor = Estimate(0.5, 1.0, 2.0, "0.5..1..2")
    """Of what makes the value (reach, impact …), but not of confidence."""
    capacity: _Factor = Estimate(0.85, 1.0, 1.1, "0.85..1..1.1")
    """Of a team's capacity in a period."""

    @model_validator(mode="before")
    @classmethod
    def _one_word(cls, value: Any) -> Any:
        if isinstance(value, str) and not is_empty(value):
            _read_factor(value) if value.strip().isalpha() else _refuse(value)
            return dict.fromkeys(cls.model_fields, EXACT)
        return value


def _refuse(value: str) -> None:
    raise Wrong(f"found {shown(value)}, expected exact, or a map of effort, value, capacity")


_ASSUME = Annotated[
    Assume,
    WithJsonSchema({
        "anyOf": [
            {"const": EXACT},
            {
                "type": "object",
                "properties": dict.fromkeys(Assume.model_fields, _FACTOR_SCHEMA),
                "additionalProperties": False,
            },
        ]
    }),
]  # fmt: skip


class ForecastSettings(Record):
    """How unsure numbers are taken to be."""

    shared_error: Ratio = 0.3
    """The share of a team's estimating error that all its features share; 0: each errs on its own."""
    assume: _ASSUME = Field(default_factory=Assume.model_construct)
    """Factors for numbers written without a range: effort, value, capacity; or `exact`."""
    calibrate: Annotated[Literal["auto", "never", "always"], *one_of("auto", "never", "always")] = "auto"
    """Whether ranges are widened and moved as the team's past says: auto from 5 deliveries on."""
    told_apart: Ratio = 0.8
    """The odds from which two ranks count as different."""
    likely: Ratio = 0.85
    """The odds behind "likely by"."""
    futures: Annotated[
        int, *as_kind(read_futures, {"type": "integer", "minimum": FUTURES[0], "maximum": FUTURES[1]})
    ] = 4000
    """How many futures are drawn."""
