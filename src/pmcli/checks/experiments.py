"""Rules about experiments: groups that cannot be, or are not those planned; read too early, or too small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isclose
from typing import TYPE_CHECKING, Final

from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.experiment import TREATMENT, Arm, Experiment, Guardrail, arms_of
from pmcli.model.figure import anded, figure, percent
from pmcli.model.reading import after_deciding_early, decided_verdict, readings
from pmcli.model.reading import verdict as verdict_on

if TYPE_CHECKING:
    from pmcli.experiments.result import Verdict
    from pmcli.experiments.size import Measure

_COPIED: Final = 100
"""From so large a variance of the hits in a group on, another with the very same is no coincidence."""
_HARDLY_LESS: Final = 0.005
"""Sizes are rounded: so little less power than planned is told of nobody."""


_Read = tuple[str, Keys, Experiment, "Verdict | None"]
"""The feature of an experiment, the keys that lead to it, itself, and its verdict."""


def _experiments(backlog: Backlog) -> tuple[_Read, ...]:
    """Every experiment; `backlog.once(_experiments)` reads them once for all rules."""
    return tuple(
        (feature.id, ("experiments", number), experiment, verdict_on(experiment))
        for feature in backlog.features.values() for number, experiment in enumerate(feature.experiments)
    )  # fmt: skip


def unequal_split(backlog: Backlog) -> Iterator[Finding]:
    """Groups of such sizes as the split that was planned hardly ever gives."""
    for name, keys, experiment, verdict in backlog.once(_experiments):
        control = experiment.control
        if control is None or verdict != "broken":
            continue
        groups = [control.n, *(arm.n for arm in experiment.arms.values())]
        counted = anded([f"{n:,}" for n in groups])
        planned = _planned(experiment.control_share, groups)
        message = (
            f"groups of {counted}, planned to be {planned}: chance does that in fewer than 1 of 1,000 tests"
        )
        hint = "find out who is lost or counted twice, and run it again"
        if experiment.split is None:
            hint += "; or write the planned share of the control group, split: …"
        yield Finding(name, (*keys, "control", "n"), message, hint)


def _planned(share: float, groups: Sequence[int]) -> str:
    """The sizes that groups were to have, by the share of the first: "equal", or "4,010 and 16,040"."""
    rest = (1 - share) / (len(groups) - 1)
    if isclose(share, rest):
        return "equal"
    return anded([f"{part * sum(groups):,.0f}" for part in (share, *[rest] * (len(groups) - 1))])


def impossible_counts(backlog: Backlog) -> Iterator[Finding]:
    """Groups of nobody, with more conversions than people, or with the very numbers of another group."""
    for name, keys, experiment, _ in backlog.once(_experiments):
        for inner, record in _compared(experiment):
            for found, message, hint in _impossible(record):
                yield Finding(name, (*keys, *inner, *found), message, hint)


Fault = tuple[Keys, str, str]
"""The keys that lead to a number, what is wrong with it, and what to do."""


def _compared(experiment: Experiment) -> Iterator[tuple[Keys, Experiment | Guardrail]]:
    """What has a control group and treatments: the experiment and its guardrails."""
    yield (), experiment
    for number, guardrail in enumerate(experiment.guardrails):
        yield ("guardrails", number), guardrail


def _groups(record: Experiment | Guardrail) -> Iterator[tuple[Keys, Arm]]:
    """The groups with their keys, the control group first."""
    if record.control is not None:
        yield ("control",), record.control
    for name, arm in arms_of(record).items():
        yield ((TREATMENT,) if record.treatment is not None else ("treatments", name)), arm


def _impossible(record: Experiment | Guardrail) -> Iterator[Fault]:
    before: list[tuple[Keys, Arm]] = []
    for keys, arm in _groups(record):
        if arm.n == 0:
            yield (*keys, "n"), "nobody is in this group", "count the people, or leave it out till it runs"
        elif arm.conversions is not None and arm.conversions > arm.n:
            message = f"{arm.conversions:,} conversions of {arm.n:,} people"
            yield (*keys, "conversions"), message, "count people who converted, each once"
        elif not arm.is_possible:
            yield (*keys, "n"), "the mean of one person says nothing of how people differ", "count more"
        elif twin := next((other for other, same in before if _is_copy(same, arm)), None):
            message = f"the same numbers as {' '.join(map(str, twin))}"
            yield (*keys, "n"), message, "one of the two groups was copied: look up its own numbers"
        before.append((keys, arm))
    yield from _alike(before)


def _is_copy(one: Arm, other: Arm) -> bool:
    """Whether two groups have the same numbers, and so many people that this is no coincidence."""
    if one.conversions is None or one != other:
        return one == other and bool(one.sd)
    return one.conversions * (1 - one.conversions / one.n) >= _COPIED


def _alike(groups: Sequence[tuple[Keys, Arm]]) -> Iterator[Fault]:
    """A fault where nobody in any group differs from the others in it."""
    if len(groups) > 1 and all(arm.sd == 0 and arm.is_possible for _, arm in groups):
        message = "an sd of 0 in every group: nobody differs from anybody"
        yield (*groups[0][0], "sd"), message, "write the standard deviation among the people"


def unplanned_size(backlog: Backlog) -> Iterator[Finding]:
    """Experiments that run or are done, and nobody said how many were to be in them."""
    for name, keys, experiment, _ in backlog.once(_experiments):
        state = experiment.state
        if state not in ("running", "done") or experiment.size is not None or experiment.looks == "any":
            continue
        each = _needed(experiment)
        if state == "done":
            hint = "write looks: any, and plan a size for the next one"
        elif each is not None:
            hint = f"write size: {each}, or looks: any"
        else:
            hint = "write the size: … that pm experiment size tells, or looks: any"
        message = "no size was planned, so it may be read at any time: the wider interval counts"
        keys_there = (key for key in ("status", "control") if getattr(experiment, key) is not None)
        yield Finding(name, (*keys, next(keys_there, "hypothesis")), message, hint, "key")


def read_too_early(backlog: Backlog) -> Iterator[Finding]:
    """Decisions on an experiment that has not reached its size, and may yet turn out either way."""
    for name, keys, experiment, _ in backlog.once(_experiments):
        if experiment.decided is None or decided_verdict(experiment) != "too-early":
            continue
        did = "shipped" if experiment.decided.is_shipped else "decided"
        message = (
            f"{did} with {experiment.least:,} of the {experiment.size:,} that were planned "
            f"{experiment.in_group}, and what was seen may be chance"
        )
        yield Finding(name, (*keys, "decided"), message, after_deciding_early(experiment), "key")


def too_small_to_see(backlog: Backlog) -> Iterator[Finding]:
    """Planned sizes with which the least difference worth having would mostly be missed."""
    from pmcli.experiments.result import POWER
    from pmcli.experiments.size import ShareSize
    from pmcli.model.difference import rounded

    for name, keys, experiment, _ in backlog.once(_experiments):
        size, detect = experiment.size, experiment.least_difference
        measure = _measure(experiment)
        if size is None or detect is None or measure is None:
            continue
        verdicts = [reading.verdict for reading in readings(experiment)]
        if verdicts and all(verdict in _SETTLED for verdict in verdicts):
            continue
        each, alpha = _needed(experiment), _alpha(experiment)
        power = measure.power(detect, size, alpha=alpha)
        if each is None or power >= POWER - _HARDLY_LESS:
            continue
        sought = rounded(detect, is_share=isinstance(measure, ShareSize))
        message = (
            f"{size:,} {experiment.in_group} would see {sought} in {percent(power)} of tests, not in 80 %"
        )
        seen = measure.seen(size, alpha=alpha)
        hint = f"write size: {each}" + ("" if seen is None else f", or detect: {figure(seen)}")
        if experiment.state not in ("planned", "running"):
            hint = f"run it again with {each:,} {experiment.in_group}"
        yield Finding(name, (*keys, "size"), message, hint)


_SETTLED: Final = ("broken", "harms", "works", "hurts", "no-difference")
"""What needs no larger test any more."""


def _measure(experiment: Experiment) -> Measure | None:
    """What the experiment is to move from where it was before, else is; None where that is not known.

    What is not measured yet is taken for a share where the baseline is one.
    """
    from pmcli.experiments.size import MeanSize, ShareSize, planned_ratio

    control, base = experiment.control, experiment.baseline
    ratio = planned_ratio(max(len(experiment.arms), 1), experiment.split)
    if control is not None and control.conversions is None:
        return MeanSize(control.sd, ratio) if control.sd else None
    if base is None and control is not None:
        base = control.value
    is_share = base is not None and 0 < base < 1
    return ShareSize(base, experiment.better == "up", ratio) if base is not None and is_share else None


def _needed(experiment: Experiment) -> int | None:
    """How many each group needs to see the least difference worth having; None where that is not known."""
    measure, detect = _measure(experiment), experiment.least_difference
    return None if measure is None or detect is None else measure.each(detect, alpha=_alpha(experiment))


def _alpha(experiment: Experiment) -> float:
    """The odds of chance to which each of the treatments is held."""
    from pmcli.experiments.result import ALPHA

    return ALPHA / max(len(experiment.arms), 1)


def harmed_guardrail(backlog: Backlog) -> Iterator[Finding]:
    """Experiments that were shipped though they harm what was not to become worse, and nobody says why."""
    for name, keys, experiment, _ in backlog.once(_experiments):
        decided = experiment.decided
        if decided is None or not decided.is_shipped or decided.because:
            continue
        if decided_verdict(experiment) != "harms":
            continue
        harmed = dict.fromkeys(
            guardrail.metric for reading in readings(experiment) for guardrail in reading.guardrails
            if guardrail.harms and decided.arm in (None, reading.arm)
        )  # fmt: skip
        message = f"shipped, though {anded([*harmed])} became worse than can be borne"
        hint = "say what makes it worth that, because: …, or take it back"
        yield Finding(name, (*keys, "decided", "ship"), message, hint)


RULES = (
    Rule(
        "PM801", "unequal-split", "error",
        "Groups that are not those planned differ by more than the change: nothing can be read from them.",
        unequal_split,
    ),
    Rule(
        "PM802", "impossible-counts", "error",
        "Numbers that cannot be are a mistake of whoever counted or copied, and no test is read from them.",
        impossible_counts,
    ),
    Rule(
        "PM803", "unplanned-size", "warning",
        "Who looks until it works will see it work: one in four tests without any effect does at some look.",
        unplanned_size,
    ),
    Rule(
        "PM804", "read-too-early", "warning",
        "What is decided at a lucky moment of a test is often undone by the rest of it.",
        read_too_early,
    ),
    Rule(
        "PM805", "too-small-to-see", "warning",
        "A test that would mostly miss what it looks for costs its weeks, and answers nothing.",
        too_small_to_see,
    ),
    Rule(
        "PM807", "harmed-guardrail", "warning",
        "A guardrail says what a win must not cost: who pays it should be able to say what for.",
        harmed_guardrail,
    ),
)  # fmt: skip
