"""Whole documents of a YAML file, and the Markdown below front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pmcli.yaml.edit.proof import same
from pmcli.yaml.edit.source_text import CannotEdit, SourceText, source_of
from pmcli.yaml.read.reader import fences, read, read_front_matter

_MARKER: Final = re.compile(r"(?<![^\r\n])---(?=[ \t\r\n]|\Z)")


def drop_document(text: bytes, path: str, document: int) -> bytes:
    """Without one of several documents, with its line `---` and the comments in it.

    Raises:
        CannotEdit: it is the only one, or the file is written in a way that pm does not edit.
    """
    source = source_of(text, path)
    if not 0 <= document < len(source.roots) or len(source.roots) == 1 or source.front_matter:
        raise CannotEdit("it is the whole file")
    wanted = [other.data for at, other in enumerate(read(text, path).documents) if at != document]
    for new in _without(source, document):
        reading = read(source.encoded(new), path)
        if not reading.faults and same([kept.data for kept in reading.documents], list(wanted)):
            return source.encoded(new)
    raise CannotEdit("the file would then say something else as well")


def _without(source: SourceText, document: int) -> Iterator[str]:
    starts = [document_start(source, at) for at in range(len(source.roots))]
    start = starts[document]
    stop = starts[document + 1] if document + 1 < len(starts) else len(source.text)
    if document == 0 and (line := _MARKER.match(source.text, stop)) is not None:
        yield source.text[:start] + source.text[source.next(source.line(line.start())) :]
    yield source.text[:start] + source.text[stop:]


def document_start(source: SourceText, document: int) -> int:
    """The index at which a document starts: at its line `---`, or at the beginning of the file."""
    floor = source.roots[document - 1].end if document else 0
    start = [match.start() for match in _MARKER.finditer(source.bare, floor, source.roots[document].start)]
    return start[-1] if start else floor


def put_body(text: bytes, path: str, body: str) -> bytes:
    """A Markdown file with another text below its front matter; blank lines around that stay.

    Raises:
        CannotEdit: it has no front matter, or the text cannot stand there.
    """
    source = source_of(text, path)
    if not source.front_matter:
        raise CannotEdit("it is no Markdown file")
    start = fences(source.text)[1]
    old = source.text[start:]
    lead = old[: len(old) - len(old.lstrip("\r\n"))]
    tail = old[len(old.rstrip("\r\n")) :] if old.strip("\r\n") else ""
    end_line = source.breaks(1)
    head = source.text[:start] + ("" if source.text[:start].endswith(("\n", "\r")) else end_line)
    lines = end_line.join(body.strip("\n").split("\n"))
    new = head + (lead or end_line) + lines + (tail or end_line) if body.strip("\n") else head
    before, after = (read_front_matter(whole, path) for whole in (text, source.encoded(new)))
    documents = zip(before[0].documents, after[0].documents, strict=True)
    if after[1].strip("\n") != body.strip("\n") or not all(same(a.data, b.data) for a, b in documents):
        raise CannotEdit("the text cannot stand below the front matter")
    return source.encoded(new)
