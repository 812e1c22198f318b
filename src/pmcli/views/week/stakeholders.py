"""Thursday: what changed for whom, promises that moved, odds that fell, what the order gives up."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.model.figure import counted, odds
from pmcli.planning.tradeoffs import tradeoffs
from pmcli.review.changes import Shifted
from pmcli.sharing import HORIZONS, AudienceView, Since
from pmcli.views.diff.odds import Fallen
from pmcli.views.diff.words import fate
from pmcli.views.review.changed import causes, in_titles, odds_fallen, title_of
from pmcli.views.review.promised_periods import overdue, unkept
from pmcli.views.review.status import unlikely
from pmcli.views.roadmap.tradeoffs import lacks_most
from pmcli.views.week.line import Line, several, short
from pmcli.views.week.rollout import reach

_WHY = 90
_LEAST = 0.05
"""Odds that fell by less are no news."""


def lines(view: AudienceView) -> Iterator[Line]:
    """What shipped, promises that moved, what else moved, decisions, odds; last what is given up."""
    if view.reader.is_public:
        yield from _public(view)
        return
    if view.since is not None:
        yield from _shipped(view, view.since)
    yield from _overdue(view)
    yield from _unkept(view)
    if view.since is not None:
        yield from _changes(view, view.since)
    yield from _odds(view)
    yield from _given_up(view)


def _public(view: AudienceView) -> Iterator[Line]:
    """What customers may read of: now, next and later."""
    for horizon in HORIZONS:
        names = [feature.id for feature in view.in_order() if view.horizons.get(feature.id) == horizon]
        if names:
            yield Line(f"{horizon.capitalize()}: {several(map(view.title, names), 6)}", tuple(names))


# --- what changed ---


def _changes(view: AudienceView, since: Since) -> Iterator[Line]:
    difference = since.difference
    came_or_went = {*difference.added, *difference.removed}
    moved = [shifted for shifted in difference.roadmap if shifted.id not in came_or_went]
    for shifted in sorted(moved, key=lambda one: _urgency(view, one)):
        yield _move(view, since, shifted)
    for ruling in difference.rulings:
        told = short(
            f"{short(title_of(view, since, ruling.feature))}: {in_titles(view, since)(fate(ruling))}",
            2 * _WHY,
        )
        yield Line(told, (ruling.feature,), command=f"pm decisions --where id={ruling.feature}")


def _shipped(view: AudienceView, since: Since) -> Iterator[Line]:
    """What is there, how far it has gone out, and whom to tell."""
    for shipped in since.difference.shipped:
        feature = view.backlog.features.get(shipped.id)
        is_known = feature is not None and view.sees("launch")
        far, day = reach(feature, view.backlog.today) if feature is not None and is_known else ("", "")
        says = f"Shipped: {short(title_of(view, since, shipped.id))}{far and f', {far}'}"
        asking, by = askers(view, shipped.id), f", to whom it comes by {day}" if day else ""
        yield Line(says, (shipped.id,), f"tell {several(asking)}{by}" if asking else "")


def _overdue(view: AudienceView) -> Iterator[Line]:
    """What is planned for a period that is over, and not there."""
    rows = overdue(view)
    if rows:
        titles = several(view.title(row.id) for row in rows)
        says = f"Planned for a {view.backlog.workspace.calendar.step} that is over, and not there: {titles}"
        yield Line(says, tuple(row.id for row in rows), "agree on another plan", command="pm accept")


def _unkept(view: AudienceView) -> Iterator[Line]:
    """The agreed periods that are not kept; not those that moved now, which are told of already."""
    told = {shifted.id for shifted in view.since.difference.roadmap} if view.since is not None else set()
    names = [name for name in unkept(view).names if name not in told]
    if names:
        are = "is" if len(names) == 1 else "are"
        titles = several(map(view.title, names))
        says = f"{counted(len(names), 'agreed period')} {are} not kept: {titles}"
        yield Line(says, tuple(names), "accept it or decide otherwise", command="pm accept")


def _urgency(view: AudienceView, shifted: Shifted) -> tuple[bool, bool, bool, bool, float, str]:
    """Broken promises first, other promises, what is later or out, what is asked for, what is worth most."""
    is_worse = shifted.after is None or (shifted.before is not None and shifted.before < shifted.after)
    return (
        not (shifted.is_unagreed and is_worse), not (shifted.is_unagreed or shifted.promised),
        not is_worse, not askers(view, shifted.id), -view.worth.get(shifted.id, 0.0), shifted.id,
    )  # fmt: skip


def _move(view: AudienceView, since: Since, shifted: Shifted) -> Line:
    """A feature in another period: for whom, why, and what to do about it."""
    asking = askers(view, shifted.id)
    whom = _for(asking)
    why = "".join(f" ({short(cause, _WHY)})" for cause in causes(shifted, in_titles(view, since), 1))
    says = f"{whom}{short(title_of(view, since, shifted.id))} {_where(shifted)}{why}"
    command = f"pm explain {shifted.id}"
    act = f"tell {'them' if asking else 'those who count on it'}"
    if shifted.is_unagreed:
        says += f"; agreed is {shifted.agreed}"
        act, command = "accept it or decide otherwise", "pm accept"
    owner = view.backlog.features[shifted.id].owner if shifted.id in view.backlog.features else None
    return Line(says, (shifted.id, *_ids(view, shifted.id)), act, owner or "", command)


def _for(asking: list[str]) -> str:
    """For whom something is, before what it is."""
    return f"{several(asking)}: " if asking else ""


def _where(shifted: Shifted) -> str:
    if shifted.before is None:
        return f"comes into the plan, in {shifted.after}"
    if shifted.after is None:
        return f"is no longer planned, it was in {shifted.before}"
    back = ", as it was agreed" if shifted.after == shifted.agreed else ""
    return f"moves {shifted.before} → {shifted.after}{back}"


def askers(view: AudienceView, feature: str) -> list[str]:
    """The customers who ask for a feature, the largest first; none where the reader may not know."""
    accounts = view.backlog.workspace.accounts
    return [accounts[name].title or name for name in _ids(view, feature)]


def _ids(view: AudienceView, feature: str) -> list[str]:
    """The accounts that ask for a feature and have not left."""
    known, accounts = view.backlog.features.get(feature), view.backlog.workspace.accounts
    names = dict.fromkeys(ask.account for ask in known.requests) if known is not None else ()
    there = [name for name in names if name in accounts and accounts[name].status != "churned"]
    return sorted(there, key=lambda name: (-(accounts[name].arr or 0.0), name))


# --- odds ---


def _odds(view: AudienceView) -> Iterator[Line]:
    """Odds that fell since, and promises that are more likely broken than kept; where odds are asked for."""
    rare = unlikely(view)
    names = {made.id for made in rare}
    fallen = [row for row in (odds_fallen(view, view.since) if view.since else ()) if _matters(row)]
    before = {row.id: row.before for row in fallen}
    for made in rare:
        fell = f", was {odds(before[made.id])}" if made.id in before else ""
        says = f"{short(view.title(made.id))} is promised by {made.date} and {odds(made.odds)} likely{fell}"
        yield Line(
            says, (made.id, *_ids(view, made.id)), "warn those who wait, or make room", _owner(view, made.id),
            f"pm explain {made.id} --odds",
        )  # fmt: skip
    for row in fallen:
        if row.id not in names:
            whom = _for(askers(view, row.id))
            fell = f"odds by {row.when} fell from {odds(row.before)} to {odds(row.after)}"
            says = f"{whom}{short(view.title(row.id))}: {fell}"
            yield Line(says, (row.id, *_ids(view, row.id)), command=f"pm explain {row.id} --odds")


def _matters(row: Fallen) -> bool:
    """Whether odds fell so far that somebody would act on it."""
    return row.is_told and row.before - row.after >= _LEAST


def _owner(view: AudienceView, name: str) -> str:
    return view.backlog.features[name].owner or ""


# --- what is given up ---


def _given_up(view: AudienceView) -> Iterator[Line]:
    """Who and what lacks most of the value asked for: a customer, a segment, an outcome; for who sees all."""
    if not view.is_whole or not view.roadmap.placements:
        return
    command = "pm roadmap --tradeoffs"
    for says, row in lacks_most(tradeoffs(view.backlog, view.roadmap), view.backlog, short):
        yield Line(f"Given up for {says}", (row.id, *row.left_out), command=command)
        command = ""
