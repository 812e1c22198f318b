"""Why and for whom: vision, outcomes, and what is not done."""

from pydantic import Field

from pmcli.model.kinds import Day, Number, Quantity, Text, When
from pmcli.model.record import Record

CONTRIBUTIONS = {"none": 0.0, "low": 1.0, "medium": 2.0, "high": 3.0}


class Outcome(Record):
    """The measurable change sought."""

    title: Text
    """The outcome in a few words."""
    metric: Text | None = None
    """What it is measured by."""
    baseline: Quantity | None = None
    """Its value when the plan was made."""
    current: Quantity | None = None
    """Its value now."""
    target: Quantity | None = None
    """The value sought."""
    by: When | None = None
    """The period or day by which it is sought."""
    weight: Number = 1.0
    """How much it counts against the other outcomes; weights are relative."""
    owner: Text | None = None
    """Who answers for it."""


class NotDoing(Record):
    """Something that is deliberately left alone."""

    what: Text
    """What is not done."""
    because: Text | None = None
    """Why."""
    until: Day | None = None
    """When to look at it again."""


class Strategy(Record):
    """What the product is for."""

    vision: Text | None = None
    """The state of the world sought."""
    users: tuple[Text, ...] = ()
    """For whom it is made."""
    problem: Text | None = None
    """The pain it takes away."""
    positioning: Text | None = None
    """What makes it the one to choose."""
    outcomes: dict[str, Outcome] = Field(default_factory=dict)
    """What success is measured by, by id."""
    not_doing: tuple[NotDoing, ...] = ()
    """What is deliberately left alone."""
