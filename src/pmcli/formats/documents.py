"""Results as JSON documents: FORMAT.md § 5. Fields may be added, never renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import fsum
from typing import TYPE_CHECKING, Protocol, TypeVar

from pmcli.diagnostic import Diagnostic
from pmcli.words import sentences, words

if TYPE_CHECKING:
    from pmcli.backlog import Backlog
    from pmcli.ranking import LeftOut, RankedFeature, Ranking, Share

SCHEMA_VERSION = 1
Document = dict[str, object]


class _Identified(Protocol):
    """Anything that is about one feature."""

    @property
    def id(self) -> str:
        """The feature."""


Row = TypeVar("Row", bound=_Identified)


def ranking_document(
    ranking: Ranking,
    backlog: Backlog,
    *,
    top: int | None = None,
    shown: Callable[[str], bool] | None = None,
) -> Document:
    """A ranking: `pm rank --format json`.

    `shown` and `top` hide items, they change no number; `top` counts those shown. `shown` hides unscored
    features too. `leftOut` is there only where the ranking is a partial one.
    """
    document: Document = {
        "schemaVersion": SCHEMA_VERSION,
        "kind": "ranking",
        "model": ranking.model.name,
        "order": ranking.order,
        "items": [_item(item, backlog) for item in select(ranking.items, shown)[:top]],
        "unscored": left_out(select(ranking.unscored, shown)),
        "certificate": None,
        "notes": [note for note in (ranking.chosen, *ranking.notes) if note],
    }
    if (certificate := ranking.certificate) is not None:
        numbers = {"cost": certificate.cost, "bound": certificate.bound, "gap": certificate.gap}
        document["certificate"] = {name: float(value) for name, value in numbers.items()}
    if ranking.left_out is not None:
        document["leftOut"] = left_out(ranking.left_out)
    return document


def diagnostics_document(checked: int, diagnostics: Iterable[Diagnostic]) -> Document:
    """Findings: `pm check --format json`; `checked` is the number of features read."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "kind": "diagnostics",
        "checked": checked,
        "diagnostics": [diagnostic_item(diagnostic) for diagnostic in diagnostics],
    }


def diagnostic_item(diagnostic: Diagnostic) -> Document:
    """One finding, as it stands in a document."""
    place = diagnostic.location
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "feature": diagnostic.feature,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "hint": diagnostic.hint,
        "fix": None if diagnostic.fix is None else diagnostic.fix.title,
    }


def select(rows: Sequence[Row], shown: Callable[[str], bool] | None) -> Sequence[Row]:
    """The rows whose features are shown; all of them where nothing is asked."""
    return rows if shown is None else [row for row in rows if shown(row.id)]


def _item(item: RankedFeature, backlog: Backlog) -> Document:
    return {
        "rank": item.rank,
        "id": item.id,
        "title": backlog.features[item.id].title,
        "status": backlog.status(item.id),
        "score": as_float(item.score),
        "value": as_float(item.value),
        "cost": as_float(item.cost),
        "effort": as_float(item.effort),
        "adjusted": _adjusted(item),
        "scoreRank": item.score_rank,
        "enabler": item.enabler,
        "waitsFor": list(item.waits_for),
        "unlocks": list(item.unlocks),
        "inherits": _shares(item.inherits, "from"),
        "owes": _shares(item.owes, "to"),
        "reasons": list(sentences(item.reasons)),
    }


def _shares(shares: Iterable[Share], direction: str) -> list[Document]:
    return [{direction: share.feature, "value": float(share.value)} for share in shares]


def _adjusted(item: RankedFeature) -> float | None:
    """The adjusted score; what the printed numbers give, where 12 digits would part the two."""
    if item.adjusted is None or not item.cost:
        return item.adjusted
    flow = fsum(_printed(share.value) for share in item.inherits)
    flow -= fsum(_printed(share.value) for share in item.owes)
    told = (_printed(item.value) + flow) / _printed(item.cost)
    return told if abs(told - item.adjusted) > 1e-10 * abs(item.adjusted) else float(item.adjusted)


def _printed(number: float) -> float:
    return float(f"{number:.12g}")


def left_out(rows: Iterable[LeftOut]) -> list[Document]:
    """Features that are not there, as they stand in a document."""
    return [{"id": row.id, "reason": words(row.reason)} for row in rows]


def as_float(number: float | None) -> float | None:
    """A number as a float, so that 12 is written 12.0 everywhere."""
    return None if number is None else float(number)
