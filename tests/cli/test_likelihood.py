"""`--odds` on the screens that people already use: what they say with it, and that nothing else is another."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Make, Pm
from tests.cli.repo import commit
from tests.conftest import for_each

DATA = Path(__file__).parents[1] / "data" / "northwind"
GOLDEN = Path(__file__).parent / "golden" / "likelihood"
HEAD = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4, periods: 2}
teams: {web: {capacity: 11}}
forecast: {assume: exact, futures: 200}
audiences:
  board: {fields: [title, period, deadline, odds]}
  blind: {fields: [title, period, deadline, changes]}
  timeless: {fields: [title, horizon, odds]}
"""
FEATURES = """
- {id: a, title: First, effort: 3.355..5..6.645, rice: {reach: 90, impact: high, confidence: 50%}}
- id: b
  title: Second
  effort: 3.355..5..6.645
  deadline: 2026-12-31
  launch: {date: 2026-12-11}
  rice: {reach: 50, impact: high, confidence: 50%}
"""
SCREENS = {
    "roadmap.md": "roadmap --odds --format markdown",
    "timeline.txt": "roadmap --odds --view timeline --width 80",
    "horizons.txt": "roadmap --odds --view now-next-later --width 100",
    "teams.txt": "roadmap --odds --view teams --width 80",
    "groups.txt": "roadmap --odds --by owner --width 100",
    "explain.txt": "explain b --odds --width 80",
    "show.txt": "show b --odds --width 80",
    "export.md": "export roadmap --odds",
    "export.svg": "export roadmap --odds --format svg",
    "brief.md": "export brief b --odds",
    "review.md": "export review --odds",
}


def test_the_example(pm: Pm, golden: Callable[[Path, str], None], tmp_path: Path) -> None:
    root = shutil.copytree(DATA, tmp_path / "northwind")
    settings = root / "pm.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}forecast: {{futures: 200}}\n", encoding="utf-8")
    run = pm("roadmap", "--odds", "--width", "100", at=root)
    assert run.code == 0
    golden(GOLDEN / "northwind.txt", run.out + run.err)


@for_each("name", SCREENS)
def test_the_screens(pm: Pm, golden: Callable[[Path, str], None], make: Make, name: str) -> None:
    run = pm(*SCREENS[name].split(), at=make(FEATURES, HEAD))
    assert run.code == 0
    golden(GOLDEN / name, run.out + run.err)


# --- nothing else ---

TOLD = ("inTime", "likelyBy", "promise", "odds", "lowered")


def without(value: Any) -> Any:
    """A document without what it says of odds."""
    if isinstance(value, dict):
        return {key: without(part) for key, part in value.items() if key not in TOLD}
    return [without(part) for part in value if part != "unlikely"] if isinstance(value, list) else value


@for_each(
    "line",
    [
        "roadmap", "show b", "explain b", "export roadmap", "export review", "export backlog",
        "export brief b", "export roadmap --audience board",
    ],
)  # fmt: skip
def test_nothing_else_is_another(pm: Pm, make: Make, line: str) -> None:
    """But for the review: a promise that is unlikely is something to decide there."""
    words, root = [*line.split(), "--format", "json"], make(FEATURES, HEAD)
    plain, told = (json.loads(pm(*words, *more, at=root).out) for more in ((), ("--odds",)))
    if line == "export review":
        assert (plain.pop("decisionsNeeded"), plain.pop("headline")["onTrack"]) == ([], True)
        [need], stands = told.pop("decisionsNeeded"), told.pop("headline")
        assert re.fullmatch(r"Second: \d\d % by 2026-12-11\. Move its launch, or make room for it\?", need), (
            need
        )
        assert not stands["onTrack"]
        assert stands["text"].startswith(
            "At risk: the plan keeps every promise, but 1 promise is under 50 %. 1 decision is needed"
        )
    assert plain == without(plain)
    assert without(told) == plain
    assert told != plain


