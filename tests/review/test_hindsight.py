"""What the past says of a feature goes by the estimates in force when work began."""

from __future__ import annotations

from pathlib import Path

import pytest

from pmcli.learning.calibration import Calibration
from pmcli.learning.hindsight import hindsight
from pmcli.review.at_start import at_start
from pmcli.review.hindsight import hindsight_of
from pmcli.views.learning.hindsight import sentences
from pmcli.workspace.opening import open_workspace
from tests.cli.repo import git
from tests.conftest import CLOCK


def test_a_range_is_read_as_its_past_was_estimated(shop: Path) -> None:
    """By what the files say now, sign-in and mobile would have fitted."""
    opened = open_workspace(shop, clock=CLOCK)
    backlog = opened.loaded.backlog
    past, now = hindsight_of(opened, backlog, "mobile"), hindsight(backlog, "mobile")
    assert past is not None
    assert now is not None
    (web,) = past.efforts
    calibration = Calibration.of(backlog, estimates=at_start(opened).estimates)
    assert web.meant == calibration.meaning(web.written, "web")
    assert (web.deliveries, web.is_own) == (7, False)
    assert (now.efforts[0].deliveries, now.efforts[0].is_own) == (
        5,
        True,
    )  # refunds, estimated when it had begun
    # 14 * (20 / 14) ** (0.839500 / 1.645): half of the way from 10..14..20 to its high end, in logarithms
    assert web.meant.likely == pytest.approx(16.795, abs=1e-3)
    assert now.efforts[0].meant.likely < 15.5


def test_four_results_say_nothing_and_no_commit_is_read(shop: Path) -> None:
    then = git(shop, "rev-list", "-1", "--before=2025-08-31", "main")
    opened = open_workspace(shop, then, clock=CLOCK)
    backlog = opened.loaded.backlog
    assert sum(bool(feature.results) for feature in backlog.features.values()) == 5
    assert hindsight_of(opened, backlog.without(["search"]), "billing") is None


def test_a_clone_that_does_not_reach_when_work_began_says_so(shop: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "3", f"file://{shop.parent}", "clone")
    said = {}
    for root in (shop, tmp_path / "clone" / "roadmap"):
        opened = open_workspace(root, clock=CLOCK)
        past = hindsight_of(opened, opened.loaded.backlog, "mobile")
        assert past is not None
        said[root] = [*sentences(past)][-1]
    assert said.pop(shop).startswith("an effort of")
    assert [*said.values()] == ["estimates of now: the clone is shallow (git fetch --unshallow)"]
