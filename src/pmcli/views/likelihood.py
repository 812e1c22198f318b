"""How likely the plan is, on the screens of other commands: a line for people, keys for machines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pmcli.model.figure import counted, hundredths, listed, odds
from pmcli.model.likelihood import SURE, both_in_words, expected_in_time, says_more
from pmcli.sharing import AudienceView
from pmcli.sharing.odds import SharedOdds
from pmcli.views.feature_odds import PROMISE, promise_item
from pmcli.views.futures import EXACT
from pmcli.writers.documents import Document, Shape, item
from pmcli.writers.table import Cell, Column, number

IN_TIME: Final = Column("in_time", "in time", "right", "number")
LIKELY_BY: Final = Column("likely_by", "likely by")
_NAMED = 5


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
    if found is None or (made is None and found.in_time > SURE):
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


# --- for machines ---

ODDS: Final = Shape(SharedOdds, "expected futures promises", expected=float, promises=[PROMISE])
"""The odds of the features that a document is about."""


def odds_item(shared: SharedOdds | None, features: Iterable[str]) -> Document | None:
    """The odds of these features; None where nobody asked."""
    if shared is None:
        return None
    told = shared.among(features)
    return item(
        ODDS, told, expected=hundredths(sum(each.in_time for each in told.items.values())),
        promises=[promise_item(made) for made in told.promises],
    )  # fmt: skip
