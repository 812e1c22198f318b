"""A roadmap as a JSON document: FORMAT.md § 5. Fields may be added, never renamed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pmcli.formats.documents import SCHEMA_VERSION, Document, as_float, left_out, select
from pmcli.roadmap.result import Conflict, DecisionCost, Load, Objective, Placement, Roadmap, Unplaced, Work
from pmcli.words import sentences, words

if TYPE_CHECKING:
    from pmcli.backlog import Backlog


def roadmap_document(
    roadmap: Roadmap, backlog: Backlog, *, shown: Callable[[str], bool] | None = None
) -> Document:
    """A roadmap: `pm roadmap --format json`.

    `shown` hides features, it changes no number. `work` says in which period only under carry-over, where
    it is not that of the placement. `leftOut` is there only where the ranking is a partial one.
    """
    document: Document = {
        "schemaVersion": SCHEMA_VERSION,
        "kind": "roadmap",
        "model": roadmap.model.name,
        "periods": [str(period) for period in roadmap.periods],
        "carryOver": roadmap.carry_over,
        "capacity": [_load(one) for one in roadmap.loads],
        "placements": [_placement(one, roadmap, backlog) for one in select(roadmap.placements, shown)],
        "unplaced": [_unplaced(one, backlog) for one in select(roadmap.unplaced, shown)],
        "unscored": left_out(select(roadmap.unscored, shown)),
        "objective": _objective(roadmap.objective),
        "decisions": [_decision(one) for one in roadmap.decisions],
        "conflicts": [_conflict(one) for one in roadmap.conflicts],
        "moved": list(roadmap.moved),
        "gain": float(roadmap.gain),
        "stopped": roadmap.stopped,
        "notes": list(dict.fromkeys(_notes(roadmap))),
    }
    if roadmap.left_out is not None:
        document["leftOut"] = left_out(roadmap.left_out)
    return document


def _notes(roadmap: Roadmap) -> list[str]:
    ranking = roadmap.ranking
    return [note for note in (ranking.chosen, *roadmap.notes, *ranking.notes) if note]


def _load(one: Load) -> Document:
    return {
        "team": one.team,
        "period": str(one.period),
        "capacity": float(one.capacity),
        "used": float(one.used),
        "reserve": float(one.reserve),
        "reserveUsed": float(one.reserve_used),
        "price": as_float(one.price),
    }


def _placement(one: Placement, roadmap: Roadmap, backlog: Backlog) -> Document:
    return {
        "id": one.id,
        "title": _title(one.id, backlog),
        "period": str(one.period),
        "work": [_work(work, with_period=roadmap.carry_over) for work in one.work],
        "rank": one.rank,
        "value": as_float(one.value),
        "marks": list(one.marks),
        "reasons": list(sentences(one.reasons)),
    }


def _work(one: Work, *, with_period: bool) -> Document:
    found: Document = {"team": one.team, "effort": float(one.effort)}
    return {**found, "period": str(one.period)} if with_period else found


def _unplaced(one: Unplaced, backlog: Backlog) -> Document:
    return {
        "id": one.id,
        "title": _title(one.id, backlog),
        "rank": one.rank,
        "reasons": list(sentences(one.reasons)),
    }


def _title(feature: str, backlog: Backlog) -> str | None:
    found = backlog.features.get(feature)
    return found.title if found is not None else None


def _objective(one: Objective) -> Document:
    return {
        "value": as_float(one.value),
        "bound": as_float(one.bound),
        "gap": as_float(one.gap),
        "boundFrom": one.bound_from,
        "ideal": as_float(one.ideal),
    }


def _decision(one: DecisionCost) -> Document:
    return {
        "id": one.feature,
        "verdict": one.verdict,
        "text": words(one.ruling),
        "because": one.because,
        "by": one.by,
        "cost": as_float(one.cost),
    }


def _conflict(one: Conflict) -> Document:
    return {"id": one.feature, "message": words(one.reason), "hint": one.hint}
