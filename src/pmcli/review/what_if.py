"""Scenarios beside the backlog as it is: what each plan is worth, what it gives up and what it gains.

Every plan is found afresh and searched alike, so that what an agreement costs is charged to no scenario. A
difference within what the two searches leave open (the sum of bound − value) is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from pmcli.forecast.odds import Odds
from pmcli.model.backlog import Backlog
from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.model.scenario import Scenario
from pmcli.planning import PeriodMove, Placement, Roadmap
from pmcli.planning.horizon import Horizon
from pmcli.review.changes import CustomerMove
from pmcli.review.changes.customers import customer_moves

_SAME = 1e-9
"""The share of a value below which a difference is a rounding."""


@dataclass(frozen=True)
class Planned:
    """A backlog in a scenario, or as it is, and its plan.

    `kept` is the plan that keeps what was agreed as far as it can, None where nothing was. `odds` are those
    of the plan, None where nobody asked.
    """

    name: str
    scenario: Scenario
    backlog: Backlog
    roadmap: Roadmap
    kept: Roadmap | None = None
    odds: Odds | None = None

    @cached_property
    def periods(self) -> dict[str, Period]:
        """The periods of what is placed."""
        return {placement.id: placement.period for placement in self.roadmap.placements}

    @property
    def agreed_share(self) -> float | None:
        """The value of the plan that keeps what was agreed, as a share of this one's.

        None where nothing was agreed, where it is the same plan, or where there are no amounts.
        """
        if self.kept is None or {row.id: row.period for row in self.kept.placements} == self.periods:
            return None
        value, best = self.kept.objective.value, self.roadmap.objective.value
        return value / best if value is not None and best else None


@dataclass(frozen=True, slots=True)
class Promises:
    """How many promises of the backlog as it is are kept, dates and pins, and which are not.

    `at_risk` are those among the kept whose day comes before their period ends, or that overrun their team.
    """

    kept: int
    at_risk: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fullest:
    """The team that is fullest over all periods planned, and the share of its capacity that is used."""

    team: str
    share: float


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A feature that a scenario's plan lacks, and that the plan of the backlog as it is has.

    `accounts` ask for it, the largest revenue first. `reason` is why it is in no period: None where the
    scenario drops it.
    """

    id: str
    accounts: tuple[str, ...]
    reason: Reason | None
    is_promised: bool


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """What a scenario comes to beside the backlog as it is, the base.

    `value`, `bound` and `share` (of the base's value) are None where the model has classes, or nothing has a
    value. `equal` says that the values differ by less than the two searches leave open; never of the base.
    `moves` are the features in another period than in the base, or in none, the promised first, then what
    matters most. `gains` are placed here alone. `customers` are blockers of accounts that come out of time or
    into it. `forced` is how many features of plan.yaml cannot stay where they were agreed, None without one.
    """

    planned: Planned
    value: float | None
    bound: float | None
    share: float | None
    equal: bool
    placed: int
    promises: Promises
    fullest: Fullest | None
    moves: tuple[PeriodMove, ...]
    gives_up: tuple[GivenUp, ...]
    gains: tuple[str, ...]
    customers: tuple[CustomerMove, ...]
    forced: int | None

    @property
    def odds(self) -> Odds | None:
        """How likely the plan is kept, None where nobody asked."""
        return self.planned.odds

    @property
    def is_proven(self) -> bool:
        """Whether no plan is worth more."""
        return self.value is not None and self.bound is not None and self.bound <= self.value * (1 + _SAME)


def outcomes(base: Planned, scenarios: Sequence[Planned]) -> tuple[ScenarioOutcome, ...]:
    """The base, then every scenario beside it."""
    promised = _promised(base)
    asked = _accounts(base)
    return tuple(_outcome(base, planned, promised, asked) for planned in (base, *scenarios))


def _outcome(
    base: Planned, planned: Planned, promised: Sequence[str], asked: Mapping[str, tuple[str, ...]]
) -> ScenarioOutcome:
    objective, first = planned.roadmap.objective, base.roadmap.objective
    value, is_base = objective.value, planned is base
    moves = () if is_base else tuple(_moves(base, planned, promised))
    return ScenarioOutcome(
        planned=planned,
        value=value,
        bound=objective.bound,
        share=value / first.value if value is not None and first.value else None,
        equal=not is_base and _is_equal(base.roadmap, planned.roadmap),
        placed=len(planned.roadmap.placements),
        promises=_kept(planned, promised),
        fullest=_fullest(planned.roadmap),
        moves=moves,
        gives_up=tuple(
            _given_up(planned, move.id, promised, asked) for move in moves if move.after is None
        ),
        gains=tuple(move.id for move in moves if move.before is None),
        customers=() if is_base else customer_moves(
            (base.backlog, base.roadmap), (planned.backlog, planned.roadmap), {}
        ),
        forced=_forced(planned),
    )  # fmt: skip


