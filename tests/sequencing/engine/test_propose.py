"""A proposal is worth no less than the plan shown, and every move in it earns its fee."""

from __future__ import annotations

from random import Random

from benchmarks.generate import generate
from benchmarks.instances import problem_of
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.sequencing.engine.agreed import Agreed
from pmcli.sequencing.engine.engine import solve
from pmcli.sequencing.engine.fill import Filler, topological
from pmcli.sequencing.engine.mend import mend
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.engine.propose import propose
from pmcli.sequencing.engine.tighten import tighten
from tests.sequencing.engine.test_engine import one_team
from tests.sequencing.engine.test_mend import agreement
from tests.sequencing.problems import drawn, plans

seeds = st.integers(0, 10**9)


def net(problem: PlanningProblem, agreed: Agreed, plan: tuple[int, ...] | list[int]) -> int:
    """What a plan is worth less the fees of what is not where it is agreed."""
    fees = zip(agreed.wishes, agreed.fees, plan, strict=True)
    return problem.value(plan) - sum(fee for wish, fee, t in fees if 0 <= wish != t)


def undone(problem: PlanningProblem, agreed: Agreed, plan: list[int]) -> list[list[int]]:
    """The sound plans in which one agreed item is back at its wish."""
    changes = [
        [*plan[:item], wish, *plan[item + 1 :]]
        for item, wish in enumerate(agreed.wishes)
        if 0 <= wish != plan[item]
    ]
    return [changed for changed in changes if not problem.faults(changed)]


def proposed(problem: PlanningProblem, agreed: Agreed) -> tuple[list[int], list[int]]:
    """The plan shown, and the proposal."""
    order = topological(problem)
    shown = mend(Filler(tighten(problem)), order, agreed)
    return shown, propose(problem, order, shown, agreed, [solve(problem, "fast").plan])


@settings(max_examples=150)
@given(seeds, seeds)
def test_proposals_are_the_best_of_all_plans(seed: int, luck: int) -> None:
    problem = drawn(seed)
    agreed = agreement(problem, Random(luck))  # noqa: S311 - nothing is secret
    most = max((net(problem, agreed, plan) for plan in plans(problem)), default=None)
    if most is None or Filler(tighten(problem)).broken:
        return
    shown, plan = proposed(problem, agreed)
    assert problem.faults(plan) == []
    assert net(problem, agreed, shown) <= net(problem, agreed, plan) <= most
    assert most - net(problem, agreed, plan) <= 0.1 * abs(most)
    assert all(
        net(problem, agreed, back) < net(problem, agreed, plan) for back in undone(problem, agreed, plan)
    )


def test_what_earns_its_fee_is_proposed_and_nothing_else() -> None:
    problem = one_team([3, 3, 3, 3], [1, 9, 1, 1], [3, 3, 3, 3])
    worth = problem.benefit
    assert proposed(problem, Agreed([0, 1, 2, 3], [3] * 4, worth))[1] == [1, 0, 2, 3]
    assert proposed(problem, Agreed([0, 1, 2, 3], [5] * 4, worth))[1] == [0, 1, 2, 3]


def test_a_proposal_for_many_stays_above_the_plan_shown() -> None:
    problem = problem_of(generate(60, 3, 4, 2))
    found = solve(problem, "none").plan
    fee = problem.value(found) // 2_000
    wishes = [t if t < problem.periods else -1 for t in found]
    agreed = Agreed(wishes, [fee if wish >= 0 else 0 for wish in wishes], problem.benefit)
    shown, plan = proposed(problem, agreed)
    assert problem.faults(plan) == []
    assert net(problem, agreed, plan) > net(problem, agreed, shown)
    assert all(
        net(problem, agreed, back) < net(problem, agreed, plan) for back in undone(problem, agreed, plan)
    )
