"""`pm plot`, as people run it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pmcli.views.plots import PLOTS
from pmcli.writers.plots import file
from tests.cli.conftest import NORTHWIND, Make, Pm

NAMES = ("value-effort", "scores", "capacity", "mix")
needs_matplotlib = pytest.mark.skipif(not file.available(), reason="matplotlib is missing")


@pytest.fixture
def northwind(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NORTHWIND, tmp_path / "northwind"))


def test_every_plot_has_a_name_here() -> None:
    from pmcli.cli import plot

    assert tuple(one.name for one in PLOTS) == plot.NAMES == NAMES


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", NAMES)
def test_a_plot_in_the_terminal(pm: Pm, name: str) -> None:
    run = pm("plot", name, "--width", "60", at=NORTHWIND)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("Northwind Checkout: ")
    assert max(map(len, run.out.splitlines())) <= 60


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_behind_it(pm: Pm, name: str) -> None:
    found = json.loads(pm("plot", name, "--format", "json", at=NORTHWIND).out)
    assert (found["schemaVersion"], found["kind"], found["plot"]) == (1, "plot", name)
    lines = pm("plot", name, "--format", "csv", at=NORTHWIND).out.splitlines()
    assert len(lines) == 1 + len(found["items"]) > 5
    assert lines[0].split(",") == list(found["items"][0])
    assert "| --" in pm("plot", name, "--format", "markdown", at=NORTHWIND).out


def test_thresholds_are_in_the_document(pm: Pm) -> None:
    found = json.loads(pm("plot", "value-effort", "--format", "json", at=NORTHWIND).out)
    assert set(found["thresholds"]) == {"value", "effort"}
    assert {one["quadrant"] for one in found["items"]} == {"quick win", "big bet", "fill-in", "money pit"}


def test_a_condition_and_a_model(pm: Pm) -> None:
    run = pm("plot", "scores", "--model", "wsjf", "--where", "theme=payments", at=NORTHWIND)
    assert run.out.startswith("Northwind Checkout: scores by wsjf")
    refused = pm("plot", "capacity", "--where", "theme=payments", at=NORTHWIND)
    assert refused.code == 2
    assert "--where does not go with the plot of capacity" in refused.err


def test_a_name_that_there_is_not(pm: Pm) -> None:
    run = pm("plot", "score", at=NORTHWIND)
    assert (run.code, run.out) == (2, "")
    assert 'there is no plot "score"' in run.err
    assert "scores" in run.err


@needs_matplotlib
@pytest.mark.unmeasured
@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_file(pm: Pm, northwind: Path, kind: str) -> None:
    run = pm("plot", "mix", "-o", f"mix.{kind}", at=northwind)
    assert (run.code, run.out, run.err) == (0, "", "")
    first = (northwind / f"mix.{kind}").read_bytes()
    pm("plot", "mix", "-o", f"mix.{kind}", at=northwind)
    assert (northwind / f"mix.{kind}").read_bytes() == first


def test_without_the_extra(pm: Pm, northwind: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "find_spec", lambda _: None)
    run = pm("plot", "mix", "-o", "mix.svg", at=northwind)
    assert (run.code, run.out) == (2, "")
    assert 'a picture needs the extra "plot"' in run.err
    assert "pip install" in run.err
    assert not (northwind / "mix.svg").exists()


def test_an_empty_backlog(pm: Pm, make: Make) -> None:
    run = pm("plot", "value-effort", at=make(""))
    assert run.code == 0
    assert "no feature has both a score" in run.out
    assert "no features yet" in run.err


def test_errors_are_told_and_partial_answers(pm: Pm, make: Make) -> None:
    place = make("- {id: a, title: A, effort: 2}\n- {id: b, title: B, depends_on: [nothing]}\n")
    assert pm("plot", "mix", at=place).code == 1
    found = json.loads(pm("plot", "mix", "--partial", "--format", "json", at=place).out)
    assert [one["id"] for one in found["leftOut"]] == ["b"]


def test_without_a_name_it_is_value_against_effort(pm: Pm) -> None:
    run = pm("plot", "--width", "80", at=NORTHWIND)
    assert (run.code, run.out) == (0, pm("plot", "value-effort", "--width", "80", at=NORTHWIND).out)
