"""Mermaid's own parser takes every chart that `pm` writes, whatever the titles are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from pmcli.views.export import ExportOutput as Export
from pmcli.views.outputs import VIEWS
from tests.views.export.gfm import read
from tests.views.export.test_markdown import BY_NAME, hostile, northwind

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DRAW = """async ([text, number]) => {
    const { svg } = await mermaid.render('chart' + number, text);
    return svg;
}"""


@pytest.fixture(scope="module")
def page(chromium: Browser, mermaid: str) -> Iterator[Page]:
    opened = chromium.new_page()
    opened.set_content("<!doctype html><title>charts</title><body></body>")
    opened.add_script_tag(content=mermaid)
    opened.evaluate("mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })")
    yield opened
    opened.close()


def charts() -> list[tuple[str, str]]:
    """Every chart of both backlogs, from Markdown and alone, with a name."""
    charts = []
    for name, press in (("northwind", northwind()), ("hostile", hostile())):
        charts += [
            (f"{name} {view.name}", press.written(Export(view, "mermaid")).decode())
            for view in VIEWS
            if "mermaid" in view.formats
        ]
        page = read(press.written(Export(BY_NAME["roadmap"], "markdown")).decode())
        charts += [(f"{name} in Markdown", text) for text in page.of("code")]
    return charts


def test_every_chart_is_drawn(page: Page) -> None:
    told = charts()
    assert len(told) == 8
    for number, (name, text) in enumerate(told):
        assert page.evaluate("text => mermaid.parse(text)", text), name
        picture = page.evaluate(DRAW, [text, number])
        assert picture.startswith("<svg"), name
        assert "Syntax error" not in picture, name
        assert "<script" not in picture


def test_a_flowchart_shows_titles_literally(page: Page) -> None:
    text = hostile().written(Export(BY_NAME["graph"], "mermaid")).decode()
    picture = page.evaluate(DRAW, [text, 900])
    page.set_content(picture)
    told = page.text_content("svg") or ""
    assert "<script>alert(1)</script>" in told
    assert "[bold]x[/]" in told
