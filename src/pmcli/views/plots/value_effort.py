"""The plot of value against effort: quick wins, big bets, fill-ins and money pits.

The lines are the medians of what features are worth by themselves; a feature stands at its value with what it
inherits from those that wait for it, so that an enabler is no money pit for having no value of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from statistics import median
from typing import Final

from pmcli.model.figure import counted, figure
from pmcli.ranking import RankedFeature, Ranking, rank
from pmcli.ranking.where import Filter
from pmcli.writers.plots.chart import Axis, Chart, Plot, Point, Scatter, Subject
from pmcli.writers.table import Cell, Column, Table
from pmcli.writers.table import number as number_cell

FIELDS: Final = ("quick win", "big bet", "fill-in", "money pit")
"""As the model `value_effort` calls them: much value for little effort, much for much, little for each."""
PLURALS: Final = ("quick wins", "big bets", "fill-ins", "money pits")
_USUAL: Final = "value_effort"


@dataclass(frozen=True, slots=True)
class _Judged:
    """A feature: its own value if any, that with what waits for it, by which it is judged, and its effort."""

    item: RankedFeature
    value: float | None
    carried: float
    effort: float

    def field(self, value: float, effort: float) -> int:
        """The number of its field: on a line is above it in value, below it in effort."""
        return 2 * (self.carried < value) + (self.effort > effort)


def chart(subject: Subject) -> Chart:
    """The open features that have a score and an effort, between the medians of all of them."""
    ranking, judgements = _judgements(subject)
    model = ranking.model
    title = f"{subject.backlog.workspace.product}: value against effort"
    unit = subject.backlog.workspace.effort_unit
    facts: dict[str, object] = {"model": model.name, "effortUnit": unit}
    if not judgements:
        note = f"no feature has both a score by {model.name} and an effort"
        return Chart(title, None, (note,), _table([], (0, 0), subject), {**facts, "thresholds": None})
    scored = [judged for judged in judgements if judged.value is not None]
    lines = (
        median(judged.value or 0.0 for judged in scored or judgements),
        median(judged.effort for judged in scored or judgements),
    )
    shown = Filter.parse(tuple(subject.conditions), subject.backlog).shown(ranking)
    kept = [judged for judged in judgements if shown is None or shown(judged.item.id)]
    features = subject.backlog.features
    points = tuple(
        Point(
            judged.item.id,
            features[judged.item.id].title,
            judged.effort,
            judged.carried,
            judged.field(*lines),
        )
        for judged in kept
    )
    numbers = [judged.effort for judged in judgements], [judged.carried for judged in judgements]
    beside = (
        ", with what waits" if any(judged.carried > (judged.value or 0.0) for judged in judgements) else ""
    )
    picture = Scatter(
        points, Axis.of(f"effort, in {unit}", numbers[0], lines[1]),
        Axis.of(f"value by {model.name}{beside}", numbers[1], lines[0]), PLURALS,
    ) if points else None  # fmt: skip
    hidden = len(ranking.items) + len(ranking.unscored) - len(judgements)
    notes = [
        (
            f"lines at the medians of {counted(len(scored or judgements), 'feature')}: "
            f"value {figure(lines[0])}, effort {figure(lines[1])}"
        )
    ]
    notes += [] if points else ["no feature meets the conditions"]
    notes += [f"{len(points):,} drawn; {hidden:,} without a score or an effort are not"] if hidden else []
    facts["thresholds"] = {"value": lines[0], "effort": lines[1]}
    return Chart(title, picture, tuple(notes), _table(kept, lines, subject), facts)


def _judgements(subject: Subject) -> tuple[Ranking, list[_Judged]]:
    """The ranking, and its features with value and effort; value_effort is tried where no model is named."""
    ranking = rank(subject.backlog, subject.model or _USUAL, left_out=subject.left_out)
    judgements = _of(ranking.items)
    if not judgements and not subject.model:
        ranking = rank(subject.backlog, left_out=subject.left_out)
        judgements = _of(ranking.items)
    return ranking, judgements


def _of(items: Sequence[RankedFeature]) -> list[_Judged]:
    """Those with an effort that have a value of their own, or of those that wait for them."""
    judgements = []
    for item in items:
        own = item.details.value if item.details is not None and item.score is not None else None
        inherited = fsum(share.value for share in item.inherits)
        if item.effort and (own is not None or inherited > 0):
            judgements.append(_Judged(item, own, (own or 0.0) + inherited, item.effort))
    return judgements


def _table(kept: Sequence[_Judged], lines: tuple[float, float], subject: Subject) -> Table:
    columns = (
        Column("id", "id", kind="id"), Column("title", "title"), Column("value", "value", "right", "number"),
        Column("carried", "with what waits", "right", "number"),
        Column("effort", "effort", "right", "number"), Column("score", "score", "right", "number"),
        Column("quadrant", "quadrant"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(judged.item.id), Cell(subject.backlog.features[judged.item.id].title),
            number_cell(judged.value), number_cell(judged.carried), number_cell(judged.effort),
            number_cell(judged.item.score),
            Cell(FIELDS[judged.field(*lines)]),
        )
        for judged in kept
    )  # fmt: skip
    return Table(columns, rows)


PLOT = Plot("value-effort", "value against effort, in four fields", chart)
