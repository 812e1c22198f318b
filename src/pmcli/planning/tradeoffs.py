"""What a plan gives up: by account, segment and outcome the value placed, beside the value asked for.

The value is the method's own, of every feature that is open and scored: when it comes does not count here,
only whether it is in the plan. A feature counts in full for each account and segment that it is for, and is
split over its outcomes as the mix of effort is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import fsum
from typing import Literal

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.planning.demand import wishes
from pmcli.planning.mix import shares_of
from pmcli.planning.result import Roadmap

Kind = Literal["account", "segment", "outcome"]


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """An account, a segment or an outcome: the value of what is for it, and of what of that is in the plan.

    `features` are for it, `placed_features` of them are in the plan; `left_out` are the others, the most
    valuable first. `late` are blockers of an account that are planned, and come after its renewal. Both
    values are None where the model has classes.
    """

    kind: Kind
    id: str
    title: str
    asked: float | None
    placed: float | None
    features: int
    placed_features: int
    left_out: tuple[str, ...]
    late: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """The part of the value that is placed; None where nothing has a value."""
        return self.placed / self.asked if self.asked and self.placed is not None else None


def tradeoffs(backlog: Backlog, roadmap: Roadmap) -> tuple[Tradeoff, ...]:
    """One for each account, segment and outcome that something open is for, what lacks most first.

    Accounts that have left ask for nothing.
    """
    values = {
        item.id: item.details.benefit or 0.0
        for item in roadmap.ranking.items if item.details is not None and item.details.score is not None
    }  # fmt: skip
    placed = {placement.id for placement in roadmap.placements}
    late = _late(backlog, roadmap)
    rows = (
        replace(
            _tradeoff(kind, name, title, parts, values, placed, is_category=roadmap.model.is_category),
            late=late.get(name, ()) if kind == "account" else (),
        )
        for kind, name, title, parts in _groups(backlog, values)
        if parts
    )
    order = ("account", "segment", "outcome")
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                order.index(row.kind),
                (row.placed or 0) - (row.asked or 0),
                -len(row.left_out),
                row.id,
            ),
        )
    )


def _late(backlog: Backlog, roadmap: Roadmap) -> dict[str, tuple[str, ...]]:
    """The blockers of each account that are planned, and come after its renewal."""
    found = wishes(backlog, roadmap.ranking, roadmap).accounts
    return {
        asking.id: tuple(ask.feature for ask in asking.late if ask.outlook.period is not None)
        for asking in found
    }


def _groups(backlog: Backlog, names: Iterable[str]) -> Iterator[tuple[Kind, str, str, dict[str, float]]]:
    """The accounts, segments and outcomes, each with the part of each feature that is for it."""
    workspace, features = backlog.workspace, [backlog.features[name] for name in names]
    for name, account in workspace.accounts.items():
        if account.status != "churned":
            asked = {one.id: 1.0 for one in features if any(ask.account == name for ask in one.requests)}
            yield "account", name, account.title or name, asked
    segments = {one.id: segments_of(one, backlog) for one in features}
    for name, segment in workspace.segments.items():
        parts = {one: 1.0 for one, own in segments.items() if name in own}
        yield "segment", name, segment.title or name, parts
    shares = {one.id: shares_of(backlog, one.id) for one in features}
    for name, outcome in workspace.strategy.outcomes.items():
        yield "outcome", name, outcome.title, {one: own[name] for one, own in shares.items() if own.get(name)}


def segments_of(feature: Feature, backlog: Backlog) -> set[str]:
    """The segments that a feature is for: its own, and those of the accounts that ask for it."""
    accounts = backlog.workspace.accounts
    asking = (accounts[ask.account] for ask in feature.requests if ask.account in accounts)
    return {*feature.segments, *(one.segment for one in asking if one.segment and one.status != "churned")}


def _tradeoff(
    kind: Kind, name: str, title: str, parts: Mapping[str, float], values: Mapping[str, float],
    placed: set[str], *, is_category: bool,
) -> Tradeoff:  # fmt: skip
    worth = {one: values[one] * part for one, part in parts.items()}
    left_out = sorted((one for one in worth if one not in placed), key=lambda one: (-worth[one], one))
    asked, given = fsum(worth.values()), fsum(worth[one] for one in worth if one in placed)
    return Tradeoff(
        kind, name, title, None if is_category else asked, None if is_category else given,
        len(worth), len(worth) - len(left_out), tuple(left_out),
    )  # fmt: skip
