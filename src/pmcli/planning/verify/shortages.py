"""The checks of what is said of teams without room: a function a kind, for the table in `refused`."""

from __future__ import annotations

from math import inf, isclose

from pmcli.model.reason import Reason
from pmcli.planning.verify.room import Room
from pmcli.planning.verify.told import Told, same, some_of


def starved(told: Told, name: str, _: Reason) -> bool:
    """Whether the conflict that it points to is told, and its team cannot do all that in time."""
    conflict = told.conflicts.get(name)
    if conflict is None or conflict.kind != "must-land-starved" or conflict.team is None:
        return False
    facts, team = told.facts, conflict.team
    last = told.number(conflict.period)
    chain = [name, *facts.before(name)]
    needs = sum((facts.efforts(each) or {}).get(team, 0.0) for each in chain)
    if last is None or not same(conflict, "needs", needs):
        return False
    has = sum(facts.sums.gross(team, number) for number in range(last + 1)) * told.unreserved
    return same(conflict, "has", has) and needs > has


def _own_needs(told: Told, name: str, reason: Reason) -> float | None:
    """What it needs of the team, where that is told right."""
    effort = (told.facts.efforts(name) or {}).get(reason.team or "")
    return effort if effort is not None and same(reason, "needs", effort) else None


def larger(told: Told, name: str, reason: Reason) -> bool:
    """Whether it is larger than all that its team could do of it in any period that its dates allow."""
    needs, team = _own_needs(told, name, reason), reason.team
    if needs is None or team is None or told.roadmap.carry_over:
        return False
    for window in told.facts.windows(name, is_alone=True):
        most = max((told.empty.most(team, name, number) for number in window), default=0.0)
        if needs > most > 0 and same(reason, "most", most) and _is_span(told, reason, window):
            return True
    return False


def no_capacity(told: Told, name: str, reason: Reason) -> bool:
    """Whether its team can do nothing in any period that its dates allow."""
    needs, team = _own_needs(told, name, reason), reason.team
    if needs is None or team is None:
        return False
    return any(
        _is_span(told, reason, window) and not any(told.empty.most(team, name, number) for number in window)
        for window in told.facts.windows(name, is_alone=True)
    )


def _is_span(told: Told, reason: Reason, window: range) -> bool:
    """Whether the periods told are those of a window, where that is not the whole plan."""
    periods = told.facts.periods
    if not window:
        return False
    first = periods[window[0]] if window[0] else None
    last = periods[window[-1]] if window[-1] < len(periods) - 1 else None
    return (reason.period, reason.day) == (first, last)


def larger_than_all(told: Told, name: str, reason: Reason) -> bool:
    """Whether it is larger than all that its team can do of it in the plan."""
    needs, team = _own_needs(told, name, reason), reason.team
    if needs is None or team is None or not told.roadmap.carry_over:
        return False
    return needs > told.empty.most(team, name, len(told.facts.periods) - 1)


def no_room_at_once(told: Told, name: str, _: Reason) -> bool:
    """Whether no period that dates allow has room for all its teams, even with nothing else to do."""
    return any(
        all(told.empty.lack(name, number) for number in window)
        for window in told.facts.windows(name, is_alone=True)
    )


def short_until(told: Told, name: str, reason: Reason) -> bool:
    """Whether its team has too little for it up to the day that it, or what waits for it, must keep."""
    facts = told.facts
    needs, team = _own_needs(told, name, reason), reason.team
    if needs is None or team is None or (reason.features and not set(reason.features) <= facts.behind(name)):
        return False
    due = told.room.due.get(name)
    for window in told.facts.windows(name, is_alone=True):
        if window:
            has = max(told.empty.left_alone(team, name, number) for number in window)
            day = facts.sums.days(window[-1])[1] if due is None else due
            if same(reason, "has", has) and needs > has and reason.day == day:
                return True
    return False


def team_full(told: Told, name: str, reason: Reason) -> bool:
    """Whether no period of its window has room for it, and in the named one least is missing."""
    number = told.number(reason.period)
    return told.lacks(name, reason) and any(
        number in window and same(reason, "periods", len(window)) and _is_least(room, name, number, window)
        for window in told.facts.windows(name) for room in told.rooms
    )  # fmt: skip


def _is_least(room: Room, name: str, number: int | None, window: range) -> bool:
    """Whether every period of the window lacks room, and this one the least."""
    missing = {each: sum(needs - left for needs, left in room.lack(name, each).values()) for each in window}
    least = min(missing.values())
    return least > 0 and number is not None and isclose(missing[number], least, abs_tol=1e-9)


def below_line(told: Told, name: str, reason: Reason) -> bool:
    """Whether its adjusted score is below that of all who have time of the team then without a promise."""
    facts, item = told.facts, told.facts.items.get(name)
    number = told.number(reason.period)
    if item is None or item.adjusted is None or number is None or len(reason.features) != 1:
        return False
    if not told.room.lack(name, number).get(reason.team or ""):
        return False
    others = {other: facts.items[other].adjusted for other in told.busy(reason.team or "", number)
              if other in facts.items and not facts.is_promised(other)}  # fmt: skip
    least = min((inf if score is None else score for score in others.values()), default=inf)
    return (
        same(reason, "adjusted", item.adjusted) and same(reason, "least", least)
        and others.get(reason.features[0]) == least and item.adjusted < least
    )  # fmt: skip


def promises_starve(told: Told, name: str, reason: Reason) -> bool:
    """Whether the promises named leave too little of the team, and no period has room beside promises."""
    facts, number = told.facts, told.number(reason.period)
    if number is None or not facts.is_promised(name):
        return False
    if not told.lacks(name, reason, told.promised):
        return False
    busy = {other for other in told.busy(reason.team or "", number) if facts.is_promised(other)}
    return some_of(reason, busy) and any(
        number in window and same(reason, "periods", len(window))
        and _is_least(room, name, number, window)
        for window in facts.windows(name) for room in told.promised
    )  # fmt: skip
