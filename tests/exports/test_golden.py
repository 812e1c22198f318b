"""What northwind looks like in every text format; read the difference in review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pmcli.audience import find_reader
from pmcli.exporting import ENDINGS
from pmcli.exporting import Output as Export
from pmcli.formats.exports import VIEWS
from pmcli.formats.exports.view import View
from tests.exports.test_markdown import northwind

HERE = Path(__file__).parent / "golden"
PLAIN = ("markdown", "csv", "json", "svg", "mermaid", "dot")
CASES = [(view, format_) for view in VIEWS for format_ in view.formats if format_ in PLAIN]


@pytest.mark.parametrize(("view", "format_"), CASES, ids=[f"{view.name}-{name}" for view, name in CASES])
def test_the_team(view: View, format_: str, golden: Callable[[Path, str], None]) -> None:
    subject = "guest-checkout" if view.of_one else None
    text = northwind().written(Export(view, format_, subject=subject)).decode()
    golden(HERE / f"{view.name}{ENDINGS[format_]}", text)


@pytest.mark.parametrize(
    "audience",
    [
        "leadership",
        "customers",
        "partners",
        "board",
        "product-owner",
        "program-manager",
        "marketing",
        "analyst",
    ],
)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_others(view: View, audience: str, golden: Callable[[Path, str], None]) -> None:
    reader = find_reader(northwind().backlog.workspace, audience)
    if view.of_one or view.hidden_from(reader) is not None:
        return
    golden(
        HERE / audience / f"{view.name}.md", northwind().written(Export(view, "markdown", reader)).decode()
    )
