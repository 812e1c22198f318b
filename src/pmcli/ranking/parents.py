"""What parents hand on to their children: what they wait for, and that they were put away."""

from __future__ import annotations

from collections.abc import Mapping

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature

PUT_AWAY = ("parked", "declined")
"""The statuses of a feature that is not to be done, and with it none of its parts."""


def ancestors(backlog: Backlog) -> Mapping[str, tuple[str, ...]]:
    """The parent of every feature, the parent of that and so on; those of a cycle once. Worked out once."""
    return backlog.once(_ancestors)


def _ancestors(backlog: Backlog) -> Mapping[str, tuple[str, ...]]:
    parents = {name: feature.parent for name, feature in backlog.features.items()}
    return {name: chain_of(name, parents) for name in parents}


def chain_of(name: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The parent of a feature, the parent of that and so on; those of a cycle once, and without itself."""
    chain: dict[str, None] = {}
    parent = parents[name]
    while parent in parents and parent != name and parent not in chain:
        chain[str(parent)] = None
        parent = parents[str(parent)]
    return tuple(chain)


def hard_needs(backlog: Backlog) -> Mapping[str, Mapping[str, int]]:
    """The features that each hard-depends on, itself or through an open parent, with the lag of each.

    What lies inside a parent is a part of it: its other parts do not wait for that. Worked out once.
    """
    return backlog.once(_hard_needs)


def _hard_needs(backlog: Backlog) -> Mapping[str, Mapping[str, int]]:
    own = {name: _own_needs(feature, backlog) for name, feature in backlog.features.items()}
    chains = ancestors(backlog)
    needs = {name: dict(mine) for name, mine in own.items()}
    for name, chain in chains.items():
        for parent in chain if backlog.is_open(name) else ():
            for need, lag in own[parent].items() if backlog.is_open(parent) else ():
                if parent != need and parent not in chains[need]:
                    needs[name][need] = max(lag, needs[name].get(need, 0))
    return needs


def _own_needs(feature: Feature, backlog: Backlog) -> dict[str, int]:
    """The features that one hard-depends on by its own word, with the longest lag of each."""
    lags: dict[str, int] = {}
    for each in feature.depends_on:
        if each.kind == "hard":
            lags[each.id] = max(each.lag, lags.get(each.id, each.lag))
    return {need: lags[need] for need in feature.prerequisites() if need in backlog.features}


def put_away_above(backlog: Backlog, name: str) -> str | None:
    """The nearest parent of a feature that is parked or declined, with which it is put away too."""
    above = ancestors(backlog)[name]
    return next((parent for parent in above if backlog.status(parent) in PUT_AWAY), None)
