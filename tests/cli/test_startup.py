"""What a command may import: start-up is felt at every call."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from pmcli.cli.app import COMMANDS
from tests.cli.conftest import NORTHWIND, environment

PROBE = """
import json, sys
from pmcli.cli import main
import io
stdout, sys.stdout = sys.stdout, io.StringIO()
found = []
for words in json.loads(sys.argv[1]):
    main(words)
    found.append(sorted(sys.modules))
stdout.write(json.dumps(found))
"""
HEAVY = {"rich", "networkx", "rapidfuzz", "numpy", "highspy", "jsonschema", "IPython"}


@cache
def imported_by(*lines: tuple[str, ...]) -> dict[tuple[str, ...], set[str]]:
    """The modules that one process has after each of these command lines: its own, and those of all before it."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(lines)], cwd=NORTHWIND, env=environment(),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(zip(lines, map(set, json.loads(done.stdout)), strict=True))


def imported(*words: str) -> set[str]:
    return imported_by(words)[words]


def test_the_version_needs_next_to_nothing() -> None:
    bare = subprocess.run(
        [sys.executable, "-c", "import json, sys, io; print(json.dumps(sorted(sys.modules)))"],
        env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    own = {name for name in imported("--version") - set(json.loads(bare.stdout)) if name.startswith("pmcli")}
    assert own == {"pmcli", "pmcli.cli"}
    assert not {"typer", "pydantic", "ruamel", "rich"} & imported("--version")


HELP: tuple[tuple[str, ...], ...] = ((), ("--help",), ("rnak",))
ANSWERS = (
    ("check",), ("check", "--format", "json"), ("rank", "--format", "json"), ("rank", "--format", "csv"),
    ("list", "--format", "json"), ("ready", "--format", "json"), ("explain", "sso", "--format", "json"),
)  # fmt: skip
"""What one of them imports all after it have, too: a heavy module is told by the first that needs it."""


@pytest.mark.parametrize("words", HELP)
def test_help_reads_no_backlog(words: tuple[str, ...]) -> None:
    found = imported_by(*HELP)[words]
    assert not (HEAVY | {"ruamel", "pmcli.workspace.loading", "pmcli.model.backlog", "pmcli.ranking"}) & found


@pytest.mark.parametrize("words", ANSWERS)
def test_answers_need_nothing_heavy(words: tuple[str, ...]) -> None:
    assert not HEAVY & imported_by(*ANSWERS)[words]


PIPED = (
    ("rank",), ("list",), ("ready",), ("roadmap",), ("roadmap", "--view", "timeline"), ("explain", "sso"),
    ("show", "sso"), ("graph",), ("demand",), ("check",), ("plot", "capacity"),
)  # fmt: skip


@pytest.mark.parametrize("words", PIPED)
def test_a_pipe_is_written_without_rich(words: tuple[str, ...]) -> None:
    assert not {name for name in imported_by(*PIPED)[words] if name.startswith("rich")}


def test_a_table_needs_little_of_rich() -> None:
    found = imported("rank", "--width", "80")
    assert "rich.table" in found
    unused = {"columns", "panel", "tree", "progress", "live", "markdown", "pretty", "syntax", "traceback"}
    assert not {f"rich.{name}" for name in unused} & found


def test_what_few_need_few_pay_for() -> None:
    rare = {"tomllib", "pmcli.cli.pager", "pmcli.cli.synonyms", "pmcli.workspace.below"}
    assert not rare & imported_by(*ANSWERS)[ANSWERS[-1]]


UNPLANNED = (("rank",), ("ready",), ("rank", "--format", "json"), ("list",))
NOT_ASKED_FOR = (
    "pmcli.planning", "pmcli.sharing", "pmcli.views.roadmap", "pmcli.model.rating", "pmcli.workspace.git",
    "pmcli.workspace.writing", "pmcli.writers.drawings", "pmcli.writers.terminal.tables",
)  # fmt: skip
RANK_HAS = 193
"""The modules of pm that `pm rank` imports at most; each costs about a millisecond at every call."""


@pytest.mark.parametrize("words", UNPLANNED)
def test_who_asks_for_no_plan_pays_for_none(words: tuple[str, ...]) -> None:
    found = imported_by(*UNPLANNED)[words]
    assert not {name for name in found if name.startswith(NOT_ASKED_FOR)}


def test_a_rank_imports_little_of_pm() -> None:
    own = {name for name in imported_by(*UNPLANNED)["rank",] if name.startswith("pmcli.")}
    assert len(own) <= RANK_HAS
    rare = {"pmcli.model.fingerprint", "pmcli.model.audience", "pmcli.ranking.where"}
    assert not rare & own


def test_the_week_needs_no_importer_and_no_forecast() -> None:
    found = imported("week", "--since", "HEAD")
    assert "pmcli.sharing.comparison" in found
    assert not {"pmcli.importing", "pmcli.views.export", "pmcli.forecast.plan_odds"} & found


def test_no_numpy_for_any_table() -> None:
    assert not {"numpy", "networkx"} & imported("rank")


def test_no_plugin_may_change_what_a_file_means() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import os, pmcli.cli as c; c.main(['rnak']); print(os.environ['PYDANTIC_DISABLE_PLUGINS'])"],
        env=environment(), capture_output=True, text=True, check=True, cwd=Path(__file__).parent,
    )  # fmt: skip
    assert done.stdout.strip() == "__all__"


MODULES = {f"pmcli.cli.{entry.module}" for entry in COMMANDS}


@pytest.mark.parametrize(
    ("words", "module"),
    [(["rank"], "rank"), (["-C", ".", "rule", "PM501"], "rule"), (["schema", "--help"], "schema")],
)
def test_only_the_command_asked_for_is_imported(words: list[str], module: str) -> None:
    assert imported(*words) & MODULES == {f"pmcli.cli.{module}"}


@pytest.mark.parametrize("words", [[], ["--help"], ["rnak"], ["--rev"], ["-V", "rank"]])
def test_no_command_is_imported_where_none_runs(words: list[str]) -> None:
    assert not imported(*words) & MODULES - ({"pmcli.cli.rank"} if "rank" in words else set())


def test_the_names_of_commands_are_completed_without_importing_them() -> None:
    variables = {"_PM_COMPLETE": "complete_bash", "COMP_WORDS": "pm ", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, "[[]]"], cwd=NORTHWIND, env=environment(**variables), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert "pmcli.cli.app" in done.stdout
    assert not set(json.loads(done.stdout)[0]) & MODULES


def test_the_table_of_commands_is_true() -> None:
    for entry in COMMANDS:
        command = entry.load()
        assert command.run.__module__ == f"pmcli.cli.{entry.module}"
        assert command.examples[0][0].startswith(("pm ", 'eval "$(pm '))
