"""A YAML file that holds a backlog or a roadmap: lists of maps with titles, nested or flat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.tables.nested.nesting import Nested, nested
from pmcli.importing.sources.tables.reading import not_tables
from pmcli.importing.sources.text import files
from pmcli.importing.sources.text.lenient import LenientDocuments, documents
from pmcli.importing.sources.text.rows import read_items
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted, listed


def is_yaml(source: Source) -> bool:
    """Whether a file is YAML: by its name, or by its lines where it has none that says."""
    if source.data is None:
        return False
    return source.suffix in files.YAML or not_tables.is_yaml(source.data)


@lru_cache(maxsize=1)
def _found(data: bytes, name: str) -> tuple[LenientDocuments, Nested]:
    """The documents in a text, and the items in them; the last are kept, for it is told by its items."""
    read = documents(data, name)
    return read, nested([*read.data])


def _recognise(source: Source) -> float:
    if not is_yaml(source):
        return 0.0
    read, found = _found(source.data or b"", source.name)
    if read.fault:
        return 0.3
    return 0.8 if found.items else 0.2


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    """The drafts of the items in a file.

    Raises:
        PmError: it is no YAML, or holds no list of items.
    """
    read, found = _found(source.data or b"", source.name)
    if read.fault:
        raise PmError(f'"{source.name}" is no valid YAML: {read.fault}', read.hint, exit_code=2)
    if not found.items:
        names = listed([f'"{key}"' for key in found.unread], 12)
        keys = f"; its keys are {names}" if names else ""
        raise PmError(
            f'"{source.name}" is YAML without a list of items that have a title{keys}',
            "an item is a map with a title, name or summary, in a list", exit_code=2,
        )  # fmt: skip
    mended = ["what lacks quotes, and so is no YAML, is read as meant"] if read.is_mended else []
    return read_items(source, found.items, mapping, "list", (), (*mended, *told(found)))


def told(found: Nested) -> Iterator[str]:
    """Sentences on groups, parts, and what is outside of items."""
    for kind, many in found.groups.items():
        yield f"groups are no features: each says the {kind} of what is in it ({many:,})"
    if any(item.parent >= 0 for item in found.items):
        parents = len({item.parent for item in found.items if item.parent >= 0})
        parts = sum(1 for item in found.items if item.parent >= 0)
        told = f"{counted(parts, 'part')} of {counted(parents, 'item')}"
        yield f"what stands within an item is a part of it ({told})"
    if found.unread:
        yield f"outside of items, not read: {listed(list(found.unread), 20)}"


YAML: Final = Importer("yaml", "a roadmap or backlog in YAML", _recognise, _read)
