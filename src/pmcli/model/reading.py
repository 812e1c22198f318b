"""What the numbers of an experiment say: a reading of each treatment, and the verdict on the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pmcli.model.experiment import Arm, Experiment, arms_of

if TYPE_CHECKING:
    from pmcli.experiments.reading import Guarded
    from pmcli.experiments.result import ArmReading, Sample, Verdict


def readings(experiment: Experiment) -> tuple[ArmReading, ...]:
    """What the numbers say of every treatment; empty where it is planned, or they lack or cannot be."""
    control = experiment.control if experiment.has_numbers and experiment.state != "planned" else None
    groups = None if control is None else _groups(control, experiment.arms)
    if groups is None:
        return ()
    from pmcli.experiments.reading import Design, read

    is_up, is_any_time = experiment.better == "up", experiment.looks == "any"
    detect, split = experiment.least_difference, experiment.control_share
    return read(*groups, Design(experiment.size, detect, split, is_up, is_any_time), _guarded(experiment))


def verdict(experiment: Experiment) -> Verdict | None:
    """The verdict on a whole experiment, that on its most promising treatment; None where there is none.

    One treatment will be shipped: one that works makes it work, and it harms only where all do.
    """
    told = {reading.verdict for reading in readings(experiment)}
    return next((verdict for verdict in _PROMISING if verdict in told), None)


def decided_verdict(experiment: Experiment) -> Verdict | None:
    """The verdict that a decision rests on: that on the treatment it names, else that on the whole."""
    arm = experiment.decided.arm if experiment.decided is not None else None
    told = (reading.verdict for reading in readings(experiment) if reading.arm == arm)
    return verdict(experiment) if arm is None else next(told, None)


def after_deciding_early(experiment: Experiment) -> str:
    """What helps where something was decided on an experiment too early to tell."""
    if experiment.state == "running":
        return "let it run to its size, then decide again"
    return "it ended before its size: run it again, then decide again"


_PROMISING = "broken", "works", "too-early", "unclear", "no-difference", "hurts", "harms"


def _groups(control: Arm, arms: Mapping[str, Arm]) -> tuple[Sample, dict[str, Sample]] | None:
    """The groups as sums are made of them; None where one cannot be, or nobody differs from anybody."""
    from pmcli.experiments.result import Sample

    def group(arm: Arm) -> Sample:
        if arm.conversions is not None:
            return Sample.counted(arm.n, arm.conversions)
        return Sample.measured(arm.n, arm.mean or 0.0, arm.sd or 0.0)

    if not all(arm.is_possible for arm in (control, *arms.values())):
        return None
    before, after = group(control), {name: group(arm) for name, arm in arms.items()}
    is_varied = all(before.variance / before.n + arm.variance / arm.n for arm in after.values())
    return (before, after) if is_varied else None


def _guarded(experiment: Experiment) -> Iterator[Guarded]:
    """The guardrails that have numbers."""
    from pmcli.experiments.intervals import GroupPair
    from pmcli.experiments.reading import Guarded

    for number, guardrail in enumerate(experiment.guardrails):
        groups = _groups(guardrail.control, arms_of(guardrail)) if guardrail.control is not None else None
        if groups is not None:
            pairs = {name: GroupPair(groups[0], group) for name, group in groups[1].items()}
            yield Guarded(guardrail.metric, guardrail.worst, guardrail.better == "up", pairs, number)
