"""Differences in words: in points or in a unit, with as many digits as are known."""

from __future__ import annotations

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.difference import DifferenceScale, rounded, said
from pmcli.model.experiment import Experiment
from tests.conftest import for_each


@for_each(
    "low, high, is_share, decimals",
    [
        (0.0072, 0.0509, True, 1), (0.0050, 0.0096, True, 2), (-0.3, 0.3, True, 0), (0.003, 0.12, True, 1),
        (0.0003, 0.12, True, 2), (1e-9, 0.12, True, 2), (0.0, 0.0, True, 1), (1e-9, 3e-9, True, 6),
        (-0.19, 1.59, False, 1), (0.21, 0.39, False, 2), (-12.0, 40.0, False, 0), (-1e200, 1e200, False, 0),
        (-inf, inf, True, 1),
    ],
)  # fmt: skip
def test_as_many_digits_are_told_as_an_interval_carries(
    low: float, high: float, is_share: bool, decimals: int
) -> None:
    """More where its end would be told as 0 else."""
    assert DifferenceScale.of(low, high, is_share=is_share).decimals == decimals


@for_each(
    "scale, number, change, value",
    [
        (DifferenceScale(True, 1), 0.02905, "+2.9 points", "2.9 %"),
        (DifferenceScale(True, 1), -0.00624, "−0.6 points", "−0.6 %"),
        (DifferenceScale(True, 1), -0.0004, "0.0 points", "0.0 %"),
        (DifferenceScale(True, 0), 0.561, "+56 points", "56.1 %"),
        (DifferenceScale(True, 2), 0.0072, "+0.72 points", "0.72 %"),
        (DifferenceScale(False, 2), 1234.5678, "+1,234.57", "1,234.57"),
        (DifferenceScale(False, 0), -1e150, "−1e150", "−1e150"),
    ],
)
def test_a_difference_has_its_sign_and_its_unit(
    scale: DifferenceScale, number: float, change: str, value: str
) -> None:
    assert (scale.change(number), scale.value(number)) == (change, value)


@for_each(
    "difference, is_share, text",
    [(0.015, True, "1.5 points"), (0.01, True, "1 point"), (-0.02, True, "2 points"), (1.236, False, "1.24")],
)
def test_what_somebody_wrote_has_no_more_digits_than_that(
    difference: float, is_share: bool, text: str
) -> None:
    assert rounded(difference, is_share=is_share) == text


@given(st.floats(-1e150, 1e150), st.floats(-1e150, 1e150), st.booleans())
def test_no_number_is_too_large(number: float, other: float, is_share: bool) -> None:
    text = DifferenceScale.of(min(number, other), max(number, other), is_share=is_share).change(number)
    assert len(text) < 40
    assert text[0] in "+−0123456789"


def arm(n: int, conversions: int) -> dict[str, str]:
    return {"n": str(n), "conversions": str(conversions)}


CONTROL, MORE = arm(10_000, 5_610), arm(10_050, 5_930)
RAIL = {"metric": "fraud", "better": "down", "control": arm(10_000, 31), "treatment": arm(10_050, 200)}


@for_each(
    "fields, text",
    [
        ({"control": CONTROL, "treatment": MORE}, "works, +2.9 points (0.7 to 5.1)"),
        ({"control": CONTROL, "treatments": {"b": MORE, "c": arm(10_010, 5_620)}},
         "b works, +2.9 points (0.6 to 5.2), c unclear, 0.0 points (−2.2 to 2.2)"),
        ({"control": CONTROL, "treatment": arm(12_000, 9_000)}, "broken, not to be trusted"),
        ({"control": CONTROL, "treatment": MORE, "guardrails": [RAIL]}, "+2.9 points (0.7 to 5.1), but harms fraud"),
        ({}, "planned"),
        ({"status": "running"}, "running"),
        ({"control": CONTROL}, ""),
        ({"control": arm(0, 0), "treatment": MORE}, ""),
        ({"control": arm(5, 0), "treatment": arm(5, 0)}, "unclear, 0 points (−100 to 100)"),
    ],
)  # fmt: skip
def test_what_a_test_says_is_told_in_a_line(fields: dict[str, object], text: str) -> None:
    test = Experiment.model_validate({"hypothesis": "Guests finish", **fields})
    assert said(test) == text
