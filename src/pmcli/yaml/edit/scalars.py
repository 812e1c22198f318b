"""Another scalar in the place of one, and another name for a key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

from pmcli.model.backlog import Keys
from pmcli.yaml.edit.key_path import PathStep, key_path, refuse_lost
from pmcli.yaml.edit.proof import Draft, proven
from pmcli.yaml.edit.source_text import (
    BLANKS,
    CannotEdit,
    Cut,
    SourceText,
    end_of_line,
    header_end,
    is_block,
    source_of,
)
from pmcli.yaml.read.places import PlaceNode
from pmcli.yaml.read.value import Plain, Value

_UNSEEN: Final = re.compile("[\x7f-\x9f\ufeff\ufffe\uffff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_STEERING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the letters around them about, so that a review shows another text than there is."""


def put(text: bytes, path: str, document: int, keys: Keys, value: str) -> bytes:
    """With another scalar in the place of the one that `keys` lead to.

    The old one's quotes are kept, if they can hold the value; without quotes it is written plain, as it
    is, and in quotes only where YAML would misread that. A block scalar stays one (`|`) where it can. An
    alias of a scalar gives way to the value; what it stood for stays.

    Raises:
        CannotEdit: there is no such scalar; an alias, a merge or a tag is on the path.
    """
    source = source_of(text, path)
    root, steps = key_path(source, document, keys)
    node = steps[-1].node if steps else root
    ways = put_cuts(source, node, steps[-1] if steps else None, str(value))
    return proven(source, document, ((source.with_cuts(cuts), _setting(keys, meant)) for cuts, meant in ways))


def _no_scalar(node: PlaceNode) -> str:
    if node.target is not None:
        return "it stands behind an alias"
    return "it is a list" if node.items is not None else "it is a map"


def rename_key(text: bytes, path: str, document: int, keys: Keys, name: str) -> bytes:
    """With another name for the key that `keys` lead to, in the quotes that it had.

    Raises:
        CannotEdit: there is no such key, or one of the new name already; an alias, a merge or a tag is on
            the path.
    """
    source = source_of(text, path)
    root, steps = key_path(source, document, keys)
    pair = steps[-1].pair if steps else None
    if pair is None:
        raise CannotEdit("it is no key")
    if any(other.key.text == name for other in steps[-1].parent.pairs or () if other is not pair):
        raise CannotEdit(f'the key "{name}" is already there')
    refuse_lost(root, [pair.key])
    return proven(source, document, _key_drafts(source, pair.key, keys, name))


def changed(data: Value, keys: Keys, change: Callable[[Value], Value]) -> Value:
    """The data with a change in what `keys` lead to; what is aliased elsewhere stays as it is."""
    if not keys:
        return change(data)
    key = keys[0]
    if isinstance(data, dict):
        return {name: changed(item, keys[1:], change) if name == key else item for name, item in data.items()}
    if isinstance(data, list):
        return [changed(item, keys[1:], change) if at == key else item for at, item in enumerate(data)]
    return data


def _setting(keys: Keys, value: str) -> Callable[[Value], Value]:
    """The change that puts a value in the place that `keys` lead to."""
    return lambda data: changed(data, keys, lambda _: value)


def put_cuts(
    source: SourceText, node: PlaceNode, step: PathStep | None, value: str
) -> Iterator[tuple[list[Cut], str]]:  # fmt: skip
    """The cuts that put a value in the place of a scalar, each with what it then reads as; the best first.

    Raises:
        CannotEdit: it is no scalar.
    """
    if node.text is None:
        raise CannotEdit(_no_scalar(node))
    block = is_block(source.text, node)
    if block and value.strip() and source.text[node.start] == "|":
        yield [_literal(source, node, value)], value
    for written, meant in writings(source.text[node.start : node.start + 1], value):
        cuts = [(node.start, node.end, written)]
        if block:
            header = header_end(source.text, node)
            cuts = [(node.start, header, written), (end_of_line(source.text, header), node.end, "")]
        elif node.start == node.end and step is not None:
            cuts = [filled(source, node, step, written)]
        yield cuts, meant


def _key_drafts(source: SourceText, key: PlaceNode, keys: Keys, name: str) -> Iterator[Draft]:
    def renamed(data: Value) -> Value:
        if not isinstance(data, dict):
            return data
        return {(name if old == keys[-1] else old): item for old, item in data.items()}

    for written, _ in writings(source.text[key.start : key.start + 1], name):
        cuts = [(key.start, key.end, written)]
        yield source.with_cuts(cuts), lambda data: changed(data, keys[:-1], renamed)


def writings(sign: str, value: str) -> Iterator[tuple[str, str]]:
    """The ways to write a value where one began with `sign`, and what each means; the best first."""
    one_line = not re.search(r"[\r\n]", value)
    single = "'" + value.replace("'", "''") + "'"
    is_straight = one_line and not _STEERING.search(value)
    if sign not in ("'", '"') and is_straight and value and value == value.strip():
        yield value, Plain(value)
    if is_straight and (sign == "'" or (sign != '"' and '"' in value and "'" not in value)):
        yield single, value
    yield _double(value), value


def _double(value: str) -> str:
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def _literal(source: SourceText, node: PlaceNode, value: str) -> Cut:
    """A value of several lines in the place of those of a block scalar, indented alike."""
    text, start = source.text, end_of_line(source.text, node.start)
    old = text[start : node.end].strip("\r\n").splitlines() or [""]
    lead = old[0][: len(old[0]) - len(old[0].lstrip(BLANKS))]
    lines = [lead + line if line else "" for line in value.removesuffix("\n").split("\n")]
    end_line = source.breaks(source.line(node.start))
    return start, max(start, node.end), "".join(end_line + line for line in lines)


def filled(source: SourceText, node: PlaceNode, step: PathStep, written: str) -> Cut:
    """A value where there was none: behind the ":" or "-", or what else names it."""
    at, lead = node.end, ""
    if step.pair is not None:
        colon = source.skip(step.pair.key.end)
        if source.bare.startswith(":", colon):
            at = max(at, colon + 1)
        else:
            at, lead = step.pair.key.end, ":"
    gap = len(source.text) - at - len(source.text[at:].lstrip(BLANKS))
    if not source.text.startswith("#", at + gap):
        return at, at, f"{lead} {written}"
    return at, at + gap, f"{lead} {written}".ljust(gap - 2) + "  "  # the comment stays in its column
