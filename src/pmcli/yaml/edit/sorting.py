"""The keys of a map in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from pmcli.model.backlog import Keys
from pmcli.yaml.edit.key_path import Entry, entries_of, is_flow, nodes_at
from pmcli.yaml.edit.layout import begins_line, below_file_words, first_line, last_line
from pmcli.yaml.edit.proof import proven
from pmcli.yaml.edit.scalars import changed
from pmcli.yaml.edit.source_text import BLANKS, ODD, CannotEdit, Cut, SourceText, source_of
from pmcli.yaml.read.places import PlaceNode
from pmcli.yaml.read.value import Value

Order: TypeAlias = tuple[Keys, Sequence[str]]
"""The keys that lead to a map, and the names of its own in their order."""


def order(text: bytes, path: str, document: int, keys: Keys, names: Sequence[str]) -> bytes:
    """With the keys of the map at `keys` in the order of `names`.

    A key that is not named stays behind the key it follows; those before the first that is named stay first.
    Each key moves with its value, the comment at the end of its line, comments below it that are indented
    deeper, and the comment lines directly above it. All else stays in its place: blank lines, comments with a
    blank line below them, and at the top what is meant for the whole file (`# yaml-language-server: …`).

    Raises:
        CannotEdit: there is no such map; an alias, a merge or a tag is on the path.
    """
    return order_all(text, path, document, [(keys, names)])


def order_all(text: bytes, path: str, document: int, orders: Sequence[Order]) -> bytes:
    """With the keys of several maps in order, none of which is inside of another: as `order` does each.

    Raises:
        CannotEdit: one of them cannot be put in order.
    """
    source = source_of(text, path)
    placed: dict[Keys, tuple[list[str], list[int]]] = {}
    nodes: list[tuple[PlaceNode, list[int]]] = []
    for (keys, names), node in zip(
        orders, nodes_at(source, document, [keys for keys, _ in orders]), strict=True
    ):
        own = _keys_of(node)
        places = placement(own, names)
        if places != sorted(places):
            placed[keys] = own, places
            nodes.append((node, places))
    if not nodes:
        return text

    def with_order(data: Value) -> Value:
        for keys, (own, places) in placed.items():
            data = changed(data, keys, partial(_in_order, own, places))
        return data

    return proven(source, document, ((new, with_order) for new in _texts(source, nodes)))


def _in_order(own: Sequence[str], places: Sequence[int], data: Value) -> Value:
    return {own[at]: data[own[at]] for at in places} if isinstance(data, dict) else data


def _keys_of(node: PlaceNode) -> list[str]:
    """The keys of a map, each once.

    Raises:
        CannotEdit: it is no map of such keys.
    """
    if node.target is not None:
        raise CannotEdit("it stands behind an alias")
    if node.pairs is None:
        raise CannotEdit("it is no map")
    if any(pair.merge or pair.key.text is None or pair.key.target is not None for pair in node.pairs):
        raise CannotEdit("it has a merge, or a key that is no text")
    own = [pair.key.text or "" for pair in node.pairs]
    if len(set(own)) < len(own):
        raise CannotEdit("a key stands there twice")
    return own


def placement(own: Sequence[str], names: Sequence[str]) -> list[int]:
    """The places of a map's own keys, in the order of `names`; one not named goes with its predecessor."""
    rank = {name: at for at, name in reversed(list(enumerate(names)))}
    ranks, last = [], -1
    for name in own:
        last = rank.get(name, last)
        ranks.append(last)
    return sorted(range(len(own)), key=lambda at: ranks[at])


@dataclass(frozen=True, slots=True)
class _Chunk:
    """An entry with its comments, and the line break behind it."""

    start: int
    stop: int
    text: str
    end_line: str


