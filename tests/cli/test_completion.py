"""Shells complete commands, options, and what lives in the backlog."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import NORTHWIND, Make, Pm, outside


def completed(words: str, at: Path) -> list[str]:
    """What bash offers for the last of the words."""
    given = words.split(" ")
    variables = {"_PM_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(given) - 1)}
    done = outside(at=at, variables=variables)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offers"),
    [
        ("pm ra", ["rank"]),
        ("pm show gu", ["guest-checkout", "guided-steps"]),
        ("pm explain guest", ["guest-checkout"]),
        ("pm graph 3", ["3ds-upgrade"]),
        ("pm rank --model w", ["wsjf", "weighted"]),
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
    ],
)
def test_offers(words: str, offers: list[str]) -> None:
    assert sorted(completed(words, NORTHWIND)) == sorted(offers)


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


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_scripts(shell: str, tmp_path: Path) -> None:
    done = outside("completion", shell, at=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "_PM_COMPLETE" in done.stdout


def test_an_unknown_shell(pm: Pm) -> None:
    run = pm("completion", "tcsh")
    assert (run.code, run.out) == (2, "")
