"""The model of a first pm.yaml: one that can rank what comes in, else the smallest goes first."""

from __future__ import annotations

from typing import Any

from pmcli.importing.starting import model_for
from tests.conftest import for_each

RICE: dict[str, Any] = {"rice": {"reach": 5, "impact": 2, "confidence": "80%"}, "effort": "3"}
SIZED: dict[str, Any] = {"effort": "3"}


@for_each(
    "drafts, model",
    [
        ([RICE, RICE], "rice"),
        ([RICE, SIZED], "rice"),
        ([RICE, SIZED, SIZED], ""),
        ([{**SIZED, "rice": {"impact": 2}}], ""),
        ([{"rice": RICE["rice"]}], ""),
        ([{**RICE, "moscow": "must"}], "rice"),
        ([{"ice": {"impact": 1, "confidence": 2, "ease": 3}}, {}, {}], "ice"),
        ([{**SIZED, "wsjf": {"user_business_value": 1, "time_criticality": 2, "risk_opportunity": 3}}], "wsjf"),
        ([{**SIZED, "cd3": {"cost_of_delay": "8k"}}, {"cd3": {"cost_of_delay": "1k"}}], "cd3"),
        ([{"moscow": "must"}, {"moscow": ""}], "moscow"),
        ([{"title": "A"}], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_the_model_is_one_that_can_rank_most_of_it(drafts: list[dict[str, Any]], model: str) -> None:
    assert model_for(drafts) == model
