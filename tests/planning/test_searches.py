"""Plans that were searched for before: the answers are the same, and nothing is searched for again."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.planning import Roadmap, plan, searches, with_costs
from pmcli.planning.searches import SEARCHED, Asked, once
from pmcli.planning.solved import SolvedPlan, packed, unpacked
from pmcli.sequencing.engine.problem import PlanningProblem
from tests.conftest import for_each, loaded
from tests.worlds import World

PROBLEM = PlanningProblem(
    periods=2, room=(3, 3), takes=((((0, 2),), ((1, 2),)),) * 3, arcs=((1, 0, 0),),
    earliest=(0, 0, 0), latest=(2, 2, 1), benefit=((9, 5), (8, 4), (7, 3)),
)  # fmt: skip
FOUND = SolvedPlan((0, 1, 2), (2, 2, 0), (2,), 20, (0.5, 0.25), "branching", None, ("so",), (0, 1, 2))


@dataclass
class Kept:
    """A store in memory, in which nothing is put twice."""

    data: dict[bytes, bytes] = field(default_factory=dict)

    def find(self, key: bytes) -> bytes | None:
        return self.data.get(key)

    def keep(self, key: bytes, data: bytes) -> None:
        assert key not in self.data, "the same was searched for twice"
        self.data[key] = data


@pytest.fixture(autouse=True)
def _known() -> Iterator[None]:
    before = dict(SEARCHED)
    yield
    SEARCHED.clear()
    SEARCHED.update(before)


def answers(backlog: Backlog) -> tuple[object, ...]:
    """All plans of a backlog, as a new process makes them: the agreed one, the best, what decisions cost."""
    SEARCHED.clear()
    try:
        first = plan(backlog)
        agreeing = _agreed(backlog, first)
        plans = (with_costs(backlog, first), plan(agreeing), plan(agreeing, stance="improved"))
    except PmError as error:
        return (str(error),)
    return tuple(getattr(each, name) for each in plans for name in TOLD)


TOLD = [each.name for each in fields(Roadmap) if each.name not in ("model", "ranking")]
"""All of a roadmap but what was known before, in which functions are that are compared by identity."""


def _agreed(backlog: Backlog, roadmap: Roadmap) -> Backlog:
    """The backlog with an agreement near to its plan: a period later, for every second feature."""
    later = dict(zip(roadmap.periods, roadmap.periods[1:], strict=False))
    places = {each.id: later.get(each.period, each.period) for each in roadmap.placements[::2]}
    return replace(backlog, agreement=Agreement(places))


@settings(max_examples=12)
@given(st.integers(0, 400), st.lists(st.sampled_from((0.5, 1.0, 3.0)), max_size=3))
def test_whatever_was_edited_in_between_the_plans_are_the_same(seed: int, edits: list[float]) -> None:
    world, store = World(seed, most=6), Kept()
    read = loaded(world.features, world.head).backlog
    names = sorted(read.features)
    for number, factor in enumerate((1.0, *edits)):
        backlog = replace(read, factors={names[number % len(names)]: factor} if names else {})
        alone = answers(backlog)
        assert answers(replace(backlog, store=store)) == alone
        kept = dict(store.data)
        assert answers(replace(backlog, store=store)) == alone
        assert store.data == kept


def test_bytes_and_back() -> None:
    assert unpacked(PROBLEM, packed(PROBLEM, FOUND)) == FOUND


@for_each(
    "data",
    (
        b"", b"no data", marshal.dumps(7), marshal.dumps((1, 2)), packed(PROBLEM, FOUND)[:-3],
        packed(replace(PROBLEM, benefit=((9, 5), (8, 5), (7, 3))), FOUND),
        packed(PROBLEM, replace(FOUND, plan=(0, 0, 2))), packed(PROBLEM, replace(FOUND, plan=(1, 0, 2))),
        packed(PROBLEM, replace(FOUND, start=(0, 1))), packed(PROBLEM, replace(FOUND, broken=())),
        packed(PROBLEM, replace(FOUND, broken=(7,))), packed(PROBLEM, replace(FOUND, bound=12)),
        packed(PROBLEM, replace(FOUND, optimum=(0, 2, 3))), packed(PROBLEM, replace(FOUND, start=(2, 2, -1))),
    ),
)  # fmt: skip
def test_what_is_no_sound_plan_of_the_problem_is_searched_for(data: bytes) -> None:
    assert unpacked(PROBLEM, data) is None
    SEARCHED.clear()
    asked, store = Asked("kind", PROBLEM, ()), Kept()
    store.data[asked.key()] = data
    assert once(Overwritten(store.data), asked, lambda: FOUND) == FOUND
    assert store.data[asked.key()] == packed(PROBLEM, FOUND)


class Overwritten(Kept):
    def keep(self, key: bytes, data: bytes) -> None:
        self.data[key] = data


def test_what_was_stopped_is_not_kept() -> None:
    store = Kept()
    stopped = replace(FOUND, stopped="interrupted")
    assert once(store, Asked("kind", PROBLEM, ()), lambda: stopped) == stopped
    assert store.data == {}
    assert once(store, Asked("kind", PROBLEM, ()), lambda: FOUND) == FOUND


def test_keys_differ_by_all_that_a_plan_depends_on() -> None:
    problems = [
        PROBLEM, replace(PROBLEM, room=(3, 4)), replace(PROBLEM, arcs=()), replace(PROBLEM, conflicts=((0, 1),)),
        replace(PROBLEM, unit=2.0), replace(PROBLEM, latest=(2, 2, 2)), replace(PROBLEM, earliest=(0, 0, 1)),
        replace(PROBLEM, periods=3), replace(PROBLEM, benefit=()), replace(PROBLEM, takes=()),
    ]  # fmt: skip
    keys = {
        Asked(kind, problem, others).key()
        for kind in ("searched", "proven")
        for problem in problems
        for others in ((), (b"fast", [0, 1]), (b"fast", [1, 0]), (b"normal", [0, 1]))
    }
    assert len(keys) == 2 * len(problems) * 4


def test_only_the_last_searches_are_kept_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "MOST", 2)
    SEARCHED.clear()
    for number in (0, 1, 0, 2):
        once(None, Asked("kind", PROBLEM, (number,)), lambda: FOUND)
    assert list(SEARCHED) == [Asked("kind", PROBLEM, (number,)).key() for number in (0, 2)]
