"""The checks of what is said of features beside the agreed plan: a function a kind, for the two tables."""

from __future__ import annotations

from pmcli.model.decision import decided
from pmcli.model.reason import Reason
from pmcli.planning.verify.told import Checks, Told, same, some_of


def _is_place(told: Told, name: str, reason: Reason) -> bool:
    """Whether the period that is told is the one agreed for it."""
    place = told.facts.agreed(name)
    return place is not None and reason.period == place


def kept(told: Told, name: str, reason: Reason) -> bool:
    """Whether it stands where it was agreed; one with children, whether those that are placed do."""
    placed = told.facts.placements
    if children := told.facts.backlog.children().get(name):
        return all(kept(told, child, reason) for child in children if child in placed)
    return told.facts.agreed(name) == told.facts.placements[name].period


def new(told: Told, name: str, _: Reason) -> bool:
    """Whether there is an agreed plan that does not name it."""
    return told.roadmap.agreement is not None and told.facts.agreed(name) is None


def late(told: Told, name: str, reason: Reason) -> bool:
    """Whether its agreed period has passed, and it slipped that far."""
    facts, place = told.facts, told.facts.agreed(name)
    if place is None or not _is_place(told, name, reason) or facts.sums.number(place) >= 0:
        return False
    return same(reason, "slipped", facts.at[name] - facts.sums.number(place))


def early(told: Told, name: str, reason: Reason) -> bool:
    """Whether it is in progress, or work in progress waits for it, and it comes before its agreed period."""
    facts, place = told.facts, told.facts.agreed(name)
    if place is None or not _is_place(told, name, reason):
        return False
    is_working = any(facts.is_at_work(other) for other in (name, *facts.behind(name)))
    return is_working and facts.at[name] < facts.sums.number(place)


def improved(told: Told, name: str, reason: Reason) -> bool:
    """Whether it was agreed for another period than it has, and all that is improved tells one gain."""
    rows = [row.reasons for row in told.roadmap.placements]
    rows += [row.reasons for row in told.roadmap.unplaced]
    gains = {each.numbers.get("gain") for row in rows for each in row if each.kind == reason.kind}
    placement = told.facts.placements.get(name)
    is_elsewhere = placement is None or placement.period != reason.period
    return _is_place(told, name, reason) and is_elsewhere and gains <= {reason.numbers.get("gain")}


def after_plan(told: Told, name: str, reason: Reason) -> bool:
    """Whether it was agreed for this period, after the last one planned."""
    return _is_place(told, name, reason) and told.facts.is_agreed_for_later(name)


def left_out(told: Told, name: str, reason: Reason, checks: Checks) -> bool:
    """Whether it was agreed for this period, and what keeps it out is true."""
    if not _is_place(told, name, reason):
        return False
    cause = reason.cause
    return cause is None or (cause.kind in checks and checks[cause.kind](told, name, cause))


def forced(told: Told, name: str, reason: Reason) -> bool:
    """Whether it was agreed for another period than it has, and what is told keeps it from there."""
    place = told.facts.agreed(name)
    if place is None or not _is_place(told, name, reason):
        return False
    number = told.facts.sums.number(place)
    if number in (told.facts.at[name],) or number < 0:
        return False
    return reason.cause is None or _keeps(told, name, reason.cause, number)


def _keeps(told: Told, name: str, cause: Reason, number: int) -> bool:
    """Whether something keeps a feature from a period."""
    facts, feature = told.facts, told.facts.backlog.features[name]
    match cause.kind:
        case "in-progress":
            return facts.backlog.status(name) == "in-progress"
        case "serves-progress":
            return any(facts.is_at_work(other) for other in facts.behind(name))
        case "pinned" | "first":
            ruling = facts.structure.decisions.get(name)
            return ruling is not None and cause == decided(
                ruling, because=ruling.because, by=ruling.by, until=ruling.until
            )
        case "expedite":
            return facts.is_expedite(name)
        case "needed-first":
            is_ahead = name in facts.structure.ahead and name not in facts.structure.first
            return is_ahead or any(map(facts.is_expedite, facts.behind(name)))
        case "not-before":
            return cause.day == feature.not_before and facts.not_before(name) > number
        case "deadline":
            deadline = feature.deadline
            return (
                deadline is not None and (cause.day, cause.because) == (deadline.date, deadline.because)
                and facts.sums.number(deadline.date) < number
            )  # fmt: skip
        case _:
            return _is_in_the_way(told, name, cause, number)


def _is_in_the_way(told: Told, name: str, cause: Reason, number: int) -> bool:
    """Whether another feature, or a team without room, keeps a feature from a period."""
    facts = told.facts
    other = cause.features[0] if cause.features else ""
    match cause.kind:
        case "waits-for":
            lag, there = facts.needs.get(name, {}).get(other), facts.there.get(other)
            return (
                lag is not None and there is not None and there + lag > number
                and same(cause, "lag", lag) and told.number(cause.period) == there
            )  # fmt: skip
        case "needed-by":
            lag = facts.serves.get(name, {}).get(other)
            return lag is not None and other in facts.there and number + lag > facts.there[other]
        case "excludes-placed":
            return some_of(cause, facts.rivals.get(name, set()).intersection(facts.at))
        case "full-before":
            busy = {each for each in told.busy(cause.team or "", number) if each != name}
            return told.number(cause.period) == number and told.lacks(name, cause) and some_of(cause, busy)
        case _:
            return False
