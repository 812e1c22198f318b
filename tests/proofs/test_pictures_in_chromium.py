"""A browser draws the pictures: every text is inside its box, nothing runs, nothing is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pmcli import load
from pmcli.planning import plan
from pmcli.sharing import AudienceView, find_reader, share
from pmcli.views.graph.svg import graph_svg
from pmcli.views.roadmap.svg import roadmap_svg
from tests.conftest import MINIMAL, loaded

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NORTHWIND = Path(__file__).parents[2] / "examples" / "northwind"
PICTURES = {"roadmap": roadmap_svg, "graph": graph_svg}
OUTSIDE = """() => [...document.querySelectorAll('g.box')].flatMap(box => {
    const edge = box.querySelector('rect').getBoundingClientRect();
    return [...box.querySelectorAll('text')].filter(text => {
        const its = text.getBoundingClientRect();
        return its.left < edge.left || its.right > edge.right || its.top < edge.top - 1 || its.bottom > edge.bottom + 1;
    }).map(text => text.textContent);
})"""
OVERLAPPING = """() => {
    const edges = [...document.querySelectorAll('svg > text')].map(one => one.getBoundingClientRect());
    const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
    return edges.filter((a, at) => edges.slice(at + 1).some(b => !apart(a, b))).length;
}"""
HOSTILE = """
- {id: a, title: "</text></g></svg><script>window.ran = true</script><img src=x onerror='window.ran=true'>", effort: 2, moscow: must}
- {id: b, title: "WWWWWWWWWWWWWWWWWW MMMMMMMMMMMMMMMM @@@@@@@@@@@@@ %%%%%%%%%%%%", effort: 3, depends_on: [a], moscow: must}
- {id: c, title: "Ünïçödé Straße größer Übermaß ÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜ ÆŒŠŽ", effort: 3, depends_on: [a], owner: "WWWWWWWWWW MMMMMMMMMM WWWWWWW", moscow: must}
- {id: d, title: "Щщ ЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖ жёлтая подводная лодка ΩΩΩΩΩΩΩΩΩ", effort: 3, depends_on: [b], moscow: must}
- {id: e, title: "👩‍👩‍👧 family 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉", effort: 3, depends_on: [b], moscow: must}
"""


def northwind(reader: str) -> AudienceView:
    backlog = load(NORTHWIND).backlog
    return share(backlog, plan(backlog), find_reader(backlog.workspace, reader))


def hostile() -> AudienceView:
    backlog = loaded(HOSTILE, MINIMAL + "teams: {web: {capacity: 40}}\nscoring: {model: moscow}\n").backlog
    return share(backlog, plan(backlog))


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("name", ["team", "leadership", "customers", "hostile"])
def test_every_text_is_inside_its_box(chromium: Browser, tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / "picture.svg"
    path.write_text(PICTURES[kind](hostile() if name == "hostile" else northwind(name)), encoding="utf-8")
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(OVERLAPPING) == 0
    assert page.evaluate("window.ran") is None
    assert asked == [path.as_uri()]
    page.close()
