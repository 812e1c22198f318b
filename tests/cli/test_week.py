"""`pm week` and `pm export review --for`: what a product manager, her boss and a customer get to read."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Make, Pm
from tests.cli.harbour import harbour

GOLDEN = Path(__file__).parent / "golden" / "week"
MONDAY = "--today 2026-11-23"
FILES = {
    "screen.txt": f"week {MONDAY} --format table --width 100",
    "screen-60.txt": f"week {MONDAY} --format table --width 60",
    "mail.md": f"week {MONDAY}",
    "friday.md": f"week friday {MONDAY}",
    "leadership.md": f"week {MONDAY} --for leadership",
    "sales.md": f"week {MONDAY} --for sales",
    "customers.md": f"week {MONDAY} --for customers",
    "week.json": f"week {MONDAY} --format json",
    "week.csv": f"week {MONDAY} --format csv",
    "plain.txt": f"week thursday {MONDAY} --format plain",
    "account.md": f"export review --for baltic {MONDAY} --since 2026-10-10",
    "account.json": f"export review --for northpier {MONDAY} --format json",
    "segment.md": f"export review --for marinas {MONDAY}",
    "account-sales.md": f"export review --for baltic --audience sales {MONDAY} --since 2026-10-10",
}  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return harbour(tmp_path_factory.mktemp("harbour") / "repo")


@pytest.mark.parametrize("name", FILES)
def test_what_they_read(pm: Pm, root: Path, golden: Callable[[Path, str], None], name: str) -> None:
    run = pm(*FILES[name].split(), at=root)
    assert run.code == 0
    golden(GOLDEN / name, run.out + run.err)


def lines(pm: Pm, root: Path, words: str = "") -> dict[str, list[str]]:
    """The texts of each day."""
    document = json.loads(pm("week", *words.split(), "--format", "json", at=root).out)
    return {day["day"]: [line["text"] for line in day["lines"]] for day in document["days"]}


def test_every_day_is_told_with_ids_that_there_are(pm: Pm, root: Path) -> None:
    document = json.loads(pm("week", *MONDAY.split(), "--format", "json", at=root).out)
    assert [day["day"] for day in document["days"]] == [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
    ]
    assert len(document["since"]) == 40
    every = {name for day in document["days"] for line in day["lines"] for name in line["ids"]}
    assert {"pay-deposit", "baltic", "online", "tide-alerts"} <= every


def test_without_a_repository_it_says_so_and_tells_the_rest(pm: Pm, make: Make) -> None:
    features = "- {id: a, title: A, requests: [{account: acme, date: 2026-09-30}]}\n"
    head = "pm: 1\nproduct: Shop\naccounts: {acme: {title: Acme}}\ncalendar: {start: 2026-Q4}\n"
    run = pm("week", at=make(features, head))
    assert run.code == 0
    assert "what changed is not told: the workspace is in no git repository" in run.out
    assert "1 request came: 1 for A (Acme)" in run.out


def test_a_young_repository(pm: Pm, root: Path) -> None:
    run = pm("week", "--today", "2026-10-08", at=root)
    assert (
        "what changed is not told: no commit is as old as 2026-10-01 (the oldest is of 2026-10-06)" in run.out
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("week --since nowhere", 'unknown revision "nowhere"'),
        ("week --since 2020-01-01", "no commit is as old as 2020-01-01"),
        ("week --since 99999w", '--since: found "99999w", expected at most ten years'),
        ("week sunday", 'pm week knows no "sunday"'),
        ("week --for nobody", 'there is no audience "nobody"'),
        ("week --for baltic", '"baltic" is no audience, but an account or a segment'),
        ("week --columns day", "this page has no columns to choose"),
        ("export roadmap --for baltic", "roadmap is written to nobody"),
        ("export review --for sales --audience team", '"sales" is an audience itself'),
        ("export review --for baltik", 'no account, segment or audience "baltik"; did you mean "baltic"?'),
        ("export review --for baltic --tradeoffs", "tells no tradeoffs"),
        ("export review --tradeoffs --where owner=mia", "tradeoffs are of the whole plan"),
    ],
)
def test_what_cannot_be(pm: Pm, root: Path, words: str, message: str) -> None:
    run = pm(*words.split(), at=root)
    assert (run.code, run.out) == (2, "")
    assert message in run.err


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("words", ["week", "export review", "odds", "launch", "learn", "experiment"])
def test_on_the_first_and_on_the_last_day_that_there_is(pm: Pm, make: Make, words: str, day: str) -> None:
    feature = (
        "- {id: a, title: A, effort: {web: 2}, rice: {reach: 9, impact: 1, confidence: 1}, launch: {date: DAY},"
        " shipped: DAY, status: shipped, requests: [{account: acme, date: DAY}],"
        " decisions: [{verdict: first, on: DAY, because: y, by: x, until: DAY}], experiments: [{hypothesis: H, end: DAY}]}\n"
        "- {id: b, title: B, effort: {web: 2}, rice: {reach: 9, impact: 1, confidence: 1}}\n"
    ).replace("DAY", day)
    head = "pm: 1\nproduct: P\naccounts: {acme: {title: A, renewal: DAY}}\n".replace("DAY", day)
    root = make(feature, f"{head}teams: {{web: {{capacity: 9}}}}\ncalendar: {{start: 2026-Q4}}\n")
    run = pm(*words.split(), "--today", day, at=root)
    assert (run.code, run.err) == (0, "")


def test_weeks_of_nothing(pm: Pm, make: Make) -> None:
    run = pm("week", at=make(""))
    assert run.code == 0
    assert "nothing to say this week" in run.out


def test_conditions_hide_lines_and_change_none(pm: Pm, root: Path) -> None:
    whole = {line for day in lines(pm, root, MONDAY).values() for line in day}
    mine = {line for day in lines(pm, root, f"{MONDAY} --where owner=mia").values() for line in day}
    assert mine < whole
    assert any(line.startswith("Pay a deposit online goes out") for line in mine)
    assert not any("no longer planned" in line for line in mine)
    theirs = pm("week", *MONDAY.split(), "--for", "sales", "--where", "owner=mia", at=root).out
    assert "Winter storage" not in theirs


def test_what_is_left_out_for_errors_is_for_nobody_else(pm: Pm, make: Make) -> None:
    features = "- {id: hush, title: Hush, effort: {nobody: 3}}\n- {id: a, title: A, public: {title: Pay}}\n"
    root = make(features, "pm: 1\nproduct: Shop\nteams: {web: {capacity: 9}}\ncalendar: {start: 2026-Q4}\n")
    run = pm("week", "--partial", "--for", "customers", at=root)
    assert "hush" not in run.out
    assert "hush" in run.err


def test_an_audience_that_hears_of_no_moves_is_told_so(pm: Pm, root: Path) -> None:
    told = "sales hears of no move and no broken promise: list changes, agreed and change"
    assert told in pm("week", *MONDAY.split(), "--for", "sales", at=root).err
    for name in ("team", "leadership", "customers"):
        assert pm("week", *MONDAY.split(), "--for", name, at=root).err == ""


def test_outsiders_are_written_to_one_by_one(pm: Pm, root: Path) -> None:
    assert (
        "pm export review --for ACCOUNT or SEGMENT"
        in pm("export", "review", "--for", "customers", at=root).err
    )


def test_a_scenario_is_not_compared(pm: Pm, root: Path) -> None:
    settings = root / "pm.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}scenarios: {{none: {{drop: [winter-storage]}}}}\n", encoding="utf-8")
    try:
        run = pm("week", *MONDAY.split(), "--scenario", "none", at=root)
    finally:
        settings.write_text(text, encoding="utf-8")
    assert run.code == 0
    assert "what changed is not told of a scenario" in run.out


def test_odds_are_told_where_they_are_asked_for_and_only_then(pm: Pm, root: Path) -> None:
    assert "odds" not in "".join(lines(pm, root, MONDAY)["thursday"])
    fell = [line for line in lines(pm, root, f"{MONDAY} --odds")["thursday"] if "fell from" in line]
    assert fell[0].startswith(
        "North Pier Marina and Baltic Berths: Choose the berth on a map: odds by 2026-Q4 fell"
    )
    run = pm("week", *MONDAY.split(), "--odds", "--for", "sales", at=root)
    assert "odds" not in run.out
    assert "sales may see no odds" in run.err


def test_exports_of_pm_yaml_are_written_to_an_account(pm: Pm, make: Make) -> None:
    head = """\
