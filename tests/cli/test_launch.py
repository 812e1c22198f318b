"""`pm launch`: what a product manager, a script and CI get to see; and `pm set`, which ticks points."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.cli.conftest import Make, Pm, in_terminal

GOLDEN = Path(__file__).parent / "golden" / "launch"
HEAD = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4, periods: 2}
teams: {web: {capacity: 11}}
forecast: {assume: exact, futures: 200}
launch: {checklists: {every: [docs, support], ai: [evaluation, fallback]}}
"""
RICE = "rice: {reach: 90, impact: high, confidence: 80%}, effort: 2"
FEATURES = f"""
- {{id: ready, title: Ready, status: shipped, shipped: 2026-09-20, {RICE},
   metrics: [{{metric: sales, baseline: 1, target: 2}}], launch: {{date: 2026-10-13, checklist: {{docs: done, support: na}}}}}}
- {{id: past, title: Past, status: in-progress, {RICE},
   metrics: [{{metric: sales, baseline: 1, target: 2}}], launch: {{date: 2026-09-20, checklist: {{docs: done, support: done}}}}}}
- {{id: open, title: Open, {RICE}, metrics: [{{metric: sales, baseline: 1}}],
   launch: {{date: 2026-10-20, kind: [ai], checklist: {{docs: open, legal: done}}}}}}
- id: failed
  title: Answers [red]out[/] of the | manual
  {{}}
  launch:
    date: 2027-01-20
    kind: ai
    checklist:
      docs: {{state: done, by: noor, on: 2026-09-30, link: "https://example.org/docs"}}
      support: {{state: open, by: karim, because: Training is in January}}
      evaluation: done
      fallback: na
    rollout:
      - {{to: 5%, on: 2027-01-20, until: error_share < 0.01}}
      - {{to: 50%, on: 2027-02-03, until: nobody complains}}
      - {{to: 100%}}
    evaluation:
      - {{what: answers right, need: ">= 0.92", found: 0.88, on: 2026-09-28}}
      - {{what: safe, need: "< 1%", found: 0.2%}}
      - {{what: fast, need: 95%}}
- {{id: dateless, title: Dateless, {RICE}, metrics: [{{metric: sales, baseline: 1, target: 2}}],
   launch: {{checklist: {{docs: done, support: done}}}}}}
- {{id: idea, title: Idea, status: idea, launch: {{date: 2026-10-20}}}}
- {{id: none, title: None, {RICE}}}
""".replace(
    "  {}\n",
    "  effort: 2\n  rice: {reach: 90, impact: high, confidence: 80%}\n"
    "  metrics:\n    - {metric: error_share, baseline: 2%, current: 0.5%, target: 1%, review: 2027-05-01}\n",
)
SCREENS = {
    "all.txt": "launch --width 100",
    "all-60.txt": "launch --width 60 --odds",
    "all.md": "launch --format markdown --top 2",
    "all.csv": "launch --format csv --odds",
    "one.txt": "launch failed --width 100",
    "one-60.txt": "launch failed --width 60",
    "one.md": "launch failed --format markdown",
    "idea.txt": "launch idea --width 80",
    "past.txt": "launch past --width 80",
    "ready.txt": "launch ready --width 80",
    "show.txt": "show failed --no-plan --width 80",
    "template.txt": "launch --template ai,every",
}


@pytest.fixture
def shop(make: Make) -> Path:
    return make(FEATURES, HEAD)


@pytest.mark.parametrize("name", SCREENS)
def test_the_screens(pm: Pm, shop: Path, golden: Callable[[Path, str], None], name: str) -> None:
    run = pm(*SCREENS[name].split(), at=shop)
    assert run.code == 0
    golden(GOLDEN / name, run.out + run.err)


