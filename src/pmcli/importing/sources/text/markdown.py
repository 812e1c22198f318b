"""A Markdown page that holds a roadmap or a backlog: a table, lists under headings, or headings alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.tables.meaning.columns import compact
from pmcli.importing.sources.tables.meaning.group_heads import compacted
from pmcli.importing.sources.tables.reading import not_tables
from pmcli.importing.sources.text import files
from pmcli.importing.sources.text.lists import Page
from pmcli.importing.sources.text.page import read_page
from pmcli.importing.sources.text.rows import read_items
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted, listed
from pmcli.yaml.read import read_front_matter


def is_markdown(source: Source) -> bool:
    """Whether a file is Markdown: by its name, or by its lines where it has none that says."""
    if source.data is None:
        return False
    return source.suffix in files.MARKDOWN or (
        source.suffix not in (*files.YAML, ".csv", ".tsv") and not_tables.is_markdown(source.data)
    )


@lru_cache(maxsize=1)
def page_of(data: bytes) -> Page:
    """The page in a file, its front matter left aside."""
    text = files.text_of_bytes(data)
    first = 1
    if text.startswith("---"):
        _, body = read_front_matter(text.encode("utf-8", "replace"), "page.md")
        first += text[: len(text) - len(body)].count("\n") if body else 0
        text = body or text
    return read_page(text, first)


def _recognise(source: Source) -> float:
    """The certainty that a page is about work: lists alone may be anything, if nothing says what they are."""
    if not is_markdown(source):
        return 0.0
    page = page_of(source.data or b"")
    if not page.items:
        return 0.0
    said = [PurePosixPath(source.name).stem, *page.headings[:1]]
    is_named = any(word in compact(name) for name in said for word in compacted("page_names"))
    return 0.8 if page.is_telling or is_named else 0.0


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    """The drafts of the items of a page.

    Raises:
        PmError: it holds none.
    """
    page = page_of(source.data or b"")
    if not page.items:
        raise unknown(source)
    return read_items(source, page.items, mapping, "heading", page.skipped, told(page))


def unknown(source: Source) -> PmError:
    """An account of a page of which nobody knows what is to be done."""
    page = page_of(source.data or b"")
    titles = listed([f'"{title}"' for title in page.headings], 12)
    below = f"; its headings are {titles}" if titles else ""
    hint = "lists below headings such as Now or In progress are read, tasks with boxes, tables with a title"
    if page.items:
        hint = f"--format markdown reads its lists all the same ({counted(len(page.items), 'item')})"
    words = (
        "nothing says what is to be done" if page.items else "there is no list or table of what is to be done"
    )
    return PmError(f'"{source.name}" is Markdown in which {words}{below}', hint, exit_code=2)


def told(page: Page) -> Iterator[str]:
    """Sentences on what of a page is guessed, and on what is left out."""
    yield from page.guesses
    if page.struck:
        yield f"what is struck through, and not ticked, counts as declined ({page.struck:,})"
    if any(item.parent >= 0 for item in page.items):
        parts = sum(1 for item in page.items if item.parent >= 0)
        yield f"tasks below an item are parts of it ({counted(parts, 'part')})"
    if page.criteria:
        ticked = f"; that {page.ticked:,} are ticked is not kept" if page.ticked else ""
        yield f"boxes below a story are its acceptance criteria ({page.criteria:,}){ticked}"
    lines = sum(page.prose.values())
    if lines:
        names = listed([f'"{name}"' for name in page.prose if name], 8)
        below = f" (below {names})" if names else ""
        yield f"prose and lists that hold no features are left out: {counted(lines, 'line')}{below}"


MARKDOWN: Final = Importer("markdown", "a roadmap or backlog in Markdown", _recognise, _read)
