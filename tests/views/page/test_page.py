"""HTML: well formed, nothing but its own style and script, every text a text, and no more than the reader sees."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.audience import COMPUTED, READERS, TEAM, Reader, find_reader
from pmcli.model.feature import Feature, Public
from pmcli.planning import plan
from pmcli.sharing import AudienceView, share
from pmcli.views.page import explore, static, trouble
from pmcli.views.page.views import LIVE, SCRIPTS, STYLES
from pmcli.views.ranking.explanation import Explanation
from pmcli.writers.blocks import (
    Block,
    Bullets,
    Code,
    Fields,
    Heading,
    Node,
    Paragraph,
    Picture,
    TableBlock,
    Tree,
)
from pmcli.writers.drawings import TextLines
from pmcli.writers.html.document import in_script
from pmcli.writers.html.markup import anchor, element, prose
from pmcli.writers.table import Cell, Column, Table
from tests.conftest import for_each, loaded
from tests.sharing.samples import CANARIES, canaries, chances
from tests.writers.hostile import HOSTILE, tables, texts

VOID = {"meta", "link", "input", "br", "col", "hr"}
FIELDS = frozenset({*Feature.model_fields, *COMPUTED, "ownnumber", "owntext", "ownword"})
STARTS = ("roadmap", "rank", "graph", "backlog", "plot")


@dataclass
class Read(HTMLParser):
    """A page read by a parser that is not ours: elements as (name, attributes), and the text of each kind."""

    text: str
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.setdefault(self.open[-1] if self.open else "", []).append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def said(self) -> str:
        """What a person reads, and what the script knows."""
        kept = [text for tag, found in self.words.items() if tag != "style" for text in found]
        return "\n".join(text for text in kept if '"use strict"' not in text)


def data_of(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def page_for(reader: Reader, start: str = "roadmap") -> str:
    shared = share(*canaries(), reader, odds=chances())
    return explore(shared, start)


def hostile() -> AudienceView:
    """A backlog that is called and says what would do harm."""
    bad = [text for text in HOSTILE if text.strip()]
    bad += [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>",
        "' onload='x",
        '" autofocus onfocus="x',
        "javascript:x",
    ]
    rows = [
        f"- {{id: f{at:02}, title: x, effort: {at % 7 + 1}, rice: {{reach: {at + 1}, impact: high, confidence: 80%}}"
        f"{f', depends_on: [f{at - 1:02}]' if at % 3 else ''}}}"
        for at in range(len(bad))
    ]
    head = "pm: 1\nproduct: x\nteams: {'<b>': {capacity: 90}}\ncalendar: {start: 2026-Q4}\n"
    found = loaded("\n".join(rows), head)
    assert not found.errors
    features = {
        one.id: one.model_copy(update={
            "title": text, "owner": text, "theme": text, "problem": text, "tags": (text,), "links": {text: text},
            "public": Public(title=text, text=text),
        })
        for one, text in zip(found.backlog.features.values(), bad, strict=True)
    }  # fmt: skip
    workspace = found.backlog.workspace.model_copy(update={"product": "</title><script>alert(2)</script>"})
    backlog = replace(found.backlog, features=features, workspace=workspace)
    return share(backlog, plan(backlog))


def policy_of(text: str) -> dict[str, list[str]]:
    [content] = [
        one["content"] or "" for tag, one in Read(text).elements
        if tag == "meta" and one.get("http-equiv") == "Content-Security-Policy"
    ]  # fmt: skip
    return {name: words for name, *words in (rule.split() for rule in content.split("; "))}


def assert_closed(text: str) -> None:
    """Nothing is loaded from anywhere, and nothing runs but what the policy names by its digest."""
    read = Read(text)
    policy = policy_of(text)
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    for tag in ("style", "script"):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digests = [
            f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in inside
        ]
        assert policy.get(f"{tag}-src", []) == digests
    for _, attributes in read.elements:
        for name, value in attributes.items():
            assert name != "style"
            assert not name.startswith("on")
            if name in ("href", "src"):
                assert (value or "").startswith(("#", "data:image/svg+xml,"))
            assert name not in ("srcset", "action", "formaction", "srcdoc", "ping", "poster")
    assert len([tag for tag, _ in read.elements if tag == "script"]) == text.count("</script>")


# --- elements ---


@given(texts, texts)
def test_a_text_is_a_text(inside: str, value: str) -> None:
    made = element("a", inside, title=value).text
    read = Read(made)
    assert [tag for tag, _ in read.elements] == ["a"]
    assert list(read.elements[0][1]) == ["title"]


def test_attributes() -> None:
    made = element("input", class_="a", aria_label='"x"', hidden=True, title=None, disabled=False, size=3)
    assert made.text == '<input class="a" aria-label="&quot;x&quot;" hidden size="3">'


def test_prose_keeps_its_lines() -> None:
    assert prose("a < b\nc").text == "a &lt; b<br>c"


def test_anchors_are_unlike_one_another() -> None:
    taken: set[str] = set()
    assert [anchor(text, taken) for text in ("What & why?", "what why", "<>", "日本")] == [
        "what-why", "what-why-2", "part", "日本",
    ]  # fmt: skip


@given(
    st.recursive(
        texts, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(texts, inside, max_size=3)
    )
)
def test_data_in_a_script_ends_no_script(value: Any) -> None:
    told = in_script({"value": value})
    assert not re.search(r"[<>&\u2028\u2029]", told)
    assert json.loads(told) == {"value": value}


# --- the page to read ---

EVERY: tuple[Block, ...] = (
    Heading("Title", 1), Paragraph("One.\nTwo.\n\nThree."), Paragraph("dim", "dim"), Heading("First"),
    Fields((("a", "b"), ("c", ("d", "e")), ("f", Cell("g", tone="bad")))), Heading("First"), Bullets(("x", "y\nz")),
    Heading("Third", 3), Heading("Fourth"), Heading("Fifth"), TableBlock(Table(
        (Column("n", "Name"), Column("v", "Value", "right"), Column("i", "id", kind="id")),
        ((Cell("a" * 40), Cell("1", tone="good"), Cell("i-1")), (Cell("b"), Cell("2"), Cell("i-2"))),
        "Numbers", ("a note",), (1, "below"),
    )), TableBlock(Table((Column("n", "Name"),), (), "Empty", ("nothing",))),
    Tree(Node("root", (Node("child", (Node("leaf"),), "good"), Node("other")))),
    Code("graph LR\n  a --> <b>", "mermaid"), Code("x", "json"),
    Picture(TextLines(()), (Paragraph("instead"),)),
)  # fmt: skip


def test_every_block() -> None:
    text = static(EVERY, "All of them")
    assert_closed(text)
    read = Read(text)
    tags = [tag for tag, _ in read.elements]
    assert tags.count("h1") == tags.count("main") == 1
    assert tags.count("h2") == 4
    assert tags.count("table") == 1
    assert "script" not in tags
    assert "<title>All of them</title>" in text
    assert '<h2 id="first">First</h2>' in text
    assert '<a href="#first-2">First</a>' in text
    assert "<p>One.<br>Two.</p>\n<p>Three.</p>" in text
    assert '<dd class="bad">g</dd>' in text
    assert '<td class="prose">' in text
    assert '<td class="number good">1</td>' in text
    assert '<th scope="colgroup" colspan="3">below</th>' in text
    assert "<summary>As a Mermaid diagram</summary>" in text
    assert "<code>graph LR\n  a --&gt; &lt;b&gt;</code>" in text
    assert "<p>instead</p>" in text
    assert (
        '<li><span>root</span><ul><li><span class="good">child</span><ul><li><span>leaf</span></li></ul></li>'
        in text
    )


def test_a_short_page_has_no_contents() -> None:
    assert "<nav" not in static([Heading("One", 1), Heading("Two")], "x")


def test_a_deep_tree() -> None:
    node = Node("leaf")
    for number in range(3000):
        node = Node(str(number), (node,))
    assert static([Tree(node)], "deep").count("<li>") == 3001


@given(st.lists(st.one_of(
    st.builds(Heading, texts, st.integers(1, 4)), st.builds(Paragraph, texts), st.builds(TableBlock, tables()),
    st.builds(Bullets, st.lists(texts, max_size=3).map(tuple)), st.builds(Code, texts, texts),
    st.builds(Fields, st.lists(st.tuples(texts, texts), max_size=3).map(tuple)),
), max_size=6), texts)  # fmt: skip
def test_no_text_breaks_out(page: list[Block], title: str) -> None:
    assert_closed(static(page, title))


# --- the page to look around in ---


@for_each("reader", READERS)
@for_each("start", STARTS)
def test_it_is_closed_and_the_same_every_time(reader: Reader, start: str) -> None:
    text = page_for(reader, start)
    assert_closed(text)
    assert text == page_for(reader, start)


@pytest.mark.unmeasured
def test_hostile_words_do_not_break_out() -> None:
    shared = hostile()
    text = explore(shared, "roadmap")
    assert_closed(text)
    named = {one["title"] for one in data_of(text)["features"]}
    assert "</script><script>alert(1)</script>" in named
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    text.encode()


def test_an_empty_backlog() -> None:
    found = loaded("", "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\n").backlog
    text = explore(share(found, plan(found)), "roadmap")
    assert_closed(text)
    assert "No features yet." in text
    assert "Nothing is planned yet." in text


def test_goals_conflicts_and_teams_without_room() -> None:
    head = """
