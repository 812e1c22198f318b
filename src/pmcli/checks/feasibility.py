"""Rules about what can be planned at all: dates that cannot be kept, work that fits nowhere.

None of them searches for a plan, and none makes a ranking untrue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import fsum

from pmcli.checks.rule import Finding, Rule
from pmcli.checks.shared import draft_of, number_of
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Feature
from pmcli.model.figure import anded, counted, listed
from pmcli.model.reason import Reason
from pmcli.model.team import Team
from pmcli.model.words import words
from pmcli.ranking.structure import Structure

_NOISE = 1e-9
_TOO_LARGE = ("larger-than-any-period", "larger-than-all-periods")


def broken_promises(backlog: Backlog) -> Iterator[Finding]:
    """Deadlines, pins and work in progress that no plan can keep."""
    yield from _conflicts(backlog, are_waiting=False)


def waiting_promises(backlog: Backlog) -> Iterator[Finding]:
    """Deadlines and pins of features that wait for something that is not planned."""
    yield from _conflicts(backlog, are_waiting=True)


def _conflicts(backlog: Backlog, *, are_waiting: bool) -> Iterator[Finding]:
    draft = draft_of(backlog)
    for conflict in draft.conflicts if draft is not None else ():
        if (conflict.reason.kind == "promised-but-blocked") is are_waiting:
            feature = backlog.features[conflict.feature]
            yield Finding(feature.id, _promise(backlog, feature), words(conflict.reason), conflict.hint)


def _promise(backlog: Backlog, feature: Feature) -> Keys:
    """The keys of what promises a feature: a pin, a deadline, or the work in progress."""
    decision = Structure.of(backlog).decisions.get(feature.id)
    if decision is not None and decision.verdict == "pin":
        return ("decisions", number_of(feature, decision), "period")
    if feature.deadline is not None:
        return ("deadline",)
    if feature.remaining:
        return ("remaining",)
    return ("effort",) if feature.effort else ()


def out_of_sight(backlog: Backlog) -> Iterator[Finding]:
    """Pins to periods after the last one planned."""
    draft = draft_of(backlog)
    if draft is None:
        return
    last = draft.horizon.periods[-1]
    for name, decision in draft.candidates.decisions.items():
        if decision.verdict == "pin" and decision.period is not None and decision.period > last:
            number = number_of(backlog.features[name], decision)
            message = f'"{name}" is pinned to {decision.period}, but the plan ends with {last}'
            yield Finding(
                name,
                ("decisions", number, "period"),
                message,
                "pin it to an earlier period, or plan more: calendar: {periods: …}",
            )


def too_large(backlog: Backlog) -> Iterator[Finding]:
    """Features that fit into no period, however empty."""
    draft = draft_of(backlog)
    if draft is None:
        return
    broken = {conflict.feature for conflict in draft.conflicts}
    for name, reason in sorted(draft.windows.refused.items()):
        if reason.kind in _TOO_LARGE and name not in broken:
            yield Finding(name, ("effort",), f'"{name}" is {words(reason)}')


def unestimated(backlog: Backlog) -> Iterator[Finding]:
    """Features that would be planned and have no effort, in a workspace that wants one."""
    if backlog.workspace.roadmap.unestimated != "error":
        return
    draft = draft_of(backlog)
    for name, reason in sorted(draft.candidates.refused.items()) if draft is not None else ():
        if reason.kind == "no-effort":
            message = f'"{name}" has no effort, and pm.yaml says that is an error'
            yield Finding(name, (), message, "estimate it, or set roadmap: {unestimated: leave-out}")


def left_out(backlog: Backlog) -> Iterator[Finding]:
    """Features that stand in no roadmap because they have no effort, where others have: in one finding."""
    draft, roadmap = draft_of(backlog), backlog.workspace.roadmap
    if roadmap.unestimated != "leave-out":
        return
    conflicts = draft.conflicts if draft is not None else ()
    told = {name for conflict in conflicts for name in _blockers(conflict.reason)}
    parents, left = backlog.children(), ("idea",) if roadmap.ideas == "leave-out" else ()
    wanted = [
        feature for name, feature in backlog.features.items()
        if backlog.is_open(name) and name not in parents and name not in backlog.broken
        and backlog.status(name) not in left
    ]  # fmt: skip
    bare = [one.id for one in wanted if not one.effort and not one.remaining and one.id not in told]
    if 0 < len(bare) < len(wanted):
        have = "has no effort, and is" if len(bare) == 1 else "have no effort, and are"
        message = f"{len(bare):,} of {len(wanted):,} features {have} in no roadmap: {listed(bare)}"
        yield Finding(None, (), message, "pm list --where effort= lists them; pm triage asks for each")


def _blockers(reason: Reason) -> tuple[str, ...]:
    """What a promise waits for in vain: that is told where it is promised."""
    return reason.features[1:] if reason.kind == "promised-but-blocked" else ()


def idle_teams(backlog: Backlog) -> Iterator[Finding]:
    """Teams with work and no capacity, however that is written, and settings of capacity that do nothing."""
    wanted = {
        team for name, feature in backlog.features.items() if backlog.is_open(name)
        for team in (*backlog.effort(feature), *(feature.remaining or ()))
    }  # fmt: skip
    rows = _capacity(backlog) if wanted else {}
    for name, team in backlog.workspace.teams.items():
        if backlog.is_unread(("teams", name)):
            continue
        if name in wanted and (why := _without_capacity(team, rows.get(name))) is not None:
            message = f'team "{name}" has work, but {why}: none of it can be planned'
            yield Finding(None, ("teams", name), message, "write capacity: …, or people: …", "key")
        elif team.capacity is not None:
            for key in ("focus", "absent"):
                if key in team.model_fields_set:
                    message = f'"{key}" does nothing beside "capacity"'
                    hint = f"write people: … instead of capacity, or drop {key}"
                    yield Finding(None, ("teams", name, key), message, hint, "key")
    yield from _all_reserved(backlog)


def _capacity(backlog: Backlog) -> Mapping[str, Sequence[float]]:
    """What every team can do in every period planned; nothing where the periods are not known."""
    from pmcli.planning.capacity import capacity
    from pmcli.planning.horizon import Horizon

    try:
        return capacity(backlog, Horizon.of(backlog)) if not backlog.is_unread(("calendar",)) else {}
    except PmError:  # told by another rule
        return {}


def _without_capacity(team: Team, row: Sequence[float] | None) -> str | None:
    """Why a team can do nothing in any period planned; None where it can, or where that is not known."""
    if team.capacity is None and (team.people is None or team.people.is_nothing):
        return "no capacity"
    if row is None or any(row):
        return None
    if team.capacity is not None:
        return "its capacity is 0 in every period planned"
    if not team.focus.mean:
        return "its focus is 0 %"
    if team.absent is None:
        return "no people in any period planned"
    return "absences take all that its people can do in every period planned"


def _all_reserved(backlog: Backlog) -> Iterator[Finding]:
    """Features of types for which the reserve leaves nothing of any team: in one finding."""
    reserve = {kind: share for kind, share in backlog.workspace.roadmap.reserve.items() if share > 0}
    if fsum(reserve.values()) < 1.0 - _NOISE or not backlog.workspace.teams:
        return
    left = [
        name for name, feature in backlog.features.items()
        if backlog.is_open(name) and feature.type not in reserve and (feature.effort or feature.remaining)
    ]  # fmt: skip
    if left:
        whole = "all capacity is reserved for " + anded([f'"{kind}"' for kind in sorted(reserve)])
        message = (
            f"{whole}: {counted(len(left), 'feature')} of other types can never be planned: {listed(left)}"
        )
        yield Finding(None, ("roadmap", "reserve"), message, "reserve less", "key")


RULES = (
    Rule(
        "PM301", "pinned-out-of-sight", "warning",
        "What is pinned to a period that is not planned stands in no period of the roadmap.",
        out_of_sight,
    ),
    Rule(
        "PM302", "broken-promise", "error",
        "A deadline, a pin or work in progress that cannot be kept: the rest is planned without it.",
        broken_promises,
    ),
    Rule(
        "PM303", "larger-than-a-period", "warning",
        "Work that fits into no period is never placed, unless it may run over the end of one.",
        too_large,
    ),
    Rule(
        "PM304", "idle-capacity", "warning",
        "A team without capacity can do nothing, and a setting that nothing reads misleads.",
        idle_teams,
    ),
    Rule(
        "PM306", "unestimated", "error",
        "Where pm.yaml wants an effort of everything planned, a feature without one stops the roadmap.",
        unestimated,
    ),
    Rule(
        "PM305", "waiting-promise", "error",
        "A promise that waits for something unplanned stands in no period of the roadmap.",
        waiting_promises,
    ),
    Rule(
        "PM317", "no-effort", "warning",
        "What nobody has estimated stands in no roadmap, and nobody sees that it is missing.",
        left_out,
    ),
)  # fmt: skip
