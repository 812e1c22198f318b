"""A new key in a map, a new item in a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from pmcli.model.backlog import Keys
from pmcli.model.canonical import names_at
from pmcli.yaml.edit.key_path import Entry, entries, is_flow, way
from pmcli.yaml.edit.layout import begins_line, last_line, silenced_line
from pmcli.yaml.edit.proof import Draft, Told, proven
from pmcli.yaml.edit.scalars import changed
from pmcli.yaml.edit.source_text import BLANKS, CannotEdit, Cut, Page, page_of
from pmcli.yaml.edit.writing import Style, entry_lines, inline, is_inline, item_lines, key_text
from pmcli.yaml.read.places import PlaceNode
from pmcli.yaml.read.value import Value

_DASH: Final = re.compile(r"-[ ]+(?=[^ \t\r\n#])")


def told(data: Value) -> Value:
    """The data as they are to be read, quoted or not."""
    if isinstance(data, dict):
        return {name: told(one) for name, one in data.items()}
    return [told(one) for one in data] if isinstance(data, list) else Told(data)


def insert(text: bytes, path: str, document: int, keys: Keys, data: Value) -> bytes:
    """With a new key in a map that is there; it stands where the canonical order has it, else last.

    Raises:
        CannotEdit: the key is there already, or its map is not; an alias, a merge or a tag is on the way.
    """
    page = page_of(text, path)
    root, steps = way(page, document, keys[:-1])
    node, name = steps[-1].node if steps else root, keys[-1]
    if node.target is not None:
        raise CannotEdit("it stands behind an alias")
    if node.pairs is None or isinstance(name, int):
        raise CannotEdit("it is no map")
    own = [pair.key.text or "" for pair in node.pairs]
    if name in own:
        raise CannotEdit(f'the key "{name}" is already there')
    return proven(page, document, _key_drafts(page, node, own, keys, data))


def insert_item(text: bytes, path: str, document: int, keys: Keys, data: Value) -> bytes:
    """With one more item in a list that is there, before the item that stands where `keys` lead to.

    Raises:
        CannotEdit: there is no such list, or it is shorter; an alias, a merge or a tag is on the way.
    """
    page = page_of(text, path)
    root, steps = way(page, document, keys[:-1])
    node, at = steps[-1].node if steps else root, keys[-1]
    if node.target is not None:
        raise CannotEdit("it stands behind an alias")
    if node.items is None or not isinstance(at, int) or not 0 <= at <= len(node.items):
        raise CannotEdit("it is no list, or a shorter one")
    return proven(page, document, _item_drafts(page, node, at, keys, data))


def slot(own: Sequence[str], name: str, names: Sequence[str]) -> int:
    """Before which of a map's own keys a new one stands: behind the nearest that `names` has before it.

    Keys that are not in `names` stay behind the key they follow.
    """
    rank = {known: at for at, known in reversed(list(enumerate(names)))}
    if name not in rank:
        return len(own)
    before = [(rank[key], at) for at, key in enumerate(own) if rank.get(key, len(rank)) < rank[name]]
    if not before:
        return next((at for at, key in enumerate(own) if key in rank), len(own))
    at = max(before)[1] + 1
    while at < len(own) and own[at] not in rank:
        at += 1
    return at


# --- keys ---


def _key_drafts(page: Page, node: PlaceNode, own: list[str], keys: Keys, data: Value) -> Iterator[Draft]:
    name = str(keys[-1])
    at = slot(own, name, names_at(page.path, keys[:-1]))
    for place in dict.fromkeys((at, max(at - 1, 0), len(own))):
        before = own[place] if place < len(own) else None
        for text in _key_texts(page, node, place, name, data):
            yield text, _with_key(keys[:-1], name, told(data), before)


def _with_key(keys: Keys, name: str, data: Value, before: str | None) -> Callable[[Value], Value]:
    def put(old: Value) -> Value:
        if not isinstance(old, dict):
            return old
        new: dict[str, Value] = {}
        for key, one in old.items():
            if key == before:
                new[name] = data
            new[key] = one
        return new if name in new else {**new, name: data}

    return lambda whole: changed(whole, keys, put)


def _key_texts(page: Page, node: PlaceNode, at: int, name: str, data: Value) -> Iterator[str]:
    found = entries(page, node)
    if is_flow(page, node):
        yield from _flow_texts(page, node, found, at, f"{key_text(name)}: {inline(data)}")
        return
    column = found[0].column
    yield from _block_texts(page, found, at, entry_lines(name, data, column, Style.of(page)))


# --- items ---


def _item_drafts(page: Page, node: PlaceNode, at: int, keys: Keys, data: Value) -> Iterator[Draft]:
    def put(old: Value) -> Value:
        return [*old[:at], told(data), *old[at:]] if isinstance(old, list) else old

    for text in _item_texts(page, node, at, data):
        yield text, lambda whole: changed(whole, keys[:-1], put)


def _item_texts(page: Page, node: PlaceNode, at: int, data: Value) -> Iterator[str]:
    found, items = entries(page, node), node.items or []
    if is_flow(page, node):
        yield from _flow_texts(page, node, found, at, inline(data))
        return
    near = min(max(at - 1, 0), len(items) - 1)
    sibling = items[near]
    dash = _DASH.match(page.text, found[near].start)
    flow = is_inline(page, sibling) if sibling.pairs is not None else None
    lines = item_lines(data, found[0].column, Style.of(page), dash[0] if dash else "- ", flow=flow)
    yield from _block_texts(page, found, at, lines)


# --- both ---


def _block_texts(page: Page, found: list[Entry], at: int, lines: list[str]) -> Iterator[str]:
    """The whole text with new lines before the entry `at` of a block list or map."""
    if at:
        last = last_line(page, found[at - 1])
        index, end_line = page.next(last), page.breaks(last)
        if page.stop(last) == index:
            yield page.with_cuts([(index, index, "".join(end_line + line for line in lines))])
            yield page.with_cuts([(index, index, end_line.join(["", *lines, ""]))])
        else:
            yield page.with_cuts([(index, index, "".join(line + end_line for line in lines))])
        return
    entry = found[0]
    head = page.line(entry.start)
    end_line = page.breaks(head)
    if begins_line(page, entry):
        index = page.start(silenced_line(page, entry))
        yield page.with_cuts([(index, index, "".join(line + end_line for line in lines))])
        return
    body = end_line.join(lines).lstrip(BLANKS)
    yield page.with_cuts([(entry.start, entry.start, body + end_line + " " * entry.column)])


def _flow_texts(page: Page, node: PlaceNode, found: list[Entry], at: int, new: str) -> Iterator[str]:
    """The whole text with something new before the entry `at` of a list or map in brackets."""
    if not found:
        index = page.skip(node.start) + 1
        yield page.with_cuts([(index, index, new)])
        return
    before = found[at - 1] if at else None
    if before is not None and begins_line(page, before) and (cuts := _own_line(page, before, new)):
        yield page.with_cuts(cuts)
    if before is not None:
        yield page.with_cuts([(before.end, before.end, f", {new}")])
    else:
        yield page.with_cuts([(found[0].start, found[0].start, f"{new}, ")])


def _own_line(page: Page, before: Entry, new: str) -> list[Cut] | None:
    """A line for something new in brackets below an entry that has its line for itself; else None."""
    behind = before.end if before.comma is None else before.comma + 1
    line = page.line(behind - 1)
    if page.bare[behind : page.stop(line)].strip(BLANKS) or page.next(line) == page.stop(line):
        return None
    lead, end_line = " " * before.column, page.breaks(line)
    if before.comma is not None:
        return [(page.next(line), page.next(line), f"{lead}{new},{end_line}")]
    return [(before.end, before.end, ","), (page.next(line), page.next(line), f"{lead}{new}{end_line}")]
