"""A map of lists of words laid out anew, in one go: a word takes its line and its comments along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pmcli.model.backlog import Keys
from pmcli.yaml.edit.key_path import Entry, entries_of, is_flow, key_path
from pmcli.yaml.edit.layout import begins_line, last_line
from pmcli.yaml.edit.proof import AnyStyle, proven
from pmcli.yaml.edit.scalars import changed
from pmcli.yaml.edit.source_text import ODD, CannotEdit, SourceText, source_of
from pmcli.yaml.edit.writing import Style, inline, key_text, scalar
from pmcli.yaml.read.places import Pair, PlaceNode
from pmcli.yaml.read.value import Value

_INDENT: Final = re.compile(r"(?m)^[ \t]*(?=[^ \t\r\n])")
_BLANK_LINES: Final = re.compile(r"\A(?:[ \t]*\r?\n)+")


@dataclass(slots=True)
class _Section:
    """A key with its list, as text: what stands above it, its line, then the items, then what is below.

    `brackets` are the columns between which the items stand in the line of the key, None where they do not.
    """

    above: str
    line: str
    items: dict[str, str] = field(default_factory=dict)
    inner: str = ""
    below: str = ""
    column: int = 0
    brackets: tuple[int, int] | None = None
    words: tuple[str, ...] = ()


def arrange(
    text: bytes, path: str, document: int, keys: Keys, lists: Mapping[str, Sequence[str]]
) -> bytes:  # fmt: skip
    """With these lists of words in the map that `keys` lead to, in the place of those that are there.

    Keys stay in the order of the file; a new one stands behind the nearest that sorts before it. A word that
    is there already takes its line with it wherever it goes, and the comments directly above it (above the
    first only where its key goes); a key with no words any more goes. Lists in brackets stay in brackets.

    Raises:
        CannotEdit: no such map is there, or it is written otherwise than in lines; an alias is on the path.
    """
    source = source_of(text, path)
    _, steps = key_path(source, document, keys)
    node = steps[-1].node if steps else source.roots[document]
    if node.target is not None or not node.pairs or is_flow(source, node) or not any(lists.values()):
        raise CannotEdit(ODD)
    entries = entries_of(source, node)
    if not all(begins_line(source, entry) for entry in entries):
        raise CannotEdit(ODD)
    sections = _sections(source, node, entries)
    new = _arranged(source, sections, {key: [*words] for key, words in lists.items()}, entries[0].column)
    first, last = source.line(entries[0].start), last_line(source, entries[-1])
    whole = source.with_cuts([(source.start(first), source.next(last), "".join(new.values()))])
    if not source.text.endswith("\n") and source.next(last) == len(source.text):
        whole = whole.rstrip("\r\n")
    order = [*new]

    def put(old: Value) -> Value:
        return {key: _as_read(old, key, lists) for key in order}

    return proven(source, document, [(whole, lambda data: changed(data, keys, put))])


def _as_read(old: Value, key: str, lists: Mapping[str, Sequence[str]]) -> Value:
    """The list under a key as it is to be read; what stays empty as it was."""
    if not lists.get(key):
        return old[key] if isinstance(old, dict) else ""
    return [AnyStyle(word) for word in lists[key]]


# --- the lines of every key ---


def _sections(source: SourceText, node: PlaceNode, entries: Sequence[Entry]) -> dict[str, _Section]:
    sections: dict[str, _Section] = {}
    top = source.line(entries[0].start)
    for pair, entry in zip(node.pairs or (), entries, strict=True):
        if pair.merge or pair.key.text is None or pair.key.text in sections:
            raise CannotEdit(ODD)
        bottom = last_line(source, entry)
        sections[pair.key.text] = _section(source, pair, entry, top, bottom)
        top = bottom + 1
    return sections


def _section(source: SourceText, pair: Pair, entry: Entry, top: int, bottom: int) -> _Section:
    head = source.line(entry.start)
    section = _Section(_lines(source, top, head - 1), _lines(source, head, head))
    value = pair.value
    if value is None or (value.text == "" and value.start == value.end):
        section.below = _lines(source, head + 1, bottom)
        return section
    if value.target is not None or value.items is None:
        raise CannotEdit(ODD)
    if is_flow(source, value):
        _in_brackets(source, section, value, head, bottom)
    else:
        _in_lines(source, section, value, head, bottom)
    return section


def _in_brackets(source: SourceText, section: _Section, value: PlaceNode, head: int, bottom: int) -> None:
    """Reads a list in brackets, which must stand in the line of its key."""
    start = source.skip(value.start)
    if source.line(start) != head or source.line(value.end - 1) != head:
        raise CannotEdit(ODD)
    section.brackets = source.column(start), source.column(value.end - 1) + 1
    section.words = tuple(_word(item) for item in value.items or ())
    section.below = _lines(source, head + 1, bottom)


def _in_lines(source: SourceText, section: _Section, value: PlaceNode, head: int, bottom: int) -> None:
    """Reads a list with a line for each item: comments above the first are about all of them."""
    before = head
    entries = entries_of(source, value)
    for number, (item, entry) in enumerate(zip(value.items or (), entries, strict=True)):
        line = source.line(entry.start)
        if line <= before or not begins_line(source, entry) or source.line(max(item.end - 1, 0)) != line:
            raise CannotEdit(ODD)
        if number == 0:
            section.inner, before = _lines(source, head + 1, line - 1), line - 1
            section.column = entry.column
        block = _lines(source, before + 1, line)
        word, before = _word(item), line
        if word in section.items:  # it stands here twice: the second goes
            continue
        section.items[word] = block
    section.words = tuple(section.items)
    section.below = _lines(source, before + 1, bottom)


def _word(item: PlaceNode) -> str:
    if item.target is not None or item.text is None:
        raise CannotEdit(ODD)
    return item.text


def _lines(source: SourceText, first: int, last: int) -> str:
    """The text of some lines, each with its break."""
    if last < first:
        return ""
    text = source.text[source.start(first) : source.next(last)]
    return text if text.endswith(("\n", "\r")) else text + source.breaks(last)


# --- laid out anew ---


def _arranged(
    source: SourceText, sections: dict[str, _Section], lists: dict[str, list[str]], column: int
) -> dict[str, str]:  # fmt: skip
    """The text of every key that stays or comes, in order."""
    end_line = source.breaks(source.line(source.skip(0)))
    pool = {
        word: block if number or lists.get(key) else part.inner + block
        for key, part in sections.items() for number, (word, block) in enumerate(part.items.items())
    }  # fmt: skip
    indent = column + Style.of(source).list_indent
    new: dict[str, str] = {}
    for key in _order(sections, lists):
        words, section = lists.get(key) or [], sections.get(key)
        if section is None:
            section = _Section("", f"{' ' * column}{key_text(key)}:{end_line}")
        if words == [*section.words]:
            new[key] = _unchanged(section)
        elif words:
            new[key] = "".join(_filled(section, words, pool, section.column or indent, end_line))
    return new


def _order(sections: Mapping[str, _Section], lists: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys that are there, with the new ones each behind the nearest that sorts before it."""
    order = [*sections]
    for key in sorted(key for key, words in lists.items() if words and key not in sections):
        before = [other for other in order if other < key]
        order.insert(order.index(max(before)) + 1 if before else 0, key)
    return order


def _unchanged(section: _Section) -> str:
    return f"{section.above}{section.line}{section.inner}{''.join(section.items.values())}{section.below}"


def _filled(
    section: _Section, words: Sequence[str], pool: Mapping[str, str], column: int, end_line: str
) -> Iterator[str]:
    """The text of a key with other words than before."""
    yield section.above
    if section.brackets is not None:
        start, stop = section.brackets
        yield f"{section.line[:start]}{inline([*words])}{section.line[stop:]}"
    else:
        yield section.line
        yield section.inner
        for word in words:
            block = section.items.get(word)
            if block is None and word in pool:
                block = _INDENT.sub(" " * column, _BLANK_LINES.sub("", pool[word]))
            yield block or f"{' ' * column}- {scalar(word, flow=False)}{end_line}"
    yield section.below
