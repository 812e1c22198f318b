"""An item of a list, or a key with its value, taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pmcli.model.backlog import Keys
from pmcli.yaml.edit.key_path import Entry, entries_of, is_flow, key_path, refuse_lost, size
from pmcli.yaml.edit.layout import begins_line, first_line, last_line, silenced_line, without_lines
from pmcli.yaml.edit.proof import proven
from pmcli.yaml.edit.source_text import BLANKS, ODD, CannotEdit, Cut, SourceText, source_of
from pmcli.yaml.read.places import PlaceNode
from pmcli.yaml.read.value import Value

_DASHES: Final = re.compile(r"[ \t]*(?:-[ \t]+)+")


def drop(text: bytes, path: str, document: int, keys: Keys) -> bytes:
    r"""Without the list item, or the key with its value, that `keys` lead to.

    A list or a map that becomes empty goes too, with its key; of a whole document `{}` or `[]` stays.
    With an entry go the comment at the end of its line, comments below it that are indented deeper, and the
    comment lines directly above it; those above the first entry stay, for they may be about all of them,
    unless they begin with "pm: ignore". Where blank lines would meet, those on one side go.

    Raises:
        CannotEdit: an alias, a merge or a tag is on the path, or an alias elsewhere repeats what would go.
    """
    source = source_of(text, path)
    root, steps = key_path(source, document, keys)
    if not steps:
        raise CannotEdit("it is the whole document")
    while len(steps) > 1 and size(steps[-1].parent) == 1:
        steps = steps[:-1]
    step = steps[-1]
    refuse_lost(root, [step.node] if step.pair is None else [step.pair.key, step.node])
    entries = entries_of(source, step.parent)
    texts = (source.with_cuts(cuts) for cuts in entry_cuts(source, step.parent, entries, step.index))
    return proven(source, document, ((new, lambda data: without(data, keys)) for new in texts))


def without(data: Value, keys: Keys) -> Value:
    """The data without what `keys` lead to, nor what becomes empty by that; nothing stays of a document."""
    key = keys[0]
    rest = without(_child(data, key), keys[1:]) if len(keys) > 1 else None
    if isinstance(data, dict):
        kept = {name: (rest if name == key else value) for name, value in data.items() if name != key or rest}
        return {name: value for name, value in kept.items() if value is not None}
    if isinstance(data, list) and isinstance(key, int):
        return [*data[:key], *([rest] if rest else []), *data[key + 1 :]]
    return data


def _child(data: Value, key: str | int) -> Value:
    if isinstance(data, dict) and isinstance(key, str) and key in data:
        return data[key]
    if isinstance(data, list) and isinstance(key, int) and key < len(data):
        return data[key]
    raise CannotEdit(ODD)


def entry_cuts(
    source: SourceText, node: PlaceNode, entries: list[Entry], at: int
) -> Iterator[Sequence[Cut]]:  # fmt: skip
    """The cuts that take out one of the entries of a list or a map, the neatest first.

    Raises:
        CannotEdit: something else stands in its lines.
    """
    flow, entry = is_flow(source, node), entries[at]
    if len(entries) == 1:
        empty = "" if flow else "[]" if node.items is not None else "{}"
        yield [(entry.start, entry.behind, empty)]
    elif flow:
        yield from _flow_cuts(source, entries, at)
    elif begins_line(source, entry):
        top = silenced_line(source, entry)
        if at:
            top = first_line(source, entry, last_line(source, entries[at - 1]))
        for cut in without_lines(source, top, last_line(source, entry)):
            yield [cut]
    elif at == 0 and _DASHES.fullmatch(source.text, entry.start - entry.column, entry.start):
        rest = source.next(last_line(source, entry))
        yield [(entry.start, rest + _blank(source, rest), "")]
    else:
        raise CannotEdit(ODD)


def _blank(source: SourceText, index: int) -> int:
    """The number of blanks and line breaks that follow."""
    rest = source.text[index : source.end]
    return len(rest) - len(rest.lstrip(" \t\r\n"))


def _flow_cuts(source: SourceText, entries: list[Entry], at: int) -> Iterator[Sequence[Cut]]:
    """The cuts of an entry in brackets: its lines where it has them for itself, else it and a comma."""
    entry, before = entries[at], entries[at - 1] if at else None
    comma = before.comma if before is not None and entry.comma is None else None
    behind = entry.behind
    alone = not source.bare[behind : source.stop(source.line(behind))].strip(BLANKS)
    if alone and begins_line(source, entry):
        top = silenced_line(source, entry)
        if before is not None:
            top = first_line(source, entry, source.line(before.end if before.comma is None else before.comma))
        bottom = source.line(behind - 1)
        yield [(source.start(top), source.next(bottom), ""), *_comma_cut(comma)]
    elif at + 1 < len(entries) and source.line(entries[at + 1].start) == source.line(behind - 1):
        yield [(entry.start, entries[at + 1].start, "")]
    elif at + 1 < len(entries):
        yield [(entry.start if before is None or before.comma is None else before.comma + 1, behind, "")]
    elif before is not None and not source.has_remark(before.end, entry.start):
        yield [(before.end, entry.end, "")]
    else:
        yield [(entry.start, behind, ""), *_comma_cut(comma)]


def _comma_cut(comma: int | None) -> list[Cut]:
    return [] if comma is None else [(comma, comma + 1, "")]
