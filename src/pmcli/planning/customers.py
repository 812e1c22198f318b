"""Promises to customers at risk: blockers that do not come by an account's renewal, or that must not slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import TYPE_CHECKING, Final, Literal

from pmcli.model.feature import OPEN
from pmcli.model.period import Period
from pmcli.planning.demand import Ask, Asking, Wishes

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog

Risk = Literal["put-away", "not-planned", "late", "no-slack"]
"""What endangers a promise: it is parked or declined, in no period, too late, or must not slip."""
_RISKS: Final[tuple[Risk, ...]] = ("put-away", "not-planned", "late", "no-slack")


@dataclass(frozen=True, slots=True)
class PromiseAtRisk:
    """A feature that an account calls a blocker, and what endangers it.

    `status` is that of the account, `feature_status` that of the feature; `period` is the one planned, None
    for none; `why` says in a few words why it is in none.
    """

    account: str
    title: str
    arr: float | None
    status: str
    renewal: date | None
    feature: str
    feature_title: str
    feature_status: str
    risk: Risk
    period: Period | None
    why: str | None

    @property
    def is_lost(self) -> bool:
        """Whether it does not come in time as things stand."""
        return self.risk != "no-slack"


def promises_at_risk(wishes: Wishes, backlog: Backlog) -> tuple[PromiseAtRisk, ...]:
    """The promises at risk, the largest revenue first, of an account the worst first.

    Without a roadmap only those whose feature is put away.
    """
    rows = [
        _row(asking, ask, risk, backlog)
        for asking in wishes.accounts
        for ask, risk in _risks(asking, backlog)
    ]
    return tuple(
        sorted(rows, key=lambda row: (-(row.arr or 0.0), row.account, _RISKS.index(row.risk), row.feature))
    )


def _risks(asking: Asking, backlog: Backlog) -> Iterator[tuple[Ask, Risk]]:
    """The blockers that are late, and those in the last period that is in time."""
    for ask in asking.late:
        if ask.outlook.status not in OPEN:
            yield ask, "put-away"
        else:
            yield ask, "not-planned" if ask.outlook.period is None else "late"
    renewal = asking.account.renewal
    if renewal is None or asking.account.status == "churned":
        return
    for ask in asking.open:
        if ask.is_blocker and ask not in asking.late and _is_last(ask, renewal, backlog):
            yield ask, "no-slack"


def _is_last(ask: Ask, renewal: date, backlog: Backlog) -> bool:
    """Whether a feature would be late in the period after that planned."""
    period, fiscal = ask.outlook.period, backlog.workspace.calendar.fiscal
    if period is None:
        return False
    due = fiscal.period_of(renewal, period.step)
    return period.index >= (due.index if fiscal.last_day(due) <= renewal else due.index - 1)


def _row(asking: Asking, ask: Ask, risk: Risk, backlog: Backlog) -> PromiseAtRisk:
    account, outlook = asking.account, ask.outlook
    return PromiseAtRisk(
        asking.id, asking.title, account.arr, account.status, account.renewal, ask.feature,
        backlog.features[ask.feature].title, outlook.status, risk, outlook.period, outlook.in_short,
    )  # fmt: skip


def revenue_of(rows: Iterable[PromiseAtRisk]) -> tuple[int, float]:
    """How many accounts these are of, and their annual revenue, each once."""
    accounts = {row.account: row.arr or 0.0 for row in rows}
    return len(accounts), fsum(accounts.values())
