"""Research of a problem: how sure it is, by what, of whom, how old, and what nobody has found out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pmcli.model.audience import TEAM, Reader
from pmcli.model.diagnostic import PmError
from pmcli.views.export import ExportCache, ExportOutput
from pmcli.views.research.export import VIEW
from tests.conftest import for_each, loaded
from tests.views.export.gfm import read
from tests.views.export.test_markdown import quoted
from tests.writers.hostile import HOSTILE

HEAD = """\
pm: 1
product: Shop
currency: EUR
calendar: {start: 2026-Q4}
teams: {web: {capacity: 9}}
segments: {small: {title: Small shops}, large: {title: Large shops}}
accounts: {contoso: {title: Contoso, arr: 120k}, litware: {arr: 30k}}
problems:
  signup:
    title: New buyers leave at the sign-up
    opportunity: {importance: 8.6, satisfaction: 2.9}
    segments: [small, large]
    evidence: EVIDENCE
"""
FEATURES = """\
- id: guest
  title: Guest checkout
  effort: 2
  solves: [signup]
  rice: {reach: 9, impact: 1, confidence: 80%}
  requests: [{account: litware}, {account: contoso}]
- {id: study, title: Ask them, type: research, effort: 1, solves: [signup]}
"""
USAGE = "{kind: usage, date: 2026-08-31, count: 41200}"


def told(evidence: str, features: str = FEATURES, reader: Reader = TEAM) -> Any:
    """The one problem of the document."""
    backlog = loaded(features, HEAD.replace("EVIDENCE", evidence)).backlog
    output = ExportOutput(VIEW, "json", reader, "signup")
    return json.loads(ExportCache(backlog).written(output))["problems"][0]


def page(evidence: str, features: str = FEATURES) -> str:
    backlog = loaded(features, HEAD.replace("EVIDENCE", evidence)).backlog
    return ExportCache(backlog).written(ExportOutput(VIEW, "markdown", TEAM, "signup")).decode()


@for_each(
    "evidence, sure, sentence",
    [
        ("[]", 0.1, "Nothing shows yet that this problem is real."),
        (
            f"[{USAGE}, {{kind: opinion}}]", 0.8,
            "This problem is real: the strongest evidence is usage data of 2026-08-31, from 41,200.",
        ),
        (
            "[{kind: market}]", 0.65,
            "This problem is likely real, and not proven: the strongest evidence is market data.",
        ),
        (
            "[{kind: opinion, date: 2026-09-01}]", 0.2,
            "Whether this problem is real is open: the strongest evidence is an opinion of 2026-09-01.",
        ),
    ],
)  # fmt: skip
def test_the_strongest_evidence_says_how_sure_it_is(evidence: str, sure: float, sentence: str) -> None:
    problem = told(evidence)
    assert (problem["sure"], problem["verdict"]) == (sure, sentence)


MANY = """
      - {kind: interview, date: 2026-06-18, count: 9, segment: small}
      - {kind: usage, date: 2026-08-31, count: 41200}
      - {kind: usage, date: 2025-08-31, count: 800}
      - {kind: opinion}
