"""The fields that differ between two records, written as in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pmcli.model.backlog import Backlog
from pmcli.model.decision import Decision
from pmcli.model.estimate import Estimate, plain
from pmcli.model.evidence import Evidence, Request
from pmcli.model.experiment import Experiment
from pmcli.model.feature import NO_TEAM, Dependency, Feature
from pmcli.model.fields import BY_KEY
from pmcli.model.measures import Result
from pmcli.model.record import Record
from pmcli.model.team import ByPeriod
from pmcli.review.changes.judgement import paired
from pmcli.review.changes.result import Change

LONGEST = 200
"""Characters of a text that are shown."""
_PIECES = (Evidence, Experiment, Request, Result)
_SHORT = ("Opportunity",)
"""Records told as a whole, for they fit on a line."""
_IN_EFFORT = {"teams": (["capacity"], ["absent"]), "scenarios": (["capacity"], ["add"])}
"""Settings of a team or a scenario in the effort unit."""
_SHARES = ("confidence", "discount", "focus", "likely", "reserve", "shared_error", "told_apart")


def feature_changes(before: Feature, after: Feature, backlog: Backlog) -> Iterator[Change]:
    """The fields of a feature that say something else, in the order of the documentation."""
    for name in Feature.model_fields:
        if name != "id":
            yield from _differing(after.id, name, getattr(before, name), getattr(after, name), backlog)
    for name in sorted({*before.custom, *after.custom}):
        old, new = before.custom.get(name), after.custom.get(name)
        yield from _differing(after.id, name, old, new, backlog)


def settings_changes(before: Backlog, after: Backlog) -> Iterator[Change]:
    """The fields of pm.yaml that say something else, in the order of the documentation."""
    old, new = before.workspace, after.workspace
    for name in type(new).model_fields:
        yield from _differing(None, name, getattr(old, name), getattr(new, name), after)


def _differing(id_: str | None, path: str, old: object, new: object, backlog: Backlog) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, ByPeriod) and isinstance(new, ByPeriod):
        yield from _differing(id_, path, old.default, new.default, backlog)
        yield from _of_maps(id_, path, old.periods, new.periods, backlog)
    elif isinstance(old, Record) and isinstance(new, Record) and type(old).__name__ not in _SHORT:
        for name in type(new).model_fields:
            key = new.written_as(name)
            yield from _differing(id_, f"{path}.{key}", getattr(old, name), getattr(new, name), backlog)
    elif isinstance(old, dict) or isinstance(new, dict):
        yield from _of_maps(id_, path, _map(old), _map(new), backlog)
    elif path == "decisions" and isinstance(old, tuple) and isinstance(new, tuple):
        yield from _of_decisions(id_, old, new, backlog)
    elif (
        isinstance(old, tuple)
        and isinstance(new, tuple)
        and any(isinstance(piece, _PIECES) for piece in old + new)
    ):
        yield Change(id_, path, _count(old), _count(new), "pieces")
    elif written(old, path) != written(new, path) or isinstance(new, Estimate):
        yield Change(id_, path, written(old, path), written(new, path), _unit(path, backlog))


def _of_decisions(
    id_: str | None, old: tuple[Decision, ...], new: tuple[Decision, ...], backlog: Backlog
) -> Iterator[Change]:
    """Decisions made and withdrawn as a whole, those that say something else field by field."""
    for was, now in paired(old, new):
        decision = now or was
        if decision is not None:
            yield from _differing(id_, f"decisions.{decision.verdict}", was, now, backlog)


def _of_maps(
    id_: str | None, path: str, old: Mapping[Any, object], new: Mapping[Any, object], backlog: Backlog
) -> Iterator[Change]:
    for key in dict.fromkeys((*old, *new)):
        inner = f"{path}.{key}" if key != NO_TEAM else path  # an effort of no team is the effort itself
        yield from _differing(id_, inner, old.get(key), new.get(key), backlog)


def _map(value: object) -> Mapping[Any, object]:
    return value if isinstance(value, dict) else {}


def _count(pieces: tuple[object, ...]) -> str | None:
    return str(len(pieces)) if pieces else None


def _unit(path: str, backlog: Backlog) -> str:
    root, _, part = path.partition(".")
    field, workspace = BY_KEY.get(root), backlog.workspace
    if field is not None and field.unit is not None:
        return field.unit(workspace, part)
    if root == "sizes" or path.split(".")[2:3] in _IN_EFFORT.get(root, ()):
        return workspace.effort_unit
    return (workspace.currency or "") if path.endswith(".arr") else ""


def written(value: object, path: str = "") -> str | None:
    """A value as a file would have it, on one line; None for nothing."""
    if value is None or value in ((), {}):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    is_share = path.rpartition(".")[2] in _SHARES
    if is_share and isinstance(value, Estimate) and value.is_exact:
        value = value.likely
    if isinstance(value, float):
        if is_share and 0 <= value <= 1:
            return f"{plain(100 * value)}%"
        return plain(value)
    if isinstance(value, ByPeriod):
        periods = {str(period): number for period, number in value.periods.items()}
        return written({"default": value.default, **periods} if periods else value.default)
    if isinstance(value, Record):
        return _record(value)
    if isinstance(value, dict):
        inside = ", ".join(f"{key}: {written(inner, path)}" for key, inner in value.items())
        return f"{{{inside}}}"
    if isinstance(value, tuple):
        return f"[{', '.join(str(written(piece, path)) for piece in value)}]"
    text = value.isoformat() if isinstance(value, date) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _record(value: Record) -> str:
    """A record on one line; a plain dependency is its id."""
    fields = {
        value.written_as(name): inner for name in type(value).model_fields
        if (inner := getattr(value, name)) not in (None, (), {}) and name in value.model_fields_set
    }  # fmt: skip
    if isinstance(value, Dependency) and value.kind == "hard" and not value.lag:
        return value.id
    if set(fields) == {"date"}:
        return str(written(fields["date"]))
    return f"{{{', '.join(f'{name}: {written(inner, name)}' for name, inner in fields.items())}}}"
