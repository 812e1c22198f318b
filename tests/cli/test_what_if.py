"""Scenarios: `pm what-if`, `--scenario`, and that both are equal to editing the files by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pmcli.cli import scenario_plans
from pmcli.planning import plan
from tests.cli.conftest import Make, Pm
from tests.cli.repo import commit
from tests.conftest import for_each

HEAD = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4, periods: 3}
teams:                # who there is
  web: {capacity: {default: 6, 2027-Q1: 5}}
  api: {people: 1, focus: 50%}
sizes: {S: 1..2}
scoring: {model: rice}
scenarios:
  lean: {title: Somebody leaves, capacity: {web: 4}}   # since May
  no-sso: {drop: [sso, base]}
  heavy: {effort: {sso: x2}, value: {dark: x3}}
"""
FEATURES = """\
- {id: base, title: Base, effort: {web: 2, api: 1..2}}
- id: sso
  title: Single sign-on
  effort: {web: 4}     # a guess
  depends_on: [base]
  requests: [{account: acme, need: blocker}]
  decisions: [{verdict: pin, period: 2027-Q1, because: Promised, by: amelie, on: 2026-09-01}]
  rice: {reach: 1000, impact: high, confidence: 50%}
- {id: dark, title: Dark mode, effort: {web: 3}, rice: {reach: 300, impact: low, confidence: 50%}}
- {id: tail, title: After it, effort: {web: 1}, depends_on: [sso], rice: {reach: 10, impact: low, confidence: 50%}}
"""
ACCOUNTS = "accounts: {acme: {title: Acme, arr: 240k, renewal: 2027-03-31}}\n"


@pytest.fixture
def shop(make: Make) -> Path:
    return make(FEATURES, HEAD + ACCOUNTS)


def told(pm: Pm, at: Path, *words: str) -> dict[str, Any]:
    run = pm("what-if", *words, "--search", "fast", "--format", "json", at=at)
    assert (run.code, run.err) == (0, "")
    answer: dict[str, Any] = json.loads(run.out)
    return {row["name"]: row for row in answer["scenarios"]}


def test_side_by_side(pm: Pm, shop: Path) -> None:
    rows = told(pm, shop)
    assert list(rows) == ["base", "lean", "no-sso", "heavy"]
    base, no_sso = rows["base"], rows["no-sso"]
    assert (base["share"], base["equal"], base["moves"], base["changes"]) == (1.0, False, [], [])
    assert base["promises"] == {"kept": 1, "broken": []}
    assert no_sso["promises"] == {"kept": 0, "broken": ["sso"]}
    assert no_sso["share"] == pytest.approx(no_sso["value"] / base["value"], rel=1e-11)
    lost = {row["id"]: row for row in no_sso["givesUp"]}
    assert lost["sso"] == {
        "id": "sso", "accounts": ["acme"], "promised": True,
        "text": "Single sign-on: promised; asked for by Acme (240,000 a year, renewal 2027-03-31)",
    }  # fmt: skip
    assert lost["tail"]["text"] == "After it: waits for sso, which is parked"
    assert no_sso["text"].startswith("loses After it (waits for sso, which is parked); ")
    assert "breaks the promise to Acme (240,000 a year, renewal 2027-03-31): Single sign-on" in no_sso["text"]
    assert rows["lean"]["title"] == "Somebody leaves"
    assert rows["heavy"]["changes"] == ["effort of sso x2", "value of dark x3"]


def test_flags_are_one_scenario_named_by_its_change(pm: Pm, shop: Path) -> None:
    rows = told(pm, shop, "--drop", "sso", "--add", "web=-1")
    assert list(rows) == ["base", "web-1, no-sso"]
    assert rows["web-1, no-sso"]["changes"] == ["web 5 to 6 → 4 to 5 pw a quarter", "without sso"]
    rows = told(pm, shop, "no_sso", "--capacity", "web=9", "--from", "2027-Q2")
    assert list(rows) == ["base", "no-sso", "web=9"]
    assert rows["web=9"]["changes"] == ["web 6 → 9 pw a quarter from 2027-Q2"]


