"""Rows that hold no feature, trees, names and references in tables: what comes of them, and what is told."""

from __future__ import annotations

from typing import Any

import pytest

from pmcli.importing.sources.importer import Imported, Source
from pmcli.importing.sources.references import linked, names_in, related
from pmcli.importing.sources.tables.formats.any_table import SPREADSHEET
from pmcli.importing.sources.tables.reading.workbook import is_workbook
from pmcli.model.diagnostic import PmError
from tests.importing.sources.samples import by_key
from tests.importing.sources.test_tables import workbook


def read(text: str | bytes, **mapping: str) -> Imported:
    """A table, in which counts in and out agree."""
    data = text if isinstance(text, bytes) else text.encode()
    imported = SPREADSHEET.read(Source("plan.csv", data), mapping)
    by_key(imported)
    return imported


def said(text: str | bytes, *names: str) -> dict[str, tuple[Any, ...]]:
    """Some fields of the features of a table, by title."""
    drafts = read(text).drafts
    return {str(draft.fields["title"]): tuple(draft.fields.get(name) for name in names) for draft in drafts}


# --- references ---


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("#14", "14"), ("Bug #14", "14"), ("Feature #14: Guest checkout", "14"), ("acme/shop#14", "14"),
        ("PROJ-1: Guest checkout", "PROJ-1"), ("PROJ-1 - Guest checkout", "Guest checkout"),
        ("Guest checkout (PROJ-1)", "PROJ-1"), ("Guest checkout [PROJ-1]", "Guest checkout"),
        ("Guest checkout (https://www.notion.so/Guest-checkout-1a2b?pvs=4)", "Guest checkout"),
        ("[Guest checkout](https://example.com/x)", "Guest checkout"), ("[[Guest checkout|this]]", "Guest checkout"),
        ("https://acme.example/browse/PROJ-1?focus=1", "PROJ-1"), ("<https://acme.example/1201234>", "1201234"),
        ("1.2 Address book", "1.2"), ("12 – Address book", "Address book"),
    ],
)  # fmt: skip
def test_a_reference_may_mean_several_names(text: str, name: str) -> None:
    assert name in list(names_in(text))


def test_a_number_at_the_end_of_an_address_alone_is_no_name() -> None:
    assert "12" not in list(names_in("https://github.com/acme/other/issues/12"))


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("Blocked by Bug #14", ("depends_on", "Blocked by", "Bug #14")), ("Blocks: #4", ("blocks", "Blocks", "#4")),
        ("is duplicated by #9", ("other", "is duplicated by", "#9")), ("Blockade", ("", "", "Blockade")),
    ],
)  # fmt: skip
def test_relations_stand_before_names(text: str, is_said: tuple[str, str, str]) -> None:
    assert related(text) == is_said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2FS+2 days", ("2", "+2 days", "")), ("4SS", ("4", "", "starts with")), ("3FF-1d", ("3", "-1d", "ends with")),
        ("2EA+3 Tage", ("2", "+3 Tage", "")), ("12", ("12", "", "")), ("3-FS=P2D", ("3", "2 days", "")), ("3-SS=P0D", ("3", "", "starts with")), ("1.2FS+50%", ("1.2", "+50%", "")),
    ],
)  # fmt: skip
def test_links_of_schedules(text: str, parts: tuple[str, str, str]) -> None:
    link = linked(text)
    assert (link.name, link.lag, link.soft) == parts


def test_rows_are_named_by_key_title_and_list_whatever_sets_the_list_apart() -> None:
    rows = (
        'Ticket,Summary,Blocked by\nP-1,Checkout,\nP-2,"Sign in, and out",p-1: Checkout\n'
        'P-3,Wallets,"Sign in, and out, P-1"\nP-4,Cards,P-1 and P-2\nP-5,Maps,"checkout; [P-3], and Cards"\nP-6,Gift,P-1 P-2\n'
    )
    assert said(rows, "depends_on") == {
        "Checkout": (None,), "Sign in, and out": (["P-1"],), "Wallets": (["P-2", "P-1"],),
        "Cards": (["P-1", "P-2"],), "Maps": (["P-1", "P-3", "P-4"],), "Gift": (["P-1", "P-2"],),
    }  # fmt: skip


def test_a_column_whose_values_references_use_is_another_name() -> None:
    imported = read("Id,Key,Title,ParentId\nu-a,E1,One,\nu-b,F1,Two,u-a\nu-c,F2,Three,u-b\n")
    assert imported.mapping["Id"] == "also"
    assert [draft.fields.get("parent") for draft in imported.drafts] == [None, "E1", "F1"]
    assert '"Id" is taken for another name of each row: "ParentId" use it' in imported.guesses


def test_a_number_that_counts_the_rows_gives_way_to_a_key_that_stays() -> None:
    imported = read("ID,Unique ID,Name,Predecessors\n1,101,A,\n2,105,B,1\n3,103,C,2FS\n")
    assert [(draft.key, draft.fields.get("depends_on")) for draft in imported.drafts] == [
        ("101", None), ("105", ["101"]), ("103", ["105"]),
    ]  # fmt: skip


