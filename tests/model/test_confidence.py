from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.backlog import Backlog
from pmcli.model.confidence import Confidence
from pmcli.model.feature import Feature
from pmcli.model.hit_rates import Bet, Outcomes, bets, by_said
from pmcli.model.workspace import Workspace
from pmcli.ranking import rank
from tests.conftest import for_each, loaded

TODAY = date(2026, 10, 1)
GROUPS = {
    "works": ("10000", "5610", "10000", "5930"),
    "hurts": ("10000", "5930", "10000", "5610"),
    "unclear": ("200", "100", "200", "104"),
    "broken": ("10000", "5610", "8000", "4700"),
    "no-difference": ("10000", "5000", "10000", "5000"),
}
"""Of the control group and of the other: how many, and how many of them converted."""


def experiment(kind: str, id_: str = "t", **more: Any) -> dict[str, Any]:
    n, hits, others, more_hits = GROUPS[kind]
    groups = {"control": {"n": n, "conversions": hits}, "treatment": {"n": others, "conversions": more_hits}}
    return {"id": id_, "hypothesis": "It helps", "size": n, **groups, **more}


NO_DIFFERENCE = experiment("no-difference", detect="0.05")


def backlog(*features: dict[str, Any], ws: dict[str, Any] | None = None, today: date = TODAY) -> Backlog:
    workspace = Workspace.model_validate({"pm": "1", "product": "P", **(ws or {})})
    made = [
        Feature.model_validate({"title": "T", **data}, context=workspace.vocabulary()) for data in features
    ]
    return Backlog(workspace, {feature.id: feature for feature in made}, today)


def confidence(
    *evidence: dict[str, Any], tests: list[dict[str, Any]] | None = None, **more: Any
) -> Confidence:
    feature = {"id": "a", "evidence": list(evidence), "experiments": tests or []}
    made = backlog(feature, **more)
    return made.confidence(made.features["a"])


CITED = {"kind": "test", "experiment": "t"}
FRAUD = {
    "metric": "fraud", "better": "down", "control": {"n": "10000", "conversions": "31"},
    "treatment": {"n": "10000", "conversions": "310"},
}  # fmt: skip


@for_each(
    "test, expected, says",
    [
        (experiment("works"), 1.0, "auto: the test t works: 100 %"),
        (experiment("unclear"), 0.5, "auto: the test t is unclear: 50 %"),
        (experiment("hurts"), 0.1, "auto: the test t hurts: 10 %"),
        (NO_DIFFERENCE, 0.1, "auto: the test t shows no difference: 10 %"),
        (experiment("works", guardrails=[FRAUD]), 0.1, "auto: the test t harms a guardrail: 10 %"),
        (
            experiment("unclear", size="5000"), 0.1,
            "auto: no evidence; the test t is too early to read: does not count",
        ),
        (experiment("broken"), 0.1, "auto: no evidence; the test t is broken: does not count"),
        (
            {"id": "t", "hypothesis": "It helps"}, 0.1,
            "auto: no evidence; the test t has no numbers yet: does not count",
        ),
        (
            experiment("works", control={"n": "10", "conversions": "20"}), 0.1,
            "auto: no evidence; the test t has numbers that cannot be: does not count",
        ),
        (
            experiment("works", "other"), 0.1,
            "auto: no evidence; the test t is not in the backlog: does not count",
        ),
    ],
)  # fmt: skip
def test_a_test_counts_by_its_verdict(test: dict[str, Any], expected: float, says: str) -> None:
    found = confidence(CITED, tests=[test])
    assert (found.ratio, found.note) == (expected, says)


def test_what_does_not_count_leaves_the_rest() -> None:
    found = confidence({"kind": "survey", "count": "240"}, CITED, tests=[experiment("broken")])
    assert found.ratio == 0.8
    assert found.note == "auto: survey, 240; the test t is broken: does not count"


def test_an_unclear_test_takes_nothing_away() -> None:
    assert confidence({"kind": "survey"}, CITED, tests=[experiment("unclear")]).ratio == 0.8


def test_a_test_against_it_outweighs_what_people_say() -> None:
    survey = {"kind": "survey", "date": "2026-09-30"}
    assert confidence(survey, CITED, tests=[experiment("hurts")]).ratio == 0.1
    assert confidence(survey, CITED, tests=[NO_DIFFERENCE]).ratio == 0.1


def test_of_tests_that_contradict_each_other_the_later_counts_and_else_the_one_against() -> None:
    old, new = {"end": "2026-03-01"}, {"end": "2026-09-01"}
    both = [CITED, {"kind": "test", "experiment": "u"}]
    for dates, expected in (((old, new), 0.1), ((new, old), 1.0), (({}, {}), 0.1)):
        tests = [experiment("works", "t", **dates[0]), experiment("hurts", "u", **dates[1])]
        assert confidence(*both, tests=tests).ratio == expected
        assert confidence(*both[::-1], tests=tests).ratio == expected


def test_an_old_test_counts_one_band_less_by_the_day_of_the_evidence_or_its_own_end() -> None:
    found = confidence(CITED, tests=[experiment("works", end="2025-01-01")])
    assert (found.ratio, found.note) == (0.8, "auto: the test t works, over a year ago: 80 %")
    newer = {**CITED, "date": "2026-01-01"}
    assert confidence(newer, tests=[experiment("works", end="2025-01-01")]).ratio == 1.0
    assert confidence(CITED, tests=[experiment("unclear", end="2025-01-01")]).ratio == 0.2
    assert confidence(CITED, tests=[experiment("hurts", end="2025-01-01")]).ratio == 0.1
    market = {"kind": "market", "date": "2026-09-01"}
    assert confidence(market, CITED, tests=[experiment("hurts", end="2025-01-01")]).ratio == 0.1


