"""The documents of Atlassian (ADF), a tree of nodes, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

_DEEPEST: Final = 40
_BLOCKS: Final = ("paragraph", "heading", "codeBlock", "rule", "blockquote", "panel")


def is_document(value: Any) -> bool:
    """Whether a value is such a document."""
    return isinstance(value, dict) and value.get("type") == "doc" and isinstance(value.get("content"), list)


def text_of_document(value: Mapping[str, Any]) -> str:
    """The text of a document, its blocks set apart by empty lines."""
    return "\n\n".join(block for block in _blocks(value, 0) if block.strip())


def _inner(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    content = node.get("content")
    return [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []


def _attribute(node: Mapping[str, Any], *names: str) -> str:
    attributes = node.get("attrs")
    if not isinstance(attributes, dict):
        return ""
    return next((str(attributes[name]) for name in names if attributes.get(name) not in (None, "")), "")


def _blocks(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    for one in _inner(node):
        kind = one.get("type")
        if kind in ("bulletList", "orderedList", "taskList", "decisionList"):
            yield "\n".join(_items(one, depth + 1))
        elif kind == "heading":
            level = _attribute(one, "level")
            yield f"{'#' * (int(level) if level in '123456' and level else 1)} {_line(one)}"
        elif kind == "codeBlock":
            yield f"```{_attribute(one, 'language')}\n{_line(one)}\n```"
        elif kind == "rule":
            yield "---"
        elif kind == "tableRow":
            yield " | ".join(" ".join(_blocks(cell, depth + 1)) for cell in _inner(one))
        elif kind in ("blockquote", "panel"):
            quoted = "\n\n".join(_blocks(one, depth + 1))
            yield "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))
        elif kind == "paragraph":
            yield _line(one)
        elif _inner(one):
            yield from _blocks(one, depth + 1)
        else:
            yield _inline(one)


def _items(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    for at, one in enumerate(_inner(node), 1):
        if one.get("type") == "taskList":  # a list within a list of tasks stands beside its items
            yield from (f"  {line}" for line in _items(one, depth + 1))
            continue
        sign = f"{at}." if node.get("type") == "orderedList" else "-"
        if one.get("type") == "taskItem":
            sign = f"- [{'x' if _attribute(one, 'state') == 'DONE' else ' '}]"
        blocks = list(_blocks(one, depth + 1)) if _has_blocks(one) else [_line(one)]
        lines = "\n".join(blocks).split("\n")
        yield f"{sign} {lines[0]}"
        yield from (f"  {line}" for line in lines[1:])


def _has_blocks(node: Mapping[str, Any]) -> bool:
    return any(one.get("type") in _BLOCKS or _inner(one) for one in _inner(node))


def _line(node: Mapping[str, Any]) -> str:
    return "".join(_inline(one) for one in _inner(node))


def _inline(node: Mapping[str, Any]) -> str:
    kind = node.get("type")
    if kind == "text":
        return _marked(node)
    if kind == "hardBreak":
        return "\n"
    return _attribute(node, "text", "shortName", "url", "alt", "timestamp") or _line(node)


def _marked(node: Mapping[str, Any]) -> str:
    """A text, with the address that it leads to."""
    text = str(node.get("text") or "")
    marks = node.get("marks")
    for mark in marks if isinstance(marks, list) else ():
        if not isinstance(mark, dict):
            continue
        address = _attribute(mark, "href") if mark.get("type") == "link" else ""
        if address and address != text:
            text = f"[{text}]({address})"
        elif mark.get("type") == "code":
            text = f"`{text}`"
    return text
