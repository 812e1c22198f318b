"""`pm triage` with somebody at the keyboard; some of them at that of a terminal of 80 by 24."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pmcli import load
from tests.cli.conftest import Make, Pm, outside
from tests.cli.dialogue import Conversation, Dialogue
from tests.cli.repo import git

HEAD = (
    "pm: 1\nproduct: Shop\ncurrency: EUR\ncalendar: {start: 2026-Q4}\nscoring: {model: rice}\n"
    "accounts: {acme: {title: Acme, arr: 240k}, bolt: {arr: 5k}}\nsizes: {S: 1..2, L: 4..9}\n"
    "teams: {web: {capacity: 9}}\n"
)
FEATURES = """# what we know
- id: base
  title: Base
  effort: 2
  rice: {reach: 4000, impact: high, confidence: 80%}
- id: sso
  title: Single sign-on   # from the fair
  status: idea
  problem: People forget yet another password.
  requests: [{account: acme, need: blocker, says: SAML is a must, source: ZD-1}]
  evidence: [{kind: ticket, count: 9}]
  links: {jira: SHOP-1}
- id: saml
  title: SAML
  requests:
    - {account: acme, need: important}
  links: {jira: SHOP-2}
- id: dark
  title: Dark mode
  status: idea
  rice: {impact: low}
- id: after
  title: After dark
  effort: 1
  depends_on: [dark]
  rice: {reach: 10, impact: low, confidence: 50%}
