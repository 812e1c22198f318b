"""A message keeps to what Slack takes, and no text in it can call anybody or make a link."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pmcli.writers.blocks import Bullets, Code, Heading, Paragraph, TableBlock
from pmcli.writers.slack import LONGEST_HEADER, LONGEST_TEXT, MOST_BLOCKS, slack
from pmcli.writers.table import Cell, Column, Table

HOSTILE = "<!channel> <@U1> <https://evil.example|sso> & *bold* `code` &lt;!here&gt;"


def message(*page: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(slack(page))
    return made


def texts(made: dict[str, Any]) -> list[str]:
    return [block["text"]["text"] for block in made["blocks"] if block["type"] == "section"]


def test_headings_lists_and_tables_are_blocks() -> None:
    table = Table(
        (Column("id", "Feature"), Column("rank", "Rank")), ((Cell("sso"), Cell("1")),), notes=("all",)
    )
    made = message(
        Heading("Roadmap", 1), Bullets(("one", "two")), TableBlock(table), Code("gantt", "mermaid")
    )
    assert made["text"] == "Roadmap"
    assert [block["type"] for block in made["blocks"]] == ["header", "section", "section"]
    assert texts(made) == ["• one\n• two", "_Feature · Rank_\n• sso · 1\nall"]


def test_texts_call_nobody_and_link_nowhere() -> None:
    made = message(Heading(HOSTILE), Paragraph(HOSTILE), Bullets((HOSTILE,)))
    for text in (*texts(made), made["text"]):
        assert not set("<>") & set(text)
        assert not re.search("&(?!(amp|lt|gt);)", text)
    assert all(block["text"]["verbatim"] for block in made["blocks"] if block["type"] == "section")


@given(st.lists(st.text("&<*a\u00e9 ", max_size=4_000), max_size=8), st.integers(0, 70))
def test_a_message_is_never_larger_than_slack_takes(items: list[str], headings: int) -> None:
    page = (Bullets(tuple(items)), *(Heading(f"{number} {'x' * 200}") for number in range(headings)))
    made = message(*page)
    assert len(made["blocks"]) <= MOST_BLOCKS
    assert all(0 < len(text) <= LONGEST_TEXT for text in texts(made))
    assert not any(re.search("&(?!(amp|lt|gt);)", text) for text in texts(made))
    headers = [block["text"]["text"] for block in made["blocks"] if block["type"] == "header"]
    assert all(len(text) <= LONGEST_HEADER for text in headers)
    if headings > MOST_BLOCKS:
        (told,) = made["blocks"][-1]["elements"]
        assert "more parts that a message has no room for" in told["text"]
