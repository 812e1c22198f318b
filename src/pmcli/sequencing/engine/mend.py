"""The agreed plan, as far as it holds: what cannot stay gives way, what is last in the ranking first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.engine.stable_plan import kept
from pmcli.sequencing.engine.tighten import tighten


@dataclass(frozen=True, slots=True)
class Agreed:
    """The period agreed for each item (-1: none), what moving it costs, and its worth by period."""

    wishes: tuple[int, ...]
    fees: tuple[int, ...]
    worth: tuple[tuple[int, ...], ...]


def mend(problem: PlanningProblem, order: Sequence[int], agreed: Agreed) -> list[int]:
    """The plan in which what is agreed stays where it can."""
    plan = kept(problem, order, [wish if wish >= 0 else problem.periods for wish in agreed.wishes])
    Filler(tighten(problem)).complete(plan, order)
    return plan
