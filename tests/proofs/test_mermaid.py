"""Mermaid's own parser takes every chart that `pm` writes, whatever the titles are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest

from pmcli.views.export import ExportOutput as Export
from pmcli.views.outputs import VIEWS
from pmcli.writers.mermaid import GanttBar, gantt, label, task
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


SIGNS = (
    "Pay: 50% off; #1, \"now\" | `x`", "%%{init: {'theme': 'dark'}}%%", "a %% no comment", "<b>bold</b> & more",
    "Click to call", "accTitle: a", "section 8", "2026-12-01 freeze", "Restyle:#60;b; c", "#35; &amp;",
    "[bold]{x}", "done, crit", "汉字 – “quoted”",
)  # fmt: skip
"""Titles that Mermaid would read as something of its own, or show otherwise."""
TASKS = """async ([text, number]) => {
    const shown = document.createElement('div');
    shown.innerHTML = (await mermaid.render('tasks' + number, text)).svg;
    return [...shown.querySelectorAll('text[class*=taskText], .nodeLabel p')].map(told => told.textContent.trim());
}"""


def test_a_gantt_shows_titles_literally(page: Page) -> None:
    told = [*SIGNS, "ﬂ°°35¶ß"]  # as Mermaid writes # inside itself
    days = date(2026, 10, 1), date(2026, 12, 31)
    text = gantt("Now", [GanttBar(task(title, "none"), "2026-Q4", *days) for title in told])
    assert page.evaluate(TASKS, [text, 901]) == told


def test_a_label_shows_titles_literally(page: Page) -> None:
    nodes = "".join(f'  n{at}["{label(title)}"]\n' for at, title in enumerate(SIGNS))
    assert page.evaluate(TASKS, [f"flowchart TD\n{nodes}", 902]) == list(SIGNS)


def test_a_flowchart_shows_titles_literally(page: Page) -> None:
    text = hostile().written(Export(BY_NAME["graph"], "mermaid")).decode()
    picture = page.evaluate(DRAW, [text, 900])
    page.set_content(picture)
    told = page.text_content("svg") or ""
    assert "<script>alert(1)</script>" in told
    assert "[bold]x[/]" in told
