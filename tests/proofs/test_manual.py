"""The pages of the manual are such to those who read them: mandoc, and man itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pmcli.cli.app import COMMANDS
from pmcli.cli.set_ import COMMAND

MANUAL = Path(__file__).parents[2] / "docs/man"
PAGES = sorted(MANUAL.glob("*.1"))


def test_every_command_has_a_page() -> None:
    assert {page.stem for page in PAGES} == {"pm", *(f"pm-{command.name}" for command in COMMANDS)}


def test_mandoc_finds_nothing_to_complain_of() -> None:
    if shutil.which("mandoc") is None:
        pytest.skip("mandoc is not installed")
    done = subprocess.run(
        ["mandoc", "-Tlint", "-W", "warning", *PAGES], capture_output=True, text=True, check=False
    )
    told = [line for line in done.stdout.splitlines() if "missing date" not in line]  # the same on every day
    assert told == []


def test_a_page_tells_what_help_tells() -> None:
    if shutil.which("mandoc") is None:
        pytest.skip("mandoc is not installed")
    shown = subprocess.run(
        ["mandoc", "-Tutf8", "-O", "width=200", MANUAL / "pm-set.1"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    plain = " ".join(
        subprocess.run(["col", "-bx"], input=shown, capture_output=True, text=True, check=True).stdout.split()
    )
    assert "pm-set - set a fact" in plain
    assert all(" ".join(example.split()) in plain for example, _ in COMMAND.examples)
    assert "-C, --directory DIR Work in this folder" in plain
