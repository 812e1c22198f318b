"""The blockers of accounts that a change brings out of time, out of the plan, or into time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pmcli.model.backlog import Backlog
from pmcli.model.evidence import Account
from pmcli.planning import Roadmap
from pmcli.planning.customers import PromiseAtRisk, promises_at_risk
from pmcli.planning.demand import Ask, wishes
from pmcli.review.changes.result import CustomerMove

_Key = tuple[str, str]
_OUT = ("put-away", "not-planned")


@dataclass(frozen=True, slots=True)
class _Blockers:
    """All blockers of a backlog by account and feature, those that do not come in time, and the features."""

    asks: Mapping[_Key, Ask]
    lost: Mapping[_Key, PromiseAtRisk]
    features: frozenset[str]
    accounts: Mapping[str, Account]

    @classmethod
    def of(cls, backlog: Backlog, roadmap: Roadmap, names: Mapping[str, str]) -> _Blockers:
        """Those of a backlog and its plan; `names` leads from ids to those of the other side."""
        found = wishes(backlog, roadmap.ranking, roadmap)
        return cls(
            {
                (account.id, names.get(ask.feature, ask.feature)): ask
                for account in found.accounts for ask in account.asks if ask.need == "blocker"
            },
            {
                (row.account, names.get(row.feature, row.feature)): row
                for row in promises_at_risk(found, backlog) if row.is_lost
            },
            frozenset(names.get(name, name) for name in backlog.features),
            backlog.workspace.accounts,
        )  # fmt: skip

    def is_out(self, key: _Key) -> bool:
        """Whether it is in no period."""
        return key in self.lost and self.lost[key].risk in _OUT


def customer_moves(
    before: tuple[Backlog, Roadmap], after: tuple[Backlog, Roadmap], names: Mapping[str, str]
) -> tuple[CustomerMove, ...]:
    """The blockers that come out of time, out of the plan or into time, the largest revenue first.

    `names` leads from ids of features before to those after. Nothing is told of accounts that have left, or
    of what nobody asks for any more.
    """
    if not (before[0].workspace.accounts or after[0].workspace.accounts):
        return ()
    old, new = _Blockers.of(*before, names), _Blockers.of(*after, {})
    moves = [_move(key, change, old, new) for key, change in _changes(old, new)]
    return tuple(sorted(moves, key=lambda move: (-(move.arr or 0.0), move.account, move.feature)))


def _changes(old: _Blockers, new: _Blockers) -> Iterator[tuple[_Key, Literal["late", "out", "in-time"]]]:
    for key in sorted({*old.asks, *new.asks}):
        account = new.accounts.get(key[0])
        if account is None or account.status == "churned":
            continue
        if key not in new.asks:
            is_removed = key[1] not in new.features
            if is_removed and not old.is_out(key) and old.asks[key].outlook.status != "shipped":
                yield key, "out"
        elif new.is_out(key):
            if not old.is_out(key):
                yield key, "out"
        elif key in new.lost:
            if key not in old.lost:
                yield key, "late"
        elif key in old.lost:
            yield key, "in-time"


def _move(
    key: _Key, change: Literal["late", "out", "in-time"], old: _Blockers, new: _Blockers
) -> CustomerMove:
    name, feature = key
    account, was, now = new.accounts[name], old.asks.get(key), new.asks.get(key)
    return CustomerMove(
        name, account.title or name, account.arr, account.renewal, feature, change,
        was.outlook.period if was else None, now.outlook.period if now else None,
        was.outlook.status if was else "", now.outlook.status if now else "removed", was is None,
    )  # fmt: skip
