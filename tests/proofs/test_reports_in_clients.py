"""What CI and chats get, read by their own tools: SARIF, Slack's messages, the hooks of pre-commit."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from pmcli.cli import main
from tests.ci.place import GIT
from tests.proofs.conftest import ROOT, TOOLS, missing

MULTITOOL = TOOLS / "sarif" / "node_modules" / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"
PYTHON = TOOLS / "clients" / "bin" / "python"
NORTHWIND = ROOT / "examples" / "northwind"
MODELS = """
import json, sys
from slack_sdk.models.blocks import Block
for block in json.load(sys.stdin)["blocks"]:
    made = Block.parse(block)
    made.validate_json()
    assert made.to_dict() == block, block
"""


def test_code_scanning_takes_the_findings(tmp_path: Path) -> None:
    if not MULTITOOL.exists():
        missing("Sarif.Multitool")
    file = tmp_path / "pm.sarif"
    (tmp_path / "pm.yaml").write_text("pm: 1\nproduct: Shop\nstauts: x\n", encoding="utf-8")
    assert main(["check", "-C", str(tmp_path), "--format", f"sarif={file}"]) == 1
    done = subprocess.run(
        [MULTITOOL, "validate", file, "--rule-kind", "Sarif;Ghas"], text=True, capture_output=True
    )
    assert done.returncode == 0, done.stdout
    assert ": error " not in done.stdout
    told = [line for line in done.stdout.splitlines() if ": warning " in line]
    assert all("informationUri" in line for line in told), told  # which the installed package may not know


@pytest.mark.parametrize("line", [["roadmap"], ["roadmap", "--view", "teams"], ["export", "review"]])
def test_slacks_models_take_every_block(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    if not PYTHON.exists():
        missing("slack_sdk")
    assert main([*line, "--format", "slack", "-C", str(NORTHWIND)]) == 0
    said = capsys.readouterr().out
    assert json.loads(said)["text"]
    done = subprocess.run([PYTHON, "-I", "-c", MODELS], input=said, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_a_commit_that_only_deletes_a_file_is_checked(tmp_path: Path) -> None:
    if not PYTHON.exists():
        missing("pre-commit")
    (tmp_path / "features").mkdir()
    (tmp_path / "pm.yaml").write_text("pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\n", encoding="utf-8")
    (tmp_path / "features" / "one.yaml").write_text("title: One\n", encoding="utf-8")
    (tmp_path / "features" / "two.yaml").write_text("title: Two\ndepends_on: [one]\n", encoding="utf-8")
    hook = (
        "{id: pm-check, name: pm, language: system, entry: pm check, always_run: true, pass_filenames: false}"
    )
    config = tmp_path / ".pre-commit-config.yaml"
    config.write_text(f"repos: [{{repo: local, hooks: [{hook}]}}]\n", encoding="utf-8")
    pm = tmp_path / ".git" / "bin" / "pm"
    env = {**os.environ, **GIT, "PATH": f"{pm.parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(["git", "init", "-q", tmp_path], check=True, env=env)
    pm.parent.mkdir()
    pm.write_text(f'#!/bin/sh\nexec "{ROOT}/.venv/bin/python" -m pmcli "$@"\n', encoding="utf-8")
    pm.chmod(0o755)
    for words in (["add", "-A"], ["commit", "-q", "-m", "one"], ["rm", "-q", "features/one.yaml"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, env=env)
    done = subprocess.run(
        [PYTHON, "-m", "pre_commit", "run"], cwd=tmp_path, env=env, text=True, capture_output=True
    )
    assert done.returncode == 1, done.stdout
    assert "one" in done.stdout
    assert "Skipped" not in done.stdout
