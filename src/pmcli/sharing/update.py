"""An update for a customer or a group of users: what they asked for, and what became of it.

It is made of what outsiders may read, by the rules of a reader, and of nothing else: whatever a feature says
beside what is copied here is nowhere in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from pmcli.model.addressee import Addressee
from pmcli.model.audience import Reader
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.period import Period
from pmcli.planning import Roadmap
from pmcli.planning.tradeoffs import segments_of
from pmcli.sharing.labels import horizons, overtaken
from pmcli.sharing.odds import odds_for
from pmcli.sharing.redaction import Redactor, title_for

if TYPE_CHECKING:
    from pmcli.sharing.audience_view import AudienceView, Since

State = Literal["there", "now", "next", "later", "open", "declined"]
"""How something stands: there, planned as now, next or later, not planned, or decided against."""
STATES: tuple[State, ...] = ("there", "now", "next", "later", "open", "declined")


@dataclass(frozen=True, slots=True)
class UpdateStanding:
    """How a feature stands, and the period planned for it where the reader may know that."""

    state: State
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class UpdateItem:
    """A feature that somebody asked for, or that is for them, as far as they may know.

    `before` is how it stood at the revision compared with, where it stands otherwise now; `is_new` says that
    they could not read of it then. `promised` is a day that is promised. `asked`, `need` and `says` are of
    the first request. `odds` are how likely it is in time.
    """

    id: str
    title: str
    text: str | None
    standing: UpdateStanding
    before: UpdateStanding | None = None
    is_new: bool = False
    promised: date | None = None
    asked: date | None = None
    need: str | None = None
    says: str | None = None
    odds: float | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """What an addressee reads: what is there first, then what comes when.

    `untold` counts what an account asked for and may read nothing of. `since` names what is compared with.
    """

    addressee: Addressee
    items: tuple[UpdateItem, ...]
    untold: int = 0
    since: str | None = None


def update_for(view: AudienceView, reader: Reader, addressee: Addressee, kept: Iterable[str]) -> Update:
    """The update that an addressee reads by the rules of a reader, from the view of everything.

    `kept` are the features that these rules show at all.
    """
    backlog, shown = view.backlog, frozenset(kept)
    concerned = [name for name in backlog.features if _concerns(addressee, backlog.features[name], backlog)]
    told = [name for name in concerned if name in shown and _may_be_told(reader, backlog, name)]
    redactor = Redactor.of(reader, backlog, told)
    now = _Side.of(reader, backlog, view.roadmap, view.horizons)
    odds = odds_for(redactor, view.odds) if view.odds is not None else None
    before = _before(reader, view.since)
    names = _earlier_names(view.since)
    items = []
    for name, known_as in redactor.shown.items():
        likely = odds.items.get(known_as) if odds is not None else None
        item = _item(now, addressee, name, known_as, None if likely is None else likely.in_time)
        items.append(item if before is None else _compared(item, before, names.get(name, name)))
    items.sort(
        key=lambda item: (STATES.index(item.standing.state), str(item.standing.period or ""), item.title)
    )
    untold = len(concerned) - len(items) if addressee.kind == "account" else 0
    since = view.since.name if view.since is not None and before is not None else None
    return Update(addressee, tuple(items), untold, since)


def _concerns(addressee: Addressee, feature: Feature, backlog: Backlog) -> bool:
    """Whether an account asked for a feature, or it is for a segment."""
    if addressee.kind == "account":
        return any(ask.account == addressee.id for ask in feature.requests)
    return addressee.id in segments_of(feature, backlog)


def _may_be_told(reader: Reader, backlog: Backlog, name: str) -> bool:
    """Whether a reader may hear of a feature: of what is put away, and of what shipped, not everybody may.

    Outsiders hear that something is there once it has a public name: they can see it.
    """
    status = backlog.status(name)
    if status in ("parked", "declined"):
        return reader.sees("declined")
    return status != "shipped" or reader.is_public or reader.sees("shipped")


# --- one side of a comparison ---


@dataclass(frozen=True, slots=True)
class _Side:
    """A backlog with its plan, and what a reader may know of it."""

    reader: Reader
    backlog: Backlog
    periods: Mapping[str, Period]
    horizons: Mapping[str, str]

    @classmethod
    def of(
        cls, reader: Reader, backlog: Backlog, roadmap: Roadmap, labels: Mapping[str, str]
    ) -> _Side:  # fmt: skip
        """Where somebody set a horizon and the plan has nothing of a feature, the plan counts."""
        over = overtaken(backlog, roadmap)
        labels = {name: label for name, label in labels.items() if name not in over}
        return cls(reader, backlog, {placed.id: placed.period for placed in roadmap.placements}, labels)

    def standing(self, name: str) -> UpdateStanding:
        """How a feature stands."""
        status = self.backlog.status(name)
        if status in ("parked", "declined"):
            return UpdateStanding("declined")
        if status == "shipped":
            return UpdateStanding(
                "there" if _is_out(self.backlog.features[name], self.backlog.today) else "now"
            )
        horizon = self.horizons.get(name)
        state: State = next((state for state in STATES if state == horizon), "open")
        is_dated = self.reader.sees("period") and not self.reader.is_public
        return UpdateStanding(state, self.periods.get(name) if is_dated else None)


def _is_out(feature: Feature, today: date) -> bool:
    """Whether what shipped has gone out to all customers."""
    launch = feature.launch
    if launch is None:
        return True
    days = [launch.date, *(step.on for step in launch.rollout)]
    return all(day is None or day <= today for day in days)


def _before(reader: Reader, since: Since | None) -> _Side | None:
    """The earlier side; None where nothing is compared, or the reader may hear of no changes."""
    if since is None or since.difference.roadmaps is None or not (reader.is_public or reader.sees("changes")):
        return None
    roadmap = since.difference.roadmaps[0]
    return _Side.of(reader, since.before, roadmap, horizons(since.before, roadmap))


def _earlier_names(since: Since | None) -> dict[str, str]:
    renamed = since.difference.renamed if since is not None else ()
    return {rename.after: rename.before for rename in renamed}


# --- one feature ---


def _item(side: _Side, addressee: Addressee, name: str, known_as: str, odds: float | None) -> UpdateItem:
    """A feature as far as the reader may know it, with the first request where it is theirs."""
    feature, sees = side.backlog.features[name], side.reader.sees
    public = feature.public if sees("public") else None
    asks = [ask for ask in feature.requests if addressee.kind == "account" and ask.account == addressee.id]
    asks.sort(key=lambda ask: ask.date or date.max)
    ask = asks[0] if asks and sees("requests") else None
    return UpdateItem(
        known_as, title_for(side.reader, feature), public.text if public is not None else None,
        side.standing(name), promised=_promised(side, feature),
        asked=ask.date if ask else None, need=ask.need if ask else None, says=ask.says if ask else None,
        odds=odds,
    )  # fmt: skip


def _promised(side: _Side, feature: Feature) -> date | None:
    """The day that is promised of what is still to come: its deadline, else that of its launch."""
    if not side.backlog.is_open(feature.id) or side.reader.is_public:
        return None
    if feature.deadline is not None and side.reader.sees("deadline"):
        return feature.deadline.date
    return feature.launch.date if feature.launch is not None and side.reader.sees("launch") else None


def _compared(item: UpdateItem, before: _Side, name: str) -> UpdateItem:
    """The item with how it stood before, where they could read of it and it stands otherwise now."""
    then = before.backlog.features.get(name)
    could_read = then is not None and title_for(before.reader, then)
    if not could_read or not _may_be_told(before.reader, before.backlog, name):
        return replace(item, is_new=True)
    standing = before.standing(name)
    return item if standing == item.standing else replace(item, before=standing)
