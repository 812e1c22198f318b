"""Sentences on an experiment: why a verdict, which interval counts, what would settle it, what to expect."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from pmcli.experiments.result import ArmReading, EffectSpan, GuardrailReading
from pmcli.experiments.shrinkage import shrunk as shrunk_effect
from pmcli.learning.winners import ENOUGH
from pmcli.model.difference import VERDICTS, DifferenceScale, rounded
from pmcli.model.experiment import Guardrail
from pmcli.model.figure import anded, counted
from pmcli.views.experiment.readout import Readout, day_after
from pmcli.writers.table import Tone

TONES: dict[str, Tone] = {
    "broken": "bad", "harms": "bad", "hurts": "bad", "works": "good", "too-early": "dim",
}  # fmt: skip
"""The tones of verdicts; the others have none."""
CONTROL = "control"
CAUSES = (
    "people who leave before they are counted in one group only: a redirect, an error, a slower page",
    "counting at another place than where people are put into groups",
    "bots and people of one's own, filtered in one group only",
    "a split that was changed while it ran, or people who change groups",
)
"""The usual causes of groups of the wrong size. Source: Fabijan et al., Diagnosing SRM (KDD 2019)."""
_MANY_WEEKS = 520
_FEW = 4
_SAME = 1.01


def odds_better(odds: float) -> str:
    """The odds that it is better at all: whole per cent; "> 99 %" and "< 1 %" at the ends."""
    return "> 99 %" if odds > 0.99 else "< 1 %" if odds < 0.01 else f"{100 * odds:.0f} %"


def lead(readout: Readout, arm: ArmReading) -> str:
    """The verdict on a group with its difference: "works: +2.9 points (0.7 to 5.1), from 56.1 % to 59 %"."""
    if arm.verdict == "broken":
        return "broken: the groups are not as large as planned, so their numbers are not to be trusted"
    scale = readout.scale(arm)
    moved = (
        f"{scale.change(arm.difference)} ({scale.span(arm.low, arm.high)}), "
        f"from {scale.value(arm.control)} to {scale.value(arm.treatment)}"
    )
    if arm.verdict != "harms":
        return f"{VERDICTS[arm.verdict]}: {moved}"
    rails = [_harmed(readout, rail) for rail in arm.guardrails if rail.harms]
    return f"harms {anded(rails)}; {readout.experiment.metric or 'what it is to move'}: {moved}"


def _harmed(readout: Readout, rail: GuardrailReading) -> str:
    scale = DifferenceScale.of(rail.low, rail.high, is_share=is_counted(guardrail(readout, rail)))
    return f"{rail.metric} by {scale.change(rail.difference)} ({scale.span(rail.low, rail.high)})"


def because(readout: Readout, arm: ArmReading) -> str:
    """Why the verdict on a group is what it is, in a sentence."""
    scale, size = readout.scale(arm), readout.experiment.size
    match arm.verdict:
        case "broken":
            return _unequal(readout)
        case "harms":
            rails = [_harm(readout, rail) for rail in arm.guardrails if rail.harms]
            return f"{'; '.join(rails)}: that counts before what was won"
        case "too-early":
            there = f"{readout.experiment.least:,} of {size or 0:,} planned are {readout.experiment.in_group}"
            return f"{there}, and what may be read at any time ({_span(scale, arm.any_time)}) still holds 0"
        case "works" | "hurts":
            return _apart(readout, arm)
        case "no-difference":
            return f"the whole interval is inside ±{_detect(readout)}, the least difference worth having"
    return _open(readout, arm)


def _apart(readout: Readout, arm: ArmReading) -> str:
    """Why something is told apart from nothing; of a winner whether that is as much as is worth having."""
    near = min(abs(arm.low), abs(arm.high))
    end, way = ("worst", "better") if arm.verdict == "works" else ("best", "worse")
    text = f"even at the {end} end of the interval it is {way}, by {readout.scale(arm).size(near)}"
    if readout.detect is None or arm.verdict == "hurts":
        return text
    if near >= readout.detect:
        return f"{text}: more than the {_detect(readout)} worth having"
    return f"{text}; that it is the {_detect(readout)} worth having is not certain"


def _open(readout: Readout, arm: ArmReading) -> str:
    """Why nothing can be said: what is still possible."""
    scale = readout.scale(arm)
    text = f"anything from {_span(scale, EffectSpan(arm.low, arm.high))}{scale.unit} is still possible"
    if readout.detect is None:
        return f"{text}; no least difference is written (detect:), so it cannot say that nothing is lost"
    return text


def _unequal(readout: Readout) -> str:
    planned = "equal groups were"
    if readout.experiment.split is not None:
        planned = f"{100 * readout.experiment.split:g} % of all in the control group was"
    groups = [CONTROL, *readout.experiment.arms] if len(readout.arms) < _FEW else ["the groups"]
    there = f"{anded(counts(readout))} are in {anded(groups)}"
    return f"{there}, where {planned} planned: chance hardly ever does that"


def counts(readout: Readout) -> list[str]:
    """How many are in each group, the control group first."""
    groups = (readout.experiment.control, *readout.experiment.arms.values())
    return [f"{group.n:,}" for group in groups if group is not None]


def _harm(readout: Readout, rail: GuardrailReading) -> str:
    written = guardrail(readout, rail)
    worst = rounded(written.worst, is_share=is_counted(written))
    more = f"by more than the {worst} that can be borne" if written.worst else "and nothing can be borne"
    return f"{rail.metric} is worse {more}, also at the best end of its interval"


def guardrail(readout: Readout, rail: GuardrailReading) -> Guardrail:
    """The guardrail as it is written."""
    return readout.experiment.guardrails[rail.number]


def is_counted(rail: Guardrail) -> bool:
    """Whether a guardrail is a share."""
    return rail.control is None or rail.control.conversions is not None


def _detect(readout: Readout) -> str:
    return rounded(readout.detect or 0.0, is_share=readout.is_share)


def _span(scale: DifferenceScale, span: EffectSpan) -> str:
    return scale.span(span.low, span.high)


def _side(span: EffectSpan) -> str:
    """Where an interval lies."""
    return "is above 0" if span.low > 0 else "is below 0" if span.high < 0 else "holds 0"


def which_interval(readout: Readout, arm: ArmReading) -> str:
    """Which of the two intervals counts and why, and whether the other one says something else."""
    experiment, other = readout.experiment, "if read once, at its end, it"
    if arm.interval == "fixed":
        why = f"the {experiment.size:,} planned are {experiment.in_group}, so the narrower interval counts"
        other = "looked at on any day before, it"
    elif experiment.looks == "any":
        why = "it may be read at any time (looks: any), so the wider interval counts"
    elif experiment.size is None:
        why = "no size was planned (size:), so the wider interval counts: it holds however often one looks"
    else:
        why = f"the {experiment.size:,} planned are not there yet, so the wider interval counts"
    counting, spare = (arm.fixed, arm.any_time) if arm.interval == "fixed" else (arm.any_time, arm.fixed)
    if _side(counting) == _side(spare):
        return f"{why}. The other one says the same"
    return f"{why}. It {_side(counting)}; {other} {_side(spare)}"


def settles(readout: Readout, arm: ArmReading) -> str | None:
    """What would settle it, and how long that takes; None where it is settled, or nothing would."""
    size, there = readout.experiment.size, readout.experiment.in_group
    if arm.verdict == "too-early" and (short := readout.short):
        return f"to be read with {size:,} {there}: {_more(readout, short)}"
    needed = arm.size_needed
    if arm.verdict != "unclear" or needed is None:
        return None
    have = readout.experiment.least
    aim = f"to see {_detect(readout)}" if readout.detect else "were the difference as large as now"
    if needed <= have:
        return f"{aim}, {needed:,} {there} would do, which are there: plan it, and look once, next time"
    text = f"what would settle it: {needed:,} {there} ({aim}): {_more(readout, needed - have)}"
    return f"{text}. To go on is a second look: write looks: any" if arm.is_planned_size else text


def _more(readout: Readout, people: int) -> str:
    """How many more, and until when at the present speed."""
    text = f"{people:,} more"
    weeks = readout.weeks_for(people)
    if weeks is None or readout.experiment.state != "running":
        return text
    if weeks > _MANY_WEEKS:
        return f"{text}, more than ten years at the present speed"
    day = day_after(readout.today, weeks)
    return f"{text}, {counted(ceil(weeks), 'week')} at the present speed{f', until {day}' if day else ''}"


def could_see(readout: Readout, arm: ArmReading) -> str:
    """The difference that groups of this size show four times of five, beside the one worth having."""
    if arm.detectable is None:
        return "no difference at all: too few people"
    text = f"{_sized(readout, arm.detectable)} or more, four times of five"
    if readout.detect is None or arm.verdict in ("works", "hurts", "harms"):
        return text
    enough = "enough for" if sees(arm.detectable, readout.detect) else "too few people for"
    return f"{text}: {enough} the {_detect(readout)} worth having"


def _sized(readout: Readout, difference: float) -> str:
    return rounded(float(f"{difference:.1e}"), is_share=readout.is_share)


def sees(detectable: float, detect: float) -> bool:
    """Whether what can be seen is the least difference worth having, or less, as far as people read it."""
    return detectable <= detect * _SAME


def expect_less(readout: Readout, arm: ArmReading) -> str | None:
    """What to expect of a winner in the market; None of others, and where nobody knows what tests move."""
    prior, expected = readout.prior, shrunk(readout, arm)
    if arm.verdict != "works" or prior is None or expected is None:
        return None
    usual = _sized(readout, prior.spread)
    basis = (
        f"if your tests move about {usual}, as is taken until {ENOUGH} others have been read"
        if prior.is_assumed
        else f"the {prior.experiments:,} other tests here move about {usual}"
    )
    change = readout.scale(arm).change(expected)
    return f"expect less in the market, for winners are read too high: {change} ({basis})"


def shrunk(readout: Readout, arm: ArmReading) -> float | None:
    """The difference to expect in the market; None where nobody knows what tests move."""
    if readout.prior is None:
        return None
    return shrunk_effect(arm.difference, arm.error, readout.prior.spread)


def planned(readout: Readout) -> Iterator[str]:
    """What is planned of an experiment without numbers, and what is still missing."""
    experiment = readout.experiment
    if experiment.size is None:
        yield "no size is planned (size:); pm experiment size tells how many it takes"
    else:
        yield f"planned: {experiment.size:,} {readout.experiment.in_group}"
    if readout.detect is None:
        yield "no least difference is written (detect:), so nobody knows whether the size is enough"
    elif seen := sight(readout):
        yield seen
    elif experiment.size is not None and experiment.baseline is None:
        yield "no baseline is written (baseline:), so nobody knows whether the size is enough"


def sight(readout: Readout) -> str | None:
    """Whether the planned size can see the least difference worth having; None where that is unknown."""
    can = readout.planned_sight
    if can is None or readout.detect is None:
        return None
    text = f"it can see {_sized(readout, can)} or more, four times of five"
    if sees(can, readout.detect):
        return f"{text}: enough for the {_detect(readout)} worth having"
    needed = readout.planned_need
    more = f": plan {needed:,} {readout.experiment.in_group}" if needed else ""
    return f"{text}: too little for the {_detect(readout)} worth having{more}"
