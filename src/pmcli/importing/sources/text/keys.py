"""What the keys of roadmaps that are text mean: guessed as columns are, and by what such files call things.

Nothing that a key says is lost: what pm has no field for becomes a field of one's own (`x-…`), long texts go
into the description below the name of their key, and what only says how a page looks is told as not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from pmcli.importing.sources.plain_values import status_of
from pmcli.importing.sources.tables.meaning.columns import (
    MEANINGS,
    compact,
    directness,
    guess,
    guess_all,
    is_single,
)
from pmcli.importing.sources.tables.meaning.group_heads import compacted
from pmcli.importing.sources.tables.rows.row import TableDialect
from pmcli.importing.sources.tables.table import BREAK, SourceTable
from pmcli.model.naming import slug

_LONG: Final = 100
"""Characters beyond which a cell is a text, and no word."""
_PERSON: Final = (
    "name",
    "login",
    "username",
    "displayname",
    "email",
    "title",
    "id",
    "handle",
    "initials",
    "avatar",
)
"""Keys within a key that say who or what it is, the surest first."""
_INPUTS: Final = (
    "rice",
    "wsjf",
    "ice",
    "scoring",
    "score",
    "scores",
    "meta",
    "metadata",
    "planning",
    "estimates",
)
_OF_GROUPS: Final = frozenset(("status", "target", "owner", "team", "horizon", "not_before", "shipped"))
"""What a group says for all that is in it; its other keys are told as not read."""
_MOSCOW: Final = frozenset(
    ("must", "should", "could", "may", "wont", "won't", "must have", "should have", "could have")
)
_ENDS: Final = ("date", "releasedate", "deadline")
"""What says when a group ends."""
_ADDRESS: Final = re.compile(r"https?://\S+")


def dialect(fixed: Mapping[str, str], *, link: str = "") -> TableDialect:
    """The dialect of the keys of such a file; `fixed` are columns that it does not have itself."""
    return TableDialect(
        link=link,
        meanings=partial(meanings, fixed),
        header=lambda row: float(len(row)),
        words="columns",
        has_groups=False,
    )


def meanings(fixed: Mapping[str, str], table: SourceTable) -> dict[str, str]:
    """The meaning of every column, "" for those that are not read."""
    said = {name: fixed[name] for name in table.header if name in fixed}
    names = [name for name in table.header if name not in fixed]
    columns = {name: [row[at] for _, row in table.rows if row[at]] for at, name in enumerate(table.header)}
    own = {name: _own(name, columns[name]) for name in names}
    own |= dict.fromkeys(_less_telling(names), "")
    taken = {meaning for meaning in own.values() if meaning and is_single(meaning)}
    guessed = guess_all(names)
    for name in names:
        meaning = own[name]
        if meaning is None:
            likely = guessed[name] or guess(name)
            meaning = "" if _is_taken(likely, taken) else _fitting(likely, columns[name])
            taken |= {meaning} if is_single(meaning) else set()
        said[name] = meaning
    _complete(table, names, said)
    _titled(names, columns, said)
    _sized(said)
    return _kept(names, columns, {name: said[name] for name in table.header})


def _less_telling(names: Sequence[str]) -> list[str]:
    """The keys within one key that say who it is, besides the one that says it best."""
    groups: dict[str, list[str]] = {}
    for name in names:
        first, dot, inner = name.rpartition(".")
        if dot and compact(inner) in _PERSON and compact(first) not in (*_INPUTS, "group"):
            groups.setdefault(first, []).append(name)
    ranks = {
        name: _PERSON.index(compact(name.rpartition(".")[2])) for some in groups.values() for name in some
    }
    return [
        name for some in groups.values() for name in some if name != min(some, key=lambda one: ranks[one])
    ]


def _is_taken(meaning: str, taken: Iterable[str]) -> bool:
    return meaning.split(":")[0] in {one.split(":")[0] for one in taken}


def _own(name: str, cells: Sequence[str]) -> str | None:
    """The meaning that a key surely has; None where it is guessed as a column is."""
    if name in MEANINGS:
        return name
    if name.startswith("## "):  # a heading in the text below front matter
        return compacted("headings").get(compact(name), "description")
    first, dot, inner = name.rpartition(".")
    if first == "group":
        return of_group(name, cells)
    key = compact(inner if compact(first) in _INPUTS else name)
    if dot and compact(inner) in _PERSON and compact(first) not in _INPUTS:
        key = compact(first)
    if key in compacted("left_out"):
        return ""
    if cells and key != "id" and all(_ADDRESS.fullmatch(cell) for cell in cells):
        return "url"
    if cells and all(cell.casefold() in _MOSCOW for cell in cells):
        return "moscow"
    if key == "phase" and not _are_states(cells):
        return "release"
    if key in compacted("keys"):
        return _fitting(compacted("keys")[key], cells)
    return None if not dot or compact(first) in _INPUTS or key != compact(name) else "x"


def of_group(name: str, cells: Sequence[str] = ()) -> str:
    """What a key of a group says of all that is in it, "" where that is nothing."""
    inner = name.removeprefix("group.")
    meaning = "target" if compact(inner) in _ENDS else _own(inner, cells) or guess(inner)
    return meaning if meaning in _OF_GROUPS else ""


def _are_states(cells: Sequence[str]) -> bool:
    return sum(1 for cell in cells if status_of(cell)) * 2 > len(cells)


def _fitting(meaning: str, cells: Sequence[str]) -> str:
    """A meaning that the cells bear out, else ""."""
    some = [cell for cell in cells if cell][:200]
    if not some:
        return meaning
    average = sum(map(len, some)) / len(some)
    if meaning in ("theme", "type", "owner", "status", "team", "product", "release") and average > _LONG:
        return ""
    if meaning == "key" and any(" " in cell.strip() and len(cell) > 40 for cell in some):
        return ""
    if meaning == "cd3.duration":
        return ""
    if meaning == "archived" and not all(cell in ("true", "false", "yes", "no") for cell in some):
        return ""
    return meaning


def _titled(names: Sequence[str], columns: Mapping[str, Sequence[str]], said: dict[str, str]) -> None:
    """Where no key is surely a title, one that may be called so is it, as a summary is.

    Else it is the first whose words are all different, as those of a milestone are.
    """
    if "title" in said.values():
        return
    free = ("", "x", "release", "theme")
    called = [name for name in names if columns[name] and guess(name) == "title" and "." not in name]
    if called:
        said[min(called, key=directness)] = "title"
        return
    for name in names:
        cells = columns[name]
        worded = [cell for cell in cells if re.search(r"[^\W\d_]{2}", cell)]
        if said[name] in free and cells and len(set(cells)) == len(cells) == len(worded):
            said[name] = "title"
            return


def _sized(said: dict[str, str]) -> None:
    """Beside the other inputs of WSJF an effort without a unit is the job size, and a value the user's."""
    known = set(said.values())
    if not {"wsjf.time_criticality", "wsjf.risk_opportunity"} <= known or "wsjf.job_size" in known:
        return
    for name, meaning in said.items():
        if meaning == "effort" and compact(name) in ("effort", "size"):
            said[name] = "wsjf.job_size"
        elif not meaning and compact(name) == "value" and "wsjf.user_business_value" not in known:
            said[name] = "wsjf.user_business_value"