def test_saved_by_an_edit_that_keeps_every_byte(pm: Pm, shop: Path) -> None:
    words = ("--effort", "sso=3..5", "--value", "dark=x0.5", "--search", "fast")
    run = pm("what-if", *words, "--save", "later", at=shop)
    assert (run.code, run.err) == (0, "saved in pm.yaml as later: pm what-if later\n")
    before, after = HEAD, (shop / "pm.yaml").read_text()
    assert after == f"{before}  later: {{effort: {{sso: 3..5}}, value: {{dark: x0.5}}}}\n{ACCOUNTS}"
    run = pm("what-if", "--drop", "sso", "--save", "later", at=shop)
    assert (run.code, run.out) == (1, "")
    assert "--force replaces it" in run.err
    assert pm("what-if", "--drop", "sso", "--search", "fast", "--save", "later", "--force", at=shop).code == 0
    assert "  later: {drop: [sso]}\n" in (shop / "pm.yaml").read_text()


@for_each(
    "words, code, said",
    [
        (("what-if", "leen"), 2, 'there is no scenario "leen"; did you mean "lean"?'),
        (("rank", "--scenario", "leen"), 2, 'there is no scenario "leen"; did you mean "lean"?'),
        (("what-if", "--drop", "nope"), 2, 'there is no feature "nope"'),
        (("what-if", "--capacity", "wbe=3"), 2, 'there is no team "wbe"; did you mean "web"?'),
        (("what-if", "--capacity", "web"), 2, '--capacity: found "web", expected NAME=VALUE'),
        (("what-if", "--effort", "sso=2x"), 2, "write x2"),
        (("what-if", "--value", "sso=50%"), 2, "write x0.5"),
        (("what-if", "--value", "sso=-2"), 2, 'found "-2", expected a factor such as x2 or x0.5\n'),
        (("what-if", "--value", "sso=x-2"), 2, 'found "x-2", expected a factor of at least 0'),
        (
            ("what-if", "--people", "web=4"),
            2,
            'the team "web" has a capacity and no people',
        ),
        (("what-if", "--people", "api=-1"), 2, "--people api: "),
        (
            ("what-if", "--people", "api=2", "--capacity", "api=9"),
            2,
            '"api" has both "capacity" and "people"',
        ),
        (("what-if", "--add", "web=1", "--from", "2027-Q3"), 2, "after the plan, which ends with 2027-Q2"),
        (("what-if", "--add", "web=1", "--from", "2027-01"), 2, '--from: "2027-01" is no quarter'),
        (("what-if", "--effort", "base=3"), 2, 'the effort of "base" is of several teams'),
        (("what-if", "--from", "2027-Q1", "--drop", "sso"), 2, "none does"),
        (("what-if", "--save", "x"), 2, "no flag says what to save"),
        (("what-if", "--drop", "sso", "--save", "base"), 2, 'no scenario may be called "base"'),
        (("what-if", "--drop", "sso", "--save", "x\x1b[31m\u202e"), 2, 'may be called "x\\x1b[31m\\u202e"'),
        (("what-if", "--drop", "sso", "--save", "Lean"), 2, '"Lean" is "lean" again, written otherwise'),
        (("set", "dark", "effort=2", "--scenario", "lean"), 2, 'no such option "--scenario"'),
        (("check", "--fix", "--scenario", "lean"), 2, "only the files of the workspace can be mended"),
    ],
)
def test_refused(words: tuple[str, ...], code: int, said: str, pm: Pm, shop: Path) -> None:
    run = pm(*words, at=shop)
    assert (run.code, run.out) == (code, "")
    assert said in run.err


@for_each(
    "line, at, said",
    [
        ("{drop: [sos]}", 'error PM606 there is no feature "sos"', 'did you mean "sso"?'),
        ("{add: {wbe: 3}}", 'error PM606 there is no team "wbe"', 'did you mean "web"?'),
        ("{effort: {sso: {wbe: x2}}}", 'error PM606 there is no team "wbe"', 'did you mean "web"?'),
        ("{value: {dork: x2}}", 'error PM606 there is no feature "dork"', 'did you mean "dark"?'),
        ("{value: {dark: 2}}", "error PM102 scenarios.bad.value.dark: found \"2\"", "write x2"),
        ("{effort: {sso: {web: -1}}}", "error PM102 scenarios.bad.effort.sso.web", ""),
        ("{effort: {sso: HUGE}}", 'error PM102 scenarios.bad.effort.sso: found "HUGE"', ""),
        ("{capacity: {web: 3}, from: 2027-01}", 'error PM102 scenarios.bad.from: "2027-01" is no quarter', ""),
        ("{from: 2027-Q1}", "error PM102 scenarios.bad.from: from: says when a capacity changes", ""),
        ("{form: 2027-Q1}", 'error PM101 unknown key "form"', 'did you mean "from"?'),
    ],
)  # fmt: skip
def test_mistakes_are_told_at_their_place(line: str, at: str, said: str, pm: Pm, make: Make) -> None:
    root = make(FEATURES, f"{HEAD}  bad: {line}\n{ACCOUNTS}")
    out = pm("check", "--format", "concise", at=root).out
    [row] = [row for row in out.splitlines() if at in row]
    assert row.startswith("pm.yaml:13:")
    assert said in row
    if "PM606" in at:
        assert pm("rank", at=root).code == 0, "a ranking of the files as they are is true"
        assert pm("rank", "--scenario", "bad", at=root).code == 1


