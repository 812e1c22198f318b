"""Tables of what accounts ask for, by account and by feature, and the page for a call with one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum
from typing import TYPE_CHECKING

from pmcli.model.fields.facts import because, joined
from pmcli.model.figure import figure, listed
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph, TableBlock
from pmcli.writers.table import Cell, Column, Rest, Table, Tone, number

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.planning.demand import Ask, Asking, Outlook, Wanted, Wishes

_TONES: dict[str, Tone] = {"at-risk": "bad", "churned": "dim", "prospect": "plain"}
_NOBODY = "nobody asks for anything: write requests: [{account: …, need: …}] into a feature"
_SOME = "nobody asks for any of these"
_NAMED = 3


def money(value: float | None, backlog: Backlog) -> str:
    """An amount in the workspace's currency; "no figure" for None."""
    return "no figure" if value is None else joined(figure(value), backlog.workspace.currency, by=" ")


def _arr(backlog: Backlog) -> str:
    currency = backlog.workspace.currency
    return f"ARR ({currency})" if currency else "ARR"


# --- by account ---


def accounts_table(wishes: Wishes, backlog: Backlog, top: int | None = None) -> Table:
    """The accounts that ask for something, the largest first."""
    columns = (
        Column("account", "account", kind="id"),
        Column("title", "name", priority=3),
        Column("arr", _arr(backlog), "right", "number"),
        Column("status", "status", kind="id"),
        Column("renewal", "renewal", kind="id", priority=1),
        Column("open", "open asks", "right", "number", priority=4),
        Column("blockers", "blockers", least=16),
        Column("others", "asks besides", priority=5, least=16),
        Column("delivered", "delivered", priority=6),
    )
    asking = [account for account in wishes.accounts if account.asks]
    rows = tuple(_account_row(account, wishes) for account in asking[:top])
    return Table(
        columns, rows, f"{backlog.workspace.product}: who asks for what",
        tuple(_account_notes(wishes, backlog, top)),
    )  # fmt: skip


def _account_row(asking: Asking, wishes: Wishes) -> tuple[Cell, ...]:
    account = asking.account
    blockers = [ask for ask in asking.open if ask.need == "blocker"]
    others = [ask for ask in asking.open if ask.need != "blocker"]
    shipped = [ask.feature for ask in asking.asks if ask.outlook.status == "shipped"]
    tone: Tone = "bad" if any(ask.outlook.is_open for ask in asking.late) else "plain"
    return (
        Cell(asking.id), Cell(asking.title), number(account.arr),
        Cell(account.status, tone=_TONES.get(account.status, "plain")),
        Cell(str(account.renewal or "")), Cell(str(len(asking.open)), len(asking.open)),
        Cell(", ".join(_when(ask, wishes) for ask in blockers), tone=tone),
        Cell(", ".join(_when(ask, wishes) for ask in others)), Cell(", ".join(shipped)),
    )  # fmt: skip


def _when(ask: Ask, wishes: Wishes) -> str:
    """A feature, and when it comes: "sso 2027-Q1"."""
    if not wishes.is_planned:
        return ask.feature
    return f"{ask.feature} {ask.outlook.period or '(not in the plan)'}"


def _account_notes(wishes: Wishes, backlog: Backlog, top: int | None) -> Iterator[str | Rest]:
    asking = [account for account in wishes.accounts if account.asks]
    if not asking:
        yield _SOME if wishes.is_part else _NOBODY
        return
    if top is not None and top < len(asking):
        yield Rest(len(asking) - top)
    waiting = [account for account in asking if account.open]
    wanted = sum(feature.outlook.is_open for feature in wishes.features)
    yield (
        f"{len(waiting):,} account{' asks' if len(waiting) == 1 else 's ask'} for {wanted:,} open "
        f"feature{'' if wanted == 1 else 's'}: {money(wishes.revenue.total, backlog)} a year"
    )
    yield from _unpaid(waiting, backlog)
    yield from _risks(wishes, backlog)
    silent = len(wishes.accounts) - len(asking)
    if silent:
        yield f"{silent:,} account{' asks' if silent == 1 else 's ask'} for nothing"


def _unpaid(asking: Sequence[Asking], backlog: Backlog) -> Iterator[str]:
    """The part of a revenue that is none: not yet, or no longer."""
    for status, words in (("prospect", "who do not pay yet"), ("churned", "who have left")):
        accounts = [account for account in asking if account.account.status == status]
        if accounts:
            total = money(fsum(account.account.arr or 0.0 for account in accounts), backlog)
            yield f"of those {words}: {total} ({listed([account.id for account in accounts])})"


def _risks(wishes: Wishes, backlog: Backlog) -> Iterator[str]:
    """Notes on revenue at risk: by status, and by blockers that come too late."""
    risky = [account for account in wishes.accounts if account.account.status == "at-risk"]
    if risky:
        total = fsum(account.account.arr or 0.0 for account in risky)
        yield f"at risk: {money(total, backlog)} ({listed([account.id for account in risky])})"
    late = [account for account in wishes.accounts if account.late]
    if late:
        total = fsum(account.account.arr or 0.0 for account in late)
        names = listed([f"{account.id}: {_lateness(account)}" for account in late], _NAMED)
        yield f"with a blocker that does not come in time: {money(total, backlog)} ({names})"


def _lateness(asking: Asking) -> str:
    """The blockers of an account that come too late, and how late that is."""
    return " and ".join(f"{ask.feature} {_fate(ask.outlook)}" for ask in asking.late[:_NAMED])


def _fate(outlook: Outlook) -> str:
    if not outlook.is_open:
        return f"is {outlook.status}"
    return f"comes in {outlook.period}" if outlook.period else "is not in the plan"


# --- by feature ---