def _complete(table: SourceTable, names: Sequence[str], said: dict[str, str]) -> None:
    """Columns that say in some rows what another says in the others, such as name and title, say the same."""
    at = {name: place for place, name in enumerate(table.header)}
    for name in names:
        meaning = guess(name) if not said[name] and compact(name) not in compacted("left_out") else ""
        holders = [other for other in names if meaning and said[other] == meaning]
        if not holders or not is_single(meaning):
            continue
        both = any(row[at[name]] and any(row[at[other]] for other in holders) for _, row in table.rows)
        if not both:
            said[name] = _fitting(meaning, [row[at[name]] for _, row in table.rows])


def _kept(
    names: Sequence[str], columns: Mapping[str, Sequence[str]], said: Mapping[str, str]
) -> dict[str, str]:  # fmt: skip
    """The meanings, in which what has none is a text of the description or a field of one's own."""
    kept = {name: "" if meaning == "x" else meaning for name, meaning in said.items()}
    less = set(_less_telling(names))
    used = {meaning for meaning in said.values() if meaning.startswith("x-")}
    for name in names:
        if said[name] not in ("", "x") or name in less:
            continue
        if name.startswith("group.") or compact(name) in compacted("left_out"):
            continue
        cells = columns[name]
        own = f"x-{slug(name)}"
        if not cells or own == "x-":
            kept[name] = ""
        elif is_text(cells):
            kept[name] = "description"
        else:
            kept[name] = own if own not in used else ""
            used.add(own)
    return kept


def is_text(cells: Sequence[str]) -> bool:
    """Whether cells are texts or lists of them, and no single words."""
    return any(len(cell) > _LONG or "\n" in cell.strip() or BREAK in cell for cell in cells)
