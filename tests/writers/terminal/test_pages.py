"""Blocks and drawings in a terminal: they keep to its width, and what people wrote is shown as it stands."""

import re
import shlex
from collections.abc import Iterator
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

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
from pmcli.writers.drawings import (
    Board,
    Card,
    Gantt,
    Lane,
    Legend,
    Line,
    Matrix,
    MatrixRow,
    Shelves,
    Stretch,
    TextLines,
    Words,
)
from pmcli.writers.table import Cell, Column, Table
from pmcli.writers.terminal.pages import render
from tests.conftest import for_each
from tests.writers.hostile import texts

SGR = re.compile(r"\x1b\[[0-9;]*m")
WIDTHS = (20, 47, 160)
TITLES = (
    "[red]x[/red]", "[link=https://evil.example]x[/link]", "\x1b[31mred\x1b[0m", "\x1b]8;;https://evil\x07x", ":smile:",
    "a\u200bb\u202ec", "日本語の題名" * 9, "👩‍👩‍👧 family", "x" * 250, "https://evil.example/x", "\x01\x02", "\ue000", "", " ",
)  # fmt: skip


def boards(title: str) -> Iterator[Picture]:
    """Every drawing, with the title wherever one may stand."""
    marks: Line = (("⚑", "warn"), ("★", "warn"))
    card = Card(title, title, marks, f"web 3, {title}", (title,), title, title, title)
    lane = Lane(title, (card, Card(title)), title)
    yield Picture(Board((lane, lane, Lane("empty", ()))))
    yield Picture(Board((lane,) * 12))
    told = Lane(title, (card,) * 9, title, facts=([(title, "dim")], [(title, "warn"), ("x", "dim")]))
    yield Picture(Board((told, told, told)))
    yield Picture(Shelves((told, lane, Lane("empty", ())), 5, (Words([(title, "bad")], [("✗ ", "error")]),)))
    yield Picture(
        Matrix(title, ("2026-Q4", "2027-Q1", "2027-Q2"), (MatrixRow(((card,), (), (card, card)), lane),))
    )
    bar = Stretch(title, 0, 1, marks, due=2.5, due_mark=marks[0], hint=f"after {title}")
    yield Picture(
        Gantt(("2026-Q4", "2027-Q1", "2027-Q2"), ((title, (bar, Stretch(title, 2, 2))), ("", (bar,))))
    )
    yield Picture(Legend(((("●", "bar"), (title, "dim")), (("●", "bar"), (title, "dim")))))
    yield Picture(
        TextLines(
            (
                Words([(title, "bad")], [("✗ ", "error")], most=2),
                Words([(f"a, {title}", "dim")], is_list=True),
            )
        )
    )


def page(title: str) -> list[Block]:
    """Every block that is kept within the width."""
    table = Table(
        (Column("a", title), Column("b", "b", kind="bar")),
        ((Cell(title), Cell("1", share=0.5)),) * 3,
        title,
        (title,),
    )
    return [
        Heading(title), Fields(((title, title), ("b", (title, title)))), Paragraph(title, "dim"), Bullets((title, title)),
        TableBlock(table), TableBlock(table, is_banded=True), Tree(Node(title, (Node(title, (Node(title),)), Node("x")))),
        *boards(title),
    ]  # fmt: skip


@pytest.mark.unmeasured
@for_each("title", TITLES)
@for_each("width", WIDTHS)
def test_nothing_that_people_write_breaks_a_page(title: str, width: int) -> None:
    shown = render(page(title), width=width, color=False)
    in_ascii = render(page(title), width=width, color=False, unicode=False)
    for text in (shown, in_ascii):
        assert max(cell_len(line) for line in text.split("\n")) <= width
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\ue000]", text)
    colored = render(page(title), width=width, color=True)
    assert SGR.sub("", colored) == shown, "colours add nothing but colours: no links, no markup"


@given(texts, st.integers(20, 200), st.booleans())
@settings(max_examples=40, deadline=None)
def test_any_text_fits(title: str, width: int, unicode: bool) -> None:
    shown = render(page(title), width=width, color=False, unicode=unicode)
    assert max(cell_len(line) for line in shown.split("\n")) <= width


@for_each(
    "text", ["[red]x[/red]", "[link=x]y[/link]", ":smile:", "https://evil.example", "'single' 12 True None"]
)
def test_nothing_is_interpreted(text: str) -> None:
    shown = render(page(text), width=160, color=True)
    assert SGR.sub("", shown).count(text) > 20
    assert "\x1b]8" not in shown


def test_code_is_not_broken() -> None:
    code = "x" * 90 + " --> " + "y" * 90
    assert render((Code(f"  {code}\n", "mermaid"),), width=40, color=False) == f"  {code}\n"


@pytest.mark.parametrize("width", [20, 31, 40, 60, 200])
def test_a_command_goes_on_in_the_next_line_as_shells_read_it(width: int) -> None:
    command = "pm set wallets 'metrics+={metric: …, baseline: …}' launch.checklist.docs=done --by NAME"
    lines = render((Code(command, "sh"),), width=width, color=False).splitlines()
    assert shlex.split("\n".join(lines).replace("\\\n", " ")) == shlex.split(command)
    words = [shlex.split(line.removesuffix("\\")) for line in lines]
    assert all(len(line) <= width or len(parts) == 1 for line, parts in zip(lines, words, strict=True))
    assert len(lines) == 1 or all(line.endswith(" \\") for line in lines[:-1])


@pytest.mark.unmeasured
@for_each("width, color", [(20, False), (80, True), (200, False), (None, False), (None, True)])
def test_a_chain_of_thousands_is_a_tree(width: int | None, color: bool) -> None:
    node = Node("last")
    for number in range(2000):
        node = Node(f"node {number}", (node,))
    start = process_time()
    lines = SGR.sub("", render((Tree(node),), width=width, color=color)).splitlines()
    assert process_time() - start < 8
    assert len(lines) == 2001
    assert lines[-1].endswith("last")
    assert width is None or max(map(cell_len, lines)) <= width


names = st.text("abcdefghij", min_size=1, max_size=8)


@given(
    st.lists(st.lists(names, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=6),
    st.integers(60, 200),
)
@settings(deadline=None)
def test_every_word_of_a_cell_is_shown(rows: list[str], width: int) -> None:
    columns = (Column("id", "id", kind="id"), Column("a", "words"), Column("b", "again"))
    table = Table(columns, tuple((Cell(f"f-{at}"), Cell(text), Cell(text)) for at, text in enumerate(rows)))
    words = render((TableBlock(table),), width=width, color=False).split()
    for text in rows:
        for word in text.split():
            assert words.count(word) >= 2


@for_each("width, beside", [(80, 1), (118, 1), (119, 4), (200, 4)])
def test_lanes_stand_side_by_side_where_they_have_room(width: int, beside: int) -> None:
    lanes = tuple(Lane(f"lane {number}", (Card("a title"),)) for number in range(4))
    first = next(
        line
        for line in render((Picture(Board(lanes)),), width=width, color=False).splitlines()
        if "lane 0" in line
    )
    assert first.count("lane") == beside
