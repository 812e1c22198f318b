"""The result of planning, a Roadmap: placements in periods with their reasons, and its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pmcli.model.agreement import Agreement
from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.ranking import LeftOut, Ranking
from pmcli.scoring.model import Model

Mark = Literal["in-progress", "pinned", "deadline", "first", "assumed", "overrun", "unlikely"]
"""A thing that a reader should see of a placement at a glance; "unlikely" only where odds are asked for."""
Change = Literal["kept", "forced", "late", "early", "new", "improved"]
"""What became of a feature beside the agreed plan."""
BoundFrom = Literal["solver-free", "branching", "LP", "proven"]


@dataclass(frozen=True, slots=True)
class Work:
    """What a team does for a feature in a period: mean effort in the effort unit, > 0."""

    team: str
    effort: float
    period: Period


@dataclass(frozen=True, slots=True)
class Placement:
    """A feature and the period in which it is delivered.

    `work` is sorted by period and team; only under carry-over does it lie in other periods than `period`, and
    then in earlier ones. `rank` is its place in the ranking, None for one that is not ranked. `value` is what
    it adds to the objective, 0 for what has no value of its own, None where the model is of categories.
    `agreed` is the period that plan.yaml names, `change` what became of that; both None without a plan.yaml.
    """

    id: str
    period: Period
    work: tuple[Work, ...]
    reasons: tuple[Reason, ...] = ()
    marks: tuple[Mark, ...] = ()
    rank: int | None = None
    value: float | None = None
    agreed: Period | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A feature that could be planned and is not, and why; `agreed` is the period promised for it, if any."""

    id: str
    reasons: tuple[Reason, ...] = ()
    rank: int | None = None
    agreed: Period | None = None

    @property
    def is_agreed_later(self) -> bool:
        """Whether it is agreed for after the last period planned: nothing of the agreement is lost."""
        return any(reason.kind == "agreed-after-plan" for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Load:
    """A team in a period.

    `capacity` is net of focus, absences and what is reserved; `used` is the work placed there (without what
    draws on the reserve of its own type: that is `reserve_used`, of at most `reserve` unless it overruns).
    `price` is what one more unit of effort there would be worth, None where nothing says so.
    """

    team: str
    period: Period
    capacity: float
    used: float
    reserve: float = 0.0
    reserve_used: float = 0.0
    price: float | None = None

    @property
    def left(self) -> float:
        """The effort that is still free."""
        return self.capacity - self.used


@dataclass(frozen=True, slots=True)
class Objective:
    """How good the plan is: its value, an upper bound on that of any plan, and the gap bound / value − 1.

    `ideal` is what everything placeable would be worth in its earliest period, with unlimited teams. All are
    None where the model is of categories; the gap is None where the value is 0.
    """

    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    bound_from: BoundFrom | None = None
    ideal: float | None = None


@dataclass(frozen=True, slots=True)
class DecisionCost:
    """A decision that acts on the plan, and what it costs: the value lost against a plan without it.

    `ruling` is of the kind "decided-pin", "decided-first" or "decided-before". `cost` is None where it was
    not weighed; never below 0: just that where `is_proven`, else that at least. `is_negligible` says that it
    is nothing, or within what the search for the two plans leaves open; it is 0 then. `because` and `by` are
    the decision's own.
    """

    feature: str
    verdict: str
    ruling: Reason
    because: str | None
    by: str | None
    cost: float | None
    is_proven: bool = False
    is_negligible: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that must be and cannot, for a reason; `feature` is where it stands."""

    feature: str
    reason: Reason
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class PeriodMove:
    """A feature that stands, or is promised, for another period; None where it is for none."""

    id: str
    before: Period | None
    after: Period | None


@dataclass(frozen=True, slots=True)
class BetterPlan:
    """What a plan would bring that moves agreed features; `gain` is a share of the value of what is shown."""

    gain: float
    moves: tuple[PeriodMove, ...]


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Features in periods.

    `periods` are those planned, in order; `loads` has every team in every period, by team in the order of
    pm.yaml. `placements` are sorted by period, then rank, then id. `unplaced` are those that the ranking
    knows, or that were promised, and that are in no period, by rank. `unscored` is as in the ranking.
    `moved` are those placed elsewhere by the improver, `gain` what that added to the objective, as a share;
    `moved_from` has the periods in which the ranking alone put them, as far as it placed them.
    `stopped` says why the plan is not promised to be the same everywhere, None where it is.
    `agreement` is the plan agreed on that this one keeps, None where there is none; `proposal` a better plan,
    None where none is known, or none was looked for.
    """

    model: Model
    periods: tuple[Period, ...]
    loads: tuple[Load, ...]
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    unscored: tuple[LeftOut, ...]
    objective: Objective
    ranking: Ranking
    carry_over: bool = False
    decisions: tuple[DecisionCost, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    moved: tuple[str, ...] = ()
    moved_from: Mapping[str, Period] = field(default_factory=dict, hash=False)
    gain: float = 0.0
    notes: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] | None = None
    stopped: str | None = None
    agreement: Agreement | None = None
    proposal: BetterPlan | None = None

    def placement(self, feature: str) -> Placement | None:
        """The placement of a feature, None where it is not placed."""
        return next((placement for placement in self.placements if placement.id == feature), None)