def test_a_test_of_another_feature_and_evidence_of_a_problem_count() -> None:
    ws = {"problems": {"p": {"title": "P", "evidence": [CITED]}}}
    made = backlog({"id": "a", "solves": ["p"]}, {"id": "b", "experiments": [experiment("works")]}, ws=ws)
    assert made.confidence(made.features["a"]).ratio == 1.0
    assert made.confidence(made.features["b"]).ratio == 0.1


# --- measured ---


def shipped(number: int, verdict: str, confidence: str = "80%", **more: Any) -> dict[str, Any]:
    return {
        "id": f"s{number}", "status": "shipped", "rice": {"confidence": confidence},
        "results": [{"verdict": verdict}], **more,
    }  # fmt: skip


def past(hits: int, count: int) -> list[dict[str, Any]]:
    return [shipped(number, "hit" if number < hits else "missed") for number in range(count)]


ASKED = {
    "id": "a", "effort": "1", "rice": {"reach": "100", "impact": "1", "confidence": "measured"},
    "evidence": [{"kind": "survey"}],
}  # fmt: skip


def test_measured_counts_the_share_that_came_true_from_ten_results_on() -> None:
    made = backlog(ASKED, *past(12, 23))
    found = made.confidence(made.features["a"], measured=True)
    assert found.ratio == 12 / 23
    assert found.note == "measured: said 80 %, came true 52 % (12 of 23); survey"
    few = backlog(ASKED, *past(1, 9))
    found = few.confidence(few.features["a"], measured=True)
    assert found.ratio == 0.8
    assert found.note == "measured: as auto until there are 10 results of 80 % (9 yet); survey"
    assert few.confidence(few.features["a"]).note == "auto: survey"


def test_results_of_other_bands_say_nothing() -> None:
    made = backlog(ASKED, *(shipped(number, "missed", "50%") for number in range(20)))
    assert made.confidence(made.features["a"], measured=True).ratio == 0.8


def test_a_ranking_by_measured_confidence() -> None:
    item = rank(backlog(ASKED, *past(2, 10)), "rice").items[0]
    assert item.score == 20.0


@given(st.lists(st.sampled_from(["opinion", "market", "survey", "test"]), max_size=4))
def test_with_no_results_measured_ranks_as_auto(kinds: list[str]) -> None:
    def score(word: str) -> float | None:
        evidence = [{"kind": kind} for kind in kinds]
        rice = {"reach": "100", "impact": "1", "confidence": word}
        return (
            rank(backlog({"id": "a", "effort": "1", "rice": rice, "evidence": evidence}), "rice")
            .items[0]
            .score
        )

    assert score("measured") == score("auto")


def test_what_counts_as_a_bet() -> None:
    made = backlog(
        shipped(1, "hit"),
        shipped(2, "unclear"),
        {**shipped(3, "hit"), "status": "planned"},
        {"id": "s4", "status": "shipped", "ice": {"confidence": "5"}, "results": [{"verdict": "missed"}]},
        {"id": "s5", "status": "shipped", "results": [{"verdict": "hit"}]},
        {**shipped(6, "hit"), "results": []},
    )
    assert bets(made) == (Bet("s1", 0.8, True), Bet("s4", 0.5, False), Bet("s5", None, True))
    assert by_said(made) == {0.8: Outcomes(0.8, 1, 1), 0.5: Outcomes(0.5, 0, 1)}
    assert list(by_said(made)) == [0.8, 0.5]


def test_the_last_look_at_a_metric_counts_and_the_first_metric_with_a_clear_verdict() -> None:
    early = [{"metric": "m", "verdict": "missed"}, {"metric": "m", "verdict": "hit"}]
    two = [{"metric": "n", "verdict": "hit"}, {"metric": "m", "verdict": "missed"}]
    later = [{"metric": "m", "verdict": "hit"}, {"metric": "m", "verdict": "unclear"}]
    made = backlog(
        *(
            shipped(number, "hit", metrics=[{"metric": "m"}, {"metric": "n"}]) | {"results": results}
            for number, results in enumerate((early, two, later))
        )
    )
    assert [(bet.feature, bet.came_true) for bet in bets(made)] == [("s0", True), ("s1", False)]


def test_without_a_verdict_the_numbers_say_whether_it_came_true() -> None:
    metrics = [{"metric": "m", "baseline": "1", "target": "3"}]
    results = [{"after": "2"}]
    made = backlog(shipped(1, "hit", metrics=metrics) | {"results": results})
    assert bets(made) == (Bet("s1", 0.8, False),)


def test_a_confidence_from_evidence_is_what_was_known_when_work_began() -> None:
    evidence = [{"kind": "survey", "date": "2024-01-01"}, {"kind": "launch", "date": "2024-09-01"}]
    feature = shipped(1, "hit", "auto", shipped="2024-06-01", evidence=evidence)
    assert bets(backlog(feature)) == (Bet("s1", 0.8, True),)
    assert bets(backlog({**feature, "rice": {"confidence": "measured"}})) == (Bet("s1", 0.8, True),)
    assert bets(backlog({**feature, "started": "2023-12-01"})) == (Bet("s1", 0.1, True),)


def test_what_people_rate_as_measured_counts_as_that() -> None:
    ratings = "features: {a: {rice: {confidence: measured}}}\n"
    text = "- {id: a, title: A, effort: 1, rice: {reach: 100, impact: 1}, evidence: [{kind: survey}]}\n"
    texts = {"features/all.yaml": text, "ratings/amelie.yaml": ratings}
    feature = loaded(texts).backlog.features["a"]
    assert feature.rice is not None
    assert feature.rice.confidence == "measured"
