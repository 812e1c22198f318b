"""Case studies: what was aimed at and reached, how that is known, what was planned and spent."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pmcli.model.audience import TEAM, Reader
from pmcli.model.diagnostic import PmError
from pmcli.model.estimate import Estimate
from pmcli.review.at_start import StartEstimate
from pmcli.views.case_study.export import VIEW
from pmcli.views.export import ExportCache, ExportOutput
from tests.conftest import for_each, loaded
from tests.views.export.gfm import read
from tests.views.export.test_markdown import quoted
from tests.writers.hostile import HOSTILE

HEAD = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4}
teams: {web: {capacity: 9}, data: {capacity: 9}}
"""
DEBIT = """\
- id: debit
  title: Direct debit
  status: shipped
  started: 2026-01-05
  shipped: 2026-03-02
  problem: Some have no card.
  effort: {web: 2..3..4, data: 1..2..3}
  evidence: [{kind: survey, date: 2025-06-20, says: Before}, {kind: launch, date: 2026-04-02, says: Later}]
  options: [{what: Cards, against: none}, {what: Debit, chosen: true}]
  metrics: [{metric: debit_share, baseline: 0, target: 0.06, by: 2026-03-31}]
  results: [RESULT]
- {id: other, title: Other, effort: {web: 1}}
"""
RESULT = (
    "{metric: debit_share, after: 0.017, on: 2026-04-02, how: before-after, verdict: missed, "
    "learned: Ask what they did., effort: {web: 5, data: 2}}"
)


def written(result: str = RESULT, format_: str = "markdown", reader: Reader = TEAM) -> str:
    backlog = loaded(DEBIT.replace("RESULT", result), HEAD).backlog
    return (
        ExportCache(backlog)
        .written(ExportOutput(VIEW, format_, reader, "debit" if reader.sees("id") else "direct-debit"))
        .decode()
    )


def told(result: str = RESULT, reader: Reader = TEAM) -> Any:
    return json.loads(written(result, "json", reader))


def lead(text: str) -> str:
    """The sentences below the title."""
    return text.split("\n\n")[1]


def test_the_conclusion_comes_first() -> None:
    assert lead(written()) == (
        "It did not do what it was to do: debit_share from 0 to 0.017; the aim was 0.06. "
        "That is before and after, without a control group: something else may have played a part. "
        "It took 7 person-weeks; by the estimates of now 5 were planned: web took more than its range."
    )


@for_each(
    "result, sentences",
    [
        ("{verdict: hit}", "It did what it was to do: debit_share from 0; the aim was 0.06."),
        (
            "{after: 0.05..0.06..0.07, how: test, verdict: unclear}",
            (
                "Whether it did what it was to do is unclear: debit_share from 0 to 0.06 (0.05 to 0.07); "
                "the aim was 0.06. That was tested against a control group."
            ),
        ),
        (
            "{metric: calls, before: 9, after: 4, how: opinion}",
            "It did this: calls from 9 to 4. That is an opinion: nobody measured it.",
        ),
        ("{learned: Much}", "Nobody has looked yet at what it did."),
    ],
)
def test_the_verdict_and_how_it_is_known(result: str, sentences: str) -> None:
    assert lead(written(result)) == sentences


@for_each(
    "effort, sentence",
    [
        (
            "{web: 3, data: 2}",
            "It took 5 person-weeks; by the estimates of now 5 were planned, each team within its range.",
        ),
        (
            "{web: 1}",
            "It took 1 person-week; by the estimates of now 5 were planned: web took less than its range.",
        ),
        (
            "{web: 9, data: 9}",
            (
                "It took 18 person-weeks; by the estimates of now 5 were planned: "
                "web took more than its range and data took more than its range."
            ),
        ),
    ],
)
def test_what_it_took_beside_what_was_planned(effort: str, sentence: str) -> None:
    assert lead(written(f"{{verdict: hit, effort: {effort}}}")).endswith(sentence)


NOW = {"web": Estimate(2, 3, 4), "data": Estimate(1, 2, 3)}


@for_each(
    "start, sentence, below",
    [
        (
            StartEstimate("debit", "git", {**NOW, "web": Estimate(3, 4, 6, "3..4..6")}),
            "It took 7 person-weeks; when work began 6.19 were planned, each team within its range.",
            "Estimates are those in force when work began. Changed after that: web 3..4..6 → 2..3..4.",
        ),
        (
            StartEstimate("debit", "git", {"web": Estimate(3, 4, 6, "3..4..6")}, why="written-later"),
            "It took 7 person-weeks; when work began 4.19 were planned, each team within its range.",
            (
                "Estimates are those in force when work began (written down after work began). "
                "Changed after that: web 3..4..6 → 2..3..4 and data nothing → 1..2..3."
            ),
        ),
        (
            StartEstimate("debit", "git", {}),
            "It took 7 person-weeks; nothing was estimated when work began.",
            (
                "Estimates are those in force when work began. "
                "Changed after that: web nothing → 2..3..4 and data nothing → 1..2..3."
            ),
        ),
        (
            StartEstimate("debit", "now", NOW, why="shallow"),
            "It took 7 person-weeks; by the estimates of now 5 were planned: web took more than its range.",
            (
                "Estimates are those of now (the clone begins later: git fetch --unshallow): one that was changed while "
                "work went on looks better than it was."
            ),
        ),
    ],
)
def test_the_estimates_are_those_of_when_work_began_where_they_are_asked_for(
    start: StartEstimate, sentence: str, below: str
) -> None:
    cache = ExportCache(
        loaded(DEBIT.replace("RESULT", RESULT), HEAD).backlog, started=lambda: {"debit": start}
    )
    output = ExportOutput(VIEW, "markdown", TEAM, "debit", at_start=True)
    text = cache.written(output).decode()
    assert lead(text).endswith(sentence)
    assert f"\n{below}\n" in text
    known = "start" if start.known == "git" else "now"
    assert json.loads(cache.written(replace(output, format="json")))["estimates"] == known
    now = cache.written(replace(output, at_start=False)).decode()
    assert lead(now) == lead(written()), "the same files give the same bytes, whatever git knows"
    assert "\nEstimates are those of now: one that was changed" in now


