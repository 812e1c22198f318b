"""pm.yaml: the product, its strategy, its teams, its calendar, its rules."""

from datetime import date
from functools import partial
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from pmcli.model.diagnostic import Severity
from pmcli.model.evidence import Account, Problem, Segment
from pmcli.model.feature import TYPES, Feature, Vocabulary
from pmcli.model.kinds import (
    Day,
    FeatureGlob,
    InnerPath,
    Number,
    RangeAbove,
    Ratio,
    Switch,
    Text,
    When,
    as_kind,
    number_in,
    one_of,
)
from pmcli.model.period import FiscalYear, Period, Step
from pmcli.model.record import Record
from pmcli.model.strategy import Strategy
from pmcli.model.team import RESERVED_NAMES, Team
from pmcli.model.values import (
    Wrong,
    choice,
    read_count,
    read_date,
    read_number,
    read_switch,
    read_text,
    shown,
)

CRITERIA = {
    "user_impact": 25.0,
    "revenue_impact": 20.0,
    "strategic_fit": 20.0,
    "feasibility": 10.0,
    "urgency": 15.0,
    "dependencies": 10.0,
}
"""The criteria of the weighted model where pm.yaml names none, with their weights."""
FIELD_KINDS = ("number", "text", "date", "boolean")
FEATURES = ("features/**",)
"""Where features live where pm.yaml does not say."""
UNITS = ("person-weeks", "person-months", "person-days", "points")
EXPORTS = {
    "roadmap": ("markdown", "html", "csv", "json", "xlsx", "svg", "mermaid"),
    "rank": ("markdown", "html", "csv", "json", "xlsx"),
    "review": ("markdown", "html", "json"),
    "brief": ("markdown", "html", "json"),
    "declined": ("markdown", "html", "csv", "json"),
    "graph": ("markdown", "html", "csv", "json", "svg", "mermaid", "dot"),
    "backlog": ("markdown", "html", "csv", "json", "xlsx", "jira-csv", "github-json"),
}
"""The views that can be exported, each with the formats that it can be written in, the usual one first."""


class Release(Record):
    """Something that goes out on a day."""

    date: Day | None = None
    """The day."""
    title: Text | None = None
    """Its name for people."""


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

    def first_day(self, clock: date) -> date:
        """The first day planned; with no start, that of the period in which `clock` lies."""
        if self.start is None:
            return self.fiscal.first_day(self.fiscal.period_of(clock, self.step))
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
    ice: IceSettings = Field(default_factory=IceSettings)
    """Settings of ICE."""
    weighted: WeightedSettings = Field(default_factory=WeightedSettings)
    """Settings of the weighted model."""
    models: dict[str, OwnModel] = Field(default_factory=dict)
    """Methods of one's own, by name."""


class RoadmapSettings(Record):
    """How the roadmap is made."""

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


class Export(Record):
    """A file written by `pm export`."""

    view: Text
    """What is written: roadmap, rank, review, brief, declined, graph or backlog."""
    format: Text | None = None
    """markdown, html, csv, json, xlsx, svg, mermaid or dot; else as the file ends, or markdown."""
    to: InnerPath
    """The file, relative to the workspace; with a slash at its end a folder."""
    between: Text | None = None
    """The marker between which it is written: pm:NAME, between <!-- pm:NAME --> and <!-- /pm:NAME -->."""
    audience: Text | None = None
    """For whom it is written: team, leadership, customers, or one of `audiences`."""
    feature: Text | None = None
    """The feature that a brief is about; else one is written for every open feature, into a folder."""
    since: Text | None = None
    """A revision or a day: what changed since then is told."""


class Audience(Record):
    """What a group of readers sees."""

    fields: tuple[Text, ...] | None = None
    """The fields they see; all where none are named."""
    where: Text | None = None
    """Which features they see."""


