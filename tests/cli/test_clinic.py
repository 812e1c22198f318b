"""What a backlog of 116 features looks like: golden screens of every answer that fits its reader's terminal."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Pm
from tests.conftest import for_each

TESTS = Path(__file__).parent.parent
CLINIC = TESTS / "data" / "clinic"
GOLDEN = Path(__file__).parent / "golden" / "clinic"
SCREENS = {
    "rank-80": "rank --width 80", "rank-120": "rank --width 120", "rank-60": "rank --width 60 --top 20",
    "roadmap-80": "roadmap --width 80", "roadmap-120": "roadmap --width 120",
    "timeline-100": "roadmap --view timeline --width 100", "teams-80": "roadmap --view teams --width 80",
    "check-80": "check --width 80", "ready-80": "ready --width 80", "decisions-80": "decisions --width 80",
    "explain-two-80": "explain single-sign-on-saml-oidc card-on-file --width 80",
    "why-not-80": "why-not no-show-prediction --width 80", "review": "export review",
    "demand-80": "demand --width 80",
}  # fmt: skip
"""Commands by the names of their golden files."""


@pytest.mark.unmeasured
@for_each("name", sorted(SCREENS))
def test_the_screens_of_a_large_backlog(pm: Pm, golden: Callable[[Path, str], None], name: str) -> None:
    run = pm(*shlex.split(SCREENS[name]), at=CLINIC)
    golden(GOLDEN / f"{name}.txt", run.out + run.err)


def test_no_screen_is_wider_than_its_terminal(pm: Pm) -> None:
    for width in (60, 80, 100, 160, 200):
        lines = pm("rank", "--width", str(width), at=CLINIC).out.splitlines()
        assert max(map(len, lines)) <= width
        assert lines[0] == "ClinicFlow: what to do first"
