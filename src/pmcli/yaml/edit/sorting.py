"""The keys of a map in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmcli.model.backlog import Keys
from pmcli.yaml.edit.key_path import Entry, entries, is_flow, way
from pmcli.yaml.edit.layout import begins_line, below_file_words, first_line, last_line
from pmcli.yaml.edit.proof import proven
from pmcli.yaml.edit.scalars import changed
from pmcli.yaml.edit.source_text import BLANKS, ODD, CannotEdit, Cut, Page, page_of
from pmcli.yaml.read.places import PlaceNode
from pmcli.yaml.read.value import Value


def order(text: bytes, path: str, document: int, keys: Keys, names: Sequence[str]) -> bytes:
    """With the keys of the map at `keys` in the order of `names`.

    A key that is not named stays behind the key it follows; those before the first that is named stay first.
    Each key moves with its value, the comment at the end of its line, comments below it that are indented
    deeper, and the comment lines directly above it. All else stays in its place: blank lines, comments with a
    blank line below them, and at the top what is meant for the whole file (`# yaml-language-server: …`).

    Raises:
        CannotEdit: there is no such map; an alias, a merge or a tag is on the way.
    """
    page = page_of(text, path)
    root, steps = way(page, document, keys)
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
        page,
        document,
        ((new, lambda data: changed(data, keys, sorted_map)) for new in _texts(page, node, placed)),
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


def _texts(page: Page, node: PlaceNode, placed: list[int]) -> Iterator[str]:
    found = entries(page, node)
    if is_flow(page, node):
        yield _flow_text(page, node, found, placed)
        return
    chunks = _chunks(page, found)
    behind_dash = not begins_line(page, found[0])
    for broken in (True, False):
        yield _block_text(
            page, chunks, placed, " " * found[0].column if behind_dash else None, broken_end=broken
        )


def _chunks(page: Page, found: list[Entry]) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    floor = 0
    for at, entry in enumerate(found):
        head = page.line(entry.start)
        start = entry.start
        if begins_line(page, entry):
            top = first_line(page, entry, floor)
            start = page.start(top if at else below_file_words(page, top, head))
        elif at:
            raise CannotEdit(ODD)
        floor = last_line(page, entry)
        stop = page.stop(floor)
        chunks.append(
            _Chunk(start, page.next(floor), page.text[start:stop], page.text[stop : page.next(floor)])
        )
    return chunks


def _block_text(
    page: Page, chunks: list[_Chunk], placed: list[int], indent: str | None, *, broken_end: bool
) -> str:
    """The whole text with its chunks moved; `indent` where the first stands behind a dash.

    A file that has no line break at its end gets none, unless `broken_end` is false.
    """
    spare = next((chunk.end_line for chunk in chunks if chunk.end_line), "\n")
    pieces = [page.text[: chunks[0].start]]
    for slot, at in enumerate(placed):
        text = chunks[at].text
        if indent is not None and slot == 0:
            text = text.lstrip(BLANKS)
        elif indent is not None and at == 0:
            text = indent + text
        end_line = chunks[at].end_line or spare
        if slot == len(placed) - 1 and broken_end and not chunks[-1].end_line:
            end_line = ""
        upto = chunks[slot + 1].start if slot + 1 < len(chunks) else len(page.text)
        pieces += [text, end_line, page.text[chunks[slot].stop : upto]]
    return "".join(pieces)


def _flow_text(page: Page, node: PlaceNode, found: list[Entry], placed: list[int]) -> str:
    """The whole text with the entries of a map in brackets moved; commas and blanks stay where they are."""
    edges = [page.skip(node.start), *(entry.end for entry in found)], [*(e.start for e in found), node.end]
    if any(page.text[start:end] != page.bare[start:end] for start, end in zip(*edges, strict=True)):
        return _lines_text(page, node, found, placed)
    moves = zip(found, (found[at] for at in placed), strict=True)
    return page.with_cuts([(to.start, to.end, page.text[entry.start : entry.end]) for to, entry in moves])


def _lines_text(page: Page, node: PlaceNode, found: list[Entry], placed: list[int]) -> str:
    """The same for entries with comments, which must have their lines for themselves."""
    pieces: list[tuple[int, int, int, int]] = []
    floor = page.line(node.start)
    for entry in found:
        behind = entry.end if entry.comma is None else entry.comma + 1
        stop = page.stop(page.line(behind))
        between = page.text[entry.end : behind].strip(f"{BLANKS},")
        if between or page.bare[behind:stop].strip(BLANKS) or not begins_line(page, entry):
            raise CannotEdit("comments stand between its keys")
        pieces.append((page.start(first_line(page, entry, floor)), entry.end, behind, stop))
        floor = page.line(behind)
    cuts: list[Cut] = []
    for to, at in zip(pieces, placed, strict=True):
        start, end, behind, stop = pieces[at]
        cuts += [(to[0], to[1], page.text[start:end]), (to[2], to[3], page.text[behind:stop])]
    return page.with_cuts(cuts)
