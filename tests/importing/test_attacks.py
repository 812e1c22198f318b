"""Sources that nobody writes by hand: nested or linked without end, wide, in an order of their own."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pmcli.importing import ImportOptions, Prepared, prepare, recognise
from pmcli.importing.depth import DEEPEST
from pmcli.importing.sources.tables.reading import workbook
from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import open_workspace

_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pm.yaml").write_text("product: Shop\n")
    return tmp_path


def come_in(root: Path, text: str, name: str = "backlog.csv") -> Prepared:
    """What importing a text would do."""
    return prepare(open_workspace(root), name, ImportOptions(), given=text.encode())


def packed(*rows: str) -> bytes:
    """A workbook with these rows as they are stored."""
    from openpyxl import Workbook

    made, data = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.worksheets[0].append(["Shared"])
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            is_sheet = name.endswith("sheet1.xml")
            new.writestr(name, _SHEET.format("".join(rows)) if is_sheet else old.read(name))
    return data.getvalue()


def row(number: int, *cells: str) -> str:
    """A row with texts in it, the column of each before it."""
    texts = (f'<c r="{cell.split("=")[0]}{number}" t="inlineStr"><is><t>{cell.split("=")[1]}</t></is></c>'
             for cell in cells)  # fmt: skip
    return f'<row r="{number}">{"".join(texts)}</row>'


def test_front_matter_that_is_nested_too_deeply_is_told_and_other_pages_come_in(root: Path) -> None:
    pages = root / "pages"
    pages.mkdir()
    for name in ("one", "two", "three"):
        (pages / f"{name}.md").write_text(f'+++\ntitle = "{name}"\nstatus = "planned"\n+++\nText\n')
    (pages / "deep.md").write_text(f'+++\ntitle = "A"\nx = {"[" * 3000}{"]" * 3000}\n+++\n')
    prepared = prepare(open_workspace(root), str(pages), ImportOptions())
    assert len(prepared.imported.drafts) == 3
    assert [(one.place, one.reason) for one in prepared.imported.skipped] == [
        ("deep.md", "its front matter is nested too deeply")
    ]


def test_a_list_without_end_has_a_deepest_level(root: Path) -> None:
    deep = "".join(f"{' ' * at}- x\n" for at in range(1500))
    prepared = come_in(root, f"# Roadmap\n\n## Now\n\n- first\n{deep}\n- last\n", "roadmap.md")
    titles = [draft.fields["title"] for draft in prepared.imported.drafts]
    assert titles[0] == "first"
    assert titles[-1] == "last"
    told = [one for one in prepared.guesses if "levels deep" in one]
    assert told == [
        "what stands more than 40 levels deep in a list counts as on the last of them (1,460, the first in line 46)"
    ]


@pytest.mark.parametrize(
    ("first", "cycles", "cut"), [("", 0, 2), (f"K{3 * DEEPEST}", 1, 3)], ids=["a chain", "a ring"]
)
def test_parents_without_end_are_left_out(root: Path, first: str, cycles: int, cut: int) -> None:
    last = 3 * DEEPEST
    rows = [f"T{at},K{at},{f'K{at - 1}' if at else first}" for at in range(last + 1)]
    prepared = come_in(root, "\n".join(["Title,Key,Parent", *rows]))
    again = come_in(root, "\n".join(["Title,Key,Parent", *rows[::-1]]))
    findings = prepared.findings
    assert sum(finding.is_cycle for finding in findings) == cycles
    assert len(findings) == cut
    assert {finding.message for finding in again.findings} == {finding.message for finding in findings}


def test_rows_out_of_order_are_read_in_order_and_columns_too_far_right_are_told() -> None:
    data = packed(
        row(1, "A=Title", "B=Status", "KZ=Far"), row(3, "A=Third", "KZ=lost"), row(2, "A=Second", "B=Planned")
    )
    read = recognise("b.xlsx", ImportOptions(), effort_unit="points", given=data).read({}, {})
    assert [draft.fields["title"] for draft in read.drafts] == ["Second", "Third"]
    assert any("columns behind 300 are not read (1 with cells)" in one for one in read.guesses)


@pytest.mark.parametrize("number", [-1, 7])
def test_a_shared_text_that_is_not_there_is_no_other_one(number: int) -> None:
    data = packed(row(1, "A=Title"), f'<row r="2"><c r="A2" t="s"><v>{number}</v></c></row>')
    with pytest.raises(PmError, match=f"names the shared text {number}, which is not there"):
        workbook.named_sheets(data)


def test_a_sheet_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_OF_ONE", 20_000)
    with pytest.raises(PmError, match="the workbook unpacks to"):
        workbook.named_sheets(packed(row(1, f"A={'x' * 20_000}")))
