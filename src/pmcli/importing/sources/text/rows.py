"""Items of text as rows of a table: each with a name of its own, by which it is known again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pmcli.importing.sources.importer import Imported, ImportedFeature, Skipped, Source
from pmcli.importing.sources.plain_values import id_of, line_of
from pmcli.importing.sources.tables.meaning import group_heads
from pmcli.importing.sources.tables.meaning.columns import compact, guess
from pmcli.importing.sources.tables.meaning.given import given_meanings
from pmcli.importing.sources.tables.nested.flattening import listed_in, table_of_cells
from pmcli.importing.sources.tables.nested.nesting import Item
from pmcli.importing.sources.tables.sheet import imported
from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.text import keys

_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_FILES: Final = {
    **dict.fromkeys(("file", "path", "file number", "numbered"), "also"),
    "body": "description",
}
"""What a file says besides its keys."""
_REFERENCE: Final = re.compile(r"\[\[([^\]|#]+)[^\]]*\]\]|\[[^\]]*\]\(([^)\s]+)\)")


def read_items(
    source: Source, items: Sequence[Item], mapping: Mapping[str, str], prefix: str,
    skipped: Iterable[Skipped] = (), guesses: Iterable[str] = (), *, keeps_ids: bool = True,
) -> Imported:  # fmt: skip
    """The drafts of items; `prefix` is how the columns begin that the names above them fill.

    Raises:
        PmError: no key could be the title.
    """
    fixed = {
        "mark": "status",
        "state": "status",
        **_FILES,
        **group_heads.meanings(prefix),
        f"{prefix}.parent": "parent",
        f"{prefix}.key": "key",
    }
    _mark_done(items)
    base = table_of_cells([(item.place, item.cells) for item in items], last=tuple(fixed))
    fixed |= _days_in(base.header, prefix)
    meant = keys.meanings(fixed, base) | given_meanings(mapping, base.header)
    named = _named(items, prefix, [name for name, meaning in meant.items() if meaning == "title"])
    rows = [(item.place, item.cells | _above(item, prefix) | named[at]) for at, item in enumerate(items)]
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


def _above(item: Item, prefix: str) -> dict[str, str]:
    """The cells that the names above an item fill, without those that it fills itself."""
    said = {_field(name) for name, cell in item.cells.items() if cell}
    above = group_heads.cells_of(item.heads, prefix)
    meant = group_heads.meanings(prefix)
    fields = {name: meant.get(name) or keys.of_group(name) for name in above}
    return {name: cell for name, cell in above.items() if fields[name] == "" or fields[name] not in said}


def _field(name: str) -> str:
    if name in ("mark", "state"):
        return "status"
    return group_heads.compacted("keys").get(compact(name)) or guess(name)


def _with_id(draft: ImportedFeature) -> ImportedFeature:
    """The draft with its key as its id, where that is a name and no number."""
    name = id_of(draft.key) if _ID.fullmatch(draft.key) else None
    fields = {"id": name} if name and draft.fields.get("title") != draft.key else {}
    owner = draft.fields.get("owner")
    people = {"owner": owner.lstrip("@")} if isinstance(owner, str) else {}
    return replace(draft, fields={**fields, **draft.fields, **people})


def _mark_done(items: Sequence[Item]) -> None:
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


# --- names ---


def _named(items: Sequence[Item], prefix: str, titles: Sequence[str]) -> list[dict[str, str]]:
    """For every item the cells that name it and its parent.

    An id that several items have is one within their parents: it is put behind the parent's name, and so are
    the references to it. An item without an id is known by its title; of several that are called the same the
    others have their parent's or their heading's name in front.
    """
    column = _id_column(items)
    ids = [line_of(item.cells.get(column, "")) if column else "" for item in items]
    many = Counter(name for name in ids if name)
    counted = any(
        item.parent >= 0 and many[ids[at]] > 1 and ids[at].isdecimal() for at, item in enumerate(items)
    )
    names: list[str] = []
    taken: set[str] = set()
    copies: Counter[str] = Counter()
    cells: list[dict[str, str]] = []
    for at, item in enumerate(items):
        above = names[item.parent] if item.parent >= 0 else ""
        title = next((line_of(item.cells[name]) for name in titles if item.cells.get(name)), "")
        within = above and ids[at] and (many[ids[at]] > 1 or (counted and ids[at].isdecimal()))
        file = item.cells.get("file", "") or item.cells.get("path", "")
        own = file if file and many[ids[at]] != 1 else "" if ids[at] in taken else ids[at]
        name = f"{above}.{ids[at]}" if within else own or _free(title, item, above, taken, copies)
        taken.add(name)
        names.append(name)
        more = {f"{prefix}.parent": above} if above else {}
        if ids[at] and name != ids[at]:  # taken, or one within its parent
            more[column] = name
        elif not ids[at]:
            more[f"{prefix}.key"] = name
        cells.append(more)
    _refer(items, ids, names, cells)
    return cells


def _id_column(items: Sequence[Item]) -> str:
    """The key that holds ids: the first that is called so in most items that have one."""
    count: Counter[str] = Counter()
    for item in items:
        count.update(name for name, cell in item.cells.items() if cell and _is_id(name))
    return max(count, key=lambda name: count[name], default="")


def _is_id(name: str) -> bool:
    return name.strip() in ("#", "№") or compact(name) in (
        "id",
        "key",
        "slug",
        "ref",
        "uid",
        "code",
        "identifier",
        "number",
        "ticket",
        "no",
        "nr",
    )


def _free(title: str, item: Item, above: str, taken: set[str], copies: Counter[str]) -> str:
    """A title as a name, with what stands above it where it is taken."""
    if title not in taken:
        return title
    outer = above or " / ".join(head.name for head in item.heads)
    name = free = f"{outer} / {title}" if outer else title
    while free in taken:
        copies[name] += 1
        free = f"{name} ({copies[name] + 1})"
    return free


def _refer(
    items: Sequence[Item], ids: Sequence[str], names: Sequence[str], cells: Sequence[dict[str, str]]
) -> None:  # fmt: skip
    """Put what references mean into them: links into text are the names of what they lead to."""
    known = {*names, *(cell for item in items for name, cell in item.cells.items() if name in _FILES)}
    of_parent = {
        (item.parent, ids[at]): names[at] for at, item in enumerate(items) if ids[at] != names[at] and ids[at]
    }  # fmt: skip
    for at, item in enumerate(items):
        for name, cell in item.cells.items():
            if not cell or not _is_reference(name):
                continue
            listed = cell.split(BREAK) if BREAK in cell else re.split(r"[,;\n]", cell)
            meant = [_found(_bare_reference(one), known) for one in listed if one.strip()]
            meant = [of_parent.get((item.parent, one), of_parent.get((at, one), one)) for one in meant]
            cells[at][name] = listed_in(meant)


def _found(name: str, known: Collection[str]) -> str:
    """A reference to a page by its way, as the page is known."""
    last = name.rpartition("/")[2]
    return name if name in known or last not in known else last


def _is_reference(name: str) -> bool:
    key = compact(name)
    meaning = group_heads.compacted("keys").get(key) or guess(name)
    return meaning in ("depends_on", "blocks", "conflicts_with", "parent")


def _bare_reference(text: str) -> str:
    """The name in a reference: of a link to a page the page."""
    match = _REFERENCE.fullmatch(text.strip())
    target = (match[1] or match[2]) if match else text.strip()
    if "://" in target:
        return target
    stem = re.sub(r"^(?:\.{1,2}/)+|#.*$", "", target)
    return re.sub(r"\.(?:md|markdown|mdx|ya?ml)$", "", stem.strip())


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
