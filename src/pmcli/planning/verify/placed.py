"""The checks of what is said of placed features: a function a kind, all of them in one table."""

from __future__ import annotations

from math import fsum

from pmcli.model.decision import decided
from pmcli.model.reason import NAMED, Reason
from pmcli.planning.verify import promised
from pmcli.planning.verify.told import Checks, Told, same


def _decided(told: Told, name: str, reason: Reason) -> bool:
    ruling = told.facts.structure.decisions.get(name)
    if ruling is None or ruling.verdict not in ("pin", "first", "before"):
        return False
    return reason == decided(ruling, because=ruling.because, by=ruling.by, until=ruling.until)


def _in_progress(told: Told, name: str, reason: Reason) -> bool:
    return told.facts.backlog.status(name) == "in-progress" and _overruns_as_told(told, name, reason)


def _serves_progress(told: Told, name: str, reason: Reason) -> bool:
    serves = any(told.facts.is_at_work(other) for other in told.facts.behind(name))
    return serves and not told.facts.is_at_work(name) and _overruns_as_told(told, name, reason)


def _overruns_as_told(told: Told, name: str, reason: Reason) -> bool:
    """Whether its team has no room for it, where that is said."""
    if not reason.kind.endswith("-overrun"):
        return "overrun" not in told.facts.placements[name].marks
    return bool(told.room.lack(name, told.facts.at[name]))


def _needed_first(told: Told, name: str, _: Reason) -> bool:
    structure, behind = told.facts.structure, told.facts.behind(name)
    is_ahead = name in structure.ahead and name not in structure.first
    return is_ahead or any(map(told.facts.is_expedite, behind))


def _deadline(told: Told, name: str, reason: Reason) -> bool:
    deadline = told.facts.backlog.features[name].deadline
    if deadline is None or (reason.day, reason.because) != (deadline.date, deadline.because):
        return False
    is_last = told.facts.at[name] == told.facts.sums.number(deadline.date)
    return is_last == (reason.kind == "deadline-reserved")


def _needed_by(told: Told, name: str, reason: Reason) -> bool:
    facts = told.facts
    if len(reason.features) != 1 or reason.features[0] not in facts.behind(name):
        return False
    other = reason.features[0]
    is_held = facts.own_last(other) < len(facts.periods) or facts.is_fixed(other)
    own = facts.backlog.features[name].deadline
    days = [told.room.due.get(name), facts.sums.due_days(facts.at).get(name)]
    return is_held and own is None and (reason.day is None or reason.day in days)


def _inherits(told: Told, name: str, reason: Reason) -> bool:
    item = told.facts.items.get(name)
    if item is None or not item.inherits:
        return False
    first = item.inherits[:NAMED]
    amounts = tuple(share.value for share in first) if len(item.inherits) > 1 else ()
    return (
        reason.features == tuple(share.feature for share in first)
        and reason.amounts == amounts
        and reason.more == len(item.inherits) - len(first)
        and same(reason, "value", fsum(share.value for share in item.inherits))
    )


def _together(told: Told, name: str, reason: Reason) -> bool:
    """Whether it has no value of its own, is no duty, and the first that lends it some lands then."""
    facts, item = told.facts, told.facts.items.get(name)
    if item is None or item.value != 0 or len(reason.features) != 1:
        return False
    feature = facts.backlog.features[name]
    lands = {share.feature: facts.at[share.feature] for share in item.inherits if share.feature in facts.at}
    return (
        feature.deadline is None and feature.type != "compliance"
        and lands.get(reason.features[0]) == told.number(reason.period) == min(lands.values(), default=-1)
    )  # fmt: skip


def _waits_for(told: Told, name: str, reason: Reason) -> bool:
    facts = told.facts
    if len(reason.features) != 1:
        return False
    need = reason.features[0]
    lag, there = facts.needs.get(name, {}).get(need), facts.there.get(need)
    return (
        lag is not None and there is not None
        and told.number(reason.period) == there
        and same(reason, "lag", lag)
        and there + lag == facts.at[name]
    )  # fmt: skip


def _not_before(told: Told, name: str, reason: Reason) -> bool:
    day = told.facts.backlog.features[name].not_before
    return day is not None and reason.day == day and told.facts.sums.number(day) == told.facts.at[name]


def _full_before(told: Told, name: str, reason: Reason) -> bool:
    """Whether it could have come in the period just before, but for the team and those who fill it."""
    facts = told.facts
    if told.number(reason.period) != facts.at[name] - 1 or reason.period is None:
        return False
    if facts.first_beside[name] > facts.at[name] - 1 or not told.lacks(name, reason):
        return False
    busy = {
        other for other, placement in facts.placements.items()
        if other != name and any(
            work.team == reason.team and (work.period == reason.period or facts.roadmap.carry_over)
            for work in placement.work
        )
    }  # fmt: skip
    return set(reason.features) <= busy and len(reason.features) + reason.more <= len(busy)


def _moved(told: Told, name: str, reason: Reason) -> bool:
    """Whether the ranking alone put it where that is said, and all moves together bring what is said."""
    before = told.roadmap.moved_from.get(name)
    if (
        name not in told.roadmap.moved
        or before != reason.period
        or before == told.facts.placements[name].period
    ):
        return False
    gain = told.roadmap.gain
    return same(reason, "gain", gain) if gain > 0 else "gain" not in reason.numbers


def _ahead_of_wish(told: Told, name: str, reason: Reason) -> bool:
    facts = told.facts
    wishes = {need.id for need in facts.backlog.features[name].depends_on if need.kind == "soft"}
    return len(reason.features) == 1 and all(
        other in wishes and facts.backlog.is_open(other)
        and facts.there.get(other, len(facts.periods)) > facts.at[name]
        for other in reason.features
    )  # fmt: skip


def _wished_for(told: Told, name: str, reason: Reason) -> bool:
    target = told.facts.backlog.features[name].target
    return (
        target is not None and reason.day == target and told.facts.sums.number(target) < told.facts.at[name]
    )


def _rank(told: Told, name: str, reason: Reason) -> bool:
    item = told.facts.items.get(name)
    return item is not None and same(reason, "rank", item.rank)


PLACED: Checks = {
    "pinned": _decided,
    "first": _decided,
    "before": _decided,
    "in-progress": _in_progress,
    "in-progress-overrun": _in_progress,
    "serves-progress": _serves_progress,
    "serves-progress-overrun": _serves_progress,
    "expedite": lambda told, name, _: told.facts.is_expedite(name),
    "needed-first": _needed_first,
    "deadline": _deadline,
    "deadline-reserved": _deadline,
    "needed-by": _needed_by,
    "inherits": _inherits,
    "together": _together,
    "waits-for": _waits_for,
    "not-before": _not_before,
    "full-before": _full_before,
    "moved": _moved,
    "brought-in": _moved,
    "ahead-of-wish": _ahead_of_wish,
    "wished-for": _wished_for,
    "effort-assumed": lambda told, name, _: told.facts.sums.effort(name) is None,
    "rank": _rank,
    "room": lambda told, name, _: name not in told.facts.items,
    "kept": promised.kept,
    "forced": promised.forced,
    "late": promised.late,
    "early": promised.early,
    "new": promised.new,
    "improved": promised.improved,
}
"""The check of every kind of reason that a placement may carry."""
