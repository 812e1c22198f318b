"""Tuesday: what customers asked for, who waits for what, renewals that are near, evidence that is old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from pmcli.model.evidence import is_old
from pmcli.model.feature import Feature
from pmcli.model.figure import anded, counted
from pmcli.model.period import DAYS_A_WEEK, later
from pmcli.planning.customers import PromiseAtRisk, Risk
from pmcli.planning.demand import Asking, wishes
from pmcli.sharing import AudienceView
from pmcli.views.customers import amount
from pmcli.views.review.customers import customers, how
from pmcli.views.week.line import Line, several, short

NEAR = 92
"""The days to a renewal that is near, at most."""
_NAMED = 3
_ACTS: Final[Mapping[Risk, str]] = {
    "put-away": "tell them why", "not-planned": "make room, or tell them", "late": "move it up, or tell them",
    "no-slack": "let nothing push it",
}  # fmt: skip


def lines(view: AudienceView) -> Iterator[Line]:
    """What came in, then customers who go without, then renewals that are near, then evidence that is old."""
    if view.reader.is_public:
        return
    if view.sees("requests"):
        yield from _requests(view)
        rows = customers(view)
        yield from _waiting(view, rows)
        yield from _renewals(view, {row.account for row in rows})
    yield from _evidence(view)


# --- requests ---


def _requests(view: AudienceView) -> Iterator[Line]:
    """How many requests came, and for what most."""
    came: Counter[str] = Counter()
    asking: dict[str, list[str]] = {}
    for name, feature in view.backlog.features.items():
        for account in _new(view, name, feature):
            came[name] += 1
            asking.setdefault(name, []).append(account)
    if not came:
        return
    most = sorted(came, key=lambda name: (-came[name], name))
    told = [
        f"{came[name]:,} for {short(view.title(name))} ({several(_titles(view, asking[name]))})"
        for name in most[:_NAMED]
    ]  # fmt: skip
    says = f"{counted(sum(came.values()), 'request')} came: {anded(told, max(0, len(most) - _NAMED))}"
    unplanned = [
        name for name in most
        if view.sees("period") and view.period(name) is None and view.backlog.is_open(name)
    ]  # fmt: skip
    act = f"answer about {several(map(view.title, unplanned))}, not in the plan" if unplanned else ""
    yield Line(says, tuple(most), act, command="pm demand")


def _new(view: AudienceView, name: str, feature: Feature) -> list[str]:
    """The accounts of requests that are new: not there then, or with nothing to compare of the last days."""
    if view.since is None:
        today = view.backlog.today
        week = later(today, -DAYS_A_WEEK)
        return [ask.account for ask in feature.requests if ask.date and week < ask.date <= today]
    renamed = {rename.after: rename.before for rename in view.since.difference.renamed}
    before = view.since.before.features.get(renamed.get(name, name))
    known = Counter((ask.account, ask.date, ask.says) for ask in before.requests) if before else Counter()
    new = Counter((ask.account, ask.date, ask.says) for ask in feature.requests) - known
    return [account for account, _, _ in new.elements()]


def _titles(view: AudienceView, accounts: list[str]) -> list[str]:
    known = view.backlog.workspace.accounts
    titles = (known[name].title if name in known else None for name in accounts)
    return list(dict.fromkeys(title or name for title, name in zip(titles, accounts, strict=True)))


# --- who waits ---


def _waiting(view: AudienceView, rows: tuple[PromiseAtRisk, ...]) -> Iterator[Line]:
    """A line for each customer who goes without a blocker, or has one that must not slip."""
    by_account: dict[str, list[PromiseAtRisk]] = {}
    for row in rows:
        by_account.setdefault(row.account, []).append(row)
    for own in sorted(by_account.values(), key=lambda own: not own[0].is_lost):
        row, others = own[0], [each for each in own[1:] if each.is_lost == own[0].is_lost]
        more = f", and {len(others):,} more" if others else ""
        stands = f", planned for {how(row, view)}" if row.period else f": {short(how(row, view), 80)}"
        says = f"{_who(view, row)} needs {short(row.feature_title)}{stands}{more}"
        act = _ACTS[row.risk]
        ids = (row.account, row.feature, *(each.feature for each in others))
        owner = view.backlog.features[row.feature].owner
        yield Line(says, ids, act, owner or "", f"pm demand --account {row.account}")


def _who(view: AudienceView, row: PromiseAtRisk) -> str:
    """A customer with what hangs on it: "Fabrikam Fashion (240,000 EUR, at-risk, renewal 2027-03-31)"."""
    money = amount(row.arr, view.backlog.workspace.currency) if row.arr is not None else ""
    status = row.status if row.status != "active" else ""
    renewal = f"renewal {row.renewal}" if row.renewal else ""
    facts = ", ".join(filter(None, (money, status, renewal)))
    return f"{short(row.title)} ({facts})" if facts else short(row.title)


def _renewals(view: AudienceView, told: set[str]) -> Iterator[Line]:
    """Customers whose contract is soon up and who ask for something; not those told of already."""
    today = view.backlog.today
    found = wishes(view.backlog, view.ranking, view.roadmap)
    for asking in sorted(found.accounts, key=lambda asking: (asking.account.renewal or date.max, asking.id)):
        renewal = asking.account.renewal
        is_near = renewal is not None and today <= renewal <= later(today, NEAR)
        if renewal is None or not is_near or asking.account.status == "churned" or asking.id in told:
            continue
        weeks = (renewal - today).days // 7
        when = f"in {counted(weeks, 'week')}" if weeks else "this week"
        says = f"{short(asking.title)} renews {when} ({renewal}){_asks(view, asking)}"
        ids = (asking.id, *(ask.feature for ask in asking.open))
        yield Line(
            says, ids, "tell them what comes" if asking.open else "", "", f"pm demand --account {asking.id}"
        )


def _asks(view: AudienceView, asking: Asking) -> str:
    """What a customer still asks for, with the period planned."""
    if not asking.open:
        return " and asks for nothing that is open" if view.is_whole else ""
    told = []
    for ask in asking.open[:_NAMED]:
        period = view.period(ask.feature)
        when = f" ({period or 'not planned'})" if view.sees("period") else ""
        told.append(f"{short(view.title(ask.feature))}{when}")
    return f" and asks for {anded(told, max(0, len(asking.open) - _NAMED))}"


# --- evidence ---


def _evidence(view: AudienceView) -> Iterator[Line]:
    """What is planned on evidence that is all over a year old, or on none."""
    if not view.sees("evidence", "period"):
        return
    placed = sorted(
        view.roadmap.placements, key=lambda placed: (placed.period.index, placed.rank or 0, placed.id)
    )
    features = [view.backlog.features[placed.id] for placed in placed if not _is_duty(view, placed.id)]
    today = view.backlog.today
    old = [
        feature for feature in features
        if feature.evidence and all(is_old(piece, today) for piece in feature.evidence)
    ]  # fmt: skip
    is_used = any(feature.evidence for feature in view.backlog.features.values())
    none = [
        feature for feature in features if is_used and not feature.evidence and not _solves(view, feature)
    ]
    for bets, what, act in (
        (old, "evidence over a year old", "ask customers again before it starts"),
        (none, "no evidence", "write down what speaks for it"),
    ):
        if bets:
            rest = "rests" if len(bets) == 1 else "rest"
            titles = several(feature.title for feature in bets)
            says = f"{counted(len(bets), 'planned feature')} {rest} on {what}: {titles}"
            yield Line(says, tuple(feature.id for feature in bets), act)


def _solves(view: AudienceView, feature: Feature) -> bool:
    """Whether a problem that it solves is known from something."""
    problems = view.backlog.workspace.problems
    return any(problems[name].evidence for name in feature.solves if name in problems)


def _is_duty(view: AudienceView, name: str) -> bool:
    """Whether nobody bets on it: a bug, an obligation, a debt, or what only makes others possible."""
    return view.backlog.features[name].type != "feature"
