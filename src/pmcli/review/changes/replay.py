"""The share of each change in each movement: all changes replayed one at a time, forward and backward."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from pmcli.model.backlog import Backlog
from pmcli.review.changes.units import ReplaySteps, Unit

Places = Mapping[str, int]
"""The place of every feature: its rank, or the index of its period."""
Measure = Callable[[Backlog], Places | None]
Shifts = dict[str, list[tuple[Unit, float]]]


def shifts(
    steps: ReplaySteps,
    units: Sequence[Unit],
    measure: Measure,
    moved: Sequence[str],
    ends: tuple[Places, Places],
    step: Callable[[], None],
) -> Shifts:
    """For every feature of `moved` the units that moved it, and how far; the farthest first.

    What a unit moves is the average over replaying the units in their order and in the opposite one, so that
    the difference the other way round has the same shares with the other sign. Between states in which a
    feature has no place (a cycle of dependencies, say) its movement is shared equally by the units in
    between. The shares of a feature add up to its whole movement. `ends` has the places before and after, by
    the new ids; `step` is called after each state in between.
    """
    total: dict[str, dict[int, Fraction]] = {name: {} for name in moved}
    numbers = list(range(len(units)))
    for order in (numbers, numbers[::-1]):
        between = steps.states([units[at] for at in order[:-1]])
        named: list[Places | None] = [ends[0]]
        for state in between:
            named.append(_renamed(measure(state), steps.names))
            step()
        named.append(ends[1])
        for name in moved:
            for at, share in _shares([row.get(name) if row else None for row in named], order):
                total[name][at] = total[name].get(at, Fraction(0)) + share / 2
    by_feature: Shifts = {}
    for name, by_unit in total.items():
        moves = sorted(by_unit.items(), key=lambda item: (-abs(item[1]), item[0]))
        by_feature[name] = [(units[at], float(share)) for at, share in moves if share]
    return by_feature


def _renamed(row: Places | None, names: Mapping[str, str]) -> Places | None:
    return row if row is None or not names else {names.get(name, name): at for name, at in row.items()}


def _shares(places: Sequence[int | None], order: Sequence[int]) -> list[tuple[int, Fraction]]:
    """The distance that each unit moved a feature, from its place after each; gaps are shared equally."""
    shares: list[tuple[int, Fraction]] = []
    last, since = places[0], 0
    for at, place in enumerate(places[1:], 1):
        if place is None:
            continue
        if last is not None and place != last:
            share = Fraction(place - last, at - since)
            shares += [(number, share) for number in order[since:at]]
        last, since = place, at
    return shares
