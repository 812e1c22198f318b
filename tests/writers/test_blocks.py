import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from pmcli.writers.blocks import (
    Block,
    Bullets,
    Fields,
    Heading,
    Node,
    Paragraph,
    TableBlock,
    Tree,
    markdown,
)
from pmcli.writers.table import Cell, Column, Table, number
from pmcli.writers.terminal.pages import render
from tests.writers.hostile import texts

GOLDEN = Path(__file__).parent / "golden"
TERMS = Table(
    (Column("term", "term"), Column("number", "number", kind="number")),
    ((Cell("reach"), number(4200.0)), (Cell("impact"), number(0.25))),
)
PAGE: tuple[Block, ...] = (
    Heading("Guest checkout", 1),
    Fields(
        (
            ("status", Cell("candidate", tone="good")),
            (
                "problem",
                "First-time buyers leave at payment because an account is required, and never come back.",
            ),
            ("evidence", ("5 of 6 left at sign-up", "ZD-881: SAML is a must")),
        )
    ),
    Heading("Why it is second"),
    Paragraph("Its own value is 12.\nIt borrows 31 from *sso*, which waits for it.\n\n# and more"),
    Bullets(("one", "two " * 30, "- three")),
    Bullets(()),
    Heading("What waits for it"),
    Tree(
        Node(
            "guest-checkout",
            (Node("loyalty", (Node("loyalty-2 " * 8), Node("x"))), Node("one-click", tone="warn")),
        )
    ),
    Heading("Terms"),
    TableBlock(TERMS),
)


@pytest.mark.parametrize("width", [40, 60, 100, None])
def test_a_page_looks_like_this(width: int | None, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"page-{width or 'unlimited'}.txt", render(PAGE, width=width, color=False))


def test_as_markdown(golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / "page.markdown", markdown(PAGE))


def test_where_unicode_is_impossible() -> None:
    assert render(PAGE, width=60, color=False, unicode=False).isascii()


def test_colours_are_all_that_colour_adds() -> None:
    colored = render(PAGE, width=60, color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render(PAGE, width=60, color=False)
    assert "\x1b[33mone-click\x1b[0m" in colored


def test_a_deep_tree_stays_readable() -> None:
    node = Node("leaf")
    for depth in range(40):
        node = Node(f"node {depth}", (node,))
    lines = render((Tree(node),), width=60, color=False).splitlines()
    assert len(lines) == 41
    assert max(map(len, lines)) <= 60
    assert lines[-1].strip("│└─ ") == "leaf"


nodes = st.recursive(
    st.builds(Node, texts),
    lambda inner: st.builds(Node, texts, st.lists(inner, max_size=3).map(tuple)),
    max_leaves=6,
)
blocks = st.one_of(
    st.builds(Heading, texts, st.integers(1, 3)),
    st.lists(st.tuples(texts, texts), max_size=3).map(lambda rows: Fields(tuple(rows))),
    st.builds(Paragraph, texts),
    st.lists(texts, max_size=3).map(lambda items: Bullets(tuple(items))),
    st.builds(Tree, nodes),
)


@settings(deadline=None)
@given(st.lists(blocks, max_size=4), st.sampled_from([20, 45, 80]))
def test_any_page_fits(page: list[Block], width: int) -> None:
    for line in render(page, width=width, color=False).split("\n"):
        assert cell_len(line) <= width
        assert "\x1b" not in line


@settings(deadline=None)
@given(st.lists(blocks, max_size=4))
def test_any_page_is_markdown_without_surprises(page: list[Block]) -> None:
    text = markdown(page)
    assert not re.search("<(?!/?span>)", text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
