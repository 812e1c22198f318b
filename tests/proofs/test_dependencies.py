"""The lowest versions that `[project]` promises do, and no version in use is known to be unsafe."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.proofs.conftest import ROOT, TOOLS, missing

pytestmark = pytest.mark.heavy
LOWEST = TOOLS / "lowest" / "bin" / "python"
AUDIT = TOOLS / "pip-audit" / "bin" / "pip-audit"
ROOMS = ("model", "yaml", "workspace", "scoring", "ranking", "writers", "cli")


@pytest.mark.parametrize("room", ROOMS)
def test_the_lowest_versions_do(room: str) -> None:
    if not LOWEST.exists():
        missing("an environment with the lowest versions")
    ran = subprocess.run(
        [LOWEST, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-o", "addopts=", f"tests/{room}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": "src", "PYTHONWARNINGS": "default", "PM_CACHE": "0"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-3000:]


def test_no_version_in_use_has_an_advisory() -> None:
    if not AUDIT.exists():
        missing("pip-audit")
    asked = [str(AUDIT), "-r", "constraints.txt", "--no-deps", "--disable-pip", "--format", "json"]
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if not ran.stdout.strip():
        pytest.skip("the package index cannot be asked for advisories")
    found = json.loads(ran.stdout)["dependencies"]
    if all("skip_reason" in one for one in found):
        pytest.skip("the package index knows no advisories")
    assert [one for one in found if one.get("vulns")] == []
