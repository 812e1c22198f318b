"""The words and signs of a roadmap, the same in every view: marks, work, efforts, how good the plan is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, fsum, log10
from typing import TYPE_CHECKING

from pmcli.model.figure import HARDLY, figure, percent
from pmcli.model.words import in_a_line
from pmcli.writers.blocks import Picture
from pmcli.writers.drawings import Legend, Line, Span
from pmcli.writers.table import Tone

if TYPE_CHECKING:
    from pmcli.model.period import Period
    from pmcli.model.reason import Reason
    from pmcli.planning.result import DecisionCost, Mark, Objective, Placement, Roadmap, Work

_SAME = 1e-9
_TENTHS = 0.01  # the share from which the cost of a decision is told in tenths of a per cent
_HALF_A_PERCENT = 0.005


@dataclass(frozen=True, slots=True)
class MarkSign:
    """How a mark is drawn in one cell, and what it means; in ASCII `Look` has another sign."""

    sign: str
    tone: Tone
    words: str


SIGNS: Mapping[Mark, MarkSign] = {
    "in-progress": MarkSign("▸", "good", "in progress"),
    "pinned": MarkSign("◆", "warn", "pinned"),
    "deadline": MarkSign("⚑", "warn", "deadline"),
    "first": MarkSign("★", "warn", "first by decision"),
    "assumed": MarkSign("≈", "dim", "effort assumed"),
    "overrun": MarkSign("▲", "bad", "overruns its team"),
    "unlikely": MarkSign("½", "bad", "a promise with odds under 50 %"),
}
ORDINARY: Mapping[str, tuple[str, str]] = {
    "person-weeks": ("person-week", "person-weeks"), "person-months": ("person-month", "person-months"),
    "person-days": ("person-day", "person-days"), "points": ("point", "points"),
}  # fmt: skip
"""Effort units, of one and of several."""


def signs(marks: Iterable[Mark]) -> list[Span]:
    """The marks of a placement as spans, each one cell."""
    return [(SIGNS[mark].sign, SIGNS[mark].tone) for mark in marks]


def legend(marks: Iterable[Mark], *lead: Line) -> Picture:
    """The legend of the marks in use; `lead` comes first."""
    used = set(marks)
    entries = ([*signs([mark]), (f" {sign.words}", "dim")] for mark, sign in SIGNS.items() if mark in used)
    return Picture(Legend((*lead, *entries)))


def marks_text(marks: Iterable[Mark]) -> str:
    """Marks in words: where there is room, or no colour."""
    return ", ".join(SIGNS[mark].words for mark in marks)


def efforts(work: Iterable[Work]) -> dict[str, float]:
    """The effort by team, in the order of the work."""
    by_team: dict[str, list[float]] = {}
    for part in work:
        by_team.setdefault(part.team, []).append(part.effort)
    return {team: fsum(parts) for team, parts in by_team.items()}


def work_text(placement: Placement) -> str:
    """Who does how much: "payments 3, web 5"; under carry-over also since when."""
    text = ", ".join(f"{team} {figure(effort)}" for team, effort in efforts(placement.work).items())
    start = first_period(placement)
    return text if start == placement.period else f"{text}, from {start}"


def first_period(placement: Placement) -> Period:
    """The first period in which it is worked on."""
    return min((part.period for part in placement.work), default=placement.period)


def total_effort(placement: Placement) -> float:
    """The effort of a placement, summed over teams."""
    return fsum(part.effort for part in placement.work)


def reasons_text(reasons: Sequence[Reason], most: int | None = None) -> str:
    """The first reasons in a line; of several full teams the words are said once."""
    return in_a_line(reasons[:most])


def whole_percent(share: float, little: str = "under 1 %") -> str:
    """A share in whole per cent, where more digits tell nobody more; `little` is one that would be none."""
    return f"{100 * share:.0f} %" if share == 0 or share >= _HALF_A_PERCENT else little


def at_most(share: float) -> str:
    """A share that is not understated: two digits, rounded up."""
    number = 100 * share
    if number <= 0:
        return "0 %"
    grain = min(0.1, 10.0 ** (floor(log10(number)) - 1))
    return f"{figure(max(ceil(number / grain - 1e-6) * grain, 0.01))} %"


def counted(number: int, word: str = "feature") -> str:
    """A number with its noun: "1 feature", "1,200 features"."""
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def costs(cost: DecisionCost) -> bool:
    """Whether a decision is known to cost anything."""
    return cost.cost is not None and not cost.is_negligible


def cost_text(cost: DecisionCost, objective: Objective) -> str:
    """The cost of a decision, as a share of the plan's value where that is above 0."""
    if cost.cost is None:
        return "not weighed"
    if not costs(cost):
        return "≈ 0"
    if not objective.value:
        told = figure(cost.cost)
    elif not cost.is_proven and cost.cost / objective.value < HARDLY:
        told = f"{figure(100 * cost.cost / objective.value, 2)} %"
    elif (share := cost.cost / objective.value) < _TENTHS:
        told = percent(share)
    else:
        told = f"{figure((round if cost.is_proven else floor)(1000 * share) / 10, 4)} %"
    return told if cost.is_proven else f"at least {told}"


def closing(roadmap: Roadmap) -> Iterator[str]:
    """How good the plan is, in sentences; how far from the best plan comes last."""
    objective = roadmap.objective
    if roadmap.stopped:
        yield f"{roadmap.stopped}: the best plan found by then; another run may find another"
    if not roadmap.placements:
        return
    if roadmap.model.is_category:
        yield (
            f"{roadmap.model.name} has categories, which do not add up: the plan follows the ranking, "
            "and nothing is claimed of its value"
        )
    elif objective.value is not None and objective.value <= 0:
        yield "nothing in the plan has a value, so there is nothing to compare"
    elif objective.value is not None:
        claims = [part for part in (_delivered(objective), _beaten(objective)) if part]
        if claims:
            yield " ".join(claims)


def _delivered(objective: Objective) -> str:
    if not objective.ideal or objective.value is None:
        return ""
    share = objective.value / objective.ideal
    if share >= 1 - _SAME:
        return "Delivers all that unlimited teams could."
    delivered = floor(100 * share) if share > 0.01 else 100 * share
    return f"Delivers {figure(delivered, 2)} % of what unlimited teams could."


def _beaten(objective: Objective) -> str:
    if objective.gap is not None and objective.gap <= _SAME:
        return "No better plan exists."
    if objective.bound is None or objective.gap is None:
        return ""
    return f"At most {at_most(objective.gap)} better is possible."
