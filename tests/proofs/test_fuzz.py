"""A minute of the fuzzer: cases that Hypothesis draws and shrinks, its kept corpus, and some led by coverage."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.campaign import HERE
from tests.fuzz.case import Case
from tests.fuzz.kinds import KINDS, strategy
from tests.fuzz.properties import held
from tests.fuzz.sandbox import Sandbox
from tests.proofs.conftest import ROOT, TOOLS, missing


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    return Sandbox(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.parametrize("kind", KINDS)
def test_cases_of_every_kind_hold(kind: str, sandbox: Sandbox) -> None:
    @settings(
        max_examples=10 if kind == "repositories" else 30, deadline=None, suppress_health_check=[*HealthCheck]
    )
    @given(strategy(kind))
    def holds(case: Case) -> None:
        held(case, sandbox)

    holds()


def test_the_kept_corpus_holds(sandbox: Sandbox) -> None:
    for path in sorted((HERE / "corpus").glob("*.json")):
        held(Case.loads(path.read_bytes()), sandbox)


def test_cases_led_by_coverage_hold(tmp_path: Path) -> None:
    if not (TOOLS / "atheris").exists():
        missing("atheris")
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--minutes", "5", "--most", "24", "--kind", "files",
         "--look-at", "pmcli.yaml", "--look-at", "pmcli.checks", "--crashes", str(tmp_path)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(TOOLS / "atheris")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    cases, led = (re.search(words, done.stdout) for words in (r"(\d+) cases, ", r"; (\d+) cases led to new"))
    assert cases is not None
    assert led is not None
    assert int(cases[1]) >= 20
    assert int(led[1]) >= 1
    assert "0 laws broken" in done.stdout
