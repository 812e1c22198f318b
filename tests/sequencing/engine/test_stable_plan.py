"""A plan carried along stays where it can, keeps everything, and is settled."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pmcli.sequencing.engine.engine import solve
from pmcli.sequencing.engine.fill import topological
from pmcli.sequencing.engine.stable_plan import kept
from tests.sequencing.engine.test_engine import one_team
from tests.sequencing.problems import best, drawn

seeds = st.integers(0, 10**9)


@given(seeds)
def test_a_plan_that_can_stay_stays(seed: int) -> None:
    problem = drawn(seed)
    found = solve(problem, "fast")
    if not found.broken and best(problem) is not None:
        assert kept(problem, topological(problem), found.plan) == list(found.plan)


@given(seeds, seeds)
def test_whatever_is_wished_the_plan_keeps_everything(seed: int, luck: int) -> None:
    problem = drawn(seed)
    draw = Random(luck)  # noqa: S311 - nothing is secret
    wishes = [draw.randint(0, problem.periods) for _ in range(problem.size)]
    if best(problem) is not None and not solve(problem, "fast").broken:
        plan = kept(problem, topological(problem), wishes)
        assert problem.faults(plan) == []


def test_the_last_in_the_order_gives_way() -> None:
    problem = one_team([3, 3, 4], [9, 8, 7], [6, 6])
    assert kept(problem, [0, 1, 2], [0, 0, 0]) == [0, 0, 1]
    assert kept(problem, [2, 1, 0], [0, 0, 0]) == [1, 1, 0]


def test_what_waits_gives_way_too() -> None:
    problem = one_team([3, 3, 3], [9, 8, 1], [6, 6], ((2, 1, 0),))
    assert kept(problem, [0, 1, 2], [0, 0, 0]) == [0, 0, 1]


def test_room_is_filled() -> None:
    problem = one_team([3, 3], [9, 8], [6, 6])
    assert kept(problem, [0, 1], [1, 2]) == [0, 0]
