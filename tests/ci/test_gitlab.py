"""The GitLab job does what it says."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.ci.place import ROOT, Place, git, place
from tests.ci.test_action import with_launch

GITLAB: dict[str, Any] = YAML(typ="safe").load(ROOT / "ci" / "gitlab.yml")


def gitlab(here: Place, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script of the job, line by line in one shell, as a runner does."""
    env = {
        "CI_API_V4_URL": "https://gitlab.example.org/api/v4", "CI_PROJECT_ID": "5", "CI_MERGE_REQUEST_IID": "1",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": here.base, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "",
        "PM_DIRECTORY": "roadmap", **variables,
    }  # fmt: skip
    return here.bash("\n".join(GITLAB[".pm"]["script"]), env)


def test_the_gitlab_job_is_what_gitlab_reads() -> None:
    assert GITLAB["pm"] == {
        "extends": ".pm",
        "rules": [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}],
    }
    written = re.findall(r"=([\w-]+\.(?:json|xml))", "\n".join(GITLAB[".pm"]["script"]))
    assert sorted(written) == sorted(GITLAB[".pm"]["artifacts"]["reports"].values())
    assert GITLAB[".pm"]["artifacts"]["paths"] == ["pm-diff.md"]


def test_a_merge_request_is_checked_compared_and_noted(tmp_path: Path) -> None:
    here = place(tmp_path, depth=1, merged=False)
    theirs = [{"id": n, "author": {"id": 1}, "body": "<!-- pm diff -->\nmine"} for n in (1, 2, 3)]
    (here.state / "notes.json").write_text(json.dumps(theirs))
    for _ in range(2):
        done = gitlab(here, PM_GITLAB_TOKEN="secret")  # noqa: S106 - what the stand-in wants to see
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
    notes = here.comments("notes.json")
    assert notes[:3] == theirs
    assert len(notes) == 4
    assert notes[3]["body"] == (here.clone / "pm-diff.md").read_text(encoding="utf-8")
    assert "guest-checkout" in notes[3]["body"]
    assert not any("secret" in one for call in here.calls("curl") for one in call)
    assert json.loads((here.clone / "gl-code-quality-report.json").read_text(encoding="utf-8")) == []


def test_merged_results_are_compared_with_the_branch_they_are_merged_into(tmp_path: Path) -> None:
    here = place(tmp_path, depth=1)
    old = git(tmp_path / "origin", "rev-parse", "main~2")
    done = gitlab(here, CI_MERGE_REQUEST_TARGET_BRANCH_SHA=here.base, CI_MERGE_REQUEST_DIFF_BASE_SHA=old)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "guest-checkout" in done.stdout
    assert "everything is new" not in done.stdout


def test_without_a_token_nothing_is_asked_of_gitlab(tmp_path: Path) -> None:
    here = place(tmp_path)
    done = gitlab(here)
    assert done.returncode == 0, done.stderr
    assert "guest-checkout" in done.stdout
    assert here.calls("curl") == []


def test_a_token_that_gitlab_refuses_fails_nothing(tmp_path: Path) -> None:
    done = gitlab(place(tmp_path), PM_GITLAB_TOKEN="stale")  # noqa: S106 - what the stand-in refuses
    assert done.returncode == 0, done.stderr
    assert "the merge request got no note" in done.stdout


def test_findings_fail_the_gitlab_job_and_stand_in_its_reports(tmp_path: Path) -> None:
    here = place(tmp_path, "broken")
    done = gitlab(here, PM_GITLAB_TOKEN="secret")  # noqa: S106 - what the stand-in wants to see
    assert done.returncode == 1, done.stderr
    assert "pm check ended with 1" in done.stdout
    (told,) = json.loads((here.clone / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert told["location"]["path"] == "roadmap/features/broken.yaml"
    assert "<testsuite" in (here.clone / "pm-junit.xml").read_text(encoding="utf-8")
    assert (here.clone / "pm-diff.md").exists()


@pytest.mark.parametrize("what", ["no folder", "no settings"])
def test_a_workspace_that_goes_is_told_in_all_reports(tmp_path: Path, what: str) -> None:
    here = place(tmp_path, what)
    done = gitlab(here)
    assert done.returncode == 2, done.stderr
    assert "3 features removed" in (here.clone / "pm-diff.md").read_text(encoding="utf-8")
    (told,) = json.loads((here.clone / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert told["location"]["path"] == "roadmap/pm.yaml"
    assert "<failure" in (here.clone / "pm-junit.xml").read_text(encoding="utf-8")


def test_a_gate_fails_the_gitlab_job(tmp_path: Path) -> None:
    done = gitlab(place(tmp_path), PM_FAIL_IF="deadline-missed value-drop>0.0001%")
    assert done.returncode == 1, done.stderr
    assert "pm diff ended with 1" in done.stdout


@pytest.mark.parametrize(("within", "day", "code"), [("true", "2020-02-16", 1), ("3w", "2190-02-16", 0)])
def test_a_launch_that_is_not_ready_fails_the_gitlab_job(
    tmp_path: Path, within: str, day: str, code: int
) -> None:
    done = gitlab(with_launch(place(tmp_path), day), PM_LAUNCHES=within)
    assert ("pm launch ended with 1" in done.stdout) is bool(code), done.stdout
    assert ("not ready to launch: near" in done.stderr) is bool(code)
    assert "ready to launch?" in done.stdout
