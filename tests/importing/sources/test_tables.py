"""Tables from bytes: encodings, delimiters, quotes, headers, workbooks; nothing lost without a word."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.importing.sources.tables.reading import delimited as tables
from pmcli.importing.sources.tables.reading import workbook as workbooks
from pmcli.importing.sources.tables.reading.readers import first_rows, read_table
from pmcli.importing.sources.tables.reading.workbook import is_workbook
from pmcli.model.diagnostic import PmError
from tests.conftest import for_each

ROWS = [["Title", "Größe", "Notes"], ["Kühl, „ja“", "1,5", "a\nb"], ["x", "", "€"]]


def header(row: object) -> float:
    return 1.0 if "Title" in list(row) else 0.0  # type: ignore[call-overload]


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    del book["Sheet"]
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@for_each("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@for_each("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    table = read_table(written(ROWS, delimiter).encode(encoding), header)
    assert [table.header, *(row for _, row in table.rows)] == [tuple(row) for row in ROWS]
    assert [place for place, _ in table.rows] == ["row 2", "row 3"]
    assert table.decimal_comma == (delimiter == ";")
    assert len(table.guesses) == (delimiter != ",") + (not encoding.startswith("utf-8"))


def test_a_sample_may_cut_a_character_in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_SAMPLE_CHARACTERS", 5)
    assert first_rows("Title,ä\nüüüüüüü,ü".encode())


def test_the_header_may_stand_lower_and_rows_may_be_empty() -> None:
    table = read_table(b"Roadmap,,\n,,\n,Title,Size\n\n,A,1\n,,\n,B\n", header)
    assert table.header == ("", "Title", "Size")
    assert table.rows == (("row 5", ("", "A", "1")), ("row 7", ("", "B", "")))
    assert "row 3 is taken for the header; 1 row above is not read" in table.guesses


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    table = read_table(b'Title,Size\nA,1\n"B,2\nC,3\nD,4\n', header)
    assert [row for _, row in table.rows] == [("A", "1"), ("C", "3"), ("D", "4")]
    assert [(one.place, one.reason) for one in table.skipped] == [
        ("row 3", "a quote is opened and never closed (line 3)")
    ]


def test_a_quote_within_a_cell_costs_one_row() -> None:
    table = read_table(b'Title,Size\n"A "b" c",1\nC,3\n', header)
    assert [row for _, row in table.rows] == [("C", "3")]
    assert table.skipped[0].reason == "a quote stands in the middle of a cell (line 2)"


def test_many_broken_quotes_end_the_reading_with_a_word() -> None:
    rows = "".join(f'A{n}"x","\n' if n % 2 else f'"A{n}\n' for n in range(200))
    table = read_table(f"Title,Size\n{rows}".encode(), header)
    assert len(table.skipped) <= tables._RESTARTS + 60
    assert table.rows or table.skipped


def test_a_row_with_more_cells_than_the_header_is_told() -> None:
    table = read_table(b"Title,Size\nA,1,\nB,2,3\nC,4\n", header)
    assert [row for _, row in table.rows] == [("A", "1"), ("C", "4")]
    assert table.skipped[0].place == "row 3"
    assert "it has 3 cells, the header 2" in table.skipped[0].reason


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x00\x01\x02\x03\x04\x00", b"PK\x03\x04 no zip"])
def test_no_table(data: bytes) -> None:
    first_rows(data)
    with pytest.raises(PmError):
        read_table(data, header)


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8), min_size=3, max_size=3)
        .filter(lambda row: any(cell.strip() for cell in row)),
        min_size=1, max_size=8,
    ),
    st.sampled_from([",", ";", "\t"]),
)  # fmt: skip
def test_what_is_written_is_read(rows: list[list[str]], delimiter: str) -> None:
    whole = [["Title", "Second one", "Third one"], *rows]
    table = read_table(written(whole, delimiter).encode(), lambda row: float(list(row) == whole[0]))
    assert table.header == tuple(whole[0]) or len(rows) < 8
    if table.header == tuple(whole[0]):
        assert len(table.rows) + len(table.skipped) == len(rows)


@given(st.binary(max_size=300))
def test_no_bytes_break_it(data: bytes) -> None:
    first_rows(data)
    try:
        read_table(data, lambda _row: 1.0)
    except PmError:
        return


# --- workbooks ---


def test_a_workbook_is_read_as_people_see_it() -> None:
    from openpyxl import load_workbook

    data = workbook(
        ("Notes", [["nothing here"]]),
        ("RICE", [["Title", "Share", "When", "Yes", "n"], ["A", 0.8, date(2027, 1, 31), True, 5.0]]),
    )
    book = load_workbook(io.BytesIO(data))
    book["RICE"]["B2"].number_format = "0%"
    changed = io.BytesIO()
    book.save(changed)
    assert is_workbook(changed.getvalue())
    table = read_table(changed.getvalue(), header)
    assert table.rows == (("row 2", ("A", "80%", "2027-01-31", "true", "5")),)
    assert table.guesses == ('the sheet "RICE" is read, of "Notes", "RICE" (--sheet NAME)',)
    assert ("Title", "Share", "When", "Yes", "n") in first_rows(changed.getvalue())


def test_the_sheet_can_be_named() -> None:
    data = workbook(("One", [["Title"], ["A"]]), ("Two", [["Title"], ["B"]]))
    assert read_table(data, header, "two").rows == (("row 2", ("B",)),)
    with pytest.raises(PmError, match='no sheet "Three"'):
        read_table(data, header, "Three")


def test_a_workbook_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_MOST_UNPACKED", 1000)
    with pytest.raises(PmError, match="unpacks to"):
        read_table(workbook(("One", [["Title"], ["A" * 5000]])), header)


def test_a_broken_workbook() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("xl/workbook.xml", "<no")
    with pytest.raises(PmError, match="cannot be read"):
        read_table(data.getvalue(), header)
