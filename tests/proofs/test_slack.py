"""Slack's own models take the messages as they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pmcli.cli import main

blocks = pytest.importorskip("slack_sdk.models.blocks", reason="slack_sdk is not there")
NORTHWIND = Path(__file__).resolve().parent.parent.parent / "examples" / "northwind"


@pytest.mark.parametrize(
    "line",
    [
        ["roadmap"],
        ["roadmap", "--view", "teams", "--all"],
        ["export", "review"],
        ["export", "roadmap", "--audience", "customers"],
        ["diff", "HEAD"],
    ],
)
def test_slacks_models_take_every_block(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*line, "--format", "slack", "-C", str(NORTHWIND)]) == 0
    for block in json.loads(capsys.readouterr().out)["blocks"]:
        made = blocks.Block.parse(block)
        made.validate_json()
        assert made.to_dict() == block
