"""The plot of how the scores are distributed: many alike, or a few far ahead."""

from __future__ import annotations

from itertools import pairwise
from math import ceil, floor, log10
from statistics import median

from pmcli.model.figure import counted, figure, listed, percent
from pmcli.ranking import RankedFeature, rank
from pmcli.ranking.where import Filter
from pmcli.writers.plots.chart import SPREAD, Bar, Bars, Chart, Group, Plot, Subject
from pmcli.writers.table import Cell, Column, Table
from pmcli.writers.table import number as number_cell

BINS = 10
"""About so many bars."""
_STEPS = (1, 2, 2.5, 5, 10)
_LOG_STEPS = (1, 2, 5)
_FINE, _DECADES = 4, 12
"""Powers of ten that are divided by these steps, and how many ranges there are beyond."""
_NAMED = 3
_LEAST = 1e-300
"""A range is no smaller, or its end would be its beginning."""


def chart(subject: Subject) -> Chart:
    """The number of features in each range of scores; the ranges end at round numbers."""
    ranking = rank(subject.backlog, subject.model, left_out=subject.left_out)
    shown = Filter.parse(tuple(subject.conditions), subject.backlog).shown(ranking)
    items = sorted(
        (item for item in ranking.items if item.score is not None and (shown is None or shown(item.id))),
        key=lambda item: (-(item.score or 0.0), item.id),
    )
    scores = [item.score or 0.0 for item in items]
    model = ranking.model.name
    title = f"{subject.backlog.workspace.product}: scores by {model}"
    if not scores:
        return Chart(title, None, (f"no feature has a score by {model}",), _table([]), {"model": model})
    bars = []
    for low, high in _ranges(scores):
        inside = [item.id for item in items if low <= (item.score or 0.0) < high]
        count = f"{len(inside):,}"
        name = f"{figure(low)} – {figure(high)}"
        bars.append(Bar(name, len(inside), count, None, (count, listed(inside, _NAMED))))
    best = sum(scores[: ceil(len(scores) / 10)]) / sum(scores) if sum(scores) > 0 else 0.0
    notes = [
        (
            f"{counted(len(scores), 'feature')}: median {figure(median(scores))}, "
            f"highest {figure(scores[0])} ({items[0].id})"
        )
    ]
    if len(scores) >= BINS:
        notes.append(f"the best tenth has {percent(best)} of all score")
    if ranking.unscored:
        notes.append(f"{len(ranking.unscored):,} without a score not counted")
    picture = Bars((Group("", tuple(reversed(bars))),), ("features", ""), "features")
    return Chart(title, picture, tuple(notes), _table(items), {"model": model})


def _ranges(scores: list[float]) -> list[tuple[float, float]]:
    """Ranges that hold all scores, by round numbers; by steps of 1, 2 and 5 where they lie far apart."""
    low, high = min(scores), max(scores)
    edges = _log_edges(low, high) if low > 0 and high / low > SPREAD else _even_edges(low, high)
    return list(pairwise(edges))


def _even_edges(low: float, high: float) -> list[float]:
    span = max((high - low) or abs(high) or 1.0, _LEAST)
    ten = 10.0 ** floor(log10(span / BINS))
    step = next(ten * step for step in _STEPS if ten * step * BINS >= span * (1 - 1e-9))
    first, last = floor(low / step + 1e-9), floor(high / step + 1e-9) + 1
    first -= _edge(first, step) > low  # a score just below an edge is not lifted over it
    return [_edge(at, step) for at in range(first, last + 1)]


def _edge(number: int, step: float) -> float:
    return float(f"{number * step:.9g}")


def _log_edges(low: float, high: float) -> list[float]:
    first, last = floor(log10(low)), floor(log10(high)) + 1
    steps = _LOG_STEPS if last - first <= _FINE else (1,)
    stride = ceil((last - first) / _DECADES)
    edges = [float(f"{step}e{ten}") for ten in range(first, last + stride, stride) for step in steps]
    begin = max(at for at, edge in enumerate(edges) if edge <= low)
    end = min(at for at, edge in enumerate(edges) if edge > high)
    return edges[begin : end + 1]


def _table(items: list[RankedFeature]) -> Table:
    columns = (
        Column("id", "id", kind="id"), Column("score", "score", "right", "number"),
        Column("rank", "#", "right", "number"),
    )  # fmt: skip
    return Table(
        columns, tuple((Cell(item.id), number_cell(item.score), number_cell(item.rank)) for item in items)
    )


PLOT = Plot("scores", "how the scores are distributed", chart)
