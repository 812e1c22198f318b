"""The words for promises to customers: who waits for what, for how much money, and what endangers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pmcli.model.feature import OPEN
from pmcli.model.fields.facts import joined
from pmcli.model.figure import figure
from pmcli.model.period import Period
from pmcli.planning.customers import PromiseAtRisk, revenue_of
from pmcli.writers.documents import Shape

if TYPE_CHECKING:
    from pmcli.review.changes import CustomerMove

MOST = 8
"""Customers that a line names, at most."""
AT_RISK = Shape(
    PromiseAtRisk,
    "account title arr accountStatus=status renewal feature featureTitle featureStatus risk period why",
)  # fmt: skip


def amount(value: float | None, currency: str | None) -> str:
    """An amount in a currency; "no figure" for None."""
    return "no figure" if value is None else joined(figure(value), currency, by=" ")


def stands(row: PromiseAtRisk, *, reasons: bool = True) -> str:
    """How a promise stands: "2027-Q3: too late"; with `reasons` also why it is not planned."""
    if row.risk == "late":
        return f"{row.period}: too late"
    if row.risk == "no-slack":
        return f"{row.period}: no slack"
    told = row.feature_status if row.risk == "put-away" else "not in the plan"
    return f"{told}: {row.why}" if row.why and reasons else told


def waiting(rows: Iterable[PromiseAtRisk], currency: str | None) -> str | None:
    """Who waits for what does not come in time, counted, with their revenue; None where nobody does."""
    count, money = revenue_of(row for row in rows if row.is_lost)
    if not count:
        return None
    return f"{_wait(count, 'customer')} for what does not come in time ({amount(money, currency)})"


def slackless(rows: Sequence[PromiseAtRisk], currency: str | None) -> str | None:
    """Who else waits for what must not slip, counted, with their revenue; None where nobody does."""
    lost = {row.account for row in rows if row.is_lost}
    count, money = revenue_of(row for row in rows if row.account not in lost)
    if not count:
        return None
    who = _wait(count, "other" if lost else "customer")
    return f"{who} for what has no slack ({amount(money, currency)})"


def _wait(count: int, noun: str) -> str:
    return f"1 {noun} is waiting" if count == 1 else f"{count:,} {noun}s wait"


def customers_line(moves: Sequence[CustomerMove], currency: str | None) -> list[str]:
    """A line on the customers whose blockers come out of time or into it; none where there are none."""
    if not moves:
        return []
    more = [f"and {len(moves) - MOST:,} more"] if len(moves) > MOST else []
    return [f"Customers: {'; '.join([*(moved(move, currency) for move in moves[:MOST]), *more])}."]


def moved(move: CustomerMove, currency: str | None) -> str:
    """What becomes of a blocker: "Tailspin Toys (96,000 EUR) gets wallets too late: 2027-Q1 → 2027-Q3"."""
    who = f"{move.title} ({amount(move.arr, currency)})"
    due = f" (renewal {move.renewal})" if move.change == "late" and move.renewal else ""
    if move.is_new:
        what = "too late" if move.change == "late" else "not in time"
        return f"{who} now waits for {move.feature}, {what}: {_place(move.after, move.status)}{due}"
    verb, when = {
        "late": ("gets", " too late"), "in-time": ("gets", " in time"), "out": ("no longer gets", ""),
    }[move.change]  # fmt: skip
    before, after = _place(move.before, move.former_status), _place(move.after, move.status)
    way = f"{after}, as before" if before == after else f"{before} → {after}"
    return f"{who} {verb} {move.feature}{when}: {way}{due}"


def _place(period: Period | None, status: str) -> str:
    """A period; else why there is none: "declined", "not in the plan"."""
    if period is not None:
        return str(period)
    return "not in the plan" if status in OPEN else status
