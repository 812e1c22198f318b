"""`pm init --agents`: a part of AGENTS.md, put in the place of an older one, and nothing else touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from pmcli.editing.agents import PART, with_part
from pmcli.model.diagnostic import PmError
from tests.cli.conftest import Make, Pm


def test_it_is_short_and_names_commands_that_are_there(pm: Pm) -> None:
    assert len(PART.splitlines()) <= 40
    for words in (
        "rank",
        "roadmap",
        "why-not",
        "show",
        "explain",
        "demand",
        "check",
        "diff",
        "new",
        "set",
        "decide",
    ):
        assert f"pm {words}" in PART
        assert pm(words, "--help").code == 0


def test_what_stands_there_stays() -> None:
    assert with_part("") == PART
    assert with_part("# Mine\n") == f"# Mine\n\n{PART}"
    around = f"# Mine\n\n{PART}\nBelow.\n"
    assert with_part(around) == around
    older = around.replace("Rules:", "Old rules:")
    assert with_part(older) == around
    with pytest.raises(PmError, match="is missing"):
        with_part("<!-- pm: for assistants -->\nhalf\n")


def test_in_a_workspace_that_is_there(pm: Pm, make: Make) -> None:
    root = make("- {id: a, title: A}\n")
    shown = pm("init", "--agents", "--dry-run", at=root)
    assert shown.code == 0
    assert "+## The backlog (pm)" in shown.out
    assert not (root / "AGENTS.md").exists()
    assert pm("init", "--agents", "--yes", at=root).out == "Created AGENTS.md\n"
    assert pm("init", "--agents", "--yes", at=root).out == "AGENTS.md says it already\n"
    (root / "AGENTS.md").write_text("# Mine\n" + PART.replace("Rules:", "Old:"))
    assert "-Old:" in pm("init", "--agents", "--yes", at=root).out
    assert (root / "AGENTS.md").read_text() == "# Mine\n" + PART
    (root / "AGENTS.md").write_bytes(b"\xff")
    assert pm("init", "--agents", "--yes", at=root).code == 1
    assert pm("init", "--agents", "--from", "x.csv", at=root).code == 2
    assert pm("check", at=root).code == 0


def test_with_a_new_workspace(pm: Pm, tmp_path: Path) -> None:
    run = pm("init", "--agents", "--yes", at=tmp_path)
    assert run.code == 0
    assert (tmp_path / "AGENTS.md").read_text() == PART
    assert (tmp_path / "pm.yaml").exists()
