"""A page as a message of Slack, in Block Kit: JSON to be sent by others, within what Slack takes.

Source: Slack's reference of blocks and composition objects, https://docs.slack.dev/reference/block-kit, and
"Formatting message text": `&`, `<` and `>` are escaped, and nothing else can make a link or call people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.writers import json
from pmcli.writers.blocks import (
    Block,
    Bullets,
    Code,
    Fields,
    Heading,
    Paragraph,
    Picture,
    TableBlock,
    Tree,
    lines_of,
    texts_of,
    walk,
)
from pmcli.writers.escaping import visible
from pmcli.writers.table import Table

MOST_BLOCKS, LONGEST_TEXT, LONGEST_HEADER = 50, 3_000, 150
"""What Slack takes: blocks of a message, characters of a text, characters of a header."""
_CUT = "…"
_SIGNS = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"} | {sign: f"\u200b{sign}\u200b" for sign in "*_~`"}
)
"""What would be a link or a mention, and the signs of bold and such, which no sign can take away."""


def slack(page: Sequence[Block]) -> str:
    """The message as JSON: `text` for notices, `blocks` for the channel.

    What has no room is left out, and the last block says how much. Texts are shown literally: no title can
    make a link, or call a channel or a person.
    """
    blocks = [made for block in page for made in _blocks(block)]
    if len(blocks) > MOST_BLOCKS:
        left = len(blocks) - MOST_BLOCKS + 1
        blocks = [
            *blocks[: MOST_BLOCKS - 1],
            _context(f"and {left:,} more parts that a message has no room for"),
        ]
    title = next((block.text for block in page if isinstance(block, Heading)), "pm")
    return json.dumps({"text": _cut(_plain(title), LONGEST_TEXT), "blocks": blocks})


def _blocks(block: Block) -> Iterator[dict[str, object]]:
    if isinstance(block, Heading) and visible(block.text).strip():
        text = _cut(visible(block.text).strip(), LONGEST_HEADER)
        yield {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}
    elif isinstance(block, Picture):
        for inner in block.written:
            yield from _blocks(inner)
    else:
        for text in _joined(_lines(block)):
            yield {"type": "section", "text": _mrkdwn(text)}


def _lines(block: Block) -> Iterator[str]:
    """The lines of what is no heading; a diagram, which Slack cannot draw, has none."""
    match block:
        case Fields():
            for label, value in block.rows:
                yield f"*{_plain(label)}:* {_plain('; '.join(texts_of(value)))}"
        case Paragraph():
            yield from map(_plain, lines_of(block.text))
        case Bullets():
            yield from (f"• {_plain(item)}" for item in block.items)
        case TableBlock():
            yield from _rows(block.table)
        case Tree():
            yield from (f"{'    ' * depth}• {_plain(node.text)}" for depth, node in walk(block.root))
        case Code() if block.language != "mermaid":
            yield from map(_plain, lines_of(block.text))


def _rows(table: Table) -> Iterator[str]:
    """A line for the columns, one for every row, and the notes."""
    if table.title:
        yield f"*{_plain(table.title)}*"
    if table.rows:
        yield f"_{' · '.join(_plain(column.title) for column in table.columns if column.title)}_"
    for row in table.rows:
        yield "• " + " · ".join(_plain(cell.text) for cell in row if cell.text.strip())
    yield from (_plain(str(note)) for note in table.notes)


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """The lines in as few texts as have room for them; a line that has none alone is cut."""
    text = ""
    for line in lines:
        short = _cut(line, LONGEST_TEXT)
        if text and len(text) + 1 + len(short) > LONGEST_TEXT:
            yield text
            text = short
        else:
            text = f"{text}\n{short}" if text else short
    if text.strip():
        yield text


def _mrkdwn(text: str) -> dict[str, object]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _context(text: str) -> dict[str, object]:
    return {"type": "context", "elements": [_mrkdwn(text)]}


def _plain(text: str) -> str:
    return visible(text).translate(_SIGNS)


def _cut(text: str, most: int) -> str:
    """The text, or its beginning, not within an escape, and a mark that it goes on."""
    if len(text) <= most:
        return text
    short = text[: most - len(_CUT)]
    head, sign, rest = short.rpartition("&")
    return f"{head if sign and ';' not in rest and len(rest) < len('&amp;') else short}{_CUT}"