def test_json(pm: Pm, shop: Path) -> None:
    document = json.loads(pm("launch", "--format", "json", "--odds", at=shop).out)
    assert (document["kind"], document["within"], document["product"]) == ("launch", 21, "Shop")
    items = {item["id"]: item for item in document["items"]}
    assert list(items) == ["past", "ready", "open", "failed", "dateless"]
    assert {name: (item["ready"], item["days"], item["odds"]) for name, item in items.items()} == {
        "past": (False, -11, 0.0), "ready": (True, 12, 1.0), "open": (False, 19, 0.0), "failed": (False, 111, 1.0),
        "dateless": (True, None, None),
    }  # fmt: skip
    one = items["open"]
    assert (one["open"], one["missing"], one["metrics"]) == (
        ["docs"],
        ["support", "evaluation", "fallback"],
        0,
    )
    assert [each["kind"] for each in one["inTheWay"]] == ["open", "missing", "no-metric", "late"]
    failed = items["failed"]
    assert [(each["found"], each["met"]) for each in failed["evaluation"]] == [
        (0.88, False),
        (0.002, True),
        (None, None),
    ]
    assert [each["holds"] for each in failed["rollout"]] == [True, None, None]
    assert failed["measures"] == [
        {"metric": "error_share", "baseline": 0.02, "target": 0.01, "review": "2027-05-01"}
    ]
    without = json.loads(pm("launch", "--format", "json", at=shop).out)
    assert [item["odds"] for item in without["items"]] == [None] * 5


# --- the gate ---


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("", 1, ("not ready to launch: past (11 days ago): not shipped, though its day is over; open (in 3 weeks): "
                "4 open points (docs, support, evaluation, fallback), no metric with baseline and target and work "
                "planned until 2026-12-31\n")),
        ("--within 15d --where id!=past", 0, ""),
        ("--within 18d --where id!=past", 0, ""), ("--within 19d --where id!=past", 1, "open (in 3 weeks)"),
        ("--within 20w --where id=failed", 1, ("failed (in 16 weeks): 1 open point (support), 1 missed evaluation "
                                              "(answers right) and 1 evaluation not measured yet (fast)")),
        ("--where id=dateless", 0, ""),
        ("--where id=ready", 0, ""),
        ("--top 1", 1, "open (in 3 weeks)"),  # hides rows only
    ],
)  # fmt: skip
def test_the_gate(pm: Pm, shop: Path, words: str, code: int, told: str) -> None:
    run = pm("launch", "--gate", *words.split(), at=shop)
    assert (run.code, bool(run.err)) == (code, bool(code))
    assert told in run.err
    assert run.out.startswith("Shop: ready to launch?")
    assert ("the gate is open" in run.out) is not bool(code)


def test_the_gate_of_one(pm: Pm, shop: Path) -> None:
    assert pm("launch", "open", "--gate", at=shop).code == 1
    assert pm("launch", "failed", "--gate", at=shop).code == 0  # months away
    assert pm("launch", "failed", "--gate", "--today", "2027-01-10", at=shop).code == 1


def test_without_the_gate_nothing_fails(pm: Pm, shop: Path) -> None:
    for words in ("launch", "launch --within 1d", "launch past", "launch --today 2030-01-01"):
        assert pm(*words.split(), at=shop).code == 0


def test_within_narrows_what_is_told(pm: Pm, shop: Path) -> None:
    document = json.loads(pm("launch", "--within", "2w", "--format", "json", at=shop).out)
    assert [item["id"] for item in document["items"]] == ["past", "ready"]


def test_the_gate_takes_the_notice_of_the_workspace(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD.replace("launch: {", "launch: {notice: 2w, "))
    assert "open (" not in pm("launch", "--gate", at=root).err


# --- what cannot be ---


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("nowhere", 2, 'there is no feature "nowhere"'),
        ("--within soon", 2, '--within: found "soon", expected weeks or days such as 8w or 56d'),
        ("--within 3", 2, "write 3w"),
        ("--template aii", 2, 'there is no template "aii" of a launch checklist; did you mean "ai"?'),
        ("--template ai --format json", 2, "--template prints a checklist for pm.yaml, as YAML"),
        ("one --template ai", 2, "leave out the launch and the format"),
        ("--template zzz", 2, "write one of every, ai, data, growth, platform, or all"),
        ("--columns id", 2, "this page has no columns to choose"),
    ],
)
def test_refused_with_words(pm: Pm, shop: Path, words: str, code: int, told: str) -> None:
    run = pm("launch", *words.split(), at=shop)
    assert run.code == code
    assert told in run.err


