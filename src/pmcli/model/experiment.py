"""An experiment as it is written down: what is believed, how it was planned, what the groups did."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from pmcli.model.estimate import plain
from pmcli.model.evidence import Count
from pmcli.model.kinds import Day, Id, Quantity, Ratio, Switch, Text, as_kind, number_in, one_of
from pmcli.model.quantities import read_count, read_quantity
from pmcli.model.record import Record
from pmcli.model.values import Wrong, scalar, shown

if TYPE_CHECKING:
    from pmcli.experiments.reading import Guarded
    from pmcli.experiments.result import ArmReading, Sample, Verdict

TREATMENT = "treatment"
"""The name of the arm where there is only one treatment."""
RELATIVE = "rel"
"""The word before a least difference that is a share of the baseline."""


class Detect(float):
    """The least difference worth having; where it `is_relative`, a share of the baseline."""

    is_relative = False

    def __eq__(self, other: object) -> bool:
        """Whether it is the same number of the same thing."""
        if isinstance(other, Detect) and other.is_relative != self.is_relative:
            return False
        return float(self) == other

    __hash__ = float.__hash__

    @property
    def text(self) -> str:
        """The difference as a file has it: 0.015, rel 5%."""
        return f"{RELATIVE} {plain(100 * self)}%" if self.is_relative else plain(self)


class _RelativeDetect(Detect):
    is_relative = True


def read_detect(value: object) -> Detect:
    """A least difference: 0.015, 1.5%, or `rel 5%` of the baseline; above 0."""
    expected = "a difference such as 0.015, or rel 5% of the baseline"
    text = scalar(value, expected).strip()
    word, _, rest = text.partition(" ")
    is_relative = word.casefold() == RELATIVE
    number = read_quantity(rest.strip() if is_relative else text)
    if number <= 0:
        raise Wrong(f"found {shown(text)}, expected {expected}, above 0")
    return (_RelativeDetect if is_relative else Detect)(number)


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
    worst: Annotated[float, *number_in(0.0)] = 0.0
    """The difference in the bad direction that can be borne."""
    control: Arm | None = None
    """The group without the change."""
    treatment: Arm | None = None
    """The group with it."""
    treatments: dict[Id, Arm] = Field(default_factory=dict)
    """The groups with changes, by name, where there are several."""


class ExperimentDecision(Record):
    """What was decided on an experiment."""

    ship: Switch
    """Whether it is shipped."""
    because: Text | None = None
    """Why."""
    by: Text | None = None
    """Who decided."""
    on: Day | None = None
    """When."""


_STATUSES = ("planned", "running", "done", "stopped")


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
        Annotated[Detect, *as_kind(read_detect, {"anyOf": [{"type": "number"}, {"type": "string"}]})] | None
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
    def _one_unit(self) -> Self:
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
        return self

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
        return 1 / (len(self.arms) + 1) if self.split is None else self.split

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
    def has_numbers(self) -> bool:
        """Whether the control group and one with a change have numbers."""
        return self.control is not None and bool(self.arms)

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


def _arm_keys(name: str) -> tuple[str, ...]:
    return (TREATMENT,) if name == TREATMENT else ("treatments", name)


def readings(experiment: Experiment) -> "tuple[ArmReading, ...]":
    """What the numbers say of every treatment; empty where it is planned, or they lack or cannot be."""
    control = experiment.control if experiment.has_numbers and experiment.state != "planned" else None
    groups = None if control is None else _groups(control, experiment.arms)
    if groups is None:
        return ()
    from pmcli.experiments.reading import Design, read

    is_up, is_any_time = experiment.better == "up", experiment.looks == "any"
    detect, split = experiment.least_difference, experiment.control_share
    return read(*groups, Design(experiment.size, detect, split, is_up, is_any_time), _guarded(experiment))


def verdict(experiment: Experiment) -> "Verdict | None":
    """The verdict on a whole experiment, that on its most promising treatment; None where there is none.

    One treatment will be shipped: one that works makes it work, and it harms only where all do.
    """
    told = {reading.verdict for reading in readings(experiment)}
    return next((verdict for verdict in _PROMISING if verdict in told), None)


_PROMISING = "broken", "works", "too-early", "unclear", "no-difference", "hurts", "harms"


def _groups(control: Arm, arms: Mapping[str, Arm]) -> "tuple[Sample, dict[str, Sample]] | None":
    """The groups as sums are made of them; None where one cannot be, or nobody differs from anybody."""
    from pmcli.experiments.result import Sample

    def group(arm: Arm) -> "Sample":
        if arm.conversions is not None:
            return Sample.counted(arm.n, arm.conversions)
        return Sample.measured(arm.n, arm.mean or 0.0, arm.sd or 0.0)

    if not all(arm.is_possible for arm in (control, *arms.values())):
        return None
    before, after = group(control), {name: group(arm) for name, arm in arms.items()}
    is_varied = all(before.variance / before.n + arm.variance / arm.n for arm in after.values())
    return (before, after) if is_varied else None


def _guarded(experiment: Experiment) -> "Iterator[Guarded]":
    """The guardrails that have numbers."""
    from pmcli.experiments.intervals import GroupPair
    from pmcli.experiments.reading import Guarded

    for guardrail in experiment.guardrails:
        groups = _groups(guardrail.control, arms_of(guardrail)) if guardrail.control is not None else None
        if groups is not None:
            pairs = {name: GroupPair(groups[0], group) for name, group in groups[1].items()}
            yield Guarded(guardrail.metric, guardrail.worst, guardrail.better == "up", pairs)
