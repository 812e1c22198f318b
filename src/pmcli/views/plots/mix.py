"""The plot of where the effort of the roadmap goes, by outcome against its weight, and by theme."""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum

from pmcli.model.figure import figure
from pmcli.planning import plan
from pmcli.planning.mix import Slice, by_outcome, by_theme
from pmcli.ranking.where import Filter
from pmcli.views.roadmap.labels import counted, whole_percent
from pmcli.writers.plots.chart import Bar, Bars, Chart, Group, Plot, Subject
from pmcli.writers.table import Cell, Column, Table
from pmcli.writers.table import number as number_cell

FAR = 0.1
"""So far from its weight an outcome is worth a word."""


def chart(subject: Subject) -> Chart:
    """The shares of the effort that is planned; of the features shown alone where there are conditions."""
    backlog = subject.backlog
    roadmap = plan(backlog, subject.model, left_out=subject.left_out, progress=subject.progress)
    shown = Filter.parse(tuple(subject.conditions), backlog).shown(roadmap.ranking)
    efforts = {
        placement.id: fsum(work.effort for work in placement.work)
        for placement in roadmap.placements if placement.work and (shown is None or shown(placement.id))
    }  # fmt: skip
    title = f"{backlog.workspace.product}: where the effort goes"
    outcomes, themes = by_outcome(backlog, efforts), by_theme(backlog, efforts)
    table = _table(outcomes, themes)
    unit = backlog.workspace.effort_unit
    facts = {"model": roadmap.model.name, "effortUnit": unit}
    if not efforts:
        return Chart(title, None, ("nothing with an effort is planned",), table, facts)
    named = [Group("by outcome", tuple(map(_bar, outcomes)))] if len(outcomes) > 1 else []
    named += [Group("by theme", tuple(map(_bar, themes)))] if any(theme.name for theme in themes) else []
    notes = [f"{figure(fsum(efforts.values()))} {unit} planned, in {counted(len(efforts))}"]
    notes += [
        f"{outcome.title}: {counted(round(100 * abs(outcome.drift)), 'point')} "
        f"{'beyond' if outcome.drift > 0 else 'short of'} its weight"
        for outcome in outcomes if outcome.name and outcome.drift is not None and abs(outcome.drift) >= FAR
    ]  # fmt: skip
    if not named:
        return Chart(title, None, (*notes, "there are no outcomes and no themes"), table, facts)
    picture = Bars(tuple(named), ("effort", "weight", "drift"), "share of the effort", "weight")
    return Chart(title, picture, tuple(notes), table, facts, roadmap.stopped)


def _bar(part: Slice) -> Bar:
    share = whole_percent(part.share, "< 1 %")
    if part.weight is None or part.drift is None:
        return Bar(part.title, part.share, share, None, (share, "", ""))
    weight, drift = whole_percent(part.weight, "< 1 %"), f"{100 * part.drift:+.0f}".replace("-", "−")
    tone = "warn" if abs(part.drift) >= FAR else "bar"
    said = f"{share}, weight {weight}: {drift}"
    return Bar(part.title, part.share, said, part.weight, (share, weight, drift), tone)


def _table(outcomes: Iterable[Slice], themes: Iterable[Slice]) -> Table:
    columns = (
        Column("by", "by"), Column("name", "name", kind="id"), Column("title", "title"),
        Column("effort", "effort", "right", "number"), Column("share", "share", "right", "number"),
        Column("weight", "weight", "right", "number"), Column("drift", "drift", "right", "number"),
    )  # fmt: skip
    parts = [*(("outcome", outcome) for outcome in outcomes), *(("theme", theme) for theme in themes)]
    rows = (
        (
            Cell(kind), Cell(part.name), Cell(part.title), *map(number_cell, (part.effort, part.share)),
            *map(number_cell, (part.weight, part.drift)),
        )
        for kind, part in parts
    )  # fmt: skip
    return Table(columns, tuple(rows))


PLOT = Plot("mix", "where the effort goes, against the weights of the strategy", chart)
