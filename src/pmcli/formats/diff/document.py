"""A difference as a JSON document: FORMAT.md § 5. Fields may be added, never renamed."""

from __future__ import annotations

from pmcli.changes import Cause, Change, Difference, Moved, Ruling, Shifted, TeamLoad, Watch
from pmcli.formats.diff.words import why_shifted
from pmcli.formats.documents import SCHEMA_VERSION, Document, as_float, diagnostic_item
from pmcli.words import words


def diff_document(found: Difference) -> Document:
    """A difference: `pm diff --format json`."""
    before, after = found.value
    return {
        "schemaVersion": SCHEMA_VERSION,
        "kind": "diff",
        "from": found.revisions[0],
        "to": found.revisions[1],
        "features": {
            "added": list(found.added),
            "removed": list(found.removed),
            "renamed": [{"from": one.before, "to": one.after} for one in found.renamed],
            "changed": [_change(one) for one in found.changes if one.id is not None],
        },
        "settings": [_setting(one) for one in found.changes if one.id is None],
        "ranks": [_moved(one) for one in found.ranks],
        "roadmap": [_shifted(one, found) for one in found.roadmap],
        "value": {"before": as_float(before), "after": as_float(after)},
        "valueByScoresBefore": as_float(found.rescored),
        "missed": [
            {"id": one.feature, "message": words(one.reason), "hint": one.hint} for one in found.missed
        ],
        "loads": [_load(one) for one in found.loads],
        "decisions": [_ruling(one) for one in found.rulings],
        "watch": [_watch(one) for one in found.watch],
        "silenced": list(found.silenced),
        "diagnostics": {
            "new": [diagnostic_item(one) for one in found.new],
            "fixed": [diagnostic_item(one) for one in found.fixed],
        },
        "notes": list(found.notes),
    }


def _setting(one: Change) -> Document:
    return {"field": one.field, "before": one.before, "after": one.after, "unit": one.unit or None}


def _change(one: Change) -> Document:
    return {"id": one.id, **_setting(one)}


def _moved(one: Moved) -> Document:
    return {
        "id": one.id, "before": one.before, "after": one.after,
        "causes": [_cause(cause) for cause in one.causes], "pushed": one.is_pushed,
    }  # fmt: skip


def _cause(one: Cause) -> Document:
    return {"because": one.because, "shift": float(one.shift), "feature": one.feature}


def _shifted(one: Shifted, found: Difference) -> Document:
    """Where one side is missing there are no causes in the list: `why` tells them."""
    complete = one.before is not None and one.after is not None
    return {
        "id": one.id,
        "before": None if one.before is None else str(one.before),
        "after": None if one.after is None else str(one.after),
        "causes": [_cause(cause) for cause in one.causes] if complete else [],
        "why": why_shifted(one, found),
        "promised": one.promised,
        "rearranged": one.is_rearranged,
    }


def _load(one: TeamLoad) -> Document:
    return {
        "team": one.team,
        "before": {"used": float(one.used_before), "capacity": float(one.capacity_before)},
        "after": {"used": float(one.used_after), "capacity": float(one.capacity_after)},
    }


def _ruling(one: Ruling) -> Document:
    return {"id": one.feature, "event": one.event, "text": one.text, "because": one.because, "by": one.by}


def _watch(one: Watch) -> Document:
    return {"id": one.id, "kind": one.kind, "before": float(one.before), "after": float(one.after)}
