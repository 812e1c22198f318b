"""Cells of pm's own exports: what a sheet did to them, and the items in them."""

from __future__ import annotations

import pytest

from pmcli.importing.sources.own.cells import ExportCell, is_number, items_of, number_of


@pytest.mark.parametrize(
    ("text", "known", "items"),
    [
        ("a; b", [], ["a", "b"]),
        ("a; b; c; d", ["a; b; c", "d"], ["a; b; c", "d"]),
        ("d; a; b; c; e", ["a; b; c", "d"], ["d", "a; b; c", "e"]),
        ("a; b; CHANGED; d", ["a; b; c", "d"], ["a; b; CHANGED", "d"]),
        ("a; B; x; C; d", ["a; b", "x", "c; d"], ["a; B", "x", "C; d"]),
        ("a; a", ["a"], ["a", "a"]),
        ("", ["a"], []),
    ],
)
def test_items_with_a_separator_in_them_stay_whole(text: str, known: list[str], items: list[str]) -> None:
    assert items_of(ExportCell("row 2", "acceptance", text), known) == items


@pytest.mark.parametrize(
    ("text", "comma", "number"),
    [
        ("3.5", False, 3.5), ("1,234.5", False, 1234.5), ("1.234,5", True, 1234.5), ("80%", False, 0.8),
        ("1e3", False, 1000.0), ("", False, None), ("2..4", False, None), ("soon", False, None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_sheets_write_them(text: str, comma: bool, number: float | None) -> None:
    assert number_of(text, comma=comma) == number


@pytest.mark.parametrize(
    ("text", "is_same"),
    [
        ("3.89190206948", True),
        ("3.891902069", True),
        ("3.89", True),
        ("3.9", False),
        ("4", False),
        ("3,89", False),
    ],
)
def test_a_number_that_a_sheet_shows_rounded_is_the_same(text: str, is_same: bool) -> None:
    assert is_number(ExportCell("row 2", "effort", text), 3.891902069480007) is is_same
