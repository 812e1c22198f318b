"""The slack before a promised date: all that must be done until then, against what teams can do."""

from __future__ import annotations

from collections.abc import Mapping

from pmcli.model.reason import NAMED, Reason
from pmcli.planning.candidates import Candidates
from pmcli.planning.pools import Cells
from pmcli.planning.windows import Windows
from pmcli.sequencing.graph import walk

_LOOSE = 1e-9


def starved(
    candidates: Candidates, windows: Windows, cells: Cells, name: str, taken: Mapping[str, float]
) -> Reason | None:
    """The reason why a promise cannot be kept for lack of one team, with the chain that needs it, or None.

    What a feature and all it waits for need of a team is held against what the team can do until the date,
    less what other promises have taken of it: `taken`, by team. Nothing is said where work in progress is
    among them, which may overrun.
    """
    chain = walk((name,), candidates.needs)
    if not candidates.working.isdisjoint(chain):
        return None
    last, efforts = windows.last[name], candidates.efforts
    needs: dict[str, float] = {}
    for feature in chain:
        for team, effort in efforts.get(feature, {}).items():
            needs[team] = needs.get(team, 0.0) + effort
    rooms = {team: _room(cells, team, last, taken.get(team, 0.0)) for team in needs}
    lacking = [team for team, need in needs.items() if need > rooms[team] + _LOOSE * max(1.0, rooms[team])]
    if not lacking:
        return None
    team = max(lacking, key=lambda short: (needs[short] - rooms[short], short))
    others = {feature: efforts[feature][team] for feature in chain[1:] if team in efforts.get(feature, {})}
    largest = sorted(others, key=lambda other: (-others[other], other))[:NAMED]
    return Reason(
        "must-land-starved-beside" if taken.get(team) else "must-land-starved",
        (name, *largest), team, windows.horizon.periods[last],
        numbers={"has": rooms[team], "needs": needs[team], "more": len(others) - len(largest)},
        amounts=tuple(others[other] for other in largest),
    )  # fmt: skip


def _room(cells: Cells, team: str, last: int, taken: float) -> float:
    """The capacity of a team until the end of a period, less what is taken."""
    rows = [pool.capacity for pool in cells.pools.get(team, ()) if not pool.barred]
    return max(0.0, sum(sum(row[: last + 1]) for row in rows) - taken)
