"""`pm list`: every feature, also those that are shipped, parked or declined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pmcli.cli.command import Command
from pmcli.cli.common import START, Desk
from pmcli.cli.options import Model, Top, Where
from pmcli.cli.rank import TABLES, WHERE

if TYPE_CHECKING:
    from pmcli import Backlog
    from pmcli.feature import Feature
    from pmcli.formats.table import Table
    from pmcli.ranking import LeftOut


def run(desk: Desk, where: Where = None, top: Top = None, model: Model = None) -> None:
    """List the features."""
    backlog, left_out = desk.open_backlog()
    from pmcli import rank
    from pmcli.where import Filter

    conditions = Filter.parse(where or (), backlog)
    shown = conditions.shown(rank(backlog, model) if conditions.is_ranked else None)
    found = [one for one in backlog.features.values() if shown is None or shown(one.id)]
    if desk.format == "json":
        desk.document(document(backlog, found[:top], left_out))
        return
    if desk.format != "table":
        desk.start_hint(backlog)
    desk.table(table(backlog, found, top, left_out))


def document(
    backlog: Backlog, features: Sequence[Feature], left_out: Sequence[LeftOut] | None
) -> dict[str, object]:
    """The features as JSON."""
    found: dict[str, object] = {
        "schemaVersion": 1,
        "kind": "features",
        "items": [_item(one, backlog) for one in features],
    }
    if left_out is not None:
        found["leftOut"] = [{"id": one.id, "reason": one.reason} for one in left_out]
    return found


def _item(feature: Feature, backlog: Backlog) -> dict[str, object]:
    place = backlog.locate(feature.id)
    efforts = backlog.effort(feature)
    return {
        "id": feature.id, "title": feature.title, "status": backlog.status(feature.id), "type": feature.type,
        "theme": feature.theme, "owner": feature.owner, "teams": [team for team in efforts if team],
        "effort": backlog.total_effort(feature), "parent": feature.parent,
        "dependsOn": [need.id for need in feature.depends_on], "path": place.path, "line": place.line,
    }  # fmt: skip


def table(
    backlog: Backlog, features: Sequence[Feature], top: int | None, left_out: Sequence[LeftOut] | None
) -> Table:
    """The features as a table."""
    from pmcli.formats.ranking_columns import UNITS
    from pmcli.formats.table import Cell, Column, Table, number

    columns: tuple[tuple[Column, Callable[[Feature], Cell]], ...] = (
        (Column("id", "id", kind="id"), lambda one: Cell(one.id)),
        (Column("title", "title", priority=1, least=16), lambda one: Cell(one.title)),
        (Column("status", "status", least=9), lambda one: Cell(backlog.status(one.id))),
        (Column("type", "type", priority=4, least=8), lambda one: Cell(one.type)),
        (Column("theme", "theme", priority=3, least=8), lambda one: Cell(one.theme or "")),
        (Column("owner", "owner", priority=2, least=6), lambda one: Cell(one.owner or "")),
        (
            Column("effort", f"effort ({UNITS[backlog.workspace.effort_unit]})", "right", "number", 5),
            lambda one: number(backlog.total_effort(one)),
        ),
        (
            Column("team", "team", priority=6, least=8),
            lambda one: Cell(", ".join(team for team in backlog.effort(one) if team)),
        ),
    )
    rows = tuple(tuple(cell(one) for _, cell in columns) for one in features[:top])
    notes = tuple(_notes(backlog, len(features), len(rows), left_out))
    return Table(
        tuple(column for column, _ in columns), rows, f"{backlog.workspace.product}: all features", notes
    )


def _notes(backlog: Backlog, found: int, rows: int, left_out: Sequence[LeftOut] | None) -> list[str]:
    total = len(backlog.features)
    if not total:
        notes = ["no features yet", START]
    elif found < total:
        notes = [f"{found:,} of {total:,} features match"]
    else:
        notes = [f"{total:,} feature" + ("" if total == 1 else "s")]
    if rows < found:
        notes.append(f"and {found - rows:,} more")
    if left_out:
        notes.append("left out: " + ", ".join(f"{one.id} ({one.reason})" for one in left_out))
    return notes


COMMAND = Command(
    name="list",
    group="Look",
    title="every feature, also those shipped, parked or declined",
    examples=(
        ("pm list", "all of them, by id"),
        ("pm list --where status=declined,parked", "what was decided against"),
        ("pm list --where owner=amelie --where 'deadline<2027-06-30'", "hers, and due by then"),
        ("pm list --format json", "with the file and the line of each"),
    ),
    about=WHERE,
    formats=TABLES,
    run=run,
)