def test_what_refers_to_a_feature_follows(pm: Pm, shop: Path) -> None:
    assert pm("rename", "sso", "login", at=shop).code == 0
    text = (shop / "pm.yaml").read_text()
    assert "  no-sso: {drop: [login, base]}\n  heavy: {effort: {login: x2}, value: {dark: x3}}\n" in text
    assert pm("rm", "tail", "login", at=shop).code == 0
    assert "  no-sso: {drop: [base]}\n  heavy: {value: {dark: x3}}\n" in (shop / "pm.yaml").read_text()
    assert pm("rm", "base", "dark", at=shop).code == 0
    assert (
        (shop / "pm.yaml")
        .read_text()
        .endswith(f"  lean: {{title: Somebody leaves, capacity: {{web: 4}}}}   # since May\n{ACCOUNTS}")
    )


def test_the_answer_says_of_which_scenario_it_is(pm: Pm, shop: Path) -> None:
    assert pm("rank", "--scenario", "lean", at=shop).out.startswith("Shop, scenario lean: what to do first\n")
    out = pm("--scenario", "heavy", "explain", "dark", at=shop).out
    assert "in scenario heavy\n" in out
    assert "value            = (reach * impact * confidence) * scenario_factor = 225\n" in out
    assert json.loads(pm("rank", "--scenario", "lean", "--format", "json", at=shop).out)["scenario"] == "lean"


def test_agreed_features_that_must_move_are_counted(pm: Pm, shop: Path) -> None:
    (shop / "plan.yaml").write_text("periods: {2026-Q4: [base, dark], 2027-Q1: [sso], 2027-Q2: [tail]}\n")
    rows = told(pm, shop)
    assert [row["forced"] for row in rows.values()] == [0, 1, 1, 2]
    assert "agreed, must move" in pm("what-if", "lean", "--search", "fast", at=shop).out


def test_the_revision_says_what_a_scenario_is(pm: Pm, shop: Path) -> None:
    commit(shop, "first")
    (shop / "pm.yaml").write_text(HEAD.replace("{web: 4}", "{web: 1}").replace("no-sso:", "other:"))
    base, lean = told(pm, shop, "lean", "--rev", "HEAD").values()
    assert (base["changes"], lean["changes"]) == ([], ["web 5 to 6 → 4 pw a quarter"])
    assert pm("rank", "--rev", "HEAD", "--scenario", "no-sso", at=shop).code == 0
    assert pm("rank", "--scenario", "no-sso", at=shop).code == 2
    assert "leave out --rev" in pm("what-if", "--drop", "dark", "--save", "x", "--rev", "HEAD", at=shop).err


def test_a_difference_within_what_the_searches_leave_open_is_none(pm: Pm, shop: Path) -> None:
    out = pm("what-if", "--value", "dark=x1.0001", "--search", "fast", at=shop).out
    assert "≈ 0 %" in out
    assert "moves nothing" in out


def test_classes_are_no_amounts(pm: Pm, shop: Path) -> None:
    out = pm("what-if", "heavy", "--model", "moscow", "--search", "fast", at=shop).out
    assert "value of the plan" not in out
    assert "moscow has classes, no amounts: a factor on a value changes nothing" in out


