"""Markdown within a line taken off: links, code, emphasis, images, HTML; what it led to is kept beside."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

_IMAGE: Final = re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,500}\)")
_LINK: Final = re.compile(
    r"\[((?:[^\[\]]|\[[^\[\]]{0,100}\]){1,300})\]\(<?([^()\s>]{1,500})>?(?:\s+\"[^\"]{0,200}\")?\)"
)
_REFERENCE_LINK: Final = re.compile(r"\[([^\[\]]{1,300})\]\[[^\[\]]{0,100}\]")
_WIKI: Final = re.compile(r"\[\[([^\[\]|]{1,200})(?:\|([^\[\]]{1,200}))?\]\]")
_ADDRESS: Final = re.compile(r"<(https?://[^\s<>]{1,500})>")
_CODE: Final = re.compile(r"(?<!`)(`{1,3})(?!`)(.{1,300}?)(?<!`)\1(?!`)")
_STRONG: Final = re.compile(r"(\*\*\*|\*\*|__|~~|==)(?=\S)(.{1,500}?)(?<=\S)\1")
_SOFT: Final = re.compile(
    r"(?<![\w*])\*(?=\S)([^*]{1,300}?)(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)([^_]{1,300}?)(?<=\S)_(?!\w)"
)
BREAK_TAG: Final = re.compile(r"<br\s{0,5}/?>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_ESCAPED: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>])")


@dataclass(frozen=True, slots=True)
class Bare:
    """A text without markup, and the addresses that its links led to."""

    text: str
    links: tuple[str, ...] = ()


def bare(text: str) -> Bare:
    """A line of Markdown as it reads."""
    links: list[str] = []

    def named(match: re.Match[str]) -> str:
        links.append(match[2])
        return match[1]

    def addressed(match: re.Match[str]) -> str:
        links.append(match[1])
        return match[1]

    text = _LINK.sub(named, _IMAGE.sub("", text))
    text = _WIKI.sub(lambda match: match[2] or match[1], text)
    text = _ADDRESS.sub(addressed, _REFERENCE_LINK.sub(r"\1", text))
    text = _CODE.sub(lambda match: match[2].strip(), text)
    for _ in range(2):
        text = _STRONG.sub(r"\2", text)
    text = _SOFT.sub(lambda match: match[1] or match[2], text)
    text = _TAG.sub("", BREAK_TAG.sub("\n", text))
    return Bare(html.unescape(_ESCAPED.sub(r"\1", text)).strip(), tuple(links))


def plain(text: str) -> str:
    """A line of Markdown as it reads, without its links."""
    return bare(text).text
