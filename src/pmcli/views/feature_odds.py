"""How likely one feature is in time, and its promise kept: sentences for people, keys for machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pmcli.forecast.odds import Blocker, FeatureOdds, PromiseOdds
from pmcli.model.figure import hundredths, odds
from pmcli.model.likelihood import SURE, promise_in_words, says_more
from pmcli.model.reason import Reason
from pmcli.writers.documents import Blank, Document, Shape, item

_WAYS = 2

PROMISE: Final = Shape(PromiseOdds, "id kind date odds")
LIKELY: Final[dict[str, Any]] = {"in_time": float, "likely_by": Blank}
"""The keys of a feature in a document that tells odds: they are there only where odds are asked for."""
PLACED: dict[str, Any] = {
    "period": str | None, "placement_reasons": tuple[Reason, ...], **LIKELY, "promise": PROMISE,
}  # fmt: skip
"""Where the roadmap has a feature, and how likely, in the documents of one feature."""


def promised(made: PromiseOdds | None, found: FeatureOdds) -> Iterator[str]:
    """How likely the promise of a feature is kept; nothing where it has none, or its period says the same."""
    if made is not None and says_more(made, found):
        yield promise_in_words(made)


def in_the_way(found: FeatureOdds) -> Iterator[str]:
    """What a feature waits for where it is late; nothing where it hardly ever is."""
    if found.in_time <= SURE and (ways := [_way(blocker) for blocker in found.blocked_by[:_WAYS]]):
        yield f"where it is late: {', '.join(ways)}"


def _way(blocker: Blocker) -> str:
    what = f"{blocker.team} has no time" if blocker.team is not None else f"waits for {blocker.feature}"
    return f"{what} ({odds(blocker.share)})"


def likely_keys(found: FeatureOdds | None) -> dict[str, Any]:
    """The values of `LIKELY`, None for one without odds: it has no such keys."""
    if found is None:
        return dict.fromkeys(LIKELY)
    return {"in_time": hundredths(found.in_time), "likely_by": str(found.likely_by or "")}


def promise_item(made: PromiseOdds) -> Document:
    """A promise and how likely it is kept."""
    return item(PROMISE, made, odds=hundredths(made.odds))
