"""HTML as trackers keep it in their descriptions, made Markdown."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_BEGINS: Final = re.compile(
    r"\s*<(?:!--|(?:p|div|span|ul|ol|li|h[1-6]|table|html|body|section|article|b|strong|i|em|u|a|br|img|pre|code"
    r"|blockquote|font|figure)\b[^<>]*>)",
    re.IGNORECASE,
)
_INLINE: Final = re.compile(r"</?(?:br|p|div|span|li|ul|ol|b|strong|i|em)\b[^<>]*>", re.IGNORECASE)
_CLOSED: Final = re.compile(r"</[a-z]|<(?:br|img)\b|<p>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|#39|#x27|#160);")
_BLOCKS: Final = frozenset({
    "p", "ul", "ol", "table", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
})  # fmt: skip
_LINES: Final = frozenset({"div", "tr", "li", "br", "dt", "dd", "hr", "figure"})
_MARKS: Final = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_HIDDEN: Final = frozenset({"script", "style", "head", "title"})
_TAG: Final = re.compile(r"<!--[^<>]*-->|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>[^<>]*)>")
_ADDRESS: Final = re.compile(r"\bhref\s?=\s?[\"']?((?:https?://|mailto:)[^\"'\s<>]+)", re.IGNORECASE)
_ALT: Final = re.compile(r"\balt\s?=\s?\"([^\"]*)\"", re.IGNORECASE)
_BLANKS: Final = re.compile(r"\s+")
_DEEPEST: Final = 20


def markdown_of(text: str) -> str:
    """A text with HTML as Markdown; one without it, such as Markdown or plain text, as it is."""
    is_html = _BEGINS.match(text) or ("\n" not in text.strip() and _INLINE.search(text))
    if is_html and _CLOSED.search(text):
        return _Reading().markdown(text)
    return unescape(text).replace("\u00a0", " ") if _ENTITY.search(text) and "<" not in text else text


class _Reading:
    """One text on its way to Markdown.

    The parser of the standard library takes time by the square of what is never closed; this one reads
    every character once.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.lists: list[int] = []
        self.links: list[str] = []
        self.hidden = self.kept = 0

    def markdown(self, text: str) -> str:
        """The text, without needless blanks and lines."""
        at = 0
        for match in _TAG.finditer(text):
            self._say(text[at : match.start()])
            at = match.end()
            if match["name"]:
                (self._end if match["end"] else self._begin)(match["name"].casefold(), match["rest"])
        self._say(text[at:])
        lines = [line.rstrip() for line in "".join(self.pieces).split("\n")]
        lines = [line[1:] if line.startswith(" ") and not line.startswith("  ") else line for line in lines]
        lines = ["" if not line.strip("*` ") else line for line in lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _say(self, data: str) -> None:
        if data and not self.hidden:
            text = unescape(data).replace("\u00a0", " ")
            self.pieces.append(text if self.kept else _BLANKS.sub(" ", text))

    def _begin(self, tag: str, rest: str) -> None:
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag in ("ul", "ol"):
            self.pieces.append("" if self.lists else "\n\n")
            self.lists.append(1 if tag == "ol" else 0)
        elif tag == "li":
            self._item()
        elif tag in _BLOCKS:
            self.kept += tag == "pre"
            heading = "#" * int(tag[1]) + " " if tag[0] == "h" and tag[1:].isdecimal() else ""
            self.pieces.append(f"\n\n{heading}")
        elif tag in _LINES:
            self.pieces.append("\n")
        elif tag in _MARKS:
            self.pieces.append(_MARKS[tag])
        elif tag == "a":
            address = _ADDRESS.search(rest)
            self.links.append(address[1] if address else "")
            self.pieces.append("[" if address else "")
        elif tag == "img" and (alt := _ALT.search(rest)):
            self._say(alt[1])
        elif tag in ("td", "th"):
            self.pieces.append(" ")

    def _end(self, tag: str, _: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in ("ul", "ol"):
            if self.lists:
                self.lists.pop()
            self.pieces.append("" if self.lists else "\n\n")
        elif tag in _BLOCKS:
            self.kept = max(0, self.kept - (tag == "pre"))
            self.pieces.append("\n\n")
        elif tag == "div":
            self.pieces.append("\n")
        elif tag in _MARKS and self.pieces[-1:] == [_MARKS[tag]]:
            self.pieces.pop()
        elif tag in _MARKS:
            self.pieces.append(_MARKS[tag])
        elif tag == "a" and self.links:
            address = self.links.pop()
            self.pieces.append(f"]({address})" if address else "")

    def _item(self) -> None:
        """The beginning of an item of a list, as deep as it stands."""
        indent = "  " * min(max(0, len(self.lists) - 1), _DEEPEST)
        mark = "- "
        if self.lists and self.lists[-1]:
            mark = f"{self.lists[-1]}. "
            self.lists[-1] += 1
        self.pieces.append(f"\n{indent}{mark}")
