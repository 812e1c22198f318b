"""A scenario's factor on values: the same for every method, and its arithmetic still adds up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pmcli.ranking import models_of, scored_by
from pmcli.scoring.formula import parse
from pmcli.scoring.terms import SCENARIO
from pmcli.workspace.opening import open_workspace
from tests.cli.conftest import ROOT


def test_every_method_takes_it_and_adds_up() -> None:
    backlog = open_workspace(ROOT / "tests" / "data" / "northwind").loaded.backlog
    other = replace(backlog, factors=dict.fromkeys(backlog.features, 3.0))
    for model in models_of(backlog):
        before, after = scored_by(backlog, model.name).scores, scored_by(other, model.name).scores
        assert any(score.score for score in before.values()), model.name
        for name, score in before.items():
            now = after[name]
            if model.is_category or score.value is None:
                assert now == score, "classes are no amounts, and of nothing there is no multiple"
                continue
            told = [(one.value, one.score, one.benefit, one.cost) for one in (score, now)]
            factors = (3.0, 3.0, 3.0, 1.0)
            assert told[1] == tuple(
                None if number is None else pytest.approx(factor * number)
                for factor, number in zip(factors, told[0], strict=True)
            ), (model.name, name)
            numbers = {term.name: term.number for term in now.value_terms}
            assert numbers[SCENARIO] == 3.0
            assert parse(now.value_sum, numbers).evaluate(numbers) == pytest.approx(now.value)
