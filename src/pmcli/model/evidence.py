"""Evidence, requests and problems, and the band in which evidence counts."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated

from pmcli.model.kinds import Day, Id, Number, Text, as_kind, number_in, one_of
from pmcli.model.quantities import read_count
from pmcli.model.record import Record

EVIDENCE_KINDS = (
    "opinion", "pitch", "theme", "others", "estimate", "anecdote", "market",
    "interview", "survey", "ticket", "usage", "test", "launch",
)  # fmt: skip
Count = Annotated[int, *as_kind(read_count, {"type": "integer", "minimum": 0})]


class Evidence(Record):
    """A fact that speaks for or against a feature or a problem."""

    kind: Annotated[str, *one_of(*EVIDENCE_KINDS)]
    """What sort of evidence it is, from opinion to launch: the strongest decides `confidence: auto`."""
    date: Day | None = None
    """When it was gathered; evidence older than 12 months counts one band less."""
    count: Count | None = None
    """How many interviews, tickets, answers stand behind it; those of one kind add up, none given is 1."""
    says: Text | None = None
    """What it says, in a sentence."""
    source: Text | None = None
    """Where it can be read: an address or a reference."""
    segment: Id | None = None
    """The segment it was gathered in."""
    experiment: Id | None = None
    """The experiment that it rests on, by its id: its verdict decides how far it counts."""


class Request(Record):
    """An account asks for the feature."""

    account: Id
    """Who asks: an id of `accounts`."""
    date: Day | None = None
    """When they asked."""
    need: Annotated[str, *one_of("nice", "important", "blocker")] | None = None
    """How badly they need it."""
    says: Text | None = None
    """What they said."""
    source: Text | None = None
    """Where it was said: a ticket, a call."""


class Opportunity(Record):
    """How much an outcome matters to customers and how well it is served, 0 to 10 each (Ulwick)."""

    importance: Annotated[float, *number_in(0.0, 10.0)] | None = None
    """How important it is, 0 to 10."""
    satisfaction: Annotated[float, *number_in(0.0, 10.0)] | None = None
    """How satisfied people are today, 0 to 10."""

    @property
    def score(self) -> float | None:
        """Importance, and again as much of it as is not satisfied; None where one of the two lacks.

        Source: A. Ulwick, Turn customer input into innovation, Harvard Business Review (2002).
        """
        if self.importance is None or self.satisfaction is None:
            return None
        return self.importance + max(self.importance - self.satisfaction, 0.0)


class Problem(Record):
    """A pain that somebody has; several features may solve one."""

    title: Text
    """The pain in a few words."""
    description: Text | None = None
    """The pain at length."""
    opportunity: Opportunity | None = None
    """How much it matters and how well it is served today."""
    segments: tuple[Id, ...] = ()
    """Who has it."""
    evidence: tuple[Evidence, ...] = ()
    """How we know."""


class Segment(Record):
    """A group of users."""

    title: Text | None = None
    """Its name for people."""
    users: Number | None = None
    """How many they are."""


class Account(Record):
    """A customer."""

    title: Text | None = None
    """Its name for people."""
    arr: Number | None = None
    """Annual recurring revenue, in the workspace's currency."""
    status: Annotated[str, *one_of("active", "at-risk", "churned", "prospect")] = "active"
    """How we stand with them."""
    renewal: Day | None = None
    """When the contract is up."""
    segment: Id | None = None
    """The segment they belong to."""


_STRENGTH = {
    "opinion": 1, "pitch": 1,
    "theme": 2, "others": 2, "estimate": 2, "anecdote": 2,
    "market": 3,
    "interview": 4, "survey": 4, "ticket": 4, "usage": 4,
    "test": 5, "launch": 5,
}  # fmt: skip
BANDS = (0.10, 0.20, 0.50, 0.65, 0.80, 1.00)
"""Confidence by band: none, opinion, anecdote, market, users, test."""
FEW = 3
"""Interviews or tickets fewer than that are an anecdote."""
TESTED = len(BANDS) - 1
"""The band of a test that works."""


def behind(pieces: Iterable[tuple[str, int | None]]) -> Mapping[str, int]:
    """How many interviews, tickets, answers stand behind pieces by kind: their counts added up, none is 1."""
    counts: dict[str, int] = {}
    for kind, count in pieces:
        counts[kind] = counts.get(kind, 0) + (1 if count is None else count)
    return counts


def band(evidence: Evidence, count: int, today: date) -> int:
    """The band of a piece of evidence, an index into `BANDS`; `count` stand behind all of its kind.

    Interviews or tickets fewer than 3 are an anecdote; what is older than 12 months falls one band. A missing
    date is taken as recent: it is no evidence against it.
    """
    strength = _STRENGTH["anecdote" if is_few(evidence.kind, count) else evidence.kind]
    return strength - 1 if is_old(evidence, today) else strength


def is_few(kind: str, count: int) -> bool:
    """Whether interviews or tickets, so many in all, are too few to be more than an anecdote."""
    return kind in ("interview", "ticket") and count < FEW


def is_old(evidence: Evidence, today: date) -> bool:
    """Whether a piece of evidence is older than 12 months; one without a date is not known to be."""
    return evidence.date is not None and evidence.date < _a_year_before(today)


def _a_year_before(day: date) -> date:
    year = max(day.year - 1, 1)
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
