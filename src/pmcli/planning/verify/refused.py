"""The checks of what is said of unplaced features: a function a kind, all of them in one table."""

from __future__ import annotations

from pmcli.model.reason import Reason
from pmcli.planning.verify import promised, shortages
from pmcli.planning.verify.told import Checks, Told, some_of
from pmcli.ranking.parents import hard_needs, put_away_above

# --- records ---


def _excludes(told: Told, name: str, reason: Reason) -> bool:
    """Whether it excludes these, and they are placed, shipped or in progress as is said."""
    facts, rivals = told.facts, told.facts.rivals.get(name, set())
    if reason.kind in ("excludes-shipped", "excludes-in-progress"):
        status = reason.kind.removeprefix("excludes-")
        return some_of(reason, {other for other in rivals if facts.backlog.status(other) == status})
    return some_of(reason, rivals.intersection(facts.at))


def _promises_exclude(told: Told, name: str, reason: Reason) -> bool:
    """Whether it is promised, and these are, which it excludes."""
    facts = told.facts
    rivals = facts.rivals.get(name, set()).intersection(facts.at)
    return facts.is_promised(name) and some_of(reason, set(filter(facts.is_promised, rivals)))


def _waits_parked(told: Told, name: str, reason: Reason) -> bool:
    """Whether one that it waits for has the status told, which is "parked" where none is."""
    backlog, status = told.facts.backlog, (*reason.names, "parked")[0]
    return some_of(reason, {need for need in hard_needs(backlog)[name] if backlog.status(need) == status})


def _part_put_away(told: Told, name: str, reason: Reason) -> bool:
    """Whether the nearest parent that is put away is the one named, and its status."""
    backlog, above = told.facts.backlog, put_away_above(told.facts.backlog, name)
    return above is not None and (reason.features, reason.names) == ((above,), (backlog.status(above),))


def _idea(told: Told, name: str, _: Reason) -> bool:
    """Whether it is an idea that nobody asks for, and nothing that is placed waits for it."""
    facts = told.facts
    return facts.is_mere_idea(name) and facts.behind(name).isdisjoint(facts.there)


def _waits_unplaced(told: Told, name: str, reason: Reason) -> bool:
    facts = told.facts
    return some_of(reason, {need for need in facts.needs.get(name, {}) if need not in facts.there})


def _without_effort(told: Told, name: str, reason: Reason) -> bool:
    """Whether no effort is given, or none of a team, and none can be assumed."""
    facts = told.facts
    effort = facts.sums.effort(name)
    if reason.kind in ("no-team", "no-teams"):
        has_teams = bool(facts.backlog.workspace.teams)
        return effort is not None and "" in effort and has_teams == (reason.kind == "no-team")
    if effort is not None:
        return False
    is_assumed = facts.backlog.workspace.roadmap.unestimated == "median" and facts.typical is not None
    return is_assumed == (reason.kind == "no-effort-no-team") and facts.efforts(name) is None


# --- dates ---


def _pin_aside(told: Told, name: str, reason: Reason) -> bool:
    """Whether it is pinned to this period, and that is none of the plan, or against its own dates."""
    facts = told.facts
    pin, ruling = facts.pin(name), facts.structure.decisions.get(name)
    if pin is None or ruling is None or reason.period != ruling.period:
        return False
    if reason.kind == "pin-passed":
        return pin < 0
    if reason.kind == "pin-after-plan":
        return pin >= len(facts.periods)
    if reason.kind == "pin-against-not-before":
        return facts.not_before(name) > pin
    deadline = facts.backlog.features[name].deadline
    return deadline is not None and reason.day == deadline.date and facts.sums.number(deadline.date) < pin


def _not_before_after_plan(told: Told, name: str, reason: Reason) -> bool:
    day = told.facts.backlog.features[name].not_before
    return day is not None and reason.day == day and told.facts.sums.number(day) >= len(told.facts.periods)


def _deadline_passed(told: Told, name: str, reason: Reason) -> bool:
    deadline = told.facts.backlog.features[name].deadline
    return deadline is not None and reason.day == deadline.date and told.facts.sums.number(deadline.date) < 0


def _too_late(told: Told, name: str, reason: Reason) -> bool:
    """Whether what it waits for, the named one among that, cannot be there before the plan ends."""
    facts = told.facts
    if facts.first_beside[name] < len(facts.periods):
        return False
    if reason.kind == "too-late":
        return not reason.features
    return len(reason.features) == 1 and reason.features[0] in facts.before(name)


def _cannot_land(told: Told, name: str, reason: Reason) -> bool:
    """Whether its date, the one named, comes before what it waits for can be there."""
    facts = told.facts
    ruling, deadline = facts.structure.decisions.get(name), facts.backlog.features[name].deadline
    is_pinned = ruling is not None and ruling.verdict == "pin"
    period = ruling.period if ruling is not None and is_pinned else None
    day = deadline.date if deadline is not None and not is_pinned else None
    if (reason.period, reason.day) != (period, day) or name not in told.conflicts:
        return False
    held = [facts.first_beside[need] + lag for need, lag in facts.needs.get(name, {}).items()]
    return max([facts.not_before(name), *held]) > facts.own_last(name) or (period, day) == (None, None)


REFUSED: Checks = {
    "wont": lambda told, name, _: told.facts.backlog.features[name].moscow == "wont",
    "part-put-away": _part_put_away,
    "idea": _idea,
    "excludes-placed": _excludes,
    "excludes-shipped": _excludes,
    "excludes-in-progress": _excludes,
    "promises-exclude": _promises_exclude,
    "promises-starve": shortages.promises_starve,
    "waits-parked": _waits_parked,
    "waits-unplaced": _waits_unplaced,
    "waits-too-late": _too_late,
    "too-late": _too_late,
    "no-effort": _without_effort,
    "no-effort-no-team": _without_effort,
    "no-team": _without_effort,
    "no-teams": _without_effort,
    "not-before-after-plan": _not_before_after_plan,
    "deadline-passed": _deadline_passed,
    "pin-passed": _pin_aside,
    "pin-after-plan": _pin_aside,
    "pin-against-not-before": _pin_aside,
    "pin-against-deadline": _pin_aside,
    "cannot-land": _cannot_land,
    "starved": shortages.starved,
    "no-capacity": shortages.no_capacity,
    "no-room-at-once": shortages.no_room_at_once,
    "larger-than-any-period": shortages.larger,
    "larger-than-all-periods": shortages.larger_than_all,
    "short-until": shortages.short_until,
    "short-until-for": shortages.short_until,
    "team-full": shortages.team_full,
    "below-line": shortages.below_line,
    "left-out": lambda told, name, reason: promised.left_out(told, name, reason, REFUSED),
    "improved-away": promised.improved,
    "agreed-after-plan": promised.after_plan,
}
"""The check of every kind of reason that an unplaced feature may carry."""
