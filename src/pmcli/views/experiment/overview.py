"""The table of all experiments: how far each is, what it says, what to do now."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.model.difference import VERDICTS
from pmcli.model.figure import anded
from pmcli.views.experiment.readout import Readout
from pmcli.views.experiment.todo import KINDS, conclusion, todo
from pmcli.views.experiment.words import TONES
from pmcli.writers.table import Cell, Column, Rest, Table, Tone, number

_COLUMNS = (
    Column("feature", "feature", kind="id", priority=1),
    Column("experiment", "experiment", least=14),
    Column("metric", "metric", priority=4, least=12),
    Column("state", "state", kind="id", priority=2),
    Column("progress", "in each group", "right", "text", priority=3, least=16),
    Column("end", "read on", kind="id", priority=5),
    Column("verdict", "verdict", least=16),
    Column("do", "now", least=16),
)
_WORDS: dict[str, Tone] = {"mend": "warn", "decide": "strong", "wait": "plain", "nothing": "dim"}


def overview(
    readouts: Sequence[Readout], product: str, top: int | None = None, *, is_part: bool = False
) -> Table:
    """The experiments, first those about which something is to be done; `top` of them.

    `is_part` says that others are hidden.
    """
    ordered = in_order(readouts)
    notes: list[str | Rest] = []
    if top is not None and top < len(ordered):
        notes.append(Rest(len(ordered) - top))
    if not readouts and not is_part:
        notes.append("write one into a feature: experiments: [{id: …, hypothesis: …, metric: …, detect: …}]")
        notes.append("pm experiment size tells how many people it takes")
    title = f"{product}: {conclusion(readouts) if readouts or not is_part else 'no experiments among these'}"
    return Table(_COLUMNS, tuple(map(_row, ordered[:top])), title, tuple(notes))


def in_order(readouts: Sequence[Readout]) -> list[Readout]:
    """The experiments by what is to be done about them; else in their order."""
    return sorted(readouts, key=lambda readout: KINDS.index(todo(readout).kind))


def _row(readout: Readout) -> tuple[Cell, ...]:
    experiment, now = readout.experiment, todo(readout)
    return (
        Cell(readout.feature.id), Cell(experiment.id or experiment.hypothesis), Cell(experiment.metric or ""),
        Cell(experiment.state), _progress(readout), Cell(str(experiment.end or "")),
        Cell(short_verdict(readout), readout.verdict, tone=TONES.get(readout.verdict or "", "plain")),
        Cell(now.text, tone=_WORDS[now.kind]),
    )  # fmt: skip


def _progress(readout: Readout) -> Cell:
    """How many are in the smallest group, of how many planned."""
    experiment = readout.experiment
    if not experiment.has_numbers:
        return Cell(f"0 of {experiment.size:,}", 0) if experiment.size else number(None)
    text = f"{experiment.least:,}"
    return Cell(f"{text} of {experiment.size:,}" if experiment.size else text, experiment.least)


def short_verdict(readout: Readout) -> str:
    """The verdict in a few words, with its difference: "works, +2.9 points"; of several groups the best."""
    if readout.is_unreadable:
        return "cannot be read"
    arm = next((arm for arm in readout.arms if arm.verdict == readout.verdict), None)
    if arm is None:
        return "none yet"
    text = VERDICTS[arm.verdict]
    if arm.verdict == "broken":
        return text
    if arm.verdict == "harms":
        return f"{text} {anded([rail.metric for rail in arm.guardrails if rail.harms])}"
    name = f"{arm.arm} " if len(readout.arms) > 1 else ""
    return f"{name}{text}, {readout.scale(arm).change(arm.difference)}"
