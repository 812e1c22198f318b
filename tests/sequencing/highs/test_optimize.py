"""The linear program bounds every plan, and the proven optimum is that of trying everything."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from itertools import islice
from typing import IO

import pytest
from benchmarks.generate import generate
from benchmarks.instances import filled, problem_of
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.diagnostic import PmError
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.highs import optimize
from pmcli.sequencing.highs.optimize import guided_orders, prove, relax
from tests.conftest import for_each
from tests.sequencing.problems import best, drawn, plans

np = pytest.importorskip("numpy")
pytest.importorskip("highspy")


def large(size: int, teams: int, periods: int, seed: int = 1) -> tuple[PlanningProblem, list[int]]:
    problem = problem_of(generate(size, teams, periods, seed))
    return problem, filled(problem, guided_orders(problem, relax(problem))[0])


seeds = st.integers(0, 10**9)


@given(seeds)
def test_no_plan_exceeds_the_bound(seed: int) -> None:
    problem = drawn(seed)
    value, found = best(problem), relax(problem)
    assert found.complete
    if value is not None:
        assert found.is_feasible
        assert value <= found.bound
    assert found.bound <= sum(map(max, problem.benefit))


@given(seeds, st.lists(st.floats(0, 100), min_size=1))
def test_whatever_the_prices_they_bound(seed: int, duals: list[float]) -> None:
    from pmcli.sequencing.highs.linear import lagrangian
    from pmcli.sequencing.highs.model import model_of

    problem = drawn(seed)
    value, model = best(problem), model_of(problem)
    if value is not None:
        assert value <= lagrangian(model, np.resize(np.array(duals), len(model.limit)))


@given(seeds)
def test_the_model_is_the_problem(seed: int) -> None:
    from pmcli.sequencing.highs.model import model_of

    problem = drawn(seed)
    model, worth = model_of(problem), []
    for number, plan in enumerate(plans(problem)):
        assert model.is_feasible
        columns = model.chosen(plan)
        used = np.bincount(model.rows, model.values * columns[model.indices], len(model.limit))
        assert (used <= model.limit).all()
        assert (model.lower <= columns).all()
        assert (columns <= model.upper).all()
        kept = model.plan(columns)
        worth.append(model.constant + int((model.cost * columns).sum()))
        assert problem.faults(kept) == []
        assert problem.value(kept) == problem.value(plan) == worth[-1]
        if number == 50:
            break


@given(seeds)
def test_steps_are_the_same_model(seed: int) -> None:
    from pmcli.sequencing.highs.linear import arrays
    from pmcli.sequencing.highs.model import model_of
    from pmcli.sequencing.highs.steps import ImprovementSteps

    problem = drawn(seed)
    model = model_of(problem)
    for number, plan in enumerate(plans(problem)):
        columns = model.chosen(plan)
        steps = ImprovementSteps({**arrays(model, 1.0), "begin": columns})
        new = steps.arrays()
        begin = new["begin"]
        rows = np.repeat(np.arange(len(new["limit"])), np.diff(new["starts"]))
        used = np.bincount(rows, new["values"] * begin[new["indices"]], len(new["limit"]))
        assert (used <= new["limit"]).all()
        assert (new["lower"] <= begin).all()
        assert (begin <= new["upper"]).all()
        assert (new["cost"] * begin).sum() == (model.cost * columns).sum()
        assert (steps.by(begin) == columns).all()
        if number == 50:
            break


@given(seeds, st.integers(1, 4))
def test_a_merger_is_the_best_between_its_parents(seed: int, number: int) -> None:
    from pmcli.sequencing.highs.linear import arrays
    from pmcli.sequencing.highs.merge import merge
    from pmcli.sequencing.highs.model import model_of

    problem = drawn(seed)
    model, known = model_of(problem), list(islice(plans(problem), 200))
    if not known or not model.columns:
        return
    chosen = [model.chosen(plan) for plan in known]
    parents = chosen[:: max(1, len(chosen) // number)]
    same = np.all([parent == parents[0] for parent in parents], axis=0)
    between = [columns for columns in chosen if (columns == parents[0])[same].all()]
    merged, is_proven = merge(arrays(model, 1.0), [parent.astype(float) for parent in parents], 60)
    assert is_proven
    assert problem.faults(model.plan(merged)) == []
    value = problem.value(model.plan(merged))
    assert value >= max(problem.value(model.plan(columns)) for columns in between)
    if len(known) < 200:
        assert value == max(problem.value(model.plan(columns)) for columns in between)
    assert (merged == parents[0])[same].all()


def test_without_time_the_best_parent_stays() -> None:
    from pmcli.sequencing.highs.linear import arrays
    from pmcli.sequencing.highs.merge import merge
    from pmcli.sequencing.highs.model import model_of

    problem, start = large(30, 3, 4)
    model = model_of(problem)
    worse = model.chosen([problem.periods if problem.latest[i] == problem.periods else t
                          for i, t in enumerate(start)]).astype(float)  # fmt: skip
    good = model.chosen(start).astype(float)
    merged, is_proven = merge(arrays(model, 1.0), [worse, good], 0.0)
    assert not is_proven
    assert (merged == good).all()


def test_improvements_are_sound_and_ever_better() -> None:
    from pmcli.sequencing.highs.linear import arrays, scale_of
    from pmcli.sequencing.highs.merge import improvements
    from pmcli.sequencing.highs.model import model_of

    problem, start = large(40, 3, 4)
    model = model_of(problem)
    sent = {**arrays(model, scale_of(model)), "begin": model.chosen(start)}
    found = [start, *map(model.plan, islice(improvements(sent, problem, 60), 1))]
    values = list(map(problem.value, found))
    assert values[0] < values[1] <= relax(problem).bound
    assert problem.faults(found[1]) == []


@given(seeds)
def test_problems_survive_the_pipe(seed: int) -> None:
    from pmcli.sequencing.highs.solver import numbers_of, problem_of

    problem = drawn(seed)
    assert problem_of(json.loads(json.dumps(numbers_of(problem)))) == problem


@given(seeds)
def test_only_full_cells_have_a_price(seed: int) -> None:
    from pmcli.sequencing.highs.model import model_of

    problem = drawn(seed)
    found, model = relax(problem), model_of(problem)
    common = dict(zip(model.cells.tolist(), model.divisors.tolist(), strict=True))
    left = [float(room) for room in problem.room]
    for takes, by in zip(problem.takes, found.by, strict=True):
        for t, row in enumerate(takes):
            for cell, effort in row:
                left[cell] -= effort * (by[t] - (by[t - 1] if t else 0.0))
    for cell, price in enumerate(found.prices):
        assert price >= 0
        if price and found.is_feasible:  # less is left than efforts there have in common: of use to nobody
            assert left[cell] < common[cell] * (1 - 1e-6)


@given(seeds)
def test_orders_have_everything_once_prerequisites_first(seed: int) -> None:
    problem = drawn(seed)
    found = relax(problem)
    assert found == relax(replace(problem))
    for order in guided_orders(problem, found):
        place = {item: number for number, item in enumerate(order)}
        assert sorted(place) == list(range(problem.size))
        assert all(place[need] < place[item] for item, need, _ in problem.arcs)


@pytest.mark.unmeasured
@for_each("seed", range(20))
def test_what_is_proven_is_the_best(seed: int) -> None:
    problem = drawn(seed)
    value = best(problem)
    start = [problem.periods] * problem.size
    found = prove(problem, start, time_limit=60)
    assert found.stopped is None
    if value is None:
        assert not found.is_proven
        assert found.plan == tuple(start)
    else:
        assert found.is_proven
        assert problem.faults(found.plan) == []
        assert problem.value(found.plan) == found.bound == value


def test_medium_problems_are_proven() -> None:
    problem, start = large(30, 3, 4)
    heard: list[tuple[int, int]] = []
    found = prove(problem, start, 60, lambda value, bound: heard.append((value, bound)))
    assert found.is_proven
    assert problem.faults(found.plan) == []
    assert problem.value(start) <= problem.value(found.plan) <= found.bound <= relax(problem).bound
    assert heard == sorted(heard, key=lambda two: (two[0], -two[1]))
    assert heard[-1] == (problem.value(found.plan), found.bound)


def test_at_the_limit_the_best_so_far_is_kept() -> None:
    problem, start = large(1000, 10, 8)
    found = prove(problem, start, time_limit=1.0)
    assert found.stopped == "time limit"
    assert problem.faults(found.plan) == []
    assert problem.value(start) <= problem.value(found.plan) <= found.bound


def test_a_known_bound_is_kept_and_may_be_proof() -> None:
    problem, start = large(200, 6, 6)
    value = problem.value(start)
    assert prove(problem, start, 60, bound=value) == optimize.Proof(tuple(start), value, is_proven=True)


def test_an_interrupt_keeps_the_best_so_far() -> None:
    problem, start = large(200, 6, 6)

    def interrupt(_value: int, _bound: int) -> None:
        raise KeyboardInterrupt

    found = prove(problem, start, 60, interrupt)
    assert found.stopped == "interrupted"
    assert not found.is_proven
    assert problem.faults(found.plan) == []


def test_a_limit_strikes_the_relaxation() -> None:
    problem, start = large(1000, 10, 8)
    found = relax(problem, time_limit=0.0)
    assert not found.complete
    assert problem.value(start) <= found.bound


def test_the_solver_ends_when_nobody_listens() -> None:
    from pmcli.sequencing.highs import solver
    from pmcli.sequencing.highs.linear import arrays, scale_of
    from pmcli.sequencing.highs.model import model_of

    model = model_of(problem_of(generate(1000, 10, 8, 1)))
    with subprocess.Popen([sys.executable, "-m", solver.WORKER], stdin=subprocess.PIPE) as process:
        stream: IO[bytes] | None = process.stdin
        assert stream is not None
        solver.write_model(stream, {}, arrays(model, scale_of(model)))
        stream.close()
        assert process.wait(timeout=60) == 1


def test_what_cannot_be_is_told() -> None:
    problem = PlanningProblem(1, (1,), ((((0, 2),),),), (), (0,), (0,), ((5,),))
    found = relax(problem)
    assert not found.is_feasible
    assert found.bound == 5
    assert prove(problem, [1], 10) == optimize.Proof((1,), 5, is_proven=False)


@pytest.mark.parametrize("periods", [1, 2])
def test_nothing_to_plan(periods: int) -> None:
    problem = PlanningProblem(periods, (), (), (), (), (), ())
    assert relax(problem).bound == 0
    assert prove(problem, [], 10).is_proven


@pytest.mark.parametrize("name", ["numpy", "highspy"])
def test_without_the_extra_it_says_how_to_get_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(optimize, "find_spec", lambda asked: None if asked == name else find(asked))
    assert not optimize.available()
    problem = drawn(1)
    for ask in (lambda: relax(problem), lambda: prove(problem, [0] * problem.size, 1)):
        with pytest.raises(PmError) as told:
            ask()
        assert told.value.message == '--optimal needs the extra "optimize"'
        assert told.value.hint == 'pip install "pm-backlog[optimize]" where pm is installed'
        assert told.value.exit_code == 2


def test_nothing_heavy_is_imported_to_ask() -> None:
    code = (
        "import sys; from pmcli.sequencing.highs import optimize; optimize.available(); "
        "print(sorted({'numpy', 'highspy', 'subprocess'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
