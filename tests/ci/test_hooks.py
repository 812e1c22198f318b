"""The hooks run as git and pre-commit run them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.ci.place import ROOT, change, executable, git, place

HOOKS: list[dict[str, Any]] = YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")


def test_the_hooks_check_the_whole_backlog_in_one_process() -> None:
    assert [hook["id"] for hook in HOOKS] == ["pm-check", "pm-check-fix", "pm-export"]
    for hook in HOOKS:
        assert (hook["language"], hook["pass_filenames"], hook["require_serial"]) == ("python", False, True)
        assert hook.get("always_run", False) is (hook["id"] != "pm-check-fix")  # a deletion has no files
        assert re.search(hook["files"], "roadmap/features/sso.yaml")
        assert re.search(hook["files"], "notes/crypto-pay.md")
        assert not re.search(hook["files"], "src/pay.py")


@pytest.mark.parametrize("hook", HOOKS[:2], ids=[hook["id"] for hook in HOOKS[:2]])
@pytest.mark.parametrize(("what", "code"), [("dearer", 0), ("broken", 1)])
def test_a_hook_runs_as_git_runs_it(tmp_path: Path, hook: dict[str, Any], what: str, code: int) -> None:
    here = place(tmp_path, "nothing")
    change(here.clone / "roadmap", what)
    executable(here.clone / ".git" / "hooks" / "pre-commit", f"#!/bin/sh\nexec {hook['entry']} -C roadmap\n")
    git(here.clone, "add", "-A")
    done = here.bash("git commit -q -m 'Change it'")
    assert done.returncode == code, done.stdout + done.stderr


def test_a_hook_fails_where_an_export_is_stale(tmp_path: Path) -> None:
    here = place(tmp_path, "nothing")
    executable(
        here.clone / ".git" / "hooks" / "pre-commit", f"#!/bin/sh\nexec {HOOKS[2]['entry']} -C roadmap\n"
    )
    change(here.clone / "roadmap", "dearer")
    done = here.bash("git commit -q -a -m 'Change it'")
    assert done.returncode == 1
    assert "export is stale: ROADMAP.md" in done.stderr
    done = here.bash("pm export -C roadmap && git add -A && git commit -q -m 'Change it'")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_hook_may_compare_though_git_names_its_own_files(tmp_path: Path) -> None:
    here = place(tmp_path, "nothing")
    git(here.clone, "worktree", "add", "-q", "--detach", str(tmp_path / "other"))
    change(tmp_path / "other" / "roadmap", "dearer")
    hook = "#!/bin/sh\nexec pm diff HEAD -C roadmap --format markdown\n"
    executable(here.clone / ".git" / "hooks" / "pre-commit", hook)
    done = here.bash(
        f"cd '{tmp_path}/other' && git commit -q -a -m 'Change it'"
    )  # a worktree: git sets GIT_DIR
    assert done.returncode == 0, done.stdout + done.stderr
    assert "guest-checkout" in done.stdout + done.stderr
