from __future__ import annotations

from tests.scoring.making import notes, score, workspace

SAFE = {"user_business_value": "8", "time_criticality": "5", "risk_opportunity": "3"}


def test_the_sum_of_safe_over_the_size() -> None:
    found = score("wsjf", wsjf={**SAFE, "job_size": "5"}, effort="8")
    assert (found.value, found.cost, found.score) == (16.0, 5.0, 3.2)
    assert found.cost_sum == "job_size"


def test_the_worked_order_of_three_jobs() -> None:
    jobs = {"a": ("8", "1", "8", "5"), "b": ("3", "8", "3", "5"), "c": ("13", "20", "1", "20")}
    keys = (*SAFE, "job_size")
    found = {name: score("wsjf", wsjf=dict(zip(keys, job, strict=True))).score for name, job in jobs.items()}
    assert found == {"a": 17 / 5, "b": 14 / 5, "c": 34 / 20}


def test_the_effort_stands_in_for_the_size() -> None:
    found = score("wsjf", workspace(effort_unit="points"), wsjf=SAFE, effort="8")
    assert (found.cost, found.score, found.cost_sum) == (8.0, 2.0, "effort")
    assert notes(found.cost_terms) == {"effort": "points, for want of a job_size"}


def test_a_size_of_0_is_a_fault_and_not_for_ever() -> None:
    found = score("wsjf", wsjf={**SAFE, "job_size": "0"}, effort="8")
    assert (found.value, found.cost, found.score, found.fault) == (16.0, 0.0, None, "the cost is 0")


def test_neither_size_nor_effort() -> None:
    assert score("wsjf", wsjf=SAFE).missing == ("job_size or effort",)
