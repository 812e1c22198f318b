"""A feature: what could be built, why, for whom, at what effort, and what it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    PlainValidator,
    PrivateAttr,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from pmcli.model.decision import Decision, in_force
from pmcli.model.diagnostic import did_you_mean
from pmcli.model.estimate import Estimate
from pmcli.model.evidence import Count, Evidence, Experiment, Metric, Opportunity, Request, Result
from pmcli.model.kinds import (
    ESTIMATE_SCHEMA,
    RATIO_SCHEMA,
    SHORT_DATE,
    SHORT_ID,
    Day,
    Id,
    Range,
    Switch,
    Text,
    When,
    as_kind,
    number_in,
    number_schema,
    one_of,
    words_or,
    words_or_number,
)
from pmcli.model.record import Record
from pmcli.model.strategy import CONTRIBUTIONS
from pmcli.model.values import (
    Wrong,
    choice,
    is_empty,
    read_count,
    read_estimate,
    read_number,
    read_ratio,
    shown,
)

Status = Literal["idea", "candidate", "planned", "in-progress", "shipped", "parked", "declined"]
STATUSES: tuple[Status, ...] = (
    "idea", "candidate", "planned", "in-progress", "shipped", "parked", "declined",
)  # fmt: skip
OPEN = frozenset({"idea", "candidate", "planned", "in-progress"})
TYPES = ("feature", "bug", "debt", "research", "compliance", "enabler")
IMPACTS = {"massive": 3.0, "high": 2.0, "medium": 1.0, "low": 0.5, "minimal": 0.25}
CONFIDENCES = {"high": 1.0, "medium": 0.8, "low": 0.5}
PROFILES = ("standard", "fixed-date", "expedite", "fading", "intangible")
MOSCOW = {"must": 3.0, "should": 2.0, "could": 1.0, "wont": 0.0}
ANSWERS = ("like", "must-be", "neutral", "live-with", "dislike")
NO_TEAM = ""
"""The key of an effort that names no team."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a workspace adds to the language of feature files; passed to Pydantic as its context.

    `broken` are names that pm.yaml tried to define and failed: their use is no second mistake.
    """

    sizes: Mapping[str, Estimate] = field(default_factory=dict)
    scale: float = 5.0
    broken: frozenset[str] = frozenset()


class Cascade(Wrong):
    """Wrong only because something in pm.yaml is wrong: not told a second time."""

    kind = "cascade"


def _vocabulary(info: ValidationInfo) -> Vocabulary:
    return info.context if isinstance(info.context, Vocabulary) else Vocabulary()


def _read_effort_part(value: object, info: ValidationInfo, *, above: bool) -> Estimate:
    words = _vocabulary(info)
    if isinstance(value, str):
        text = value.strip()
        if (size := words.sizes.get(text)) is not None:
            return Estimate(size.low, size.likely, size.high, text)
        if text in words.broken:
            raise Cascade("this size is wrong in pm.yaml")
        if text.isalpha() and not is_empty(value):
            raise Wrong(f"found {shown(text)}, expected a number, a range or {_size_names(words)}")
    return read_estimate(value, above=above)


def _size_names(words: Vocabulary) -> str:
    if not words.sizes:
        return "a size, and pm.yaml defines no sizes"
    return "a size: " + ", ".join(words.sizes)


def _read_effort(value: object, info: ValidationInfo) -> Estimate:
    return _read_effort_part(value, info, above=True)


def _read_remaining(value: object, info: ValidationInfo) -> Estimate:
    return _read_effort_part(value, info, above=False)


def _by_team(value: object) -> object:
    """An effort as a map by team; one with no team has the key `NO_TEAM`."""
    if isinstance(value, dict) and not {"low", "likely", "high"} & value.keys():
        if not value:
            raise Wrong("found an empty map, expected an effort")
        return value
    return {NO_TEAM: value}


_EFFORT_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["number", "string"]},
        ESTIMATE_SCHEMA["anyOf"][2],
        {
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string"}, *ESTIMATE_SCHEMA["anyOf"]]},
        },
    ]
}


_EffortPart = Annotated[Estimate, PlainValidator(_read_effort)]
_RemainingPart = Annotated[Estimate, PlainValidator(_read_remaining)]
Effort = Annotated[dict[str, _EffortPart], BeforeValidator(_by_team), WithJsonSchema(_EFFORT_SCHEMA)]
Remaining = Annotated[dict[str, _RemainingPart], BeforeValidator(_by_team), WithJsonSchema(_EFFORT_SCHEMA)]


def _read_rating(value: object, info: ValidationInfo) -> float:
    return read_number(value, least=0.0, most=_vocabulary(info).scale)


def _read_contribution(value: object) -> float:
    if isinstance(value, str) and value in CONTRIBUTIONS:
        return CONTRIBUTIONS[value]
    if isinstance(value, str) and value[:1].isalpha():
        expected = "expected none, low, medium, high or a number from 0 to 3"
        raise Wrong(f"found {shown(value)}, {expected}", did_you_mean(value, CONTRIBUTIONS))
    return read_number(value, least=0.0, most=3.0)


Rating = Annotated[float, PlainValidator(_read_rating), WithJsonSchema(number_schema(0.0, None))]
Contribution = Annotated[
    float,
    *as_kind(
        _read_contribution,
        {"anyOf": [{"enum": list(CONTRIBUTIONS)}, {"type": "number", "minimum": 0, "maximum": 3}]},
    ),
]


def _read_confidence(value: object) -> float | str:
    if isinstance(value, str) and value in CONFIDENCES:
        return CONFIDENCES[value]
    return read_ratio(value)


class Rice(Record):
    """Reach, impact, confidence (McBride, Intercom); effort is the feature's own."""

    reach: Range | None = None
    """People or events a period."""
    impact: Annotated[Estimate, *words_or_number(IMPACTS, above=True)] | None = None
    """massive 3, high 2, medium 1, low 0.5, minimal 0.25, or a number above 0."""
    confidence: (
        Annotated[float | Literal["auto"], *words_or(("auto", *CONFIDENCES), _read_confidence, RATIO_SCHEMA)]
        | None
    ) = None
    """high 100 %, medium 80 %, low 50 %, a ratio, or auto: from the evidence."""

    @model_validator(mode="after")
    def _levels(self) -> Self:
        if isinstance(self.confidence, str) and self.confidence != "auto":
            return self.model_copy(update={"confidence": CONFIDENCES[self.confidence]})
        return self