pm: 1
product: Shop
accounts: {acme: {title: Acme}}
exports: [{view: review, for: acme, to: acme.md}]
"""
    root = make("- {id: a, title: Hush, public: {title: Pay faster}, requests: [{account: acme}]}\n", head)
    assert pm("export", at=root).code == 0
    written = (root / "acme.md").read_text(encoding="utf-8")
    assert "Shop: for Acme" in written
    assert "Pay faster" in written
    assert "Hush" not in written


def test_a_page_for_a_browser(pm: Pm, root: Path) -> None:
    told = pm("export", "review", "--for", "marinas", *MONDAY.split(), "--format", "html", at=root).out
    assert "<title>Harbour Booking: for Marinas</title>" in told
    assert "Pick your berth on a map" in told
    assert "Choose the berth on a map" not in told


@pytest.mark.parametrize(
    ("export", "message"),
    [
        ("{view: review, for: acm, to: a.md}", 'there is no account, segment or audience "acm"'),
        ("{view: rank, for: acme, to: a.md}", "rank is written to nobody"),
        ("{view: review, for: team, audience: team, to: a.md}", '"team" is an audience itself'),
    ],
)
def test_pm_check_finds_exports_written_to_nobody(pm: Pm, make: Make, export: str, message: str) -> None:
    head = f"pm: 1\nproduct: Shop\naccounts: {{acme: {{}}}}\nexports: [{export}]\n"
    run = pm("check", at=make("- {id: a, title: A}\n", head))
    assert run.code == 1
    assert "PM904" in run.out
    assert message in run.out


def test_the_course_of_a_measure_is_that_of_its_commits(pm: Pm, root: Path) -> None:
    document = json.loads(pm("week", "monday", *MONDAY.split(), "--format", "json", at=root).out)
    courses = {line["ids"][0]: line["course"] for line in document["days"][0]["lines"]}
    assert courses == {"online": [0.31, 0.33, 0.32], "calls": [420.0, 405.0, 390.0, 371.0]}


def test_a_spreadsheet_has_a_row_for_each_line(pm: Pm, root: Path) -> None:
    rows = list(csv.DictReader(pm("week", *MONDAY.split(), "--format", "csv", at=root).out.splitlines()))
    assert [row["day"] for row in rows].count("friday") == len(lines(pm, root, MONDAY)["friday"])


@pytest.mark.unmeasured
def test_a_thousand_features_are_one_screen(pm: Pm, make: Make) -> None:
    features = "".join(
        f"- {{id: f{n}, title: The title of feature {n} that is somewhat long, owner: o{n % 9}, effort: {{web: {1 + n % 4}}}, "
        f'outcomes: {{o{n % 7}: high}}, questions: ["Which of {n}?"], rice: {{reach: {n + 1}, impact: high, confidence: 80%}}, '
        f"requests: [{{account: a{n % 60}, need: blocker, date: 2026-09-30}}]}}\n"
        for n in range(1000)
    )
    accounts = ", ".join(
        f"a{n}: {{title: Account number {n}, arr: {n}k, renewal: 2026-11-30}}" for n in range(60)
    )
    outcomes = ", ".join(
        f"o{n}: {{title: Outcome {n}, baseline: 1, current: 2, target: 9, by: 2027-Q1}}" for n in range(7)
    )
    head = (
        "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4, periods: 4}\nteams: {web: {capacity: 60}}\n"
        f"strategy: {{outcomes: {{{outcomes}}}}}\naccounts: {{{accounts}}}\n"
    )
    root = make(features, head)
    for words in (
        "--format table --width 100",
        "--format table --width 60",
        "",
        "tuesday --format table --width 60",
    ):
        run = pm("week", *words.split(), at=root)
        assert run.code == 0
        assert 15 < run.out.count("\n") <= 60, words


def test_every_command_that_a_line_names_can_be_given() -> None:
    from pmcli.cli.app import BY_NAME, _loaded, _root

    week = Path(__file__).parents[2] / "src" / "pmcli" / "views" / "week"
    told = {
        re.sub(r"\{[^}]*\}", "x", command)
        for file in week.glob("*.py") for command in re.findall(r'"(pm [a-z][^"]*)"', file.read_text("utf-8"))
    }  # fmt: skip
    assert {"pm demand --account x", "pm triage", "pm decisions --where id=x"} <= told
    for command in sorted(told):
        _, name, *words = command.split()
        with _root().make_context("pm", [name, *words]) as whole:
            _loaded(BY_NAME[name]).make_context(name, [word for word in words if word != "…"], parent=whole)
