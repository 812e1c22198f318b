"""A difference as a JSON document: FORMAT.md § 5. Fields may be added, never renamed."""

from __future__ import annotations

from pmcli.review.changes import (
    AgreementChange,
    Cause,
    Change,
    CustomerMove,
    Difference,
    Moved,
    Renamed,
    Ruling,
    Shifted,
    Shipped,
    TeamLoad,
)
from pmcli.views.diff.odds import ODDS, odds_change
from pmcli.views.diff.words import Comparison, notes, why_shifted
from pmcli.views.roadmap.document import AGREEMENT, CONFLICT, MOVE
from pmcli.writers.documents import Blank, Document, Shape, document, item
from pmcli.writers.reports.document import DIAGNOSTIC

_CHANGE = Shape(Change, "id field before after unit rated?", id=str, unit=Blank)
_SETTING = Shape(Change, "field before after unit", unit=Blank)
_CAUSE = Shape(Cause, "because shift feature")
_MOVED = Shape(Moved, "id before after causes pushed=is_pushed", causes=[_CAUSE])
_SHIFTED = Shape(
    Shifted, "id before after change causes why promised agreed rearranged", causes=[_CAUSE], why=str,
    rearranged=bool,
)  # fmt: skip
_SHIPPED = Shape(Shipped, "id before")
_AGREEMENT = Shape(
    AgreementChange, "before after moves", before=(AGREEMENT, None), after=(AGREEMENT, None), moves=[MOVE],
)  # fmt: skip
_LOAD = Shape(
    TeamLoad, "team before=. after=.",
    before=Shape(TeamLoad, "used=used_before capacity=capacity_before"),
    after=Shape(TeamLoad, "used=used_after capacity=capacity_after"),
)  # fmt: skip
_FEATURES = Shape(
    Difference, "added removed renamed changed",
    renamed=[Shape(Renamed, "from=before to=after")], changed=[_CHANGE],
)  # fmt: skip
CUSTOMER = Shape(
    CustomerMove, "account title arr renewal feature change before after formerStatus status new=is_new",
    former_status=Blank,
)  # fmt: skip
VALUE = Shape(object, "before after", before=float | None, after=float | None)
DIFF = Shape(
    Difference,
    "from to features settings ranks roadmap shipped agreement value valueByScoresBefore=rescored missed "
    "loads decisions=rulings watch silenced diagnostics=. notes workspace=whole customers odds?",
    to=str | None, features=_FEATURES, settings=[_SETTING], ranks=[_MOVED], roadmap=[_SHIFTED],
    shipped=[_SHIPPED], agreement=(_AGREEMENT, None), value=VALUE, missed=[CONFLICT], loads=[_LOAD],
    decisions=[Shape(Ruling, "id=feature event text because by")],
    workspace=str | None, customers=[CUSTOMER], odds=ODDS,
    diagnostics=Shape(Difference, "new fixed", new=[DIAGNOSTIC], fixed=[DIAGNOSTIC]),
    **{"from": str | None},
)  # fmt: skip


def diff_document(comparison: Comparison) -> Document:
    """A difference: `pm diff --format json`; with the odds of both plans where they were asked for."""
    difference, odds = comparison.difference, comparison.odds
    before, after = difference.revisions
    changed = [change for change in difference.changes if change.id is not None]
    return document(
        "diff", DIFF, difference, to=after, **{"from": before},
        features=item(_FEATURES, difference, changed=changed),
        settings=[change for change in difference.changes if change.id is None],
        roadmap=[_shifted(shifted, difference) for shifted in difference.roadmap],
        value=value_document(difference), notes=notes(difference),
        odds=None if odds is None else odds_change(*odds, comparison.names),
    )  # fmt: skip


def value_document(difference: Difference) -> Document:
    """The worth of the roadmap before and after."""
    before, after = difference.value
    return item(VALUE, None, before=before, after=after)


def _shifted(shifted: Shifted, difference: Difference) -> Document:
    """Where one side is missing there are no causes in the list: `why` tells them.

    Nothing is `rearranged` any more: what stands elsewhere was moved by what changed.
    """
    is_whole = shifted.before is not None and shifted.after is not None
    causes = shifted.causes if is_whole else ()
    return item(_SHIFTED, shifted, causes=causes, why=why_shifted(shifted, difference), rearranged=False)