class Wsjf(Record):
    """Weighted shortest job first (SAFe)."""

    user_business_value: Range | None = None
    """What it is worth to users or the business, relative to the others."""
    time_criticality: Range | None = None
    """How fast that worth fades."""
    risk_opportunity: Range | None = None
    """Risk reduced or opportunity enabled."""
    job_size: Range | None = None
    """How big the job is; where absent, the effort counts."""


class Ice(Record):
    """Impact, confidence, ease, 1 to 10 each (Ellis)."""

    impact: Annotated[float, *number_in(1.0, 10.0)] | None = None
    """How much it would change."""
    confidence: Annotated[float, *number_in(1.0, 10.0)] | None = None
    """How sure we are of that."""
    ease: Annotated[float, *number_in(1.0, 10.0)] | None = None
    """How easy it is."""


class Cd3(Record):
    """Cost of delay divided by duration (Reinertsen, Black Swan Farming)."""

    cost_of_delay: Range | None = None
    """Money lost for each week it is not there."""
    duration: Range | None = None
    """Weeks it takes; where absent, the effort in weeks counts."""
    profile: Annotated[str, *one_of(*PROFILES)] = "standard"
    """How its value runs over time."""


def _read_answer(value: object) -> str:
    return choice(value.replace("_", "-") if isinstance(value, str) else value, ANSWERS)


_Answer = Annotated[str, *as_kind(_read_answer, {"enum": [*ANSWERS, "must_be", "live_with"]})]


