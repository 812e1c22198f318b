"""`pm` answers alike under every Python that it promises, and uses nothing that a later one will not have."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest

from tests.proofs.conftest import ROOT, TOOLS
from tests.proofs.smoke import CORE, EXTRAS, Answers

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VERSIONS = [found[1] for line in _PROJECT["classifiers"] if (found := re.search(r":: (3\.\d+)$", line))]


@pytest.mark.heavy
@pytest.mark.xdist_group("smoke")
@pytest.mark.parametrize("version", VERSIONS)
def test_every_python_answers_alike(version: str, smoke: Answers) -> None:
    python = TOOLS / f"python{version}" / "bin" / "python"
    if not python.exists():
        pytest.skip(f"there is no Python {version} here")
    said = subprocess.run([python, "--version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith(f"Python {version}.")
    assert smoke.differing(python, CORE + EXTRAS, "-W", "error::DeprecationWarning") == {}
