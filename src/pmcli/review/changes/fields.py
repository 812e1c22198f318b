"""The fields that differ between two records, written as in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pmcli.model.backlog import Backlog
from pmcli.model.decision import Decision
from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate, plain
from pmcli.model.experiment import Detect
from pmcli.model.feature import Dependency, Feature
from pmcli.model.fields import BY_KEY
from pmcli.model.figure import MeasuredRange, Percentage
from pmcli.model.record import Record
from pmcli.model.team import ByPeriod
from pmcli.review.changes import pieces
from pmcli.review.changes.judgement import paired
from pmcli.review.changes.pieces import PieceKind, kind_of
from pmcli.review.changes.result import Change

LONGEST = 200
"""Characters of a text that are shown."""
_SHORT = ("Opportunity", "Point", "ExperimentDecision")
"""Records told as a whole, for they fit on a line."""
_IN_EFFORT = {"teams": (["capacity"], ["absent"]), "scenarios": (["capacity"], ["add"])}
"""Settings of a team or a scenario in the effort unit."""
_SHARES = (
    "confidence", "discount", "focus", "likely", "reserve", "shared_error", "split", "to", "told_apart"
)  # fmt: skip


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
    elif isinstance(old, tuple) and isinstance(new, tuple) and (kind := kind_of(old, new)) is not None:
        for was, now in pieces.paired(old, new, kind):
            yield from _of_piece(id_, path, was, now, kind, backlog)
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


def _of_piece(
    id_: str | None, path: str, was: Record | None, now: Record | None, kind: PieceKind, backlog: Backlog
) -> Iterator[Change]:  # fmt: skip
    """A piece that came, went or says something else: in its words, what these do not tell key by key."""
    piece = now or was
    name = pieces.called(piece, kind) if piece is not None else ""
    at = f"{path}.{name}" if name else path
    before, after = (kind.told(side, backlog) if side is not None else None for side in (was, now))
    if before != after:
        yield Change(id_, at, before, after)
    if was is None or now is None:
        return
    for key in type(now).model_fields:
        if key not in kind.inside or before == after:
            yield from _differing(id_, f"{at}.{key}", getattr(was, key), getattr(now, key), backlog)


def _of_maps(
    id_: str | None, path: str, old: Mapping[Any, object], new: Mapping[Any, object], backlog: Backlog
) -> Iterator[Change]:
    for key in dict.fromkeys((*old, *new)):
        inner = f"{path}.{key}" if key != NO_TEAM else path  # an effort of no team is the effort itself
        yield from _differing(id_, inner, old.get(key), new.get(key), backlog)


def _map(value: object) -> Mapping[Any, object]:
    return value if isinstance(value, dict) else {}


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
        return _number(value, is_share=is_share)
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


def _number(value: float, *, is_share: bool) -> str:
    """A number in the form in which it is written: a share of its kind in per cent, a range with its ends."""
    if isinstance(value, Detect):
        return value.text
    if isinstance(value, MeasuredRange):
        ends = (value.low, float(value), value.high)
        return "..".join(
            _number(Percentage(end) if value.is_percent else end, is_share=False) for end in ends
        )
    is_percent = isinstance(value, Percentage) or (is_share and 0 <= value <= 1)
    return f"{plain(100 * value)}%" if is_percent else plain(value)


def _record(value: Record) -> str:
    """A record on one line; a plain dependency is its id, a point its state."""
    fields = {
        value.written_as(name): inner for name in type(value).model_fields
        if (inner := getattr(value, name)) not in (None, (), {}) and name in value.model_fields_set
    }  # fmt: skip
    if isinstance(value, Dependency) and value.kind == "hard" and not value.lag:
        return value.id
    if len(fields) == 1 and (short := fields.get("date") or fields.get("state")):
        return str(written(short))
    return f"{{{', '.join(f'{name}: {written(inner, name)}' for name, inner in fields.items())}}}"
