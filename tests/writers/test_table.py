import subprocess
import sys
from dataclasses import replace

import pytest

from pmcli.model.figure import figure
from pmcli.writers.table import Cell, Column, Rest, Table, exact, in_full, number, records
from tests.conftest import for_each


@for_each(
    "value, text",
    [
        (None, ""), ("text", "text"), (3, "3"), (12.0, "12"), (4313.7, "4313.7"), (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333333"), (1e-7, "0.0000001"),
        (123456789012345.0, "123456789012000"), (-0.5, "-0.5"),
        (1e15, "1e+15"), (1e300, "1e+300"),
    ],
)  # fmt: skip
def test_machines_read_exact_numbers(value: float | str | None, text: str) -> None:
    assert exact(value) == text


def test_people_read_rounded_ones() -> None:
    assert [number(value).text for value in (12.0, 4313.7, 0.0372, None)] == ["12", "4,314", "0.0372", "–"]
    assert number(4313.7).value == 4313.7


@for_each(
    "value, text",
    [
        (12.0, "12"), (4313.7, "4,313.7"), (1 / 3, "0.333333333333"), (-0.5, "-0.5"), (-1234567.25, "-1,234,567.25"),
        (1e15, figure(1e15)), (float("inf"), "∞"),
    ],
)  # fmt: skip
def test_in_full_a_number_has_every_digit(value: float, text: str) -> None:
    cells = (number(value), Cell("about 4,314", 4313.7), Cell("7", 7), number(None), Cell("x", "y"))
    columns = tuple(Column(name, name) for name in "abcde")
    (row,) = in_full(Table(columns, (cells,), notes=("n",))).rows
    assert [cell.text for cell in row] == [text, "about 4,314", "7", "–", "x"]
    assert [cell.value for cell in row] == [cell.value for cell in cells]


def test_a_missing_number_is_no_text_for_machines() -> None:
    columns = (Column("id", "id", kind="id"), Column("score", "score", kind="number"), Column("why", "why"))
    table = Table(columns, ((Cell("a"), number(None), Cell("3: b", "b")),))
    assert list(records(table)) == [("a", None, "b")]


def test_a_row_that_lacks_a_cell_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="shorter"):
        list(records(Table((Column("a", "a"), Column("b", "b")), ((Cell("x"),),))))


def test_tables_do_not_load_rich() -> None:
    modules = "pmcli.writers, pmcli.views.ranking.table, pmcli.writers.reports.text, pmcli.writers.blocks"
    code = f"import sys, {modules}; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_first_rows_say_once_how_many_more_there_are() -> None:
    rows = tuple((Cell(str(number)),) for number in range(5))
    whole = Table((Column("n", "n"),), rows, notes=("a note",))
    assert whole.first(5, "how") is whole
    few = whole.first(3, "--all shows them")
    assert few.rows == rows[:3]
    assert list(map(str, few.notes)) == ["and 2 more: --all shows them", "a note"]
    known = replace(whole, notes=("a note", Rest(7, "5 of 12 match"))).first(3, "how")
    assert list(map(str, known.notes)) == ["a note", "and 9 more: how (5 of 12 match)"]
