"""Going out to customers: the day, what has to be ready, the steps of the rollout, what was evaluated."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from pmcli.model.kinds import Day, Quantity, Ratio, Short, Span, Text, as_kind, one_of
from pmcli.model.naming import bare
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
    need: Annotated[
        Threshold, *as_kind(read_threshold, {"$comment": "threshold", "type": ["string", "number"]})
    ]
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

    def points(self, kinds: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The points that launches of these kinds need, each with the checklists that name it, in order."""
        lists: dict[str, tuple[str, ...]] = {}
        for kind in dict.fromkeys((EVERY, *kinds)):
            for point in dict.fromkeys(self.checklists.get(kind, ())):
                lists[point] = (*lists.get(point, ()), kind)
        return lists

    def missing(self, launch: Launch) -> tuple[str, ...]:
        """The points that a launch needs and says nothing of, by any spelling of their names."""
        said = set(map(bare, launch.checklist))
        return tuple(point for point in self.points(launch.kind) if bare(point) not in said)

    def asked(self, launch: Launch) -> dict[str, tuple[str, ...]]:
        """The points of a launch's own that checklists ask for, each with those checklists."""
        lists = {bare(point): names for point, names in self.points(launch.kind).items()}
        return {point: lists[bare(point)] for point in launch.checklist if bare(point) in lists}

    def unknown(self, launch: Launch) -> tuple[str, ...]:
        """The kinds of a launch for which there is no checklist."""
        return tuple(kind for kind in dict.fromkeys(launch.kind) if kind not in {EVERY, *self.checklists})
