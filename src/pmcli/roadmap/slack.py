"""What eats the slack before a promised date: all that must be done until then, against what teams can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pmcli.reason import NAMED, Reason

if TYPE_CHECKING:
    from pmcli.roadmap.draft import Draft

_LOOSE = 1e-9


def starved(draft: Draft, name: str, taken: Mapping[str, float]) -> Reason | None:
    """Why a promise cannot be kept for lack of one team, with the chain that takes its time; None if it can.

    What a feature and all it waits for need of a team is held against what the team can do until the date,
    less what other promises have taken of it: `taken`, by team. Nothing is said where work in progress is
    among them, which may overrun.
    """
    chain = _chain(draft, name)
    if not draft.candidates.working.isdisjoint(chain):
        return None
    last = draft.windows.last[name]
    needs: dict[str, float] = {}
    for one in chain:
        for team, effort in draft.candidates.efforts.get(one, {}).items():
            needs[team] = needs.get(team, 0.0) + effort
    rooms = {team: _room(draft, team, last, taken.get(team, 0.0)) for team in needs}
    lacking = [team for team, need in needs.items() if need > rooms[team] + _LOOSE * max(1.0, rooms[team])]
    if not lacking:
        return None
    team = max(lacking, key=lambda one: (needs[one] - rooms[one], one))
    others = [one for one in chain[1:] if team in draft.candidates.efforts.get(one, {})]
    efforts = {one: draft.candidates.efforts[one][team] for one in others}
    largest = sorted(others, key=lambda one: (-efforts[one], one))[:NAMED]
    return Reason(
        "must-land-starved-beside" if taken.get(team) else "must-land-starved",
        (name, *largest), team, draft.horizon.periods[last],
        numbers={"has": rooms[team], "needs": needs[team], "more": len(others) - len(largest)},
        amounts=tuple(efforts[one] for one in largest),
    )  # fmt: skip


def _room(draft: Draft, team: str, last: int, taken: float) -> float:
    """What a team can do until the end of a period."""
    rows = [pool.capacity for pool in draft.cells.pools.get(team, ()) if not pool.barred]
    return max(0.0, sum(sum(row[: last + 1]) for row in rows) - taken)


def _chain(draft: Draft, name: str) -> list[str]:
    """A feature, and all it waits for."""
    needs: dict[str, list[str]] = {}
    for later, sooner, _ in draft.candidates.arcs:
        needs.setdefault(later, []).append(sooner)
    chain, seen = [name], {name}
    for one in chain:
        for need in needs.get(one, ()):
            if need not in seen:
                seen.add(need)
                chain.append(need)
    return chain
