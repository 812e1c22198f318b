"""The workbook recalculated from nothing by LibreOffice, and compared with what pm says."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from math import fsum, isclose
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from pmcli import load
from pmcli.planning import plan
from pmcli.ranking import rank
from pmcli.scoring.formula import parse
from pmcli.sharing import TEAM, Reader, share
from pmcli.views.ranking.document import ranking_document
from pmcli.views.roadmap.document import roadmap_document
from pmcli.views.workbook import workbook
from pmcli.views.workbook.formulas import written
from pmcli.writers.xlsx.book import write
from pmcli.writers.xlsx.sheet import Content, Given, Live, Sheet, SheetColumn
from tests.conftest import MINIMAL, loaded
from tests.worlds import World

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported.*:UserWarning")  # data bars
ROOT = Path(__file__).parents[2]
NORTHWIND = ROOT / "examples" / "northwind"
MODELS = ("rice", "ice", "wsjf", "cd3", "weighted", "opportunity", "value_effort", "kano", "moscow", "growth")
OWN = (
    "a - b * 2 + 200", "2 ** 3 ** 0.5 + a", "1000 - -a ** 2 + 1000", "max(a, b, 3) / min(a, 7)",
    "abs(a - b) + sqrt(a) + log(b + 1)", "a / b / 2", "a - (b - 1) + 100", "a / (b * 2)", "1e-7 * a + .5",
    "rice.reach * (rice.impact + 1) + effort", "(" * 60 + "a" + ")" * 60, "a + b" + " + 1 * a" * 100,
)  # fmt: skip
_CACHED = re.compile(r"(<c [^>]*?)(?: t=\"str\")?(>\s*<f[^>]*>[^<]*</f>)\s*<v>[^<]*</v>")
Recalculate = Callable[[Mapping[str, bytes]], dict[str, Any]]


def same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return (one or None) == (other or None)


def emptied(data: bytes) -> bytes:
    """The workbook without a single result in it."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as found, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in found.namelist():
            text = found.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = _CACHED.sub(r"\1\2", text.decode()).encode()
                assert not re.search(rb"</f>\s*<v>", text)
            made.writestr(name, text)
    return out.getvalue()


