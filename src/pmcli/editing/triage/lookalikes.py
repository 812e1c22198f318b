"""Features that may be the same as another: by their titles, by who asks for what, by their links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pmcli.model.likeness import RARE, SAME, Titles

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature

FEWEST: Final = 2
"""One account asks for many things; so many that ask for both say something."""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A feature that may be the same: how alike the titles are, and what else is shared.

    `likeness` is 100 where the titles are the same, 0 where they are not alike. `accounts` ask for both,
    `requests` are sources or words of requests, `links` those of both.
    """

    id: str
    likeness: float = 0.0
    accounts: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def lookalikes(backlog: Backlog, name: str) -> tuple[LookAlike, ...]:
    """The features that may be the same as this one, the most alike first.

    What is merged already, what it is a part of, and its own parts are none.
    """
    feature = backlog.features[name]
    near = dict(backlog.once(_titles).near_one(name))
    shared: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    index = backlog.once(_shared)
    for mark in _marks(feature):
        for other in index[mark] if len(index[mark]) <= RARE else ():
            shared[other][mark[0]].append(mark[1])
    found = [
        _lookalike(other, near.get(other, 0.0), shared.get(other, {}))
        for other in (near | dict.fromkeys(shared)) if other != name and _is_apart(feature, other, backlog)
    ]  # fmt: skip
    alike = [one for one in found if one.likeness or one.accounts or one.requests or one.links]
    return tuple(sorted(alike, key=_likeness))


def _likeness(one: LookAlike) -> tuple[bool, int, float, str]:
    """The sort key: the same title first, then what shares the most."""
    kinds = sum(map(bool, (one.likeness, one.requests, one.links, one.accounts)))
    return one.likeness < SAME, -kinds, -one.likeness, one.id


def _lookalike(name: str, likeness: float, shared: Mapping[str, list[str]]) -> LookAlike:
    accounts = tuple(shared.get("account", ()))
    return LookAlike(
        name, likeness, accounts if len(accounts) >= FEWEST else (), tuple(shared.get("request", ())),
        tuple(shared.get("link", ())),
    )  # fmt: skip


def _is_apart(feature: Feature, name: str, backlog: Backlog) -> bool:
    """Whether another feature is neither merged nor next to this one in the tree of parts."""
    other = backlog.features[name]
    return not backlog.is_merged(name) and feature.parent != name and other.parent != feature.id


def _titles(backlog: Backlog) -> Titles:
    return Titles.of({name: feature.title for name, feature in backlog.features.items()})


def _shared(backlog: Backlog) -> Mapping[tuple[str, str], list[str]]:
    """The features by what they may share."""
    index: dict[tuple[str, str], list[str]] = defaultdict(list)
    for feature in backlog.features.values():
        for mark in _marks(feature):
            index[mark].append(feature.id)
    return index


def _marks(feature: Feature) -> Iterable[tuple[str, str]]:
    return dict.fromkeys(_all_marks(feature))


def _all_marks(feature: Feature) -> Iterator[tuple[str, str]]:
    for request in feature.requests:
        if request.account:
            yield "account", request.account
        if said := request.source or request.says:
            yield "request", said
    for link in feature.links.values():
        yield "link", link
