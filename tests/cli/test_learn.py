"""`pm learn`: what a product manager, a script and a spreadsheet get to see; what the past says elsewhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.conftest import Make, Pm
from tests.cli.repo import commit
from tests.review.repository import two_years

DATA = Path(__file__).parents[1] / "data"
GOLDEN = Path(__file__).parent / "golden" / "learn"
HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4, periods: 2}\nteams: {web: {capacity: 11}}\n"
SCREENS = {
    "northwind.txt": ("northwind", "learn --width 100"),
    "shop.txt": ("learning", "learn --width 100"),
    "shop-60.txt": ("learning", "learn --width 60"),
    "shop.md": ("learning", "learn --format markdown"),
    "shop-team.txt": ("learning", "learn --team data --width 80"),
    "shop-confidence.txt": ("learning", "learn --confidence --width 80"),
    "shop-outcomes.csv": ("learning", "learn --outcomes --format csv"),
    "shop-explain.txt": ("learning", "explain loyalty --width 80"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_the_screens(pm: Pm, golden: Callable[[Path, str], None], name: str) -> None:
    folder, line = SCREENS[name]
    now = ["--estimates", "now"] if line.startswith("learn") else []  # these files lie in this repository
    run = pm(*line.split(), *now, at=DATA / folder)
    assert run.code == 0
    golden(GOLDEN / name, run.out + run.err)


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_years(tmp_path_factory.mktemp("two-years") / "repo")


def test_two_years_of_commits(pm: Pm, golden: Callable[[Path, str], None], years: Path) -> None:
    golden(GOLDEN / "two-years.txt", pm("learn", "--width", "100", at=years).out)


def document(pm: Pm, *words: str, at: Path) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(pm("learn", "--format", "json", *words, at=at).out)
    return loaded


def test_json_of_two_years(pm: Pm, years: Path) -> None:
    told = json.loads(pm("learn", "--format", "json", at=years).out)
    assert (told["kind"], told["estimates"]) == ("learning", "start")
    changed = {(row["id"], row["team"]): (row["before"], row["after"]) for row in told["changedAfterStart"]}
    assert changed["sign-in", "web"] == ([3, 5, 9], [6, 8, 12])
    assert [(row["id"], row["why"]) for row in told["notKnownAtStart"]] == [("stickers", "written-later")]
    assert {(row["id"], row["how"]) for row in told["givenUp"]} == {("tags", "parked"), ("chat", "removed")}
    said = told["sayDo"]
    assert said["promised"] == said["kept"] + said["slipped"] + said["dropped"] == 14
    assert said["kept"] == sum(period["kept"] for period in said["periods"]) == 5
    now = json.loads(pm("learn", "--format", "json", "--estimates", "now", at=years).out)
    assert (now["estimates"], now["changedAfterStart"], now["sayDo"]) == ("now", [], said)
    assert now["effort"][0]["example"] != told["effort"][0]["example"], "who edits estimates looks better"


def test_two_years_of_one_team(pm: Pm, years: Path) -> None:
    told = json.loads(pm("learn", "--team", "web", "--format", "json", at=years).out)
    assert [row["team"] for row in told["effort"]] == [None, "web"]
    assert {row["team"] for row in told["changedAfterStart"]} == {"web"}
    promised = {promise["id"] for period in told["sayDo"]["periods"] for promise in period["promises"]}
    assert promised == {"sign-in", "alerts", "search", "billing", "refunds", "mobile", "tags"}
    assert told["givenUp"] == []
    out = pm("learn", "--team", "web", "--width", "100", at=years).out
    assert "promised and removed since, so nobody knows of which team: chat" in out
    assert "promised and removed since" not in pm("learn", "--width", "100", at=years).out


def test_json_of_the_frozen_example(pm: Pm) -> None:
    told = json.loads(pm("learn", "--estimates", "now", "--format", "json", at=DATA / "northwind").out)
    everybody = told["effort"][0]
    assert (everybody["team"], everybody["n"], everybody["inside"], everybody["degrees"]) == (None, 6, 5, 10)
    # measured with 1.64485 for 1.645: equal to four digits
    assert (everybody["shift"], everybody["spread"]) == pytest.approx((0.801143, 1.322022), rel=1e-4)
    assert everybody["example"]["from"] == [3, 5, 9]
    assert everybody["example"]["to"] == pytest.approx([3.046836, 6.657376, 15.673544], rel=1e-4)
    assert [(row["team"], row["n"], row["inside"]) for row in told["effort"][1:]] == [
        ("web", 3, 3), ("payments", 1, 0), ("platform", 2, 2),
    ]  # fmt: skip
    assert told["confidence"][-1] == {"said": None, "n": 3, "hit": 2, "low": 0.24, "high": 0.94}
    assert (told["brier"], told["due"], told["changedAfterStart"]) == (None, [], [])
    first = told["outcomes"][0]
    assert (first["id"], first["verdict"], first["how"], first["test"]) == (
        "fast-load", "hit", "test", pytest.approx(0.020021, abs=1e-6),
    )  # fmt: skip


def test_outside_of_git_the_estimates_of_now_count_and_that_is_said(pm: Pm, make: Make) -> None:
    root = make(
        "- {id: a, title: A, status: shipped, effort: 3..5..9, results: [{effort: {web: 8}}]}\n", HEAD
    )
    run = pm("learn", at=root)
    assert run.code == 0
    assert "estimates are those of now, for the workspace is in no git repository" in run.out
    told = json.loads(pm("learn", "--format", "json", at=root).out)
    assert (told["estimates"], told["sayDo"]) == ("now", None)


def test_a_repository_whose_features_came_in_one_commit(pm: Pm, make: Make) -> None:
    root = make(
        "- {id: a, title: A, status: shipped, effort: 3..5..9, results: [{effort: {web: 8}}]}\n", HEAD
    )
    commit(root)
    assert "estimates are those of now: a (written down after work began)" in pm("learn", at=root).out


def test_nothing_to_learn_from_says_what_to_write(pm: Pm, make: Make) -> None:
    run = pm("learn", at=make("- {id: a, title: A}\n", HEAD))
    assert run.code == 0
    assert "nothing to learn from yet" in run.out
    keys = ("status: shipped", "effort: {web: 3..5..9}", "results:", "{effort: {web: 7}}", "confidence: 80%")
    assert all(key in run.out for key in keys)
    pasted = "- id: pasted\n  title: P\n" + "".join(
        f"  {line}\n" for line in run.out.split("\n\n")[-1].splitlines()
    )
    taught = pm("learn", at=make(pasted, HEAD))
    assert taught.code == 0
    assert "1 of 1 efforts kept to their range" in taught.out
    assert "0 of 1 bet came true" in taught.out
    empty = pm("learn", "--format", "json", at=make("[]\n", HEAD))
    assert json.loads(empty.out)["effort"] == json.loads(empty.out)["outcomes"] == []
    assert pm("learn", "--format", "csv", at=make("[]\n", HEAD)).out.startswith("team,n,inside,")


def test_without_teams_what_it_took_is_one_number(pm: Pm, make: Make) -> None:
    head = HEAD.partition("teams")[0]
    run = pm("learn", at=make("- {id: a, title: A}\n", head))
    assert "{effort: 7}" in run.out
    shipped = "- {id: a, title: A, status: shipped, effort: 3..5..9}\n"
    root = make(shipped, head)
    assert "write results: [{effort: …}]" in pm("check", "--select", "PM708", at=root).out
    assert pm("set", "a", "results=[{effort: 7}]", at=root).code == 0
    assert "1 of 1 efforts kept to their range" in pm("learn", "--estimates", "now", at=root).out
    assert "took 7 person-weeks" in pm("show", "a", at=root).out
    assert pm("export", "backlog", "--format", "csv", "-o", "b.csv", at=root).code == 0
    told = pm("import", "b.csv", at=root)
    assert "nothing" in (told.out + told.err).lower()


def test_where_all_work_is_left_aside_that_is_said(pm: Pm, make: Make) -> None:
    two = HEAD.replace("teams: {", "teams: {data: {capacity: 3}, ")
    row = (
        "- {id: a, title: A, type: bug, status: shipped, effort: {web: 3}, results: [{effort: {data: 2}}]}\n"
    )
    out = pm("learn", "--width", "100", at=make(row, two)).out
    assert "nothing to learn from yet: all work that was recorded is left aside" in out
    assert "left aside, for it was in no estimate: data in a" in out
    assert "no shipped feature says what it took" not in out
    assert "effort: {data: 3..5..9}" in out, "and what to write"
    judged = row.replace("[{", "[{verdict: hit, ")
    both = pm("learn", "--width", "100", at=make(judged, two)).out
    assert "left aside, for it was in no estimate: data in a" in both
    root = make("- {id: a, title: A, type: bug, status: in-progress}\n", two)
    commit(root)
    done = row.replace("{data: 2}", "{web: 2}")
    (root / "features" / "all.yaml").write_text(done)
    commit(root)
    late = pm("learn", "--width", "100", at=root).out
    assert "estimated only after work had begun, which teaches nothing: a" in late
    assert "no shipped feature says what it took" not in late


def test_a_section_of_which_nothing_is_known(pm: Pm, make: Make) -> None:
    root = make("- {id: a, title: A, status: shipped, results: [{verdict: hit}]}\n", HEAD)
    assert "nothing of that was written down yet" in pm("learn", "--effort", at=root).out
    out = pm("learn", "--outcomes", at=root).out
    assert "Outcomes" in out
    assert "Effort" not in out
    assert "Due" not in out


def test_a_team_is_asked_for_by_its_name_in_any_case(pm: Pm) -> None:
    told = json.loads(pm("learn", "--team", "DATA", "--format", "json", at=DATA / "learning").out)
    assert (told["team"], [row["team"] for row in told["effort"]]) == ("data", [None, "data"])
    assert {row["id"] for row in told["outcomes"]} == {"tax-rules", "order-emails"}
    wrong = pm("learn", "--team", "dta", at=DATA / "learning")
    assert wrong.code == 2
    assert 'there is no team "dta"' in wrong.err
    assert '"data"' in wrong.err


def test_a_team_that_has_delivered_nothing(pm: Pm, make: Make) -> None:
    features = "- {id: a, title: A, status: shipped, effort: {web: 3..5..9}, results: [{effort: {web: 8}}]}\n"
    head = HEAD.replace("11}}", "11}, ops: {capacity: 3}}")
    run = pm("learn", "--team", "ops", at=make(features, head))
    assert "what was learned of ops, from 0 deliveries" in run.out
    assert "nothing that ops delivered says what was estimated and what it took" in run.out


def test_where_and_top_hide_rows_and_change_no_number(pm: Pm) -> None:
    whole = json.loads(pm("learn", "--format", "json", at=DATA / "learning").out)
    part = json.loads(pm("learn", "--format", "json", "--where", "id=saved-cards", at=DATA / "learning").out)
    assert part["effort"] == whole["effort"]
    assert [row["id"] for row in part["outcomes"]] == ["saved-cards"]
    assert part["due"] == []
    top = json.loads(pm("learn", "--format", "json", "--top", "2", at=DATA / "learning").out)
    assert top["outcomes"] == whole["outcomes"][:2]
    assert "and 5 more" in pm("learn", "--top", "2", "--width", "80", at=DATA / "learning").out
    columns = pm("learn", "--outcomes", "--format", "csv", "--columns", "id,after", at=DATA / "learning").out
    assert columns.splitlines()[:2] == ["id,after", "tax-rules,4"]


def test_every_section_is_a_sheet(pm: Pm) -> None:
    run = pm("learn", "--format", "csv", at=DATA / "learning")
    rows = list(csv.DictReader(StringIO(run.out)))
    assert [(row["team"], row["n"], row["inside"]) for row in rows] == [
        ("", "10", "7"),
        ("web", "7", "5"),
        ("data", "3", "2"),
    ]
    assert "not in this table" in run.err
    said = list(
        csv.DictReader(StringIO(pm("learn", "--confidence", "--format", "csv", at=DATA / "learning").out))
    )
    assert [(row["said"], row["hit"], row["n"]) for row in said] == [
        ("1", "1", "2"), ("0.8", "1", "3"), ("0.5", "1", "1"), ("", "3", "6"),
    ]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), [
    ("--effort --outcomes", "--effort and --outcomes exclude each other"),
    ("--apply-to loyalty --effort", "--apply-to and --effort exclude each other"),
    ("--apply-to loyalty --format json", "--apply-to prints a command line"),
    ("--apply-to tax-rules", '"tax-rules" is shipped: its estimate is history'),
    ("--apply-to nobody", 'there is no feature "nobody"'),
    ("--apply-to subscriptions --team data", '"subscriptions" has no effort of data'),
    ("--estimates then", '--estimates knows no "then"'),
    ("--columns id", "this page has no columns to choose"),
])  # fmt: skip
def test_what_is_refused(pm: Pm, words: str, message: str) -> None:
    run = pm("learn", *words.split(), at=DATA / "learning")
    assert run.code in (1, 2)
    assert message in run.err
    assert run.out == ""


def test_the_line_that_writes_an_estimate_as_the_past_reads_it(pm: Pm, tmp_path: Path) -> None:
    run = pm("learn", "--apply-to", "loyalty", "--estimates", "now", at=DATA / "learning")
    assert run.out == "pm set loyalty effort.web=3.23..8.13..21.9 effort.data=1.94..3.53..6.44\n"
    assert "nothing is written" in run.err
    assert "calibrate: never" in run.err
    one = pm("learn", "--apply-to", "loyalty", "--team", "web", at=DATA / "learning")
    assert one.out == "pm set loyalty effort.web=3.23..8.13..21.9\n"
    begun = pm("learn", "--apply-to", "gift-cards", at=DATA / "learning")
    assert begun.out.startswith("pm set gift-cards remaining.data="), (
        "of work in progress what is left counts"
    )
    few = pm("learn", "--apply-to", "sso", "--estimates", "now", at=DATA / "northwind")
    assert few.code == 2
    assert "it has 3, and lacks 2" in few.err
    (tmp_path / "pm.yaml").write_text((DATA / "learning" / "pm.yaml").read_text())
    (tmp_path / "features").mkdir()
    for name in ("open.yaml", "shipped.yaml"):
        (tmp_path / "features" / name).write_text((DATA / "learning" / "features" / name).read_text())
    assert pm(*run.out.split()[1:], at=tmp_path).code == 0
    assert (
        "effort: {web: 3.23..8.13..21.9, data: 1.94..3.53..6.44}"
        in (tmp_path / "features" / "open.yaml").read_text()
    )


def test_explain_as_a_document(pm: Pm) -> None:
    told = json.loads(pm("explain", "loyalty", "--format", "json", at=DATA / "learning").out)["past"]
    assert [(row["team"], row["from"], row["deliveries"], row["own"]) for row in told["effort"]] == [
        ("web", [3, 5, 9], 7, True), ("data", [2, pytest.approx(2.828427), 4], 9, False),
    ]  # fmt: skip
    assert told["confidence"] is None
    assert "past" not in json.loads(pm("explain", "sso", "--format", "json", at=DATA / "northwind").out)


def test_new_suggests_and_writes_nothing_of_it(pm: Pm, tmp_path: Path) -> None:
    (tmp_path / "pm.yaml").write_text((DATA / "learning" / "pm.yaml").read_text())
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "done.yaml").write_text(
        (DATA / "learning" / "features" / "shipped.yaml").read_text()
    )
    run = pm("new", "Gift wrap", "-s", "effort={web: 3..5..9}", at=tmp_path)
    assert run.code == 0
    assert "web's 3..5..9 has meant 3.1..7.5..19.7 (7 deliveries)" in run.err
    assert "pm learn --apply-to gift-wrap" in run.err
    assert "3..5..9" in (tmp_path / "features" / "gift-wrap.yaml").read_text()
    assert "has meant" not in pm("new", "Other", at=tmp_path).err


@pytest.mark.parametrize(("count", "mode", "said"), [
    (4, "auto", "forecasts read ranges so from 5 deliveries on: 1 more"),
    (5, "auto", "forecasts read ranges so (forecast: {calibrate: auto})"),
    (4, "always", "forecasts read ranges so (forecast: {calibrate: always})"),
    (4, "never", "forecasts take ranges as they are written (forecast: {calibrate: never})"),
])  # fmt: skip
def test_what_forecasts_do_with_it(pm: Pm, make: Make, count: int, mode: str, said: str) -> None:
    done = "- {{id: a{0}, title: A, status: shipped, effort: 3..5..9, results: [{{effort: {{web: {0}}}}}]}}\n"
    features = "".join(done.format(took) for took in range(4, 4 + count))
    assert said in pm("learn", at=make(features, f"{HEAD}forecast: {{calibrate: {mode}}}\n")).out


def test_the_command_that_is_suggested_can_be_run(pm: Pm, make: Make) -> None:
    assert "pm learn --apply-to" not in pm("new", "Other", "-s", "effort=3..5..9", at=make("[]\n", HEAD)).err


HOSTILE = """
- id: a
  title: "[red]<b>*x*\\e[31m"
  status: shipped
  shipped: 2026-01-01
  effort: {web: 1e-9..1..1e9}
  metrics: [{metric: "[bold]|<i>\\e[2J=1", baseline: -1e150, target: 1e150}, {metric: n}]
  results:
    - {metric: "[bold]|<i>\\e[2J=1", before: 1e150, after: -1e150..0..1e150, effort: {web: 1e150, data: 0}}
