"""Periods that were agreed and are not kept, and what should be there and is not."""

from __future__ import annotations

from dataclasses import dataclass

from pmcli.model.figure import counted
from pmcli.planning import Placement, Unplaced
from pmcli.sharing import AudienceView
from pmcli.views.review.broken import broken


def overdue(view: AudienceView) -> list[Placement]:
    """What is planned for a period that is over, and not there."""
    last_day, today = view.backlog.workspace.calendar.fiscal.last_day, view.backlog.today
    return [row for row in view.roadmap.placements if last_day(row.period) < today]


@dataclass(frozen=True, slots=True)
class Unkept:
    """The agreed periods that the plan does not keep: what comes later, not at all, and earlier.

    It `is_part` of them where the reader does not see what is left out.
    """

    later: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    is_part: bool = False

    @property
    def how(self) -> str:
        """How many there are of each: "4 later, 2 not planned"."""
        ways = ((self.later, "later"), (self.out, "not planned"), (self.earlier, "earlier"))
        return ", ".join(f"{len(names):,} {word}" for names, word in ways if names)

    @property
    def told(self) -> str:
        """How many there are: "7 agreed periods not kept (4 later, 3 not planned)"."""
        least = "at least " if self.is_part else ""
        return f"{least}{counted(len(self.names), 'agreed period')} not kept ({self.how})"

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, the worst first; none where the plan only keeps them earlier than agreed."""
        return (*self.later, *self.out, *self.earlier) if self.later or self.out else ()


def unkept(view: AudienceView) -> Unkept:
    """The agreed periods that are not kept, as far as the reader may know; not what is told of as lost."""
    told = {one.id for one in broken(view)}
    forced = [row for row in view.roadmap.placements if row.change == "forced" and row.id not in told]
    later = [row.id for row in forced if row.agreed is not None and row.agreed < row.period]
    out = [row.id for row in view.roadmap.unplaced if is_agreed(view, row) and row.id not in told]
    return Unkept(
        tuple(later),
        tuple(out),
        tuple(row.id for row in forced if row.id not in later),
        not view.sees("declined"),
    )


def is_agreed(view: AudienceView, row: Placement | Unplaced) -> bool:
    """Whether it is agreed for a period of the plan."""
    return row.agreed is not None and row.agreed <= view.roadmap.periods[-1]
