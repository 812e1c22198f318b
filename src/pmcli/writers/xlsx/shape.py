"""The width of a column and the format of its numbers, from what is in it."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, log10

from pmcli.writers.xlsx.sheet import Assumed, Content, Given, Live, SheetColumn

LARGE = 1_000
"""Characters of a text that are looked at for its size."""
_SAMPLE = 500
_NARROW, _WIDEST = 7.0, 38.0
_FEW, _HUNDREDS = 2, 100


def numbers(cells: Iterable[Content]) -> list[float]:
    """The numbers of a column, at most so many as a sample needs."""
    numbers: list[float] = []
    for cell in cells:
        value = cell.value if isinstance(cell, Live | Given | Assumed) else cell
        if isinstance(value, int | float):
            numbers.append(float(value))
        if len(numbers) >= _SAMPLE:
            break
    return numbers


def number_format(column: SheetColumn, cells: Iterable[Content]) -> str:
    """The number format of a column: about three significant digits, equal decimals; "" for texts."""
    if column.look == "text":
        return ""
    if column.look == "count":
        return "0"
    if column.look == "share":
        return "0%"
    nonzero = [number for number in numbers(cells) if number] or [0.0]
    most = max(map(_places, nonzero))
    if max(map(abs, nonzero)) >= 1:
        most = min(most, _FEW if sorted(map(abs, nonzero))[len(nonzero) // 2] < _HUNDREDS else 1)
    most = min(most, 4)
    return "#,##0" + ("." + "0" * most if most else "")


def _places(number: float) -> int:
    """Decimals that show a number at three significant digits, fewer where fewer say it exactly."""
    most = 0 if not number else max(0, 2 - floor(log10(abs(number))))
    return next((few for few in range(most) if abs(round(number, few) - number) < 1e-12 * abs(number)), most)


def width(column: SheetColumn, cells: Iterable[Content]) -> float:
    """The width, in characters, that nine of ten cells of a column have room in, within limits."""
    if column.look in ("number", "share", "count"):
        largest = max((abs(number) for number in numbers(cells)), default=0.0)
        return max(_NARROW if column.look == "count" else 10.5, 5.0 + len(f"{largest:,.0f}"), _head(column))
    lengths: list[int] = []
    for cell in cells:
        if isinstance(cell, str):
            lengths.append(max(map(len, cell[:LARGE].split("\n"))))
        if len(lengths) >= _SAMPLE:
            break
    usual = sorted(lengths)[len(lengths) * 9 // 10] if lengths else 0
    return min(_WIDEST, max(9.0, usual * 1.1 + 2, _head(column)))


def _head(column: SheetColumn) -> float:
    """The longest word of the title, with room for the button of the filter."""
    return max(map(len, column.title.split()), default=0) * 1.1 + 3.5
