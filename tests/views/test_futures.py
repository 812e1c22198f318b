"""What every screen that draws futures says alike."""

from __future__ import annotations

import pytest

from pmcli.model.estimate import Estimate
from pmcli.views.futures import calibrated, drawn, factor


def test_how_many_were_drawn() -> None:
    told = drawn(4000, 0.3, "not calibrated", is_stopped=False)
    assert told == "4,000 futures, shared error 30 %; not calibrated"
    told = drawn(250, 0.0, "not calibrated", is_stopped=True, meaning=" (surely: in 19 of 20)")
    assert told == "250 futures, stopped there (surely: in 19 of 20), shared error 0 %; not calibrated"


def test_whether_ranges_are_as_the_past_says() -> None:
    assert calibrated(6, 0, is_calibrated=True) == "calibrated on 6 deliveries"
    assert calibrated(1, 4, is_calibrated=False) == "not calibrated: 1 delivery, 5 are needed"
    assert calibrated(6, 0, is_calibrated=False) == "not calibrated"


@pytest.mark.parametrize(
    ("assumed", "told"), [(Estimate(0.5, 1.0, 2.0, "0.5..1..2"), "÷2 to ×2"), (Estimate.exact(1.5), "×1.5")]
)
def test_at_what_a_number_without_a_range_is_taken(assumed: Estimate, told: str) -> None:
    assert factor(assumed) == told
