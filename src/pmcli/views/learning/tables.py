"""The tables of what was learned: effort by team, outcomes, confidence, what is due."""

from __future__ import annotations

from dataclasses import replace

from pmcli.learning.confidence import HitRate
from pmcli.learning.due import DueResult
from pmcli.learning.outcomes import OutcomeResult
from pmcli.model.figure import measured, percent
from pmcli.views.learning import words
from pmcli.views.learning.ranges import spelled
from pmcli.views.learning.report import EXAMPLE, LearningReport
from pmcli.views.learning.start import given_up, source
from pmcli.writers.table import NOTHING, Cell, Column, Rest, Table, Tone, number

_TONES: dict[str | None, Tone] = {"hit": "good", "missed": "bad", "unclear": "warn"}
_CAME = Column("came_true", "came true", kind="id")
_BETWEEN = Column("between", "likely between", kind="id")
_TELLS = Column("tells", "", least=10)


def effort_table(report: LearningReport) -> Table:
    """What the ranges of every team have meant, all teams first."""
    columns = (
        Column("team", "team", kind="id"),
        Column("n", "efforts", "right", "number"),
        Column("inside", "in their range", "right", "number"),
        Column("meaning", f"a range of {spelled(EXAMPLE)} has meant", least=14),
    )
    rows = tuple(
        (
            Cell(past.team or "all teams", past.team or ""),
            Cell(str(past.shares), past.shares),
            Cell(f"{past.inside} of {past.shares}", past.inside),
            Cell(words.meaning(past)),
        )
        for past in report.pasts
    )
    return Table(columns, rows, notes=(*words.effort_notes(report), *given_up(report), *source(report)))


def outcomes_table(report: LearningReport, top: int | None = None) -> Table:
    """What was aimed at and reached, the latest first."""
    columns = (
        Column("id", "id", kind="id"),
        Column("metric", "metric", least=8, lines=9),
        Column("target", "aimed", "right", "number"),
        Column("reached", "reached", least=10),
        Column("how", "how", kind="id", priority=1),
        Column("verdict", "verdict", kind="id"),
        Column("remark", "", least=14, lines=9),
    )
    outcomes = report.lessons.outcomes
    bets = {bet.id: bet for bet in report.lessons.beliefs}
    rows = tuple(
        (
            Cell(item.id),
            Cell(item.metric or NOTHING, item.metric or ""),
            number(item.target) if item.target is None else Cell(measured(item.target), float(item.target)),
            _reached(item),
            Cell(item.how or NOTHING, item.how or ""),
            Cell(item.verdict or NOTHING, item.verdict or "", tone=_TONES.get(item.verdict, "dim")),
            Cell(words.remark(item, bets.get(item.id))),
        )
        for item in outcomes[:top]
    )
    hidden = len(outcomes[top:]) if top else 0
    return Table(columns, rows, notes=(Rest(hidden, hint="--top N shows more"),) if hidden else ())


def without_metrics(table: Table) -> Table:
    """The table of outcomes without the names of metrics, where each feature has but one."""
    ids = [row[0].text for row in table.rows]
    if len({*ids}) < len(ids):
        return table
    at = next(at for at, column in enumerate(table.columns) if column.key == "metric")
    rows = tuple((*row[:at], *row[at + 1 :]) for row in table.rows)
    return replace(table, columns=(*table.columns[:at], *table.columns[at + 1 :]), rows=rows)


def _reached(outcome: OutcomeResult) -> Cell:
    if outcome.after is None:
        return Cell(NOTHING, "")
    before = "" if outcome.before is None else f"{measured(outcome.before)} → "
    return Cell(f"{before}{measured(outcome.after)}")


def confidence_table(report: LearningReport) -> Table:
    """How often what was said came true, the surest first."""
    columns = (Column("said", "said", kind="id"), _CAME, _BETWEEN, _TELLS)
    rows = tuple(
        (
            Cell("all" if rate.said is None else percent(rate.said), "" if rate.said is None else rate.said),
            Cell(f"{rate.hits} of {rate.count}"),
            Cell(words.share_range(rate.low, rate.high)),
            Cell(words.turned_out(rate)),
        )
        for rate in report.lessons.rates
    )
    return Table(columns, rows, notes=tuple(words.confidence_notes(report)))


def evidence_table(report: LearningReport) -> Table:
    """How often bets came true by what they rested on."""
    rows = tuple(
        (
            Cell(rate.kind or "none", rate.kind or ""),
            Cell(f"{rate.hits} of {rate.count}"),
            Cell(words.share_range(rate.low, rate.high)),
            Cell(words.turned_out(HitRate(None, rate.count, rate.hits, rate.low, rate.high))),
        )
        for rate in report.lessons.evidence
    )
    return Table((Column("evidence", "evidence", kind="id"), _CAME, _BETWEEN, _TELLS), rows)


def due_table(report: LearningReport) -> Table:
    """What has to be looked at, the longest overdue first."""
    columns = (
        Column("id", "id", kind="id"), Column("metrics", "what to look at", least=14),
        Column("since", "due since", kind="id"),
    )  # fmt: skip
    return Table(columns, tuple(map(_due, report.lessons.due)))


def _due(look: DueResult) -> tuple[Cell, ...]:
    return Cell(look.id), Cell(", ".join(look.metrics) or "what it did"), Cell(str(look.since))