- {id: b, title: B, status: shipped, shipped: 9999-12-31, effort: {web: 3}, results: [{effort: {web: 1e-9}}]}
"""


@pytest.mark.parametrize("format_", ["table", "plain", "json", "csv", "markdown"])
def test_hostile_texts_and_numbers(pm: Pm, make: Make, format_: str) -> None:
    root = make(HOSTILE, HEAD)
    for words in (["learn"], ["learn", "--outcomes"], ["learn", "--confidence"], ["check"]):
        run = pm(*words, *(["--format", format_] if words[0] == "learn" else []), at=root)
        assert run.code in (0, 1)
        assert "Traceback" not in run.err
        assert "\x1b[2J" not in run.out


def test_a_partial_answer_says_what_it_leaves_out(pm: Pm, make: Make) -> None:
    root = make(
        "- {id: a, title: A, status: shipped, results: [{verdict: hit}]}\n- {id: b, title: B, effort: x}\n",
        HEAD,
    )
    assert pm("learn", at=root).code == 1
    run = pm("learn", "--partial", at=root)
    assert run.code == 0
    assert "left out: b" in run.out
    assert [
        row["id"] for row in json.loads(pm("learn", "--partial", "--format", "json", at=root).out)["leftOut"]
    ] == ["b"]


def test_a_hit_that_its_numbers_contradict_is_named_beside_the_rate(pm: Pm, make: Make) -> None:
    head = "title: A, status: shipped, rice: {reach: 9, impact: 1, confidence: 80%}, metrics: [{metric: m, baseline: 1, target: 3}, {metric: k, baseline: 1, target: 3}]"
    wrong, right = "{metric: m, after: 2, verdict: hit}", "{metric: m, after: 3, verdict: hit}"
    root = make(
        f"- {{id: a, {head}, results: [{wrong}]}}\n- {{id: b, {head}, results: [{right}, {wrong.replace('m,', 'k,')}]}}\n",
        HEAD,
    )
    out = pm("learn", "--width", "120", at=root).out
    assert "2 of 2 bets came true (1 by a verdict that its numbers contradict); " in out
    assert "by a verdict that its numbers contradict (PM707): a\n" in out


def test_the_newest_lessons_are_told_in_the_words_of_people(pm: Pm, make: Make) -> None:
    rows = "".join(
        f"- {{id: f{at}, title: F, status: shipped, results: [{{learned: L{at}, on: 2026-0{at}-01}}]}}\n"
        for at in range(1, 8)
    )
    root = make(
        rows + "- {id: z, title: Z, status: shipped, results: [{learned: Undated, verdict: hit}]}\n", HEAD
    )
    out = pm("learn", "--width", "100", at=root).out
    told = out.partition("What people wrote that they learned\n")[2].splitlines()
    assert told[:6] == [
        *(f"• f{at}: L{at}" for at in (7, 6, 5, 4, 3)),
        "• and 3 more, in the pages of the features (pm show ID)",
    ]
    assert [row["id"] for row in json.loads(pm("learn", "--format", "json", at=root).out)["learned"]][
        -1
    ] == "z"
    assert "f7: L7" not in pm("learn", "--where", "id=f1", at=root).out