def test_nothing_to_launch(pm: Pm, make: Make) -> None:
    run = pm("launch", at=make("- {id: a, title: A}\n"))
    assert (run.code, run.err) == (0, "")
    assert "no launch is planned: pm set ID launch.date=2027-03-01 plans one" in run.out
    assert json.loads(pm("launch", "--gate", "--format", "json", at=make("")).out)["items"] == []


def test_a_feature_without_a_launch_is_an_answer(pm: Pm, shop: Path) -> None:
    """As it is of one without experiments."""
    run = pm("launch", "none", at=shop)
    assert (run.code, run.err) == (0, "")
    assert "no launch is planned: pm set none launch.date=2027-03-01 plans one" in run.out
    assert json.loads(pm("launch", "none", "--format", "json", at=shop).out)["items"] == []


# --- rolling out ---

OUT = """
- {id: bot, title: Bot, status: shipped, shipped: 2026-10-05, metrics: [{metric: complaints, baseline: 1%, current: NOW, target: 0.5%}],
   launch: {date: 2026-10-05, checklist: {docs: done, support: done},
   rollout: [{to: 5%, on: 2026-10-05, until: complaints < 1%}, {to: 25%, on: 2026-10-19}, {to: 100%, on: 2026-11-02}]}}
"""
ROLLING = [
    # today, complaints now, what is said
    ("2026-10-01", "2%", "the launch is ready; the next is bot, in 4 days"),  # its day is still to come
    ("2026-10-06", "0.5%", "bot is rolling out: 5 %, next 25 % on 2026-10-19\n"),
    (
        "2026-10-06",
        "2%",
        "bot is rolling out: 5 %, next 25 % on 2026-10-19, its condition does not hold now (2 %)\n",
    ),
    ("2026-10-20", "0.5%", "bot is rolling out: 25 %, next 100 % on 2026-11-02\n"),
    (
        "2026-12-01",
        "2%",
        "bot is rolling out: 5 %, next 25 % on 2026-10-19, its condition does not hold now (2 %)\n",
    ),
    ("2026-11-02", "0.5%", "no launch is planned"),  # at the last step
]


@pytest.mark.parametrize(("today", "now", "said"), ROLLING)
def test_a_rollout_is_told_until_its_last_step(pm: Pm, make: Make, today: str, now: str, said: str) -> None:
    root = make(OUT.replace("NOW", now), HEAD)
    run = pm("launch", "--today", today, at=root)
    assert said in run.out
    assert ("bot" in run.out) is not said.startswith("no launch")
    if "rolling" in said:
        one = pm("launch", "bot", "--today", today, at=root).out
        assert one.startswith("Bot: rolling out\n")
        (item,) = json.loads(pm("launch", "--today", today, "--format", "json", at=root).out)["items"]
        assert item["rolling"]["held"] is ("does not hold" in said)
        assert ",yes\n" in pm("launch", "--format", "csv", "--today", today, at=root).out


def test_what_is_rolling_out_closes_no_gate(pm: Pm, make: Make) -> None:
    root = make(OUT.replace("NOW", "2%").replace("docs: done", "docs: open"), HEAD)
    assert pm("launch", "--gate", "--today", "2026-10-04", at=root).code == 1
    assert pm("launch", "--gate", "--today", "2026-10-06", at=root).code == 0
    assert "still open: 1 open point\n" in pm("launch", "bot", "--today", "2026-10-06", at=root).out


# --- as of which day ---

SPEAKS_OF_DAYS = ("launch", "learn", "week", "experiment")


