"""Whole documents of a YAML file, and the Markdown below front matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pmcli.yaml.edit.proof import same
from pmcli.yaml.edit.source_text import CannotEdit, Page, page_of
from pmcli.yaml.read.reader import fences, read, read_front_matter

_MARKER: Final = re.compile(r"(?<![^\r\n])---(?=[ \t\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class Sheets:
    """A file of several documents, each a text of its own: many edits, each of which reads its own alone.

    The whole is put together again, and proven to say what the documents say.
    """

    texts: tuple[bytes, ...]
    path: str

    @classmethod
    def of(cls, text: bytes, path: str) -> Sheets | None:
        """The documents of a file; None where it has only one, or instructions (%) between them."""
        if (
            path.endswith(".md")
            or b"\n---" not in text
            or b"%" in (text[:1], *re.findall(b"[\r\n](%)", text))
            or text[:3] == b"\xef\xbb\xbf"
        ):
            return None
        try:
            page = page_of(text, path)
        except CannotEdit:
            return None
        if len(page.roots) < 2:
            return None
        starts = [0, *(_start(page, at) for at in range(1, len(page.roots))), len(page.text)]
        return cls(tuple(page.text[one:other].encode() for one, other in pairwise(starts)), path)

    def edited(self, document: int, change: Callable[[bytes], bytes]) -> Sheets:
        """The documents with one of them changed.

        Raises:
            CannotEdit: what the change raises, or there is no such document.
        """
        if not 0 <= document < len(self.texts):
            raise CannotEdit("the file has no such document")
        changed = change(self.texts[document])
        return replace(self, texts=(*self.texts[:document], changed, *self.texts[document + 1 :]))

    def whole(self) -> bytes:
        """The file put together again.

        Raises:
            CannotEdit: it would say something else than its documents.
        """
        text = b"".join(self.texts)
        told = [document.data for document in read(text, self.path).documents]
        data = [document.data for part in self.texts for document in read(part, self.path).documents]
        if len(data) != len(self.texts) or not same(list(told), list(data)):
            raise CannotEdit("the file would then say something else as well")
        return text


def drop_document(text: bytes, path: str, document: int) -> bytes:
    """Without one of several documents, with its line `---` and the comments in it.

    Raises:
        CannotEdit: it is the only one, or the file is written in a way that pm does not edit.
    """
    page = page_of(text, path)
    if not 0 <= document < len(page.roots) or len(page.roots) == 1 or page.front_matter:
        raise CannotEdit("it is the whole file")
    kept = [one.data for at, one in enumerate(read(text, path).documents) if at != document]
    for new in _without(page, document):
        found = read(page.encoded(new), path)
        if len(found.documents) == len(kept) and not found.faults and all(
            same(one.data, other) for one, other in zip(found.documents, kept, strict=True)
        ):  # fmt: skip
            return page.encoded(new)
    raise CannotEdit("the file would then say something else as well")


def _without(page: Page, document: int) -> Iterator[str]:
    starts = [_start(page, at) for at in range(len(page.roots))]
    start = starts[document]
    stop = starts[document + 1] if document + 1 < len(starts) else len(page.text)
    if document == 0 and (line := _MARKER.match(page.text, stop)) is not None:
        yield page.text[:start] + page.text[page.next(page.line(line.start())) :]
    yield page.text[:start] + page.text[stop:]


def _start(page: Page, document: int) -> int:
    """Where a document starts: at its line `---`, or at the beginning of the file."""
    floor = page.roots[document - 1].end if document else 0
    start = [match.start() for match in _MARKER.finditer(page.bare, floor, page.roots[document].start)]
    return start[-1] if start else floor


def put_body(text: bytes, path: str, body: str) -> bytes:
    """A Markdown file with another text below its front matter; blank lines around that stay.

    Raises:
        CannotEdit: it has no front matter, or the text cannot stand there.
    """
    page = page_of(text, path)
    if not page.front_matter:
        raise CannotEdit("it is no Markdown file")
    start = fences(page.text)[1]
    old = page.text[start:]
    lead = old[: len(old) - len(old.lstrip("\r\n"))]
    tail = old[len(old.rstrip("\r\n")) :] if old.strip("\r\n") else ""
    end_line = page.breaks(1)
    head = page.text[:start] + ("" if page.text[:start].endswith(("\n", "\r")) else end_line)
    lines = end_line.join(body.strip("\n").split("\n"))
    new = head + (lead or end_line) + lines + (tail or end_line) if body.strip("\n") else head
    before, after = (read_front_matter(one, path) for one in (text, page.encoded(new)))
    documents = zip(before[0].documents, after[0].documents, strict=True)
    if after[1].strip("\n") != body.strip("\n") or not all(same(a.data, b.data) for a, b in documents):
        raise CannotEdit("the text cannot stand below the front matter")
    return page.encoded(new)
