"""The list of tools: short, and true about what each does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pmcli.cli.app import BY_NAME
from pmcli.serving.assistants.tools import FOR_AUDIENCE, READING, VIEWS, WRITING
from tests.serving.assistants.conftest import Asked


def size(asked: Asked) -> int:
    return len(json.dumps({"tools": asked.session.tools()}, separators=(",", ":")).encode())


def test_the_list_is_short(root: Path) -> None:
    assert size(Asked(root)) < 2_600
    assert size(Asked(root, writes=True)) < 4_000


def test_another_workspace_costs_an_argument_for_each_tool(root: Path, tmp_path: Path) -> None:
    asked = Asked(root, tmp_path, writes=True)
    assert size(asked) < 4_500
    assert all("workspace" in tool["inputSchema"]["properties"] for tool in asked.session.tools())
    assert not any("workspace" in tool["inputSchema"]["properties"] for tool in Asked(root).session.tools())


def test_the_tools_of_the_contract(root: Path) -> None:
    reads = [
        "rank",
        "roadmap",
        "explain",
        "why_not",
        "show",
        "ready",
        "check",
        "diff",
        "demand",
        "sure",
        "odds",
    ]
    assert [tool["name"] for tool in Asked(root).session.tools()] == reads
    assert list(Asked(root, writes=True).session.by_name) == [*reads, "set", "new", "decide", "accept"]


@pytest.mark.parametrize("tool", [*READING, *WRITING, *FOR_AUDIENCE], ids=lambda tool: tool.name)
def test_each_is_a_command_with_its_options(tool) -> None:  # type: ignore[no-untyped-def]
    command = BY_NAME[tool.command].load()
    assert tool.name == tool.command.replace("-", "_") or tool.command == "export"
    shared = {f"--{name}" for name in command.shared}
    for parameter in tool.parameters:
        option = parameter.option.removeprefix("--")
        names = {"set": "sets", "improve": "improve"}.get(option, option)
        assert (
            parameter.own or not option or parameter.option in shared or names in command.run.__annotations__
        )
    assert tool.writes == (tool in WRITING and "dry_run" in command.run.__annotations__)
    hints = tool.listed()["annotations"]
    assert hints["readOnlyHint"] is not tool.writes
    if tool.writes:
        assert hints == {"readOnlyHint": False, "destructiveHint": tool.destroys, "openWorldHint": False}


def test_what_only_adds_destroys_nothing() -> None:
    assert {tool.name: tool.destroys for tool in WRITING} == {
        "set": True, "new": False, "decide": False, "accept": True,
    }  # fmt: skip


def test_every_tool_for_others_has_its_export() -> None:
    assert {tool.name for tool in FOR_AUDIENCE} == set(VIEWS)
