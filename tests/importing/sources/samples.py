"""What an importer made of a source, as text that a golden file can keep."""

from __future__ import annotations

import json
from pathlib import Path

from pmcli.importing.sources import IMPORTERS
from pmcli.importing.sources.importer import Imported, ImportedFeature, Importer, Source

DATA = Path(__file__).parents[2] / "data" / "importers"


def best(source: Source) -> Importer:
    """The importer that is surest of a source."""
    return max(IMPORTERS, key=lambda importer: importer.recognise(source))


def told(imported: Imported) -> str:
    """All that was read, skipped, found and guessed, as JSON."""
    document = {
        "read": imported.read,
        "guesses": list(imported.guesses),
        "findings": [f"{finding.place}: {finding.message}" for finding in imported.findings],
        "skipped": [f"{one.place}: {one.reason}" for one in imported.skipped],
        "drafts": [_told(draft) for draft in imported.drafts],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _told(draft: ImportedFeature) -> dict[str, object]:
    return {
        "key": draft.key, "also": list(draft.also), "place": draft.place, "notes": list(draft.notes),
        "fields": draft.fields,
    }  # fmt: skip


def folder(path: Path) -> Source:
    """A folder as a source."""
    files = {
        found.relative_to(path).as_posix(): found.read_bytes()
        for found in sorted(path.rglob("*"))
        if found.is_file() and found.name != "LICENSE"
    }
    return Source(path.name, None, files)


def by_key(imported: Imported) -> dict[str, ImportedFeature]:
    """The drafts by key; counts in and out agree."""
    assert imported.read == len(imported.drafts) + len(imported.skipped)
    by_key = {draft.key: draft for draft in imported.drafts}
    assert len(by_key) == len(imported.drafts)
    links = [next(iter(draft.fields["links"].items())) for draft in imported.drafts]  # type: ignore[attr-defined]
    assert len(set(links)) == len(links)
    return by_key
