"""Any plain data in the place that some keys lead to, whether something is there or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.model.backlog import Keys
from pmcli.yaml.edit.adding import any_style, insert, insert_item
from pmcli.yaml.edit.key_path import PathStep, entries_of, is_flow, key_path
from pmcli.yaml.edit.proof import Draft, proven
from pmcli.yaml.edit.removal import drop
from pmcli.yaml.edit.scalars import changed, filled, put
from pmcli.yaml.edit.source_text import (
    CannotEdit,
    Cut,
    SourceText,
    end_of_line,
    header_end,
    is_block,
    source_of,
)
from pmcli.yaml.edit.writing import Style, inline, plain_data, value_lines
from pmcli.yaml.read.reader import read, read_front_matter
from pmcli.yaml.read.value import Plain, Value, is_null


def put_value(text: bytes, path: str, document: int, keys: Keys, data: object) -> bytes:
    """With some data (text, a list, a map) in the place that `keys` lead to.

    What is there already stays as it is written: of a map only the keys that differ are touched, of a list
    only the items. The key and the maps that lead to it are made where they are missing; a new key stands
    where the canonical order has it, else last. Scalars are written as they are, and in quotes only where
    they would be misread.

    Raises:
        CannotEdit: the path leads through something that is no map; an alias, a merge or a tag is on it.
    """
    new = plain_data(data)
    value, known = _known(_data(text, path, document), keys)
    if len(known) == len(keys):
        return _updated(text, path, document, keys, value, new)
    for key in reversed(keys[len(known) + 1 :]):
        if isinstance(key, int):
            raise CannotEdit(f"there is no item {key + 1}")
        new = {key: new}
    if is_null(value) and known and not isinstance(keys[len(known)], int):
        return _replaced(text, path, document, known, {str(keys[len(known)]): new})
    if not isinstance(value, dict) or isinstance(keys[len(known)], int):
        raise CannotEdit(_path_fault(known, keys[len(known)], value))
    return insert(text, path, document, keys[: len(known) + 1], new)


def append(text: bytes, path: str, document: int, keys: Keys, data: object) -> bytes:
    """With one more item at the end of the list that `keys` lead to, which is made where it is missing.

    A list in brackets stays in brackets; in a block list the item is indented and written like the others.

    Raises:
        CannotEdit: no list is there; an alias, a merge or a tag is on the path.
    """
    items, known = _known(_data(text, path, document), keys)
    if len(known) < len(keys) or is_null(items):
        return put_value(text, path, document, keys, [data])
    if not isinstance(items, list):
        raise CannotEdit("it is no list")
    return insert_item(text, path, document, (*keys, len(items)), plain_data(data))


def _data(text: bytes, path: str, document: int) -> Value:
    reading = read_front_matter(text, path)[0] if path.endswith(".md") else read(text, path)
    if not 0 <= document < len(reading.documents):
        raise CannotEdit("the file has no such document")
    return reading.documents[document].data


def _known(data: Value, keys: Keys) -> tuple[Value, Keys]:
    """The value at the longest beginning of `keys` that is there, and that beginning."""
    for at, key in enumerate(keys):
        child = _child(data, key)
        if child is None:
            return data, keys[:at]
        data = child
    return data, keys


def _child(data: Value, key: str | int) -> Value | None:
    if isinstance(data, dict) and isinstance(key, str):
        return data.get(key)
    return data[key] if isinstance(data, list) and isinstance(key, int) and 0 <= key < len(data) else None


def _path_fault(known: Keys, key: str | int, value: Value) -> str:
    if isinstance(key, int):
        return f"there is no item {key + 1}"
    kind = "a list" if isinstance(value, list) else "a map" if isinstance(value, dict) else "text, not a map"
    return f'"{known[-1]}" is {kind}' if known else f"it is {kind}"


def _updated(text: bytes, path: str, document: int, keys: Keys, old: Value, new: Value) -> bytes:
    """The text with `new` in the place of `old`, by as few edits as there are differences."""
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        return _map_updated(text, path, document, keys, old, new)
    if isinstance(old, list) and isinstance(new, list) and old and new:
        return _list_updated(text, path, document, keys, old, new)
    if not isinstance(old, str) or not isinstance(new, str):
        return text if old == new and not is_null(old) else _replaced(text, path, document, keys, new)
    if is_null(old) or is_null(Plain(new)) or "\n" in new:
        return text if old == new and not is_null(old) else _replaced(text, path, document, keys, new)
    return put(text, path, document, keys, new)


def _map_updated(
    text: bytes, path: str, document: int, keys: Keys, old: dict[str, Value], new: dict[str, Value]
) -> bytes:
    for name, value in new.items():
        if name not in old:
            text = insert(text, path, document, (*keys, name), value)
        elif value != old[name] or is_null(old[name]):
            text = _updated(text, path, document, (*keys, name), old[name], value)
    for name in old:
        if name not in new:
            text = drop(text, path, document, (*keys, name))
    return text


def _list_updated(
    text: bytes, path: str, document: int, keys: Keys, old: Sequence[Value], new: Sequence[Value]
) -> bytes:
    head = tail = 0
    least = min(len(old), len(new))
    while head < least and old[head] == new[head]:
        head += 1
    while tail < least - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    ends = len(old) - tail, len(new) - tail
    both = min(ends)
    for at in range(head, both):
        text = _updated(text, path, document, (*keys, at), old[at], new[at])
    for at in range(both, ends[1]):
        text = insert_item(text, path, document, (*keys, at), new[at])
    for at in reversed(range(both, ends[0])):
        text = drop(text, path, document, (*keys, at))
    return text


# --- another kind of value ---


def _replaced(text: bytes, path: str, document: int, keys: Keys, data: Value) -> bytes:
    """With data of another kind in the place of what is there."""
    source = source_of(text, path)
    _, steps = key_path(source, document, keys)
    if not steps:
        raise CannotEdit("it is the whole document")
    step = steps[-1]
    if step.node.target is not None and step.node.text is None:
        raise CannotEdit("it stands behind an alias")

    def drafts() -> Iterator[Draft]:
        for cuts in _cuts(source, step, data):
            yield source.with_cuts(cuts), lambda whole: changed(whole, keys, lambda _: any_style(data))

    return proven(source, document, drafts())


def _cuts(source: SourceText, step: PathStep, data: Value) -> Iterator[list[Cut]]:
    head, rest = f" {inline(data)}", list[str]()
    if not is_flow(source, step.parent) and step.pair is not None:
        column = source.column(step.pair.key.start)
        lead = step.pair.key.end - step.pair.key.start + 1
        head, rest = value_lines(data, column, lead, Style.of(source))
    yield _cut(source, step, head, rest)
    if rest:
        yield _cut(source, step, f" {inline(data)}", [])


def _cut(source: SourceText, step: PathStep, head: str, rest: list[str]) -> list[Cut]:
    """The cuts that put a value behind its key or dash: `head` in the line, `rest` as lines below."""
    node = step.node
    end_line = source.breaks(source.line(node.start))
    below = "".join(end_line + line for line in rest)
    if node.text is not None and node.start == node.end:
        start, stop, filling = filled(source, node, step, head[1:])
        if not rest:
            return [(start, stop, filling)]
        line = end_of_line(source.text, start)
        return [(start, start, filling.rstrip(" ")), (line, line, below)]
    if is_block(source.text, node):
        header, stop = header_end(source.text, node), end_of_line(source.text, node.start)
        return [(node.start, header, head[1:]), (stop, node.end, below)]
    if node.text is None and not is_flow(source, node):
        return _block_cut(source, step, head, below)
    stop = end_of_line(source.text, node.end)
    return [(node.start, node.end, head[1:]), (stop, stop, below)]


def _block_cut(source: SourceText, step: PathStep, head: str, below: str) -> list[Cut]:
    """The cuts that put a value in the place of a block list or a block map."""
    node = step.node
    sign = source.skip(step.pair.key.end) if step.pair else entries_of(source, step.parent)[step.index].start
    stop = end_of_line(source.text, sign)
    if stop > node.start:
        return [(node.start, node.end, head[1:] + below)]
    return [(sign + 1, sign + 1, head), (stop, end_of_line(source.text, node.end), below)]