"""
MENU = "? help > "


@pytest.fixture
def shop(make: Make) -> Path:
    return make(FEATURES, HEAD)


def triage(shop: Path, *more: str) -> Conversation:
    return Conversation("triage", "--by", "amelie", *more, at=shop)


def in_a_terminal(shop: Path, *more: str) -> Dialogue:
    return Dialogue("triage", "--by", "amelie", *more, at=shop)


def text_of(shop: Path) -> str:
    return (shop / "features" / "all.yaml").read_text()


def changed(shop: Path) -> tuple[list[str], list[str]]:
    """The lines that are gone, and those that are new."""
    before, after = FEATURES.splitlines(), text_of(shop).splitlines()
    return [one for one in before if one not in after], [one for one in after if one not in before]


@pytest.mark.unmeasured
def test_a_feature_is_answered_and_accepted(shop: Path) -> None:
    with in_a_terminal(shop, "--where", "id=sso") as talk:
        card = talk.answer(MENU, "")
        assert "1 to go through; 1 of them not scored by rice. Every answer is" in card
        assert "sso: Single sign-on (1 of 1)" in card
        assert "problem    People forget yet another password." in card
        assert 'Acme (240,000 EUR), blocker: "SAML is a must" (ZD-1)' in card
        assert "lacks      rice needs reach, impact, confidence and effort" in card
        asked = talk.answer("reach> ", "3000..6000")
        assert re.search(r"highest +4,000  base", asked)
        rubric = talk.answer("impact> ", "hi\t")
        assert "rice: {reach: 3000..6000}" in text_of(shop), "every answer is written at once"
        assert re.search(r"high +2  a clear gain that they would miss +1 █", rubric)
        assert re.search(r"minimal  0.25  hardly anybody notices it +0", rubric)
        evident = talk.answer("confidence> ", "auto")
        assert "from its evidence: 80 % now" in evident
        assert re.search(r"S +1.\d+  1..2", talk.answer("effort> ", "S"))
        stands = talk.answer(MENU, "a")
        assert re.search(r"sso: 1st of 4 by rice, score [\d,]+", stands)
        assert "Enter: accept" in stands
        assert talk.ended() == 0
        assert "Gone through 1 of 1: 1 accepted\n5 answers are in the files" in talk.screen
    gone, new = changed(shop)
    assert gone == [], "the status of the other idea stands"
    assert "  status: candidate" in new
    assert "  rice: {reach: 3000..6000, impact: high, confidence: auto}" in new
    found = load(shop).backlog.features["sso"]
    assert (found.status, str(found.rice and found.rice.reach)) == ("candidate", "3000..6000")
    assert "title: Single sign-on   # from the fair" in text_of(shop)


def test_what_is_asked_for_most_comes_first_and_quitting_keeps_all(shop: Path) -> None:
    with triage(shop) as talk:
        assert "saml: SAML (1 of 3)" in talk.answer(MENU, "s")
        assert "sso: Single sign-on (2 of 3)" in talk.answer(MENU, "")
        talk.answer("reach> ", "500")
        talk.answer("impact> ", "")
        talk.until("confidence> ")
        talk.type("\x04", end="")
        assert talk.ended() == 0
        assert "Gone through 1 of 3: 1 left\n1 answer is in the files" in talk.screen
    gone, new = changed(shop)
    assert gone == []
    assert [one.strip() for one in new] == ["rice: {reach: 500}"]
    with triage(shop, "--where", "id=sso") as talk:
        assert "lacks      rice needs impact, confidence and effort" in talk.answer(MENU, "q")
        assert talk.ended() == 0
        assert "Gone through 0 of 1\n" in talk.screen


def test_ctrl_c_ends_it_and_loses_nothing(shop: Path) -> None:
    with in_a_terminal(shop, "--where", "id=dark") as talk:
        talk.answer(MENU, "")
        talk.answer("reach> ", "500")
        talk.until("confidence> ")
        assert talk.interrupted() == 130
        assert "1 answer is in the files" in talk.screen
        assert "Traceback" not in talk.screen
    assert "rice: {reach: 500, impact: low}" in text_of(shop)


def test_an_answer_that_is_none_is_asked_for_again(shop: Path) -> None:
    with triage(shop, "--where", "id=dark") as talk:
        talk.answer(MENU, "zzz")
        assert '"zzz" is no answer here' in talk.answer(MENU, "answer")
        assert '"answer" is no answer here' in talk.answer(MENU, "")
        talk.answer("reach> ", "many")
        told = talk.answer("reach> ", "-1")
        assert 'not written: rice.reach: found "many", expected a number or a range' in told
        assert "How many people" not in told, "the question is not repeated"
        assert "not written" in talk.answer("reach> ", "-")
        talk.answer(MENU, "")
        talk.answer("reach> ", "12k")
        talk.answer("confidence> ", "70 %")
        talk.answer("effort> ", "3..5")
        talk.answer(MENU, "s")
        assert talk.ended() == 0
        assert "Gone through 1 of 1: 1 scored" in talk.screen


def test_park_and_decline(shop: Path) -> None:
    with triage(shop) as talk:
        talk.answer(MENU, "p")
        talk.answer("why? (Enter goes back) > ", "")
        talk.answer(MENU, "park")
        talk.answer("why? (Enter goes back) > ", "no time: later # maybe")
        talk.answer("no end) > ", "soon")
        assert 'not written: found "soon"' in talk.answer("no end) > ", "2099-03-31")
        talk.answer(MENU, "d")
        talk.answer("goes back) > ", "")
        talk.answer(MENU, "d")
        talk.answer("goes back) > ", "Nobody needs it")
        talk.answer(MENU, "d")
        talk.answer("goes back) > ", "No")
        assert '"dark" is declined: "after" can never start' in talk.answer(MENU, "p")
        talk.answer("goes back) > ", "Wait")
        talk.answer("no end) > ", "")
        assert talk.ended() == 0
        assert "Gone through 3 of 3: 2 parked, 1 declined" in talk.screen
    backlog = load(shop).backlog
    saml, sso, dark = (backlog.features[name].decisions[0] for name in ("saml", "sso", "dark"))
    assert (saml.verdict, saml.because, str(saml.until), saml.by) == (
        "park", "no time: later # maybe", "2099-03-31", "amelie",
    )  # fmt: skip
    assert (sso.verdict, sso.because) == ("decline", "Nobody needs it")
    assert (dark.verdict, dark.until) == ("park", None)
    assert all(one.inputs for one in (saml, sso, dark))


def test_merge_into_another(shop: Path) -> None:
    with triage(shop, "--where", "id=sso") as talk:
        talk.answer(MENU, "m")
        talk.answer("goes back) > ", "")
        talk.answer(MENU, "m")
        talk.answer("goes back) > ", "sml")
        assert 'not written: there is no feature "sml"; did you mean "saml"?' in talk.answer(MENU, "merge")
        talk.until("goes back) > ")
        assert talk.completions("sa") == ["saml"]
        assert talk.completions("s") == ["saml"], "it cannot be merged into itself"
        talk.type("saml")
        shown = talk.answer("merge? (Enter: yes, - goes back) > ", "")
        assert re.search(r"title +Single sign-on +SAML\n", shown)
        assert "saml gets 1 of its evidence, 1 of its links, 1 of its requests." in " ".join(shown.split())
        assert talk.ended() == 0
        assert "saml has its requests, evidence and links now" in talk.screen
        assert "1 merged" in talk.screen
    backlog = load(shop).backlog
    saml, sso = backlog.features["saml"], backlog.features["sso"]
    assert [(request.account, request.need, request.source) for request in saml.requests] == [
        ("acme", "important", None), ("acme", "blocker", "ZD-1"),
    ]  # fmt: skip
    assert [(one.kind, one.count) for one in saml.evidence] == [("ticket", 9)]
    assert saml.links == {"jira": "SHOP-2", "jira-2": "SHOP-1"}
    assert (sso.decisions[0].verdict, sso.decisions[0].because) == ("decline", "merged into saml")
    assert changed(shop)[0] == ["  links: {jira: SHOP-2}"]


def test_what_waits_for_a_merged_one_waits_for_the_other(shop: Path) -> None:
    with triage(shop, "--where", "id=dark") as talk:
        talk.answer(MENU, "m")
        talk.answer("goes back) > ", "base")
        assert "after waits for dark: it waits for base then\n" in talk.answer(
            "merge? (Enter: yes, - goes back) > ", "-"
        )
        talk.answer(MENU, "m")
        assert text_of(shop) == FEATURES
        talk.answer("goes back) > ", "after")
        assert "after waits for dark: it does not then\n" in talk.answer(
            "merge? (Enter: yes, - goes back) > ", "-"
        )
        talk.answer(MENU, "m")
        talk.answer("goes back) > ", "base")
        talk.answer("merge? (Enter: yes, - goes back) > ", "")
        assert talk.ended() == 0
        assert "1 merged" in talk.screen
    backlog = load(shop).backlog
    assert [need.id for need in backlog.features["after"].depends_on] == ["base"]
    assert backlog.status("dark") == "declined"
    assert changed(shop)[0] == ["  depends_on: [dark]"]


def test_two_answers_that_go_together(make: Make) -> None:
    shop = make("- {id: a, title: A, status: idea}\n", HEAD.replace("rice", "kano"))
    with triage(shop) as talk:
        talk.answer(MENU, "")
        talk.answer("functional> ", "")
        assert "still not scored: kano needs kano" in talk.until("Gone through")
        assert talk.ended() == 0
    with triage(shop) as talk:
        talk.answer(MENU, "")
        talk.answer("functional> ", "like")
        assert "functional" not in text_of(shop), "one without the other would be a mistake"
        talk.answer("dysfunctional> ", "never")
        assert 'not written: kano.dysfunctional: found "never"' in talk.answer("dysfunctional> ", "dislike")
        talk.answer(MENU, "a")
        assert talk.ended() == 0
    kano = load(shop).backlog.features["a"].kano
    assert kano is not None
    assert (kano.functional, kano.dysfunctional) == ("like", "dislike")


def test_a_rating_and_another_model(shop: Path) -> None:
    with triage(shop, "--where", "id=dark", "--model", "ice") as talk:
        talk.answer(MENU, "")
        assert "write a number from 1 to 10" in talk.answer("impact> ", "7")
        talk.answer("confidence> ", "11")
        assert "not written: ice.confidence" in talk.answer("confidence> ", "4")
        talk.answer("ease> ", "1")
        assert "of 1 by ice" in talk.answer(MENU, "")
        assert talk.ended() == 0
    assert "ice: {impact: 7, confidence: 4, ease: 1}" in text_of(shop)


def test_a_file_that_somebody_else_changes_meanwhile(shop: Path) -> None:
    with triage(shop, "--where", "id=dark") as talk:
        talk.answer(MENU, "")
        talk.until("reach> ")
        (shop / "features" / "all.yaml").write_text(FEATURES.replace("title: Dark mode", "title: Night mode"))
        talk.type("500")
        talk.answer("confidence> ", "")
        talk.answer("effort> ", "")
        talk.until("dark: 2nd of 3 by rice")
        talk.until("Gone through 1 of 1: 1 left")
        assert talk.ended() == 0
    assert "title: Night mode" in text_of(shop)
    assert "rice: {reach: 500, impact: low}" in text_of(shop)
    with triage(shop, "--where", "id=dark") as talk:
        talk.until(MENU)
        (shop / "features" / "all.yaml").write_text("- {id: base, title: Base}\n")
        talk.type("d")
        talk.answer("goes back) > ", "No")
        assert 'there is no feature "dark" any more' in talk.until("Gone through")
        assert talk.ended() == 0


def test_what_has_errors_is_left_out_and_stops_nothing(shop: Path) -> None:
    (shop / "features" / "broken.yaml").write_text("title: [\n")
    (shop / "features" / "bad.yaml").write_text("title: Bad\nstatus: dnoe\n")
    with triage(shop, "--where", "id=dark") as talk:
        assert "What has errors is left out (2 errors: pm check)" in talk.answer(MENU, "")
        talk.answer("reach> ", "500")
        talk.answer("confidence> ", "high")
        talk.answer("effort> ", "1")
        assert "of 3 by rice" in talk.answer(MENU, "d")
        talk.answer("goes back) > ", "No")
        assert '"dark" is declined: "after" can never start' in talk.answer(MENU, "a")
        assert talk.ended() == 0
        assert "1 accepted" in talk.screen
    assert "rice: {reach: 500, impact: low, confidence: high}" in text_of(shop)


def test_who_decides(make: Make, shop: Path) -> None:
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    with Conversation("triage", "--where", "id=sso", at=shop, variables=nobody) as talk:
        talk.answer(MENU, "d")
        talk.answer("goes back) > ", "No")
        talk.answer("who decides? > ", "")
        talk.answer("who decides? > ", "Ben")
        assert talk.ended() == 0
    assert load(shop).backlog.features["sso"].decisions[0].by == "Ben"
    make(FEATURES, HEAD)
    git(shop, "init", "-q")
    git(shop, "config", "user.name", "Git User")
    with Conversation("triage", "--where", "id=sso", at=shop, variables=nobody) as talk:
        talk.answer(MENU, "d")
        talk.answer("goes back) > ", "No")
        assert talk.ended() == 0
    assert load(shop).backlog.features["sso"].decisions[0].by == "Git User"


def test_nothing_waits(make: Make) -> None:
    shop = make("- {id: a, title: A, effort: 1, rice: {reach: 1, impact: 1, confidence: 80%}}\n", HEAD)
    with triage(shop) as talk:
        assert talk.ended() == 0
        assert talk.screen == "Nothing waits: no idea, no title twice, and nothing that rice cannot score\n"


def test_what_looks_the_same_is_merged_with_one_key(make: Make) -> None:
    shop = make(
        "- {id: portal, title: Patient portal, effort: 2, rice: {reach: 9, impact: 1, confidence: 80%}}\n"
        "- {id: portals, title: 'Portals: patient', description: CEO, team: web, rice: {reach: 500}}\n"
        "- {id: sso, title: SSO, status: parked, effort: 1}\n"
        "- {id: single, title: Single sign-on, effort: 1, rice: {reach: 5, impact: 1, confidence: 80%}, status: idea}\n",
        HEAD,
    )
    with triage(shop) as talk:
        card = talk.answer(MENU, "1")
        assert "description  CEO\n" in card, "a note is no solution"
        assert "solution" not in card
        assert "score        none yet; so far reach 500\n" in card
        assert "likely 1st of 3, with what is in the middle of the others assumed: impact 1," in " ".join(
            card.split()
        )
        assert "team         web\n" in card
        assert "looks like   1  portal: Patient portal (candidate): the same title\n" in card
        shown = talk.answer("merge? (Enter: yes, - goes back) > ", "-")
        assert re.search(r"rank +– +2nd of 2\n", shown)
        assert "nothing of it is new to portal" in shown
        talk.answer(MENU, "1")
        assert load(shop).backlog.status("portals") == "candidate"
        talk.answer("merge? (Enter: yes, - goes back) > ", "")
        card = talk.answer(MENU, "q")
        assert "looks like  1  sso: SSO (parked): title 99 % alike\n" in card
        assert "rank        1st of 2\n" in card
        assert talk.ended() == 0
    decision = load(shop).backlog.features["portals"].decisions[0]
    assert (decision.verdict, decision.merged_into) == ("decline", "portal")


def test_the_second_of_a_title_waits_though_it_is_scored(make: Make) -> None:
    scored = "effort: 1, rice: {reach: 9, impact: 1, confidence: 80%}"
    shop = make(f"- {{id: a, title: Login fix, {scored}}}\n- {{id: b, title: Fix logins, {scored}}}\n", HEAD)
    with triage(shop) as talk:
        card = talk.answer(MENU, "")
        assert "b: Fix logins (1 of 1)" in card
        assert "to do       merge it, or skip it" in card
        assert talk.ended() == 0


def test_a_question_mark_tells_what_the_keys_do(shop: Path) -> None:
    with triage(shop, "--where", "id=dark") as talk:
        talk.answer(MENU, "?")
        told = talk.answer(MENU, "q")
        assert "Enter  answer: say what its score lacks, question by question\n" in told
        assert "p  park: not now; you say why, and until when\n" in told
        assert "in a question: Enter leaves it open, - goes back, q quits\n" in told
        assert talk.ended() == 0


def test_no_terminal_no_questions(pm: Pm, shop: Path) -> None:
    run = pm("triage", at=shop)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("error: pm triage asks questions, and there is no terminal to answer at\n")
    done = outside("triage", at=shop)
    assert (done.returncode, done.stdout) == (2, "")


def test_every_screen_fits(shop: Path) -> None:
    """No line is wider than the terminal, and a question with its rubric is no longer than it."""
    with in_a_terminal(shop, "--where", "id=sso") as talk:
        talk.answer(MENU, "")
        for prompt, text in (
            ("reach> ", "5"),
            ("impact> ", "low"),
            ("confidence> ", "low"),
            ("effort> ", "L"),
        ):
            told = talk.answer(prompt, text)
            assert len(told.splitlines()) <= 24
        talk.answer(MENU, "q")
        assert talk.ended() == 0
        assert max(map(len, talk.screen.splitlines())) <= 80


def test_hostile_words(make: Make) -> None:
    shop = make('- {id: a, title: "\\e]0;x\\a\\u202eA", status: idea, problem: "\\e[31m"}\n', HEAD)
    with triage(shop) as talk:
        card = talk.answer(MENU, "d")
        assert "\\x1b" in card
        assert "\\u202e" in card
        talk.answer("goes back) > ", "x\x1b[31m: 'y")
        assert talk.ended() == 0
    assert not load(shop).diagnostics


def test_a_dumb_terminal(shop: Path) -> None:
    with Dialogue("triage", "--where", "id=dark", at=shop, variables={"TERM": "dumb"}) as talk:
        talk.answer(MENU, "")
        talk.answer("reach> ", "-")
        talk.answer(MENU, "")
        talk.answer("reach> ", "q")
        assert talk.ended() == 0
        assert talk.screen.isascii()
