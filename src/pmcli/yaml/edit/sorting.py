"""The keys of a map in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmcli.model.backlog import Keys
from pmcli.yaml.edit.key_path import Entry, entries_of, is_flow, key_path
from pmcli.yaml.edit.layout import begins_line, below_file_words, first_line, last_line
from pmcli.yaml.edit.proof import proven
from pmcli.yaml.edit.scalars import changed
from pmcli.yaml.edit.source_text import BLANKS, ODD, CannotEdit, Cut, SourceText, source_of
from pmcli.yaml.read.places import PlaceNode
from pmcli.yaml.read.value import Value


def order(text: bytes, path: str, document: int, keys: Keys, names: Sequence[str]) -> bytes:
    """With the keys of the map at `keys` in the order of `names`.

    A key that is not named stays behind the key it follows; those before the first that is named stay first.
    Each key moves with its value, the comment at the end of its line, comments below it that are indented
    deeper, and the comment lines directly above it. All else stays in its place: blank lines, comments with a
    blank line below them, and at the top what is meant for the whole file (`# yaml-language-server: …`).

    Raises:
        CannotEdit: there is no such map; an alias, a merge or a tag is on the path.
    """
    source = source_of(text, path)
    root, steps = key_path(source, document, keys)
    node = steps[-1].node if steps else root
    if node.target is not None:
        raise CannotEdit("it stands behind an alias")
    if node.pairs is None:
        raise CannotEdit("it is no map")
    if any(pair.merge or pair.key.text is None or pair.key.target is not None for pair in node.pairs):
        raise CannotEdit("it has a merge, or a key that is no text")
    own = [pair.key.text or "" for pair in node.pairs]
    if len(set(own)) < len(own):
        raise CannotEdit("a key stands there twice")
    placed = placement(own, names)
    if placed == sorted(placed):
        return text

    def sorted_map(data: Value) -> Value:
        return {own[at]: data[own[at]] for at in placed} if isinstance(data, dict) else data

    return proven(
        source,
        document,
        ((new, lambda data: changed(data, keys, sorted_map)) for new in _texts(source, node, placed)),
    )


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


def _texts(source: SourceText, node: PlaceNode, placed: list[int]) -> Iterator[str]:
    entries = entries_of(source, node)
    if is_flow(source, node):
        yield _flow_text(source, node, entries, placed)
        return
    chunks = _chunks(source, entries)
    behind_dash = not begins_line(source, entries[0])
    for broken in (True, False):
        yield _block_text(
            source, chunks, placed, " " * entries[0].column if behind_dash else None, broken_end=broken
        )


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


def _block_text(
    source: SourceText, chunks: list[_Chunk], placed: list[int], indent: str | None, *, broken_end: bool
) -> str:
    """The whole text with its chunks moved; `indent` where the first stands behind a dash.

    A file that has no line break at its end gets none, unless `broken_end` is false.
    """
    spare = next((chunk.end_line for chunk in chunks if chunk.end_line), "\n")
    pieces = [source.text[: chunks[0].start]]
    for slot, at in enumerate(placed):
        text = chunks[at].text
        if indent is not None and slot == 0:
            text = text.lstrip(BLANKS)
        elif indent is not None and at == 0:
            text = indent + text
        end_line = chunks[at].end_line or spare
        if slot == len(placed) - 1 and broken_end and not chunks[-1].end_line:
            end_line = ""
        upto = chunks[slot + 1].start if slot + 1 < len(chunks) else len(source.text)
        pieces += [text, end_line, source.text[chunks[slot].stop : upto]]
    return "".join(pieces)


def _flow_text(source: SourceText, node: PlaceNode, entries: list[Entry], placed: list[int]) -> str:
    """The whole text with the entries of a map in brackets moved; commas and blanks stay where they are."""
    starts = [source.skip(node.start), *(entry.end for entry in entries)]
    stops = [*(entry.start for entry in entries), node.end]
    if any(source.has_remark(start, stop) for start, stop in zip(starts, stops, strict=True)):
        return _lines_text(source, node, entries, placed)
    moves = zip(entries, (entries[at] for at in placed), strict=True)
    return source.with_cuts([(to.start, to.end, source.text[entry.start : entry.end]) for to, entry in moves])


def _lines_text(source: SourceText, node: PlaceNode, entries: list[Entry], placed: list[int]) -> str:
    """The whole text with entries with comments moved, which must have their lines for themselves."""
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
    return source.with_cuts(cuts)
