"""Experiments as one table for machines: a row for each group with a change, every number in its column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.experiments.result import ArmReading
from pmcli.views.experiment.readout import Readout
from pmcli.views.experiment.words import shrunk
from pmcli.writers.table import Cell, Column, Table, number

_TEXTS = ("feature", "experiment", "arm", "metric", "state", "verdict", "interval")
_NUMBERS = (
    "control", "treatment", "difference", "low", "high", "relative", "relative_low", "relative_high",
    "better", "split_p", "detectable", "size_needed", "shrunk",
)  # fmt: skip


def arms_table(readouts: Sequence[Readout]) -> Table:
    """A row for each group with a change; one for an experiment without numbers."""
    columns = (
        *(Column(key, key.replace("_", " "), kind="id") for key in _TEXTS),
        *(Column(key, key.replace("_", " "), "right", "number") for key in _NUMBERS),
    )
    return Table(columns, tuple(row for readout in readouts for row in _rows(readout)))


def _rows(readout: Readout) -> Iterator[tuple[Cell, ...]]:
    for arm in readout.arms or (None,):
        yield _row(readout, arm)


def _row(readout: Readout, arm: ArmReading | None) -> tuple[Cell, ...]:
    experiment = readout.experiment
    texts = (
        readout.feature.id, experiment.id or experiment.hypothesis, arm.arm if arm else "",
        experiment.metric or "", experiment.state, arm.verdict if arm else "", arm.interval if arm else "",
    )  # fmt: skip
    values = (
        None if arm is None else shrunk(readout, arm) if key == "shrunk" else getattr(arm, key)
        for key in _NUMBERS
    )
    return (*map(Cell, texts), *map(number, values))
