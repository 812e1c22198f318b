"""How likely the plan is, on the screens of other commands: a line for people, keys for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pmcli.forecast.odds import Blocker, FeatureOdds, PromiseOdds
from pmcli.model.figure import counted, hundredths, listed, odds
from pmcli.model.likelihood import both_in_words, expected_in_time, promise_in_words, says_more
from pmcli.model.reason import Reason
from pmcli.sharing import AudienceView
from pmcli.sharing.odds import SharedOdds
from pmcli.views.futures import EXACT
from pmcli.writers.documents import Blank, Document, Shape, item
from pmcli.writers.table import Cell, Column, number

IN_TIME: Final = Column("in_time", "in time", "right", "number")
LIKELY_BY: Final = Column("likely_by", "likely by")
_NAMED, _WAYS = 5, 2
_SURE: Final = 0.95


# --- for people ---


def outlook(view: AudienceView, features: Iterable[str]) -> str:
    """How many of these features will be in time, and which promises are unlikely; "" where nobody asked."""
    names = list(dict.fromkeys(features))
    lead = expected(view, names)
    unlikely = [view.title(name) for name in names if view.odds is not None and view.odds.is_unlikely(name)]
    if not lead or not unlikely:
        return lead
    are = "is" if len(unlikely) == 1 else "are"
    return f"{lead}; {counted(len(unlikely), 'promise')} {are} under 50 %: {listed(unlikely, _NAMED)}"


def expected(view: AudienceView, features: Sequence[str]) -> str:
    """How many of these features will be in time; "" where nobody asked, or none is placed."""
    if view.odds is None:
        return ""
    if view.odds.is_certain:
        return EXACT
    shares = view.odds.shares(features)
    if len(shares) == 1:
        return f"{odds(shares[0])}: so likely is this one in time"
    return f"{expected_in_time(shares, 'of these')} will be in time" if shares else ""


BRACKETS: Final = "(%): how likely in time; due: how likely as promised; no number: > 95 %"
"""What `bracketed` means, for a screen."""


def bracketed(view: AudienceView, feature: str) -> str:
    """How likely a feature is in time: "(89 %)"; "" where nobody asked, or it is sure and not promised.

    Of what is promised how likely that is kept: "(due < 5 %)"; with both where its period is less sure.
    """
    found, made = view.likelihood(feature), view.promise(feature)
    if found is None or (made is None and found.in_time > _SURE):
        return ""
    share = odds(found.in_time)
    if made is None or not says_more(made, found):
        return f"({share})"
    return f"({'' if made.odds < found.in_time else f'{share}, '}due {odds(made.odds)})"


def least_sure(view: AudienceView, feature: str) -> float | None:
    """The least odds of a feature, of its period or of what is promised; None without odds."""
    found, made = view.likelihood(feature), view.promise(feature)
    if found is None:
        return None
    return found.in_time if made is None else min(made.odds, found.in_time)


def in_time(view: AudienceView, feature: str) -> Cell:
    """How likely a feature is in time: whole per cent for people, two decimals for machines."""
    found = view.likelihood(feature)
    return number(None) if found is None else Cell(odds(found.in_time), hundredths(found.in_time))


def likelihood_cell(view: AudienceView, feature: str) -> Cell:
    """How likely a feature is as promised and in time, what to make of it, by when it is likely there."""
    found = view.likelihood(feature)
    if found is None:
        return number(None)
    return Cell(both_in_words(found, view.promise(feature)), hundredths(found.in_time))


# --- of one feature ---


def promised(made: PromiseOdds | None, found: FeatureOdds) -> Iterator[str]:
    """How likely the promise of a feature is kept; nothing where it has none, or its period says the same."""
    if made is not None and says_more(made, found):
        yield promise_in_words(made)


def in_the_way(found: FeatureOdds) -> Iterator[str]:
    """What a feature waits for where it is late; nothing where it hardly ever is."""
    if found.in_time <= _SURE and (ways := [_way(blocker) for blocker in found.blocked_by[:_WAYS]]):
        yield f"where it is late: {', '.join(ways)}"


def _way(blocker: Blocker) -> str:
    what = f"{blocker.team} has no time" if blocker.team is not None else f"waits for {blocker.feature}"
    return f"{what} ({odds(blocker.share)})"


# --- for machines ---

PROMISE: Final = Shape(PromiseOdds, "id kind date odds")
LIKELY: Final[dict[str, Any]] = {"in_time": float, "likely_by": Blank}
"""The keys of a feature in a document that tells odds: they are there only where odds are asked for."""
PLACED: dict[str, Any] = {
    "period": str | None, "placement_reasons": tuple[Reason, ...], **LIKELY, "promise": PROMISE,
}  # fmt: skip
"""Where the roadmap has a feature, and how likely, in the documents of one feature."""
ODDS: Final = Shape(SharedOdds, "expected futures promises", expected=float, promises=[PROMISE])
"""The odds of the features that a document is about."""


def likely_keys(found: FeatureOdds | None) -> dict[str, Any]:
    """The values of `LIKELY`, None for one without odds: it has no such keys."""
    if found is None:
        return dict.fromkeys(LIKELY)
    return {"in_time": hundredths(found.in_time), "likely_by": str(found.likely_by or "")}


def odds_item(shared: SharedOdds | None, features: Iterable[str]) -> Document | None:
    """The odds of these features; None where nobody asked."""
    if shared is None:
        return None
    told = shared.among(features)
    return item(
        ODDS, told, expected=hundredths(sum(each.in_time for each in told.items.values())),
        promises=[promise_item(made) for made in told.promises],
    )  # fmt: skip


def promise_item(made: PromiseOdds) -> Document:
    """A promise and how likely it is kept."""
    return item(PROMISE, made, odds=hundredths(made.odds))