def _texts(source: SourceText, nodes: Sequence[tuple[PlaceNode, list[int]]]) -> Iterator[str]:
    """The whole text with these maps in order; once more with a line break at its end where one has moved."""
    for broken in (True, False):
        cuts = [cut for node, placed in nodes for cut in _moved(source, node, placed, broken_end=broken)]
        yield source.with_cuts(cuts)
        if all(is_flow(source, node) for node, _ in nodes):
            return


def _moved(source: SourceText, node: PlaceNode, placed: list[int], *, broken_end: bool) -> list[Cut]:
    entries = entries_of(source, node)
    if is_flow(source, node):
        return _moved_in_brackets(source, node, entries, placed)
    chunks = _chunks(source, entries)
    indent = None if begins_line(source, entries[0]) else " " * entries[0].column
    return [_moved_in_lines(source, chunks, placed, indent, broken_end=broken_end)]


def _chunks(source: SourceText, entries: list[Entry]) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    floor = 0
    for at, entry in enumerate(entries):
        head = source.line(entry.start)
        start = entry.start
        if begins_line(source, entry):
            top = first_line(source, entry, floor)
            start = source.start(top if at else below_file_words(source, top, head))
        elif at:
            raise CannotEdit(ODD)
        floor = last_line(source, entry)
        stop = source.stop(floor)
        chunks.append(
            _Chunk(start, source.next(floor), source.text[start:stop], source.text[stop : source.next(floor)])
        )
    return chunks


def _moved_in_lines(
    source: SourceText, chunks: list[_Chunk], placed: list[int], indent: str | None, *, broken_end: bool
) -> Cut:
    """The cut that moves the chunks; `indent` where the first stands behind a dash.

    A file that has no line break at its end gets none, unless `broken_end` is false.
    """
    spare = next((chunk.end_line for chunk in chunks if chunk.end_line), "\n")
    pieces: list[str] = []
    for slot, at in enumerate(placed):
        text = chunks[at].text
        if indent is not None and slot == 0:
            text = text.lstrip(BLANKS)
        elif indent is not None and at == 0:
            text = indent + text
        end_line = chunks[at].end_line or spare
        if slot == len(placed) - 1 and broken_end and not chunks[-1].end_line:
            end_line = ""
        upto = chunks[slot + 1].start if slot + 1 < len(chunks) else chunks[slot].stop
        pieces += [text, end_line, source.text[chunks[slot].stop : upto]]
    return chunks[0].start, chunks[-1].stop, "".join(pieces)


def _moved_in_brackets(
    source: SourceText, node: PlaceNode, entries: list[Entry], placed: list[int]
) -> list[Cut]:
    """The cuts that move the entries of a map in brackets; commas and blanks stay where they are."""
    starts = [source.skip(node.start), *(entry.end for entry in entries)]
    stops = [*(entry.start for entry in entries), node.end]
    if any(source.has_remark(start, stop) for start, stop in zip(starts, stops, strict=True)):
        return _moved_with_comments(source, node, entries, placed)
    moves = zip(entries, (entries[at] for at in placed), strict=True)
    return [(to.start, to.end, source.text[entry.start : entry.end]) for to, entry in moves]


def _moved_with_comments(
    source: SourceText, node: PlaceNode, entries: list[Entry], placed: list[int]
) -> list[Cut]:
    """The cuts that move entries with comments, which must have their lines for themselves."""
    pieces: list[tuple[int, int, int, int]] = []
    floor = source.line(node.start)
    for entry in entries:
        behind = entry.behind
        stop = source.stop(source.line(behind))
        between = source.text[entry.end : behind].strip(f"{BLANKS},")
        if between or source.bare[behind:stop].strip(BLANKS) or not begins_line(source, entry):
            raise CannotEdit("comments stand between its keys")
        pieces.append((source.start(first_line(source, entry, floor)), entry.end, behind, stop))
        floor = source.line(behind)
    cuts: list[Cut] = []
    for to, at in zip(pieces, placed, strict=True):
        start, end, behind, stop = pieces[at]
        cuts += [(to[0], to[1], source.text[start:end]), (to[2], to[3], source.text[behind:stop])]
    return cuts
