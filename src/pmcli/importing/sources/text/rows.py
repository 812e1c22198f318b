"""Items of text as rows of a table: each with a name of its own, by which it is known again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pmcli.importing.sources.importer import Imported, ImportedFeature, Skipped, Source
from pmcli.importing.sources.plain_values import id_of, status_of
from pmcli.importing.sources.tables.meaning import group_heads
from pmcli.importing.sources.tables.meaning.columns import compact, guess
from pmcli.importing.sources.tables.meaning.given import given_meanings
from pmcli.importing.sources.tables.nested.flattening import table_of_cells
from pmcli.importing.sources.tables.nested.nesting import NestedItem
from pmcli.importing.sources.tables.sheet import imported
from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.text import keys
from pmcli.importing.sources.text.labels import meaning_of
from pmcli.importing.sources.text.named import FILES, named

_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")


def read_items(
    source: Source, items: Sequence[NestedItem], mapping: Mapping[str, str], prefix: str,
    skipped: Iterable[Skipped] = (), guesses: Iterable[str] = (), *, keeps_ids: bool = True,
) -> Imported:  # fmt: skip
    """The drafts of items; `prefix` is how the columns begin that the names above them fill.

    Raises:
        PmError: no key could be the title.
    """
    fixed = {
        "mark": "status",
        "state": "status",
        **FILES,
        **group_heads.meanings(prefix),
        f"{prefix}.parent": "parent",
        f"{prefix}.key": "key",
    }
    items = [replace(item, cells=dict(item.cells)) for item in items]  # the caller may keep its own
    _mark_done(items)
    _put_days_of_done(items, prefix, mapping)
    base = table_of_cells([(item.place, item.cells) for item in items], last=tuple(fixed))
    fixed |= _days_in(base.header, prefix)
    meant = keys.meanings(fixed, base) | given_meanings(mapping, base.header)
    called = named(items, prefix, meant)
    rows = [(item.place, item.cells | _above(item, prefix) | called[at]) for at, item in enumerate(items)]
    labels = _labels(fixed, meant)
    table = table_of_cells(_labelled(rows, labels), skipped, guesses, tuple(fixed))
    known = {**fixed, **dict.fromkeys(labels, "description")}
    result = imported(source, table, mapping, keys.dialect(known))
    if not keeps_ids:
        return result
    return replace(result, drafts=tuple(_with_id(draft) for draft in result.drafts))


def _days_in(header: Sequence[str], prefix: str) -> dict[str, str]:
    """The column of a page's tables that is called Date: when it is to be done, if no other says so."""
    if prefix != "heading" or any(_field(name) in ("target", "deadline") for name in header):
        return {}
    return {name: "target" for name in header if compact(name) in ("date", "when")}


def _above(item: NestedItem, prefix: str) -> dict[str, str]:
    """The cells that the names above an item fill, without those that it fills itself."""
    said = {_field(name) for name, cell in item.cells.items() if cell}
    above = group_heads.cells_of(item.heads, prefix)
    meant = group_heads.meanings(prefix)
    fields = {name: meant.get(name) or keys.of_group(name) for name in above}
    return {name: cell for name, cell in above.items() if fields[name] == "" or fields[name] not in said}


def _field(name: str) -> str:
    return "status" if name in ("mark", "state") else meaning_of(name)


def _with_id(draft: ImportedFeature) -> ImportedFeature:
    """The draft with its key as its id, where that is a name and no number."""
    name = id_of(draft.key) if _ID.fullmatch(draft.key) else None
    fields = {"id": name} if name and draft.fields.get("title") != draft.key else {}
    owner = draft.fields.get("owner")
    people = {"owner": owner.lstrip("@")} if isinstance(owner, str) else {}
    return replace(draft, fields={**fields, **draft.fields, **people})


def _put_days_of_done(items: Sequence[NestedItem], prefix: str, mapping: Mapping[str, str]) -> None:
    """Take the key "date" of what is done for the day on which it was."""
    for item in items:
        name = next((name for name in item.cells if compact(name) in ("date", "datum", "day")), "")
        if (
            not name
            or mapping.get(name, "x-")[:2] != "x-"
            or any(_field(other) in ("shipped", "completed") for other in item.cells)
        ):
            continue
        above = group_heads.cells_of(item.heads, prefix).get(f"{prefix}.status", "")
        own = [cell for other, cell in item.cells.items() if cell and _field(other) == "status"]
        if status_of(own[0] if own else above) == "shipped":
            item.cells["shipped"] = item.cells.pop(name)


def _mark_done(items: Sequence[NestedItem]) -> None:
    """Take a key such as `done: true` for the status that it is."""
    said: dict[str, set[str]] = {}
    for item in items:
        for name, cell in item.cells.items():
            if compact(name) in group_heads.compacted("done_keys"):
                said.setdefault(name, set()).add(cell.casefold())
    flags = [name for name, cells in said.items() if cells <= {"true", "false", "yes", "no", ""}]
    for item in items:
        for name in flags:
            if item.cells.pop(name, "").casefold() in ("true", "yes"):
                item.cells.setdefault("mark", "done")


# --- texts ---


def _labels(fixed: Mapping[str, str], meant: Mapping[str, str]) -> list[str]:
    """The keys whose texts go into the description, and are not called so."""
    return [
        name for name, meaning in meant.items()
        if meaning == "description" and name not in fixed and not name.startswith("## ")
        and "description" not in (group_heads.compacted("keys").get(compact(name)), guess(name))
    ]  # fmt: skip


def _labelled(
    rows: list[tuple[str, dict[str, str]]], labels: Sequence[str]
) -> list[tuple[str, dict[str, str]]]:  # fmt: skip
    """The rows in which texts that will be a part of the description say what they are."""
    if not labels:
        return rows
    return [
        (place, cells | {name: _label(name, cells[name]) for name in labels if cells.get(name)})
        for place, cells in rows
    ]


def _label(name: str, cell: str) -> str:
    """A text below the name of its key."""
    words = re.sub(r"[_.-]+", " ", name).strip().capitalize()
    listed = [one for one in cell.split(BREAK) if one.strip()]
    text = "\n".join(f"- {one}" for one in listed) if len(listed) > 1 else cell.replace(BREAK, "")
    return f"{words}:\n\n{text}" if "\n" in text else f"{words}: {text}"
