"""Cells that say more than one thing, in doubt, or in a way of their own: read as meant, or told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pmcli.importing import ImportOptions, prepare
from pmcli.importing.prepared import Prepared
from pmcli.workspace.opening import open_workspace
from tests.conftest import for_each
from tests.importing.test_importing import brought, table, workspace

HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2027-Q2}\nsizes: {S: 1..2, M: 2..4, L: 4..9}\n"


def told(prepared: Prepared) -> str:
    """All that is said of an import."""
    return "\n".join((*prepared.guesses, *(finding.message for finding in prepared.findings)))


def fields(prepared: Prepared, *names: str) -> dict[str, object]:
    """The fields of these names of what comes in, by title."""
    drafts = prepared.imported.drafts
    return {
        str(draft.fields["title"]): next((draft.fields[name] for name in names if name in draft.fields), None)
        for draft in drafts
    }


@for_each(
    "cell, expected, said",
    [
        ("X-1–X-3", ["X-1", "X-2", "X-3"], 'such as "X-1–X-3" is read as every row'),
        ("X-1 to X-3", ["X-1", "X-2", "X-3"], "a range"), ("X-2...X-3", ["X-2", "X-3"], "a range"),
        ("X-1-3", ["X-1", "X-2", "X-3"], "a range"), ("X-1 then X-3", ["X-1", "X-3"], ""),
        ("X-2-X-4", ["X-2", "X-3", "X-4"], 'there is no "X-4"'),
        ("X-1 or X-2", None, 'found "X-1 or X-2": either will do'), ("Alpha oder Beta", None, "either will do"),
        ("X-7–X-9", ["X-7–X-9"], 'there is no "X-7–X-9"'),
        ("X-1 (weich)", [{"id": "X-1", "kind": "soft"}], ""), ("Beta (optional)", [{"id": "X-2", "kind": "soft"}], ""),
        ("Alpha (nice to have), X-2", [{"id": "X-1", "kind": "soft"}, "X-2"], ""),
        ("soft: X-3", [{"id": "X-3", "kind": "soft"}], ""),
        ("X-1?", [{"id": "X-1", "kind": "soft"}], "one with a question mark is read as a soft dependency"),
        ("Why not?", ["X-5"], ""), ("Gamma (beta)", ["X-3"], ""), ("X-1: Alpha", ["X-1"], ""),
    ],
)  # fmt: skip
def test_what_a_row_waits_for(tmp_path: Path, cell: str, expected: object, said: str) -> None:
    text = f'ID,Title,Depends on\nX-1,Alpha,\nX-2,Beta,\nX-3,Gamma,\nX-5,Why not?,\nX-6,Last,"{cell}"\n'
    prepared = prepare(open_workspace(workspace(tmp_path, HEAD)), table(tmp_path, text), ImportOptions())
    assert fields(prepared, "depends_on")["Last"] == expected
    assert said in told(prepared)


def test_numbers_of_rows_may_be_a_range(tmp_path: Path) -> None:
    text = "ID,Title,Depends on\n14,A,\n15,B,\n16,C,\n17,D,14-16\n18,E,#14 (soft)\n"
    prepared = prepare(open_workspace(workspace(tmp_path, HEAD)), table(tmp_path, text), ImportOptions())
    assert fields(prepared, "depends_on") == {
        "A": None, "B": None, "C": None, "D": ["14", "15", "16"], "E": [{"id": "14", "kind": "soft"}],
    }  # fmt: skip


@for_each(
    "text, names, expected, said",
    [
        ("Title,Confidence,Reach\nA,0.8,1\nB,80,1\nC,1,1\nD,0.5%,1\n", ("rice",),
         [{"reach": 1, "confidence": word} for word in ("80%", "80%", "100%", "0.5%")],
         "among percentages are shares"),
        ("Title,Confidence,Reach\nA,3 - High,1\nB,1 - Low,1\n", ("rice",),
         [{"reach": 1, "confidence": word} for word in ("high", "low")], ""),
        ("Title,Impact\nA,3 - Massive\nB,0.5: low\n", ("rice",), [{"impact": 3}, {"impact": 0.5}], ""),
        ("Title,Status\nA,done?\nB,Parking lot\nC,Inbox\nD,in progress (?)\n", ("status",), [None, "parked", None, None],
         'status "done?" is read as candidate, and kept as x-status'),
        ("Title,Target\nA,FY27 Q1\nB,Q1 FY27\n", ("target",), ["2027-Q1"] * 2, "a fiscal year (FY) is read as the year"),
        ("Title,Target\nA,Q4\nB,Q1?\nC,2027-Q3\n", ("target",), ["2027-Q4", "2028-Q1", "2027-Q3"],
         '"Q4" names no year, and is read as 2027-Q4'),
        ("Title,Zieltermin\nA,2027-Q1\n", ("target",), ["2027-Q1"], ""),
        ("Title,Launch\nA,2027-Q1\n", ("target",), ["2027-Q1"], ""),
        ("Title,Fiscal quarter\nA,2027-Q1\n", ("target",), ["2027-Q1"], ""),
        ("Title,Size,Est. (weeks)\nA,,4\nB,,5\n", ("effort",), [4, 5], ""),
        ("Title,Effort,Estimate\nA,1,2\nB,,3\nC,,4\n", ("effort",), [2, 3, 4], 'not from "Effort"'),
        ("Title,Days,Effort\nA,5,3\nB,10,\nC,15,\n", ("effort",), [1, 2, 3], '"Days" is taken for effort'),
        ("Title,Days,Points\nA,5,3\nB,10,\n", ("effort",), [1, 2], ""),
        ("Title,Effort\nA,L (8)\nB,M / 5\nC,5 days (1 week)\nD,L (2 weeks)\n", ("effort",), ["L", "M", 1, 2],
         "a number beside a size is left out where nothing says what it counts (2 rows)"),
        ("Title,Effort (w)\nA,L (8)\n", ("effort",), [8], ""),
        ("Title,Effort\nA,M-L\nB,S or XL\n", ("effort",), ["M-L", "S-XL"], 'effort: M-L is read as 2..9'),
        ("Title,Effort\nA,S-XL\n", ("effort",), ["S-XL"], '"S-XL" is between two sizes: write S or XL'),
        ("Title,Effort\nA,5 SP\n", ("x-story-points",), ["5"], "kept as x-story-points"),
        ("Title,Effort\nA,tiny\n", ("effort",), ["XS"], '"tiny" is taken for the size XS'),
        ("Title,Effort\nA,3w\nSubtotal Core,3w\nTotal rewrite,2w\n", ("effort",), [3, 2], ""),
    ],
)  # fmt: skip
def test_cells_with_one_answer(
    tmp_path: Path, text: str, names: tuple[str, ...], expected: list[object], said: str
) -> None:
    prepared = prepare(open_workspace(workspace(tmp_path, HEAD)), table(tmp_path, text), ImportOptions())
    assert list(fields(prepared, *names).values()) == expected
    assert said in told(prepared)


def test_a_unit_that_cannot_be_counted_stays_beside_its_number(tmp_path: Path) -> None:
    head = HEAD + "effort_unit: points\n"
    text = "Title,Effort (h)\nA,6\nB,7 hours\n"
    prepared = prepare(open_workspace(workspace(tmp_path, head)), table(tmp_path, text), ImportOptions())
    assert fields(prepared, "x-effort") == {"A": "6 h", "B": "7 hours"}


def test_a_calendar_with_fiscal_years_knows_what_one_is(tmp_path: Path) -> None:
    head = "pm: 1\nproduct: Shop\ncalendar: {start: 2027-Q2, fiscal_year_starts: 4}\n"
    prepared = prepare(
        open_workspace(workspace(tmp_path, head)), table(tmp_path, "Title,Target\nA,FY27 Q1\n"), ImportOptions()
    )  # fmt: skip
    assert fields(prepared, "target") == {"A": "2027-Q1"}
    assert "fiscal" not in told(prepared)


@pytest.mark.parametrize(
    ("sizes", "cell", "added"),
    [
        ("{S: 1..2, M: 2..4, L: 4..9, XL: 9..20}", "XXL", {"XXL": "20..40"}),
        ("{S: 1..2, M: 2..4}", "tiny", {"XS": "0.5..1"}), ("{S: 4..8, M: 8..16}", "XL", {"XL": "16..32"}),
        ("{M: 0.2..0.4}", "S", {"S": "0.1..0.2"}), ("{S: 1..3, L: 3..9}", "M", {"M": "1..9"}),
        ("{S: 1..2}", "S", {}),
    ],
)  # fmt: skip
def test_sizes_that_pm_yaml_lacks_come_beside_those_it_has(
    tmp_path: Path, sizes: str, cell: str, added: dict[str, str]
) -> None:
    root = workspace(tmp_path, f"pm: 1\nproduct: Shop\nsizes: {sizes}\n")
    path = table(root, f"Title,Effort\nA,{cell}\n")
    options = ImportOptions(adds=frozenset({"sizes"}))
    new = prepare(open_workspace(root), path, options).new_names
    assert [dict(names.entries) for names in new] == ([added] if added else [])
    brought(root, path, options)
    assert prepare(open_workspace(root), path, options).changes_nothing


def test_formulas_without_a_value_are_told(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book, data = Workbook(), io.BytesIO()
    for row in (
        ["Title", "Days", "Effort"],
        ["A", 5, "=B2*2"],
        ["B", 10, "=B3*2"],
        ["TOTAL", None, "=SUM(C2:C3)"],
    ):
        book.active.append(row)
    book.save(data)
    (tmp_path / "list.xlsx").write_bytes(data.getvalue())
    root = workspace(tmp_path, HEAD)
    prepared = prepare(open_workspace(root), str(tmp_path / "list.xlsx"), ImportOptions())
    assert fields(prepared, "effort") == {"A": 1, "B": 2}
    assert 'not read: 3 formulas in "Effort" without a value' in told(prepared)


@pytest.mark.parametrize(
    "text",
    [
        "Title,Days,Points\nA,5,3\nB,10,\n", "Title,Days,Effort\nA,5,3\nB,10,\nC,15,\n", "Title,Effort\nA,M-L\nB,L (8)\n",
        "ID,Title,Depends on\nX-1,A,\nX-2,B,X-1?\nX-3,C,X-1–X-2\nX-4,D,X-1 or X-2\n", "Title,Target\nA,Q4\nB,FY27 Q1\n",
        "Title,Status,Owner\nA,done?,\"[mia, tom]\"\n",
    ],
)  # fmt: skip
def test_a_second_import_changes_nothing(tmp_path: Path, text: str) -> None:
    root = workspace(tmp_path, HEAD)
    path = table(root, text)
    brought(root, path)
    assert prepare(open_workspace(root), path, ImportOptions()).changes_nothing
