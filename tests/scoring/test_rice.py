from __future__ import annotations

import pytest

from tests.scoring.making import notes, numbers, score, workspace


@pytest.mark.parametrize(
    ("reach", "impact", "confidence", "effort", "expected"),
    [
        ("450", "3", "100%", "2", 675.0),
        ("2000", "1", "80%", "4", 400.0),
        ("800", "2", "50%", "1", 800.0),
        ("450", "massive", "high", "2", 675.0),
        ("2000", "medium", "medium", "4", 400.0),
        ("800", "high", "low", "1", 800.0),
    ],
)
def test_the_examples_of_intercom(
    reach: str, impact: str, confidence: str, effort: str, expected: float
) -> None:
    found = score("rice", rice={"reach": reach, "impact": impact, "confidence": confidence}, effort=effort)
    assert found.score == pytest.approx(expected)
    assert found.benefit == found.value == pytest.approx(expected * float(effort))


def test_the_low_steps_of_impact() -> None:
    for word, number in (("low", 0.5), ("minimal", 0.25)):
        found = score("rice", rice={"reach": "1", "impact": word, "confidence": "1"}, effort="1")
        assert found.score == number
        assert notes(found.value_terms)["impact"] == word


def test_ranges_count_with_their_mean_and_say_so() -> None:
    found = score(
        "rice", rice={"reach": "3000..4200..6000", "impact": "1", "confidence": "1"}, effort="3..5..9"
    )
    assert numbers(found.value_terms)["reach"] == pytest.approx(4311.035, abs=0.001)
    assert notes(found.value_terms)["reach"] == "3000..4200..6000, mean 4,311"
    assert notes(found.cost_terms)["effort"] == "3..5..9, person-weeks, mean 5.37"


def test_effort_is_the_sum_over_teams() -> None:
    ws = workspace(teams={"web": {"capacity": "9"}, "pay": {"capacity": "9"}}, sizes={"M": "2..4"})
    rice = {"reach": "10", "impact": "1", "confidence": "1"}
    assert score("rice", ws, rice=rice, effort={"web": "3", "pay": "2"}).cost == 5.0
    found = score("rice", ws, rice=rice, effort={"web": "3", "pay": "M"})
    assert notes(found.cost_terms)["effort"] == "web 3 + pay M, person-weeks, mean 5.89"
    assert notes(score("rice", ws, rice=rice, effort="5").cost_terms)["effort"] == "person-weeks"


def test_confidence_from_the_evidence() -> None:
    rice = {"reach": "100", "impact": "1", "confidence": "auto"}
    none = score("rice", rice=rice, effort="1")
    assert none.score == 10.0
    assert notes(none.value_terms)["confidence"] == "auto: no evidence"
    evidence = [
        {"kind": "opinion"},
        {"kind": "interview", "date": "2026-09-12", "count": "6"},
        {"kind": "survey"},
    ]
    some = score("rice", rice=rice, effort="1", evidence=evidence)
    assert some.score == 80.0
    assert notes(some.value_terms)["confidence"] == "auto: interview, 6, 2026-09-12"


def test_nothing_reached_is_a_score_of_nothing() -> None:
    found = score("rice", rice={"reach": "0", "impact": "1", "confidence": "1"}, effort="2")
    assert (found.value, found.cost, found.score, found.missing, found.fault) == (0.0, 2.0, 0.0, (), None)
