"""Demand: who asks for what, every account once per feature, with its revenue and its renewal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import fsum
from typing import TYPE_CHECKING

from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.evidence import Account, Request
from pmcli.model.feature import OPEN
from pmcli.model.figure import anded, listed
from pmcli.model.naming import alike, meant
from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.model.words import sentences, words

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.planning import Roadmap
    from pmcli.ranking import Ranking

NEEDS = ("blocker", "important", "nice")
"""The needs of requests, the worst first."""
_LAST = len(NEEDS)
_TEAMS = 2
Shown = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The status of a feature, its rank, and the period in which it is to be delivered.

    `there` is the last day of that period, or the day on which it was shipped; None where neither is known.
    `why_not` says why an open feature is in no period, `in_short` the same in a few words.
    """

    status: str
    rank: int | None = None
    period: Period | None = None
    there: date | None = None
    why_not: str | None = None
    in_short: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status in OPEN


@dataclass(frozen=True, slots=True)
class Ask:
    """An account asks for a feature: all its requests for it are one.

    `need` is the strongest told, `since` the first day told; None where none is.
    """

    account: str
    feature: str
    requests: tuple[Request, ...]
    outlook: Outlook

    @property
    def need(self) -> str | None:
        """The strongest need told."""
        return min((request.need for request in self.requests if request.need), key=NEEDS.index, default=None)

    @property
    def since(self) -> date | None:
        """The first day on which they asked."""
        return min((request.date for request in self.requests if request.date), default=None)

    @property
    def is_blocker(self) -> bool:
        """Whether they cannot do without, and still have to."""
        return self.need == "blocker" and self.outlook.status != "shipped"


@dataclass(frozen=True, slots=True)
class Revenue:
    """The annual revenue of some accounts, each once: all of it, and what of it is not safe."""

    total: float
    at_risk: float
    prospect: float
    churned: float


@dataclass(frozen=True, slots=True)
class Asking:
    """An account and what it asks for: what is open first, the worst need first, then by rank.

    `late` are the blockers that are not there by the renewal (or in no period, where no renewal is told), as
    far as a roadmap says: for these an account leaves. Nobody who has left is late.
    """

    id: str
    account: Account
    asks: tuple[Ask, ...]
    late: tuple[Ask, ...] = ()

    @property
    def title(self) -> str:
        """Its name for people."""
        return self.account.title or self.id

    @property
    def open(self) -> tuple[Ask, ...]:
        """The asks for features that are still to be done."""
        return tuple(ask for ask in self.asks if ask.outlook.is_open)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A feature and who asks for it, the largest revenue first; `renewal` is the next of theirs."""

    feature: str
    outlook: Outlook
    asks: tuple[Ask, ...]
    revenue: Revenue
    renewal: date | None

    @property
    def blocked(self) -> tuple[Ask, ...]:
        """Those who cannot do without."""
        return tuple(ask for ask in self.asks if ask.is_blocker)


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that accounts ask for: by account and by feature, the largest revenue first.

    `is_planned` says whether a roadmap was asked when things are there, `is_part` whether only some features
    were looked at. `known` are all accounts of pm.yaml.
    """

    accounts: tuple[Asking, ...]
    features: tuple[Wanted, ...]
    is_planned: bool = False
    is_part: bool = False
    known: dict[str, Account] = field(default_factory=dict)

    @property
    def revenue(self) -> Revenue:
        """That of all accounts that ask for something open."""
        return revenue(account.account for account in self.accounts if account.open)

    def of(self, name: str) -> Asking:
        """The account of this id or title; case, blanks and dashes aside where that leaves but one.

        Raises:
            PmError: there is none.
        """
        wanted = meant(name, [account.id for account in self.accounts])
        titles = alike(name, [account.title for account in self.accounts])
        found = [account for account in self.accounts if account.id == wanted]
        found = found or [account for account in self.accounts if account.title in titles]
        if len(found) != 1:
            names = [*self.known, *(account.title for account in self.known.values() if account.title)]
            raise PmError(f'there is no account "{name}"', did_you_mean(name, names) or _accounts(self.known))
        return found[0]


def _accounts(known: Iterable[str]) -> str:
    names = list(known)
    return f"accounts: {listed(names, 12)}" if names else "pm.yaml names none: accounts: {acme: {arr: 240k}}"


def revenue(accounts: Iterable[Account]) -> Revenue:
    """The annual revenue of these accounts, 0 for those without a figure."""
    payments = [(account.status, account.arr or 0.0) for account in accounts]

    def of(status: str) -> float:
        return fsum(arr for known, arr in payments if known == status)

    return Revenue(fsum(arr for _, arr in payments), of("at-risk"), of("prospect"), of("churned"))


