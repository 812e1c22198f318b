"""Who does the work, and how much of it fits into a period."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Self

from pydantic import Field, WithJsonSchema, model_validator

from pmcli.model.estimate import Estimate
from pmcli.model.kinds import ESTIMATE_SCHEMA, InPeriod, Range, ShareRange
from pmcli.model.period import Period
from pmcli.model.quantities import ENDS
from pmcli.model.record import Record
from pmcli.model.values import Wrong

RESERVED_NAMES = frozenset({"low", "likely", "high", "default"})
"""No team may be called so: `effort: {low: 3, high: 9}` is a range."""
CAPACITIES: Final[Mapping[str, int]] = {
    "person-weeks": 12, "person-months": 3, "person-days": 60, "points": 40,
}  # fmt: skip
"""The capacity a quarter of a team of which nobody has said one yet, by the unit of effort."""


def first_capacity(unit: str, step: str) -> int:
    """The capacity a period that a team is given until somebody says theirs: a month's is a third."""
    capacity = CAPACITIES[unit]
    return capacity if step == "quarter" else max(1, round(capacity / 3))


_BY_PERIOD_SCHEMA: dict[str, Any] = {
    "$comment": "by-period",
    "anyOf": [*ESTIMATE_SCHEMA["anyOf"], {"type": "object", "additionalProperties": ESTIMATE_SCHEMA}],
}
_NOTHING = Estimate.exact(0.0)
_WHOLE = Estimate.exact(1.0)


def teams_line(unit: str, step: str) -> str:
    """The line of pm.yaml that names a first team, with a capacity to be put right."""
    return f"teams: {{web: {{capacity: {first_capacity(unit, step)}}}}}, in {unit} a {step}"


class ByPeriod(Record):
    """An estimate a period: a default and exceptions. Plans go by the mean, forecasts by the range."""

    default: Range = _NOTHING
    """The estimate in every period not named."""
    periods: dict[InPeriod, Range] = Field(default_factory=dict)
    """The estimates in periods of their own."""

    @model_validator(mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, dict) or (value and not {*value} - {*ENDS}):
            return {"default": value}
        rest = {key: number for key, number in value.items() if key != "default"}
        return {"periods": rest, **({"default": value["default"]} if "default" in value else {})}

    def estimate_in(self, period: Period) -> Estimate:
        """The estimate in `period`."""
        return self.periods.get(period, self.default)

    def in_period(self, period: Period) -> float:
        """The mean in `period`."""
        return self.estimate_in(period).mean

    def plus(self, more: float) -> Self:
        """So much more in every period."""
        periods = {period: number.plus(more) for period, number in self.periods.items()}
        return self.model_copy(update={"default": self.default.plus(more), "periods": periods})

    @property
    def is_nothing(self) -> bool:
        """Whether it is 0 in every period."""
        return not self.default.high and not any(number.high for number in self.periods.values())


EstimateByPeriod = Annotated[ByPeriod, WithJsonSchema(_BY_PERIOD_SCHEMA)]


class Team(Record):
    """People who work together, and their capacity a period in the effort unit."""

    capacity: EstimateByPeriod | None = None
    """What fits into a period: a number, a range, or `{default: 16..18..20, 2026-Q4: 12}`."""
    people: EstimateByPeriod | None = None
    """How many people, such as `{default: 5, 2027-Q2: 3}`; capacity is people x weeks x focus - absent."""
    focus: ShareRange = _WHOLE
    """The share of their time that goes into features: `70%`, or `60%..70%..75%`."""
    absent: EstimateByPeriod | None = None
    """What falls away a period, in the effort unit: a number, or `{2026-Q4: 2}`."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.capacity is not None and self.people is not None:
            raise Wrong('"capacity" and "people" exclude each other', "keep one of the two", ("people",))
        return self