def _is_equal(base: Roadmap, other: Roadmap) -> bool:
    """Whether two plans are worth the same, as far as their searches can tell."""
    pairs = [(roadmap.objective.value, roadmap.objective.bound) for roadmap in (base, other)]
    (was, limit), (now, top) = pairs
    if was is None or now is None:
        return False
    gaps = (inf if limit is None else limit - was) + (inf if top is None else top - now)
    return gaps < inf and abs(now - was) < gaps


def _promised(base: Planned) -> tuple[str, ...]:
    """The features that a date or a pin promises within the periods planned, by id."""
    backlog, horizon = base.backlog, Horizon.of(base.backlog)
    names = []
    for name, feature in backlog.features.items():
        if not backlog.is_open(name) or name in backlog.children():
            continue
        decision = feature.decision(backlog.today)
        pinned = decision.period if decision is not None and decision.verdict == "pin" else None
        day = feature.deadline.date if feature.deadline is not None else None
        is_due = day is not None and day <= horizon.last_day(len(horizon) - 1)
        if is_due or (pinned is not None and horizon.number(pinned) < len(horizon)):
            names.append(name)
    return tuple(names)


def _kept(planned: Planned, promised: Sequence[str]) -> Promises:
    """A promise is kept where the feature is in the plan, and no conflict is told of it."""
    missed = {conflict.feature for conflict in planned.roadmap.conflicts}
    placed = {row.id: row for row in planned.roadmap.placements if row.id not in missed}
    kept = [placed[name] for name in promised if name in placed]
    at_risk = tuple(row.id for row in kept if _is_at_risk(planned.backlog, row))
    return Promises(len(kept), at_risk, tuple(name for name in promised if name not in placed))


def _is_at_risk(backlog: Backlog, placement: Placement) -> bool:
    """Whether its day comes before its period ends, or its team is overrun: as the roadmap has it."""
    if "overrun" in placement.marks:
        return True
    deadline, fiscal = backlog.features[placement.id].deadline, backlog.workspace.calendar.fiscal
    return deadline is not None and deadline.date < fiscal.last_day(placement.period)


def _fullest(roadmap: Roadmap) -> Fullest | None:
    """The team with the most of its capacity used, the first of pm.yaml of several; None without capacity."""
    sums: dict[str, list[float]] = {}
    for load in roadmap.loads:
        both = sums.setdefault(load.team, [0.0, 0.0])
        both[0] += load.used
        both[1] += load.capacity
    shares = [Fullest(team, used / capacity) for team, (used, capacity) in sums.items() if capacity > 0]
    return max(shares, key=lambda fullest: fullest.share, default=None)


def _moves(base: Planned, planned: Planned, promised: Sequence[str]) -> Iterator[PeriodMove]:
    """The features in another period: the promised first, then what comes or goes, by value."""
    before, after = base.periods, planned.periods
    worth = _worth(planned.roadmap) | _worth(base.roadmap)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    for name in sorted(
        names,
        key=lambda one: (one not in promised, one in before and one in after, -worth.get(one, 0.0), one),
    ):
        yield PeriodMove(name, before.get(name), after.get(name))


def _worth(roadmap: Roadmap) -> dict[str, float]:
    return {placement.id: placement.value or 0.0 for placement in roadmap.placements}


def _given_up(
    planned: Planned, name: str, promised: Sequence[str], asked: Mapping[str, tuple[str, ...]]
) -> GivenUp:
    unplaced = next((row for row in planned.roadmap.unplaced if row.id == name), None)
    reason = unplaced.reasons[0] if unplaced is not None and unplaced.reasons else None
    return GivenUp(name, asked.get(name, ()), reason, name in promised)


def _accounts(base: Planned) -> dict[str, tuple[str, ...]]:
    """The accounts that ask for each feature and have not left, the largest revenue first."""
    accounts = base.backlog.workspace.accounts
    found: dict[str, tuple[str, ...]] = {}
    for name, feature in base.backlog.features.items():
        names = dict.fromkeys(request.account for request in feature.requests)
        staying = [one for one in names if one in accounts and accounts[one].status != "churned"]
        found[name] = tuple(sorted(staying, key=lambda one: (-(accounts[one].arr or 0.0), one)))
    return found


def _forced(planned: Planned) -> int | None:
    """How many features of the agreement are not in the period agreed, in the plan that keeps what it can.

    What the scenario itself drops is not forced, nor is what was agreed for after the periods planned.
    """
    kept = planned.kept
    if kept is None or kept.agreement is None:
        return None
    moved = sum(placement.change in ("forced", "late") for placement in kept.placements)
    return moved + sum(row.agreed is not None and not row.is_agreed_later for row in kept.unplaced)
