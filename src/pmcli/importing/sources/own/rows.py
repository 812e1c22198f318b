"""Rows of pm's own exports: of CSV, of the sheets of a workbook, of the items of a JSON document."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pmcli.importing.sources.own.cells import ExportCell
from pmcli.importing.sources.own.columns import ABOUT, Header, header_of, is_derived, is_input, keys
from pmcli.importing.sources.tables.reading.delimited import decoded
from pmcli.importing.sources.tables.reading.readers import read_table
from pmcli.importing.sources.tables.reading.workbook import named_sheets
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.model.diagnostic import PmError

ITEMS: Final[Mapping[str, str]] = {"backlog": "items", "ranking": "items", "features": "items"}
"""Where features stand in the documents that are read back, by kind."""
_NUMBERS: Final = frozenset(
    {"score", "value", "adjusted", "cost", "effort", "score in pm", "value in the plan"}
)
_TEAM: Final = "team"
"""The audience that sees all."""


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row: its id ("" where it has none), its cells by field, and those that are inputs of a method."""

    place: str
    id: str
    sheet: str = ""
    cells: dict[str, ExportCell] = field(default_factory=dict)
    inputs: dict[str, ExportCell] = field(default_factory=dict)
    period: str | None = None
    texts: tuple[str, ...] = ()


class OwnRows:
    """The rows of a source, while they are gathered; `columns` has the field of every column, "" for none.

    `derived` are the columns that are worked out, `model` the method of a workbook, `product` whose backlog
    it is, as far as the source says. `is_whole`: it lists all features that there are.
    """

    def __init__(self, product: str = "", *, is_whole: bool = False) -> None:
        self.product, self.is_whole, self.model = product, is_whole, ""
        self.rows: list[OwnRow] = []
        self.skipped: list[tuple[str, str]] = []
        self.columns: dict[str, str] = {}
        self.derived: dict[str, None] = {}

    def note(self, name: str, key: str) -> None:
        """Note a column, and what is read in it."""
        if key:
            self.columns[name] = key
        elif is_derived(name):
            self.derived[name] = None
        elif name:
            self.columns.setdefault(name, "")


def table_rows(data: bytes, own: Sequence[str]) -> OwnRows:
    """The rows of a table of text.

    Raises:
        PmError: it cannot be read.
    """
    table = read_table(data, lambda row: float(header_of(row, own, is_known=True) is not None))
    header = header_of(table.header, own, is_known=True)
    found = OwnRows()
    found.skipped += [(skipped.place, skipped.reason) for skipped in table.skipped]
    if header is not None:
        comma = _has_comma(table)
        _add(found, table.header, header, table.rows, "", comma=comma)
    return found


def _has_comma(table: SourceTable) -> bool:
    """Whether numbers have a decimal comma: what the numbers show that pm worked out counts."""
    places = [at for at, name in enumerate(table.header) if name in _NUMBERS]
    cells = [row[at].strip() for _, row in table.rows for at in places]
    signs = {match[1] for cell in cells if (match := re.fullmatch(r"\d+([.,])\d+", cell))}
    return table.decimal_comma if len(signs) != 1 else signs == {","}


def workbook_rows(data: bytes, own: Sequence[str], wanted: str = "") -> OwnRows:
    """The rows of all sheets that list features, or of the one that is wanted.

    Raises:
        PmError: it cannot be read, or was made for readers who do not see all.
    """
    found, books = OwnRows(), named_sheets(data)
    for _, records in books:
        if records and tuple(records[0][1]) == ABOUT:
            about = {row[0].strip(): row[1] for _, row in records if len(row) > 1}
            found.product = about.get("Product", "")
            found.model = about.get("Method", "").partition(":")[0]
            refuse_audience(about.get("Made for", _TEAM))
    for name, records in books:
        names = records[0][1] if records else []
        header = header_of(names, own, is_known=bool(found.product))
        if header is not None and (not wanted or name.casefold() == wanted.casefold()):
            width = len(header.keys)
            rows = [
                (f"{name}, row {number}", [*row, *[""] * (width - len(row))]) for number, row in records[1:]
            ]
            _add(found, names, header, rows, name)
    return found


def refuse_audience(name: str) -> None:
    """Nothing, where an export was made for those who see all.

    Raises:
        PmError: others do not see all, and what they do not see would be lost.
    """
    if name != _TEAM:
        raise PmError(
            f"it is pm's own export for {name}, who see a part of the backlog only: it is not read back",
            "pm export backlog without --audience writes one that is",
        )


def _add(
    found: OwnRows, names: Sequence[str], header: Header, rows: Sequence[tuple[str, Sequence[str]]],
    sheet: str, *, comma: bool = False,
) -> None:  # fmt: skip
    """The rows of one table, beside those of others."""
    inputs = {name for name, key in zip(names, header.keys, strict=False) if not key and is_input(name)}
    inputs = inputs if header.is_ranking else set()
    for name, key in zip(names, header.keys, strict=False):
        if header.is_ranking and not key and name not in inputs:
            found.derived[name] = None
        elif name not in inputs:
            found.note(name, key)
    found.is_whole = found.is_whole or {"type", "status"} <= set(header.keys)
    at_id = header.keys.index("id")
    at_period = next((at for at, name in enumerate(names) if name in ("period", "when")), None)
    for place, texts in rows:
        period = texts[at_period].strip() if at_period is not None else None
        row = OwnRow(place, texts[at_id].strip(), sheet, period=period, texts=tuple(texts))
        for name, key, text in zip(names, header.keys, texts, strict=False):
            if key and key not in row.cells:
                by = header.by if header.by != ", " or "; " not in text else "; "
                row.cells[key] = ExportCell(place, key, text, by=by, comma=comma)
            elif name in inputs:
                row.inputs[name] = ExportCell(place, name, text, comma=comma)
        found.rows.append(row)


# --- JSON ---


def document_rows(data: bytes, own: Sequence[str]) -> OwnRows:
    """The rows of a JSON document.

    Raises:
        PmError: it was made for readers who do not see all.
    """
    document = json.loads(decoded(data)[0])
    kind = str(document.get("kind"))
    refuse_audience(str(document.get("audience", _TEAM)))
    found = OwnRows(str(document.get("product", "")), is_whole=kind == "backlog")
    listed = document.get(ITEMS[kind])
    for at, item in enumerate(listed if isinstance(listed, list) else [listed], 1):
        if not isinstance(item, dict):
            found.skipped.append((f"item {at}", "it is no feature"))
            continue
        found.rows.append(_item(found, f"item {at}", item, own, has_all=kind not in ("ranking", "features")))
    return found


def _item(
    found: OwnRows, place: str, item: Mapping[str, Any], own: Sequence[str], *, has_all: bool
) -> OwnRow:
    row = OwnRow(
        place, _text(item.get("id")).strip(),
        period=_text(item["period"]) if "period" in item else None,
        texts=(json.dumps(item, sort_keys=True),),
    )  # fmt: skip
    read = keys() | set(own)
    for name, value in item.items():
        key = name if name in read else ""
        if key or has_all:
            found.note(name, key)
        else:
            found.derived[name] = None
        if key:
            items = tuple(map(_text, value)) if isinstance(value, list) else None
            text = "; ".join(items) if items is not None else _text(value)
            row.cells[key] = ExportCell(place, key, text, items, by="")
    return row


def _text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return "" if value is None else "yes" if value else "no"
    return (
        json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list, float, int)) else str(value)
    )
