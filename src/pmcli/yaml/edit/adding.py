"""A new key in a map, a new item in a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from pmcli.model.backlog import Keys
from pmcli.model.canonical import names_at
from pmcli.yaml.edit.key_path import Entry, entries_of, is_flow, key_path
from pmcli.yaml.edit.layout import begins_line, last_line, silenced_line
from pmcli.yaml.edit.proof import AnyStyle, Draft, proven
from pmcli.yaml.edit.scalars import changed
from pmcli.yaml.edit.source_text import BLANKS, CannotEdit, Cut, SourceText, source_of
from pmcli.yaml.edit.writing import Style, entry_lines, inline, is_inline, item_lines, key_text
from pmcli.yaml.read.places import PlaceNode
from pmcli.yaml.read.value import Value

_DASH: Final = re.compile(r"-[ ]+(?=[^ \t\r\n#])")


def any_style(data: Value) -> Value:
    """The data as they are to be read, whether their texts are written plain or in quotes."""
    if isinstance(data, dict):
        return {name: any_style(value) for name, value in data.items()}
    return [any_style(value) for value in data] if isinstance(data, list) else AnyStyle(data)


def insert(text: bytes, path: str, document: int, keys: Keys, data: Value) -> bytes:
    """With a new key in a map that is there; it stands where the canonical order has it, else last.

    Raises:
        CannotEdit: the key is there already, or its map is not; an alias, a merge or a tag is on the path.
    """
    source = source_of(text, path)
    root, steps = key_path(source, document, keys[:-1])
    node, name = steps[-1].node if steps else root, keys[-1]
    if node.target is not None:
        raise CannotEdit("it stands behind an alias")
    if node.pairs is None or isinstance(name, int):
        raise CannotEdit("it is no map")
    own = [pair.key.text or "" for pair in node.pairs]
    if name in own:
        raise CannotEdit(f'the key "{name}" is already there')
    return proven(source, document, _key_drafts(source, node, own, keys, data))


def insert_item(text: bytes, path: str, document: int, keys: Keys, data: Value) -> bytes:
    """With one more item in a list that is there, before the item that stands where `keys` lead to.

    Raises:
        CannotEdit: there is no such list, or it is shorter; an alias, a merge or a tag is on the path.
    """
    source = source_of(text, path)
    root, steps = key_path(source, document, keys[:-1])
    node, at = steps[-1].node if steps else root, keys[-1]
    if node.target is not None:
        raise CannotEdit("it stands behind an alias")
    if node.items is None or not isinstance(at, int) or not 0 <= at <= len(node.items):
        raise CannotEdit("it is no list, or a shorter one")
    return proven(source, document, _item_drafts(source, node, at, keys, data))


def slot(own: Sequence[str], name: str, names: Sequence[str]) -> int:
    """The index at which a new key goes into a map's own: behind the nearest that `names` has before it.

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


def _key_drafts(
    source: SourceText, node: PlaceNode, own: list[str], keys: Keys, data: Value
) -> Iterator[Draft]:
    name = str(keys[-1])
    at = slot(own, name, names_at(source.path, keys[:-1]))
    for place in dict.fromkeys((at, max(at - 1, 0), len(own))):
        before = own[place] if place < len(own) else None
        for text in _key_texts(source, node, place, name, data):
            yield text, _with_key(keys[:-1], name, any_style(data), before)


def _with_key(keys: Keys, name: str, data: Value, before: str | None) -> Callable[[Value], Value]:
    def put(old: Value) -> Value:
        if not isinstance(old, dict):
            return old
        new: dict[str, Value] = {}
        for key, value in old.items():
            if key == before:
                new[name] = data
            new[key] = value
        return new if name in new else {**new, name: data}

    return lambda whole: changed(whole, keys, put)


def _key_texts(source: SourceText, node: PlaceNode, at: int, name: str, data: Value) -> Iterator[str]:
    entries = entries_of(source, node)
    if is_flow(source, node):
        yield from _flow_texts(source, node, entries, at, f"{key_text(name)}: {inline(data)}")
        return
    column = entries[0].column
    yield from _block_texts(source, entries, at, entry_lines(name, data, column, Style.of(source)))


# --- items ---


def _item_drafts(source: SourceText, node: PlaceNode, at: int, keys: Keys, data: Value) -> Iterator[Draft]:
    def put(old: Value) -> Value:
        return [*old[:at], any_style(data), *old[at:]] if isinstance(old, list) else old

    for text in _item_texts(source, node, at, data):
        yield text, lambda whole: changed(whole, keys[:-1], put)


def _item_texts(source: SourceText, node: PlaceNode, at: int, data: Value) -> Iterator[str]:
    entries, items = entries_of(source, node), node.items or []
    if is_flow(source, node):
        yield from _flow_texts(source, node, entries, at, inline(data))
        return
    near = min(max(at - 1, 0), len(items) - 1)
    sibling = items[near]
    dash = _DASH.match(source.text, entries[near].start)
    flow = is_inline(source, sibling) if sibling.pairs is not None else None
    lines = item_lines(data, entries[0].column, Style.of(source), dash[0] if dash else "- ", flow=flow)
    yield from _block_texts(source, entries, at, lines)


# --- both ---


def _block_texts(source: SourceText, entries: list[Entry], at: int, lines: list[str]) -> Iterator[str]:
    """The whole text with new lines before the entry `at` of a block list or map."""
    if at:
        last = last_line(source, entries[at - 1])
        index, end_line = source.next(last), source.breaks(last)
        if source.stop(last) == index:
            yield source.with_cuts([(index, index, "".join(end_line + line for line in lines))])
            yield source.with_cuts([(index, index, end_line.join(["", *lines, ""]))])
        else:
            yield source.with_cuts([(index, index, "".join(line + end_line for line in lines))])
        return
    entry = entries[0]
    head = source.line(entry.start)
    end_line = source.breaks(head)
    if begins_line(source, entry):
        index = source.start(silenced_line(source, entry))
        yield source.with_cuts([(index, index, "".join(line + end_line for line in lines))])
        return
    body = end_line.join(lines).lstrip(BLANKS)
    yield source.with_cuts([(entry.start, entry.start, body + end_line + " " * entry.column)])


def _flow_texts(
    source: SourceText, node: PlaceNode, entries: list[Entry], at: int, new: str
) -> Iterator[str]:
    """The whole text with something new before the entry `at` of a list or map in brackets."""
    if not entries:
        index = source.skip(node.start) + 1
        yield source.with_cuts([(index, index, new)])
        return
    before = entries[at - 1] if at else None
    if before is not None and begins_line(source, before) and (cuts := _own_line(source, before, new)):
        yield source.with_cuts(cuts)
    if before is not None:
        yield source.with_cuts([(before.end, before.end, f", {new}")])
    else:
        yield source.with_cuts([(entries[0].start, entries[0].start, f"{new}, ")])


def _own_line(source: SourceText, before: Entry, new: str) -> list[Cut] | None:
    """A line for something new in brackets below an entry that has its line for itself; else None."""
    behind = before.behind
    line = source.line(behind - 1)
    if source.bare[behind : source.stop(line)].strip(BLANKS) or source.next(line) == source.stop(line):
        return None
    lead, end_line = " " * before.column, source.breaks(line)
    if before.comma is not None:
        return [(source.next(line), source.next(line), f"{lead}{new},{end_line}")]
    return [(before.end, before.end, ","), (source.next(line), source.next(line), f"{lead}{new}{end_line}")]