def _read_field_kind(value: object) -> str | tuple[str, ...]:
    if isinstance(value, list):
        if not value:
            raise Wrong("found an empty list, expected the words allowed")
        return tuple(read_text(word) for word in value)
    return choice(value, FIELD_KINDS)


FieldKind = Annotated[
    str | tuple[str, ...],
    *as_kind(_read_field_kind, {"anyOf": [{"enum": list(FIELD_KINDS)}, {"type": "array", "minItems": 1}]}),
]


def read_field(value: object, kind: str | tuple[str, ...]) -> float | str | date | bool:
    """The value of a custom field of this kind."""
    if isinstance(kind, tuple):
        return choice(value, kind)
    if kind == "number":
        return read_number(value, least=None)
    if kind == "date":
        return read_date(value)
    return read_switch(value) if kind == "boolean" else read_text(value)


def _read_version(value: object) -> int:
    if value != "1":
        raise Wrong(f"found {shown(value)}: this pm reads format version 1", "write pm: 1")
    return 1


def _read_globs(value: object) -> object:
    return value if isinstance(value, list) else [value]


class Workspace(Record):
    """Everything that pm.yaml says."""

    pm: Annotated[int, *as_kind(_read_version, {"const": 1})]
    """The format version: 1."""
    product: Text
    """The product's name."""
    currency: Text | None = None
    """The currency of all money."""
    effort_unit: Annotated[str, *one_of(*UNITS)] = "person-weeks"
    """The unit of every effort and capacity."""
    features: Annotated[
        tuple[FeatureGlob, ...],
        BeforeValidator(_read_globs),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
    ] = FEATURES
    """Where features live: globs relative to pm.yaml."""
    strategy: Strategy = Field(default_factory=Strategy)
    """Why and for whom."""
    problems: dict[str, Problem] = Field(default_factory=dict)
    """Pains, by id."""
    segments: dict[str, Segment] = Field(default_factory=dict)
    """Groups of users, by id."""
    accounts: dict[str, Account] = Field(default_factory=dict)
    """Customers, by id."""
    teams: dict[str, Team] = Field(default_factory=dict)
    """Teams, by id."""
    sizes: dict[str, RangeAbove] = Field(default_factory=dict)
    """T-shirt sizes usable as effort."""
    releases: dict[str, Release] = Field(default_factory=dict)
    """Releases, by name."""
    fields: dict[str, FieldKind] = Field(default_factory=dict)
    """Fields of one's own: number, text, date, boolean, or a list of words."""
    calendar: Calendar = Field(default_factory=Calendar)
    """Which periods are planned."""
    scoring: Scoring = Field(default_factory=Scoring)
    """How features are scored."""
    roadmap: RoadmapSettings = Field(default_factory=RoadmapSettings)
    """How the roadmap is made."""
    checks: CheckSettings = Field(default_factory=CheckSettings)
    """Which findings are told."""
    exports: tuple[Export, ...] = ()
    """Files written by `pm export`."""
    audiences: dict[str, Audience] = Field(default_factory=dict)
    """What groups of readers see."""

    @model_validator(mode="after")
    def _own_names(self) -> Self:
        for name in self.fields:
            if name in Feature.model_fields or name.startswith("x-"):
                message = f'"{name}" is a field of pm itself'
                raise Wrong(message, "choose another name", ("fields", name), "key")
        for name, team in self.teams.items():
            if name in RESERVED_NAMES:
                message = f'no team may be called "{name}": effort and capacity have keys of that name'
                raise Wrong(message, "choose another name", ("teams", name), "key")
            if team.people is not None and self.effort_unit == "points":
                message = "people give a capacity in time, and the effort unit is points"
                raise Wrong(message, "write capacity: …", ("teams", name, "people"))
        return self

    def vocabulary(self, broken: frozenset[str] = frozenset()) -> Vocabulary:
        """The words that this workspace adds to feature files."""
        return Vocabulary(self.sizes, self.scoring.weighted.scale, broken)
