"""Formats that are data: every file says what its importer asks of it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from pmcli.importing.sources import IMPORTERS, Source
from pmcli.importing.sources.plain_values import status_of, type_of
from pmcli.importing.sources.tables.formats.dialect import DIALECTS, dialect
from pmcli.importing.sources.tables.formats.reshaping import CELLS
from pmcli.importing.sources.tables.meaning.columns import compact
from pmcli.importing.sources.tables.meaning.given import checked
from pmcli.importing.sources.tables.reading.readers import first_rows
from pmcli.model.feature import STATUSES, TYPES
from tests.conftest import for_each
from tests.importing.sources.samples import DATA, best, by_key, told
from tests.importing.sources.test_tables import workbook

FOLDER = files("pmcli.importing.sources") / "dialects"
BY_NAME = {importer.name: importer for importer in IMPORTERS}
SAMPLES = {
    "github-project.tsv": "github-project", "azure-devops-tree.csv": "azure-devops",
    "gitlab-work-items.csv": "gitlab",
    **{f"{name}.csv": name for name in DIALECTS if name not in ("github-project", "monday")},
}  # fmt: skip


@pytest.mark.parametrize("file", SAMPLES)
def test_samples(file: str, golden: Callable[[Path, str], None]) -> None:
    source = Source(file, (DATA / file).read_bytes())
    assert best(source).name == SAMPLES[file]
    imported = BY_NAME[SAMPLES[file]].read(source, {})
    by_key(imported)
    golden(DATA / f"{file.partition('.')[0]}.expected.json", told(imported))


def test_every_file_is_a_dialect_that_is_listed() -> None:
    assert {path.name.removesuffix(".yaml") for path in FOLDER.iterdir()} == set(DIALECTS)


@pytest.mark.parametrize("name", DIALECTS)
def test_what_a_dialect_says_is_known_here(name: str) -> None:
    known = dialect(name)
    listed = Counter(compact(column) for names in known.columns.values() for column in names)
    assert [column for column, times in listed.items() if times > 1] == []
    assert [meaning for meaning in known.columns if checked(meaning) != meaning] == []
    assert set(known.statuses) <= set(STATUSES)
    assert set(known.types) <= set(TYPES)
    made = [kind for made_of in known.added.values() for kind in made_of.values()]
    assert {*known.cells.values(), *made} <= set(CELLS)
    assert {known.by_title, known.guarded, known.otherwise} <= {"", "true", "guess"}
    assert [
        word for meant, words in known.statuses.items() for word in words if status_of(word) == meant
    ] == []
    assert [word for meant, words in known.types.items() for word in words if type_of(word) == meant] == []
    assert known.least_of_sure <= len(known.sure)
    assert known.least_of_sure + len(set(known.needs) - set(known.sure)) >= 2 or known.texts


@pytest.mark.parametrize("file", SAMPLES)
def test_it_is_known_with_columns_missing_moved_and_of_ones_own(file: str) -> None:
    """Every third column that is not asked for is gone, the others stand the other way round, one is new."""
    known = dialect(SAMPLES[file])
    rows = first_rows((DATA / file).read_bytes())
    header = max(rows, key=lambda row: sum(compact(cell) in map(compact, known.sure) for cell in row))
    needed = {compact(name) for name in (*known.needs, *known.columns["title"], *known.levels)}
    kept = [at for at, name in enumerate(header) if compact(name) in needed or at % 3 or at < 3]
    below = [row for row in rows[rows.index(header) :] if len(row) == len(header)]
    table = [[row[at] for at in reversed(kept)] for row in below]
    text = io.StringIO()
    csv.writer(text).writerows([*row, "400" if n else "Reach"] for n, row in enumerate(table))
    source = Source("other.csv", text.getvalue().encode())
    assert best(source).name == SAMPLES[file]
    if known.otherwise:
        imported = BY_NAME[SAMPLES[file]].read(source, {})
        assert {draft.fields["rice"]["reach"] for draft in imported.drafts} == {400}  # type: ignore[index]


@for_each(
    "name, header",
    [
        (
            "asana",
            "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Notes",
        ),
        ("asana", "Task ID,Name,Section/Column,Assignee,Assignee Email,Notes,Parent task"),
        ("azure-devops", "ID,Work Item Type,Title,Assigned To,State,Tags"),
        ("azure-devops", "Work Item Type,Title 1,Title 2,Title 3,Priority,Description"),
        (
            "clickup",
            "Task ID,Task Name,Task Content,Status,Date Created,Due Date,Parent ID,List Name,Space Name",
        ),
        ("github-project", "Title\tURL\tAssignees\tStatus"),
        (
            "gitlab",
            "Issue ID,URL,Title,State,Description,Author,Author Username,Assignee,Assignee Username,Milestone",
        ),
        (
            "linear",
            "ID,Team,Title,Description,Status,Estimate,Priority,Project,Creator,Assignee,Cycle Number,Cycle Name",
        ),
        ("ms-project", "ID,Task Mode,Task Name,Duration,Start,Finish,Predecessors,Resource Names"),
        (
            "ms-project",
            "Nr.;Vorgangsmodus;Vorgangsname;Dauer;Anfang;Ende;Vorgänger;Ressourcennamen;Gliederungsebene",
        ),
        (
            "pivotal",
            "Id,Story,Labels,Iteration,Story Type,Estimate,Current State,Accepted at,Requested By,Owned By",
        ),
        ("redmine", "#,Tracker,Status,Priority,Subject,Assignee,Updated"),
        ("spreadsheet", "Title,URL,Assignees,Status,Labels"),
        ("spreadsheet", "ID,Title,Status,Priority,Estimate,Assignee,Labels"),
        ("spreadsheet", "Name,Person,Status,Date"),
        ("todoist", "TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE"),
        (
            "trello",
            "Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,Board Name,List Name,Archived",
        ),
    ],
)
def test_headers_of_other_years_and_views(name: str, header: str) -> None:
    mark = next((mark for mark in "\t;" if mark in header), ",")
    cells = [
        "https://github.com/a/b/issues/1" if cell == "URL" and name != "spreadsheet" else "x"
        for cell in header.split(mark)
    ]
    assert best(Source("other.csv", f"{header}\n{mark.join(cells)}\n".encode())).name == name


@for_each(
    "cell, plain",
    [
        ("1-FS=P0D;2-SS=P3D", "1FS;2SS+3 days"), ("2FD+2 jours", "2FS+2 jours"), ("3CC", "3SS"), ("2FS-1 wk", "2FS-1 wk"),
        ("Fin", "Fin"),
    ],
)  # fmt: skip
def test_predecessors_are_written_one_way(cell: str, plain: str) -> None:
    assert CELLS["predecessors"](cell) == plain


@for_each(
    "kind, cell, plain",
    [
        ("person", "Ann Example <ann@shop.example>", "Ann Example"), ("person", "Bo (48151623)", "Bo"),
        ("person", "O'Brien, Sam", "O'Brien, Sam"), ("person", "<ann@shop.example>", "<ann@shop.example>"),
        ("people", "[Ann Example,Bo]", "Ann Example"), ("people", "Ann[50%];Bo", "Ann"),
        ("below", "Shop\\Web\\Cart", "Web / Cart"), ("below", "Shop", ""), ("last", "Shop\\2027-Q1\\Sprint 3", "2027-Q1"),
        ("last", "Shop\\PI 20\\Iteration 98", "Iteration 98"), ("unnumbered", "Search #12", "Search"),
        ("issue", "https://gitlab.example/g/sub/p/-/issues/7", "g/sub/p#7"), ("number", "https://github.com/a/b/pull/3", "#3"),
        ("issue", "https://shop.example/7", ""), ("given up", "web, wontfix", "wontfix"),
    ],
)  # fmt: skip
def test_cells_are_made_plain(kind: str, cell: str, plain: str) -> None:
    assert CELLS[kind](cell) == plain


@for_each(
    "sections, told",
    [
        (
            ("Payments", "Search", "Accounts"),
            [("theme", "Payments"), ("theme", "Search"), ("theme", "Accounts")],
        ),
        (
            ("Payments", "Doing", "Done"),
            [("x-status", "Payments"), ("status", "in-progress"), ("status", "shipped")],
        ),
        (
            ("Sprint 12", "🚧 Doing", "Accounts"),
            [("x-status", "Sprint 12"), ("status", "in-progress"), ("x-status", "Accounts")],
        ),
    ],
)
def test_sections_are_statuses_or_themes(sections: tuple[str, ...], told: list[tuple[str, str]]) -> None:
    rows = "".join(f"{n},Task {n},{section},,2026-11-01\n" for n, section in enumerate(sections))
    text = f"Task ID,Name,Section/Column,Assignee Email,Last Modified\n{rows}"
    drafts = BY_NAME["asana"].read(Source("shop.csv", text.encode()), {}).drafts
    assert [(name, draft.fields.get(name)) for (name, _), draft in zip(told, drafts, strict=True)] == told


MONDAY: list[list[object]] = [
    ["Roadmap of the shop"], [], ["This quarter"],
    ["Name", "Subitems", "Person", "Status", "Due date", "Estimate (days)", "Dependent On", "Item ID (auto generated)"],
    ["Guest checkout", "Form, Mail", "Ann Example, Bo Sample", "Working on it", "2027-03-31", 10, "", "9001"],
    ["Subitems", "Name", "Owner", "Status", "Item ID (auto generated)"],
    ["", "Form", "Ann Example", "Done", "9101"],
    ["", "Mail", "", "", "9102"],
    ["Wallets", "", "", "Stuck", "", 5, "Guest checkout", "9002"],
    ["", "", "", "", "", 15],
    [], ["Next quarter"],
    ["Name", "Subitems", "Person", "Status", "Due date", "Estimate (days)", "Dependent On", "Item ID (auto generated)"],
    ["Reviews", "", "", "", "", 4, "Wallets", "9003"],
]  # fmt: skip


def test_a_board_of_monday(golden: Callable[[Path, str], None]) -> None:
    source = Source("roadmap.xlsx", workbook(("roadmap", MONDAY)))
    assert best(source).name == "monday"
    imported = BY_NAME["monday"].read(source, {})
    by_key(imported)
    golden(DATA / "monday.expected.json", told(imported))
