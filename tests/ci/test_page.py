"""docs/ci.md can be followed from its first line to its last; and the project follows it itself."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from tests.ci.job import ACTION
from tests.ci.place import ROOT, Place, around, executable, git, pm
from tests.ci.test_gitlab import GITLAB
from tests.ci.test_hooks import HOOKS

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


def blocks() -> Iterator[tuple[str, str, str]]:
    """What the page shows: file, run or checks; the file or the exit code; the text."""
    pattern = r"<!-- (file|run|checks)(?:: (\S+))? -->\n```\w+\n(.*?)^```$"
    yield from re.findall(pattern, PAGE, re.DOTALL | re.MULTILINE)


def test_the_page_works_from_its_first_line_to_its_last(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    clone.mkdir()
    git(clone, "init", "-q", "-b", "main")
    here = Place(tmp_path, around(tmp_path), "", "")
    for kind, word, text in blocks():
        path = clone / word if word else clone
        if kind == "run":
            done = here.bash(f"set -x\n{text}")
            assert done.returncode == int(word or 0), done.stdout + done.stderr
        elif kind == "file":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        else:
            path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8", newline="\n")
            done = here.bash("pm check -C roadmap")
            assert done.returncode == 0, done.stdout + done.stderr


def test_every_block_of_the_page_is_tried() -> None:
    assert len(list(blocks())) == len(re.findall(r"^```\w+$", PAGE, re.MULTILINE))


def test_the_workflows_of_the_page_use_the_action_as_it_is() -> None:
    seen = 0
    for kind, word, text in blocks():
        if kind == "file" and word.startswith(".github/workflows/"):
            workflow = YAML(typ="safe").load(text)
            step = workflow["jobs"]["pm"]["steps"][-1]
            assert set(step["with"]) <= set(ACTION["inputs"])
            uploads = str(step["with"].get("sarif", "false")).lower() != "false"
            assert ("security-events" in workflow["permissions"]) is uploads
            seen += 1
    assert seen == 2
    rows = re.findall(r"^\| `([\w-]+)` \|", PAGE.split("| input |")[1].split("\n\n")[0], re.MULTILINE)
    assert sorted(rows) == sorted(ACTION["inputs"])


def test_the_gitlab_page_names_variables_that_are_read() -> None:
    text = next(text for kind, word, text in blocks() if word == ".gitlab-ci.yml")
    script = "\n".join(GITLAB[".pm"]["before_script"] + GITLAB[".pm"]["script"])
    for name in YAML(typ="safe").load(text)["variables"]:
        assert f"${{{name}:-" in script or f"${{{name}:?" in script


def test_the_pre_commit_page_names_a_hook_that_is_there() -> None:
    text = next(text for kind, word, text in blocks() if word == ".pre-commit-config.yaml")
    (repo,) = YAML(typ="safe").load(text)["repos"]
    assert {hook["id"] for hook in repo["hooks"]} <= {hook["id"] for hook in HOOKS}


def test_the_backlog_of_pm_is_sound(tmp_path: Path) -> None:
    executable(tmp_path / "pm", pm())
    done = subprocess.run([tmp_path / "pm", "check", "-C", ROOT / "roadmap"], text=True, capture_output=True)
    assert done.returncode == 0, done.stdout
