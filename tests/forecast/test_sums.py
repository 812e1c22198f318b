"""Values and costs as sums over inputs: at the numbers as written they are those of the scoring models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pmcli import load
from pmcli.forecast import arrays
from pmcli.forecast.inputs import Input
from pmcli.forecast.sums import UncertainRanking
from pmcli.model.backlog import Backlog
from pmcli.scoring import MODELS
from tests.conftest import loaded

DATA = Path(__file__).parents[1] / "data"
OWN = """
pm: 1
product: Shop
calendar: {start: 2026-Q4}
fields: {nps: number}
problems: {pain: {title: Pain, opportunity: {importance: 8, satisfaction: 4}}}
scoring:
  model: own
  models:
    own: {value: "max(rice.reach, 2) * nps ** 2 + 3", cost: "sqrt(effort) + 1"}
"""
FEATURES = """
- {id: a, title: A, effort: 3..5..9, rice: {reach: 40..50..90, impact: 2, confidence: 80%}, nps: 3, solves: [pain]}
- {id: b, title: B, effort: 4, rice: {reach: 1, impact: 1, confidence: 50%}, nps: 2, solves: [pain]}
- {id: c, title: C, effort: 2, rice: {reach: 9, impact: 1, confidence: 50%}, nps: 1}
"""


def as_written(found: Input) -> float:
    return found.estimate.likely if found.is_assumed else found.estimate.mean


def agreeing(backlog: Backlog, model: str | None = None) -> int:
    """The number of features ranked, all of whose sums come to the numbers of the model."""
    uncertain = UncertainRanking.of(backlog, model)
    numbers = np.array([[as_written(found)] for found in uncertain.inputs]).reshape(-1, 1)
    for sums, expected in (
        (arrays.values(uncertain.values, numbers), uncertain.ranked.values),
        (arrays.costs(uncertain.costs, numbers), uncertain.ranked.costs),
    ):
        assert sums[:, 0].tolist() == pytest.approx([max(each, 0.0) for each in expected], rel=1e-9)
    return len(uncertain.ranked.ids)


def test_sums_come_to_the_numbers_of_every_model() -> None:
    backlog = load(DATA / "northwind").backlog
    ranked = {model.name: agreeing(backlog, model.name) for model in MODELS if not model.is_category}
    assert ranked == {
        "rice": 28, "ice": 25, "wsjf": 29, "cd3": 22, "weighted": 29, "opportunity": 24, "value_effort": 29,
    }  # fmt: skip
    assert agreeing(load(DATA / "clinic").backlog) == 107


def test_formulas_of_ones_own_are_sums_too() -> None:
    backlog = loaded(FEATURES, OWN).backlog
    assert agreeing(backlog) == 3
    inputs = UncertainRanking.of(backlog).inputs
    assert {found.owner + " " + found.name for found in inputs if not found.is_assumed} == {
        "a rice.reach", "a effort",
    }  # fmt: skip
    assert {found.owner + " " + found.name for found in inputs if found.is_assumed} == {
        "a nps", "b nps", "c nps", "b rice.reach", "c rice.reach", "b effort", "c effort",
    }  # fmt: skip


def test_numbers_without_a_range_are_assumed_and_beliefs_never_drawn() -> None:
    uncertain = UncertainRanking.of(load(DATA / "northwind").backlog)
    assert sum(found.is_assumed for found in uncertain.inputs) == 26
    assert not [found for found in uncertain.inputs if "confidence" in found.name]
    keys = [found.key for found in uncertain.inputs]
    assert len(keys) == len(set(keys))


def test_the_opportunity_of_a_problem_is_one_number_for_all_who_solve_it() -> None:
    uncertain = UncertainRanking.of(loaded(FEATURES, OWN).backlog, "opportunity")
    a, b = (uncertain.ranked.ids.index(name) for name in "ab")
    shared = set(uncertain.values[a].inputs) & set(uncertain.values[b].inputs)
    assert {uncertain.inputs[at].owner for at in shared} == {"problem:pain"}
    assert set(uncertain.values[a].inputs) == shared
