"""The columns of pm's own exports, by which a table is told and read.

A table has the keys of the fields (CSV, JSON) or their titles (a workbook, or a sheet of one saved as CSV);
the ranking of a workbook has the inputs of its method besides. What is worked out has no key: it is not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import Final

from pmcli.importing.sources.tables.values.guard import PM_ID
from pmcli.model.fields import EFFORT_BY_TEAM, FIELDS

_OTHERS: Final = frozenset({
    "adjusted", "cost", "unlocks", "why", "score_rank", "waits_for", "inherits", "owes", "marks", "teams",
    "in_time", "likely_by",
})  # fmt: skip
"""Columns of exports and of the tables of commands that are no field of a feature."""
_OWN_KEYS: Final = frozenset({
    "depends_on", "conflicts_with", "not_before", "tech_debt", "rice", "wsjf", "cd3", "kano", "horizon",
    "requests", "evidence", "reasons", "agreed", "effort_by_team", *_OTHERS,
}) - {"cost", "teams", "why"}  # fmt: skip
"""Keys that hardly stand in tables of others, and never two of them."""
_SHEET_ONLY: Final = frozenset({
    "#", "# in pm", "score in pm", "why here", "why then", "borrowed", "lent", "adjusted score", "sort key",
    "step", "where the numbers come from", "value", "cost",
})  # fmt: skip
"""Titles of columns of workbooks that are no title of a field."""
_OWN_TITLES: Final = frozenset({
    "# in pm", "score in pm", "waits for", "effort by team", "value in the plan", "why here", "why then",
    "adjusted score", "asked for", "part of", "done when", "conflicts with", "not before",
})  # fmt: skip
_OF_JIRA: Final = frozenset({"Creator", "Reporter", "Created", "Updated", "Project key", "Project name"})
_RANKING: Final = "adjusted score"
ABOUT: Final = ("about", "this workbook")
"""The header of the sheet about the others in a workbook of pm."""
_REFUSED: Final[Mapping[tuple[str, ...], str]] = {
    ("feature", "title", "waits_for", "waits_for_title", "kind"): "graph of dependencies",
    ("title", "horizon", "public"): "backlog as customers see it",
}
"""Tables of pm that are not read back, by their columns."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table of pm: `keys` has the field of each column, "" where it is not read.

    `by` stands between the items of a cell. `is_ranking` says that the inputs of a method stand there too.
    """

    keys: tuple[str, ...]
    by: str
    is_ranking: bool = False


@cache
def _titles() -> Mapping[str, str]:
    """The keys of fields by their titles."""
    return {field.title: field.key for field in (*FIELDS, EFFORT_BY_TEAM)}


@cache
def keys() -> frozenset[str]:
    """The keys of the fields that are read back: those that somebody wrote."""
    return frozenset(field.key for field in (*FIELDS, EFFORT_BY_TEAM) if not field.about)


def header_of(row: Sequence[str], own: Sequence[str] = (), *, is_known: bool = False) -> Header | None:
    """The header that a row is, None where it is none of pm's; `own` are the fields of pm.yaml.

    `is_known`: the ids of the rows are those of features that are here, and fewer names will do.
    """
    names = [name.strip() for name in row]
    if "id" not in names or "title" not in names or PM_ID in names:
        return None
    known = {field.key for field in FIELDS} | _OTHERS | {EFFORT_BY_TEAM.key, *own}
    titles = {**_titles(), **{name.replace("_", " "): name for name in own}}
    has_keys = len(known.intersection(names)) >= len((_SHEET_ONLY | titles.keys()).intersection(names))
    if has_keys and _is_ours(names, _OWN_KEYS, known, is_known=is_known):
        read = keys() | set(own)
        by = "; " if _OWN_KEYS.intersection(names) else ", "
        return Header(tuple(name if name in read else "" for name in names), by)
    if _is_ours(names, _OWN_TITLES, _SHEET_ONLY.union(titles), is_known=is_known):
        return _sheet(names, titles)
    return None


def _is_ours(names: Sequence[str], signs: frozenset[str], known: Set[str], *, is_known: bool) -> bool:
    """Whether names have two signs of pm; where the rows are known, one, or none but names of pm."""
    count = len(signs.intersection(names))
    return count >= 2 or (is_known and (count > 0 or known >= set(filter(None, names))))


def _sheet(names: Sequence[str], titles: Mapping[str, str]) -> Header:
    is_ranking = _RANKING in names or ("score" in names and "# in pm" in names)
    unread = _SHEET_ONLY | ({"waits for", "confidence"} if is_ranking else frozenset())
    found = ("" if name in unread else titles.get(name, "") for name in names)
    return Header(
        tuple(key if key in keys() or key not in _derived() else "" for key in found), "\n", is_ranking
    )


@cache
def _derived() -> frozenset[str]:
    return frozenset(field.key for field in FIELDS if field.about)


def refused(names: Sequence[str]) -> str:
    """The name of a table of pm that is not read back; "" for any other."""
    if {"what", "because", "until"} <= set(names) <= {"id", "what", "status", "because", "by", "until"}:
        return "list of what is not done"
    return _REFUSED.get(tuple(names), "")


def is_derived(name: str) -> bool:
    """Whether a column is pm's, and worked out: never read, and told as that."""
    return name in _derived() | _OTHERS | _SHEET_ONLY or _titles().get(name, "") in _derived()


def is_input(name: str) -> bool:
    """Whether a column of a ranking that is no field is an input of its method."""
    return name not in _SHEET_ONLY and name not in ("waits for", "when")


def is_jira(row: Sequence[str]) -> bool:
    """Whether a header is that of an export for Jira, and not of Jira itself, which says who made it when."""
    names = {name.strip() for name in row}
    return {PM_ID, "Summary"} <= names and not names & _OF_JIRA
