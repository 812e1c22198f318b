"""What accounts ask for, as JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmcli.demand import NEEDS
from pmcli.formats.documents import SCHEMA_VERSION, Document, as_float

if TYPE_CHECKING:
    from pmcli.backlog import Backlog
    from pmcli.demand import Asking, Outlook, Wanted, Wishes
    from pmcli.evidence import Request


def demand_document(found: Wishes, backlog: Backlog, top: int | None = None) -> Document:
    """Everything asked for: `pm demand --format json`."""
    total = found.revenue
    return {
        "schemaVersion": SCHEMA_VERSION, "kind": "demand", "currency": backlog.workspace.currency,
        "arr": total.total, "atRiskArr": total.at_risk, "prospectArr": total.prospect,
        "churnedArr": total.churned,
        "accounts": [_account_item(one) for one in found.accounts if one.asks][:top],
        "features": [_feature_item(one, backlog) for one in found.features][:top],
        "silent": [one.id for one in found.accounts if not one.asks],
    }  # fmt: skip


def account_document(one: Asking, backlog: Backlog) -> Document:
    """What one account asks for: `pm demand --account ID --format json`."""
    return {
        "schemaVersion": SCHEMA_VERSION, "kind": "account", "currency": backlog.workspace.currency,
        **_account_item(one),
    }  # fmt: skip


def _account_item(one: Asking) -> Document:
    account = one.account
    return {
        "id": one.id, "title": account.title, "arr": as_float(account.arr), "status": account.status,
        "renewal": _day(account.renewal), "segment": account.segment,
        "late": [ask.feature for ask in one.late],
        "asks": [
            {"feature": ask.feature, "need": ask.need, "since": _day(ask.since), **_outlook(ask.outlook),
             "requests": [_request(told) for told in ask.requests]}
            for ask in one.asks
        ],
    }  # fmt: skip


def _feature_item(one: Wanted, backlog: Backlog) -> Document:
    return {
        "id": one.feature, "title": backlog.features[one.feature].title, **_outlook(one.outlook),
        "arr": one.revenue.total, "atRiskArr": one.revenue.at_risk, "prospectArr": one.revenue.prospect,
        "churnedArr": one.revenue.churned, "renewal": _day(one.renewal),
        "accounts": [ask.account for ask in one.asks], "blockers": [ask.account for ask in one.blocked],
        "needs": {need: sum(ask.need == need for ask in one.asks) for need in NEEDS},
    }  # fmt: skip


def _outlook(outlook: Outlook) -> Document:
    return {
        "status": outlook.status, "rank": outlook.rank,
        "period": str(outlook.period) if outlook.period else None, "whyNot": outlook.why_not,
    }  # fmt: skip


def _request(told: Request) -> Document:
    return {"date": _day(told.date), "need": told.need, "says": told.says, "source": told.source}


def _day(day: object) -> str | None:
    return None if day is None else str(day)
