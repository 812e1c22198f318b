"""`pm` answers alike with the lowest versions that `[project]` promises, and no version in use is known to be unsafe."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.proofs.conftest import ROOT, TOOLS, missing
from tests.proofs.smoke import CORE, EXTRAS, Answers

LOWEST = TOOLS / "lowest" / "bin" / "python"
AUDIT = TOOLS / "pip-audit" / "bin" / "pip-audit"


@pytest.mark.xdist_group("smoke")
def test_the_lowest_versions_answer_alike(smoke: Answers) -> None:
    if not LOWEST.exists():
        missing("an environment with the lowest versions")
    assert smoke.differing(LOWEST, CORE) == {}


@pytest.mark.heavy
@pytest.mark.xdist_group("smoke")
def test_the_lowest_versions_of_the_extras_answer_alike(smoke: Answers) -> None:
    if not LOWEST.exists():
        missing("an environment with the lowest versions")
    assert smoke.differing(LOWEST, EXTRAS) == {}


@pytest.mark.heavy
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
