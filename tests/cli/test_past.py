"""What commands tell of the past go by the estimates in force when work began."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Pm
from tests.review.repository import Repository, two_years

HEAD = "pm: 1\nproduct: Shop\nteams: {%s: {capacity: %d}}\n"


@pytest.fixture
def years(tmp_path: Path) -> Path:
    return two_years(tmp_path / "repo")


def test_explain_reads_a_range_as_it_turned_out(pm: Pm, years: Path) -> None:
    assert "an effort of 10..14..20 has meant 10.8..16.8..26.5 (7 deliveries of all teams)" in pm(
        "explain", "mobile", at=years
    ).out.replace("\n", " ")
    (effort,) = json.loads(pm("explain", "mobile", "--format", "json", at=years).out)["past"]["effort"]
    learned = json.loads(pm("learn", "--format", "json", at=years).out)["effort"][0]
    assert effort["deliveries"] == 7
    assert learned["n"] == 8  # shares: billing was two teams' work


def test_a_new_feature_hears_of_it_too(pm: Pm, years: Path) -> None:
    run = pm("new", "Gift cards", "--set", "effort.web=10..14..20", at=years)
    assert run.code == 0
    assert "an effort of 10..14..20 has meant 10.8..16.8..26.5" in run.err.replace("\n", " ")
    assert "10..14..20" in (years / "features" / "gift-cards.yaml").read_text(), "its own number stays"


def test_a_team_that_is_gone_is_named(pm: Pm, tmp_path: Path) -> None:
    repo = Repository(tmp_path)
    text = "title: A\nstarted: 2026-01-15\neffort: {%s: 3..5..9}\n"
    repo.commit("2026-01-01", {"pm.yaml": HEAD % ("front", 5), "features/a.yaml": text % "front"})
    done = "status: shipped\nresults: [{effort: {web: 6}}]\n"
    both = {"features/a.yaml": text % "web" + done, "features/b.yaml": text % "web" + done}
    repo.commit("2026-05-01", {"pm.yaml": HEAD % ("web", 12), **both})
    out = " ".join(pm("learn", at=repo.write()).out.split())
    assert (
        "estimated for teams that pm.yaml does not name any more, and compared with nobody: a (front)" in out
    )


def test_a_plan_that_cannot_be_read_is_told(pm: Pm, tmp_path: Path) -> None:
    repo = Repository(tmp_path)
    done = "title: A\nstatus: shipped\nshipped: 2026-03-31\nresults: [{verdict: hit}]\n"
    files = {"features/a.yaml": done, "plan.yaml": "periods: {2026-Q1: [a]}\n"}
    repo.commit("2025-12-01", {"pm.yaml": HEAD % ("web", 5), **files})
    repo.commit("2025-12-20", {"plan.yaml": "periods: ["})
    repo.commit("2026-04-01", {"plan.yaml": "periods: {2026-Q1: [a]}\n"})
    out = " ".join(pm("--today", "2026-10-01", "learn", at=repo.write()).out.split())
    assert "of 1 promised 1 kept" in out
    assert "a plan.yaml that cannot be read leaves the one before in force: 2025-12-20 (" in out
