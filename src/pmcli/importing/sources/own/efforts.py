"""Efforts and teams out of the cells of pm's own exports."""

from __future__ import annotations

from collections.abc import Mapping

from pmcli.importing.sources.own import phrases
from pmcli.importing.sources.own.cells import ExportCell, items_of, number_of
from pmcli.importing.sources.own.feature import OwnFeature
from pmcli.importing.sources.plain_values import line_of
from pmcli.model.efforts import NO_TEAM


def read_effort(row: OwnFeature, cell: ExportCell) -> None:
    """The sum of the efforts of all teams: it can be changed where there is one."""
    record = row.record
    if "effort" in row.speaks:
        return  # by team, which says more
    parts = record.effort if record is not None and record.effort else {}
    if record is not None and not parts and row.today.backlog.children().get(record.id):
        return  # that of its parts
    if len(parts) > 1 and cell.text.strip():
        teams = " and ".join(parts)
        row.refuse(cell, f"it is the sum of {teams}: change effort_by_team")
    else:
        value = _estimate(cell.text, cell)
        team = next(iter(parts), NO_TEAM)
        row.put("effort", {team: value} if team and value != "" else value)


def _estimate(text: str, cell: ExportCell) -> object:
    number = number_of(text, comma=cell.comma)
    if number is None:
        return line_of(text)
    return int(number) if number == int(number) else float(f"{number:.12g}")


def read_by_team(row: OwnFeature, cell: ExportCell) -> None:
    """Efforts by team, as they are written."""
    record, backlog, key = row.record, row.today.backlog, cell.key.removesuffix("_by_team")
    if not cell.text.strip():
        row.put(key, None)
        return
    mine = list(record.effort or ()) if record is not None else []
    parts = phrases.efforts(line_of(cell.text), (*backlog.workspace.teams, *mine))
    one = next(iter(parts.values())) if len(parts) == 1 else None
    team = next(iter(parts), NO_TEAM)
    is_bare = record is not None and NO_TEAM in (getattr(record, key) or {NO_TEAM: None})
    if one is not None and (not team or (record is not None and is_bare and team == backlog.team(record))):
        row.put(key, one)
    elif NO_TEAM in parts:
        row.refuse(cell, 'expected such as "web 2..4, pay 1"')
    elif _are_known(row, parts, cell):
        row.put(key, parts)
        if key == "effort" and record is not None and record.team is not None:
            row.speaks.add("team")


def _are_known(row: OwnFeature, parts: Mapping[str, object], cell: ExportCell) -> bool:
    """Whether pm.yaml has these teams; a new feature keeps its effort without them."""
    missing = [team for team in parts if team not in row.today.backlog.workspace.teams]
    if not missing:
        return True
    if row.record is not None:
        row.refuse(cell, f"pm.yaml has no team {missing[0]}")
    elif len(parts) == 1:
        row.fields.update({"team": missing[0], cell.key.removesuffix("_by_team"): parts[missing[0]]})
    else:
        row.fields.update({f"x-{cell.key}": line_of(cell.text)})
        row.notes.append(f"pm.yaml has not all teams of an effort by team: kept as x-{cell.key}")
    return False


def read_team(row: OwnFeature, cell: ExportCell) -> None:
    """The team of an effort that is one number."""
    effort = row.record.effort if row.record is not None else row.fields.get("effort")
    if isinstance(effort, dict) and NO_TEAM not in effort:
        if row.record is not None and "effort" not in row.speaks:
            row.refuse(cell, "it follows from the effort by team: change effort_by_team")
    elif len(items := items_of(cell, row.texts("team"))) > 1:
        if row.record is not None:
            row.refuse(cell, "the teams stand with the effort: change effort_by_team")
    else:
        row.fields.setdefault("team", line_of(items[0]) if items else "")
        row.speaks.add("team")
