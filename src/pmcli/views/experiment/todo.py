"""What is to be done about an experiment now, and the first line over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from pmcli.model.figure import anded
from pmcli.model.reading import after_deciding_early
from pmcli.views.experiment.decision import decision_on, is_against_numbers, not_carried
from pmcli.views.experiment.readout import Readout
from pmcli.views.experiment.words import sees

Kind = Literal["mend", "decide", "wait", "nothing"]
"""The kinds of things to do, the most urgent first."""
KINDS: tuple[Kind, ...] = ("mend", "decide", "wait", "nothing")
_NAMED = 3
_NEAR = timedelta(days=3)
"""No speed is so exact that fewer days were worth another date."""
_UNDECIDED = {
    "works": "decide: ship it", "hurts": "decide: do not ship it", "harms": "decide: do not ship it",
    "no-difference": "decide: nothing won, nothing lost", "unclear": "decide, or test again, larger",
    "too-early": "go on, or drop it: it ended too early",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Todo:
    """Something to do about an experiment, of a kind."""

    kind: Kind
    text: str


def todo(readout: Readout) -> Todo:
    """What is to be done about it as of its day."""
    experiment, verdict = readout.experiment, readout.verdict
    if is_against_numbers(readout):
        return Todo("mend", f"look again: {not_carried(readout)}")
    if readout.is_unreadable:
        return Todo("mend", "mend its numbers: pm check")
    if experiment.is_called_planned:
        return Todo("mend", "say that it runs: it has numbers")
    if experiment.decided is not None and readout.decided_verdict == "too-early":
        told = not_carried(readout) or decision_on(experiment.decided)
        return Todo("mend", f"{after_deciding_early(experiment)}: {told}")
    if readout.is_decided:
        return Todo("nothing", _done(readout))
    if verdict is None:
        return _planned(readout)
    if verdict == "broken":
        return Todo("mend", "find out why, start again")
    if verdict == "harms" and experiment.state == "running":
        return Todo("decide", "stop it: a guardrail is harmed")
    if experiment.state == "running":
        return _running(readout)
    return Todo("wait" if verdict == "too-early" else "decide", _undecided(readout))


def _undecided(readout: Readout) -> str:
    """What its verdict asks to be decided; of several groups which is to be shipped."""
    winners = [arm.arm for arm in readout.arms if arm.verdict == "works"]
    if len(readout.arms) > 1 and winners:
        return f"decide: ship {' or '.join(winners)}"
    return _UNDECIDED[readout.verdict or "unclear"]


def _done(readout: Readout) -> str:
    decision = readout.experiment.decided
    if decision is None:
        return f"nothing: its feature is {readout.status}"
    return f"nothing: {not_carried(readout) or decision_on(decision)}"


def started(readout: Readout) -> str:
    """The command that says of an experiment that it runs."""
    experiment, feature = readout.experiment, readout.feature
    place = experiment.place(feature.experiments.index(experiment))
    return f"pm set {feature.id} {place}.status=running"


def _planned(readout: Readout) -> Todo:
    experiment = readout.experiment
    can, detect = readout.planned_sight, readout.detect
    if can is not None and detect is not None and not sees(can, detect):
        return Todo("mend", "plan more people")
    if experiment.state != "planned":
        return Todo("mend", "write its numbers down")
    if experiment.start is None or experiment.start > readout.today:
        return Todo("wait", f"start it{f' on {experiment.start}' if experiment.start else ''}")
    return Todo("mend", f"start it: it was to begin on {experiment.start}")


def _running(readout: Readout) -> Todo:
    """Of one that runs: decide where it may be read and says something, else wait."""
    experiment, short = readout.experiment, readout.short
    if readout.verdict in ("works", "hurts", "no-difference"):
        return Todo("decide", _undecided(readout))
    if short == 0:
        return Todo("decide", "decide: its size is reached")
    if readout.is_due:
        more = f": {short:,} more {experiment.in_group}" if short else ""
        return Todo("decide", f"decide, or go on{more}; its day was {experiment.end}")
    if experiment.end is not None:
        full = readout.full_on
        if full is not None and full - experiment.end > _NEAR:
            return Todo("wait", f"read it on {full}: too few by {experiment.end}")
        return Todo("wait", f"read it on {experiment.end}")
    return Todo(
        "wait", f"wait: {short:,} more {experiment.in_group}" if short else "wait, or plan a size and an end"
    )


def conclusion(readouts: Sequence[Readout]) -> str:
    """The first line over experiments: how many worked, what can be decided today, what is wrong.

    Those that cannot be read yet, or never, are not among those of which some worked.
    """
    if not readouts:
        return "no experiments yet"
    counts = Counter(readout.verdict for readout in readouts)
    read = [readout for readout in readouts if readout.verdict not in (None, "broken", "too-early")]
    parts = [f"{counts['works']:,} of {len(read):,} worked" if read else "none can be read yet"]
    parts += [f"{counts['hurts']:,} hurt"] if counts["hurts"] else []
    parts += [f"{counts['harms']:,} harmed a guardrail"] if counts["harms"] else []
    sentences = [", ".join(parts)]
    due = [readout for readout in readouts if todo(readout).kind == "decide"]
    if names := _names(readout for readout in due if readout.verdict != "too-early"):
        sentences.append(f"{_few(names)} can be decided today")
    if names := _names(readout for readout in due if readout.verdict == "too-early"):
        was, is_ = ("was", "is") if len(names) == 1 else ("were", "are")
        sentences.append(f"{_few(names)} {was} to be read by now, and {is_} too early to tell")
    broken = [readout for readout in readouts if readout.verdict == "broken" and not readout.is_decided]
    if names := _names(broken):
        sentences.append(f"{_few(names)} {'is' if len(names) == 1 else 'are'} not to be trusted")
    if names := _names(readout for readout in readouts if is_against_numbers(readout)):
        sentences.append(f"{_few(names)} {'was' if len(names) == 1 else 'were'} decided against the numbers")
    waiting = [f"{count:,} {text}" for text, count in _waiting(readouts) if count]
    return "; ".join([*sentences, *([", ".join(waiting)] if waiting else [])])


def _waiting(readouts: Sequence[Readout]) -> Iterator[tuple[str, int]]:
    """How many cannot be read yet, or never."""
    yield "broken", sum(readout.verdict == "broken" and readout.is_decided for readout in readouts)
    early = (readout for readout in readouts if readout.verdict == "too-early")
    yield "too early to tell", sum(todo(readout).kind != "decide" for readout in early)
    yield "called planned, with numbers", sum(readout.experiment.is_called_planned for readout in readouts)
    yield "with impossible numbers", sum(readout.is_unreadable for readout in readouts)
    yield "without numbers", sum(not readout.experiment.has_numbers for readout in readouts)


def _few(names: Sequence[str]) -> str:
    return anded(names[:_NAMED], max(0, len(names) - _NAMED))


def _names(readouts: Iterable[Readout]) -> list[str]:
    return list(dict.fromkeys(readout.name for readout in readouts))