def test_who_may_not_see_efforts_reads_none_of_when_work_began() -> None:
    start = StartEstimate("debit", "git", {"web": Estimate(3, 4, 6, "3..4..6")})
    cache = ExportCache(
        loaded(DEBIT.replace("RESULT", RESULT), HEAD).backlog, started=lambda: {"debit": start}
    )
    reader = Reader("few", "few", frozenset({"id", "title", "shipped", "results"}))
    output = ExportOutput(VIEW, "markdown", reader, "debit", at_start=True)
    assert cache.view_for(output).start == {}
    assert "stimate" not in cache.written(output).decode()


def test_an_estimate_of_no_team_is_held_against_all_work() -> None:
    text = DEBIT.replace("RESULT", RESULT).replace("{web: 2..3..4, data: 1..2..3}", "5..6..8")
    document = json.loads(
        ExportCache(loaded(text, HEAD).backlog).written(ExportOutput(VIEW, "json", TEAM, "debit"))
    )
    assert document["work"] == [
        {"team": "", "low": 5.0, "planned": 6.0, "high": 8.0, "took": 7.0, "inside": True}
    ]


def test_the_facts_for_programs() -> None:
    document = told()
    assert document["outcomes"] == [
        {"metric": "debit_share", "before": 0.0, "target": 0.06, "by": "2026-03-31", "after": 0.017,
         "on": "2026-04-02", "how": "before-after", "verdict": "missed"}
    ]  # fmt: skip
    assert document["work"][0] == {
        "team": "web", "low": 2.0, "planned": 3.0, "high": 4.0, "took": 5.0, "inside": False,
    }  # fmt: skip
    assert (document["weeks"], document["verdict"], document["missing"]) == (8.0, "missed", [])


def test_what_was_aimed_at_and_never_looked_at_stays_an_outcome() -> None:
    outcomes = told("{metric: calls, after: 4, verdict: hit}")["outcomes"]
    assert [(outcome["metric"], outcome["verdict"]) for outcome in outcomes] == [
        ("calls", "hit"), ("debit_share", None),
    ]  # fmt: skip


def test_what_was_looked_at_and_not_judged_is_not_called_unseen() -> None:
    assert "not looked at" not in written("{metric: debit_share, after: 0.02}")
    assert "not looked at" in written("{learned: Much}")


def test_what_nobody_has_written_is_said_at_the_end() -> None:
    assert told("{metric: debit_share, after: 0.02}")["missing"] == [
        "whether it did what it was to do (results: verdict)", "what was learned (results: learned)",
        "what it took (results: effort)",
    ]  # fmt: skip
    assert "## Still to be written" not in written()


def test_evidence_that_came_after_it_is_no_reason_for_it() -> None:
    text = written()
    assert "survey, 2025-06-20: Before" in text
    assert "Later" not in text


def test_who_may_not_see_efforts_reads_none() -> None:
    fields = frozenset({"title", "shipped", "results"})
    document = told(reader=Reader("few", "few", fields))
    assert (document["work"], document["planned"], document["took"], document["started"]) == (
        [], None, None, None,
    )  # fmt: skip
    text = written(reader=Reader("few", "few", fields))
    assert not [
        word for word in ("person-week", "Some have no card", "Before", "Debit (chosen)") if word in text
    ]


def test_only_what_shipped_is_studied() -> None:
    backlog = loaded(DEBIT.replace("RESULT", RESULT), HEAD).backlog
    with pytest.raises(PmError, match='"other" has not shipped') as fault:
        ExportCache(backlog).written(ExportOutput(VIEW, "markdown", TEAM, "other"))
    assert fault.value.hint == "pm export brief other tells what is planned"


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_texts_are_shown_as_they_are(text: str) -> None:
    said = quoted(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    result = RESULT.replace("metric: debit_share", f"metric: {said}").replace("Ask what they did.", said)
    features = DEBIT.replace("RESULT", result).replace("Some have no card.", said)
    features = features.replace("says: Before", f"says: {said}").replace("what: Cards", f"what: {said}")
    cache = ExportCache(loaded(features.replace("Direct debit", said), HEAD).backlog)
    seen = read(cache.written(ExportOutput(VIEW, "markdown", TEAM, "debit")).decode())
    assert len(seen.of("h1")) == 1
    assert seen.of("h2") == read(written()).of("h2")
    assert [len(table) for table in seen.tables] == [3, 3]
    page = cache.written(ExportOutput(VIEW, "html", TEAM, "debit"))
    assert b"<script>alert" not in page.partition(b"<body")[2]
