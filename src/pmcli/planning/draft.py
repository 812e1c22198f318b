"""A backlog as a problem for the engine: what can be placed, in whole numbers, and why the rest cannot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import fsum

from pmcli.model.backlog import Backlog
from pmcli.model.reason import Reason
from pmcli.planning.candidates import Candidates
from pmcli.planning.capacity import capacity
from pmcli.planning.horizon import Horizon
from pmcli.planning.pools import Cells, pools
from pmcli.planning.result import Conflict
from pmcli.planning.slack import starved
from pmcli.planning.too_large import too_large
from pmcli.planning.windows import Windows
from pmcli.planning.worth import worths_by_period
from pmcli.ranking import Ranking
from pmcli.ranking.parents import exclusions
from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.problem import PlanningProblem, Takes
from pmcli.sequencing.graph import adjacency, backward, ordered

FINE = 1e12
"""The ideal value in units of the engine."""


class Draft:
    """The problem that the engine works on, and the way back from positions to features.

    `worths` has what every candidate is worth by period, in the model's value; `overrun` those in progress
    for which there is no room.
    """

    def __init__(self, backlog: Backlog, ranking: Ranking, *, carry_over: bool) -> None:
        self.backlog, self.ranking = backlog, ranking
        self.horizon = horizon = Horizon.of(backlog)
        self.gross = capacity(backlog, horizon)
        self.candidates = candidates = Candidates.of(backlog, ranking, horizon)
        self.windows = Windows.of(backlog, candidates, horizon)
        # Where work runs over, what one type takes early cannot be weighed against its share of later
        # periods: there the reserve is kept for what is not planned yet.
        types = set() if carry_over else {backlog.features[name].type for name in candidates.ids}
        self.cells = Cells(
            horizon,
            pools(self.gross, backlog.workspace.roadmap.reserve, types),
            self.windows.due.values(),
            carry_over=carry_over,
        )
        self.worths = worths_by_period(backlog, ranking, candidates, horizon)
        self.ranks = {item.id: item.rank for item in ranking.items}
        self.overrun: dict[str, int] = {}
        self.ahead: tuple[str, ...] = ()
        self._refuse_the_too_large()
        self._place_the_working()
        self._number()
        self._place_the_first()

    @classmethod
    def of(cls, backlog: Backlog, ranking: Ranking, *, carry_over: bool) -> Draft:
        """The draft of a backlog, work in progress and what is decided first placed already."""
        return cls(backlog, ranking, carry_over=carry_over)

    @property
    def conflicts(self) -> list[Conflict]:
        """Promises that cannot be kept; without teams there is no plan that could leave anything out."""
        if self.backlog.workspace.teams:
            return self.windows.conflicts
        return [told for told in self.windows.conflicts if not _lacks_work([*told.reason.causes()][-1])]

    def takes(self, name: str) -> tuple[Takes, ...]:
        """The parts that a feature takes from cells, by period."""
        kind = self.backlog.features[name].type
        return self.cells.takes(self.candidates.efforts[name], kind, self.windows.due.get(name))

    def _refuse_the_too_large(self) -> None:
        """Refuse what no period can hold, however empty."""
        windows = self.windows
        refused: dict[str, Reason] = {}
        for name in windows.order:
            if name in windows.refused or name in self.candidates.working:
                continue
            kind = self.backlog.features[name].type
            if (large := too_large(self.candidates, windows, self.cells, name, kind)) is not None:
                refused[name] = large
                if self.is_promised(name):
                    windows.conflict(name, Reason("promised-but", (name,), cause=refused[name]))
            elif (
                self.is_promised(name)
                and (short := starved(self.candidates, windows, self.cells, name, {})) is not None
            ):
                refused[name] = Reason("starved")
                windows.conflict(name, short, "move the date, or give the team more capacity")
        if refused:
            windows.narrow(self.backlog, refused)

    def _place_the_working(self) -> None:
        """Fix work in progress ahead of all other, in the first period with room; with none it overruns."""
        left = list(self.cells.room)
        fixed: dict[str, int] = {}
        refused: dict[str, Reason] = {}
        needs: dict[str, list[tuple[str, int]]] = {}
        for later, sooner, lag in self.candidates.arcs:
            needs.setdefault(later, []).append((sooner, lag))
        for name in self._ranked_order(self.candidates.working):
            if name in self.windows.refused:
                continue
            against = self._against(name, needs.get(name, ()), fixed, refused)
            held = [fixed[need] + lag for need, lag in needs.get(name, ()) if need in fixed]
            first = max([self.windows.first[name], *held])
            if against or first >= len(self.horizon):
                refused[name] = against or Reason("too-late")
                self.windows.conflict(name, Reason("progress-but", (name,), cause=refused[name]))
                continue
            fixed[name] = self._first_fit(name, left, first)
            for cell, effort in self.takes(name)[fixed[name]]:
                left[cell] -= effort
        if fixed or refused:
            self.windows.narrow(self.backlog, refused, fixed)

    def _against(
        self,
        name: str,
        needs: Iterable[tuple[str, int]],
        fixed: Mapping[str, int],
        refused: Mapping[str, Reason],
    ) -> Reason | None:
        """The reason that keeps work in progress out of the plan, None where there is none."""
        excluding = sorted(other for other in exclusions(self.backlog).get(name, ()) if other in fixed)
        if excluding:
            return Reason("excludes-in-progress", (excluding[0],))
        blocked = [need for need, _ in needs if need in refused]
        return Reason("waits-unplaced", (blocked[0],)) if blocked else None

    def _first_fit(self, name: str, left: Sequence[int], first: int) -> int:
        """The first period with room for work in progress; with none the first there is, as an overrun."""
        takes = self.takes(name)
        for period in range(first, min(self.windows.last[name] + 1, len(self.horizon))):
            if all(effort <= left[cell] for cell, effort in takes[period]):
                return period
        self.overrun[name] = first
        efforts = tuple(self.candidates.efforts[name].items())
        self.windows.conflict(
            name,
            Reason("progress-overruns", (name,), period=self.horizon.periods[first], efforts=efforts),
            "give the team more capacity"
            + ("" if self.backlog.features[name].remaining else ", or say what remains: remaining: …"),
        )
        return first

    def _room(self) -> tuple[int, ...]:
        """The room of every cell without work in progress: that has its period, and nothing takes it away."""
        left = list(self.cells.room)
        for name in self.ids:
            if name in self.candidates.working:
                for cell, effort in self.takes(name)[self.windows.first[name]]:
                    left[cell] -= effort
        return tuple(max(0, rest) for rest in left)

    def _ranked_order(self, names: frozenset[str] | set[str]) -> list[str]:
        """These features, prerequisites first, else by rank."""
        return [name for name in self.in_rank_order if name in names] if names else []

    @cached_property
    def in_rank_order(self) -> list[str]:
        """All candidates, prerequisites first, else by rank; what is not ranked with what waits for it."""
        pairs = self.candidates.pairs
        serves = adjacency(backward(pairs))
        last = len(self.ranks) + 1
        key = {name: self.ranks.get(name, last) for name in self.windows.order}
        for name in reversed(self.windows.order):
            if name not in self.ranks:
                key[name] = min([key[name], *(key[later] for later in serves.get(name, ()))])
        return ordered(self.candidates.ids, pairs, key.__getitem__)

    def _number(self) -> None:
        """Number those that can be placed."""
        windows, periods = self.windows, len(self.horizon)
        for name in windows.order:
            if windows.first[name] >= periods and name not in windows.refused:
                source = windows.soonest_of.get(name)
                windows.refused[name] = Reason("waits-too-late", (source,)) if source else Reason("too-late")
        self.ids = tuple(name for name in self.candidates.ids if name not in windows.refused)
        self._problem: PlanningProblem | None = None

    @property
    def problem(self) -> PlanningProblem:
        """What can be placed, in whole numbers: who only asks what cannot be does without."""
        if self._problem is None:
            self._problem = self._stated()
        return self._problem

    def _stated(self) -> PlanningProblem:
        windows, periods = self.windows, len(self.horizon)
        at = {name: number for number, name in enumerate(self.ids)}
        ideal = fsum(max(self.worths[name]) for name in self.ids)
        unit = ideal / FINE if ideal > 0 else 1.0
        nothing: tuple[Takes, ...] = ((),) * periods
        taken = {name: nothing if name in self.candidates.working else self.takes(name) for name in self.ids}
        excluding = exclusions(self.backlog)
        return PlanningProblem(
            periods=periods,
            room=self._room(),
            takes=tuple(taken[name] for name in self.ids),
            arcs=tuple((at[later], at[sooner], lag) for later, sooner, lag in self.candidates.arcs
                       if later in at and sooner in at),
            earliest=tuple(windows.first[name] for name in self.ids),
            latest=tuple(windows.last[name] for name in self.ids),
            benefit=tuple(_whole(self.worths[name], unit) for name in self.ids),
            conflicts=tuple((at[name], at[other]) for name in self.ids
                            for other in sorted(excluding.get(name, ())) if other in at and name < other),
            unit=unit,
        )  # fmt: skip

    def named(self, plan: Sequence[int]) -> dict[str, int]:
        """The period of everything that a plan places, by id."""
        return {name: t for name, t in zip(self.ids, plan, strict=True) if t < len(self.horizon)}

    def is_promised(self, name: str) -> bool:
        """Whether a feature must be delivered by some period."""
        return self.windows.last[name] < len(self.horizon)

    def order(self) -> list[int]:
        """The positions in the order of the ranking, prerequisites first."""
        at = {name: number for number, name in enumerate(self.ids)}
        return [at[name] for name in self.in_rank_order if name in at]

    def _place_the_first(self) -> None:
        """Fix those decided first, as early as work in progress and promises leave room."""
        ahead = [name for name in self._ranked_order(self.candidates.ahead) if name in set(self.ids)]
        if not ahead:
            return
        self.ahead = tuple(ahead)
        at = {name: number for number, name in enumerate(self.ids)}
        chosen = {at[name] for name in ahead}
        order = self.order()
        plan = Filler(self.problem).fill(
            [*(at[name] for name in ahead), *(position for position in order if position not in chosen)]
        )
        fixed = {name: plan[at[name]] for name in ahead if plan[at[name]] < len(self.horizon)}
        self.windows.narrow(self.backlog, {}, fixed)
        self._number()


def _lacks_work(reason: Reason) -> bool:
    """Whether something is not planned for want of an effort or a team."""
    return reason.kind in ("no-effort", "no-effort-no-team", "no-team", "no-teams")


def _whole(row: Sequence[float], unit: float) -> tuple[int, ...]:
    """The values in whole units, at least 1 where there is any."""
    return tuple(max(1, int(value / unit)) if value > 0 else 0 for value in row)
