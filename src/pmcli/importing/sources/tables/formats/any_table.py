"""Any other table, by a mapping that is guessed, shown, and the user's to change; RICE spreadsheets.

Columns stand in any order, cells are as people write them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from pmcli.importing.sources.importer import Importer, Source
from pmcli.importing.sources.tables.meaning.columns import base_of, guess_all
from pmcli.importing.sources.tables.reading.readers import first_rows
from pmcli.importing.sources.tables.rows.row import TableDialect
from pmcli.importing.sources.tables.sheet import read

_INPUTS: Final = frozenset({"rice.reach", "rice.impact", "rice.confidence", "effort"})


def _importer(
    name: str, title: str, sure: Callable[[Source], float], header: Callable[[tuple[str, ...]], float]
) -> Importer:
    """An importer of tables; `header` weighs a row as the header."""
    dialect = TableDialect(header=header, guesses=lambda _name: True)
    return Importer(name, f"{title} (CSV, TSV or xlsx)", sure, partial(read, dialect=dialect))


# --- RICE: most of its inputs have a column ---


def _inputs(meanings: Iterable[str]) -> int:
    return len(_INPUTS.intersection(map(base_of, meanings)))


def _is_rice(source: Source) -> float:
    most = max((_inputs(guess_all(row).values()) for row in first_rows(source.data or b"")[:20]), default=0)
    return {4: 0.9, 3: 0.7}.get(most, 0.0)


def _rice_header(row: tuple[str, ...]) -> float:
    meanings = guess_all(row).values()
    return 3.0 * _inputs(meanings) + sum(1 for meaning in meanings if meaning)


RICE: Final = _importer("rice", "a RICE spreadsheet", _is_rice, _rice_header)


# --- any other: the more columns have a name that is known, the better ---


def _is_table(source: Source) -> float:
    rows = first_rows(source.data or b"")
    best = max((_header(row) for row in rows[:20] if len(row) > 1), default=0.0)
    if best >= 4:
        return 0.4
    is_list = bool(rows) and len(rows[0]) == 1 and "title" in guess_all(rows[0]).values()
    return 0.15 if len(rows) > 1 and (len(rows[0]) > 1 or is_list) else 0.0


def _header(row: tuple[str, ...]) -> float:
    header = set(guess_all(row).values()) - {""}
    return len(header) + 3.0 * ("title" in header)


SPREADSHEET: Final = _importer("spreadsheet", "a table", _is_table, _header)