"""


def test_evidence_is_counted_by_kind_segment_and_age() -> None:
    problem = told(MANY)
    assert [(piece["kind"], piece["age"]) for piece in problem["evidence"]] == [
        ("usage", "last 3 months"), ("usage", "older"), ("interview", "last 12 months"),
        ("opinion", "undated"),
    ]  # fmt: skip
    groups = {
        key: [(group["name"], group["pieces"], group["count"]) for group in problem[key]]
        for key in ("kinds", "segments", "ages")
    }
    assert groups == {
        "kinds": [("usage", 2, 42000), ("interview", 1, 9), ("opinion", 1, None)],
        "segments": [("Small shops", 1, 9), ("not said", 3, 42000)],
        "ages": [
            ("last 3 months", 1, 41200), ("last 12 months", 1, 9), ("older", 1, 800), ("undated", 1, None),
        ],
    }  # fmt: skip


@for_each(
    "evidence, gaps",
    [
        ("[]", ["Nobody has written down how we know: there is no evidence."]),
        (
            f"[{USAGE}]",
            ["Nobody was asked why: there is no interview, survey or ticket.",
             "Nothing is known of Small shops and Large shops alone (1 piece of evidence did not say of whom)."],
        ),
        (
            "[{kind: interview, count: 2, segment: small}]",
            ["How often it happens was not counted.", "2 interviews of at least 3: no more than an anecdote.",
             "Nothing is known of Large shops alone."],
        ),
        (
            "[{kind: survey, date: 2024-01-01, segment: small}, {kind: ticket, date: 2024-01-01, segment: large}]",
            ["All evidence is older than a year.", "1 ticket of at least 3: no more than an anecdote."],
        ),
        (
            "[{kind: survey, segment: small}, {kind: ticket, date: 2024-01-01, count: 5, segment: large}]",
            ["It counts less, for it is older than a year: tickets of 2024-01-01, from 5."],
        ),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_said(evidence: str, gaps: list[str]) -> None:
    assert told(evidence)["missing"] == [*gaps, "No answer to it was put to a test."]


def test_what_was_not_asked_of_customers_and_whom_it_concerns() -> None:
    head = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\nproblems: {p: {title: P}}\n"
    cache = ExportCache(loaded("", head).backlog)
    problem = json.loads(cache.written(ExportOutput(VIEW, "json", TEAM, "p")))["problems"][0]
    assert problem["missing"][1:] == [
        "Nobody has said who has it.",
        "How much it matters to customers, and how well it is served today, was not asked.",
    ]


def test_a_test_of_an_answer_is_no_gap() -> None:
    tested = FEATURES.replace("effort: 2", "effort: 2\n  experiments: [{id: guest-50, hypothesis: More}]")
    problem = told(f"[{USAGE}]", tested)
    assert not [gap for gap in problem["missing"] if "test" in gap]
    assert problem["answers"][0]["experiments"] == ["guest-50"]


@for_each(
    "status, sentence",
    [
        ("candidate", "1 feature would help, Guest checkout first, in 2026-Q4."),
        ("idea", "1 feature would help: Guest checkout."),
        ("shipped", "Nothing more is to come against it after Guest checkout."),
        ("declined", "Nothing is to come against it."),
    ],
)
def test_what_is_to_come_against_it(status: str, sentence: str) -> None:
    text = page(f"[{USAGE}]", FEATURES.replace("effort: 2", f"effort: 2\n  status: {status}"))
    assert sentence in text
    solving, asking = (text.partition(f"## {title}")[2].partition("##")[0] for title in (
        "What would solve it", "What would find out more",
    ))  # fmt: skip
    assert "Guest checkout" in solving
    assert "Ask them" in asking  # research finds out more, and solves nothing
    assert "Ask them" not in solving


def test_research_that_shipped_solved_nothing() -> None:
    asked = FEATURES.replace("type: research", "type: research, status: shipped")
    text = page(f"[{USAGE}]", asked.replace("effort: 2", "effort: 2\n  status: declined"))
    assert "Nothing is to come against it." in text


def test_who_may_not_see_types_is_not_told_that_research_solves_it() -> None:
    backlog = loaded(FEATURES, HEAD.replace("EVIDENCE", f"[{USAGE}]")).backlog
    sentence = "2 features would help, or find out more: Ask them and Guest checkout."
    for fields, said in ((), sentence), (("type",), "1 feature would help: Guest checkout."):
        reader = Reader("few", "few", frozenset({"title", "solves", "evidence", "experiments", *fields}))
        text = ExportCache(backlog).written(ExportOutput(VIEW, "markdown", reader, "signup")).decode()
        assert said in text


def test_who_asks_for_an_answer_is_told_those_who_pay_most_first() -> None:
    assert "- **Who asks:** Contoso and litware (150,000 EUR a year)\n" in page(f"[{USAGE}]")


def test_who_may_not_see_a_field_is_told_nothing_of_it() -> None:
    fields = frozenset({"title", "solves", "evidence", "experiments"})
    problem = told(MANY, reader=Reader("few", "few", fields))
    assert (problem["importance"], problem["expected"], problem["asking"], problem["revenue"]) == (
        None, [], [], None,
    )  # fmt: skip
    assert {piece["segment"] for piece in problem["evidence"]} == {None}
    assert not [gap for gap in problem["missing"] if "who has it" in gap or "served" in gap]
    answer = problem["answers"][0]
    assert (answer["status"], answer["period"], answer["confidence"]) == (None, None, None)


def test_all_problems_stand_on_one_page_below_an_overview() -> None:
    backlog = loaded(FEATURES, HEAD.replace("EVIDENCE", f"[{USAGE}]") + "  slow: {title: Slow}\n").backlog
    seen = read(ExportCache(backlog).written(ExportOutput(VIEW, "markdown")).decode())
    assert [row[:2] for row in seen.tables[0][1:]] == [
        ["New buyers leave at the sign-up", "sure"], ["Slow", "open"],
    ]  # fmt: skip
    assert seen.of("h2") == ["New buyers leave at the sign-up", "Slow"]


def test_a_problem_that_is_not_there() -> None:
    with pytest.raises(PmError, match='there is no problem "quite-other"') as fault:
        ExportCache(loaded(FEATURES, HEAD.replace("EVIDENCE", "[]")).backlog).written(
            ExportOutput(VIEW, "json", TEAM, "quite-other")
        )
    assert fault.value.hint == "problems: signup"


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_texts_are_shown_as_they_are(text: str) -> None:
    said = quoted(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    evidence = f"[{{kind: usage, says: {said}, source: {said}}}]"
    head = HEAD.replace("EVIDENCE", evidence).replace("New buyers leave at the sign-up", said)
    cache = ExportCache(loaded(FEATURES, head).backlog)
    seen = read(cache.written(ExportOutput(VIEW, "markdown")).decode())
    assert len(seen.of("h1")) == 1
    assert len(seen.tables[0]) == 2
    assert b"<script>alert" not in cache.written(ExportOutput(VIEW, "html")).partition(b"<body")[2]
