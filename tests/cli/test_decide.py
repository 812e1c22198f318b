"""`pm decide`: what it costs, what is refused, and what is written."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest

from pmcli import load
from pmcli.model.fingerprint import fingerprint
from tests.cli.conftest import Make, Pm
from tests.cli.dialogue import Conversation, Dialogue
from tests.cli.repo import git

HEAD = (
    "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4, periods: 3}\nscoring: {model: rice}\n"
    "teams: {web: {capacity: 10}}\n"
)
FEATURES = """# what we could build
- id: big
  title: Big
  effort: 8            # weeks
  rice: {reach: 900, impact: 1, confidence: 80%}
- id: mid
  title: Middle
  effort: 6
  rice: {reach: 500, impact: 1, confidence: 80%}

- id: low
  title: Low
  effort: 5
  rice: {reach: 10, impact: 1, confidence: 80%}
- {id: tail, title: Tail, effort: 1, depends_on: [low], rice: {reach: 1, impact: 1, confidence: 80%}}
- {id: old, title: Old, status: shipped}
"""
WHO = ("--because", "promised", "--by", "amelie")


@pytest.fixture
def shop(make: Make) -> Path:
    return make(FEATURES, HEAD)


def text_of(root: Path) -> str:
    return (root / "features" / "all.yaml").read_text()


def test_what_it_costs_and_what_is_written(pm: Pm, shop: Path) -> None:
    run = pm("decide", "low", "first", *WHO, at=shop)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("low: first\n\ntitle       Low\nbecause     promised\n")
    assert "rank        3rd of 4 → 1st of 4" in run.out
    assert "roadmap     2027-Q2 → 2026-Q4" in run.out
    assert "plan value" in run.out
    assert "What it would break\nmoves later  from     to       promised\n" in run.out
    assert "big          2026-Q4  2027-Q1\n" in run.out
    assert run.out.endswith("Decided, in features/all.yaml; pm decisions lists what is in force\n")
    found = load(shop).backlog.features["low"]
    wanted = (
        f"{{verdict: first, because: promised, by: amelie, on: {date.today()}, inputs: {fingerprint(found)}}}"
    )
    assert wanted in text_of(shop)
    kept = [line for line in text_of(shop).splitlines() if "verdict" not in line and "decisions:" not in line]
    assert kept == FEATURES.splitlines(), "every other line is as it was"


def test_the_numbers_are_those_of_rank_and_roadmap(pm: Pm, shop: Path) -> None:
    found = json.loads(pm("roadmap", "--format", "json", at=shop).out)
    before = found["objective"]["value"]
    agreed = {period: [one["id"] for one in found["placements"] if one["period"] == period]
              for period in found["periods"]}  # fmt: skip
    (shop / "plan.yaml").write_text(json.dumps({"periods": agreed}))
    told = json.loads(pm("decide", "low", "pin", "2026-Q4", *WHO, "--format", "json", at=shop).out)
    after = json.loads(pm("roadmap", "--format", "json", at=shop).out)
    ranks = {
        one["id"]: one["rank"] for one in json.loads(pm("rank", "--format", "json", at=shop).out)["items"]
    }
    assert told["value"] == {"before": before, "after": after["objective"]["value"]}
    assert told["rank"] == {"before": 3, "after": ranks["low"]}
    periods = {one["id"]: one["period"] for one in after["placements"]}
    assert (
        told["roadmapPeriod"]
        == {"before": "2027-Q2", "after": periods["low"]}
        == {"before": "2027-Q2", "after": "2026-Q4"}
    )
    assert (told["kind"], told["written"], told["path"]) == ("decision", True, "features/all.yaml")
    assert {one["id"]: one["after"] for one in told["roadmap"]} == {
        one["id"]: periods.get(one["id"]) for one in told["roadmap"]
    }  # fmt: skip


def test_a_dry_run_writes_nothing(pm: Pm, shop: Path) -> None:
    run = pm("decide", "low", "first", *WHO, "--dry-run", at=shop)
    assert run.code == 0
    assert "+++ b/features/all.yaml" in run.out
    assert "Decided" not in run.out
    assert text_of(shop) == FEATURES
    told = json.loads(pm("decide", "low", "first", *WHO, "--dry-run", "--format", "json", at=shop).out)
    assert told["written"] is False
    assert text_of(shop) == FEATURES


def test_what_contradicts_is_refused(pm: Pm, shop: Path) -> None:
    assert pm("decide", "big", "before", "mid", *WHO, at=shop).code == 0
    written = text_of(shop)
    run = pm("decide", "mid", "before", "big", *WHO, at=shop)
    assert (run.code, run.out) == (1, "")
    assert "contradicts the order they must have: big -> mid -> big" in run.err
    assert "nothing was written: it would bring 1 error" in run.err
    assert text_of(shop) == written
    run = pm("decide", "tail", "before", "low", *WHO, at=shop)
    assert run.code == 1
    assert "low -> tail -> low" in run.err


def test_what_others_wait_for_is_not_declined(pm: Pm, shop: Path) -> None:
    run = pm("decide", "low", "decline", *WHO, at=shop)
    assert (run.code, run.err) == (
        1,
        (
            "error: nothing was written, for this could never start then: tail\n"
            "hint:  decline what waits too, or pm set tail depends_on-=low; --dry-run shows what would break\n"
        ),
    )
    assert text_of(shop) == FEATURES


def test_what_is_refused_is_listed_once_and_work_on_it_is_told(pm: Pm, make: Make) -> None:
    waiting = "".join(f"- {{id: w{at}, title: W, depends_on: [low]}}\n" for at in (1, 2))
    shop = make("- {id: low, title: Low, status: in-progress}\n" + waiting, HEAD)
    for command, told in (
        (("decide", "low", "decline", *WHO), "nothing was written, for this could never start then: w1, w2"),
        (("rm", "low"), '"low" stays: w1, w2 wait for it'),
    ):
        run = pm(*command, at=shop)
        lines = run.err.splitlines()
        assert (run.code, lines[:2]) == (1, ["low is in progress", f"error: {told}"])
        assert "pm set ID depends_on-=low for each; " in lines[2]
        assert run.err.count("w1") == 1
    assert "in progress" not in pm("decide", "w1", "park", *WHO, at=shop).err


def test_what_others_wait_for_is_shown_by_a_dry_run(pm: Pm, make: Make) -> None:
    dated = FEATURES.replace("effort: 1, depends_on", "effort: 1, deadline: 2027-06-30, depends_on")
    last = "- {id: last, title: Last, effort: 1, depends_on: [tail], rice: {reach: 1, impact: 1, confidence: 1}}\n"
    shop = make(dated + last, HEAD)
    run = pm("decide", "low", "decline", "--by", "amelie", "--dry-run", at=shop)
    assert run.code == 1
    assert "because     …" in run.out, "to look at it needs no reason"
    assert (
        "What it would break\n"
        '• tail: "low" is declined: "tail" can never start; planned for 2027-Q2; promised: deadline 2027-06-30\n'
        "• last: waits for tail; planned for 2027-Q2\n"
    ) in run.out
    assert "tail     4 → –  2027-Q2 → not in the plan" in run.out
    assert "+++ b/features/all.yaml" in run.out
    assert run.err.endswith("error: it would be refused: it would bring 1 error\n")
    told = pm("decide", "low", "decline", *WHO, "--dry-run", "--format", "json", at=shop)
    document = json.loads(told.out)
    assert (told.code, document["refused"], document["written"]) == (1, True, False)
    assert [(each["id"], each["period"], each["promises"]) for each in document["breaks"]] == [
        ("last", "2027-Q2", []), ("tail", "2027-Q2", ["deadline 2027-06-30"]),
    ]  # fmt: skip
    refused = pm("decide", "low", "decline", *WHO, at=shop)
    assert (refused.code, refused.out) == (1, "")
    assert "for this could never start then: last, tail (deadline 2027-06-30)\n" in refused.err
    assert (
        "hint:  decline what waits too, or pm set tail depends_on-=low; --dry-run shows what would break"
        in refused.err
    )
    assert text_of(shop) == dated + last


def test_what_is_parked_is_told_of_what_waits(pm: Pm, shop: Path) -> None:
    run = pm("decide", "low", "park", *WHO, "--dry-run", at=shop)
    assert run.code == 0, "a parked feature can be taken up again"
    assert "What it would break\n• tail: waits for low; planned for 2027-Q2\n" in run.out
    assert json.loads(pm("decide", "low", "park", *WHO, "--format", "json", at=shop).out)["refused"] is False


def test_a_decision_that_contradicts_is_not_weighed(pm: Pm, shop: Path) -> None:
    run = pm("decide", "tail", "before", "low", *WHO, "--dry-run", at=shop)
    assert (run.code, run.out) == (1, ""), "no plan with it would be true"


def test_what_no_plan_can_keep_is_refused_unless_forced(pm: Pm, make: Make) -> None:
    shop = make(FEATURES.replace("effort: 5", "effort: 12"), HEAD)
    run = pm("decide", "low", "pin", "2026-Q4", *WHO, at=shop)
    assert run.code == 1
    assert "What cannot be kept with it" in run.out
    assert "error: nothing was written: no plan can keep it" in run.err
    assert "verdict" not in text_of(shop)
    assert pm("decide", "low", "pin", "2026-Q4", *WHO, "--format", "json", at=shop).out == ""
    tried = pm("decide", "low", "pin", "2026-Q4", *WHO, "--dry-run", at=shop)
    assert (tried.code, "+++ b/features/all.yaml" in tried.out) == (1, True)
    assert "error: it would be refused: no plan can keep it" in tried.err
    told = pm("decide", "low", "pin", "2026-Q4", *WHO, "--dry-run", "--format", "json", at=shop)
    assert (told.code, json.loads(told.out)["refused"]) == (1, True)
    assert pm("decide", "low", "pin", "2026-Q4", *WHO, "--force", at=shop).code == 0
    assert "verdict: pin, period: 2026-Q4" in text_of(shop)


def test_one_decision_instead_of_another(pm: Pm, shop: Path) -> None:
    pm("decide", "low", "first", *WHO, at=shop)
    run = pm(
        "decide", "low", "park", "--because", "no time", "--by", "jonas", "--until", "2099-03-31", at=shop
    )
    assert run.code == 0
    assert f"instead of  first (amelie, on {date.today()}): promised" in run.out
    assert f"by          jonas, on {date.today()}, until 2099-03-31" in run.out
    assert "rank        1st of 4 → not ranked" in run.out
    assert load(shop).backlog.status("low") == "parked"
    out = pm("decisions", "--all", at=shop).out
    assert "parked" in out
    assert "replaced" in out


def test_a_day_that_is_asked_for(pm: Pm, shop: Path) -> None:
    assert pm("decide", "low", "first", *WHO, "--today", "2027-01-15", at=shop).code == 0
    assert "on: 2027-01-15" in text_of(shop)


def test_who_decides_is_what_git_says(pm: Pm, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    run = pm("decide", "low", "first", "--because", "x", at=shop)
    assert (run.code, run.out) == (2, "")
    assert "nobody decides: git config user.name is not set" in run.err
    git(shop, "init", "-q")
    git(shop, "config", "user.name", "Zoë O'Neill")
    assert pm("decide", "low", "first", "--because", "x", at=shop).code == 0
    assert load(shop).backlog.features["low"].decisions[0].by == "Zoë O'Neill"
    monkeypatch.setenv("PATH", "/nowhere")
    assert "nobody decides" in pm("decide", "mid", "first", "--because", "x", at=shop).err


def test_any_words_survive(pm: Pm, shop: Path) -> None:
    words = "a: b # c, {d} [e] \"f\" 'g' & *h 100% – ü"
    assert pm("decide", "low", "first", "--because", words, "--by", "yes", at=shop).code == 0
    found = load(shop).backlog.features["low"].decisions[0]
    assert (found.because, found.by) == (words, "yes")


def test_in_markdown(pm: Pm, make: Make) -> None:
    shop = make(FEATURES, HEAD)
    (shop / "features" / "note.md").write_text("---\ntitle: Note\neffort: 2\n---\nWhy it matters.\n")
    assert pm("decide", "note", "first", *WHO, at=shop).code == 0
    told = (shop / "features" / "note.md").read_text()
    assert told.startswith("---\ntitle: Note\neffort: 2\ndecisions:\n")
    assert told.endswith("---\nWhy it matters.\n")


def test_without_teams_and_without_a_plan(pm: Pm, make: Make, shop: Path) -> None:
    run = pm("decide", "low", "first", *WHO, "--no-plan", "--dry-run", at=shop)
    assert "plan value" not in run.out
    assert "rank     3rd of 4 → 1st of 4" in run.out
    shop = make(FEATURES, HEAD.replace("teams: {web: {capacity: 10}}\n", ""))
    out = pm("decide", "mid", "first", *WHO, at=shop).out
    assert "roadmap" not in out
    assert "1 rank pushed by 1 place at most" in out


def test_classes_have_no_sum(pm: Pm, make: Make) -> None:
    features = "".join(
        f"- {{id: {name}, title: T, effort: 2, moscow: {moscow}}}\n"
        for name, moscow in (("a", "must"), ("b", "could"))
    )
    shop = make(features, HEAD.replace("rice", "moscow"))
    run = pm("decide", "b", "first", *WHO, at=shop)
    assert run.code == 0
    assert "plan value  no sum: the model has classes" in run.out


def test_wrong_usage(pm: Pm, shop: Path) -> None:
    for words, told in (
        (("decide", "lo", "first", *WHO), 'error: there is no feature "lo"; did you mean low (Low)?\n'),
        (("decide", "low", "fist", *WHO), 'error: there is no verdict "fist"; did you mean "first"?\n'),
        (("decide", "low", "first", "--by", "x"), "error: a decision needs a reason: it spares the next discussion\nhint:  --because \"…\"\n"),
        (("decide", "low", "pin", "2027", *WHO), 'error: found "2027", expected a period such as 2027-Q1\n'),
        (("decide", "low", "first", *WHO, "--until", "soon"), 'error: --until: found "soon", expected a date such as 2027-01-31\n'),
        (("decide", "old", "first", *WHO), 'error: "old" is shipped: there is nothing left to decide\n'),
    ):  # fmt: skip
        run = pm(*words, at=shop)
        assert (run.code, run.out, run.err) == (2, "", told)
    assert text_of(shop) == FEATURES


def test_a_faulty_backlog_is_weighed_as_far_as_it_is_sound(pm: Pm, shop: Path) -> None:
    (shop / "features" / "bad.yaml").write_text("title: Bad\neffort: x\n")
    run = pm("decide", "low", "first", *WHO, at=shop)
    assert run.code == 0
    assert run.out.count("not compared, for errors") == 1, "before and after is the same"
    assert "not compared, for errors: bad" in run.out
    assert "verdict: first" in text_of(shop)


def test_why_it_has_no_rank(pm: Pm, shop: Path) -> None:
    (shop / "features" / "vague.yaml").write_text("title: Vague\neffort: 3\n")
    run = pm("decide", "vague", "first", *WHO, "--dry-run", at=shop)
    assert "rank        not ranked: rice needs reach, impact and confidence\n" in run.out


def test_a_terminal_is_asked(shop: Path) -> None:
    with Conversation("decide", "low", "first", *WHO, at=shop) as talk:
        told = talk.answer("Write it? [Y/n] ", "n")
        assert "plan value" in told
        assert talk.ended() == 0
        assert "Nothing is written" in talk.screen
    assert text_of(shop) == FEATURES
    with Dialogue("decide", "low", "first", *WHO, at=shop) as talk:
        talk.until("Write it? [Y/n] ")
        assert talk.interrupted() == 130
    assert text_of(shop) == FEATURES
    with Conversation("decide", "low", "first", *WHO, at=shop) as talk:
        talk.until("Write it? [Y/n] ")
        talk.type("\x04", end="")
        assert talk.ended() == 0
    assert text_of(shop) == FEATURES
    with Conversation("decide", "low", "first", *WHO, at=shop) as talk:
        talk.answer("Write it? [Y/n] ", "")
        assert talk.ended() == 0
    assert "verdict: first" in text_of(shop)
    with Conversation("decide", "mid", "first", *WHO, "--yes", at=shop) as talk:
        assert talk.ended() == 0
        assert "Write it?" not in talk.screen


ASKING = """currency: EUR
accounts: {acme: {title: Acme Ltd, arr: 240k, renewal: 2027-03-31}}
"""


def asked(make: Make) -> Path:
    features = FEATURES.replace(
        "title: Middle\n", "title: Middle\n  requests: [{account: acme, need: blocker}]\n"
    )
    return make(features, HEAD + ASKING)


def test_customers_who_lose_their_blocker_are_named(pm: Pm, make: Make) -> None:
    root = asked(make)
    out = pm("decide", "mid", "park", "--dry-run", at=root).out
    assert "What it would break\n• Acme Ltd (240,000 EUR) no longer gets mid: 2027-Q1 → parked\n" in out
    out = pm("decide", "low", "first", "--dry-run", at=root).out
    assert "• Acme Ltd (240,000 EUR) gets mid too late: 2027-Q1 → 2027-Q2 (renewal 2027-03-31)\n" in out
    told = json.loads(pm("decide", "mid", "park", *WHO, "--dry-run", "--format", "json", at=root).out)
    assert [(one["account"], one["change"], one["arr"]) for one in told["customers"]] == [
        ("acme", "out", 240_000)
    ]


def test_what_moves_later_begins_with_what_is_promised(pm: Pm, make: Make) -> None:
    root = make(FEATURES.replace("effort: 6\n", "effort: 6\n  deadline: 2027-06-30\n"), HEAD)
    (root / "plan.yaml").write_text(json.dumps({"periods": {"2026-Q4": ["big"], "2027-Q1": ["mid"]}}))
    out = pm("decide", "low", "pin", "2026-Q4", "--dry-run", at=root).out
    rows = [line.split() for line in out.splitlines() if line.startswith(("big ", "mid "))]
    assert rows[:2] == [
        ["mid", "2027-Q1", "2027-Q2", "agreed,", "deadline", "2027-06-30"],
        ["big", "2026-Q4", "2027-Q1", "agreed"],
    ]


def test_why_what_is_first_is_not_the_first(pm: Pm, shop: Path) -> None:
    out = pm("decide", "tail", "first", "--dry-run", at=shop).out
    assert "rank        4th of 4 → 2nd of 4, behind low, which it waits for\n" in out
    pm("decide", "mid", "first", *WHO, at=shop)
    out = pm("decide", "big", "first", "--dry-run", at=shop).out
    assert "behind" not in out
    out = pm("decide", "low", "first", "--dry-run", at=shop).out
    assert "behind 1 that other decisions put ahead" in out


def test_a_plan_worth_more_is_no_gain_of_the_decision(pm: Pm, shop: Path) -> None:
    """What is agreed stands in the way of a better plan, and the decision moves it."""
    agreed = {"2026-Q4": ["low"], "2027-Q1": ["mid"], "2027-Q2": ["big"]}
    (shop / "plan.yaml").write_text(json.dumps({"periods": agreed}))
    out = pm("decide", "big", "first", "--dry-run", at=shop).out
    assert "costs nothing" not in out
    assert re.search(r"not the decision's own gain: without it the plan keeps \d other", out)
