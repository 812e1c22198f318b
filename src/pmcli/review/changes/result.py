"""The results of a comparison: changes, moves and their causes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import fsum
from typing import Literal

from pmcli.model.agreement import Agreement
from pmcli.model.diagnostic import Diagnostic
from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.planning import Conflict, PeriodMove, Roadmap

Event = Literal["made", "changed", "withdrawn", "expired", "overridden"]
Whole = Literal["new", "gone"]
"""A workspace that was not there before, or is not there any more."""
ShiftChange = Literal["agreed", "forced", "late", "early", "new", "left-out"]
"""What a feature that moved did beside the agreed plan; "agreed" is where plan.yaml says so."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that says something else.

    `id` is the feature, None for pm.yaml; `field` the way to the field with dots ("rice.reach"). `before` and
    `after` are written as in a file, pieces of lists in words, None where there was, or is, nothing; `unit`
    is what both are counted in, "" where nothing is. `rated` says who rated it where it comes of ratings/, or
    that it is settled now.
    """

    id: str | None
    field: str
    before: str | None
    after: str | None
    unit: str = ""
    rated: str | None = None


@dataclass(frozen=True, slots=True)
class Renamed:
    """A feature that has another id, found by what it says."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something moved: the words, and how far it moved for it.

    `shift` is the average over replaying all changes one at a time, forward and backward: ranks, or periods;
    more is later. `feature` is the one whose change it is, None where pm.yaml changed or several did.
    `is_near` says that the change is one of the feature that moved, or of one that it waits for or that waits
    for it. `about` are the features and fields that changed, "" for a feature as a whole; None and a key for
    those of pm.yaml, and for plan.yaml.
    """

    because: str
    shift: float
    feature: str | None = None
    is_near: bool = False
    about: tuple[tuple[str | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A feature whose rank is another; None where it was not, or is not, ranked.

    The shifts of the causes add up to `after` - `before`; there are none where one of the two is None. One
    that is pushed has the same scores as before, and nothing near it changed: others passed it.
    """

    id: str
    before: int | None
    after: int | None
    causes: tuple[Cause, ...] = ()
    is_pushed: bool = False


