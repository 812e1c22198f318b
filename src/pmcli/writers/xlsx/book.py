"""Sheets written as a workbook; the only module that knows XlsxWriter."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib.util import find_spec
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Any

from pmcli.model.diagnostic import MissingExtraError, PmError
from pmcli.writers.xlsx.shape import LARGE, number_format, width
from pmcli.writers.xlsx.sheet import Assumed, Content, Given, Live, Sheet, SheetColumn, letters, text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROWS, COLUMNS = 1_048_576, 16_384
"""The limits of a sheet."""
_EPOCH = datetime(2000, 1, 1)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_INK, _INPUT, _DIM, _HEAD = "#1B1F24", "#0A4FB3", "#6A737D", "#1F3A5F"
_BAND, _LINE, _BAR = "#F1F5FA", "#D7DEE7", "#9DBDE6"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LINE_HEIGHT = 15.0
_PAGE = 190.0
"""Characters of width that are readable on one printed page."""
_MOST = 1 << 30
"""Bytes that are unpacked to compare workbooks: a file that is ours by name need not be."""


def available() -> bool:
    """Whether the extra is installed."""
    return find_spec("xlsxwriter") is not None


def write(sheets: Sequence[Sheet], title: str) -> bytes:
    """The workbook as bytes: the same for the same sheets, with nothing of the day or the machine in it.

    Raises:
        PmError: the extra is not installed, or a sheet would be larger than spreadsheets are.
    """
    if not available():
        raise MissingExtraError("a workbook", "xlsx")
    for sheet in sheets:
        _refuse_large(sheet)
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": text(title)[:255], "author": "pm", "created": _EPOCH})
        looks = _Looks(book)
        for sheet in sheets:
            _Page(book.add_worksheet(sheet.name), sheet, looks, title).write()
    return _repacked(out.getvalue())


_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


def same(data: bytes, other: bytes) -> bool:
    """Whether two workbooks hold the same; their bytes may differ by the zlib that packed them."""
    try:
        return data == other or _unpacked(data) == _unpacked(other)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as unpacked:
        if sum(member.file_size for member in unpacked.infolist()) > _MOST:
            raise zipfile.BadZipFile
        return {name: unpacked.read(name) for name in unpacked.namelist()}


def _refuse_large(sheet: Sheet) -> None:
    rows, columns = len(sheet.rows) + 1, len(sheet.columns)
    if rows > ROWS or columns > COLUMNS:
        count, most, word = (rows, ROWS, "rows") if rows > ROWS else (columns, COLUMNS, "columns")
        raise PmError(
            f'the sheet "{sheet.name}" would have {count:,} {word}, a spreadsheet holds {most:,}',
            "leave features out with --where, or write csv", exit_code=2,
        )  # fmt: skip


def _repacked(data: bytes) -> bytes:
    """The archive without what a packing leaves of its machine."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as made:
        for name in packed.namelist():
            info = zipfile.ZipInfo(name, _ZIP_EPOCH)
            info.create_system, info.external_attr = 3, 0
            made.writestr(info, packed.read(name), zipfile.ZIP_DEFLATED, _LEVEL)
    return out.getvalue()


_HEADER = {
    "bold": True, "font_color": "#FFFFFF", "bg_color": _HEAD, "text_wrap": True, "valign": "vcenter",
}  # fmt: skip
_ALIGNED: tuple[tuple[str, dict[str, int]], ...] = (("left", {"indent": 1}), ("right", {}))


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[object, ...], Format] = {}
        self.heads = {align: book.add_format({**_HEADER, "align": align, **more}) for align, more in _ALIGNED}

    def of(self, cell: Content, number_format: str, *, is_strong: bool, is_banded: bool) -> Format:
        """The format of a cell."""
        is_text = cell is None or isinstance(cell, str)
        quoted = isinstance(cell, str) and cell.startswith(_FORMULA)
        wanted = (_ink(cell), "" if is_text else number_format, is_strong, is_banded, quoted)
        if (look := self.made.get(wanted)) is None:
            properties = {
                **_usual(_ink(cell), "" if is_text else number_format), "bold": is_strong,
                "quote_prefix": quoted, **({"bg_color": _BAND} if is_banded else {}),
            }  # fmt: skip
            look = self.made[wanted] = self.book.add_format(properties)
        return look


def _ink(cell: Content) -> str:
    return _INPUT if isinstance(cell, Given) else _DIM if isinstance(cell, Assumed) else _INK


def _usual(ink: str, number_format: str) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "valign": "top", "font_color": ink, "italic": ink == _DIM, "bottom": 1, "bottom_color": _LINE,
    }  # fmt: skip
    return usual | (
        {"num_format": number_format} if number_format else {"text_wrap": True, "align": "left", "indent": 1}
    )


