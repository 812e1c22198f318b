"""What was learned as tables for spreadsheets and scripts: every number in a column of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from pmcli.learning.calibration import Past
from pmcli.learning.confidence import HitRate
from pmcli.learning.outcomes import OutcomeResult
from pmcli.model.figure import MeasuredRange
from pmcli.views.learning.report import LearningReport, Section, meant
from pmcli.writers.table import Cell, Column, Table

Row = TypeVar("Row")
_Value = float | int | str | None
_Columns = Sequence[tuple[str, Callable[[Row], _Value]]]
"""Columns: the key, and what stands there of a row."""

_EFFORT: _Columns[Past] = (
    ("team", lambda past: past.team or ""),
    ("n", lambda past: past.shares),
    ("inside", lambda past: past.inside),
    ("deliveries", lambda past: past.deliveries),
    ("unfinished", lambda past: past.unfinished),
    ("shift", lambda past: past.posterior.shift),
    ("spread", lambda past: past.posterior.spread),
    ("low", lambda past: meant(past).low),
    ("likely", lambda past: meant(past).likely),
    ("high", lambda past: meant(past).high),
)
_OUTCOMES: _Columns[OutcomeResult] = (
    ("id", lambda item: item.id),
    ("metric", lambda item: item.metric or ""),
    ("target", lambda item: item.target),
    ("before", lambda item: item.before),
    ("after", lambda item: item.after),
    ("after_low", lambda item: item.after.low if isinstance(item.after, MeasuredRange) else None),
    ("after_high", lambda item: item.after.high if isinstance(item.after, MeasuredRange) else None),
    ("share", lambda item: item.share),
    ("on", lambda item: str(item.on or "")),
    ("how", lambda item: item.how or ""),
    ("verdict", lambda item: item.verdict or ""),
    ("by_numbers", lambda item: item.by_numbers or ""),
    ("test", lambda item: item.tested),
)
_CONFIDENCE: _Columns[HitRate] = (
    ("said", lambda rate: rate.said),
    ("n", lambda rate: rate.count),
    ("hit", lambda rate: rate.hits),
    ("low", lambda rate: rate.low),
    ("high", lambda rate: rate.high),
)


def sheet(section: Section, report: LearningReport, top: int | None = None) -> Table:
    """A section as a sheet; `top` hides outcomes only."""
    if section == "effort":
        return _table(_EFFORT, report.pasts)
    if section == "outcomes":
        return _table(_OUTCOMES, report.lessons.outcomes[:top])
    return _table(_CONFIDENCE, report.lessons.rates)


def _table(columns: _Columns[Row], rows: Iterable[Row]) -> Table:
    return Table(
        tuple(Column(key, key, kind="number") for key, _ in columns),
        tuple(tuple(Cell("", read(row)) for _, read in columns) for row in rows),
    )