def test_stopped_it_tells_what_is_planned_by_then(
    pm: Pm, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def interrupted(*given: Any, **named: Any) -> Any:
        done.append(given)
        if len(done) > 2:
            raise KeyboardInterrupt
        return plan(*given, **named)

    monkeypatch.setattr(scenario_plans, "plan", interrupted)
    run = pm("what-if", "--search", "fast", at=shop)
    assert run.code == 130
    assert "stopped: no-sso, heavy not planned" in run.out


@for_each("width, bands", [(100, 1), (60, 2)])
def test_many_scenarios_stand_in_blocks_of_columns(width: int, bands: int, pm: Pm, shop: Path) -> None:
    words = ("--capacity", "web=9", "--add", "api=1.5", "--search", "fast", "--width", str(width))
    lines = pm("what-if", "lean", "no-sso", "heavy", *words, at=shop).out.splitlines()
    assert max(map(len, lines)) <= width
    assert sum(line.startswith("placed") for line in lines) == bands


def test_a_name_is_told_as_a_shell_takes_it(pm: Pm, shop: Path) -> None:
    run = pm("what-if", "--drop", "sso", "--search", "fast", "--save", "No SSO", at=shop)
    assert run.err == "saved in pm.yaml as No SSO: pm what-if 'No SSO'\n"
    assert pm("what-if", "No SSO", "--search", "fast", at=shop).code == 0


@for_each(
    "words, told_as, warned",
    [
        (("--people", "api=2"), "api 1 → 2 people: 6.5 → 13 pw a quarter", ""),
        (
            ("--capacity", "api=2"),
            "api 6.5 → 2 pw a quarter",
            "api has 1 person: capacity 2 is 2 pw, not 2 people, ",
        ),
        (("--add", "api=-1"), "api 6.5 → 6 pw a quarter", "0 people would be --people api=0"),
        (("--capacity", "api=13"), "api 6.5 → 13 pw a quarter", ""),
        (("--add", "api=13"), "api 6.5 → 13 pw a quarter", ""),
        (("--capacity", "web=1"), "web 5 to 6 → 1 pw a quarter", ""),
    ],
)
def test_capacity_is_told_before_and_after(
    words: tuple[str, ...], told_as: str, warned: str, pm: Pm, shop: Path
) -> None:
    out = pm("what-if", *words, "--search", "fast", at=shop).out
    assert told_as in out
    assert warned in out
    assert ("api has 1 person: " in out) == bool(warned)


INERT = """\
- {id: group, title: Group, rice: {reach: 1000, impact: high, confidence: 50%}}
- {id: empty, title: Empty}
- {id: other, title: Other, parent: empty, effort: {web: 1}}
- {id: part, title: Part, parent: group, effort: {web: 2}, rice: {reach: 900, impact: high, confidence: 50%}}
- {id: huge, title: Huge, effort: {web: 99}, rice: {reach: 900, impact: high, confidence: 50%}}
- {id: bare, title: Bare, effort: {web: 1}}
- {id: done, title: Done, status: shipped, effort: {web: 1}, rice: {reach: 900, impact: high, confidence: 50%}}
"""


@for_each(
    "words, why",
    [
        (("--value", "empty=x2"), "the value of empty changes nothing: the features below it count"),
        (("--value", "group=x2"), ""),
        (
            ("--value", "huge=x2"),
            "the value of huge changes nothing: it is in the plan neither with nor without",
        ),
        (
            ("--effort", "huge=x2"),
            "the effort of huge changes nothing: it is in the plan neither with nor without",
        ),
        (("--drop", "huge"), "without huge changes nothing: it is in the plan neither with nor without"),
        (("--value", "bare=x2"), "the value of bare changes nothing: rice gives it no score"),
        (("--value", "done=x2"), "the value of done changes nothing: it is shipped"),
        (("--drop", "done"), "without done changes nothing: it is shipped"),
        (("--value", "part=x2"), ""),
        (("--effort", "huge=2"), ""),
        (("--drop", "group"), ""),
    ],
)
def test_a_change_that_changes_nothing_is_told(words: tuple[str, ...], why: str, pm: Pm, make: Make) -> None:
    out = pm("what-if", *words, "--search", "fast", at=make(INERT, HEAD.partition("scenarios:")[0])).out
    assert why in out
    assert ("changes nothing" in out) == bool(why)


def test_a_change_after_the_plan_is_told(pm: Pm, make: Make) -> None:
    root = make(FEATURES, f"{HEAD}  late: {{add: {{web: 3}}, from: 2029-Q1}}\n{ACCOUNTS}")
    out = pm("what-if", "late", "--search", "fast", at=root).out
    assert "late: the capacity changes nothing: it is after the last period planned" in out


def test_promises_at_risk_as_the_roadmap_has_them(pm: Pm, make: Make) -> None:
    features = FEATURES.replace("{web: 3}, rice", "{web: 3}, deadline: 2026-12-01, rice")
    root = make(features, HEAD + ACCOUNTS)
    assert "1 kept, 1 at risk" in pm("roadmap", at=root).out
    rows = told(pm, root, "no-sso")
    assert [row["promises"] for row in rows.values()] == [
        {"kept": 2, "broken": []}, {"kept": 1, "broken": ["sso"]}
    ]  # fmt: skip
    assert [row["promisesAtRisk"] for row in rows.values()] == [["dark"], ["dark"]]
    out = pm("what-if", "no-sso", "--search", "fast", at=root).out
    lines = {line[:17].strip(): line[17:].split() for line in out.splitlines()}
    assert lines["promises kept"] == ["1", "of", "2", "0", "of", "2"]
    assert lines["promises at risk"] == ["1", "1"]
    assert (
        "promises are deadlines and pins within the quarters planned; at risk: due before its quarter" in out
    )


def test_the_agreed_plan_is_told_where_it_is_another(pm: Pm, shop: Path) -> None:
    fresh = json.loads(pm("roadmap", "--afresh", "--format", "json", at=shop).out)
    quarters: dict[str, list[str]] = {}
    for row in fresh["placements"]:
        quarters.setdefault(row["period"], []).append(row["id"])
    (shop / "plan.yaml").write_text(f"periods: {json.dumps(quarters)}\n")
    assert "the agreed plan" not in pm("what-if", "lean", "--search", "fast", at=shop).out
    quarters = {"2026-Q4": ["base"], "2027-Q1": ["sso"], "2027-Q2": ["dark", "tail"]}
    (shop / "plan.yaml").write_text(f"periods: {json.dumps(quarters)}\n")
    out = pm("what-if", "lean", "--search", "fast", at=shop).out
    agreed = json.loads(pm("roadmap", "--format", "json", at=shop).out)["objective"]["value"]
    assert f"the agreed plan is worth {100 * agreed / fresh['objective']['value']:.0f} of these 100" in out


def test_of_a_plan_of_the_same_worth_only_what_follows_is_told(
    pm: Pm, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmcli.review.what_if._is_equal", lambda *_: True)
    rows = told(pm, shop, "lean", "no-sso")
    assert [move["id"] for move in rows["lean"]["moves"]] == ["dark", "tail"]
    assert rows["lean"]["text"] == (
        "another plan of the same worth: what else stands elsewhere need not follow from the change"
    )
    assert rows["no-sso"]["text"] == (
        "loses After it (waits for sso, which is parked); "
        "breaks the promise to Acme (240,000 a year, renewal 2027-03-31): Single sign-on"
    )
    assert [row["id"] for row in rows["no-sso"]["givesUp"]] == ["sso", "tail", "base"], "machines get all"


def test_a_line_a_scenario_for_machines_has_the_moves(pm: Pm, shop: Path) -> None:
    lines = pm("what-if", "no-sso", "--search", "fast", "--format", "csv", at=shop).out.splitlines()
    rows = [dict(zip(lines[0].split(","), line.split(","), strict=True)) for line in lines[1:]]
    assert rows[0]["moves"] == ""
    assert rows[1]["moves"].split()[0] == "sso:2027-Q1>"
    assert (rows[1]["broken"], rows[1]["at_risk"]) == ("sso", "")


def test_odds_of_each_plan_where_they_are_asked_for(pm: Pm, shop: Path) -> None:
    pytest.importorskip("numpy")
    rows = told(pm, shop, "no-sso", "--odds")
    alone = json.loads(pm("odds", "--format", "json", at=shop).out)
    base = rows["base"]["odds"]
    assert base["expected"] == round(alone["expected"], 2)
    assert [(row["id"], row["kind"], row["odds"]) for row in base["promises"]] == [
        (row["id"], row["kind"], row["odds"]) for row in alone["promises"]
    ]
    assert [row["id"] for row in base["promises"]] == ["sso"]
    assert rows["no-sso"]["odds"]["promises"] == []
    assert "odds" not in told(pm, shop, "no-sso")["base"]
    out = pm("what-if", "no-sso", "lean", "--value", "sso=x1", "--odds", "--search", "fast", at=shop).out
    line = next(line for line in out.splitlines() if line.startswith("sso pin"))
    now, dropped, _, same = line.removeprefix("sso pin").replace(" %", "%").replace("> ", ">").split()
    assert (dropped, same) == ("–", now), "the futures are the same in every column"
    header, first = pm(
        "what-if", "no-sso", "--odds", "--search", "fast", "--format", "csv", at=shop
    ).out.splitlines()[:2]  # fmt: skip
    assert header.endswith(",expected,odds")
    assert first.endswith(f",{base['expected']},sso:pin:{base['promises'][0]['odds']}")
