"""The GitHub action does what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.ci.job import STEPS, Job
from tests.ci.place import ROOT, Place, git, place


def test_no_script_of_the_action_holds_an_expression() -> None:
    for step in STEPS:
        if "run" in step:
            assert "${{" not in step["run"], step["name"]
            assert step["shell"] == "bash"
            assert step["run"].startswith("set -euo pipefail\n"), step["name"]
        else:
            assert re.fullmatch(r"(actions|github)/[\w/-]+@[0-9a-f]{40}", step["uses"])


def test_the_actions_of_others_are_named_by_commit_and_the_version_stands_beside() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert len(re.findall(r"uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+\n", text)) == text.count("uses: ")


@pytest.mark.parametrize("what", ["no folder", "no settings"])
def test_a_workspace_that_goes_is_told_everywhere(tmp_path: Path, what: str) -> None:
    job = Job(place(tmp_path, what, depth=1), {"sarif": "true", "fail-if": "value-drop>5%"}).run()
    assert job.ran[-4:] == ["Compare", "Comment", "Upload SARIF", "Verdict"], job.log
    assert job.code == 2
    assert job.outputs["verdict"] == {"code": "2"}
    annotations = re.findall("^::error title=pm check::(.*)$", job.log, re.MULTILINE)
    assert len(annotations) == job.log.count("::error") == 1, job.log
    assert annotations[0].startswith('no such folder: "roadmap"' if what == "no folder" else "no pm.yaml in")
    assert "The workspace is gone" in job.summary
    (comment,) = job.place.comments()
    assert "3 features removed" in comment["body"]
    assert "the workspace is gone, and 3 features with it" in job.log


def test_a_folder_that_was_never_there_is_one_annotation(tmp_path: Path) -> None:
    job = Job(place(tmp_path), {"directory": "raodmap", "launches": "true", "exports": "true"}).run()
    assert job.outputs["verdict"] == {"code": "2"}
    assert re.findall("^::error.*$", job.log, re.MULTILINE) == [
        '::error title=pm check::no such folder: "raodmap"'
    ]
    assert 'no such folder: "raodmap"' in job.summary


def test_a_misspelt_gate_is_an_annotation(tmp_path: Path) -> None:
    job = Job(place(tmp_path), {"fail-if": "deadline-mised"}).run()
    assert job.outputs["verdict"] == {"code": "2"}
    told = '--fail-if knows no "deadline-mised" (did you mean "deadline-missed"?)'
    assert f"::error title=pm diff::{told}\n" in job.log


def test_every_output_that_is_asked_for_is_given() -> None:
    given = {
        f"{step.get('id')}.{name}"
        for step in STEPS
        for name in re.findall(r'"([a-z]+)=', step.get("run", ""))
    }
    asked = set(
        re.findall(r"steps\.(\w+)\.outputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8"))
    )
    assert {f"{step}.{name}" for step, name in asked} <= given | {"setup.python-path"}


def test_a_pull_request_is_checked_compared_and_commented(tmp_path: Path) -> None:
    job = Job(place(tmp_path, depth=1)).run()
    assert job.code == 0, job.log
    assert job.ran == ["Find Python", "Install pm", "Check", "Compare", "Comment", "Verdict"]
    assert (job.place.state / "pip").read_text().strip().endswith(f"-- {ROOT}")
    (comment,) = job.place.comments()
    assert comment["body"].startswith("<!-- pm diff -->\n<!-- in roadmap -->\n")
    assert "guest-checkout" in comment["body"]
    assert "guest-checkout" in job.summary
    assert git(job.place.clone, "status", "--porcelain") == ""


def test_stale_exports_fail_where_that_is_asked_for(tmp_path: Path) -> None:
    here = place(tmp_path, "dearer")
    job = Job(here, {"exports": "true"}).run()
    assert job.code == 1, job.log
    assert "Exports" in job.ran
    assert "::error title=pm export::1 of 1 export is stale: ROADMAP.md" in job.log
    assert job.ran[-1] == "Verdict"


NEAR = """id: {id}
title: Near
status: in-progress
effort: 1
metrics: [{metric: sales, baseline: 1, target: 2}]
launch: {date: {day}, checklist: {docs: {state}}}
"""


def with_launch(here: Place, day: str, state: str = "open") -> Place:
    """The clone with a launch on a day long before any that tests run on, or long after."""
    text = NEAR.replace("{id}", "near").replace("{day}", day).replace("{state}", state)
    (here.clone / "roadmap" / "features" / "near.yaml").write_text(text, encoding="utf-8")
    return here


@pytest.mark.parametrize(
    ("within", "day", "code"), [("3w", "2020-02-16", 1), ("true", "2020-02-16", 1), ("true", "2190-02-16", 0)]
)
def test_a_launch_that_is_not_ready_fails_where_that_is_asked_for(
    tmp_path: Path, within: str, day: str, code: int
) -> None:
    job = Job(with_launch(place(tmp_path), day), {"launches": within, "fail-on": "error"}).run()
    assert job.outputs["launches"] == {"code": str(code)}, job.log
    assert ("not ready to launch: near" in job.log) is bool(code)
    assert ("::error title=pm launch::" in job.log) is bool(code)
    assert "ready to launch?" in job.summary
    assert ("pm launch ended with 1" in job.log) is bool(code)
    assert job.ran[-1] == "Verdict"


def test_a_time_that_is_none_is_told(tmp_path: Path) -> None:
    job = Job(place(tmp_path), {"launches": "soon"}).run()
    assert job.code == 2
    assert 'error: --within: found "soon"' in job.log


def test_a_comment_is_changed_and_not_added(tmp_path: Path) -> None:
    here = place(tmp_path)
    theirs = {"id": "IC_0", "body": "<!-- pm diff -->\n<!-- in roadmap -->\nmine", "viewerDidAuthor": False}
    other = {"id": "IC_1", "body": "<!-- pm diff -->\n<!-- in billing -->\nours", "viewerDidAuthor": True}
    (here.state / "comments.json").write_text(json.dumps([theirs, other]))
    first = Job(here).run()
    posted = here.comments()
    assert posted[:2] == [theirs, other]
    assert len(posted) == 3
    git(here.clone, "checkout", "-q", "refs/remotes/pull^1", "--", "roadmap")
    second = Job(here).run()
    assert (first.code, second.code) == (0, 0), second.log
    assert here.comments()[:2] == [theirs, other]
    assert len(here.comments()) == 3
    assert "No change to the plan." in here.comments()[2]["body"]


def test_the_workspace_at_the_top_has_a_comment_of_its_own(tmp_path: Path) -> None:
    here = place(tmp_path)
    git(here.clone, "checkout", "-q", "--orphan", "top")
    marked = tmp_path / "diff.md"
    marked.write_text("<!-- pm diff -->\n\n**sso** moves\n", encoding="utf-8")
    step = next(one for one in STEPS if one["name"] == "Comment")
    env = {"DIRECTORY": ".", "MARKDOWN": str(marked), "NUMBER": "1", "GH_TOKEN": "token"}
    for _ in range(2):
        done = here.bash(
            step["run"],
            {**Job(here, github={"event_name": "", "base_ref": ""}).variables(tmp_path / "o"), **env},
        )
        assert (done.returncode, done.stderr) == (0, "")
    assert [comment["body"] for comment in here.comments()] == ["<!-- pm diff -->\n\n**sso** moves\n"]


def test_a_comment_too_long_for_github_keeps_its_summary(tmp_path: Path) -> None:
    here = place(tmp_path)
    marked = tmp_path / "diff.md"
    rows = "| sso | 3 | 9 |\n" * 9000
    marked.write_text(f"<!-- pm diff -->\nsso moves\n\n<details>\n\n{rows}</details>\n", encoding="utf-8")
    step = next(one for one in STEPS if one["name"] == "Comment")
    env = {"DIRECTORY": ".", "MARKDOWN": str(marked), "NUMBER": "1", "GH_TOKEN": "token"}
    done = here.bash(
        step["run"], {**Job(here, github={"event_name": "", "base_ref": ""}).variables(tmp_path / "o"), **env}
    )
    assert done.returncode == 0, done.stderr
    (comment,) = here.comments()
    assert comment["body"].startswith("<!-- pm diff -->\nsso moves\n")
    assert "https://github.com/acme/shop/actions/runs/99" in comment["body"]


def test_an_error_fails_the_job_after_everything_is_told(tmp_path: Path) -> None:
    job = Job(place(tmp_path, "broken"), inputs={"sarif": "true"}).run()
    assert job.code == 1, job.log
    assert job.ran[-4:] == ["Compare", "Comment", "Upload SARIF", "Verdict"]
    assert re.search(r"^::error .*file=roadmap/features/broken\.yaml,", job.log, re.MULTILINE)
    assert "stauts" in job.summary
    assert len(job.place.comments()) == 1
    sarif = json.loads((job.place.clone / "pm.sarif").read_text(encoding="utf-8"))
    (result,) = sarif["runs"][0]["results"]
    place_of_it = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place_of_it["uri"] == "roadmap/features/broken.yaml"
    assert job.outputs["verdict"] == {"code": "1"}


def test_a_gate_fails_the_job(tmp_path: Path) -> None:
    job = Job(place(tmp_path), inputs={"fail-if": "value-drop>0.0001%\n\ndeadline-missed\n"}).run()
    assert job.code == 1, job.log
    assert "pm diff ended with 1" in job.log
    assert len(job.place.comments()) == 1


def test_a_fork_gets_no_comment_and_no_failure(tmp_path: Path) -> None:
    here = place(tmp_path)
    fork = {"event.pull_request.head.repo.full_name": "stranger/shop"}
    job = Job(here, inputs={"sarif": "out/pm.sarif"}, github=fork, env={"FAKE_READ_ONLY": "1"})
    (here.clone / "out").mkdir()
    job.run()
    assert job.code == 0, job.log
    assert "::notice title=pm diff::the pull request got no comment: this token may not comment" in job.log
    assert "Upload SARIF" not in job.ran
    assert "guest-checkout" in job.summary
    assert here.comments() == []


def test_nothing_is_said_where_nothing_changes(tmp_path: Path) -> None:
    job = Job(place(tmp_path, "nothing")).run()
    assert job.code == 0, job.log
    assert "Comment" in job.ran
    assert job.place.comments() == []
    assert "No change to the plan." in job.summary


@pytest.mark.parametrize("depth", [None, 1], ids=["full", "shallow"])
def test_the_head_of_a_branch_is_compared_with_where_it_left_main(tmp_path: Path, depth: int | None) -> None:
    job = Job(place(tmp_path, depth=depth, merged=False)).run()
    assert job.code == 0, job.log
    assert ("the checkout is shallow" in job.log) is (depth is not None)
    assert len(job.place.comments()) == 1
    assert git(job.place.clone, "merge-base", "origin/main", "HEAD") == job.place.base


@pytest.mark.parametrize(("gates", "code"), [("", 0), ("deadline-missed", 2)])
def test_a_base_that_cannot_be_had_is_told(tmp_path: Path, gates: str, code: int) -> None:
    here = place(tmp_path, depth=1)
    git(here.clone, "remote", "set-url", "origin", (tmp_path / "nowhere").as_uri())
    job = Job(here, inputs={"fail-if": gates}).run()
    assert job.code == code, job.log
    assert (
        f'::{"error" if gates else "warning"} title=pm diff::not compared: the commit where this branch left "main"'
        in job.log
    )
    assert "not compared" in job.summary
    assert "Comment" not in job.ran


def test_a_push_is_checked_only(tmp_path: Path) -> None:
    job = Job(
        place(tmp_path), github={"event_name": "push", "base_ref": "", "event.pull_request.number": ""}
    ).run()
    assert job.code == 0, job.log
    assert job.ran == ["Find Python", "Install pm", "Check", "Verdict"]


def test_an_old_python_is_not_used(tmp_path: Path) -> None:
    here = place(tmp_path)
    job = Job(here, env={"FAKE_OLD_PYTHON": "1"}, inputs={"comment": "false", "version": "pm-backlog==1.0"})
    job.outputs["setup"] = {
        "python-path": str(tmp_path / "tools" / "python3")
    }  # as actions/setup-python says
    assert job.run().code == 0, job.log
    assert job.ran == ["Find Python", "Set up Python", "Install pm", "Check", "Compare", "Verdict"]
    assert (here.state / "pip").read_text().strip().endswith("-- pm-backlog==1.0")


def test_inputs_are_no_scripts(tmp_path: Path) -> None:
    hostile = "$(touch owned) \"`touch owned`; touch owned'"
    job = Job(
        place(tmp_path),
        inputs={
            "directory": hostile,
            "fail-on": hostile,
            "fail-if": hostile,
            "version": hostile,
            "launches": hostile,
        },
    ).run()
    assert job.code != 0
    assert list(job.place.folder.rglob("owned")) == []
