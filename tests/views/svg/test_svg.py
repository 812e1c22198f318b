"""The pictures for slides: what is in them for whom, that all fits, and that nothing in them does harm."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli import Backlog, load
from pmcli.model.audience import COMPUTED, READERS, Reader, find_reader
from pmcli.model.feature import Feature
from pmcli.planning import Roadmap, plan
from pmcli.sharing import AudienceView, share
from pmcli.views import legend
from pmcli.views.graph.svg import graph_svg
from pmcli.views.roadmap.svg import roadmap_svg
from pmcli.writers.escaping import visible
from pmcli.writers.svg import ink
from pmcli.writers.svg.arrows import spread, way
from pmcli.writers.svg.text import cut, shown, width, wrapped
from tests.conftest import MINIMAL, for_each, loaded
from tests.sharing.samples import CANARIES, OTHERS, canaries, chances
from tests.writers.hostile import HOSTILE, texts

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"
PICTURES = {"roadmap": roadmap_svg, "graph": graph_svg}
FIELDS = frozenset({*Feature.model_fields, *COMPUTED, "ownnumber", "owntext", "ownword"})
NAMES = ("team", "leadership", "customers", "partners", "board")
kinds = pytest.mark.parametrize("draw", PICTURES.values(), ids=list(PICTURES))


@cache
def planned() -> tuple[Backlog, Roadmap]:
    backlog = load(ROOT / "examples" / "northwind").backlog
    return backlog, plan(backlog)


def northwind(reader: str) -> AudienceView:
    backlog, roadmap = planned()
    return share(backlog, roadmap, find_reader(backlog.workspace, reader))


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own


def of(features: str, workspace: str = MINIMAL, reader: str | None = None) -> AudienceView:
    found = loaded(features, workspace)
    assert not found.errors, found.errors
    backlog = found.backlog
    return share(backlog, plan(backlog), find_reader(backlog.workspace, reader))


# --- what is seen ---


@dataclass(frozen=True)
class Box:
    """A box of a picture, and how far its texts reach in it."""

    x: float
    y: float
    wide: float
    high: float
    texts: tuple[tuple[float, float, float], ...]


def moved(element: ElementTree.Element) -> tuple[float, float]:
    moved = re.fullmatch(r"translate\((-?[\d.]+) (-?[\d.]+)\)", element.get("transform", "translate(0 0)"))
    assert moved
    return float(moved[1]), float(moved[2])


def reach(element: ElementTree.Element) -> tuple[float, float, float]:
    """The left and right end of a text, and where its letters stand."""
    size, bold = float(element.get("font-size", "0")), element.get("font-weight") is not None
    wide, x, y = (
        width(element.text or "", size, bold=bold),
        float(element.get("x", "0")),
        float(element.get("y", "0")),
    )
    return {"end": (x - wide, x, y), "middle": (x - wide / 2, x + wide / 2, y)}.get(
        element.get("text-anchor", "start"), (x, x + wide, y)
    )


def boxes(root: ElementTree.Element) -> list[Box]:
    boxes = []
    for element in root.iter(f"{SVG}g"):
        if element.get("class") == "box":
            rect = element.find(f"{SVG}rect")
            assert rect is not None
            size = float(rect.get("width", "0")) + 1, float(rect.get("height", "0")) + 1
            boxes.append(Box(*moved(element), *size, tuple(map(reach, element.iter(f"{SVG}text")))))
    return boxes


def check_picture(text: str) -> ElementTree.Element:
    """What must hold for every picture."""
    root = parsed(text)
    wide, high = float(root.get("width", "0")), float(root.get("height", "0"))
    found = boxes(root)
    for box in found:
        assert box.x >= 0
        assert box.x + box.wide <= wide
        assert box.y + box.high <= high
        for left, right, base in box.texts:
            assert left >= -0.1
            assert right <= box.wide + 0.1
            assert 8 <= base <= box.high - 3
    for one, other in combinations(found, 2):
        apart = one.x + one.wide <= other.x or other.x + other.wide <= one.x
        assert apart or one.y + one.high <= other.y or other.y + other.high <= one.y
    for element in root:
        if element.tag == f"{SVG}text":
            left, right, base = reach(element)
            assert left >= 0
            assert right <= wide + 0.1
            assert base <= high
    check_harmless(text, root)
    return root


def check_harmless(text: str, root: ElementTree.Element) -> None:
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "rect", "text", "path"}
    known = {
        "width", "height", "viewBox", "role", "aria-labelledby", "font-family", "id", "x", "y", "rx", "fill",
        "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor", "d", "class",
        "transform",
    }  # fmt: skip
    assert {name for element in root.iter() for name in element.attrib} <= known
    assert text.count("http") - sum((element.text or "").count("http") for element in root.iter()) == 1
    assert all(visible(line) == line for line in text.split("\n"))


@pytest.mark.unmeasured
@pytest.mark.parametrize("reader", NAMES)
@kinds
def test_all_fits(draw: Callable[[AudienceView], str], reader: str) -> None:
    check_picture(draw(northwind(reader)))


@pytest.mark.parametrize(
    ("kind", "reader"), [("roadmap", "leadership"), ("roadmap", "customers"), ("graph", "team")]
)
def test_northwind_looks_like_this(kind: str, reader: str, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{kind}-{reader}.svg", PICTURES[kind](northwind(reader)))


@kinds
def test_the_same_backlog_gives_the_same_bytes(draw: Callable[[AudienceView], str]) -> None:
    assert draw(northwind("team")) == draw(northwind("team"))


@pytest.mark.parametrize("reader", ["team", "leadership", "board"])
def test_a_roadmap_is_as_wide_as_a_slide_for_its_height(reader: str) -> None:
    root = parsed(roadmap_svg(northwind(reader)))
    assert 1.5 < float(root.get("width", "0")) / float(root.get("height", "0")) < 2.1


@kinds
def test_a_screen_reader_reads_a_title_and_what_is_drawn(draw: Callable[[AudienceView], str]) -> None:
    root = parsed(draw(northwind("team")))
    title, about = root[0], root[1]
    assert (title.tag, about.tag) == (f"{SVG}title", f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {about.get('id')}"
    assert "Northwind Checkout" in (title.text or "")
    assert "Guest checkout" in (about.text or "")


def words(text: str) -> list[str]:
    return [element.text or "" for element in parsed(text).iter(f"{SVG}text")]


def told(text: str) -> str:
    return " ".join(element.text or "" for element in parsed(text).iter())


def test_teams_periods_and_marks_have_their_places() -> None:
    found = words(roadmap_svg(northwind("leadership")))
    for word in (
        "web",
        "payments",
        "2026-Q4",
        "Oct to Dec 2026",
        "11.6 of 12.6",
        "pinned",
        "deadline",
        "in progress",
    ):
        assert word in found, word
    assert "amelie · with payments" in found
    assert "first by decision" not in found


def test_customers_see_now_next_and_later_and_no_hull_of_more() -> None:
    text = roadmap_svg(northwind("customers"))
    found = words(text)
    assert {"Now", "Next", "Later", "Pay with just your e-mail address."} <= set(found)
    assert not {"web", "capacity", "2026-Q4", "conversion"} & set(found)
    assert not re.search(r"20\d\d|pinned|capacity|theme", told(text))


def test_who_sees_no_team_gets_lanes_of_themes() -> None:
    found = words(roadmap_svg(northwind("board")))
    assert {"conversion", "merchants"} <= set(found)
    assert found.count("conversion") == 1, "the lane, and no legend that says it again"


def test_who_sees_no_time_gets_one_column() -> None:
    workspace = MINIMAL + "audiences: {few: {fields: [title]}}\n"
    found = words(roadmap_svg(of("[{id: b, title: Second}, {id: a, title: First}]", workspace, "few")))
    assert found == ["Test: roadmap", "2 features", "First", "Second"]


def test_the_graph_has_ranks_for_those_who_see_them() -> None:
    assert "#3" in words(graph_svg(northwind("team")))
    assert not [word for word in words(graph_svg(northwind("leadership"))) if word.startswith("#")]


def test_hard_arrows_are_solid_and_soft_ones_dashed() -> None:
    shared = of(
        "[{id: a, title: A}, {id: b, title: B, depends_on: [a]}, {id: c, title: C, depends_on: [{id: a, kind: soft}]}]"
    )
    root = parsed(graph_svg(shared))
    lines = [one for one in root.findall(f"{SVG}path") if one.get("stroke")]
    assert sorted(bool(line.get("stroke-dasharray")) for line in lines) == [False, True]
    assert "better first, not needed" in words(graph_svg(shared))


def test_arrows_begin_and_end_at_their_boxes() -> None:
    root = parsed(graph_svg(northwind("team")))
    sides = boxes(root)
    arrows = [one.get("d", "") for one in root.findall(f"{SVG}path") if one.get("stroke")]
    heads = [one.get("d", "") for one in root.findall(f"{SVG}path") if not one.get("stroke")]
    assert len(arrows) == len(heads) > 20
    for arrow, head in zip(arrows, heads, strict=True):
        x, y = map(float, re.findall(r"[\d.]+", arrow)[:2])
        assert any(box.x + box.wide == x and box.y <= y <= box.y + box.high for box in sides)
        x, y = map(float, re.findall(r"[\d.]+", head)[:2])
        assert any(box.x == x and box.y <= y <= box.y + box.high for box in sides)


def test_colours_of_themes_where_no_status_is_seen() -> None:
    workspace = MINIMAL + "audiences: {few: {fields: [title, theme, depends_on]}}\n"
    many = "".join(
        f"- {{id: f{at}, title: F{at}, theme: t{at:02}, depends_on: [base]}}\n" for at in range(12)
    )
    found = words(graph_svg(of(f"- {{id: base, title: Base}}\n{many}", workspace, "few")))
    assert "t00" in found
    assert "other themes and no theme" in found
    assert "idea" not in found


@kinds
def test_nothing_to_draw(draw: Callable[[AudienceView], str]) -> None:
    for features in ("[]", "[{id: a, title: Lone}]"):
        check_picture(draw(of(features)))
    assert "nothing planned" in words(roadmap_svg(of("[]")))
    assert "no feature waits for another" in words(graph_svg(of("[{id: a, title: Lone}]")))


def crowd(count: int) -> AudienceView:
    rows = "".join(
        f"- {{id: f{at}, title: Feature number {at} of many, effort: 1, rice: {{reach: {at + 1}, impact: high, confidence: 80%}}}}\n"
        for at in range(count)
    )
    return of(rows, MINIMAL + "teams: {web: {capacity: 40}}\nscoring: {model: rice}\n")


@pytest.mark.unmeasured
def test_a_crowd_is_counted() -> None:
    text = roadmap_svg(crowd(100))
    check_picture(text)
    assert "and 28 more" in words(text)


def test_every_month_has_a_column() -> None:
    shared = of(
        "[{id: a, title: A, effort: 1}]", MINIMAL.replace("2026-Q4}", "2026-10, step: month, periods: 16}")
    )
    found = words(roadmap_svg(shared))
    assert {"2026-10", "2028-01"} <= set(found)


def test_a_team_that_overruns_is_red() -> None:
    workspace = MINIMAL + "teams: {web: {capacity: 4}}\n"
    text = roadmap_svg(of("[{id: a, title: A, status: in-progress, effort: 9}]", workspace))
    assert "overruns its team" in words(text)
    assert 'fill="#c03a2b"' in text


# --- readers ---


@for_each("field", sorted(CANARIES))
@kinds
def test_a_field_that_may_not_be_seen_is_nowhere(draw: Callable[[AudienceView], str], field: str) -> None:
    text = draw(share(*canaries(), Reader("some", "some", FIELDS - {field}), odds=chances()))
    check_picture(text)
    assert not [word for word in CANARIES[field] if word in text]


@pytest.mark.unmeasured
@for_each("field", sorted(OTHERS))
@kinds
def test_pictures_are_drawn_whatever_is_hidden(draw: Callable[[AudienceView], str], field: str) -> None:
    check_picture(draw(share(*canaries(), Reader("some", "some", FIELDS - {field, "effort"}))))
    check_picture(draw(share(*canaries(), Reader("some", "some", frozenset({"title", field})))))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@kinds
def test_readers_see_their_fields_alone(draw: Callable[[AudienceView], str], reader: Reader) -> None:
    text = draw(share(*canaries(), reader, odds=chances()))
    hidden = CANARIES.keys() - (reader.fields if reader.fields is not None else FIELDS)
    assert not [word for field in hidden - {"title"} for word in CANARIES[field] if word in text]


def test_a_status_that_is_hidden_gives_no_colour() -> None:
    text = graph_svg(share(*canaries(), Reader("some", "some", FIELDS - {"status"})))
    assert not re.search("in progress|in-progress|candidate|planned", told(text))


# --- texts ---


@st.composite
def backlogs(draw: st.DrawFn) -> str:
    titles = draw(st.lists(texts.filter(lambda text: bool(text.strip())), min_size=1, max_size=6))
    return "".join(
        f"- {{id: f{at}, effort: 1, title: {_quoted(title)}, theme: {_quoted(title)}, owner: {_quoted(title)}"
        f"{', depends_on: [f0]' if at else ''}}}\n"
        for at, title in enumerate(titles)
    )


def _quoted(text: str) -> str:
    import json

    return json.dumps(text.encode("utf-8", "replace").decode()[:500].strip() or "x")


@settings(max_examples=60)
@given(backlogs())
def test_titles_break_nothing(features: str) -> None:
    found = loaded(features, MINIMAL + "teams: {web: {capacity: 9}}\n").backlog
    shared = share(found, plan(found))
    check_picture(roadmap_svg(shared))
    check_picture(graph_svg(shared))


@pytest.mark.unmeasured
@for_each("title", [one for one in HOSTILE if one.isprintable() and one.strip() and len(one) < 40])
def test_titles_stand_as_they_are(title: str) -> None:
    shared = of(f"[{{id: a, title: {_quoted(title)}}}, {{id: b, title: B, depends_on: [a]}}]")
    root = parsed(graph_svg(shared))
    titles = [one.text or "" for box in root.iter(f"{SVG}g") for one in box.findall(f"{SVG}title")]
    assert shown(title.strip()) in titles


@given(texts, st.floats(30, 400), st.sampled_from([11.0, 13.0, 28.0]), st.integers(1, 4), st.booleans())
def test_lines_keep_to_their_room(text: str, room: float, size: float, most: int, bold: bool) -> None:
    lines = wrapped(text, room, size, most, bold=bold)
    assert 1 <= len(lines) <= most
    for line in lines:
        assert width(line, size, bold=bold) <= room or len(line) == 1
    one = cut(text, room, size, bold=bold)
    assert width(one, size, bold=bold) <= room or one == "…"


def test_texts_are_cut_where_they_must_be() -> None:
    assert wrapped("one two three", 1000, 13, 2) == ["one two three"]
    assert wrapped("one two three four", 70, 13, 2) == ["one two", "three four"]
    assert wrapped("one two three four", 60, 13, 2) == ["one two", "three f…"]
    assert wrapped("donaudampfschiff", 60, 13, 3) == ["donauda", "mpfschif", "f"]
    assert cut("short", 100, 13) == "short"
    assert cut("Strong authentication", 100, 13) == "Strong authe…"


def test_what_is_drawn_as_one_is_not_cut_in_two() -> None:
    family = "👩\u200d👩\u200d👧"
    assert cut(f"a {family} b c d", 60, 13) in ("a…", f"a {family}…")
    assert wrapped(family * 3, 60, 13, 9) == [family] * 3
    assert wrapped("👍🏽" * 3, 40, 13, 9) == ["👍🏽👍🏽", "👍🏽"]


def test_marks_on_marks_are_not_piled_up() -> None:
    assert shown("z" + "\u0301" * 40 + "a") == "z\u0301\u0301a"
    assert width("e\u0301", 10) == width("e", 10)


def test_every_script_is_measured_generously() -> None:
    for text, least in {"Überweisung": 60, "日本語": 30, "👩": 12, "Щука": 25, "–…": 14, "﷽": 90}.items():
        assert width(text, 10) >= least


def test_numbers_have_one_decimal_at_most() -> None:
    assert [ink.number(one) for one in (1, 1.25, 0.04, 2.0)] == ["1", "1.2", "0", "2"]


def test_a_legend_goes_on_in_the_next_row() -> None:
    entries = [legend.LegendEntry(legend.swatch("#000"), f"a word {at}") for at in range(9)]
    one, high = legend.drawn(entries, 0, 0, 2000)
    assert high == legend.HEIGHT
    many, higher = legend.drawn(entries, 0, 0, 300)
    assert len(one) == len(many)
    assert higher > 2 * high
    assert legend.drawn([], 0, 0, 300) == ([], 0)


def test_arrows_lead_back_where_they_must() -> None:
    line, head = way([(300, 20), (100, 50), (0, 20)], 0, 0, 80)
    assert line.startswith("M300 20C")
    assert line.endswith("89 20")
    assert "H100" in line
    assert head == "M80 20L89 15.5V24.5Z"


def test_arrows_of_a_side_stand_in_order() -> None:
    assert spread({"b": 2.0, "a": 1.0, "c": 3.0}, 58) == {"a": -11.0, "b": 0.0, "c": 11.0}
    many = spread({str(at): float(at) for at in range(40)}, 58)
    assert max(many.values()) <= 19
