"""`forecast:` of pm.yaml, and capacities and focus that are ranges."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pmcli.model.estimate import Estimate
from pmcli.model.forecast import ForecastSettings
from pmcli.model.quantities import read_share_range
from pmcli.model.team import Team
from pmcli.model.values import Wrong


def test_exact_takes_every_number_at_its_word() -> None:
    assume = ForecastSettings.model_validate({"assume": "exact"}).assume
    assert [assume.effort, assume.value, assume.capacity] == [Estimate.exact(1.0)] * 3


def test_a_kind_alone_may_be_exact() -> None:
    assume = ForecastSettings.model_validate({"assume": {"effort": "exact", "value": "0.7..1..1.5"}}).assume
    assert assume.effort.is_exact
    assert assume.value == Estimate(0.7, 1.0, 1.5)
    assert assume.capacity == Estimate(0.85, 1.0, 1.1)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"assume": "exat"}, 'found "exat", expected exact'),
        ({"assume": {"effort": "0"}}, 'found "0", expected more than 0'),
        ({"assume": {"speed": "2"}}, "speed"),
        ({"assume": "0.5..1..2"}, "expected exact, or a map of effort, value, capacity"),
        ({"futures": "50"}, 'found "50", expected 100 to 100,000 futures'),
        ({"shared_error": "130%"}, "expected a share from 0 to 1"),
        ({"calibrate": "sometimes"}, "sometimes"),
    ],
)
def test_what_cannot_be_is_told(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ForecastSettings.model_validate(given)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "estimate"),
    [
        ("70%", Estimate.exact(0.7)),
        ("0.6..0.7..0.8", Estimate(0.6, 0.7, 0.8)),
        ("60%..70%..80%", Estimate(0.6, 0.7, 0.8)),
        ("60..70..80%", Estimate(0.6, 0.7, 0.8)),
    ],
)
def test_a_share_may_be_a_range(text: str, estimate: Estimate) -> None:
    assert read_share_range(text) == estimate


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("60%..", None), ("80%..60%", "write 60%..80%"), ("90%..75%..80%", "write 80%..90%"),
        ("0%..50%", "write 0%..20%..50%"), ("60%..120%", None), ("1..2..3..4", None),
    ],
)  # fmt: skip
def test_a_share_range_that_cannot_be(text: str, hint: str | None) -> None:
    with pytest.raises(Wrong) as refused:
        read_share_range(text)
    assert (refused.value.context or {})["hint"] == hint


def test_capacity_may_be_a_range_in_a_period_or_in_all() -> None:
    team = Team.model_validate({"capacity": {"default": "12..14..15", "2026-Q4": "10"}})
    assert team.capacity is not None
    assert team.capacity.default == Estimate(12, 14, 15)
    assert [number.is_exact for number in team.capacity.periods.values()] == [True]
    whole = Team.model_validate({"capacity": {"low": "12", "likely": "14", "high": "15"}})
    assert whole.capacity is not None
    assert whole.capacity.default == Estimate(12, 14, 15)