@pytest.mark.parametrize("command", SPEAKS_OF_DAYS)
def test_screens_say_as_of_which_day_they_speak(pm: Pm, make: Make, command: str) -> None:
    test = "\n   experiments: [{id: t, hypothesis: H, metric: m, start: 2026-10-01}],"
    root = make(OUT.replace("NOW", "2%").replace("\n   launch", f"{test}\n   launch"), HEAD)
    told = "as of 2026-10-01, the first day planned"
    hint = f"{told}; --today now: as of today"
    assert (told if command == "week" else hint) in pm(command, at=root).out
    assert hint in pm(command, "--width", "100", "--format", "table", at=root).out
    assert (told if command == "week" else hint) in pm(command, "--format", "markdown", at=root).out
    assert told not in pm(command, "--format", "table", "--today", "2026-10-01", at=root).out
    document = json.loads(pm(command, "--format", "json", "--today", "2026-10-03", at=root).out)
    assert document["today"] == "2026-10-03"


def test_no_teams_no_plan_and_nothing_is_late(pm: Pm, make: Make) -> None:
    root = make(
        "- {id: a, title: A, launch: {date: 2026-10-02}, metrics: [{metric: m, baseline: 1, target: 2}]}\n"
    )
    assert pm("launch", "--gate", at=root).code == 0


def test_a_broken_backlog(pm: Pm, make: Make) -> None:
    root = make("- {id: a, title: A, launch: {date: 2026-10-02}}\n- {id: b, title: B, effort: x}\n", HEAD)
    assert pm("launch", at=root).code == 1
    run = pm("launch", "--partial", at=root)
    assert run.code == 0
    assert "left out: b" in run.out


def test_templates_need_no_workspace_and_can_be_pasted(pm: Pm, tmp_path: Path) -> None:
    run = pm("launch", "--template", "all", at=tmp_path)
    assert (run.code, run.err) == (0, "")
    lists = YAML(typ="safe").load(run.out)["launch"]["checklists"]
    assert list(lists) == ["every", "ai", "data", "growth", "platform"]
    (tmp_path / "features").mkdir()
    (tmp_path / "pm.yaml").write_text(f"pm: 1\nproduct: Shop\n{run.out}")
    assert pm("check", at=tmp_path).code == 0
    commented = pm("launch", "--template", "ai", at=tmp_path).out.split("# In a feature")[1]
    feature = re.sub(r"^# ?", "", "# In a feature" + commented, flags=re.MULTILINE).split("\n", 1)[1]
    (tmp_path / "features" / "ai.yaml").write_text(f"title: AI\n{feature}")
    assert "error" not in pm("check", at=tmp_path).out


def test_hostile_text_is_written_out(pm: Pm, make: Make) -> None:
    text = (
        '- {id: a, title: "T\\e]0;x\\a", metrics: [{metric: "\\e[2J", baseline: 1, target: 1e14}], launch: {date: 9999-12-31, '
        'kind: ["\\e[1m"], checklist: {"\\e[31m[red]": {state: open, by: "\\u202e", link: "\\e[0m"}}, rollout: [{to: 0, until: "\\e[2J < 3"}], '
        'evaluation: [{what: "\\e[31m", need: 1e-300, found: -1e14}]}}\n'
    )
    root = make(text, HEAD)
    for words in (
        "launch",
        "launch a",
        "launch --format markdown",
        "launch a --format markdown",
        "launch --gate --within 500w",
    ):
        run = pm(*words.split(), at=root)
        assert run.code == 0, run.err
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", run.out + run.err)


def test_in_a_poor_terminal(shop: Path) -> None:
    code, shown = in_terminal("launch", at=shop, columns=60, variables={"TERM": "dumb"})
    assert code == 0
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 60


# --- points are ticked ---

