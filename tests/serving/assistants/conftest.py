"""A small backlog, and a session about it that runs `pm` in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pmcli.cli.mcp import answered
from pmcli.model.diagnostic import PmError
from pmcli.serving.assistants.session import Session

PM = (
    "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4, periods: 3}\nscoring: {model: rice}\n"
    "teams: {web: {capacity: 10}}\naccounts: {acme: {title: Secretive Acme, arr: 240k}}\n"
    "audiences: {board: {fields: [id, title, period, rank], where: theme=open}}\n"
)
FEATURES = """# what we could build
- {id: big, title: Big, theme: open, owner: amelie, effort: 8, rice: {reach: 900, impact: 1, confidence: 80%}}
- {id: mid, title: Middle, theme: open, effort: 6, rice: {reach: 500, impact: 1, confidence: 80%}}
- {id: hush, title: Project Hush, effort: 5, depends_on: [big], rice: {reach: 9, impact: 1, confidence: 80%}}
- {id: idea, title: A thought, status: idea}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "shop")


def write(folder: Path, features: str = FEATURES, pm: str = PM) -> Path:
    (folder / "features").mkdir(parents=True)
    (folder / "pm.yaml").write_text(pm)
    (folder / "features" / "all.yaml").write_text(features)
    return folder


class Asked:
    """A session, asked as an assistant asks it."""

    def __init__(self, *roots: Path, **options: Any) -> None:
        self.session = Session({root.name: root for root in roots}, answered, **options)

    def __call__(self, tool: str, **arguments: object) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.session.call(tool, arguments))
        return document

    def refused(self, tool: str, **arguments: object) -> PmError:
        with pytest.raises(PmError) as told:
            self.session.call(tool, arguments)
        return told.value


Ask = Callable[..., Asked]