@pytest.fixture(scope="module")
def recalculate(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Recalculate:
    """Workbooks as LibreOffice works them out; they come without a result."""

    def run(books: Mapping[str, bytes]) -> dict[str, Any]:
        folder = tmp_path_factory.mktemp("books")
        for name, data in books.items():
            (folder / f"{name}.xlsx").write_bytes(emptied(data))
        subprocess.run(
            [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
             "--outdir", f"{folder}/out", *(f"{folder}/{name}.xlsx" for name in books)],
            check=True, capture_output=True, timeout=600,
        )  # fmt: skip
        return {
            name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in books
        }

    return run


def formulas(data: bytes) -> Iterator[tuple[str, str, object]]:
    """Sheet, cell and pm's result of every formula."""
    alive = openpyxl.load_workbook(BytesIO(data))
    told = openpyxl.load_workbook(BytesIO(data), data_only=True)
    for sheet in alive.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, told[sheet.title][cell.coordinate].value


def by_title(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet, by the titles of its columns."""
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def column(sheet: Any, title: str) -> int:
    return 1 + next(at for at, cell in enumerate(sheet[1]) if cell.value == title)


def differing(data: bytes, found: Any) -> list[tuple[object, ...]]:
    return [
        (sheet, cell, told, found[sheet][cell].value)
        for sheet, cell, told in formulas(data)
        if not same(told, found[sheet][cell].value)
    ]


def test_every_model_of_northwind_is_worked_out_as_pm_does(recalculate: Recalculate) -> None:
    backlog = load(NORTHWIND).backlog
    plans = {name: plan(backlog, name, effort="fast") for name in MODELS}
    books = {name: workbook(share(backlog, one)) for name, one in plans.items()}
    found = recalculate(books)
    for name, one in plans.items():
        assert differing(books[name], found[name]) == []
        document: Any = ranking_document(one.ranking, backlog)
        rows = by_title(found[name]["Ranking"])
        assert len(rows) == len(document["items"]) > 3
        for row, item in zip(rows, document["items"], strict=True):
            assert (row["id"], row["#"]) == (item["id"], item["rank"])
            assert same(row["score"], item["score"])
            assert same(row.get("adjusted score", row["score"]), item["adjusted"])
            assert same(row.get("value", item["value"]), item["value"])
            assert same(row.get("cost", item["cost"]), item["cost"])
        is_category = name in ("kano", "moscow")
        count = sum(sheet == "Ranking" for sheet, _, _ in formulas(books[name]))
        assert (count == 0) if is_category else (count > 3 * len(rows))
        roadmap: Any = roadmap_document(one, backlog)
        loads = by_title(found[name]["Capacity"])
        assert len(loads) == len(roadmap["capacity"])
        for row, item in zip(loads, roadmap["capacity"], strict=True):
            assert (row["team"], row["period"]) == (item["team"], item["period"])
            assert same(row["used"], item["used"])
            assert same(row["capacity"], item["capacity"])


def test_worlds_with_everything_in_them(recalculate: Recalculate) -> None:
    plans, books = {}, {}
    for seed in range(40):
        world = World(seed, most=16)
        found = loaded(world.features, world.head)
        if not any(diagnostic.severity == "error" for diagnostic in found.diagnostics):
            plans[f"w{seed}"] = (found.backlog, plan(found.backlog))
            books[f"w{seed}"] = workbook(share(*plans[f"w{seed}"]))
    assert len(books) > 12
    result = recalculate(books)
    for name, (backlog, one) in plans.items():
        assert differing(books[name], result[name]) == [], name
        document: Any = ranking_document(one.ranking, backlog)
        if document["items"]:
            rows = by_title(result[name]["Ranking"])
            assert [(row["id"], row["#"]) for row in rows] == [
                (it["id"], it["rank"]) for it in document["items"]
            ]
            assert all(
                same(row.get("adjusted score", row["score"]), item["adjusted"])
                for row, item in zip(rows, document["items"], strict=True)
            )


def test_where_features_are_hidden_the_sums_still_hold(recalculate: Recalculate) -> None:
    backlog = load(NORTHWIND).backlog
    one = plan(backlog)
    shared = share(backlog, one, TEAM, where=("theme!=platform",))
    book = workbook(shared)
    found = recalculate({"some": book})["some"]
    assert differing(book, found) == []
    loads = {(load.team, str(load.period)): load.used for load in one.loads}
    for row in by_title(found["Capacity"]):
        assert same(row["used"], loads[row["team"], row["period"]])


def test_formulas_of_ones_own(recalculate: Recalculate) -> None:
    draw = Random(5)  # noqa: S311 - nothing is secret
    features = "".join(
        f"- {{id: f{number}, title: F{number}, effort: {draw.randint(1, 9)}, a: {draw.randint(0, 40)}, "
        f"b: {draw.uniform(0.1, 9):.3f}, rice: {{reach: {draw.randint(1, 999)}, impact: high}}}}\n"
        for number in range(12)
    )
    models = "".join(f'    m{at}: {{value: "{text}", cost: "b"}}\n' for at, text in enumerate(OWN))
    head = f"{MINIMAL}fields: {{a: number, b: number}}\nscoring:\n  models:\n{models}"
    backlog = loaded(features, head).backlog
    books = {f"m{at}": workbook(share(backlog, plan(backlog, f"m{at}"))) for at in range(len(OWN))}
    found = recalculate(books)
    for name, book in books.items():
        assert differing(book, found[name]) == []
        scored = {item.id: item.score for item in rank(backlog, name).items}
        assert len(scored) > 6
        assert all(same(row["score"], scored[row["id"]]) for row in by_title(found[name]["Ranking"]))


def test_criteria_called_like_columns_of_the_sheet(recalculate: Recalculate) -> None:
    names = ("effort", "value", "score", "title", "key", "id", "cost", "place", "input value", "nps-x")
    head = f"{MINIMAL}scoring:\n  weighted:\n    criteria:\n" + "".join(
        f"      {one}: {at + 1}\n" for at, one in enumerate(names)
    )
    features = "".join(
        f"- {{id: f{number}, title: F, effort: {number + 2}, "
        f"weighted: {{{', '.join(f'{one}: {(at * number) % 6}' for at, one in enumerate(names))}}}}}\n"
        for number in range(5)
    )
    backlog = loaded(features, head).backlog
    books = {name: workbook(share(backlog, plan(backlog, name))) for name in ("weighted", "value_effort")}
    found = recalculate(books)
    for name, book in books.items():
        assert differing(book, found[name]) == []
        scores = {item.id: item.score for item in rank(backlog, name).items}
        rows = list(found[name]["Ranking"].iter_rows(values_only=True))
        at = len(rows[0]) - 1 - rows[0][::-1].index("score")
        ids = rows[0].index("id")
        assert all(same(row[at], scores[row[ids]]) for row in rows[1:])
        assert len(rows) == 6


def test_any_arithmetic_means_the_same_in_a_spreadsheet(recalculate: Recalculate) -> None:
    """300 formulas drawn by chance, evaluated by both."""
    draw = Random(7)  # noqa: S311 - nothing is secret

    def drawn(depth: int) -> str:
        if depth == 0 or draw.random() < 0.15:
            return draw.choice(("a", "b", "c", "2", "0.5", "3", "1e-3"))
        first, second = drawn(depth - 1), drawn(depth - 1)
        return draw.choice((
            f"{first} {draw.choice('+-*/')} {second}", f"({first}) {draw.choice('+-*/')} ({second})",
            f"-{first}", f"-({first})", f"{first} ** 2", f"({first}) ** {draw.choice(('2', '-1', '3', '0.5'))}",
            f"-{draw.choice('abc')} ** 2", f"2 ** {draw.choice('abc')} ** 0.5",
            f"{draw.choice(('min', 'max'))}({first}, {second})", f"abs({first})", f"sqrt(abs({first}))",
            f"log(abs({first}) + 1)",
        ))  # fmt: skip

    numbers = {"a": 3.25, "b": 0.7, "c": 9.0}
    cells = {"a": "$A$2", "b": "$B$2", "c": "$C$2"}
    rows: list[tuple[Content, ...]] = []
    texts: list[str] = []
    results: list[Live] = []
    while len(rows) < 300:
        text = drawn(4)
        formula = parse(text, numbers)
        result, told = formula.evaluate(numbers), written(formula, cells)
        if isinstance(result, float) and 1e-9 < abs(result) < 1e15 and told is not None:
            given = map(Given, numbers.values()) if not rows else [None] * 3
            results.append(Live(told, result))
            rows.append((*given, results[-1]))
            texts.append(text)
    book = write([Sheet("Sums", tuple(map(SheetColumn, "abcd")), tuple(rows))], "Sums")
    found = recalculate({"sums": book})["sums"]["Sums"]
    wrong = [
        (text, one.formula, one.value, found.cell(at, 4).value)
        for at, (text, one) in enumerate(zip(texts, results, strict=True), 2)
        if not same(found.cell(at, 4).value, one.value)
    ]
    assert wrong == []


def test_change_an_effort_and_score_and_place_follow(recalculate: Recalculate) -> None:
    """What the sheet says of another effort is what pm says when the file says so."""
    backlog = load(NORTHWIND).backlog
    one = plan(backlog)
    book = openpyxl.load_workbook(BytesIO(workbook(share(backlog, one))))
    sheet = book["Ranking"]
    at = {title: column(sheet, title) for title in ("id", "effort", "score", "#")}
    row = next(
        row for row in range(2, sheet.max_row + 1) if sheet.cell(row, at["id"]).value == "local-methods"
    )
    sheet.cell(row, at["effort"]).value = 1.0
    work = book["Work"]
    team, period = work.cell(2, column(work, "team")).value, work.cell(2, column(work, "period")).value
    work.cell(2, column(work, "effort")).value += 7.0
    changed = BytesIO()
    book.save(changed)
    found = recalculate({"changed": changed.getvalue()})["changed"]

    features = {
        path.relative_to(NORTHWIND).as_posix(): path.read_text()
        for path in (NORTHWIND / "features").iterdir()
    }
    path = "features/local-methods.yaml"
    features[path] = re.sub(
        r"^effort:.*(\n  .*)*", "effort: {payments: 1}", features[path], flags=re.MULTILINE
    )
    again = rank(loaded(features, (NORTHWIND / "pm.yaml").read_text()).backlog)
    now = {item.id: item for item in again.items}
    before = {item.id: item.rank for item in one.ranking.items}
    assert now["local-methods"].rank < before["local-methods"]
    rows = {row["id"]: row for row in by_title(found["Ranking"])}
    assert {name: row["#"] for name, row in rows.items()} == {item.id: item.rank for item in again.items}
    assert same(rows["local-methods"]["score"], now["local-methods"].score)
    assert same(rows["local-methods"]["adjusted score"], now["local-methods"].adjusted)
    assert rows["local-methods"]["# in pm"] == before["local-methods"]
    load_of = {(each.team, str(each.period)): each for each in one.loads}[team, period]
    told = next(row for row in by_title(found["Capacity"]) if (row["team"], row["period"]) == (team, period))
    assert same(told["used"], load_of.used + 7.0)
    assert same(told["full"], (load_of.used + 7.0) / load_of.capacity)


def test_what_lacks_an_input_has_no_score_and_no_place(recalculate: Recalculate) -> None:
    backlog = load(NORTHWIND).backlog
    book = openpyxl.load_workbook(BytesIO(workbook(share(backlog, plan(backlog)))))
    sheet = book["Ranking"]
    sheet.cell(2, column(sheet, "reach")).value = None
    changed = BytesIO()
    book.save(changed)
    first, *rest = by_title(recalculate({"changed": changed.getvalue()})["changed"]["Ranking"])
    assert not first["score"]
    assert not first["#"]
    assert [row["#"] for row in rest] == list(range(1, len(rest) + 1))


def test_hostile_names_are_told_apart(recalculate: Recalculate) -> None:
    """Teams whose names SUMIFS would read as conditions; titles that would be formulas, links or markup."""
    teams = ("*", "w*", "we", "WE", ">0", "=1+1", '"x"', "~", "12")
    titles = (
        '=HYPERLINK("http://evil","x")',
        "<r><t>x</t></r>",
        "_x0041_",
        "+1",
        "@SUM(A1)",
        "https://evil.org",
    )
    keys = "".join(f"  {name!r}: {{capacity: {number + 3}}}\n" for number, name in enumerate(teams))
    rows = "".join(
        f"- id: f{number}\n  title: {title!r}\n  effort: {{{teams[number]!r}: 2}}\n"
        "  rice: {reach: 10, impact: 1, confidence: 100%}\n"
        for number, title in enumerate(titles)
    )
    backlog = loaded(rows, f"{MINIMAL}scoring: {{model: rice}}\nteams:\n{keys}").backlog
    assert len(backlog.features) == len(titles)
    one = plan(backlog)
    book = workbook(share(backlog, one))
    found = recalculate({"hostile": book})["hostile"]
    assert differing(book, found) == []
    rows_of = by_title(found["Capacity"])
    assert {row["team"] for row in rows_of} == set(teams)
    assert fsum(row["used"] for row in rows_of) == 2.0 * len(titles)
    shown = [row["title"].strip() for row in by_title(found["Ranking"])]
    assert sorted(shown) == sorted(titles)
    assert all(not sheet._hyperlinks for sheet in found.worksheets)


def test_a_reader_of_scores_without_inputs_gets_numbers(recalculate: Recalculate) -> None:
    backlog = load(NORTHWIND).backlog
    one = plan(backlog)
    reader = Reader("some", "some", frozenset({"id", "title", "rank", "score"}))
    book = workbook(share(backlog, one, reader))
    found = recalculate({"some": book})["some"]
    scores = {item.id: item.score for item in one.ranking.items}
    rows = by_title(found["Ranking"])
    assert all(same(row["score"], scores[row["id"]]) for row in rows)
    assert "effort" not in rows[0]
