"""An experiment as it is written down: what is believed, how it was planned, what the groups did."""

from collections.abc import Iterator
from functools import partial
from math import isclose
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from pmcli.model.detect import Detect, read_detect, read_worst
from pmcli.model.evidence import Count
from pmcli.model.experiment_decision import ExperimentDecision
from pmcli.model.figure import Percentage, figure
from pmcli.model.kinds import Day, Id, Quantity, Ratio, Text, as_kind, number_in, one_of
from pmcli.model.quantities import read_count
from pmcli.model.record import Record
from pmcli.model.values import Wrong

TREATMENT = "treatment"
"""The name of the arm where there is only one treatment."""


class Arm(Record):
    """One group of an experiment: how many people were in it, and what they did.

    Either how many of them converted, or the mean and the standard deviation of a number.
    """

    n: Count
    """How many people were in the group."""
    conversions: Count | None = None
    """How many of them converted."""
    mean: Quantity | None = None
    """The mean of what is measured, where it is no yes or no."""
    sd: Annotated[float, *number_in(0.0)] | None = None
    """The standard deviation of that number among them."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.conversions is not None:
            if self.mean is not None or self.sd is not None:
                raise Wrong("found conversions and a mean", "write conversions, or mean and sd", ("mean",))
        elif self.mean is None or self.sd is None:
            missing = "sd" if self.mean is not None else "conversions, or a mean and its sd"
            raise Wrong(f"no {missing}, of the {self.n:,} in this group", "write conversions: …")
        return self

    @property
    def value(self) -> float | None:
        """The share that converted, or the mean; None of an empty group."""
        if self.conversions is None:
            return self.mean
        return self.conversions / self.n if self.n else None

    @property
    def is_possible(self) -> bool:
        """Whether there can be such a group: somebody in it (two, of a mean), and no more conversions."""
        if self.conversions is not None:
            return 0 < self.n >= self.conversions
        return self.n > 1


class Guardrail(Record):
    """A number that must not become worse."""

    metric: Text
    """What is watched."""
    better: Annotated[Literal["up", "down"], *one_of("up", "down")] = "up"
    """up or down: which way is good."""
    worst: Annotated[float, *as_kind(read_worst, {"$comment": "detect", "type": ["number", "string"]})] = 0.0
    """The difference in the bad direction that can be borne."""
    control: Arm | None = None
    """The group without the change."""
    treatment: Arm | None = None
    """The group with it."""
    treatments: dict[Id, Arm] = Field(default_factory=dict)
    """The groups with changes, by name, where there are several."""


_STATUSES = ("planned", "running", "done", "stopped")
_NOISE = 1e-9
_WHOLE = 100
"""No share is more per cent than this."""


class Experiment(Record):
    """A test of a hypothesis: a group without the change, and one or more with it."""

    id: Id | None = None
    """Its name, so that evidence can cite it."""
    hypothesis: Text
    """What is believed."""
    metric: Text | None = None
    """What is measured."""
    status: Annotated[str, *one_of(*_STATUSES)] | None = None
    """planned | running | done | stopped; where absent, as the numbers of the groups say."""
    start: Day | None = None
    """The first day."""
    end: Day | None = None
    """The day on which it is to be read."""
    baseline: Quantity | None = None
    """The value of the metric before."""
    detect: (
        Annotated[Detect, *as_kind(read_detect, {"$comment": "detect", "type": ["number", "string"]})] | None
    ) = None
    """The least difference worth having, in the metric's unit, or of the baseline: rel 5%."""
    size: Annotated[int, *as_kind(partial(read_count, least=1), {"type": "integer", "minimum": 1})] | None = (
        None
    )
    """How many each group is to have, as planned."""
    looks: Annotated[Literal["end", "any"], *one_of("end", "any")] = "end"
    """any: it may be read at any time; end: once, when the size is reached."""
    split: Ratio | None = None
    """The share of the control group, the treatments sharing the rest evenly; where absent all are equal."""
    better: Annotated[Literal["up", "down"], *one_of("up", "down")] = "up"
    """up or down: which way is good."""
    control: Arm | None = None
    """The group without the change."""
    treatment: Arm | None = None
    """The group with it."""
    treatments: dict[Id, Arm] = Field(default_factory=dict)
    """The groups with changes, by name, where there are several."""
    guardrails: tuple[Guardrail, ...] = ()
    """What must not become worse."""
    decided: ExperimentDecision | None = None
    """What was decided on it."""

    @model_validator(mode="after")
    def _as_a_whole(self) -> Self:
        self._of_one_unit()
        self._within_a_share()
        if self.decided is not None:
            self.decided.refuse_unknown(self.arms)
        return self

    def _of_one_unit(self) -> None:
        if self.treatment is not None and self.treatments:
            raise Wrong('found "treatment" and "treatments"', "write one of the two", ("treatments",))
        if self.split is not None and not 0.0 < self.split < 1.0:
            raise Wrong(
                f"found a split of {self.split:g}, expected more than 0 and less than 1", None, ("split",)
            )
        for keys, control, arms in self._compared():
            for name, arm in arms.items():
                if control is not None and (control.conversions is None) != (arm.conversions is None):
                    message = "one group counts conversions and the other has a mean"
                    raise Wrong(message, "measure both alike", (*keys, *_arm_keys(name)))

    def _within_a_share(self) -> None:
        """Nothing, where shares lie between 0 and 1, before and after.

        Raises:
            Wrong: points or per cent were written as if they were shares.
        """
        for number, rail in enumerate(self.guardrails):
            if rail.control is not None and rail.control.conversions is not None and rail.worst >= 1:
                raise _no_share("worst", rail.worst, ("guardrails", number, "worst"))
        if not self.is_share or (self.baseline is None and self.control is None):
            return
        base, least = self.baseline, self.least_difference
        if base is not None and not 0 <= base <= 1:
            raise _no_share("baseline", base, ("baseline",))
        if base is None:
            if self.detect is not None and not self.detect.is_relative and self.detect >= 1:
                raise _no_share("detect", self.detect, ("detect",))
        elif least is not None:
            way, other, room = ("rise", "down", 1 - base) if self.better == "up" else ("fall", "up", base)
            if least > room + _NOISE:
                message = f"a share of {figure(100 * base)} % cannot {way} by {figure(100 * least)} points"
                hint = (
                    f"write {figure(least, 6)}%"
                    if 1 <= least <= _WHOLE
                    else f"write less, or better: {other}"
                )
                raise Wrong(message, hint, ("detect",))

    def _compared(self) -> Iterator[tuple[tuple[Any, ...], Arm | None, dict[str, Arm]]]:
        yield (), self.control, self.arms
        for number, guardrail in enumerate(self.guardrails):
            yield ("guardrails", number), guardrail.control, arms_of(guardrail)

    @property
    def arms(self) -> dict[str, Arm]:
        """The groups with a change, by name; a single one is called "treatment"."""
        return arms_of(self)

    @property
    def control_share(self) -> float:
        """The share of all people that the control group is to have."""
        return 1 / (len(self.arms or (TREATMENT,)) + 1) if self.split is None else self.split

    @property
    def in_group(self) -> str:
        """Where the size that was planned is: in each group, or in the smallest where they are unequal."""
        is_equal = isclose(self.control_share, 1 / (len(self.arms or (TREATMENT,)) + 1))
        return "in each group" if is_equal else "in the smallest group"

    @property
    def least_difference(self) -> float | None:
        """The least difference worth having, in the metric's unit; None where nobody said, or it is 0.

        One that is relative is a share of the baseline, else of what the control group did.
        """
        if self.detect is None or not self.detect.is_relative:
            return self.detect
        base = self.baseline
        if base is None and self.control is not None:
            base = self.control.value
        return abs(self.detect * base) or None if base is not None else None

    @property
    def is_share(self) -> bool:
        """Whether it counts who did a thing, and measures no number.

        As its groups do; without any as its baseline is: a share from 0 to 1, or in per cent. Without that a
        difference of 1 or more is none of shares.
        """
        for arm in (self.control, *self.arms.values()):
            if arm is not None:
                return arm.conversions is not None
        if self.baseline is None:
            return self.detect is None or self.detect.is_relative or self.detect < 1
        return isinstance(self.baseline, Percentage) or 0 <= self.baseline < 1

    @property
    def has_numbers(self) -> bool:
        """Whether the control group and one with a change have numbers."""
        return self.control is not None and bool(self.arms)

    @property
    def is_called_planned(self) -> bool:
        """Whether its status says that it has not begun, though it has numbers."""
        return self.has_numbers and self.state == "planned"

    def place(self, number: int) -> str:
        """Where it stands in its feature, where `number` are before it: "experiments.guest-50"."""
        return f"experiments{f'.{self.id}' if self.id else f'[{number + 1}]'}"

    @property
    def state(self) -> str:
        """planned, running, done or stopped.

        Where the file does not say: planned without numbers, running below the size planned, else done.
        """
        if self.status is not None or not self.has_numbers:
            return self.status or "planned"
        return "running" if self.size is not None and self.least < self.size else "done"

    @property
    def least(self) -> int:
        """How many are in the smallest group; 0 where one has no numbers."""
        return min(arm.n for arm in (self.control, *self.arms.values()) if arm) if self.has_numbers else 0


def arms_of(record: Experiment | Guardrail) -> dict[str, Arm]:
    """The groups with a change, by name; a single one is called "treatment"."""
    return {TREATMENT: record.treatment} if record.treatment is not None else dict(record.treatments)


def _no_share(key: str, number: float, keys: tuple[Any, ...]) -> Wrong:
    """The fault of a number that can be none of shares; one that may be meant in per cent is said so."""
    hint = f"write {figure(number, 6)}%" if 1 <= number <= _WHOLE else None
    return Wrong(f"found a {key} of {figure(number, 6)}, expected a share, from 0 to 1", hint, keys)


def _arm_keys(name: str) -> tuple[str, ...]:
    return (TREATMENT,) if name == TREATMENT else ("treatments", name)
