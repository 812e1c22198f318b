"""What parents hand on to their children: what they wait for, and that they were put away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.sequencing.graph import in_rounds

PUT_AWAY = ("parked", "declined")
"""The statuses of a feature that is not to be done, and with it none of its parts."""


class Families:
    """Who is above whom, however deep. What is in a cycle of parents, or below one, has nobody above it."""

    def __init__(self, parents: Mapping[str, str | None]) -> None:
        pairs: list[tuple[str, str]] = [
            (name, parent) for name, parent in parents.items() if parent is not None and parent in parents
        ]
        self.order = in_rounds(parents, pairs)
        """Parents before their children."""
        in_order = set(self.order)
        self.parents = {name: parent for name, parent in pairs if name in in_order}
        self._size = dict.fromkeys(self.order, 1)
        for name in reversed(self.order):
            if name in self.parents:
                self._size[self.parents[name]] += self._size[name]
        self._place: dict[str, int] = {}
        free, last = dict[str, int](), 0
        for name in self.order:
            parent = self.parents.get(name)
            place = last if parent is None else free[parent]
            last, free[parent or name] = last + (parent is None) * self._size[name], place + self._size[name]
            self._place[name], free[name] = place, place + 1

    def is_above(self, parent: str, name: str) -> bool:
        """Whether one is the parent of the other, the parent of that, and so on."""
        if parent not in self._place or name not in self._place:
            return False
        return 0 < self._place[name] - self._place[parent] < self._size[parent]

    def nearest(self, is_wanted: Callable[[str], bool]) -> dict[str, str]:
        """For all that have one above them the nearest that is wanted."""
        found: dict[str, str] = {}
        for name in self.order:
            if (parent := self.parents.get(name)) is not None:
                above = parent if is_wanted(parent) else found.get(parent)
                if above is not None:
                    found[name] = above
        return found


def families(backlog: Backlog) -> Families:
    """Who is above whom in a backlog. Worked out once."""
    return backlog.once(_families)


def _families(backlog: Backlog) -> Families:
    return Families({name: feature.parent for name, feature in backlog.features.items()})


def hard_needs(backlog: Backlog) -> Mapping[str, Mapping[str, int]]:
    """The features that each hard-depends on, itself or through an open parent, with the lag of each.

    What lies inside a parent is a part of it: its other parts do not wait for that. Worked out once.
    """
    return backlog.once(_hard_needs)


def _hard_needs(backlog: Backlog) -> Mapping[str, Mapping[str, int]]:
    own = {name: _own_needs(feature, backlog) for name, feature in backlog.features.items()}
    above = families(backlog)
    handing_on = above.nearest(lambda name: bool(own[name]) and backlog.is_open(name))
    needs = {name: dict(mine) for name, mine in own.items()}
    for name in handing_on:
        parent = handing_on[name] if backlog.is_open(name) else None
        while parent is not None:
            for need, lag in own[parent].items():
                if parent != need and not above.is_above(parent, need):
                    needs[name][need] = max(lag, needs[name].get(need, 0))
            parent = handing_on.get(parent)
    return needs


def _own_needs(feature: Feature, backlog: Backlog) -> dict[str, int]:
    """The features that one hard-depends on by its own word, with the longest lag of each."""
    lags: dict[str, int] = {}
    for each in feature.depends_on:
        if each.kind == "hard":
            lags[each.id] = max(each.lag, lags.get(each.id, each.lag))
    return {need: lags[need] for need in feature.prerequisites() if need in backlog.features}


def exclusions(backlog: Backlog) -> Mapping[str, set[str]]:
    """The features that each excludes, both ways; what excludes a parent excludes all its parts.

    A parent and a part of it do not exclude each other: nothing could be delivered then. Worked out once.
    """
    return backlog.once(_exclusions)


def _exclusions(backlog: Backlog) -> Mapping[str, set[str]]:
    rivals: dict[str, set[str]] = {}
    for name, feature in backlog.features.items():
        for other in feature.conflicts_with:
            for one, two in excluding(backlog, name, other):
                rivals.setdefault(one, set()).add(two)
                rivals.setdefault(two, set()).add(one)
    return rivals


def excluding(backlog: Backlog, name: str, other: str) -> Iterator[tuple[str, str]]:
    """The pairs that exclude each other where these two do: themselves, or their parts."""
    above = families(backlog)
    is_family = name == other or above.is_above(name, other) or above.is_above(other, name)
    if other in backlog.features and not is_family:
        yield from product(_parts_of(backlog, name), _parts_of(backlog, other))


def _parts_of(backlog: Backlog, name: str) -> tuple[str, ...]:
    """What is delivered of a feature: its parts that have none themselves, of one without parts itself."""
    children = backlog.once(_children)
    found: list[str] = []
    waiting = [name]
    while waiting:
        one = waiting.pop()
        below = children.get(one, ())
        found += () if below else (one,)
        waiting += reversed(below)
    return tuple(found)


def _children(backlog: Backlog) -> Mapping[str, list[str]]:
    children: dict[str, list[str]] = {}
    for name, parent in families(backlog).parents.items():
        children.setdefault(parent, []).append(name)
    return children


def put_away_above(backlog: Backlog, name: str) -> str | None:
    """The nearest parent of a feature that is parked or declined, with which it is put away too."""
    return all_put_away_above(backlog).get(name)


def all_put_away_above(backlog: Backlog) -> Mapping[str, str]:
    """The same for all features that have one. Worked out once."""
    return backlog.once(_put_away)


def _put_away(backlog: Backlog) -> Mapping[str, str]:
    return families(backlog).nearest(lambda name: backlog.status(name) in PUT_AWAY)
