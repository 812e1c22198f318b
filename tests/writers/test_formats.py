"""Plain, CSV and Markdown: what is written is what is read back."""

import csv
import html
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from pmcli.views.ranking.table import ranking_table
from pmcli.writers import FORMATS
from pmcli.writers.csv import harmless
from pmcli.writers.escaping import visible
from pmcli.writers.markdown import inline, paragraph, paragraphs
from pmcli.writers.table import Cell, Column, Table, exact, number, records
from tests.conftest import for_each
from tests.views.ranking import sample
from tests.writers.hostile import HOSTILE, tables, texts

GOLDEN = Path(__file__).parent / "golden"
RENDER = {kind.name: kind.render for kind in FORMATS}
READER = MarkdownIt("commonmark").enable("table")


def read(markdown: str) -> str:
    """The text that a reader of this Markdown sees, its spaces evened out."""
    return evened(html.unescape(re.sub(r"</?\w+[^>]*>", "", READER.render(markdown))))


def evened(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
def test_a_ranking_is_written_like_this(kind: object, golden: Callable[[Path, str], None]) -> None:
    assert kind in FORMATS
    name = getattr(kind, "name", "")
    golden(GOLDEN / f"ranking.{name}", RENDER[name](ranking_table(sample.ranking(), sample.backlog())))


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
def test_an_empty_table(kind: object) -> None:
    table = Table((Column("id", "Id", kind="id"), Column("a", "A")), ())
    written = {"plain": "id\ta\n", "csv": "id,a\n", "markdown": ""}
    assert RENDER[getattr(kind, "name", "")](table) == written[getattr(kind, "name", "")]


@settings(deadline=None)
@given(tables())
def test_plain_is_one_record_a_line(table: Table) -> None:
    lines = RENDER["plain"](table).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(table.rows) + 1
    for line, record in zip(lines[1:], records(table), strict=True):
        assert line.split("\t") == [visible(exact(value)) for value in record]


@settings(deadline=None)
@given(tables())
def test_csv_is_read_back_as_it_was(table: Table) -> None:
    rows = list(csv.reader(StringIO(RENDER["csv"](table), newline="")))
    assert rows[0] == [column.key for column in table.columns]
    for row, record in zip(rows[1:], records(table), strict=True):
        for written, value in zip(row, record, strict=True):
            assert written == (harmless(value) if isinstance(value, str) else exact(value))


@given(texts)
def test_no_text_is_a_formula(text: str) -> None:
    written = harmless(text)
    assert not written.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert written.removeprefix("'") == visible(text, one_line=False) or text.startswith("'")


def test_numbers_stay_numbers() -> None:
    table = Table((Column("n", "n", kind="number"), Column("t", "t")), ((number(-5.5), Cell("-5.5")),))
    assert RENDER["csv"](table) == "n,t\n-5.5,'-5.5\n"


@settings(deadline=None)
@given(tables(least_rows=1))
def test_markdown_keeps_its_columns_and_every_text(table: Table) -> None:
    table = Table(table.columns, table.rows)
    tokens = READER.parse(RENDER["markdown"](table))
    assert tokens[0].type == "table_open"
    seen = [token for token in tokens if token.type == "inline"]
    cells = [column.title for column in table.columns] + [cell.text for row in table.rows for cell in row]
    assert len(seen) == len(cells)
    for token, text in zip(seen, cells, strict=True):
        assert read(token.content) == evened(visible(text)) or paragraph(text) != inline(text)


@settings(deadline=None)
@given(texts)
def test_a_paragraph_is_read_literally(text: str) -> None:
    assert read(paragraph(text)) == evened(visible(text))
    assert not re.search("<(?!/?p>|/?span>)", READER.render(paragraph(text)))


def test_what_hosts_look_for_after_markdown_is_taken_apart() -> None:
    assert inline("fixes #12, @amelie") == "fixes <span>#</span>12, <span>@</span>amelie"
    assert inline(":smile: !7 for $5") == "<span>:</span>smile: <span>!</span>7 for <span>$</span>5"
    assert inline("snake_case 100% a: b, C#, wow! 🎁") == "snake_case 100% a: b, C#, wow! 🎁"


def test_only_what_markdown_reads_otherwise_is_escaped() -> None:
    plain = "Tom & Priya, since master~1: more;"
    assert inline(plain) == plain
    assert inline("&lt; &#60; <b>") == "&amp;lt; &amp;<span>#</span>60; &lt;b&gt;"
    assert inline("a <") + inline("b") == "a &lt;b"  # texts stand side by side
    assert inline("a~b c~d ~~x~~ ~e~") == r"a\~b c\~d \~\~x\~\~ \~e\~"
    assert paragraphs(["a~1", "b~2"]) == "a\\~1\\\nb\\~2\n"
    assert paragraph("> a") == "&gt; a"


def test_breaks_in_prose_are_kept() -> None:
    assert paragraphs(["# one", "two", "", "- three"]) == "\\# one\\\ntwo\n\n\\- three\n"


@pytest.mark.unmeasured
@for_each("text", HOSTILE)
def test_no_escape_sequence_gets_out(text: str) -> None:
    table = Table((Column("a", text),), ((Cell(text),),), text, (text,))
    for render in RENDER.values():
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", render(table))
