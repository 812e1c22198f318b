"""The room that a plan leaves of its teams: what a feature lacks in which period, and who has it."""

from __future__ import annotations

from collections.abc import Mapping

from pmcli.planning.draft import Draft
from pmcli.planning.pools import GRAIN


class RoomLeft:
    """The cells of a plan, with what is left of each; `plan` has the periods of what is placed, by id."""

    def __init__(self, draft: Draft, plan: Mapping[str, int]) -> None:
        self.draft, self.plan = draft, plan
        self.periods = draft.horizon.periods
        self.at = {name: number for number, name in enumerate(draft.ids)}
        self.left = list(draft.problem.room)
        self.fill: dict[int, list[str]] = {}
        for name, period in plan.items():
            is_working = name in draft.candidates.working  # its room is gone already
            for cell, effort in draft.takes(name)[period]:
                self.left[cell] -= 0 if is_working else effort
                self.fill.setdefault(cell, []).append(name)
        self.owner = {cell: (key[0], key[2]) for key, cell in draft.cells.cell.items()}
        self.needs: dict[str, list[tuple[str, int]]] = {}
        self.serves: dict[str, list[str]] = {}
        for later, sooner, lag in draft.candidates.arcs:
            self.needs.setdefault(later, []).append((sooner, lag))
            self.serves.setdefault(sooner, []).append(later)

    def room(self, cell: int, name: str) -> dict[str, float]:
        """The effort that a feature needs of a cell, and what others leave of it, in the effort unit."""
        left = self.left[cell] + self._mine(name).get(cell, 0)
        return {
            "needs": self.draft.candidates.efforts[name][self.owner[cell][0]],
            "left": max(0, left) / GRAIN,
        }

    def _mine(self, name: str) -> Mapping[int, int]:
        """The parts that it takes of cells where it stands."""
        return dict(self.draft.problem.takes[self.at[name]][self.plan[name]]) if name in self.plan else {}

    def short(self, name: str, period: int) -> list[tuple[int, int]]:
        """The cells without room for a feature in a period: (cell, effort), one a team, the worst first."""
        takes, mine = self.draft.problem.takes[self.at[name]][period], self._mine(name)
        worst: dict[str | int, tuple[int, int, int]] = {}
        for cell, effort in takes:
            rest = self.left[cell] + mine.get(cell, 0) - effort
            if rest < 0:
                key = self.owner[cell][0]
                worst[key] = min(worst.get(key, (0, 0, 0)), (rest, cell, effort))
        return [(cell, effort) for _, cell, effort in sorted(worst.values())]

    def excluding(self, name: str) -> list[str]:
        """The placed features that exclude this one."""
        at = self.at[name]
        rivals = [self.draft.ids[other] for other in self.draft.problem.rivals[at]]
        return [other for other in rivals if other in self.plan]

    def occupants(self, cell: int, name: str) -> list[str]:
        """The other features that fill a cell, the largest first."""
        return sorted(
            (other for other in self.fill.get(cell, ()) if other != name),
            key=lambda other: (-sum(self.draft.candidates.efforts[other].values()), other),
        )

    def window(self, name: str) -> range:
        """The periods that an unplaced feature could have beside the plan, were there room."""
        problem, at = self.draft.problem, self.at[name]
        held = [self.plan[need] + lag for need, lag in self.needs.get(name, ()) if need in self.plan]
        return range(max([problem.earliest[at], *held]), min(problem.latest[at] + 1, problem.periods))

    def nearest(self, name: str, window: range) -> tuple[int, list[tuple[int, int]]] | None:
        """The period in which least is missing for an unplaced feature, and the cells that lack room.

        None where there is no such period, or where one has room.
        """
        best: tuple[int, int, list[tuple[int, int]]] | None = None
        for period in window:
            short = self.short(name, period)
            if not short:
                return None
            lack = sum(effort - max(0, self.left[cell]) for cell, effort in short)
            if best is None or lack < best[0]:
                best = lack, period, short
        return None if best is None else best[1:]