pm: 1
product: Shop
strategy: {outcomes: {bare: {title: Bare}, half: {title: Half, current: 3}, whole: {title: Whole, baseline: 2, current: 4, target: 6}}}
teams: {web: {capacity: 5}, none: {capacity: 0}}
calendar: {start: 2026-Q4, periods: 2}
"""
    rows = """
- {id: a, title: A, effort: {web: 4}, rice: {reach: 9, impact: high, confidence: 80%}, outcomes: {whole: high}}
- {id: b, title: B, effort: {web: 4}, rice: {reach: 8, impact: high, confidence: 80%}, deadline: 2026-12-31}
- {id: c, title: C, effort: {web: 4}, rice: {reach: 7, impact: high, confidence: 80%}, deadline: 2026-12-31}
- {id: d, title: D, effort: {none: 4}, rice: {reach: 7, impact: high, confidence: 80%}}
"""
    backlog = loaded(rows, head).backlog
    text = explore(share(backlog, plan(backlog)), "roadmap")
    assert_closed(text)
    assert "What cannot be kept" in text
    assert "50 % of the way" in text
    assert text.count("of the way") == 1
    assert ">–</td>" in text
    assert "Not in this plan: " in text
    assert "Deadline" not in Read(text).words["small"]


def test_what_was_left_out_is_told() -> None:
    found = loaded(
        "- {id: a, title: A}\n- {id: b, title: B, effort: nonsense}\n- {id: c, title: C, depends_on: [b]}\n"
    )
    backlog, left_out = found.sound()
    assert "2 features left out" in explore(share(backlog, plan(backlog), left_out=left_out), "rank")


def test_it_begins_where_it_is_told_to() -> None:
    assert data_of(page_for(TEAM, "graph"))["start"] == "graph"
    assert data_of(page_for(TEAM, "backlog"))["start"] == "rank"
    customers = find_reader(canaries()[0].workspace, "customers")
    assert data_of(page_for(customers, "graph"))["start"] == "roadmap"


def test_the_whole_is_readable_without_the_script() -> None:
    read = Read(page_for(TEAM))
    told = " ".join(read.words["a"])
    assert told.count("TITLEONE") >= 2
    assert any(tag == "table" and one.get("id") == "features" for tag, one in read.elements)
    hidden = [one.get("id") for tag, one in read.elements if tag == "section" and "hidden" in one]
    assert hidden == ["plot"]


def test_the_score_is_explained_as_pm_explain_does() -> None:
    shared = share(*canaries())
    one = next(one for one in data_of(page_for(TEAM))["features"] if one["id"] == "secret-id-one")
    page = Explanation(shared.items["secret-id-one"], shared.ranking, shared.backlog).page()
    [score] = [rows for rows in one["why"] if isinstance(rows[0], list) and rows[0][0] == "reach"]
    assert score == [
        list(row)
        for block in page
        if isinstance(block, Fields)
        for row in block.rows
        if block.rows[0][0] == "reach"
    ]


def test_only_who_sees_everything_gets_the_explanation() -> None:
    for reader in (
        READERS[0],
        Reader("all but one", "", FIELDS - {"links"}),
        Reader("some", "", None, "theme=other"),
    ):
        assert all("why" not in one for one in data_of(page_for(reader))["features"])
    shared = share(*canaries(), where=("theme=other",))
    assert all("why" not in one for one in data_of(explore(shared, "rank"))["features"])


def test_data_stands_as_in_the_other_formats() -> None:
    found = data_of(page_for(TEAM))
    one = next(one for one in found["features"] if one["id"] == "secret-id-one")
    told = {found["fields"][one["told"][at]][0]: one["told"][at + 1] for at in range(0, len(one["told"]), 2)}
    assert told["owner"] == "OWNERWORD"
    assert told["options"] == ["OPTIONWORD; against it: OPTIONAGAINST", "OPTIONCHOSEN (chosen)"]
    facets = {facet["key"]: facet["values"] for facet in found["facets"]}
    assert set(facets["team"]) == {"teamalpha", "teambeta"}
    nodes = {found["features"][at]["id"] for at, _, _ in found["graph"]["nodes"]}
    assert nodes == {"secret-id-one", "secret-id-two", "parent-id"}


# --- who sees what ---


def leaks(reader: Reader, fields: set[str] | frozenset[str]) -> list[str]:
    leaks = Read(page_for(reader)).said()
    return [word for one in sorted(fields) for word in CANARIES.get(one, ()) if word in leaks]


def test_who_sees_all_sees_all() -> None:
    told = Read(page_for(TEAM)).said()
    missing = {
        name for name, words in CANARIES.items()
        if not any(word in told for word in words)
    }  # fmt: skip
    assert missing <= {"conflicts_with", "strategy", "capacity"}  # told in other words, or in rounder numbers
    assert "STRATEGYVISION" in told
    assert "21.5" in told


@pytest.mark.unmeasured
@for_each("name", sorted(CANARIES))
def test_a_field_that_may_not_be_seen_is_nowhere(name: str) -> None:
    assert not leaks(Reader("some", "some", FIELDS - {name}), {name})


@pytest.mark.unmeasured
@for_each("name", sorted(FIELDS))
def test_who_sees_one_field_sees_no_other(name: str) -> None:
    reader = Reader("one", "one", frozenset({"title", name}))
    shown = {"title", name} | ({"id"} if name == "id" else set())
    with_it = {"solves": {"solves"}, "effort": {"effort", "team"}}.get(name, set())
    found = leaks(reader, FIELDS - shown - with_it)
    assert not found


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_the_readers_of_every_workspace(reader: Reader) -> None:
    hidden = FIELDS - (reader.fields if reader.fields is not None else FIELDS)
    assert not leaks(reader, hidden - ({"title"} if reader.is_public else set()))


def test_customers_read_only_what_is_public() -> None:
    customers = find_reader(canaries()[0].workspace, "customers")
    told = Read(page_for(customers)).said()
    assert "PUBLICONE" in told
    assert "PUBLICTEXT" in told
    assert not leaks(customers, FIELDS - {"public"})


def test_own_audiences() -> None:
    board = find_reader(canaries()[0].workspace, "board")
    assert board.fields is not None
    assert not leaks(board, FIELDS - board.fields)
    told = Read(page_for(find_reader(canaries()[0].workspace, "picked"))).said()
    assert "TITLETWO" in told
    assert not [word for word in ("TITLEONE", "secret-id-one", "TITLETHREE") if word in told]


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("name", "hulls"),
    [
        ("period", ("2026-Q4", "2027-Q1")),
        ("capacity", ('id="capacity"', 'class="full"')),
        ("depends_on", ('id="graph"', '"nodes"')),
        ("value", ('id="plot"',)),
        ("effort", ('id="plot"', "person-weeks", ">Team<")),
        ("rank", ('data-key="rank"', "Ranking")),
        ("score", ('data-key="score"',)),
        ("declined", ('id="declined"', "Not doing")),
        ("outcomes", ('class="goals"',)),
    ],
)
def test_no_empty_hull_is_left(name: str, hulls: tuple[str, ...]) -> None:
    hidden = {name, "score"} if name == "value" else {name}
    text = re.sub(
        r"<style>.*?</style>|<script>.*?</script>",
        "",
        page_for(Reader("some", "", FIELDS - hidden)),
        flags=re.DOTALL,
    )
    assert not [hull for hull in hulls if hull in text]
    assert [hull for hull in hulls if hull in page_for(TEAM)]


# --- files of ours and of others ---


def test_all_files_are_used_and_there() -> None:
    folder = files("pmcli.writers.html")
    for kind, used in (("style", (*STYLES, "style/page.css")), ("script", (*SCRIPTS, LIVE))):
        there = {f"{kind}/{path.name}" for path in (folder / kind).iterdir()}
        assert there == {name for name in used if name.startswith(f"{kind}/")}


def test_parts_of_others_are_as_they_were_published() -> None:
    vendored = (files("pmcli.writers.html") / "vendor" / "panzoom.min.js").read_bytes()
    assert hashlib.sha256(vendored).hexdigest() == PANZOOM
    assert b"Panzoom 4.6.2" in vendored
    assert "Timmy Willison" in (files("pmcli.writers.html") / "vendor" / "panzoom.LICENSE.txt").read_text()


def test_trouble_is_told_and_asked_about_again() -> None:
    text = trouble("The backlog has 1 error", "error: <b>\n  --> x", "v1")
    assert_closed(text)
    assert policy_of(text)["connect-src"] == ["'self'"]
    assert "error: &lt;b&gt;\n  --&gt; x" in text
    assert '<meta name="pm-version" content="v1">' in text


def test_a_page_that_is_served_may_ask_where_it_came_from() -> None:
    shared = share(*canaries())
    text = explore(shared, "roadmap", version="abc")
    assert_closed(text)
    assert policy_of(text)["connect-src"] == ["'self'"]
    assert "connect-src" not in policy_of(explore(shared, "roadmap"))


PANZOOM = "3ce354ef7b493efb62a4d4acaaf86fa2d6027eb629857a4e144041de1a112c1e"
