"""The bets of a period and the next: what is meant to come, and what has to be done besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pmcli.model.figure import listed
from pmcli.model.period import Period
from pmcli.model.titles import title_key
from pmcli.planning import Placement
from pmcli.planning.result import Mark
from pmcli.sharing import AudienceView

BETS = 10
"""Bets of this period and the next, at most."""
BESIDES = 5
"""What is planned besides, named at most."""
SOON = 2
"""Periods of which bets are told."""
NO_BETS: Final = {"bug": "bug", "compliance": "obligation"}
"""Types of which nobody bets that they are worth it: they have to be done. Each with its word."""
SETTLED: Final[Mapping[Mark, str]] = {"first": "decided first", "pinned": "pinned"}
"""Marks of what a decision put where it stands, each with its word."""


@dataclass(frozen=True, slots=True)
class Bets:
    """The placements of a period, the most valuable where there are many; `whole` counts all of them.

    `besides` are those that are planned and no bets: what is decided or promised and is not among those
    named, bugs and obligations.
    """

    period: Period
    placements: tuple[Placement, ...]
    whole: int
    besides: tuple[Placement, ...] = ()


def bets(view: AudienceView) -> list[Bets]:
    """The bets of this period and the next."""
    periods = view.roadmap.periods[:SOON]
    placed = [placement for placement in view.roadmap.placements if placement.period in periods]
    ordered = sorted(
        placed,
        key=lambda placement: (-view.worth.get(placement.id, 0.0), placement.rank or 0, placement.id),
    )
    duties = [placement for placement in ordered if _is_no_bet(view, placement)]
    bets = _told_once(view, [placement for placement in ordered if placement not in duties])
    best = _best(periods, bets)
    settled = [placement for placement in bets if placement not in best and _settled(view, placement)]
    bets = [placement for placement in bets if placement not in settled]
    besides = [*settled, *duties]
    return [
        Bets(
            period, _of(period, best), len(_of(period, bets)), _of(period, besides),
        )
        for period in periods
    ]  # fmt: skip


def _of(period: Period, placements: list[Placement]) -> tuple[Placement, ...]:
    return tuple(placement for placement in placements if placement.period == period)


def _is_no_bet(view: AudienceView, placement: Placement) -> bool:
    return view.backlog.features[placement.id].type in NO_BETS


def _told_once(view: AudienceView, placements: list[Placement]) -> list[Placement]:
    """Those whose title no more valuable one has: the same thing is bet on once."""
    by_title: dict[str, Placement] = {}
    for placement in placements:
        by_title.setdefault(title_key(view.title(placement.id)), placement)
    return list(by_title.values())


def _best(periods: tuple[Period, ...], ordered: list[Placement]) -> list[Placement]:
    """Ten at most: five of each period, and more of one where the other has fewer."""
    first: list[Placement] = []
    for period in periods:
        first += _of(period, ordered)[: BETS // SOON]
    rest = [placement for placement in ordered if placement not in first]
    return [*first, *rest][:BETS]


def _settled(view: AudienceView, placement: Placement) -> list[str]:
    """What holds it there besides its worth: a decision, or a date that was promised; none for a bet."""
    deadline = view.backlog.features[placement.id].deadline
    return [
        *(word for mark, word in SETTLED.items() if mark in placement.marks),
        *([f"promised by {deadline.date}"] if deadline is not None else []),
    ]


def _kinds(view: AudienceView, placement: Placement) -> list[str]:
    """What it is, where it is no bet: "obligation, promised by 2027-03-31"."""
    duty = NO_BETS.get(view.backlog.features[placement.id].type)
    return [*([duty] if duty else []), *_settled(view, placement)]


def besides_text(view: AudienceView, bet: Bets) -> str | None:
    """What else is planned: "Besides: A (bug), B (obligation)."; None for nothing."""
    told = [f"{view.title(placement.id)} ({', '.join(_kinds(view, placement))})" for placement in bet.besides]
    return f"Besides: {listed(told, BESIDES)}." if told else None