class _Page:
    """Writes one sheet."""

    def __init__(self, page: Worksheet, sheet: Sheet, looks: _Looks, title: str) -> None:
        self.page, self.sheet, self.looks, self.title = page, sheet, looks, title
        self.cells = [[text(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows]
        self.formats = [number_format(column, self.column(at)) for at, column in enumerate(sheet.columns)]
        self.widths = [
            column.width or width(column, self.column(at)) for at, column in enumerate(sheet.columns)
        ]

    def column(self, at: int) -> Iterable[Content]:
        return (row[at] for row in self.cells)

    def write(self) -> None:
        self.head()
        for number, row in enumerate(self.cells, 1):
            self.row(number, row)
        self.frame()
        self.paper()
        for at, column in enumerate(self.sheet.columns):
            self.colour(at, column)

    def head(self) -> None:
        height = 1 + max(
            (len(column.title) > wide for column, wide in zip(self.sheet.columns, self.widths, strict=True)),
            default=0,
        )
        self.page.set_row(0, 8 + _LINE_HEIGHT * height)
        for at, column in enumerate(self.sheet.columns):
            hidden = {"hidden": True} if column.is_hidden else {}
            self.page.set_column(at, at, self.widths[at], None, hidden)
            align = "left" if column.look == "text" else "right"
            self.page.write_string(0, at, text(column.title), self.looks.heads[align])

    def row(self, number: int, row: Sequence[Content]) -> None:
        self.page.set_row(number, 3 + _LINE_HEIGHT * self.lines(row))
        banded = bool(self.sheet.bands) and self.sheet.bands[number - 1] % 2 == 1
        for at, cell in enumerate(row):
            strong = self.sheet.columns[at].title in ("title", "outcome", "what")
            look = self.looks.of(cell, self.formats[at], is_strong=strong, is_banded=banded)
            if isinstance(cell, str):
                self.page.write_string(number, at, cell, look)
            elif isinstance(cell, Live):
                shown: float | str = "" if cell.value is None else cell.value
                self.page.write_formula(number, at, f"={cell.formula}", look, shown)
            elif cell is None:
                self.page.write_blank(number, at, None, look)
            else:
                self.page.write_number(
                    number, at, cell if isinstance(cell, int | float) else cell.value, look
                )

    def lines(self, row: Sequence[Content]) -> int:
        """The number of lines that the longest text of a row takes, as far as they are shown."""
        most = 1
        for cell, wide in zip(row, self.widths, strict=True):
            if isinstance(cell, str):
                parts = cell[:LARGE].split("\n")
                most = max(most, sum(max(1, ceil(len(part) * 1.15 / wide)) for part in parts))
        return min(most, self.sheet.lines)

    def frame(self) -> None:
        self.page.hide_gridlines(2)
        self.page.freeze_panes(1, min(self.sheet.kept, len(self.sheet.columns) - 1))
        everything = f"A1:{letters(len(self.sheet.columns) - 1)}{len(self.cells) + 1}"
        self.page.ignore_errors({"number_stored_as_text": everything, "formula_differs": everything})
        if self.sheet.has_filter and self.cells:
            self.page.autofilter(0, 0, len(self.cells), len(self.sheet.columns) - 1)

    def paper(self) -> None:
        shown = sum(w for w, c in zip(self.widths, self.sheet.columns, strict=True) if not c.is_hidden)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.set_margins(0.4, 0.4, 0.7, 0.6)
        wide = max(1, round(shown / _PAGE))
        self.page.fit_to_pages(wide, 0)
        if wide > 1 and self.sheet.kept:
            self.page.repeat_columns(0, self.sheet.kept - 1)
        self.page.repeat_rows(0)
        self.page.set_header("&L&B" + text(self.title)[:100].replace("\n", " ").replace("&", "&&") + "&R&A")
        self.page.set_footer("&R&P / &N")

    def colour(self, at: int, column: SheetColumn) -> None:
        where = f"{letters(at)}2:{letters(at)}{len(self.cells) + 1}"
        if not self.cells:
            return
        if column.bar:
            self.page.conditional_format(where, _DATA_BAR)
        if column.heat:
            for rule in _HEAT:
                look = self.looks.book.add_format({"bg_color": rule[2], "font_color": _INK})
                self.page.conditional_format(
                    where,
                    {"type": "cell", "criteria": rule[0], **rule[1], "format": look, "stop_if_true": True},
                )


_DATA_BAR = {
    "type": "data_bar", "bar_color": _BAR, "bar_solid": True, "data_bar_2010": True, "min_type": "num",
    "min_value": 0, "bar_border_color": _BAR,
}  # fmt: skip
_HEAT: tuple[tuple[str, dict[str, float], str], ...] = (
    (">", {"value": 1.0000001}, "#F4B6B0"),
    ("between", {"minimum": 0.9, "maximum": 1.0000001}, "#FBDDA6"),
    ("between", {"minimum": 0.6, "maximum": 0.9}, "#CFE6C8"),
    ("between", {"minimum": 0.0, "maximum": 0.6}, "#E8F3FB"),
)
"""Criteria and colours for how full a team is: over, full, busy, room left."""
