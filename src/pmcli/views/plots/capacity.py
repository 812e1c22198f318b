"""The plot of work and capacity, by team and period."""

from __future__ import annotations

from pmcli.model.diagnostic import PmError
from pmcli.model.figure import figure, percent
from pmcli.planning import Load, plan
from pmcli.writers.plots.chart import Bar, Bars, Chart, Group, Plot, Subject
from pmcli.writers.table import Cell, Column, Table
from pmcli.writers.table import number as number_cell

_OVER = 1e-6


def chart(subject: Subject) -> Chart:
    """A bar for every team in every period; the mark is its capacity.

    Raises:
        PmError: there are conditions, which the loads of a whole plan know nothing of.
    """
    if subject.conditions:
        raise PmError(
            "--where does not go with the plot of capacity", "a team's load comes from the whole plan"
        )
    roadmap = plan(subject.backlog, subject.model, left_out=subject.left_out, progress=subject.progress)
    workspace = subject.backlog.workspace
    title = f"{workspace.product}: capacity, in {workspace.effort_unit}"
    facts = {"model": roadmap.model.name, "effortUnit": workspace.effort_unit}
    table = _table(roadmap.loads)
    if not roadmap.loads:
        return Chart(title, None, ("pm.yaml has no teams",), table, facts)
    groups = tuple(
        Group(str(period), tuple(_bar(load) for load in roadmap.loads if load.period == period))
        for period in roadmap.periods
    )
    notes = [
        f"{load.team} in {load.period} has {figure(-load.left)} too much"
        for load in roadmap.loads
        if load.left < -_OVER
    ]
    used, whole = sum(load.used for load in roadmap.loads), sum(load.capacity for load in roadmap.loads)
    if whole > 0:
        notes.append(
            f"{figure(used)} of {figure(whole)} used, {percent(used / whole)}; {figure(whole - used)} left"
        )
    return Chart(
        title,
        Bars(groups, ("used", "of", ""), "used", "capacity"),
        tuple(notes),
        table,
        facts,
        roadmap.stopped,
    )


def _bar(load: Load) -> Bar:
    share = percent(load.used / load.capacity) if load.capacity > 0 else ""
    used, whole = figure(load.used), figure(load.capacity)
    tone = "bad" if load.left < -_OVER else "bar"
    return Bar(load.team, load.used, f"{used} of {whole}", load.capacity, (used, whole, share), tone)


def _table(loads: tuple[Load, ...]) -> Table:
    columns = (
        Column("period", "period"), Column("team", "team", kind="id"),
        Column("used", "used", "right", "number"), Column("capacity", "capacity", "right", "number"),
        Column("left", "left", "right", "number"),
    )  # fmt: skip
    order = sorted(range(len(loads)), key=lambda at: (loads[at].period, at))
    rows = (
        (Cell(str(load.period)), Cell(load.team), *map(number_cell, (load.used, load.capacity, load.left)))
        for load in (loads[at] for at in order)
    )
    return Table(columns, tuple(rows))


PLOT = Plot("capacity", "how full the teams are, by quarter", chart)