NOTE = """\
title: A   # here
launch:
  # what has to be ready
  checklist:
    docs: open     # soon
    legal: {state: open, link: "https://x", because: Waits}   # lawyers
    support:
      by: ann   # she knows
      state: done
status: planned
"""


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        ("docs=done", "docs: open     # soon", "docs: done     # soon"),
        ("docs=Done --by noor", "docs: open     # soon", "docs: {state: done, by: noor, on: 2026-10-05}     # soon"),
        ("DOCS=done --by noor", "docs: open     # soon", "docs: {state: done, by: noor, on: 2026-10-05}     # soon"),
        ("docs=na --because Never", "docs: open     # soon", "docs: {state: na, because: Never}     # soon"),
        ("docs=na --because Never --by al", "docs: open     # soon", "docs: {state: na, by: al, on: 2026-10-05, because: Never}     # soon"),
        ("docs=open --by al", "docs: open     # soon", "docs: {state: open, by: al}     # soon"),
        ("legal=done", "{state: open, link", "{state: done, link"),
        ("legal=done --by noor", '{state: open, link: "https://x", because: Waits}', '{state: done, by: noor, on: 2026-10-05, link: "https://x", because: Waits}'),
        ("support=open", "      state: done\n", "      state: open\n"),
        ("support=na --by bob", "      by: ann   # she knows\n      state: done\n", "      by: bob   # she knows\n      on: 2026-10-05\n      state: na\n"),
        ("docs.by=noor", "docs: open     # soon", "docs: {state: open, by: noor}     # soon"),
        ("metric-live=done --by noor", "      state: done\nstatus", "      state: done\n    metric-live: {state: done, by: noor, on: 2026-10-05}\nstatus"),
    ],
)  # fmt: skip
def test_a_point_is_ticked_and_every_other_byte_kept(
    pm: Pm, make: Make, words: str, old: str, new: str
) -> None:
    root = make("", HEAD, one=NOTE)
    assignment, *options = words.split()
    run = pm("set", "one", f"launch.checklist.{assignment}", *options, "--today", "2026-10-05", at=root)
    assert (run.code, run.err) == (0, "")
    assert old in NOTE
    assert (root / "features/one.yaml").read_text() == NOTE.replace(old, new)


def test_several_points_at_once_and_a_second_time_nothing(pm: Pm, make: Make) -> None:
    root = make("", HEAD, one=NOTE)
    words = ("set", "one", "launch.checklist.docs=done", "launch.checklist.legal=done", "--by", "noor")
    assert pm(*words, "--today", "2026-10-05", at=root).code == 0
    text = (root / "features/one.yaml").read_text()
    assert text.count("by: noor, on: 2026-10-05") == 2
    again = pm(*words, "--today", "2026-11-11", at=root)
    assert again.out == "Nothing to change: one says so already\n"
    assert (root / "features/one.yaml").read_text() == text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("title=B --by me", "--by goes with a point of a launch that is done, open or na"),
        ("launch.checklist.docs.link=x --because y", "--because goes with a point of a launch"),
        ("launch.checklist.docs=done --by=", "--by says nothing"),
        ("launch.checklist.docs=maybe --by me", "--by goes with a point"),
        ("launch.checklist.docs=maybe", 'found "maybe", expected done, open or na'),
    ],
)
def test_what_ticks_nothing_is_refused(pm: Pm, make: Make, words: str, told: str) -> None:
    root = make("", HEAD, one=NOTE)
    run = pm("set", "one", *words.split(), at=root)
    assert run.code == 2
    assert told in run.err
    assert (root / "features/one.yaml").read_text() == NOTE


def test_what_helps_can_be_copied(pm: Pm, shop: Path) -> None:
    """Every command that `pm launch ID` shows runs, and what it was to get out of the way is gone."""
    shown = pm("launch", "open", at=shop).out
    commands = [line for line in shown.splitlines() if line.startswith("pm set open launch.checklist.")]
    assert len(commands) == 4
    for command in commands:
        run = pm(*command.replace("NAME", "noor").split()[1:], at=shop)
        assert run.code == 0, run.err
    document = json.loads(pm("launch", "open", "--format", "json", at=shop).out)
    assert [each["kind"] for each in document["items"][0]["inTheWay"]] == ["no-metric", "late"]
