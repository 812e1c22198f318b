"""The intervals of an experiment, and of each of its guardrails, as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

from pmcli.experiments.result import ArmReading, GuardrailReading
from pmcli.model.difference import rounded
from pmcli.model.experiment import Guardrail
from pmcli.views.experiment.readout import Readout
from pmcli.views.experiment.words import TONES, is_counted
from pmcli.writers.blocks import Code, Picture
from pmcli.writers.drawings import IntervalBar, Intervals

OTHER = {"always-valid": "if read once", "fixed": "on any day"}
"""The interval that does not count, by the one that does."""


def intervals(readout: Readout) -> list[Picture]:
    """The picture of the groups; none of numbers without end, or where nothing is to be trusted."""
    bars = [bar for arm in readout.arms if arm.verdict != "broken" for bar in _bars(arm)]
    detect = readout.detect
    marks = () if detect is None else (-detect, detect)
    marked = (
        "" if detect is None else f"±{rounded(detect, is_share=readout.is_share)}, the least worth having"
    )
    return _picture(bars, marks, marked, is_share=readout.is_share)


def _bars(arm: ArmReading) -> list[IntervalBar]:
    """The interval that counts, and the other one."""
    other = arm.any_time if arm.interval == "fixed" else arm.fixed
    tone = TONES.get(arm.verdict, "bar")
    return [
        IntervalBar(arm.arm, arm.low, arm.difference, arm.high, tone=tone),
        IntervalBar(f"  {OTHER[arm.interval]}", other.low, arm.difference, other.high, counts=False),
    ]


def guardrail(rail: Guardrail, readings: Sequence[tuple[str, GuardrailReading]]) -> list[Picture]:
    """The picture of a guardrail, by group: 0, and how much worse it may become."""
    bars = [
        IntervalBar(
            name, reading.low, reading.difference, reading.high, tone="bad" if reading.harms else "bar"
        )
        for name, reading in readings
    ]
    is_share = is_counted(rail)
    worst = rail.worst if rail.better == "down" else -rail.worst
    marked = f"{rounded(worst, is_share=is_share)} worse, which can be borne"
    return _picture(bars, (worst,) if worst else (), marked, is_share=is_share)


def _picture(
    bars: Sequence[IntervalBar], marks: tuple[float, ...], marked: str, *, is_share: bool
) -> list[Picture]:
    ends = [end for bar in bars for end in (bar.low, bar.at, bar.high)]
    if not any(ends) or not all(map(isfinite, ends)):
        return []
    if is_share:
        bars = [replace(bar, low=max(bar.low, -1.0), high=min(bar.high, 1.0)) for bar in bars]
    factor, unit = (100.0, "points") if is_share else (1.0, "")
    drawing = Intervals(tuple(bars), marks, marked, factor, unit)
    from pmcli.writers.terminal.pages import render  # of those only who show one

    as_text = render([Picture(drawing)], width=None, color=False)
    return [Picture(drawing, (Code(as_text, "text"),))]
