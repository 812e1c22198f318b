"""What items of text are called, so that others can name them: ids, titles, numbers of issues, codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.meaning.columns import compact
from pmcli.importing.sources.tables.meaning.group_heads import compacted
from pmcli.importing.sources.tables.nested.flattening import listed_in
from pmcli.importing.sources.tables.nested.nesting import NestedItem
from pmcli.importing.sources.tables.table import BREAK

FILE, PATH, FILE_NUMBER = "name of the file", "path of the file", "number of the file"
HEADING_NUMBER: Final = "number of the heading"
"""The cells by which a file or heading is known, whatever keys it has: one of its own may be called file."""
FILES: Final = {
    **dict.fromkeys((FILE, PATH, FILE_NUMBER, HEADING_NUMBER), "also"),
    "body": "description",
}
"""What a file says besides its keys."""
_REFERENCE: Final = re.compile(r"\[\[([^\]|#]+)[^\]]*\]\]|\[[^\]]*\]\(([^)\s]+)\)")
_PATH: Final = re.compile(r"\S+\.(?:md|markdown|mdx|ya?ml)(?:#\S*)?|\.{1,2}/\S+")
_REFERENCES: Final = ("depends_on", "blocks", "conflicts_with", "parent")
_CODED: Final = re.compile(
    r"[(\[]?([^\W\d_]{1,5}-?\d{1,4}(?:\.\d{1,3}){0,3}|[^\W\d_]{2,12} \d{1,4}"
    r"|\d{1,4}(?:\.\d{1,3}){0,3}(?=[)\].:]))[)\]]?[.:)]?(?:\s+[–—-])?\s+\S"
)
"""A code before a title: "A2 Heavy deps", "3. Roof", "Step 1: Dig"."""
_CODE: Final = re.compile(r"(?:[^\W\d_]{2,20}\.? |#)?([^\W\d_]{0,5}-?\d{1,4}(?:\.\d{1,3}){0,3})[.)]?")
_NAMING: Final = ("key", "also", "wbs", "")
"""Meanings of columns whose cells may be codes, besides fields of one's own."""
_AND: Final = re.compile(r"\s*[&+/]\s*|\s+(?:and|und|et|y|e|en)\s+", re.IGNORECASE)


def named(items: Sequence[NestedItem], prefix: str, meant: Mapping[str, str]) -> list[dict[str, str]]:
    """For every item the cells that name it and its parent.

    An id that several items have is one within their parents: it is put behind the parent's name, and so are
    the references to it. An item without an id is known by its title; of several that are called the same the
    others have their parent's or their heading's name in front.
    """
    column = _id_column(items)
    titles = [name for name, meaning in meant.items() if meaning == "title"]
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
        file = item.cells.get(FILE, "") or item.cells.get(PATH, "")
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
    _refer(items, ids, names, cells, meant)
    return cells


def _id_column(items: Sequence[NestedItem]) -> str:
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


def _free(title: str, item: NestedItem, above: str, taken: set[str], copies: Counter[str]) -> str:
    """A title as a name, with what stands above it where it is taken; nothing where none is known yet."""
    if not title or title not in taken:
        return title
    outer = above or " / ".join(head.name for head in item.heads)
    name = free = f"{outer} / {title}" if outer else title
    while free in taken:
        copies[name] += 1
        free = f"{name} ({copies[name] + 1})"
    return free


def _refer(
    items: Sequence[NestedItem], ids: Sequence[str], names: Sequence[str], cells: Sequence[dict[str, str]],
    meant: Mapping[str, str],
) -> None:  # fmt: skip
    """Put what references mean into them: links into text are the names of what they lead to."""
    known = {*names, *(cell for item in items for name, cell in item.cells.items() if name in FILES)}
    others = _other_names(
        items, names, {name.casefold() for name in known} | {one for one in ids if one}, meant
    )
    of_parent = {
        (item.parent, ids[at]): names[at] for at, item in enumerate(items) if ids[at] != names[at] and ids[at]
    }  # fmt: skip
    for at, item in enumerate(items):
        for name, cell in item.cells.items():
            if not cell or meant.get(name) not in _REFERENCES:
                continue
            listed = cell.split(BREAK) if BREAK in cell else re.split(r"[,;\n]", cell)
            spoken = [part for one in listed for part in _apart(one.strip(), known, others)]
            found = [others.get(one.casefold()) or _found(_bare_reference(one), known) for one in spoken]
            found = [of_parent.get((item.parent, one), of_parent.get((at, one), one)) for one in found]
            cells[at][name] = listed_in(found)


def _other_names(
    items: Sequence[NestedItem], names: Sequence[str], known: Collection[str], meant: Mapping[str, str]
) -> Mapping[str, str]:  # fmt: skip
    """The items by what they are called besides, in small letters, where only one is called so."""
    called: dict[str, set[str]] = {}
    for at, item in enumerate(items):
        for name in _codes(item, meant):
            called.setdefault(name.casefold(), set()).add(names[at])
    return {name: min(some) for name, some in called.items() if len(some) == 1 and name not in known}


def _codes(item: NestedItem, meant: Mapping[str, str]) -> Iterator[str]:
    """A code before a title, a number of an issue, and "Step 1" where a column is called Step."""
    for name, cell in item.cells.items():
        if name == "issue":
            yield from re.findall(r"(?<!\S)#\d+", cell)
            continue
        meaning = meant.get(name, "")
        if meaning == "title" and (match := _CODED.match(cell[:200])):
            yield match[1]
        is_naming = meaning in _NAMING or meaning.startswith("x-") or compact(name) in compacted("numbered")
        if is_naming and (match := _CODE.fullmatch(cell[:20])):
            yield f"{name.rstrip('.')} {match[1]}"
            if not match[1].isdecimal() or compact(name) in compacted("numbered"):
                yield match[1]


def _apart(text: str, known: Collection[str], others: Mapping[str, str]) -> list[str]:
    """The references in a text, which are several where each of them is known: "A2 and A3"."""
    parts = [part for part in _AND.split(text) if part] if text not in known else [text]
    is_several = all(part in known or part.casefold() in others for part in parts)
    return parts if is_several else [text] if text else []


def _found(name: str, known: Collection[str]) -> str:
    """A reference to a page by its way, as the page is known."""
    last = name.rpartition("/")[2]
    return name if name in known or last not in known else last


def _bare_reference(text: str) -> str:
    """What a reference names: of a link to a page the page."""
    match = _REFERENCE.fullmatch(text.strip())
    target = (match[1] or match[2]) if match else text.strip()
    if "://" in target or not (match or _PATH.fullmatch(target)):
        return target
    stem = re.sub(r"^(?:\.{1,2}/)+|#.*$", "", target)
    return re.sub(r"\.(?:md|markdown|mdx|ya?ml)$", "", stem.strip())