def wishes(
    backlog: Backlog, ranking: Ranking, roadmap: Roadmap | None = None, *, shown: Shown | None = None
) -> Wishes:
    """All that accounts ask for, and what becomes of it; `shown` says of which features.

    An account counts once for a feature, however often it asks, as in `demand.arr` of formulas. Requests of
    accounts that pm.yaml does not name are not counted: `pm check` tells them.
    """
    accounts = backlog.workspace.accounts
    look = _looker(backlog, ranking, roadmap)
    by_account: dict[str, list[Ask]] = {name: [] for name in accounts}
    features = []
    for name, feature in backlog.features.items():
        if not feature.requests or (shown is not None and not shown(name)):
            continue
        outlook = look(name)
        requests: dict[str, list[Request]] = {}
        for request in feature.requests:
            if request.account in accounts:
                requests.setdefault(request.account, []).append(request)
        asks = [Ask(account, name, tuple(made), outlook) for account, made in requests.items()]
        asks.sort(key=lambda ask: (-(accounts[ask.account].arr or 0.0), ask.account))
        for ask in asks:
            by_account[ask.account].append(ask)
        if asks:
            features.append(_wanted(name, outlook, asks, backlog))
    asking = [
        _asking(name, accounts[name], asks, is_planned=roadmap is not None)
        for name, asks in by_account.items()
    ]
    asking.sort(key=lambda asker: (-(asker.account.arr or 0.0), asker.id))
    features.sort(key=lambda feature: (-feature.revenue.total, -len(feature.asks), feature.feature))
    return Wishes(tuple(asking), tuple(features), roadmap is not None, shown is not None, dict(accounts))


def _wanted(name: str, outlook: Outlook, asks: list[Ask], backlog: Backlog) -> Wanted:
    accounts = [backlog.workspace.accounts[ask.account] for ask in asks]
    ahead = [account.renewal for account in accounts if account.renewal and account.renewal >= backlog.today]
    return Wanted(name, outlook, tuple(asks), revenue(accounts), min(ahead, default=None))


def _asking(name: str, account: Account, asks: list[Ask], *, is_planned: bool) -> Asking:
    asks.sort(key=_urgency)
    late = [ask for ask in asks if ask.is_blocker and _is_late(ask, account, is_planned=is_planned)]
    return Asking(name, account, tuple(asks), tuple(late) if account.status != "churned" else ())


def _is_late(ask: Ask, account: Account, *, is_planned: bool) -> bool:
    outlook = ask.outlook
    if not outlook.is_open:
        return True
    if outlook.there is None:
        return is_planned
    return account.renewal is not None and outlook.there > account.renewal


def _urgency(ask: Ask) -> tuple[bool, int, bool, int, str]:
    need = NEEDS.index(ask.need) if ask.need else _LAST
    rank = ask.outlook.rank
    return (not ask.outlook.is_open, need, rank is None, rank or 0, ask.feature)


def _looker(backlog: Backlog, ranking: Ranking, roadmap: Roadmap | None) -> Callable[[str], Outlook]:
    """A function from ids of features to their outlooks."""
    ranks = {item.id: item.rank for item in ranking.items}
    placed = {placement.id: placement.period for placement in roadmap.placements} if roadmap else {}
    unplaced = {item.id: "; ".join(sentences(item.reasons)) for item in roadmap.unplaced} if roadmap else {}
    in_short = {item.id: _in_short(item.reasons) for item in roadmap.unplaced} if roadmap else {}
    unscored = {item.id: words(item.reason) for item in ranking.unscored}
    fiscal = backlog.workspace.calendar.fiscal

    def look(name: str) -> Outlook:
        status = backlog.status(name)
        if status not in OPEN:
            why = _closed(name, backlog)
            return Outlook(status, there=backlog.features[name].shipped, why_not=why, in_short=why)
        if name in placed:
            return Outlook(status, ranks.get(name), placed[name], fiscal.last_day(placed[name]))
        missing = unscored.get(name)
        return Outlook(
            status, ranks.get(name), why_not=unplaced.get(name) or missing,
            in_short=in_short.get(name) or missing,
        )  # fmt: skip

    return look


def _in_short(reasons: Sequence[Reason]) -> str | None:
    """The first of the reasons why something is not planned; of full teams their names alone."""
    if not reasons:
        return None
    first = reasons[0].cause or reasons[0]
    if first.kind != "team-full":
        return words(first)
    teams = [reason.team for reason in (first, *reasons) if reason.kind == "team-full" and reason.team]
    names = list(dict.fromkeys(teams))
    return f"no room in {anded(names[:_TEAMS], max(0, len(names) - _TEAMS))}"


def _closed(name: str, backlog: Backlog) -> str | None:
    """The reason that was given for parking or declining a feature."""
    decision = backlog.features[name].decision(backlog.today)
    return decision.because if decision is not None and decision.verdict in ("park", "decline") else None