def features_table(wishes: Wishes, backlog: Backlog, top: int | None = None, *, everything: bool) -> Table:
    """The features asked for, the largest revenue first; those that are closed only with `everything`."""
    columns = (
        Column("id", "id", kind="id"),
        Column("title", "title", priority=2, least=16),
        Column("arr", _arr(backlog), "right", "number"),
        Column("at_risk", "at risk", "right", "number"),
        Column("accounts", "accounts", "right", "number"),
        Column("who", "who", priority=3, least=16),
        Column("blockers", "blocker of", priority=1, least=12),
        Column("renewal", "next renewal", kind="id", priority=4),
        Column("status", "status", kind="id", priority=6),
        Column("rank", "rank", "right", "number"),
        Column("period", "period", kind="id", priority=5),
    )
    shown = [feature for feature in wishes.features if everything or feature.outlook.is_open]
    rows = tuple(_feature_row(feature, backlog) for feature in shown[:top])
    notes = tuple(_feature_notes(wishes, backlog, shown, top))
    return Table(columns, rows, f"{backlog.workspace.product}: what is asked for", notes)


def _feature_row(wanted: Wanted, backlog: Backlog) -> tuple[Cell, ...]:
    rank = wanted.outlook.rank
    return (
        Cell(wanted.feature), Cell(backlog.features[wanted.feature].title), number(wanted.revenue.total),
        number(wanted.revenue.at_risk, tone="bad" if wanted.revenue.at_risk else "dim"),
        Cell(str(len(wanted.asks)), len(wanted.asks)), Cell(", ".join(ask.account for ask in wanted.asks)),
        Cell(", ".join(ask.account for ask in wanted.blocked)), Cell(str(wanted.renewal or "")),
        Cell(wanted.outlook.status), number(None) if rank is None else Cell(str(rank), rank),
        Cell(str(wanted.outlook.period or "")),
    )  # fmt: skip


def _feature_notes(
    wishes: Wishes, backlog: Backlog, shown: Sequence[Wanted], top: int | None
) -> Iterator[str | Rest]:
    if not wishes.features:
        yield _SOME if wishes.is_part else _NOBODY
        return
    if top is not None and top < len(shown):
        yield Rest(len(shown) - top)
    yield "every account counts once for a feature, as demand.arr does in a formula"
    asking = {ask.account for feature in shown for ask in feature.asks}
    yield from _unpaid([account for account in wishes.accounts if account.id in asking], backlog)
    closed = [feature for feature in wishes.features if not feature.outlook.is_open]
    if len(shown) < len(wishes.features):
        counts = ", ".join(
            f"{count:,} {status}" for status in ("shipped", "parked", "declined")
            if (count := sum(feature.outlook.status == status for feature in closed))
        )  # fmt: skip
        yield f"also asked for: {counts} (--all)"


# --- one account ---


def account_page(asking: Asking, wishes: Wishes, backlog: Backlog) -> list[Block]:
    """The page to read before a call with an account."""
    blocks: list[Block] = [Heading(asking.title, 1), Fields(tuple(_facts(asking, backlog)))]
    if not asking.asks:
        return [*blocks, Paragraph("They ask for nothing.")]
    blocks += [Heading("What they ask for"), TableBlock(asks_table(asking, wishes, backlog))]
    if words := tuple(_words(asking)):
        blocks += [Heading("In their words"), Bullets(words)]
    if reasons := tuple(
        f"{ask.feature}: {ask.outlook.why_not}" for ask in asking.asks if ask.outlook.why_not
    ):  # fmt: skip
        blocks += [Heading("Why not"), Bullets(reasons)]
    return blocks


def _facts(asking: Asking, backlog: Backlog) -> Iterator[tuple[str, str | Cell]]:
    account = asking.account
    yield "account", asking.id
    yield "ARR", money(account.arr, backlog)
    yield "status", Cell(account.status, tone=_TONES.get(account.status, "plain"))
    if account.renewal:
        yield "renewal", str(account.renewal)
    if account.segment:
        segment = backlog.workspace.segments.get(account.segment)
        yield "segment", segment.title if segment and segment.title else account.segment
    if asking.late:
        yield "too late", Cell(f"blocker {_lateness(asking)}", tone="bad")


def asks_table(asking: Asking, wishes: Wishes, backlog: Backlog) -> Table:
    """The features that an account asks for, one a row."""
    columns = (
        Column("need", "need", kind="id"),
        Column("id", "id", kind="id"),
        Column("title", "title", priority=1, least=16),
        Column("status", "status", kind="id"),
        Column("rank", "rank", "right", "number", priority=3),
        Column("period", "period", kind="id"),
        Column("since", "asked on", kind="id", priority=2),
    )
    return Table(columns, tuple(_ask_row(ask, wishes, backlog) for ask in asking.asks))


def _ask_row(ask: Ask, wishes: Wishes, backlog: Backlog) -> tuple[Cell, ...]:
    outlook = ask.outlook
    period = str(outlook.period or "")
    if wishes.is_planned and outlook.is_open and not period:
        period = "not in the plan"
    return (
        Cell(ask.need or "", tone="bad" if ask.is_blocker else "plain"), Cell(ask.feature),
        Cell(backlog.features[ask.feature].title), Cell(outlook.status),
        number(None) if outlook.rank is None else Cell(str(outlook.rank), outlook.rank),
        Cell(period if outlook.status != "shipped" else str(outlook.there or "")), Cell(str(ask.since or "")),
    )  # fmt: skip


def _words(asking: Asking) -> Iterator[str]:
    for ask in asking.asks:
        for request in ask.requests:
            if request.says or request.source:
                said = f'"{request.says}"' if request.says else None
                text = joined(said, f"({request.source})" if request.source else None, by=" ")
                yield because(joined(ask.feature, request.need, request.date), text)