def test_a_key_that_repeats_is_none() -> None:
    imported = read("Task ID,Name\nX7,A\nX7,B\nX7,C\n", **{"Task ID": "key"})
    assert [draft.key for draft in imported.drafts] == ["A", "B", "C"]
    (told,) = [guess for guess in imported.guesses if "Task ID" in guess]
    assert told == '"Task ID" has 1 value in 3 rows: it is no key, and rows are known by their titles'


def test_numbers_are_places_of_rows_where_nothing_else_has_numbers() -> None:
    imported = read('Task,Predecessors\nPlan,\nBuild,1\nShip,"1;2SS"\n')
    assert imported.drafts[2].fields["depends_on"] == ["Plan", {"id": "Build", "kind": "soft"}]
    assert "depends_on: a number is taken for a row's place below the header" in imported.guesses


def test_which_of_two_is_meant_is_not_guessed() -> None:
    imported = read("Title,Depends on,Owner\nCopy,,x\nCopy,,y\nLaunch,Copy,z\n")
    assert "depends_on" not in imported.drafts[2].fields
    assert [finding.message for finding in imported.findings] == [
        'depends_on: 2 rows are called "Copy"; left out'
    ]


def test_relations_that_are_no_dependencies_are_told() -> None:
    rows = '#,Subject,Related issues\n3,A,"Blocked by Bug #5, Related to Feature #4"\n4,B,Precedes Feature #3\n5,C,\n'
    imported = read(rows)
    assert [draft.fields.get("depends_on") for draft in imported.drafts] == [["5"], None, None]
    assert imported.drafts[1].fields["blocks"] == ["3"]
    assert 'Related issues: "Related to" is left out: it is no dependency (1 row)' in imported.guesses


def test_columns_that_name_rows_are_known_by_a_word_and_by_their_cells() -> None:
    imported = read(
        "REQ ID,Requirement,Parent REQ,Depends on REQ,Related\nR-1,A,,,\nR-2,B,R-1,,\nR-3,C,R-1,R-2,blocks R-2\n"
    )
    assert {name: meaning for name, meaning in imported.mapping.items() if name != "Requirement"} == {
        "REQ ID": "key", "Parent REQ": "parent", "Depends on REQ": "depends_on", "Related": "relations",
    }  # fmt: skip
    assert read("Title,Parent company\nA,Acme\nB,Beta\n").mapping["Parent company"] == ""


def test_what_is_filled_in_once_holds_for_its_group() -> None:
    rows = "Epic,Story,Points\nCheckout,A,1\n,B,2\n,C,1\nSearch,D,2\n,E,\n"
    assert said(rows, "parent") == {
        "A": ("Checkout",), "B": ("Checkout",), "C": ("Checkout",), "D": ("Search",), "E": ("Search",),
    }  # fmt: skip
    assert '"Epic" holds for the rows below it too, up to the next one (3 rows)' in read(rows).guesses
    assert said("Epic,Story\nCheckout,A\n,B\nCheckout,C\n,D\n", "parent")["B"] == (None,)


# --- trees ---


@pytest.mark.parametrize(
    "text",
    [
        "WBS,Task\n1,A\n1.1,B\n1.2,C\n1.2.1,D\n2,E\n", "Outline Level,Task\n1,A\n2,B\n2,C\n3,D\n1,E\n",
        "Task,Owner\nA,x\n  B,x\n  C,x\n    D,x\nE,x\n", "Task,Owner\nA,x\n↳ B,x\n↳ C,x\n  ↳ D,x\nE,x\n",
    ],
)  # fmt: skip
def test_rows_are_parts_of_others_by_where_they_stand(text: str) -> None:
    parents = {"A": (None,), "B": ("A",), "C": ("A",), "D": ("C",), "E": (None,)}
    assert said(text, "parent") == parents


@pytest.mark.parametrize(
    "text", ["WBS,Task\n1,A\n1.1,B\n1.1,C\n", "Level,Task\nHigh,A\nLow,B\n", "Indent,Task\n1,A\n4,B\n"]
)
def test_what_is_no_tree_is_none(text: str) -> None:
    assert set(said(text, "parent").values()) == {(None,)}


# --- rows that are no features ---


def test_heads_tell_of_the_rows_below_them() -> None:
    head = "Feature,Reach,Effort,Owner\n"
    rows = "Sprint 3,,,\nA,4,3,x\nB,4,2,x\nNow,,,\nC,1,2,y\nIn progress:,,,\nD,1,2,y\nTotal,10,9,\n"
    assert said(head + rows, "release", "horizon", "status") == {
        "A": ("Sprint 3", None, None), "B": ("Sprint 3", None, None), "C": (None, "now", None),
        "D": (None, None, "in-progress"),
    }  # fmt: skip
    assert [one.reason for one in read(head + rows).skipped] == [
        '"Sprint 3" heads the rows below it: it is their release', '"Now" heads the rows below it: it is their horizon',
        '"In progress" heads the rows below it: it is their status', '"Total" is no feature',
    ]  # fmt: skip