@dataclass(frozen=True, slots=True)
class Shifted:
    """A feature that is delivered in another period; None where it was not, or is not, placed.

    `promised` says whether a deadline, a pin or work in progress holds it. `change` is what it did beside the
    agreed plan, None where nobody may know; `agreed` the period that plan.yaml promised for it, before else
    after. `reason` is what the later roadmap says of it: what is in the way, why it is late or left out.
    """

    id: str
    before: Period | None
    after: Period | None
    causes: tuple[Cause, ...] = ()
    promised: bool = False
    change: ShiftChange | None = None
    agreed: Period | None = None
    reason: Reason | None = None

    @property
    def is_unagreed(self) -> bool:
        """Whether a promise of plan.yaml moved, or was lost, without plan.yaml saying so."""
        return self.agreed is not None and self.change != "agreed"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A feature that is shipped now, and was not: the period it was placed in, None for none.

    `value` is what it added to the roadmap before, 0 where nobody can say.
    """

    id: str
    before: Period | None
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class AgreementChange:
    """The agreed plans of both sides, None where there is no plan.yaml, and what the later says otherwise."""

    before: Agreement | None
    after: Agreement | None
    moves: tuple[PeriodMove, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """A team over all periods planned: work placed and capacity, in the effort unit, before and after."""

    team: str
    used_before: float
    capacity_before: float
    used_after: float
    capacity_after: float


@dataclass(frozen=True, slots=True)
class Ruling:
    """What became of a decision."""

    feature: str
    event: Event
    text: str
    because: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Watch:
    """An input that a reviewer should ask about: a score raised with no new evidence, an effort that shrank.

    `before` and `after` are scores, or mean efforts.
    """

    id: str
    kind: Literal["raised", "shrunk"]
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class CustomerMove:
    """A feature that an account calls a blocker, and that is out of time, out of the plan or in time now.

    `former_status` and `status` are those of the feature, "removed" where there is none any more; `before`
    and `after` the periods planned, None for none. `is_new` says that it was no blocker of theirs before.
    """

    account: str
    title: str
    arr: float | None
    renewal: date | None
    feature: str
    change: Literal["late", "out", "in-time"]
    before: Period | None
    after: Period | None
    former_status: str
    status: str
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two backlogs, their rankings and their roadmaps, and why.

    `changes` are in the order of ids, pm.yaml first. `ranks` and `roadmap` have those that moved, the
    farthest first; `shipped` are those that are shipped now. `whole` says that the whole workspace came or
    went. `agreement` is what plan.yaml says on
    both sides, None where there is none; `missed` are promises that could be kept before and cannot now;
    `customers` blockers that come out of time or into it, the largest revenue first. Of
    the two rankings and roadmaps each is None where it could not be made. `rescored` is what the later
    roadmap would be worth by the earlier scores, None where it cannot be said. `hidden` are features that
    could be compared before, and cannot now, for errors; `silenced` tells of comments that silence rules now.
    `revisions` are full ids, None for the working files.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    changes: tuple[Change, ...] = ()
    ranks: tuple[Moved, ...] = ()
    roadmap: tuple[Shifted, ...] = ()
    shipped: tuple[Shipped, ...] = ()
    agreement: AgreementChange | None = None
    loads: tuple[TeamLoad, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    watch: tuple[Watch, ...] = ()
    missed: tuple[Conflict, ...] = ()
    customers: tuple[CustomerMove, ...] = ()
    roadmaps: tuple[Roadmap, Roadmap] | None = None
    rescored: float | None = None
    titles: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    revisions: tuple[str | None, str | None] = (None, None)
    hidden: tuple[str, ...] = ()
    silenced: tuple[str, ...] = ()
    new: tuple[Diagnostic, ...] = ()
    fixed: tuple[Diagnostic, ...] = ()
    whole: Whole | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing that `pm` reads differs, nor anything it says."""
        parts = (
            self.added, self.removed, self.renamed, self.changes, self.ranks, self.roadmap, self.shipped,
            self.missed, self.new, self.fixed, self.silenced, self.whole,
        )  # fmt: skip
        return not any(parts) and (self.agreement is None or self.agreement.is_empty)

    @property
    def unagreed(self) -> tuple[Shifted, ...]:
        """The promises of plan.yaml that moved, or were lost, without plan.yaml saying so."""
        return tuple(shifted for shifted in self.roadmap if shifted.is_unagreed)

    @property
    def value(self) -> tuple[float | None, float | None]:
        """The worth of the roadmap before and after; None where it cannot be said."""
        if self.roadmaps is None:
            return None, None
        return self.roadmaps[0].objective.value, self.roadmaps[1].objective.value

    @property
    def comparable(self) -> tuple[float | None, float | None]:
        """The worth of the roadmap before and after, without what is shipped now: nothing of that is lost."""
        before, after = self.value
        return before if before is None else max(0.0, before - fsum(one.value for one in self.shipped)), after

    @property
    def drop(self) -> float:
        """The share of the value lost, 0 where none is lost or nobody can say; what is shipped is not lost.

        By the scores of after or by those of before, whichever loses more: a plan does not get better by
        raising a score.
        """
        before, after = self.comparable
        worse = min((value for value in (after, self.rescored) if value is not None), default=None)
        return max(0.0, 1 - worse / before) if before and worse is not None else 0.0

    @property
    def unexplained(self) -> tuple[Moved, ...]:
        """Features that moved up by a score raised with no new evidence, request, decision or result."""
        raised = {watch.id for watch in self.watch if watch.kind == "raised"}
        both = (rank for rank in self.ranks if rank.before is not None and rank.after is not None)
        return tuple(rank for rank in both if rank.id in raised and (rank.after or 0) < (rank.before or 0))
