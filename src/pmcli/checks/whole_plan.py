"""Rules about the whole plan: more promised than can be done, one team that all wait for, chains too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from pmcli.checks.rule import Finding, Rule
from pmcli.checks.shared import draft_of
from pmcli.model.backlog import Backlog
from pmcli.model.figure import counted, figure, listed
from pmcli.model.words import words
from pmcli.sequencing.graph import walk

if TYPE_CHECKING:
    from pmcli.planning.draft import Draft

BUSY = 1.5
"""So many times its capacity a team must be asked for, and so many times as much as the next one."""
_LOOSE = 1e-9
_Moment = tuple[int, date]
"""The number of a period, and the day in it: `date.max` is its end."""


def overcommitted(backlog: Backlog) -> Iterator[Finding]:
    """Teams of which more is promised by some period, or some day in one, than they can do until then."""
    draft = draft_of(backlog)
    if draft is None:
        return
    efforts = draft.candidates.efforts
    promised = [
        (_promised_by(draft, name), name) for name in draft.ids
        if draft.is_promised(name) or name in draft.candidates.working
    ]  # fmt: skip
    unit = backlog.workspace.effort_unit
    for team in backlog.workspace.teams:
        for moment in sorted({moment for moment, _ in promised if moment[0] < len(draft.horizon)}):
            due = [name for by, name in promised if by <= moment and team in efforts[name]]
            need, room = sum(efforts[name][team] for name in due), _room(draft, team, moment)
            if need > room + _LOOSE * max(1.0, room):
                names = listed(sorted(due, key=lambda name: (-efforts[name][team], name)))
                last, day = moment
                by = draft.horizon.periods[last] if day == date.max else day
                asked = f"{figure(need)} {unit} of {team} are promised by {by}"
                message = f"{asked}, but it has {figure(room)}: {names}"
                yield Finding(None, ("teams", team), message, "move a date, or give it more capacity", "key")
                break


def _promised_by(draft: Draft, name: str) -> _Moment:
    """By when a promised feature has to be there."""
    last, day = draft.windows.last[name], draft.windows.due.get(name)
    is_inside = day is not None and draft.horizon.number(day) == last and day < draft.horizon.last_day(last)
    return last, day if day is not None and is_inside else date.max


def _room(draft: Draft, team: str, moment: _Moment) -> float:
    """What a team can do up to a moment, nothing reserved."""
    last, day = moment
    row = draft.gross.get(team, ())
    share = 1.0 if day == date.max else draft.horizon.share(day)
    return sum(row[:last]) + share * sum(row[last : last + 1])


def bottleneck(backlog: Backlog) -> Iterator[Finding]:
    """The one team that holds up all others."""
    draft = draft_of(backlog)
    if draft is None:
        return
    asked = dict.fromkeys(backlog.workspace.teams, 0.0)
    for name in draft.ids:
        for team, effort in draft.candidates.efforts[name].items():
            if team in asked and any(draft.worths[name]):
                asked[team] += effort
    rooms = {team: sum(draft.gross.get(team, ())) for team in asked}
    busy = sorted(((asked[team] / room, team) for team, room in rooms.items() if room > 0), reverse=True)
    if len(busy) < 2 or busy[0][0] <= BUSY or busy[0][0] < BUSY * busy[1][0]:
        return
    ratio, team = busy[0]
    periods = counted(len(draft.horizon), "period")
    message = (
        f"{figure(ratio)} times as much work waits for {team} as it can do in {periods}; "
        f"for {busy[1][1]}, the next, {figure(busy[1][0])} times"
    )
    # Of an agreed plan nobody knows what more would be worth: prices are those of a plan found afresh.
    says = "how full it is" if backlog.agreement is not None else "what more of it would be worth"
    yield Finding(None, ("teams", team), message, f"pm roadmap --view teams says {says}", "key")


def beyond_horizon(backlog: Backlog) -> Iterator[Finding]:
    """Features that cannot be there before the plan ends, for all that they wait for."""
    draft = draft_of(backlog)
    if draft is None:
        return
    broken = {conflict.feature for conflict in draft.conflicts}
    for name, reason in sorted(draft.windows.refused.items()):
        if reason.kind in ("too-late", "waits-too-late") and name not in broken:
            yield Finding(
                name, ("depends_on",), f'"{name}" {words(reason)}', "plan more periods, or shorten the chain"
            )
    yield from _too_much(draft, backlog)


def _too_much(draft: Draft, backlog: Backlog) -> Iterator[Finding]:
    """Ends of chains that need more of a team than it can do in all periods."""
    needs = draft.candidates.needs
    awaited = {sooner for _, sooner in draft.candidates.pairs}
    rooms = {team: sum(row) for team, row in draft.gross.items()}
    for name in draft.ids:
        if name in awaited or name not in needs or draft.is_promised(name):
            continue
        chain = walk((name,), needs)
        for team in backlog.workspace.teams:
            total = sum(draft.candidates.efforts.get(link, {}).get(team, 0.0) for link in chain)
            if total > rooms.get(team, 0.0) + _LOOSE:
                message = (
                    f'"{name}" and what it waits for ({listed(chain[1:])}) need {figure(total)} of {team}, '
                    f"which has {figure(rooms.get(team, 0.0))} in all periods planned"
                )
                yield Finding(name, ("depends_on",), message, "plan more periods, or shorten the chain")
                break


def no_slack(backlog: Backlog) -> Iterator[Finding]:
    """Promised features that wait for another team's work with not a period to spare."""
    draft = draft_of(backlog)
    if draft is None or len(draft.horizon) < 2:
        return
    windows, efforts = draft.windows, draft.candidates.efforts
    there = set(draft.ids)
    for later, sooner, _ in draft.candidates.arcs:
        if later not in there or sooner not in there or not draft.is_promised(later):
            continue
        others = sorted(set(efforts[sooner]) - set(efforts[later]))
        fixed = sooner in windows.fixed or backlog.features[sooner].id in draft.candidates.decisions
        if windows.first[sooner] != windows.last[sooner] or fixed or not others or not efforts[later]:
            continue
        numbers = [
            number for number, need in enumerate(backlog.features[later].depends_on) if need.id == sooner
        ]
        if numbers:
            period = draft.horizon.periods[windows.last[sooner]]
            message = (
                f'"{later}" waits for "{sooner}" of {listed(others)}, which can only be done in {period}'
            )
            yield Finding(
                later, ("depends_on", numbers[0], "id"), message, "agree on it with them, or move the date"
            )


RULES = (
    Rule(
        "PM307", "overcommitted", "error",
        "More is promised of a team than it can do: some promise will break, and nobody chose which.",
        overcommitted,
    ),
    Rule(
        "PM308", "bottleneck", "info",
        "Where all wait for one team, work of the others cannot make the plan faster.",
        bottleneck,
    ),
    Rule(
        "PM309", "chain-beyond-horizon", "warning",
        "A chain longer than the plan delivers nothing at its end within it.",
        beyond_horizon,
    ),
    Rule(
        "PM310", "no-slack-across-teams", "info",
        "A promise that hangs on another team without a day to spare is theirs to break.",
        no_slack,
    ),
)  # fmt: skip
