"""Windows in which features may be delivered, from dates, pins and dependencies, without any search."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.planning.candidates import Candidates
from pmcli.planning.horizon import Horizon
from pmcli.planning.result import Conflict
from pmcli.ranking.structure import Structure
from pmcli.sequencing.graph import adjacency, in_rounds

Arcs = tuple[tuple[str, str, int], ...]


class Windows:
    """The first and the last period in which each candidate may be delivered.

    `last` is the number of periods where it may be left out. `due` is the day by which it must be there,
    its own or that of what waits for it. `soonest_of` and `latest_of` name the feature whose date it is;
    `refused` are those that cannot be placed, with the reason, `conflicts` promises that cannot be kept.
    `fixed` are those whose period is settled already; `promises` those with a pin or a deadline of their own
    within the periods planned.
    """

    def __init__(self, horizon: Horizon, arcs: Arcs, order: tuple[str, ...]) -> None:
        self.horizon, self.arcs, self.order = horizon, arcs, order
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}
        self.due: dict[str, date] = {}
        self.soonest_of: dict[str, str] = {}
        self.latest_of: dict[str, str] = {}
        self.refused: dict[str, Reason] = {}
        self.conflicts: list[Conflict] = []
        self.fixed: dict[str, int] = {}
        self.promises: set[str] = set()

    @classmethod
    def of(cls, backlog: Backlog, candidates: Candidates, horizon: Horizon) -> Windows:
        """The windows of a backlog's candidates."""
        windows = cls(horizon, candidates.arcs, tuple(in_rounds(candidates.ids, candidates.pairs)))
        windows.narrow(backlog, candidates.refused)
        return windows

    def narrow(
        self, backlog: Backlog, refused: Mapping[str, Reason], fixed: Mapping[str, int] | None = None
    ) -> None:
        """Refuse more features, or fix the period of some, and work out what follows for the others."""
        self.refused.update(refused)
        self.fixed.update(fixed or {})
        self._restart(backlog)
        while (stuck := self.propagate()) is not None:
            self._resolve(stuck, backlog)

    def _refuse(self, name: str, reason: Reason) -> None:
        self.refused.setdefault(name, reason)

    def conflict(self, feature: str, reason: Reason, hint: str | None = None) -> None:
        """Note a promise that cannot be kept, once."""
        if all(conflict.feature != feature for conflict in self.conflicts):
            self.conflicts.append(Conflict(feature, reason, hint))

    def _own(self, feature: Feature, structure: Structure) -> None:
        """Set the window that a feature's own dates and decisions give it."""
        name, periods = feature.id, len(self.horizon)
        self.first[name], self.last[name] = 0, periods
        decision = structure.decisions.get(name)
        if name in self.fixed:
            self.first[name] = self.last[name] = self.fixed[name]
            if feature.deadline is not None and 0 <= self.horizon.number(feature.deadline.date) < periods:
                self.due[name] = feature.deadline.date
            return
        if feature.deadline is not None:
            self._deadline(name, feature.deadline.date)
        if feature.not_before is not None:
            self.first[name] = max(0, self.horizon.number(feature.not_before))
            if self.first[name] >= periods:
                self._refuse(name, Reason("not-before-after-plan", day=feature.not_before))
        if decision is not None and decision.verdict == "pin" and decision.period is not None:
            self._pin(name, self.horizon.number(decision.period), decision.period)
        if self.last[name] < periods:
            self.promises.add(name)

    def _deadline(self, name: str, day: date) -> None:
        number = self.horizon.number(day)
        if number < 0:
            self._refuse(name, Reason("deadline-passed", day=day))
            self.conflict(
                name, Reason("deadline-was", (name,), day=day),
                "set a new date, or drop the deadline",
            )  # fmt: skip
        elif number < len(self.horizon):
            self.last[name], self.due[name] = number, day

    def _pin(self, name: str, number: int, period: Period) -> None:
        if number < 0:
            self._refuse(name, Reason("pin-passed", period=period))
            self.conflict(
                name, Reason("pinned-before-plan", (name,), period=period),
                "pin it to another period, or let the decision end: until: …",
            )  # fmt: skip
        elif number >= len(self.horizon):
            self._refuse(name, Reason("pin-after-plan", period=period))
        elif self.first[name] > number or self.last[name] < number:
            refusal, conflict = _against(name, period, None if self.first[name] > number else self.due[name])
            self._refuse(name, refusal)
            self.conflict(name, conflict, "change one of the two")
        else:
            self.first[name] = self.last[name] = number

    def spread_refusals(self) -> None:
        """Refuse what waits for something refused, and note the promises among all that is refused."""
        waits = adjacency((later, sooner) for later, sooner, _ in self.arcs)
        for name in self.order:
            if name not in self.refused:
                gone = [need for need in waits.get(name, ()) if need in self.refused]
                if gone:
                    self._refuse(name, Reason("waits-unplaced", (gone[0],)))
            if name in self.refused and name in self.promises:
                self._left_out(name)

    def _left_out(self, name: str) -> None:
        """Note a promise that is not placed, and why."""
        refusal = self.refused[name]
        if refusal.kind != "waits-unplaced":
            self.conflict(name, Reason("promised-but", (name,), cause=refusal))
            return
        need = refusal.features[0]
        reason = Reason("promised-but-blocked", (name, need), cause=self.refused.get(need))
        self.conflict(name, reason, f"pm why-not {need} says what would get that in")

    def propagate(self) -> str | None:
        """Hand the windows on along dependencies; the first feature left without any period, if any."""
        kept = [arc for arc in self.arcs if arc[0] not in self.refused and arc[1] not in self.refused]
        needs: dict[str, list[tuple[str, int]]] = {}
        serves: dict[str, list[tuple[str, int]]] = {}
        for later, sooner, lag in kept:
            needs.setdefault(later, []).append((sooner, lag))
            serves.setdefault(sooner, []).append((later, lag))
        for name in self.order:
            for need, lag in needs.get(name, ()):
                if self.first[need] + lag > self.first[name]:
                    self.first[name] = self.first[need] + lag
                    self.soonest_of[name] = self.soonest_of.get(need, need)
        for name in reversed(self.order):
            for other, lag in serves.get(name, ()):
                self._hurry(name, other, lag)
        for name in self.order:
            if name not in self.refused and self.first[name] > self.last[name]:
                return name
        return None

    def _hurry(self, name: str, other: str, lag: int) -> None:
        """Let a prerequisite be there in time for what waits for it."""
        if self.last[other] >= len(self.horizon):
            return
        latest = self.last[other] - lag
        due = self.due.get(other)
        if lag and latest >= 0:
            due = self.horizon.last_day(latest)
        if due is not None and (name not in self.due or due < self.due[name]):
            self.due[name] = due
        if latest < self.last[name]:
            self.last[name] = latest
            self.latest_of[name] = self.latest_of.get(other, other)

    def _resolve(self, stuck: str, backlog: Backlog) -> None:
        """Give up the promise that cannot be kept: the date that presses on a feature without a period."""
        promised = self.latest_of.get(stuck, stuck)
        if self.last[stuck] >= len(self.horizon):
            self.refused[stuck] = Reason("waits-too-late", (self.soonest_of[stuck],))
        else:
            held = self.soonest_of.get(stuck, stuck)
            soonest = self.horizon.periods[0] + self.first[stuck]
            cause = Reason("cannot-before", (held,) if held != stuck else (), period=soonest)
            period, day = _wanted(backlog, promised)
            names = (promised, stuck) if stuck != promised else (promised,)
            self.refused[promised] = Reason("cannot-land", period=period, day=day)
            self.conflict(
                promised, Reason("must-land", names, period=period, day=day, cause=cause),
                "move one of the dates, or drop the dependency",
            )  # fmt: skip
        self._restart(backlog)

    def _restart(self, backlog: Backlog) -> None:
        """Own dates again, without what was refused."""
        structure = Structure.of(backlog)
        self.due.clear()
        self.soonest_of.clear()
        self.latest_of.clear()
        for name in self.order:
            self._own(backlog.features[name], structure)
        self.spread_refusals()


def _against(name: str, period: Period, due: date | None) -> tuple[Reason, Reason]:
    """The refusal and the conflict of a pin against a deadline, or against not_before where there is none."""
    if due is None:
        refusal = Reason("pin-against-not-before", period=period)
        return refusal, Reason("pinned-against-not-before", (name,), period=period)
    refusal = Reason("pin-against-deadline", period=period, day=due)
    return refusal, Reason("pinned-against-deadline", (name,), period=period, day=due)


def _wanted(backlog: Backlog, name: str) -> tuple[Period | None, date | None]:
    """The period to which a feature is pinned, or else the day of its deadline."""
    feature = backlog.features[name]
    decision = Structure.of(backlog).decisions.get(name)
    if decision is not None and decision.verdict == "pin":
        return decision.period, None
    return None, feature.deadline.date if feature.deadline is not None else None
