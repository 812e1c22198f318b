"""Bash, zsh and fish complete with what `pm completion` gives them: in a terminal, by their own editing of lines."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import NORTHWIND
from tests.cli.dialogue import PATIENCE, Dialogue
from tests.conftest import for_each

READY = "ready> "
PROMPT = '"rea""dy> "'  # not how it looks, for what is typed is seen as well
START = {
    "bash": ("--norc", "--noprofile", "-i"),
    "zsh": ("-f", "-i"),
    "fish": ("--no-config", "--private", "-i"),
}
SET_UP = {
    "bash": f'bind "set bell-style none"; eval "$(pm completion bash)"; PS1={PROMPT}',
    "zsh": f'unsetopt PROMPT_SP; autoload -Uz compinit; compinit -u -D; eval "$(pm completion zsh)"; PS1={PROMPT}',
    "fish": f"pm completion fish | source; function fish_prompt; echo -n {PROMPT}; end",
}
PROGRAM = """#!/bin/sh
if [ -n "$_PM_COMPLETE" ] || [ "$1" = completion ]; then exec {python} -m pmcli "$@"; fi
printf '%s\\n' "$@" > "$HOME/given.new" && mv "$HOME/given.new" "$HOME/given"
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example in a repository of its own, and a `pm` that tells what it was given."""
    folder = tmp_path_factory.mktemp("shells")
    place = folder / "northwind"
    shutil.copytree(NORTHWIND, place)
    git = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for line in ("init -q -b main", "add -A", "commit -qm all", "branch rollout", "tag v1.0"):
        subprocess.run([*git, *line.split()], cwd=place, check=True)
    program = folder / "bin/pm"
    program.parent.mkdir()
    program.write_text(PROGRAM.format(python=sys.executable))
    program.chmod(0o755)
    return folder


@pytest.fixture(scope="module", params=[*START])
def terminal(request: pytest.FixtureRequest, home: Path) -> Iterator[Dialogue]:
    """A shell that waits for a line."""
    shell = str(request.param)
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    variables = {
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}", "HOME": str(home), "PM_CACHE": "0",
    }  # fmt: skip
    with Dialogue(
        *START[shell], at=home / "northwind", columns=160, variables=variables, program=[shell]
    ) as opened:
        opened.type(SET_UP[shell])
        opened.until(READY)
        yield opened


FEW = [
    ("pm set sso status=pla", "set sso status=planned"),
    ("pm rank --where=team=pay", "rank --where=team=payments"),
    ("pm explain fewer", "explain sca-exemptions"),
]


@for_each("line, words", FEW)
def test_a_tab_completes(terminal: Dialogue, home: Path, line: str, words: str) -> None:
    assert completed(terminal, home, line) == words.split()


@pytest.mark.heavy
@for_each(
    "line, words",
    [
        ("pm show gui", "show guided-steps"),
        ("pm set wallets depends_on+=gui", "set wallets depends_on+=guided-steps"),
        ("pm set team=payments --where own", "set team=payments --where owner="),
        ("pm new Title -s stat", "new Title -s status="),
        ("pm new Title -s status=decl", "new Title -s status=declined"),
        ("pm rank --where team=pay", "rank --where team=payments"),
        ("pm rank --format=js", "rank --format=json"),
        ("pm rank --format mark", "rank --format markdown"),
        ("pm rank --rev roll", "rank --rev rollout"),
        ("pm rank --rev=v1", "rank --rev=v1.0"),
        ("pm diff roll", "diff rollout"),
        ("pm diff v1.0..roll", "diff v1.0..rollout"),
        ("pm demand --account conto", "demand --account contoso"),
        ("pm demand --account=conto", "demand --account=contoso"),
    ],
)
def test_what_a_tab_completes(terminal: Dialogue, home: Path, line: str, words: str) -> None:
    assert completed(terminal, home, line) == words.split()


def completed(terminal: Dialogue, home: Path, line: str) -> list[str]:
    """What `pm` is given once Tab and Enter have been pressed."""
    given = home / "given"
    given.unlink(missing_ok=True)
    terminal.type(f"{line}\t")
    end = time.monotonic() + PATIENCE
    while not given.exists() and time.monotonic() < end:
        time.sleep(0.02)
    return given.read_text().split()


@pytest.mark.heavy
def test_titles_stand_beside_ids(terminal: Dialogue) -> None:
    terminal.type("pm show gu\t\t", end="")
    terminal.until("Guest checkout")
    terminal.type("\x03", end="")
