"""§ 6: exit codes, the same for every command."""

from __future__ import annotations

import pytest

from pmcli.cli.app import COMMANDS
from tests.conftest import for_each
from tests.contract.table import HEAD, Files, Row, ask, has, having, prove, row, shop
from tests.contract.test_4_order import PLANNING, backlog

SMALL = backlog("a 9 3\nb 1 3 depends_on: [a]", PLANNING)
EMPTY = shop("", PLANNING)
BROKEN = backlog("a 9 3 depends_on: [nobody]\nb 1 3\nc 2 3", PLANNING)
BAD_PM = having(SMALL, ("pm.yaml", PLANNING + "curency: EUR\n"))
WARNED = backlog(
    "a 9 3 status: parked\nb 1 3 depends_on: [a], decisions: [{verdict: park, because: x, by: jo, on: 2026-01-01, until: 2026-02-01}]",
    PLANNING,
)
NOWHERE: Files = (("README.md", "nothing\n"),)
CHECK = "check --format json"
READING = (
    "rank", "ready", "roadmap", "explain b", "models", "demand", "decisions", "show b", "list", "graph", "plot scores", "launch",
    "experiment", "learn", "week", "export rank", "why-not b", "what-if --drop b", "worth --bets", "sure --futures 100", "odds --futures 100",
)  # fmt: skip
"""Commands that answer from a backlog, as they are asked of features a and b."""
OF_ONE = (
    "explain",
    "show",
    "why-not",
    "export brief",
    "history",
    "rm",
    "rename nobody x #",
    "set nobody owner=x #",
    "decide nobody first --because x #",
)
AWAY = (
    "check",
    "fmt",
    "set a owner=x",
    "rename a c",
    "rm a",
    "new New",
    "decide a park --because x",
    "accept --because x",
    "triage",
    "diff",
    "history a",
    "ratings",
    *READING,
)
NO_ANSWER = {"models", "plot scores", "sure --futures 100", "odds --futures 100", "worth --bets"}
ROWS: list[Row] = [
    row("6.1", "0 done", SMALL, "rank"),
    row("6.2", "1 findings at or above the fail level … default error", BROKEN, "check", code=1),
    row("6.3", "(warnings are none)", WARNED, "check", code=0),
    row("6.4", "`--fail-on … warning`", WARNED, "check --fail-on warning", code=1),
    row("6.5", "`--fail-on … info`", WARNED, "check --fail-on info --select PM514", code=1),
    row("6.6", "… nothing as severe", WARNED, "check --fail-on warning --select PM514", code=0),
    row("6.7", "or errors in the backlog that would make the answer untrue", BROKEN, "rank", code=1, out="", err=has("nobody")),
    row("6.8", "(`--partial` answers from what is sound, and says what is left out)", BROKEN, "rank --partial --format json", **{"items.*.id": ["c", "b"], "leftOut.*.id": ["a"]}),
    row("6.9", "… in words", BROKEN, "rank --partial", out=has("left out"), code=0),
    row("6.10", "2 wrong usage", SMALL, "rank --such", code=2, out="", err=has("--such")),
    row("6.11", "… no such command", SMALL, "rnak", code=2, err=has("rank")),
    row("6.12", "… a value that an option does not take", SMALL, "rank --model nobody", code=2),
    row("6.13", "no workspace", NOWHERE, "rank", code=2, out="", err=has("pm init")),
    row("6.14", "unknown revision", SMALL, "rank --rev nowhere", code=2),
    row("6.15", "… in a repository", (SMALL, BROKEN), "rank --rev nowhere", code=2, err=has("nowhere")),
    row("6.16", "or id", SMALL, "show nobody", code=2, err=has("nobody")),
    row("6.17", "Errors in `pm.yaml` are errors of the backlog", BAD_PM, "rank", code=1, err=has("curency")),
    row("6.18", "An empty backlog is a success with a clear line", EMPTY, "rank", out=has("no features yet", "pm new")),
    row("6.19", "an older revision is asked, not the files", (SMALL, BROKEN), "rank --rev v1 --format json", **{"items.*.id": ["a", "b"]}),
    row("6.20", "unknown scenario", SMALL, "rank --scenario nobody", code=2),
    row("6.21", "Errors in `pm.yaml`: it cannot be read at all", having(SMALL, ("pm.yaml", "pm: [\n")), "rank", code=1, out=""),
    row("6.22", "--version", SMALL, "--version", out=has("pm ")),
    row("6.23", "--help", SMALL, "rank --help", out=has("pm rank")),
    *(row(f"6.{24 + at}", f"0 done: {line}", SMALL, line, code=0) for at, line in enumerate(READING)),
    *(row(f"6.{50 + at}", f"An empty backlog is a success: {line}", EMPTY, line, code=0) for at, line in enumerate(one for one in READING if " b" not in one)),
    *(row(f"6.{70 + at}", f"no workspace: {line}", NOWHERE, line, code=2, out="", err=bool) for at, line in enumerate(AWAY) if line != "models"),
    *(row(f"6.{110 + at}", f"errors in the backlog: {line}", BROKEN, line, code=1, err=has("nobody")) for at, line in enumerate(one for one in READING if one not in ("models",))),
    *(row(f"6.{140 + at}", f"unknown id: {line}", SMALL, line.replace("#", "") if "nobody" in line else f"{line} nobody", code=2, err=bool) for at, line in enumerate(OF_ONE)),
    row("6.150", "an empty backlog is sound", EMPTY, CHECK, checked=0, diagnostics=[]),
    row("6.151", "nothing is wrong", shop("- {id: a, title: A}\n", HEAD), "check", out=has("passed")),
]  # fmt: skip


@for_each("sentence", ROWS)
def test_exits(sentence: Row) -> None:
    prove(sentence)


@pytest.mark.parametrize("name", [entry.name for entry in COMMANDS])
def test_6_10_every_command_refuses_an_option_that_it_has_not(name: str) -> None:
    answer = ask((SMALL,), f"{name} --no-such-option")
    assert (answer.code, answer.out) == (2, "")
    assert "--no-such-option" in answer.err
