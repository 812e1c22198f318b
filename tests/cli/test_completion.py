"""Shells complete commands, options, and what lives in the backlog."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pmcli.cli import complete
from tests.cli.conftest import NORTHWIND, Make, Pm, environment, outside
from tests.conftest import for_each


def completed(words: str, at: Path) -> list[str]:
    """What bash offers for the last of the words."""
    given = words.split(" ")
    variables = {"_PM_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(given) - 1)}
    done = outside(at=at, variables=variables)
    assert done.stderr == ""
    return done.stdout.split()


@for_each(
    "words, offers",
    [
        ("pm ra", ["rank", "ratings"]),
        ("pm show gu", ["guest-checkout", "guided-steps"]),
        ("pm explain guest", ["guest-checkout"]),
        ("pm explain check", ["event-bus", "guest-checkout", "one-page-checkout", "sca-exemptions"]),
        ("pm set fewer", ["sca-exemptions"]),
        ("pm decide wallets before gui", ["guided-steps"]),
        ("pm graph 3", ["3ds-upgrade"]),
        ("pm rank --scenario le", ["lean-web"]),
        ("pm experiment guest-", ["guest-50", "guest-checkout"]),
        ("pm experiment si", ["size"]),
        ("pm what-if ca", ["cards-twice"]),
        ("pm rank --model w", ["wsjf", "weighted"]),
        ("pm rank --models rice,w", ["rice,wsjf", "rice,weighted"]),
        ("pm models gr", ["growth"]),
        ("pm rank --where stat", ["status="]),
        ("pm rank --where owner=a", ["owner=amelie"]),
        ("pm rank --columns id,dead", ["id,deadline"]),
        ("pm rank --by s", ["score"]),
        ("pm rank --format j", ["json"]),
        ("pm check --fail-on w", ["warning"]),
        ("pm rank --color n", ["never"]),
        ("pm schema w", ["workspace"]),
        ("pm rank --to", ["--today", "--top"]),
        ("pm set sso status=pla", ["status=planned"]),
        ("pm set wallets depends_on+=gui", ["depends_on+=guided-steps"]),
        ("pm set sso team=pay", ["team=payments"]),
        ("pm set team=payments --where own", ["owner="]),
        ("pm new Title -s stat", ["status="]),
        ("pm new Title -s theme=pay", ["theme=payments"]),
        ("pm demand --account conto", ["contoso"]),
    ],
)
def test_offers(words: str, offers: list[str]) -> None:
    assert sorted(completed(words, NORTHWIND)) == sorted(offers)


@for_each(
    "line, offers",
    [
        ("pm rank --format=js", ["--format=json"]),
        ("pm rank --where=team=pay", ["--where=team=payments"]),
        ("pm rank --format js", ["json"]),
        ("pm demand --account=conto", ["--account=contoso\tContoso Home"]),
    ],
)
def test_the_value_of_an_option_is_offered_with_the_option(line: str, offers: list[str]) -> None:
    """A shell completes whole words."""
    variables = {
        "_PM_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }  # fmt: skip
    assert outside(at=NORTHWIND, variables=variables).stdout.splitlines() == offers


def test_revisions(make: Make) -> None:
    place = make("- id: a\n  title: A\n")
    assert completed("pm rank --rev ", place) == []
    for line in ("init -q -b main", "add -A", "commit -qm all", "branch rollout", "tag v1.0", "branch a;b"):
        git = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *line.split())
        subprocess.run(git, cwd=place, check=True)
    assert completed("pm rank --rev ", place) == ["HEAD", "HEAD~1", "main", "rollout", "v1.0"]
    assert completed("pm diff v1.0..ro", place) == ["v1.0..rollout"]
    assert completed("pm history --rev=ro", place) == ["rollout"]


def test_the_folder_named_counts(tmp_path: Path) -> None:
    assert completed(f"pm show -C {NORTHWIND} gui", tmp_path) == ["guided-steps"]
    assert completed(f"pm -C {NORTHWIND} show gui", tmp_path) == ["guided-steps"]


@pytest.mark.parametrize(
    "words", ["pm show x", "pm rank --model r", "pm rank --where st", "pm rank --columns x"]
)
def test_nothing_is_offered_or_said_where_there_is_no_backlog(tmp_path: Path, words: str) -> None:
    assert completed(words, tmp_path) == []


def test_a_broken_backlog_offers_what_it_can(make: Make) -> None:
    assert completed("pm show ", make("- id: a\n  title: A\n  effort: x1\n")) == ["a"]


HOSTILE = """
- {id: a, title: "\\\\$(touch x) \\e[1m[/red]\\u202E\\nb", owner: "$(touch x)"}
- {id: b, title: B, owner: ada}
"""


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_titles_beside_ids_are_text(make: Make, shell: str) -> None:
    """A backslash would undo typer's quoting for zsh; Rich would take brackets for its markup, and fail."""
    variables = {
        "_PM_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "pm show ",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }  # fmt: skip
    done = outside(at=make(HOSTILE), variables=variables)
    assert done.stderr == ""
    titles = {
        "zsh": '"a":"/\\$(touch x)  [1m[/red]  b"\n"b":"B"',
        "fish": "a\t/$(touch x)  [1m[/red]  b\nb\tB",
    }
    assert titles[shell] in done.stdout


def test_what_a_shell_would_run_is_not_offered(make: Make) -> None:
    assert completed("pm rank --where owner=", make(HOSTILE)) == ["owner=ada"]


def test_zsh_evaluates_nothing_of_a_backlog(pm: Pm, tmp_path: Path) -> None:
    script = pm("completion", "zsh", at=tmp_path).out
    assert "compdef _pm_completion pm" in script
    assert "eval" not in script


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_scripts(shell: str, tmp_path: Path) -> None:
    done = outside("completion", shell, at=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "_PM_COMPLETE" in done.stdout


def test_an_unknown_shell(pm: Pm) -> None:
    run = pm("completion", "tcsh")
    assert (run.code, run.out) == (2, "")


@dataclass(frozen=True)
class _Context:
    """As much of typer's context as is looked at."""

    params: dict[str, str]
    parent: _Context | None = None


def test_what_is_offered_comes_from_the_folder_named() -> None:
    here: Any = _Context({"directory": str(NORTHWIND)})
    behind: Any = _Context({}, here)
    nowhere: Any = _Context({"directory": "/nowhere"})
    assert (
        complete.features(here, "gui")
        == complete.features(behind, "gui")
        == [("guided-steps", "Guided steps")]
    )
    assert [name for name, _ in complete.models(here, "")][:2] == ["rice", "ice"]
    assert "owner=amelie" in complete.conditions(here, "owner=")
    assert "status=" in complete.conditions(here, "st")
    assert complete.conditions(here, "nothing=x") == []
    assert complete.columns(here, "id,np") == ["id,nps"]
    assert complete.words(("a", "b"))("a") == ["a"]
    for offer in (complete.features, complete.models, complete.conditions, complete.columns):
        assert offer(nowhere, "") == []


def test_bash_itself_completes(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    (tmp_path / "pm").write_text(f'#!/bin/sh\nexec {sys.executable} -m pmcli "$@"\n')
    (tmp_path / "pm").chmod(0o755)
    script = (
        'eval "$(pm completion bash)"; COMP_TYPE=9; for COMP_LINE in "pm show gui" "pm set sso status=pla"; do '
        'COMP_POINT=${#COMP_LINE}; _pm_completion pm; echo "${COMPREPLY[@]}"; done'
    )
    done = subprocess.run(
        [bash, "--norc", "-c", script], cwd=NORTHWIND, capture_output=True, text=True, check=False,
        env=environment(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}"),
    )  # fmt: skip
    assert (done.stdout.split(), done.stderr) == (["guided-steps", "planned"], "")