def test_a_head_in_the_column_of_themes_is_the_theme_below_it() -> None:
    rows = "Area,Feature,Reach\nCheckout,,\n,A,4\n,B,2\nSearch,,\n,C,1\nSumme,,7\n* rough,,\n"
    assert said(rows, "theme") == {"A": ("Checkout",), "B": ("Checkout",), "C": ("Search",)}
    assert [one.reason for one in read(rows).skipped][2:] == [
        "it has no title, and sums up others", 'it has no title, but says "* rough"'
    ]  # fmt: skip


def test_features_of_which_only_the_title_is_known_are_features() -> None:
    assert list(said("Title,Notes,Owner\nA,,\nB,pay,x\nC,,\nMVP 2,,\nE,fast,y\n")) == [
        "A",
        "B",
        "C",
        "MVP 2",
        "E",
    ]


def test_sections_and_notes_by_type() -> None:
    rows = "TYPE,Name,INDENT\nsection,Preparation,\ntask,Form,1\ntask,Field,2\nnote,An offer,\n"
    assert said(rows, "theme", "parent") == {"Form": ("Preparation", None), "Field": ("Preparation", "Form")}


# --- parts of a sheet ---


def test_another_table_below_is_told_and_the_same_header_goes_on() -> None:
    table = "Feature,Owner,Status\nA,x,Done\n\nRisks,,\nRisk,Owner,Status\nFraud,y,Open\n\nFeature,Owner,Status\nB,z,Open\n"
    imported = read(table)
    assert [draft.key for draft in imported.drafts] == ["A", "B"]
    assert [(one.place, one.reason) for one in imported.skipped] == [
        ("row 8", "it is the header again"),
        ("rows 5 to 6", "another table of 1 row (Risk · Owner · Status) is not read"),
    ]


def test_what_explains_the_table_below_it_is_no_part_of_it() -> None:
    imported = read("Feature,Team\nA,Web\n\nLegend:,\nWeb,Web team\n")
    assert [draft.key for draft in imported.drafts] == ["A"]
    assert imported.skipped[0].reason == "another table of 1 row (Legend:) is not read"


def test_parts_below_a_row_have_a_header_of_their_own() -> None:
    board = [
        ["Board"], ["Mobile"], ["Name", "Subitems", "Person", "Status"], ["A", "B, C", "x", "Done"],
        ["Subitems", "Name", "Owner", "Status"], [None, "B", "y", "Done"], [None, "C", "y", ""], ["D", "", "x", ""],
        [], ["Web"], ["Name", "Subitems", "Person", "Status"], ["E", "", "x", "Done"],
    ]  # fmt: skip
    assert said(workbook(("board", board)), "parent", "theme", "status") == {  # type: ignore[arg-type]
        "A": (None, "Mobile", "shipped"), "B": ("A", "Mobile", "shipped"), "C": ("A", "Mobile", None),
        "D": (None, "Mobile", None), "E": (None, "Web", "shipped"),
    }  # fmt: skip


@pytest.mark.parametrize("text", ["<https://e.example/1>,Launch,Issue\n", "Guest,5,x\nWallets,3,y\n"])
def test_a_table_without_a_header_is_told_and_can_be_named_by_number(text: str) -> None:
    with pytest.raises(PmError, match="no row names the columns") as raised:
        read(text)
    assert '--map "1=title"' in str(raised.value.hint)
    imported = SPREADSHEET.read(Source("plan.csv", text.encode()), {"1": "title"})
    assert len(imported.drafts) == text.count("\n")


# --- workbooks ---


def test_cells_that_were_one_tell_of_all_their_rows_and_cells_set_in_are_parts() -> None:
    from io import BytesIO

    from openpyxl import load_workbook
    from openpyxl.styles import Alignment

    rows = [["Theme", "Title", "Effort"], ["Checkout", "A", 2], [None, "B", None], ["Search", "C", 1]]
    book = load_workbook(BytesIO(workbook(("one", rows))))  # type: ignore[arg-type]
    sheet = book["one"]
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("C2:C3")
    sheet["B3"].alignment = Alignment(indent=1)
    sheet.row_dimensions[4].hidden = True
    sheet["B1048576"] = "Stray"
    data = BytesIO()
    book.save(data)
    assert said(data.getvalue(), "theme", "parent", "effort") == {
        "A": ("Checkout", None, 2), "B": ("Checkout", "A", None), "C": ("Search", None, 1),
        "Stray": (None, None, None),
    }  # fmt: skip
    assert "1 hidden row of the sheet came in too" in read(data.getvalue()).guesses


def test_a_row_that_no_sheet_has_is_refused() -> None:
    from io import BytesIO
    from zipfile import ZipFile

    data = BytesIO()
    with ZipFile(BytesIO(workbook(("one", [["Title"], ["A"]])))) as old, ZipFile(data, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b'r="2"', b'r="99999999999999"').replace(b'r="A2"', b""))
    assert is_workbook(data.getvalue())
    with pytest.raises(PmError, match="a row 99,999,999,999,999: none has more than 1,048,576"):
        read(data.getvalue())
