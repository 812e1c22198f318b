"""The JSON documents of what accounts ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pmcli.model.evidence import Request
from pmcli.planning.customers import promises_at_risk
from pmcli.planning.demand import NEEDS, Ask, Asking, Outlook, Revenue, Wanted, Wishes
from pmcli.ranking.result import LeftOut
from pmcli.views.customers import AT_RISK
from pmcli.writers.documents import Document, Shape, document, item

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog

_OUTLOOK = Shape(Outlook, "status rank period whyNot").within("outlook")
_REVENUE = Shape(Revenue, "arr=total atRiskArr=at_risk prospectArr=prospect churnedArr=churned").within(
    "revenue"
)
_ASK = Shape(
    Ask, f"feature need since {_OUTLOOK} requests", requests=[Shape(Request, "date need says source")]
)
_ACCOUNT = Shape(
    Asking,
    "id title=account.title arr=account.arr status=account.status renewal=account.renewal "
    "segment=account.segment late asks",
    late=list[str], asks=[_ASK],
)  # fmt: skip
_FEATURE = Shape(
    Wanted, f"id=feature title {_OUTLOOK} {_REVENUE} renewal accounts blockers needs",
    title=str, accounts=list[str], blockers=list[str], needs=dict[str, int],
)  # fmt: skip
ACCOUNT = Shape(Asking, f"currency {_ACCOUNT.keys}", currency=str | None, **_ACCOUNT.types)
DEMAND = Shape(
    Wishes, f"currency {_REVENUE} accounts features silent promisesAtRisk leftOut?",
    currency=str | None, accounts=[_ACCOUNT], features=[_FEATURE], silent=list[str],
    promises_at_risk=[AT_RISK], left_out=list[LeftOut],
)  # fmt: skip


def demand_document(
    wishes: Wishes, backlog: Backlog, top: int | None = None, left_out: Sequence[LeftOut] | None = None
) -> Document:
    """Everything asked for: `pm demand --format json`."""
    return document(
        "demand", DEMAND, wishes, currency=backlog.workspace.currency,
        accounts=[
            item(_ACCOUNT, account, late=_late(account)) for account in wishes.accounts if account.asks
        ][:top],
        features=[_feature(feature, backlog) for feature in wishes.features][:top],
        silent=[account.id for account in wishes.accounts if not account.asks],
        promises_at_risk=promises_at_risk(wishes, backlog), left_out=left_out,
    )  # fmt: skip


def account_document(asking: Asking, backlog: Backlog) -> Document:
    """The asks of one account: `pm demand --account ID --format json`."""
    return document("account", ACCOUNT, asking, currency=backlog.workspace.currency, late=_late(asking))


def _late(asking: Asking) -> list[str]:
    return [ask.feature for ask in asking.late]


def _feature(wanted: Wanted, backlog: Backlog) -> Document:
    return item(
        _FEATURE, wanted, title=backlog.features[wanted.feature].title,
        accounts=[ask.account for ask in wanted.asks], blockers=[ask.account for ask in wanted.blocked],
        needs={need: sum(ask.need == need for ask in wanted.asks) for need in NEEDS},
    )  # fmt: skip
