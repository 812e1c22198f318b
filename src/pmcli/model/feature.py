"""A feature: what could be built, why, for whom, at what effort, and what it waits for."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from pmcli.model.decision import Decision, in_force
from pmcli.model.efforts import NO_TEAM, Effort, Remaining, Spent
from pmcli.model.evidence import Evidence, Opportunity, Request
from pmcli.model.experiment import Experiment
from pmcli.model.inputs import (
    MOSCOW,
    Cd3,
    Contribution,
    Ice,
    Kano,
    Rating,
    Rice,
    Wsjf,
)
from pmcli.model.kinds import (
    SHORT_DATE,
    SHORT_ID,
    Day,
    Id,
    Switch,
    Text,
    When,
    as_kind,
    one_of,
)
from pmcli.model.launch import Launch
from pmcli.model.measures import Metric, Result
from pmcli.model.quantities import read_count
from pmcli.model.record import Record
from pmcli.model.values import Wrong

Status = Literal["idea", "candidate", "planned", "in-progress", "shipped", "parked", "declined"]
STATUSES: tuple[Status, ...] = (
    "idea", "candidate", "planned", "in-progress", "shipped", "parked", "declined",
)  # fmt: skip
OPEN = frozenset({"idea", "candidate", "planned", "in-progress"})
TYPES = ("feature", "bug", "debt", "research", "compliance", "enabler")


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


_NONE: Final[Mapping[str, Any]] = {}
"""The own fields of all features that have none."""


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
    spent: Spent | None = None
    """Of work in progress: what it took so far, beside `remaining`; a number, or one by team."""
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
    started: Day | None = None
    """The first day of work; together with `shipped` it says how long it took."""
    shipped: Day | None = None
    """When it was shipped; with status shipped."""
    results: tuple[Result, ...] = ()
    """What it did."""
    public: Public | None = None
    """What customers may read."""
    links: dict[str, Text] = Field(default_factory=dict)
    """Where else it lives."""

    _custom: Mapping[str, Any] = PrivateAttr()
    _extra: Mapping[str, Any] = PrivateAttr()

    @model_validator(mode="after")
    def _one_team(self) -> Self:
        if self.team is not None and self.effort is not None and NO_TEAM not in self.effort:
            raise Wrong('"team" stands beside an effort by team', "drop one of the two", ("team",))
        return self

    @model_validator(mode="after")
    def _started_first(self) -> Self:
        if self.started is not None and self.shipped is not None and self.started > self.shipped:
            message = f"work started on {self.started}, after it was shipped on {self.shipped}"
            raise Wrong(message, "one of the two days is wrong", ("started",))
        return self

    @property
    def custom(self) -> Mapping[str, Any]:
        """The workspace's own fields, read by their kinds."""
        return self._custom

    @property
    def extra(self) -> Mapping[str, Any]:
        """The keys with `x-`, as they are written: conditions ask for them, and nothing else does."""
        return self._extra

    def with_custom(self, custom: dict[str, Any], extra: Mapping[str, Any] | None = None) -> Self:
        """The feature with these fields of the workspace's own, and these keys with `x-` where given."""
        copy = self.model_copy()
        copy._custom = custom  # noqa: SLF001 - our own copy
        if extra is not None:
            copy._extra = extra  # noqa: SLF001 - our own copy
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


def _has_nothing_own(feature: Feature, _context: object) -> None:
    object.__setattr__(feature, "__pydantic_private__", _NOTHING_OWN)


_NOTHING_OWN: Final[dict[str, Any]] = {"_custom": _NONE, "_extra": _NONE}
Feature.model_post_init = _has_nothing_own  # type: ignore[assignment, method-assign]
"""Pydantic's own way takes a quarter of the time of a feature; a copy gets a map of its own."""
