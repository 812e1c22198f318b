"""pm.yaml: the product, its strategy, its teams, its calendar, its rules."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from pmcli.model.diagnostic import did_you_mean
from pmcli.model.evidence import Account, Problem, Segment
from pmcli.model.feature import Feature
from pmcli.model.forecast import ForecastSettings
from pmcli.model.inputs import Vocabulary
from pmcli.model.kinds import Day, FeatureGlob, InnerPath, RangeAbove, Switch, Text, as_kind, one_of
from pmcli.model.launch import LaunchSettings
from pmcli.model.measures import LearningSettings
from pmcli.model.naming import folded
from pmcli.model.quantities import read_number
from pmcli.model.record import Record, refuse
from pmcli.model.scenario import Scenario, ScenarioName, period_fault, twin_fault
from pmcli.model.settings import Calendar, CheckSettings, RoadmapSettings, Scoring
from pmcli.model.strategy import Strategy
from pmcli.model.team import RESERVED_NAMES, Team
from pmcli.model.values import Wrong, choice, read_date, read_switch, read_text, shown

FIELD_KINDS = ("number", "text", "date", "boolean")
FEATURES = ("features/**",)
"""Where features live where pm.yaml does not say."""
UNITS = ("person-weeks", "person-months", "person-days", "points")
EXPORTS = {
    "roadmap": ("markdown", "html", "csv", "json", "xlsx", "svg", "mermaid", "slack"),
    "rank": ("markdown", "html", "csv", "json", "xlsx"),
    "review": ("markdown", "html", "json", "slack"),
    "brief": ("markdown", "html", "json"),
    "declined": ("markdown", "html", "csv", "json"),
    "graph": ("markdown", "html", "csv", "json", "svg", "mermaid", "dot"),
    "backlog": ("markdown", "html", "csv", "json", "xlsx", "jira-csv", "github-json"),
    "research": ("markdown", "html", "json"),
    "experiment": ("markdown", "html", "json"),
    "case-study": ("markdown", "html", "json"),
}
"""The views that can be exported, each with the formats that it can be written in, the usual one first."""


class Subject(NamedTuple):
    """What an export is about: the key of `exports:` that names it, and a sentence that says so.

    One that `is_free` is about all such things where none is named.
    """

    key: Literal["feature", "problem", "experiment"]
    about: str
    is_free: bool = False


SUBJECTS: Mapping[str, Subject] = {
    "brief": Subject("feature", "a brief is about a feature"),
    "research": Subject("problem", "research is about a problem, or about all", is_free=True),
    "experiment": Subject("experiment", "a read-out is of an experiment, or of those of a feature"),
    "case-study": Subject("feature", "a case study is about a feature that shipped"),
}
"""The views that are about one thing."""


class Release(Record):
    """Something that goes out on a day."""

    date: Day | None = None
    """The day."""
    title: Text | None = None
    """Its name for people."""


class Export(Record):
    """A file written by `pm export`."""

    view: Text
    """What is written: roadmap, rank, review, brief, declined, graph, backlog, research, experiment …"""
    format: Text | None = None
    """markdown, html, csv, json, xlsx, svg, mermaid or dot; else as the file ends, or markdown."""
    to: InnerPath
    """The file, relative to the workspace; with a slash at its end a folder."""
    between: Text | None = None
    """The marker between which it is written: pm:NAME, between <!-- pm:NAME --> and <!-- /pm:NAME -->."""
    audience: Text | None = None
    """For whom it is written: team, leadership, customers, or one of `audiences`."""
    for_: Text | None = Field(default=None, alias="for")
    """The account, segment or audience that a review is written to: what they asked for alone."""
    feature: Text | None = None
    """The feature that a brief or a case study is about; else one is written for each, into a folder."""
    problem: Text | None = None
    """The problem that research is about; else all are on one page, or each has a file in a folder."""
    experiment: Text | None = None
    """The experiment that a read-out is of, or a feature with all of its; else each gets a file."""
    since: Text | None = None
    """A revision or a day: what changed since then is told."""
    odds: Switch = False
    """How likely each feature is in time is told too, to an audience that may see `odds`."""
    tradeoffs: Switch = False
    """Whether a review for the team tells what the order gives up, by customer, segment and outcome."""

    @property
    def subject(self) -> str | None:
        """What it is about, None where it names nothing."""
        return self.feature or self.problem or self.experiment


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
    strategy: Strategy = Field(default_factory=Strategy.model_construct)
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
    calendar: Calendar = Field(default_factory=Calendar.model_construct)
    """Which periods are planned."""
    scoring: Scoring = Field(default_factory=Scoring.model_construct)
    """How features are scored."""
    roadmap: RoadmapSettings = Field(default_factory=RoadmapSettings.model_construct)
    """How the roadmap is made."""
    forecast: ForecastSettings = Field(default_factory=ForecastSettings.model_construct)
    """How unsure numbers are taken to be."""
    learning: LearningSettings = Field(default_factory=LearningSettings.model_construct)
    """When results are due."""
    launch: LaunchSettings = Field(default_factory=LaunchSettings.model_construct)
    """How launches are prepared: checklists by kind."""
    checks: CheckSettings = Field(default_factory=CheckSettings.model_construct)
    """Which findings are told."""
    exports: tuple[Export, ...] = ()
    """Files written by `pm export`."""
    audiences: dict[str, Audience] = Field(default_factory=dict)
    """What groups of readers see."""
    scenarios: dict[ScenarioName, Scenario] = Field(default_factory=dict)
    """What might be otherwise, by name: `pm what-if` compares, `--scenario NAME` answers as if it were so."""

    @model_validator(mode="after")
    def _sound_names(self) -> Self:
        refuse((*self._field_faults(), *self._team_faults(), *self._scenario_faults()))
        return self

    def _field_faults(self) -> Iterator[Wrong]:
        for name in self.fields:
            keys = ("fields", name)
            if name.startswith("x-"):
                message = f'"{name}" needs no declaration: keys that begin with x- are your own'
                bare = name.removeprefix("x-")
                hint = f"drop it, or declare {bare}: … and write {bare}: in features"
                yield Wrong(message, "drop it" if bare in Feature.model_fields else hint, keys, "key")
            elif name in Feature.model_fields:
                yield Wrong(f'"{name}" is a field of pm itself', "choose another name", keys, "key")

    def _team_faults(self) -> Iterator[Wrong]:
        for name, team in self.teams.items():
            if name in RESERVED_NAMES:
                message = f'no team may be called "{name}": effort and capacity have keys of that name'
                yield Wrong(message, "choose another name", ("teams", name), "key")
            if team.people is not None and self.effort_unit == "points":
                message = "people give a capacity in time, and the effort unit is points"
                yield Wrong(message, "write capacity: …", ("teams", name, "people"))

    def _scenario_faults(self) -> Iterator[Wrong]:
        first: dict[str, str] = {}
        for name, scenario in self.scenarios.items():
            keys = ("scenarios", name)
            if (twin := first.setdefault(folded(name), name)) != name:
                hint = "choose another name, or drop one of the two"
                yield Wrong(twin_fault(name, twin), hint, keys, "key")
            for inner, size in scenario.sizes():
                if size not in self.sizes:
                    message = f'found "{size}", expected a factor such as x2, a number, a range or a size'
                    yield Wrong(message, did_you_mean(size, self.sizes), (*keys, *inner))
            if (fault := period_fault(scenario, self.calendar.step)) is not None:
                yield Wrong(fault, f"write a {self.calendar.step}", (*keys, "from"))

    def defined(self, field: str) -> Mapping[str, object]:
        """What pm.yaml defines that a field of a feature names: teams for `team` and `effort`."""
        names: dict[str, Mapping[str, object]] = {
            "team": self.teams, "effort": self.teams, "remaining": self.teams, "spent": self.teams,
            "release": self.releases,
            "segment": self.segments, "segments": self.segments, "solves": self.problems,
            "outcome": self.strategy.outcomes, "outcomes": self.strategy.outcomes, "account": self.accounts,
            "weighted": self.scoring.weighted.criteria,
        }  # fmt: skip
        return names.get(field, {})

    def vocabulary(self, broken: frozenset[str] = frozenset()) -> Vocabulary:
        """The words that this workspace adds to feature files."""
        return Vocabulary(self.sizes, self.scoring.weighted.scale, broken)
