"""Going out to customers: the day, what has to be ready, the steps of the rollout, what was evaluated."""

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from pmcli.model.kinds import Day, Quantity, Ratio, Short, Span, Text, as_kind, one_of
from pmcli.model.record import Record
from pmcli.model.threshold import Threshold, read_threshold

POINT_STATES = ("done", "open", "na")
EVERY = "every"
"""The checklist that applies to launches of all kinds."""
_STATE = Annotated[str, *one_of(*POINT_STATES)]


class Point(Record):
    """A point of a checklist: a word, or a map with who and when."""

    state: _STATE
    """done | open | na."""
    by: Text | None = None
    """Who answers for it, or did it."""
    on: Day | None = None
    """The day on which it was done, or is due."""
    link: Text | None = None
    """Where it can be read."""
    because: Text | None = None
    """Why it is not needed, or what it waits for."""


class RolloutStep(Record):
    """A step of the rollout: to how many it goes out, when, and until what shows."""

    to: Ratio
    """The share of people that have it then."""
    on: Day | None = None
    """The day."""
    until: Text | None = None
    """What has to hold before the next step: error_share < 0.01, or words."""


class Evaluation(Record):
    """Something measured before the launch against what is needed."""

    what: Text
    """What is measured."""
    need: Annotated[Threshold, *as_kind(read_threshold, {"type": ["string", "number"]})]
    """What is needed: ">= 0.92", "< 1%"; a bare number is at least that."""
    found: Quantity | None = None
    """What was measured."""
    on: Day | None = None
    """When."""

    @property
    def is_met(self) -> bool | None:
        """Whether what was measured is what is needed; None where nothing was."""
        return None if self.found is None else self.need.holds(self.found)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Launch(Record):
    """Going out to customers."""

    date: Day | None = None
    """The day."""
    kind: Annotated[
        tuple[Text, ...],
        BeforeValidator(_as_list),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
    ] = ()
    """Which checklists of pm.yaml apply, beside that for every launch: ai, data, growth …"""
    checklist: dict[str, Annotated[Point, Short("state", (("enum", list(POINT_STATES)),))]] = Field(
        default_factory=dict
    )
    """What has to be ready: done, open or na; or a map with state, by, on, link, because."""
    rollout: tuple[RolloutStep, ...] = ()
    """The steps in which it goes out."""
    evaluation: tuple[Evaluation, ...] = ()
    """What was measured before, against what is needed."""


class LaunchSettings(Record):
    """How launches are prepared."""

    notice: Span = 21
    """So long before the day open points are findings: 3w, 21d."""
    checklists: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    """What has to be ready, by kind of launch; `every` applies to all."""
