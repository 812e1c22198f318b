"""Jira's CSV exports: "Issue" and "Work item" names, repeated columns, headers in the user's language.

Which way a link points stands in the header, "Outward issue link (Blocks)" or "Inward …". Outward is how
the row acts on the other: a row that blocks another is waited for by it. Of the types Depends and Requires
the outward side waits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.tables.meaning.columns import compact, guess
from pmcli.importing.sources.tables.reading.readers import first_rows, read_table
from pmcli.importing.sources.tables.rows.row import Row, TableDialect
from pmcli.importing.sources.tables.sheet import imported
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.importing.sources.trackers.pm_ids import id_column, with_ids
from pmcli.importing.sources.vocabulary import vocabulary

KEY: Final = re.compile(r"[A-Z][A-Z0-9_]{1,20}-\d{1,9}")
"""The key of an issue."""
_LINK: Final = re.compile(r"(.*)\(([^()]+)\)\s*$")
_SCORED: Final = (
    "rice.", "ice.", "wsjf.", "cd3.", "effort", "moscow", "opportunity.", "kano", "deadline", "acceptance",
)  # fmt: skip
_SINGLE: Final = ("parent", "effort:points", "effort:seconds", "remaining:seconds", "effort", "title", "team")
_SUM: Final = "Σ"
_PARENTS: Final = ("Parent key", "Parent summary")
SUB_TASKS: Final = "sub-tasks"
"""The name in a mapping that says whether sub-tasks come in: "keep"."""


def _meaning(name: str) -> str | None:
    """The meaning of a column of this name, None where Jira has none of this name."""
    return vocabulary("jira", "columns").get(compact(name).replace("/", ""))


def _is_unread(name: str) -> bool:
    """Whether a column of this name is left out on purpose."""
    return compact(name).replace("/", "") in vocabulary("jira", "unread")


@cache
def _says(meaning: str, section: str = "links") -> re.Pattern[str]:
    """A pattern of all that says this."""
    listed = vocabulary("jira", section).items()
    return re.compile("|".join(word for word, means in listed if means == meaning), re.IGNORECASE)


def _header(row: tuple[str, ...]) -> float:
    header = {_meaning(name) for name in row}
    return len(header - {None}) + 5.0 * ({"key", "title"} <= header)


def link_meaning(name: str) -> str | None:
    """The meaning of a column of links; None where it is none."""
    match = _LINK.match(name)
    if match is None:
        return None
    side, kind = match[1], match[2].casefold()
    out, inward = _says("outward").search(side), _says("inward").search(side)
    if (out is None) == (inward is None):
        return None
    if _says("blocks").search(kind):
        return "blocks" if out else "depends_on"
    if _says("depends_on").search(kind):
        return "depends_on" if out else "blocks"
    return ""


def _meanings(table: SourceTable) -> dict[str, str]:
    meanings: dict[str, str] = {}
    keyed = _keyed(table)
    has_key = any(_meaning(name) == "key" and name in keyed for name in table.header)
    for name in table.header:
        meaning = link_meaning(name)
        if meaning is None:
            meaning = _meaning(name) or ""
        if not meaning and re.search(r"\(.*\)", name) and (near := guess(name)).startswith(_SCORED):
            meaning = near
        if not has_key and not meaning and name in keyed and "key" not in meanings.values():
            meaning = "key"
        if meaning == "also" and name in keyed and not has_key:
            meaning = "key"
        meanings[name] = meaning
    return _once(meanings, table)


def _once(meanings: dict[str, str], table: SourceTable) -> dict[str, str]:
    """Of several columns for one field the fullest; for the parent the one with most keys.

    Another one counts too where it alone says something: stories have an epic link, sub-tasks a parent id.
    Of estimates the sum with those of sub-tasks counts, for these are no features.
    """
    for meaning in _SINGLE:
        names = [name for name, other in meanings.items() if other == meaning]
        if len(names) < 2:
            continue
        filled = {name: _filled(table, name) for name in names}
        keyed = {name: sum(map(bool, map(KEY.match, filled[name].values()))) for name in names}
        best = max(names, key=lambda name: (keyed[name], len(filled[name]), name.startswith(_SUM)))
        for name in names:
            if name != best and filled[name].keys() <= filled[best].keys():
                meanings[name] = ""
    return meanings


def _filled(table: SourceTable, name: str) -> dict[int, str]:
    """The cells of a column that say something, by the number of their row."""
    places = [at for at, other in enumerate(table.header) if other == name]
    return {n: row[at].strip() for n, (_, row) in enumerate(table.rows) for at in places if row[at].strip()}


def _keyed(table: SourceTable) -> set[str]:
    """The columns in which nearly every cell is a key of its own."""
    keyed = set()
    for at, name in enumerate(table.header):
        texts = [row[at].strip() for _, row in table.rows[:500] if row[at].strip()]
        keys = {text for text in texts if KEY.fullmatch(text)}
        if texts and len(keys) >= 0.9 * len(texts) and len(texts) >= 0.9 * min(len(table.rows), 500):
            keyed.add(name)
    return keyed


def leaves_out(row: Row, mapping: Mapping[str, str]) -> str:
    """Why a row is no feature, "" where it is one: sub-tasks come in only where they are asked for."""
    kind = row.get("type", ("",))[0].strip().casefold()
    if kind in vocabulary("jira", "sub_tasks") and mapping.get(SUB_TASKS) != "keep":
        parent = row.get("parent", ("its story",))[0].partition(":")[0].strip()
        return f"it is a sub-task of {parent}, and no feature (--map {SUB_TASKS}=keep)"
    return ""


_DIALECT: Final = TableDialect(
    link="jira", meanings=_meanings, header=_header, words="jira", leaves_out=leaves_out,
    refers_by_title=False, has_lists=False,
    leaves_unread=lambda name: _meaning(name) is not None or _is_unread(name),
)  # fmt: skip


def _recognise(source: Source) -> float:
    if source.data is None:
        return 0.0
    rows = first_rows(source.data)
    for row in rows[:5]:
        meanings = {_meaning(name) for name in row}
        is_jira = any(_says("", "sure").search(name) for name in row)
        if "key" in meanings and "title" in meanings and (is_jira or any(map(link_meaning, row))):
            return 0.95
    return 0.35 if _has_keys(rows) and len(rows[0]) > 1 else 0.0


def _has_keys(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column holds nothing but keys such as ABC-123, whatever it is called."""
    if len(rows) < 2:
        return False
    for at in range(len(rows[0])):
        texts = [row[at].strip() for row in rows[1:] if len(row) > at and row[at].strip()]
        if texts and all(KEY.fullmatch(text) for text in texts) and len(set(texts)) == len(texts):
            return True
    return False


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    table = read_table(source.data or b"", lambda row: _header(tuple(row)), mapping.get(":sheet", ""))
    known = {**id_column(source), **mapping}
    return with_ids(imported(source, _with_names_of_parents(table), known, _DIALECT))


def _with_names_of_parents(table: SourceTable) -> SourceTable:
    """The table whose keys of parents have their names behind them: such a parent may be in no row."""
    at = [table.header.index(name) for name in _PARENTS if name in table.header]
    if len(at) < len(_PARENTS):
        return table
    key, name = at
    rows = tuple(
        (place, (*row[:key], f"{row[key]}: {row[name]}", *row[key + 1 :]) if row[key] and row[name] else row)
        for place, row in table.rows
    )
    return replace(table, rows=rows)


JIRA: Final = Importer("jira", "Jira issues (CSV or xlsx)", _recognise, _read)
