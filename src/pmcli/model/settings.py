"""The settings of pm.yaml: which periods are planned, how features are scored, planned and checked."""

from datetime import date
from functools import partial
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pmcli.model.diagnostic import Severity
from pmcli.model.feature import TYPES
from pmcli.model.kinds import FeatureGlob, Number, Ratio, Switch, Text, When, as_kind, number_in, one_of
from pmcli.model.period import FiscalYear, Period, Step
from pmcli.model.quantities import read_count
from pmcli.model.record import Record
from pmcli.model.values import Wrong

CRITERIA = {
    "user_impact": 25.0,
    "revenue_impact": 20.0,
    "strategic_fit": 20.0,
    "feasibility": 10.0,
    "urgency": 15.0,
    "dependencies": 10.0,
}
"""The criteria of the weighted model where pm.yaml names none, with their weights."""


class Calendar(Record):
    """Which periods are planned."""

    start: When | None = None
    """The first period planned; a date plans the rest of its period, pro rata."""
    periods: Annotated[int, *as_kind(partial(read_count, least=1), {"type": "integer", "minimum": 1})] = 4
    """How many periods are planned."""
    step: Annotated[Step, *one_of("quarter", "month")] = "quarter"
    """quarter or month."""
    fiscal_year_starts: Annotated[
        int, *as_kind(partial(read_count, least=1), {"type": "integer", "minimum": 1, "maximum": 12})
    ] = 1
    """The month in which the fiscal year starts."""
    year_named_by: Annotated[Literal["start", "end"], *one_of("end", "start")] = "end"
    """The fiscal year is named by the calendar year of its end or start."""
    discount: Ratio = 0.0
    """The share of value lost for each period of waiting."""
    value_horizon: (
        Annotated[int, *as_kind(partial(read_count, least=1), {"type": "integer", "minimum": 1})] | None
    ) = None
    """Periods over which a delivered feature earns; at least `periods`."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.fiscal_year_starts > 12:
            raise Wrong("found a month above 12", "write 1 to 12", ("fiscal_year_starts",))
        if self.value_horizon is not None and self.value_horizon < self.periods:
            message = (
                f"value_horizon is {self.value_horizon}, expected at least the {self.periods} periods planned"
            )
            raise Wrong(message, None, ("value_horizon",))
        if isinstance(self.start, Period) and self.start.step != self.step:
            raise Wrong(
                f'"{self.start}" is no {self.step}',
                f"write step: {self.start.step}, or a {self.step}",
                ("start",),
            )
        return self

    @property
    def fiscal(self) -> FiscalYear:
        """Which days a period covers."""
        return FiscalYear(self.fiscal_year_starts, self.year_named_by)

    def first_day(self, today: date) -> date:
        """The first day planned; with no start, that of the period in which `today` lies."""
        if self.start is None:
            return self.fiscal.first_day(self.fiscal.period_of(today, self.step))
        return self.fiscal.first_day(self.start) if isinstance(self.start, Period) else self.start


class IceSettings(Record):
    """How ICE combines its three numbers."""

    combine: Annotated[str, *one_of("product", "mean")] = "product"
    """product (Gilad) or mean (Ellis & Brown)."""


class WeightedSettings(Record):
    """Criteria and weights of the weighted model."""

    scale: Annotated[float, *number_in(0.0, above=True)] = 5.0
    """The top of the scale; its bottom is 0."""
    criteria: dict[str, Number] = Field(default_factory=lambda: dict(CRITERIA))
    """The weight of each criterion; weights are relative."""
    missing: Annotated[str, *one_of("unscored", "middle")] = "unscored"
    """What becomes of a feature that lacks a rating: unscored, or half the scale, marked as assumed."""

    @model_validator(mode="after")
    def _weighty(self) -> Self:
        if not sum(self.criteria.values()) > 0:
            raise Wrong("the weights add up to 0, expected at least one above 0", None, ("criteria",))
        return self


class OwnModel(Record):
    """A method of one's own: score = value / cost."""

    title: Text | None = None
    """Its name for people."""
    value: Text
    """The formula of the value."""
    cost: Text | None = None
    """The formula of the cost; 1 where none is given."""


class Scoring(Record):
    """How features are scored."""

    model: Text | None = None
    """The model used; where none is named, the one whose inputs most features have."""
    ice: IceSettings = Field(default_factory=IceSettings.model_construct)
    """Settings of ICE."""
    weighted: WeightedSettings = Field(default_factory=WeightedSettings.model_construct)
    """Settings of the weighted model."""
    models: dict[str, OwnModel] = Field(default_factory=dict)
    """Methods of one's own, by name."""


class RoadmapSettings(Record):
    """How the roadmap is made."""

    worth_moving: Ratio = 0.01
    """What each feature moved away from the agreed plan must bring, as a share of the plan's value."""
    ideas: Annotated[str, *one_of("leave-out", "plan")] = "leave-out"
    """What becomes of ideas: left out unless something planned waits for them, or planned like the rest."""
    unestimated: Annotated[str, *one_of("leave-out", "median", "error")] = "leave-out"
    """What becomes of features without effort."""
    reserve: dict[Annotated[str, *one_of(*TYPES)], Ratio] = Field(default_factory=dict)
    """The share of every team's capacity that is kept for a type."""
    carry_over: Switch = False
    """Whether work may run over the end of a period."""

    @model_validator(mode="after")
    def _within_capacity(self) -> Self:
        if (whole := sum(self.reserve.values())) > 1 + 1e-9:
            message = f"the reserves add up to {100 * whole:.4g} %, expected at most 100 %"
            raise Wrong(message, None, ("reserve",))
        return self


class CheckSettings(Record):
    """Which findings are told, and how severe they are."""

    select: tuple[Text, ...] = ("PM",)
    """Codes or prefixes that are told."""
    ignore: tuple[Text, ...] = ()
    """Codes or prefixes that are not told."""
    severity: dict[str, Annotated[Severity, *one_of("error", "warning", "info")]] = Field(
        default_factory=dict
    )
    """The severity of a code, or of all that begin with it."""
    per_path: dict[FeatureGlob, tuple[Text, ...]] = Field(default_factory=dict)
    """Codes or prefixes that are not told of the files that a glob names."""
    evidence_months: Annotated[
        int, *as_kind(partial(read_count, least=1), {"type": "integer", "minimum": 1})
    ] = 12
    """Evidence older than this many months before the plan starts is told as old."""
