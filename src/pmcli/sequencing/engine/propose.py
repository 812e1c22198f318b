"""A better plan than the agreed one."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.sequencing.engine.mend import Agreed
from pmcli.sequencing.engine.problem import PlanningProblem


def propose(
    problem: PlanningProblem, order: Sequence[int], plan: Sequence[int], agreed: Agreed, fresh: Sequence[int]
) -> list[int]:
    """The better of the agreed plan and one found afresh, each move at its fee."""
    del order
    periods = problem.periods
    moved = sum(
        fee
        for wish, fee, now in zip(agreed.wishes, agreed.fees, fresh, strict=True)
        if wish not in (-1, now) or (wish == periods) != (now == periods)
    )
    return list(fresh if problem.value(fresh) - moved > problem.value(plan) else plan)
