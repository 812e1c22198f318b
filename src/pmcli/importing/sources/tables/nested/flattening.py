"""Plain data, lists and maps as JSON and YAML have them, into cells of a table.

A record is a map of keys: those within others get dotted names (`assignee.name`), lists one cell with
`BREAK` between their items, lists of maps a cell for each key of these (`labels.name`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from pmcli.importing.sources.importer import Skipped
from pmcli.importing.sources.tables.table import BREAK, SourceTable
from pmcli.yaml.read import is_null

_DEEPEST: Final = 30
"""Maps in one another, after which what is within is no cell."""
_SETS_APART: Final = (",", ";", "\n")
"""Signs that set words apart in a cell that is no list."""


def text_in(value: object) -> str:
    """A plain value as the text of a cell: "" for null and for lists and maps."""
    if value is None or is_null(value) or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).replace(BREAK, " ")


def listed_in(texts: Iterable[str]) -> str:
    """A cell that holds several texts; one that holds signs between words stays one all the same."""
    some = [text for text in texts if text]
    cell = BREAK.join(some)
    return cell + BREAK if len(some) == 1 and any(sign in cell for sign in _SETS_APART) else cell


def flat(record: Mapping[str, object], depth: int = 0) -> dict[str, str]:
    """The cells of a record by dotted name; what says nothing is an empty cell.

    `depth` is how deep it stands within others.
    """
    cells: dict[str, str] = {}
    _fill(cells, "", record, depth)
    return cells


def _fill(cells: dict[str, str], before: str, record: Mapping[str, object], depth: int) -> None:
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and (amount := _amount(value)):
            cells[name] = amount
        elif isinstance(value, dict) and value and depth < _DEEPEST:
            _fill(cells, f"{name}.", value, depth + 1)
        elif isinstance(value, list):
            cells |= _of_list(name, value, depth + 1)
        else:
            cells[name] = text_in(value)


def _amount(value: Mapping[str, object]) -> str:
    """A number with its unit, as "3 days", of a map of nothing else; "" of all others."""
    by_key = {str(key).casefold(): text_in(one) for key, one in value.items()}
    number, unit = by_key.get("value", by_key.get("amount", "")), by_key.get("unit", "")
    return f"{number} {unit}" if len(value) == 2 and number and unit else ""


def _of_list(name: str, values: Sequence[object], depth: int) -> dict[str, str]:
    """The cells of a list: its texts in one, and one for each key of the maps in it."""
    texts: list[str] = []
    of_keys: dict[str, list[str]] = {}
    for value in values:
        if isinstance(value, dict):
            for key, cell in flat(value, depth).items() if depth <= _DEEPEST else ():
                of_keys.setdefault(f"{name}.{key}", []).extend(cell.split(BREAK))
        elif isinstance(value, list):
            texts.append(", ".join(filter(None, map(text_in, value))))
        else:
            texts.append(text_in(value))
    own = {name: listed_in(texts)} if texts or not of_keys else {}
    return own | {key: listed_in(some) for key, some in of_keys.items()}


def table_of_cells(
    rows: Sequence[tuple[str, Mapping[str, str]]], skipped: Iterable[Skipped] = (),
    guesses: Iterable[str] = (), last: Collection[str] = (),
) -> SourceTable:  # fmt: skip
    """The table of rows that are a place and cells by name.

    Columns stand in the order in which they come, those in `last` behind the others: of two columns of one
    meaning the first counts.
    """
    names = dict.fromkeys(name for _, cells in rows for name in cells)
    header = (*(name for name in names if name not in last), *(name for name in last if name in names))
    return SourceTable(
        header,
        tuple((place, tuple(cells.get(name, "") for name in header)) for place, cells in rows),
        tuple(skipped), tuple(guesses),
    )  # fmt: skip
