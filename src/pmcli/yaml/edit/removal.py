"""An item of a list, or a key with its value, taken out."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
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


def drop_items(text: bytes, path: str, document: int, keys: Keys, gone: Sequence[int]) -> bytes:
    """Without several items of the list that `keys` lead to, which keeps others; each goes as with `drop`.

    Raises:
        CannotEdit: what `drop` raises; or they stand so that they can only be taken out one by one.
    """
    source = source_of(text, path)
    root, steps = key_path(source, document, (*keys, gone[0]))
    parent = steps[-1].parent
    refuse_lost(root, [parent.items[at] for at in gone] if parent.items else [])
    entries = entries_of(source, parent)
    new = source.with_cuts(_cuts_of(source, parent, entries, sorted(gone)))
    return proven(source, document, [(new, lambda data: _without_items(data, keys, set(gone)))])


def _cuts_of(
    source: SourceText, node: PlaceNode, entries: list[Entry], gone: Sequence[int]
) -> list[Cut]:  # fmt: skip
    """The cuts of all of them, of neighbours together; of the last ones in brackets also the comma before."""
    if is_flow(source, node):
        return _flow_runs(source, entries, gone)
    runs: list[list[int]] = []
    for at in gone:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return [_lines_of(source, entries, run[0], run[-1]) for run in runs]


def _lines_of(source: SourceText, entries: list[Entry], first: int, last: int) -> Cut:
    """The cut of neighbours that have their lines for themselves."""
    entry = entries[first]
    if not begins_line(source, entry):
        raise CannotEdit(ODD)
    top = silenced_line(source, entry)
    if first:
        top = first_line(source, entry, last_line(source, entries[first - 1]))
    return next(iter(without_lines(source, top, last_line(source, entries[last]))))


def _flow_runs(source: SourceText, entries: list[Entry], gone: Sequence[int]) -> list[Cut]:
    """The same in brackets: every entry up to the next one, of those at the end from the last that stays.

    Raises:
        CannotEdit: there are comments.
    """
    if source.remarks:
        raise CannotEdit(ODD)
    leaving, last = set(gone), len(entries) - 1
    while last in leaving:
        last -= 1
    cuts: list[Cut] = [(entries[at].start, entries[at + 1].start, "") for at in gone if at < last]
    end = (entries[last].end, entries[-1].end, "")
    return [*cuts, end] if last < len(entries) - 1 else cuts


def _without_items(data: Value, keys: Keys, gone: Container[int]) -> Value:
    """The data without some items of the list that `keys` lead to."""
    if keys:
        rest = _without_items(_child(data, keys[0]), keys[1:], gone)
        if isinstance(data, dict):
            return {name: rest if name == keys[0] else value for name, value in data.items()}
        return (
            [rest if at == keys[0] else value for at, value in enumerate(data)]
            if isinstance(data, list)
            else data
        )
    return [value for at, value in enumerate(data) if at not in gone] if isinstance(data, list) else data


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
