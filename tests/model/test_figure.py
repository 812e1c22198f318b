"""Numbers as people read them: three digits, no noise, nothing that is longer than it says."""

from __future__ import annotations

from math import inf

import pytest

from pmcli.model.figure import (
    anded,
    change_in_percent,
    figure,
    measured,
    odds,
    of_input,
    percent,
    times_as_high,
)
from pmcli.model.quantities import read_quantity
from tests.conftest import for_each


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"), (0.03726, "0.0373"), (12.0, "12"), (7.40448782, "7.4"), (4313.7, "4,314"),
        (9_999_999.0, "9,999,999"), (12_345_678.0, "12.3M"), (-12_345_678.0, "-12.3M"), (2.5e9, "2,500M"),
        (2.5e10, "25bn"), (9.99e15, "9,990,000bn"), (1e16, "1e16"), (-3.187e29, "-3.19e29"), (1e150, "1e150"), (1e-6, "0.000001"), (-3.187e-7, "-3.19e-7"), (inf, "∞"), (-inf, "-∞"),
    ],
)  # fmt: skip
def test_a_number_has_three_digits_and_never_eight(number: float, text: str) -> None:
    assert figure(number) == text
    assert sum(letter.isdigit() for letter in figure(number)) < 8


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.024, "2.4 %"),
        (0.00071, "less than 0.1 %"),
        (1e-12, "less than 0.1 %"),
        (1.5, "150 %"),
    ],
)
def test_a_share_is_no_smaller_than_people_care_for(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("after", "text"),
    [(103.0, "+3.0 %"), (96.9, "−3.1 %"), (100.0, "≈ 0 %"), (99.999, "≈ 0 %"), (100.001, "≈ 0 %")],
)
def test_a_change_is_never_minus_nothing(after: float, text: str) -> None:
    assert change_in_percent(100.0, after) == text


def test_how_many_times_is_never_once() -> None:
    assert times_as_high(1.004) == "hardly higher"
    assert times_as_high(1.48) == "1.48 times as high"


def test_names_are_said_with_and() -> None:
    told = [
        anded(("a",)),
        anded(("a", "b")),
        anded(("a", "b", "c")),
        anded(("a", "b"), 3),
        anded(("a",), 1200),
    ]
    assert told == ["a", "a and b", "a, b and c", "a, b and 3 more", "a and 1,200 more"]


@for_each(
    "name, number, text",
    [
        ("effort.web", 2.4142135, "2.414"), ("rice.reach", 12345678.9, "12345679"), ("nps", -0.5, "-0.5"), ("nps", 0.0, "0"),
        ("nps", 1e100, "1e100"), ("nps", -2.5e15, "-2.5e15"), ("nps", 1.5e-9, "1.5e-9"), ("nps", 0.00012, "0.00012"),
        ("rice.confidence", 0.325, "32.5%"), ("rice.confidence", 1e-100, "1e-98%"),
    ],
)  # fmt: skip
def test_an_input_is_shown_as_somebody_may_write_it(name: str, number: float, text: str) -> None:
    assert of_input(name, number) == text
    wanted = 100 * number if text[-1] == "%" else number
    assert float(read_quantity(text.rstrip("%"))) == pytest.approx(wanted, rel=1e-3)


def test_a_measurement_keeps_the_unit_in_which_it_was_written() -> None:
    written = (("4%", "4 %"), ("0.5 %", "0.5 %"), ("-12%", "-12 %"), ("0.04", "0.04"), ("7%", "7 %"))
    assert [measured(read_quantity(text)) for text, _ in written] == [told for _, told in written]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "< 5 %"),
        (0.044, "< 5 %"),
        (0.045, "5 %"),
        (0.05, "5 %"),
        (0.395, "40 %"),
        (0.954, "95 %"),
        (0.956, "> 95 %"),
        (1.0, "> 95 %"),
    ],
)
def test_odds_are_whole_per_cent_and_no_more_at_the_ends(share: float, text: str) -> None:
    assert odds(share) == text
