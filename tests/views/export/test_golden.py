"""What northwind looks like in every format; read the difference in review.

Workbooks are drawn cell by cell in `tests/views/workbook/golden/xlsx`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pmcli.model.audience import find_reader
from pmcli.views.export import ExportOutput as Export
from pmcli.views.export_names import ENDINGS
from pmcli.views.outputs import VIEWS
from pmcli.views.view import View
from tests.conftest import for_each
from tests.views.export.test_markdown import SUBJECTS, northwind

HERE = Path(__file__).parent / "golden"
PLAIN = ("markdown", "csv", "json", "svg", "mermaid", "dot")
CASES = [(view, format_) for view in VIEWS for format_ in view.formats if format_ in PLAIN]


@for_each("view, format_", CASES)
def test_the_team(view: View, format_: str, golden: Callable[[Path, str], None]) -> None:
    subject = SUBJECTS.get(view.name)
    text = northwind().written(Export(view, format_, subject=subject)).decode()
    golden(HERE / f"{view.name}{ENDINGS[format_]}", text)


# --- pages ---

PAGES = [view for view in VIEWS if "html" in view.formats]
ROAMING = next(view for view in PAGES if view.is_interactive)
"""Views that one can look around in are one page that begins with another of its parts."""


def laid_out(text: str) -> str:
    """A page as it can be read in review: a line for an element, sources by name, its data spread out."""
    text = re.sub(r"sha256-[\w+/=]+", "sha256-…", text)
    text = re.sub(r"<style>.*?</style>", "<style>…</style>", text, flags=re.DOTALL)
    text = re.sub(r"<script>.*?</script>", "<script>…</script>", text, flags=re.DOTALL)
    head, laid_out, rest = text.partition('<script type="application/json" id="data">')
    data, end, rest = rest.partition("</script>")
    spread = "\n".join(spread_out(known := json.loads(data), known["fields"])) if laid_out else ""
    lines = (
        re.sub(r"(?<=>)(?=<(?:t[rdh]|li|section|h\d|p|details|dt|select)\b)", "\n", one)
        for one in (head, rest)
    )
    before, after = lines
    return f"{before}{laid_out}\n{spread}\n{end}{after}" if laid_out else before


def spread_out(value: object, fields: list[list[str]], lead: str = "") -> Iterator[str]:
    """JSON in which what holds no mapping is one line, and so is what a feature says in a field."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        name = f"{lead}{key}:"
        if "{" in (told := json.dumps(one, ensure_ascii=False)) and isinstance(one, dict | list):
            yield name
            yield from spread_out(one, fields, f"{lead}  ")
        elif key == "told" and isinstance(one, list):
            yield name
            for at, texts in zip(one[::2], one[1::2], strict=True):
                yield f"{lead}  {at} {fields[at][0]}: {json.dumps(texts, ensure_ascii=False)}"
        else:
            yield f"{name} {told}"


PART = re.compile(
    r'<section id="(?P<name>[\w-]+)".*?</section>'
    r'|(?<=<script type="application/json" id="data">\n).*?(?=\n</script>)', re.DOTALL
)  # fmt: skip


def in_parts(text: str) -> dict[str, str]:
    """A page laid out, by name: every section, the data, and the frame with their names where they stood."""
    parts: dict[str, str] = {}

    def taken(found: re.Match[str]) -> str:
        name = found["name"] or "data"
        parts[name] = found[0]
        return f"[{name}]"

    parts = {"frame": PART.sub(taken, text), **parts}
    data, start, features = parts.get("data", "").partition("features:\n")
    return {**parts, "data": f"{data}[features]", "features": start + features} if start else parts


def test_the_parts_of_a_page_are_all_of_it() -> None:
    text = laid_out(northwind().written(Export(ROAMING, "html")).decode())
    parts = in_parts(text)
    whole = parts.pop("frame")
    for name, part in parts.items():
        assert whole.count(f"[{name}]") == 1
        whole = whole.replace(f"[{name}]", part)
    assert whole == text
    assert list(parts) == ["roadmap", "rank", "graph", "plot", "capacity", "declined", "data", "features"]


@pytest.mark.parametrize("audience", [None, "customers"])
@pytest.mark.parametrize(
    "view", [ROAMING, *(one for one in PAGES if not one.is_interactive)], ids=lambda view: view.name
)
def test_pages(view: View, audience: str | None, golden: Callable[[Path, str], None]) -> None:
    reader = find_reader(northwind().backlog.workspace, audience)
    if view.hidden_from(reader) is not None or (view.of_one and audience):
        return
    subject = SUBJECTS.get(view.name)
    text = northwind().written(Export(view, "html", reader, subject)).decode()
    folder, page = HERE / (audience or ""), laid_out(text)
    if not view.is_interactive:
        golden(folder / f"{view.name}.html", page)
        return
    for name, part in in_parts(page).items():
        ending = "txt" if name in ("data", "features") else "html"
        golden(folder / "page" / f"{name}.{ending}", part if name == "frame" else f"{part}\n")


@pytest.mark.unmeasured
@pytest.mark.parametrize("view", [one for one in PAGES if one.is_interactive], ids=lambda view: view.name)
def test_pages_to_look_around_in_are_one(view: View) -> None:
    one, other = (northwind().written(Export(each, "html")).decode() for each in (ROAMING, view))
    start = re.compile(r'(?<="start":)"[^"]+"')
    assert start.sub("", one) == start.sub("", other)


# --- others ---


@for_each(
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
@for_each("view", VIEWS)
def test_others(view: View, audience: str, golden: Callable[[Path, str], None]) -> None:
    reader = find_reader(northwind().backlog.workspace, audience)
    if view.of_one or view.hidden_from(reader) is not None:
        return
    golden(
        HERE / audience / f"{view.name}.md", northwind().written(Export(view, "markdown", reader)).decode()
    )
