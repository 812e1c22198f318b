"""What an export of pm is, told from what stands in it: its mark, its columns, its keys; never its name."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from pmcli.importing.sources.importer import Source
from pmcli.importing.sources.own.columns import ABOUT, header_of, is_jira, refused
from pmcli.importing.sources.own.rows import ITEMS
from pmcli.importing.sources.tables.reading.delimited import decoded, is_binary
from pmcli.importing.sources.tables.reading.readers import first_rows
from pmcli.importing.sources.tables.reading.workbook import is_workbook
from pmcli.model.mark import NEAR, TOLD, WORDS

Kind = Literal["table", "workbook", "document", "jira", "github", "refused"]
_MARKED: Final = re.compile(rf"(<!-- |%% |// ){re.escape(WORDS)}: {re.escape(TOLD)}")
_PAGES: Final = {"%% ": "Mermaid drawing", "// ": "drawing for Graphviz"}
_PNG: Final = b"\x89PNG\r\n"
_SVG: Final = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b")
_SLACK: Final = re.compile(rb'\s*\{\s*"text":\s*"(?:[^"\\]|\\.)*",\s*"blocks":')
_SCHEMA: Final = 1
_SURE_ROWS: Final = 0.5
"""The share of a table's ids that have to be here, where its columns alone do not tell."""


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A kind of export; of one that is refused `what` says what it is: pm's own, or any picture."""

    kind: Kind
    what: str = ""


def kind_of(source: Source) -> OwnKind | None:
    """The kind of export that a source is, None where pm did not write it."""
    if source.data is None:
        return None
    told = _kind(source.data)
    if told is None and not is_workbook(source.data) and _is_known(source, first_rows(source.data)):
        return OwnKind("table")
    return told


def own_fields(source: Source) -> tuple[str, ...]:
    """The fields of pm.yaml's own, which are columns too."""
    return tuple(source.here.backlog.workspace.fields) if source.here is not None else ()


@lru_cache(maxsize=1)
def _kind(data: bytes) -> OwnKind | None:
    """The kind, as far as the file alone tells it."""
    if data.startswith(_PNG):
        return OwnKind("refused", "a picture")
    if is_workbook(data):
        stripped = (tuple(cell.strip() for cell in row) for row in first_rows(data))
        is_own = any(row == ABOUT or header_of(row) for row in stripped if row)
        return OwnKind("workbook") if is_own else None
    head = decoded(data[:NEAR], cut=True)[0].replace("\r\n", "\n")
    if (marked := _MARKED.search(head)) is not None:
        return _refused(_PAGES.get(marked[1]) or _page(head))
    if _SVG.match(head):
        return OwnKind("refused", "a picture (SVG)")
    if head.lstrip()[:1] in ("{", "["):
        return _document(data)
    rows = first_rows(data) if not is_binary(head) else ()
    return _table(rows[0]) if rows else None


def _refused(what: str) -> OwnKind:
    return OwnKind("refused", f"pm's own {what}")


def _page(head: str) -> str:
    if "<svg" in head:
        return "drawing (SVG)"
    return "page (HTML)" if "<html" in head.casefold() or "<!doctype" in head.casefold() else "Markdown page"


def _table(row: Sequence[str]) -> OwnKind | None:
    names = tuple(name.strip() for name in row)
    if what := refused(names):
        return _refused(what)
    if is_jira(names):
        return OwnKind("jira")
    return OwnKind("table") if header_of(names) is not None else None


def _is_known(source: Source, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table has names of pm only, and rows whose ids are those of features that are here."""
    if source.here is None or len(rows) < 2:
        return False
    header = header_of(rows[0], own_fields(source), is_known=True)
    if header is None:
        return False
    at = header.keys.index("id")
    ids = [row[at].strip() for row in rows[1:] if len(row) > at]
    known = sum(1 for name in ids if name in source.here.backlog.features)
    return known > 0 and known >= _SURE_ROWS * len(ids)


def _document(data: bytes) -> OwnKind | None:
    if _SLACK.match(data):
        return _refused("message for Slack")
    if b'"schemaVersion"' not in data[:NEAR] and b'"pm"' not in data:
        return None
    try:
        document: Any = json.loads(decoded(data)[0])
    except (ValueError, RecursionError):
        return None
    if isinstance(document, list):
        issues = [item for item in document if isinstance(item, dict)]
        own = sum(1 for item in issues if {"pm", "number", "title"} <= item.keys())
        return OwnKind("github") if own and own >= len(issues) / 2 else None
    if not isinstance(document, dict) or not isinstance(document.get("kind"), str):
        return None
    version, kind = document.get("schemaVersion"), document["kind"]
    if not isinstance(version, int):
        return None
    if version > _SCHEMA:
        return _refused(f"document of a later version (schemaVersion {version})")
    return OwnKind("document") if kind in ITEMS else _refused(f'document "{kind}" (JSON)')
