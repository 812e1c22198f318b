"""The workbook as it is written: what is in it for whom, and that nothing in it does harm."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli import Backlog, PmError, load
from pmcli.model.audience import COMPUTED, READERS, TEAM, Reader, find_reader
from pmcli.model.feature import Feature
from pmcli.model.figure import significant
from pmcli.planning import Roadmap, plan
from pmcli.scoring.formula import Formula, parse
from pmcli.scoring.model import Term
from pmcli.scoring.rice import RICE
from pmcli.sharing import AudienceView, share
from pmcli.views import workbook
from pmcli.views.workbook import about, formulas
from pmcli.views.workbook.formulas import DEEPEST, formula_of, guarded, written
from pmcli.writers.xlsx import book, shape
from pmcli.writers.xlsx.sheet import LONGEST, Content, Given, Live, Sheet, SheetColumn, letters, text
from tests.conftest import MINIMAL, for_each, loaded
from tests.sharing.samples import CANARIES, OTHERS, canaries, chances
from tests.writers.hostile import HOSTILE, texts

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported.*:UserWarning")  # data bars
ROOT = Path(__file__).parents[3]
NORTHWIND = ROOT / "examples" / "northwind"
FIELDS = frozenset({*Feature.model_fields, *COMPUTED, "ownnumber", "owntext", "ownword"})
NAMES = ("team", "leadership", "customers", "partners", "board")


@cache
def planned(model: str | None) -> tuple[Backlog, Roadmap]:
    backlog = load(NORTHWIND).backlog
    return backlog, plan(backlog, model)


@cache
def northwind(reader: str | None = None, model: str | None = None) -> AudienceView:
    backlog, roadmap = planned(model)
    return share(backlog, roadmap, find_reader(backlog.workspace, reader))


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))


def unzipped(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def everything(shared: AudienceView) -> str:
    """All XML of the workbook, as a reader of the file could search it: escapes undone."""
    everything = "\n".join(unzipped(workbook.workbook(shared)).values())
    everything = everything.replace(RICE.about, "")  # what a method is good for says nothing of this backlog
    return everything.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def one_sheet(*rows: tuple[Content, ...], name: str = "Sheet") -> bytes:
    columns = tuple(SheetColumn(f"c{at}") for at in range(len(rows[0])))
    return book.write([Sheet(name, columns, rows)], "Title")


# --- what is in it ---


_MANY = 20
"""Of a sheet with so many columns the head is enough: its cells are in the golden files of the exports."""


def _drawn(shared: AudienceView) -> str:
    """The sheets as text: what a reader of a change to a workbook would like to see."""
    lines = []
    for sheet in opened(workbook.workbook(shared)).worksheets:
        lines.append(f"== {sheet.title}: frozen at {sheet.freeze_panes}, filter {sheet.auto_filter.ref}")
        for row in sheet.iter_rows(max_row=1 if sheet.max_column > _MANY else None):
            cells = [cell.value for cell in row]
            told = (
                f"{cell:.9g}" if isinstance(cell, float) else str(cell) for cell in cells if cell is not None
            )
            lines.append(" | ".join(told).replace("\n", "⏎"))
    return "\n".join(lines) + "\n"


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", NAMES)
def test_northwind(name: str, golden: Callable[[Path, str], None]) -> None:
    golden(Path(__file__).parent / "golden" / "xlsx" / f"{name}.txt", _drawn(northwind(name)))


def test_sheets_that_a_reader_may_not_see_are_not_there() -> None:
    every = [kind.name for kind in workbook.SHEETS]
    assert [sheet.name for sheet in workbook.sheets(northwind())] == [*every, "About"]
    assert [sheet.name for sheet in workbook.sheets(northwind("customers"))] == [
        "Roadmap",
        "Features",
        "About",
    ]
    assert [sheet.name for sheet in workbook.sheets(northwind("leadership"))] == [
        "Roadmap", "Load", "Capacity", "Work", "Outcomes", "Features", "Launches", "Results", "Not doing", "About",
    ]  # fmt: skip


def test_what_was_tried_and_what_became_of_it_has_sheets() -> None:
    """A row for each group of an experiment, each launch and each result, with what the reader may see."""
    whole = {sheet.name: sheet for sheet in workbook.sheets(share(*canaries()))}
    tests = [
        dict(zip((c.title for c in whole["Experiments"].columns), row, strict=True))
        for row in whole["Experiments"].rows
    ]
    assert [(row["experiment"], row["group"], row["people in group"]) for row in tests] == [
        ("experimentid", "treatment", 10051.0), ("experimentother", "armone", 1031.0),
        ("experimentother", "armtwo", 1033.0),
    ]  # fmt: skip
    assert tests[0]["difference"] == pytest.approx(0.015936, abs=1e-6)
    assert (tests[0]["state"], tests[0]["says"]) == ("done", "works")
    assert tests[0]["decided"] == "shipped, SHIPBY, 2026-07-24: SHIPBECAUSE"
    ((feature, day, kind, still_open, done, _, steps, checks),) = whole["Launches"].rows
    assert (feature, day, kind, done) == ("TITLEONE", "2027-03-09", "launchkind", "launchdocs")
    assert still_open == "launchsupport, launchperson, 2027-03-08: POINTBECAUSE"
    assert steps == "to 12.5 %, 2027-03-09, until launchguard < 0.01\nto 100 %"
    assert checks == "launchmeasured right: needs >= 0.92, found 0.881\nlaunchsafe: needs >= 5%"
    ((feature, shipped, metric, before, after, between, *_, learned),) = whole["Results"].rows
    assert (feature, shipped, metric, before) == ("TITLESHIPPED", "2026-08-16", "RESULTMETRIC", 0.6111)
    assert (after, between, learned) == (0.6222, "0.62 to 0.625", "RESULTLEARNED")


def test_sheets_are_called_what_their_kind_is_called_and_what_a_spreadsheet_can_hold() -> None:
    for sheet in workbook.sheets(northwind()):
        assert sheet.name in {*(kind.name for kind in workbook.SHEETS), about.NAME}
        assert re.fullmatch(r"[A-Za-z ]{1,31}", sheet.name)
        assert all(len(row) == len(sheet.columns) for row in sheet.rows)


def test_an_empty_backlog_says_what_it_is_about() -> None:
    found = loaded("").backlog
    sheets = opened(workbook.workbook(share(found, plan(found)))).sheetnames
    assert sheets == ["About"]


def test_head_filter_paper_and_colours() -> None:
    sheet = opened(workbook.workbook(northwind()))["Ranking"]
    assert sheet.freeze_panes == "E2"
    assert sheet.auto_filter.ref is not None
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["A1"].font.b
    assert sheet["C2"].alignment.wrap_text
    assert [rule.type for one in sheet.conditional_formatting for rule in one.rules] == ["dataBar"]


def test_what_formulas_read_alone_is_hidden() -> None:
    sheet = opened(workbook.workbook(northwind()))["Ranking"]
    hidden = {
        sheet[f"{name}1"].value for name, dimension in sheet.column_dimensions.items() if dimension.hidden
    }
    assert hidden == {"sort key"}


@pytest.mark.unmeasured
@pytest.mark.parametrize("model", ["kano", "moscow"])
def test_categories_are_values(model: str) -> None:
    sheet = opened(workbook.workbook(northwind(model=model)))["Ranking"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_duration_that_is_assumed_follows_the_effort() -> None:
    found = loaded(
        "- {id: a, title: A, effort: 3, cd3: {cost_of_delay: 8}}\n", f"{MINIMAL}effort_unit: person-months\n"
    )
    (ranking, *_) = workbook.sheets(share(found.backlog, plan(found.backlog, "cd3")))
    titles = [column.title for column in ranking.columns]
    cell = dict(zip(titles, ranking.rows[0], strict=True))
    assert isinstance(cell["duration"], Live)
    assert cell["effort"] == Given(3.0)
    assert cell["duration"].value == 13.0
    assert cell["duration"].formula.count("*52/12") == 1


def test_criteria_called_like_columns_of_ours() -> None:
    names = ("effort", "value", "score", "title", "key", "id", "cost", "place", "input value")
    head = f"{MINIMAL}scoring:\n  weighted:\n    criteria:\n" + "".join(
        f"      {name}: 3\n" for name in names
    )
    rated = ", ".join(f"{one}: {at % 5}" for at, one in enumerate(names))
    found = loaded(f"- {{id: a, title: A, effort: 7, weighted: {{{rated}}}}}\n", head).backlog
    for model in ("weighted", "value_effort"):
        (ranking, *_) = workbook.sheets(share(found, plan(found, model)))
        assert {name.replace("_", " ") for name in names} - {"effort"} <= {
            column.title for column in ranking.columns
        }
        cells = dict(zip([column.title for column in ranking.columns], ranking.rows[0], strict=True))
        assert cells["effort"] == Given(7.0)


def test_a_bent_order_has_steps_and_one_that_no_score_explains_has_places() -> None:
    row = "- {{id: f{0}, title: F, effort: {1}, rice: {{reach: 9, impact: 1, confidence: 1}}{2}}}\n"
    first = ", decisions: [{verdict: first, because: so}]"
    some = "".join(row.format(at, at + 1, first if at == 5 else "") for at in range(6))
    found = loaded(some).backlog
    (ranking, *_) = workbook.sheets(share(found, plan(found)))
    assert [column.title for column in ranking.columns if column.is_hidden] == ["sort key", "step"]
    assert [cells[-1] for cells in ranking.rows] == [1, 2, 2, 2, 2, 2]
    chain = "".join(
        row.format(
            at,
            9 - at,
            f", decisions: [{{verdict: before, feature: f{at + 1}, because: so}}]" if at < 7 else "",
        )
        for at in range(8)
    )
    found = loaded(chain).backlog
    (ranking, *_) = workbook.sheets(share(found, plan(found)))
    assert [cells[0] for cells in ranking.rows] == list(range(1, 9))
    assert ranking.columns[1].title != "# in pm"


# --- for whom ---


@pytest.mark.unmeasured
@for_each("field", sorted(CANARIES))
def test_a_field_that_may_not_be_seen_is_nowhere(field: str) -> None:
    told = everything(share(*canaries(), Reader("some", "some", FIELDS - {field}), odds=chances()))
    assert not [word for word in CANARIES[field] if word in told]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_readers_see_their_fields_alone(reader: Reader) -> None:
    told = everything(share(*canaries(), reader, odds=chances()))
    hidden = CANARIES.keys() - (reader.fields if reader.fields is not None else FIELDS)
    allowed = {"title"} if reader.is_public else set()
    assert not [word for field in hidden - allowed for word in CANARIES[field] if word in told]


def test_who_sees_all_sees_all() -> None:
    told = everything(share(*canaries(), odds=chances()))
    missing = {field for field, words in CANARIES.items() if not any(word in told for word in words)}
    assert missing <= {"strategy", "agreement", "conflicts_with"}  # of the whole; a word of other formats


@pytest.mark.parametrize("field", ["title", "id"])
def test_who_sees_one_field_sees_one(field: str) -> None:
    told = everything(share(*canaries(), Reader("few", "few", frozenset({field}))))
    assert CANARIES[field][0] in told
    assert not [word for other, words in CANARIES.items() if other != field for word in words if word in told]


@pytest.mark.parametrize(
    ("hidden", "words"),
    [
        ({"status"}, ("in-progress", "candidate")),
        ({"depends_on"}, ("waits for",)),
        ({"score", "rice", "value"}, ("adjusted", "borrowed", "sort key", "RICE", "reach")),
        ({"confidence", "rice", "ice", "score"}, ("confidence",)),
        ({"rank"}, ("Ranking", "# in pm")),
        ({"effort", "score"}, ("effort", 'name="Work"', "person-weeks")),
        ({"capacity"}, ('name="Capacity"', 'name="Load"', "whole plan")),
    ],
)
def test_no_empty_hull_of_what_is_hidden(hidden: set[str], words: tuple[str, ...]) -> None:
    hidden = hidden | ({"reasons"} if "depends_on" in hidden or "score" in hidden else set())
    hidden = hidden | ({"capacity"} if "effort" in hidden else set())
    told = everything(share(*canaries(), Reader("some", "some", FIELDS - hidden)))
    assert not [word for word in words if word in told]


def test_all_fields_are_tried() -> None:
    assert {*CANARIES, *OTHERS} == FIELDS


# --- the same everywhere ---

_DAY = """
import datetime, sys, time
class Other(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls(2031, 5, 6, 7, 8, 9, tzinfo=tz)
    utcnow = now
datetime.datetime = Other
time.time = lambda: 2e9
from pmcli import load
from pmcli.views.workbook import workbook
from pmcli.planning import plan
from pmcli.sharing import share
found = load(sys.argv[1]).backlog
sys.stdout.buffer.write(workbook(share(found, plan(found))))
"""


@pytest.mark.unmeasured
def test_the_same_bytes_on_every_day_and_in_every_place() -> None:
    names = {**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C"}
    run = [sys.executable, "-c", _DAY, str(NORTHWIND)]
    made = subprocess.run(run, capture_output=True, check=True, env=names).stdout
    assert made == workbook.workbook(northwind())  # made here and now
    assert b"2031" not in made
    core = unzipped(made)["docProps/core.xml"]
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["2000-01-01T00:00:00Z"] * 2
    assert "<dc:creator>pm</dc:creator>" in core
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert {(one.date_time, one.create_system) for one in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 3)
        }


def test_other_packing_is_the_same_workbook() -> None:
    data = one_sheet(("a",))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, inside in unzipped(data).items():
            archive.writestr(name, inside)
    assert out.getvalue() != data
    assert workbook.same(data, out.getvalue())
    assert not workbook.same(data, one_sheet(("b",)))
    assert not workbook.same(data, b"no workbook")


def test_nothing_large_is_unpacked_to_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "_MOST", 10)
    assert not workbook.same(one_sheet(("a",)), one_sheet(("b",)))


# --- what does harm ---


@settings(max_examples=60)
@given(st.lists(texts, min_size=1, max_size=6))
def test_any_text_is_a_text(words: list[str]) -> None:
    data = one_sheet(*((word,) for word in words))
    for name, inside in unzipped(data).items():
        ElementTree.fromstring(inside)  # noqa: S314 - our own
        assert "hyperlink" not in name + inside
    shared = unzipped(data)["xl/sharedStrings.xml"]
    assert "<r>" not in shared.replace("&lt;", "")
    sheet = opened(data)["Sheet"]
    for one, row in zip(words, sheet.iter_rows(min_row=2), strict=True):
        assert row[0].data_type in ("s", "n")
        assert row[0].data_type == "s" or not text(one)
        assert re.sub("_x005[fF]_", "_", row[0].value or "") == re.sub("_x005[fF]_", "_", text(one))


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "title", ["=1+1", "@SUM(A1)", "+1", "-1", "https://evil.org", "mailto:x@y", "1e5", "2027-01-01"]
)
def test_what_a_spreadsheet_would_run_or_read_anew(title: str) -> None:
    features = f"- {{id: a, title: {title!r}, effort: 1, rice: {{reach: 1, impact: 1, confidence: 1}}}}\n"
    found = loaded(features, f"pm: 1\nproduct: {title!r}\ncalendar: {{start: 2026-Q4}}\n").backlog
    for sheet in opened(workbook.workbook(share(found, plan(found)))).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == title:
                    assert cell.data_type == "s"
                    assert cell.quotePrefix is title.startswith(tuple("=+-@")) or not title.startswith(
                        tuple("=+-@")
                    )
                assert cell.hyperlink is None


def test_hostile_backlogs_give_sound_workbooks() -> None:
    rows = "".join(
        f"- {{id: f{at}, title: {_quoted(one)}, problem: {_quoted(one)}, effort: 1}}\n"
        for at, one in enumerate(HOSTILE)
    )
    found = loaded(rows, f"{MINIMAL}teams: {{web: {{capacity: 9}}}}\n").backlog
    assert len(found.features) > len(HOSTILE) // 2
    data = workbook.workbook(share(found, plan(found)))
    for inside in unzipped(data).values():
        ElementTree.fromstring(inside)  # noqa: S314 - our own
    assert "<script>" not in "".join(unzipped(data).values())


def _quoted(words: str) -> str:
    return (
        '"'
        + "".join(f"\\U{ord(word):08x}" if not "\ud800" <= word <= "\udfff" else "x" for word in words or "-")
        + '"'
    )


def test_long_texts_are_cut_with_a_mark() -> None:
    assert text("x" * LONGEST) == "x" * LONGEST
    cut = text("x" * (LONGEST + 1))
    assert len(cut) == LONGEST
    assert cut.endswith(" … (cut: 32,768 characters)")
    wide = text("🎁" * 20_000)
    assert len(wide.encode("utf-16-le")) // 2 <= LONGEST
    assert wide.endswith(" … (cut: 40,000 characters)")
    assert opened(one_sheet(("x" * 40_000,)))["Sheet"]["A2"].value.endswith("40,000 characters)")


@pytest.mark.parametrize(("limit", "word"), [("ROWS", "rows"), ("COLUMNS", "columns")])
def test_what_no_spreadsheet_holds_is_told(limit: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, limit, 1)
    with pytest.raises(PmError) as told:
        one_sheet(("a", "b"))
    assert told.value.message == f'the sheet "Sheet" would have 2 {word}, a spreadsheet holds 1'
    assert told.value.exit_code == 2


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(book, "find_spec", lambda asked: None if asked == "xlsxwriter" else find(asked))
    assert not workbook.available()
    with pytest.raises(PmError) as told:
        workbook.workbook(northwind("customers"))
    assert told.value.message == 'a workbook needs the extra "xlsx"'
    assert told.value.hint == 'pip install "pm-backlog[xlsx]" where pm is installed'
    assert told.value.exit_code == 2


def test_nothing_heavy_is_imported_to_ask() -> None:
    code = "import sys; from pmcli.views import workbook; workbook.available(); print('xlsxwriter' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


# --- the parts ---


@pytest.mark.parametrize(
    ("at", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
)
def test_letters(at: int, name: str) -> None:
    assert letters(at) == name


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("a * b / 2", "A2*B2/2"),
        ("a - (b - 1)", "A2-(B2-1)"),
        ("a / (b * 2)", "A2/(B2*2)"),
        ("-a ** 2", "(-(A2^2))"),
        ("2 ** 3 ** a", "2^(3^A2)"),
        ("(a + b) * 3", "(A2+B2)*3"),
        ("max(a, min(b, 1)) - log(a)", "MAX(A2,MIN(B2,1))-LN(A2)"),
        ("sqrt(abs(a))", "SQRT(ABS(A2))"),
    ],
)  # fmt: skip
def test_formulas(formula: str, told: str) -> None:
    assert written(parse(formula, "ab"), {"a": "A2", "b": "B2"}) == told


def test_formulas_that_no_spreadsheet_reads() -> None:
    deep = "abs(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1)
    assert written(parse(deep, "a"), {"a": "A2"}) is None
    long = parse("a" + " * a" * 200, "a")
    assert written(long, {"a": "$AAA$1000000" * 4}) is None
    many = [f"n{at}" for at in range(251)]
    assert guarded(Formula("", tuple(many), (1.0,)), dict.fromkeys(many, "A2")) is None


def test_a_sum_that_comes_to_something_else_is_no_formula() -> None:
    terms = [Term("a", 2.0), Term("b", 3.0)]
    assert formula_of("a * b", terms, 6.0) is not None
    assert formula_of("a * b", terms, 6.1) is None
    assert formula_of("a * c", terms, 6.0) is None
    assert formula_of("", terms, 6.0) is None
    assert formula_of("a / (b - 3)", terms, 6.0) is None


@given(st.lists(st.floats(0, 1e6) | st.sampled_from([0.0, 1.0, 2.0]), max_size=12))
def test_steps_keep_the_order_whatever_it_is(keys: list[float]) -> None:
    found = formulas.steps(keys)
    places = range(len(keys))
    assert sorted(places, key=lambda at: (found[at], -keys[at], at)) == list(places)
    ordered = sorted(keys, reverse=True)
    assert formulas.steps(ordered) == [1] * len(keys)


def test_keys() -> None:
    assert formulas.key(None) == formulas.NEVER
    assert formulas.key(1.23456789012) == significant(1.23456789012)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], "#,##0"), ([1000.0, 36369.7], "#,##0"), ([0.25, 2.0], "#,##0.00"), ([1.4459, 12.3707], "#,##0.00"),
        ([0.056, 0.58], "#,##0.000"), ([5030.6, 464.6, 2.345], "#,##0.0"), ([0.0], "#,##0"), ([1e-9], "#,##0.0000"),
    ],
)  # fmt: skip
def test_numbers_of_a_column_have_as_many_decimals(numbers: list[float], expected: str) -> None:
    assert shape.number_format(SheetColumn("x", look="number"), [*numbers, None]) == expected


@pytest.mark.unmeasured
def test_a_reader_of_some_features_gets_their_places_in_the_whole() -> None:
    backlog = load(NORTHWIND).backlog
    shared = share(backlog, plan(backlog), TEAM, where=("theme=payments",))
    (ranking, *_) = workbook.sheets(shared)
    assert [row[0] for row in ranking.rows] == [item.rank for item in shared.ranking.items]
    assert ranking.rows[0][0] != 1


@pytest.mark.unmeasured
def test_where_their_inputs_are_given_their_flows_to_others_still_add_up() -> None:
    """A view that hides rows only: what flows to features that are hidden is told in the sums."""
    backlog = load(NORTHWIND).backlog
    whole = plan(backlog)
    shared = share(backlog, whole, TEAM, where=("theme=payments",))
    details = {item.id: item.details for item in whole.ranking.items}
    items = tuple(replace(item, details=details[item.id]) for item in shared.ranking.items)
    (ranking, *_) = workbook.sheets(replace(shared, ranking=replace(shared.ranking, items=items)))
    titles = [column.title for column in ranking.columns]
    assert "# in pm" not in titles
    for row, item in zip(ranking.rows, items, strict=True):
        cell = dict(zip(titles, row, strict=True))
        value, cost = cell["value"], cell.get("cost", cell["effort"])
        assert isinstance(value, Live)
        assert isinstance(cost, Live | Given)
        borrowed, lent = cell["borrowed"] or 0.0, cell["lent"] or 0.0
        assert isinstance(borrowed, float)
        assert isinstance(lent, float)
        assert ((value.value or 0.0) + borrowed - lent) / (cost.value or 1.0) == pytest.approx(
            item.adjusted, rel=1e-9
        )