def test_tables_have_two_columns_more(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    plain, told = (
        [row.split("\t") for row in pm("roadmap", "--format", "plain", *more, at=root).out.splitlines()]
        for more in ((), ("--odds",))
    )
    assert [row[4:6] for row in told] == [
        ["in_time", "likely_by"], ["1", "2026-Q4"], [told[2][4], "2027-Q1"],
    ]  # fmt: skip
    assert 0.6 < float(told[2][4]) < 0.85
    rest = [[cell.removesuffix(", unlikely") for cell in (*row[:4], *row[6:])] for row in told]
    assert rest == plain
    csv = pm("roadmap", "--odds", "--format", "csv", "--columns", "id,in_time", at=root).out.splitlines()
    assert csv == ["id,in_time", "a,1", f"b,{told[2][4]}"]


def test_a_table_with_odds_comes_back_without_them(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    for view in ("roadmap", "backlog"):
        pm("export", view, "--odds", "-o", f"{view}.csv", at=root)
        run = pm("import", f"{view}.csv", "--dry-run", "--all", at=root)
        assert "2 here already" in run.out
        read = next(line for line in run.out.splitlines() if "derived, not read" in line)
        assert ("odds" if view == "backlog" else "in_time, likely_by") in read


def test_a_promise_is_told_by_its_own_day(pm: Pm, make: Make) -> None:
    found = json.loads(pm("explain", "b", "--odds", "--format", "json", at=make(FEATURES, HEAD)).out)
    assert (found["promise"]["kind"], found["promise"]["date"]) == ("launch", "2026-12-11")
    assert found["promise"]["odds"] < 0.5 < found["inTime"]


def test_where_all_is_exact_it_says_so(pm: Pm, make: Make) -> None:
    root = make(FEATURES.replace("3.355..5..6.645", "5"), HEAD)
    assert "nothing here is uncertain: every number is exact" in pm("roadmap", "--odds", at=root).out


# --- who may see it ---


def exports(**audiences: str) -> str:
    lines = [
        f"  - {{view: roadmap, to: {name}{ending}, audience: {name}, odds: true}}\n"
        for name in audiences for ending in (".md", ".json", ".html", ".csv", ".svg")
    ]  # fmt: skip
    return "exports:\n" + "".join(lines)


def test_odds_leave_the_house_only_where_an_audience_lists_them(pm: Pm, make: Make) -> None:
    """The files are the same on every run, and say odds to those who list them, and the period with them."""
    root = make(FEATURES, HEAD + exports(team="", board="", blind="", timeless="", leadership=""))
    run = pm("export", at=root)
    assert run.code == 0
    assert "blind may see no odds: list odds, and period, in the fields of that audience" in run.err
    assert pm("export", "--check", at=root).code == 0
    for name in ("team", "board", "blind", "timeless", "leadership"):
        for ending in (".md", ".json", ".html", ".csv", ".svg"):
            text = (root / f"{name}{ending}").read_text(encoding="utf-8")
            is_told = any(
                word in text
                for word in (" 95 %", '"odds"', "coin toss", "unlikely", ",0.7", "(73 %)", "(due")
            )
            assert is_told == (name in ("team", "board")), f"{name}{ending}"
            # the launch is under 50 %, which the board does not see
            is_marked = any(word in text for word in ("under 50 %", '"kind": "launch"'))
            assert is_marked == (name == "team" and ending != ".csv"), f"{name}{ending}"
    assert "1 or 2 of these 2 will be in time" in (root / "board.md").read_text(encoding="utf-8")


def test_a_page_and_a_workbook_tell_odds(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    for line in ("view -o plan.html --odds", "export roadmap -o plan.xlsx --odds"):
        run = pm(*line.split(), at=root)
        assert run.code == 0, run.err
    page = (root / "plan.html").read_text(encoding="utf-8")
    assert 'class="hidden">in time: &gt; 95 %<' in page
    assert '<td class="odds number" data-number="1.0" title="&gt; 95 %">' in page
    assert "a promise with odds under 50 %" in page
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(root / "plan.xlsx")["Roadmap"]
    column = next(cell.column for cell in sheet[1] if cell.value == "in time")
    cells = [sheet.cell(row, column) for row in (2, 3)]
    assert cells[0].value == 1
    assert 0.6 < cells[1].value < 0.9
    assert {cell.number_format for cell in cells} == {"0%"}


# --- what a change does ---


def test_the_comment_tells_whose_odds_a_change_lowered(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    commit(root, "first")
    path = root / "features" / "all.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("3.355..5..6.645", "4..5.6..6.7", 1), encoding="utf-8"
    )
    comment = pm("diff", "--odds", "--format", "markdown", at=root).out
    assert "**Odds that fell**" in comment
    assert "- In time: 1 or 2 of 2, as before." in comment
    document = json.loads(pm("diff", "--odds", "--format", "json", at=root).out)
    lowered = document["odds"]["lowered"]
    assert [(row["id"], row["promise"], row["by"]) for row in lowered] == [
        ("b", "deadline", "2026-12-31"), ("b", "launch", "2026-12-11"),
    ]  # fmt: skip
    assert all(row["after"] < row["before"] for row in lowered)
    assert "odds" not in json.loads(pm("diff", "--format", "json", at=root).out)
    review = pm("export", "review", "--odds", "--since", "HEAD", at=root).out
    assert "Second is less likely by 2026-12-31: " in review


# --- mistakes ---


@for_each(
    "line, message",
    [
        ("export graph --odds", "graph as markdown tells no odds"),
        ("export roadmap --odds --format mermaid", "roadmap as mermaid tells no odds"),
        ("export --odds", "--odds goes with a view"),
        ("explain a b --odds", "--odds are of one feature"),
        ("show a --odds --no-plan", "--odds are those of the plan"),
    ],
)
def test_odds_where_there_are_none(pm: Pm, make: Make, line: str, message: str) -> None:
    run = pm(*line.split(), at=make(FEATURES, HEAD))
    assert run.code == 2
    assert message in run.err


@for_each(
    "line",
    [
        "roadmap --odds", "show a --odds", "explain a --odds", "view --odds -o x.html", "diff --odds",
        "export roadmap --odds", "export", "check --select PM604", "check --extend-select PM605",
    ],
)  # fmt: skip
def test_without_numpy_it_says_how_to_install_it(
    pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr("pmcli.forecast.find_spec", lambda _: None)
    root = make(FEATURES, HEAD + exports(team=""))
    run = pm(*line.split(), at=root)
    assert run.code == 2
    assert 'pip install "pm-backlog[forecast]" where pm is installed' in run.err
    for quiet in ("roadmap", "check --select ALL", "check --select PM6"):
        assert "forecast" not in pm(*quiet.split(), at=root).err