class Kano(Record):
    """One person's answers, or a survey's counts by category (Kano)."""

    functional: _Answer | None = None
    """How one feels if it is there."""
    dysfunctional: _Answer | None = None
    """How one feels if it is not."""
    must_be: Count | None = None
    """How many answers make it a must-be."""
    one_dimensional: Count | None = None
    """How many make it one-dimensional."""
    attractive: Count | None = None
    """How many make it attractive."""
    indifferent: Count | None = None
    """How many are indifferent."""
    reverse: Count | None = None
    """How many want the reverse."""
    questionable: Count | None = None
    """How many contradict themselves."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        answers = self.model_fields_set & {"functional", "dysfunctional"}
        counts = self.model_fields_set - answers
        if answers and counts:
            raise Wrong(
                "kano takes two answers or the counts of a survey, found both", None, (sorted(counts)[0],)
            )
        if len(answers) == 1:
            raise Wrong("kano needs both answers: functional and dysfunctional", None, (next(iter(answers)),))
        return self


class Dependency(Record):
    """Something that has to be there first."""

    id: Id
    """The feature waited for."""
    kind: Annotated[str, *one_of("hard", "soft")] = "hard"
    """hard constrains the order; soft only warns."""
    lag: Annotated[int, *as_kind(read_count, {"type": "integer", "minimum": 0})] = 0
    """That many periods later, at least; of a hard one."""

    @model_validator(mode="after")
    def _hard_lag(self) -> Self:
        if self.kind == "soft" and self.lag:
            raise Wrong("a soft dependency has no lag", "drop the lag, or make it hard", ("lag",))
        return self


class Deadline(Record):
    """A day by which it must be delivered."""

    date: Day
    """The day."""
    because: Text | None = None
    """What makes it hard."""


class Option(Record):
    """A way to do it that was weighed."""

    what: Text
    """The option."""
    against: Text | None = None
    """What speaks against it."""
    chosen: Switch = False
    """Whether it was taken."""


class Risk(Record):
    """What may go wrong."""

    what: Text
    """The risk."""
    likelihood: Annotated[str, *one_of("low", "medium", "high")] | None = None
    """How likely it is."""


class Launch(Record):
    """Going out to customers."""

    date: Day | None = None
    """The day."""
    checklist: dict[str, Annotated[str, *one_of("done", "open", "na")]] = Field(default_factory=dict)
    """What has to be ready: done, open or na."""


class Position(Record):
    """What somebody wants for this feature."""

    who: Text
    """The person or group."""
    wants: Text | None = None
    """What they want."""
    says: Text | None = None
    """Why."""


class Public(Record):
    """What customers may read."""

    title: Text | None = None
    """The title for customers."""
    text: Text | None = None
    """A sentence for customers."""


class Feature(Record):
    """One thing that could be built."""

    id: Id
    """Its name in the workspace; in a one-feature file the file's stem where left out."""
    title: Text
    """What it is, in a few words."""
    status: Annotated[str, *one_of(*STATUSES)] = "candidate"
    """idea | candidate | planned | in-progress | shipped | parked | declined."""
    type: Annotated[str, *one_of(*TYPES)] = "feature"
    """feature | bug | debt | research | compliance | enabler."""
    owner: Text | None = None
    """Who answers for it."""
    theme: Text | None = None
    """A free word that groups features."""
    tags: tuple[Text, ...] = ()
    """Free words."""
    product: Text | None = None
    """The product it belongs to."""
    parent: Id | None = None
    """The feature that it is a part of."""
    release: Text | None = None
    """The release it is meant for: a name of `releases`."""
    horizon: Annotated[str, *one_of("now", "next", "later")] | None = None
    """now | next | later, set by hand."""
    problem: Text | None = None
    """The pain, in words."""
    solves: tuple[Id, ...] = ()
    """The problems it solves, by id."""
    request: Text | None = None
    """What was asked for."""
    solution: Text | None = None
    """What is proposed."""
    description: Text | None = None
    """Free text; the body of a Markdown file."""
    segments: tuple[Id, ...] = ()
    """For whom it is."""
    outcomes: dict[str, Contribution] = Field(default_factory=dict)
    """What it contributes to each outcome: none, low, medium, high, or 0 to 3."""
    team: Id | None = None
    """The team of an effort that is one number."""
    effort: Effort | None = None
    """A number, a range, a size, or one of these by team; in the workspace's effort unit."""
    remaining: Remaining | None = None
    """Of work in progress: what is left."""
    depends_on: tuple[Annotated[Dependency, SHORT_ID], ...] = ()
    """The features it waits for."""
    conflicts_with: tuple[Id, ...] = ()
    """Features that exclude it."""
    deadline: Annotated[Deadline, SHORT_DATE] | None = None
    """The day by which it must be delivered."""
    target: When | None = None
    """The period or day wished for; never enforced."""
    not_before: When | None = None
    """The first period or day in which it may be delivered."""
    rice: Rice | None = None
    """Inputs of RICE."""
    wsjf: Wsjf | None = None
    """Inputs of WSJF."""
    ice: Ice | None = None
    """Inputs of ICE."""
    cd3: Cd3 | None = None
    """Inputs of CD3."""
    opportunity: Opportunity | None = None
    """Importance and satisfaction; or through `solves`."""
    kano: Kano | None = None
    """Kano answers or survey counts."""
    moscow: Annotated[str, *one_of(*MOSCOW)] | None = None
    """must | should | could | wont."""
    weighted: dict[str, Rating] = Field(default_factory=dict)
    """Ratings by criterion, 0 to the scale."""
    tech_debt: Annotated[str, *one_of("none", "adds", "repays")] | None = None
    """none | adds | repays."""
    requests: tuple[Request, ...] = ()
    """Who asks for it."""
    evidence: tuple[Evidence, ...] = ()
    """What is known."""
    metrics: tuple[Metric, ...] = ()
    """What it is to move."""
    acceptance: tuple[Text, ...] = ()
    """When it is done."""
    options: tuple[Option, ...] = ()
    """Ways that were weighed."""
    risks: tuple[Risk, ...] = ()
    """What may go wrong."""
    questions: tuple[Text, ...] = ()
    """What is open."""
    experiments: tuple[Experiment, ...] = ()
    """Tests made."""
    launch: Launch | None = None
    """Going out to customers."""
    positions: tuple[Position, ...] = ()
    """What people want."""
    decisions: tuple[Decision, ...] = ()
    """Rulings; the last one in force counts."""
    shipped: Day | None = None
    """When it was shipped; with status shipped."""
    results: tuple[Result, ...] = ()
    """What it did."""
    public: Public | None = None
    """What customers may read."""
    links: dict[str, Text] = Field(default_factory=dict)
    """Where else it lives."""

    _custom: dict[str, Any] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _one_team(self) -> Self:
        if self.team is not None and self.effort is not None and NO_TEAM not in self.effort:
            raise Wrong('"team" stands beside an effort by team', "drop one of the two", ("team",))
        return self

    @property
    def custom(self) -> Mapping[str, Any]:
        """The workspace's own fields, read by their kinds."""
        return self._custom

    def with_custom(self, custom: dict[str, Any]) -> Self:
        """The feature with these fields of the workspace's own."""
        copy = self.model_copy()
        copy._custom = custom  # noqa: SLF001 - our own copy
        return copy

    def decision(self, today: date) -> Decision | None:
        """The decision in force, if any."""
        return in_force(self.decisions, today) if self.decisions else None

    def status_on(self, today: date) -> str:
        """The status, a decision to park or decline included."""
        decision = self.decision(today)
        if decision is not None and self.status != "shipped":
            if decision.verdict == "park":
                return "parked"
            if decision.verdict == "decline":
                return "declined"
        return self.status

    def prerequisites(self) -> tuple[str, ...]:
        """The features it hard-depends on, each once, in the order of the file."""
        return tuple(dict.fromkeys(need.id for need in self.depends_on if need.kind == "hard"))
