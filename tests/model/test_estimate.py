from __future__ import annotations

from math import exp, inf, isclose, log, sqrt
from statistics import NormalDist, fmean

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pmcli.model.estimate import Estimate, Z, plain
from tests.conftest import for_each

sizes = st.floats(min_value=0.01, max_value=1e6)


def test_a_number_is_its_own_mean_and_quantile() -> None:
    five = Estimate.exact(5.0, "5")
    assert (five.mean, five.quantile(-Z), five.quantile(Z), five.is_exact) == (5.0, 5.0, 5.0, True)


def test_two_points_are_lognormal() -> None:
    # The mean of a lognormal distribution is exp(mu + sigma² / 2), from any textbook.
    estimate = Estimate.between(2.0, 8.0)
    mu, sigma = (log(2) + log(8)) / 2, (log(8) - log(2)) / (2 * Z)
    assert isclose(estimate.mean, exp(mu + sigma**2 / 2), rel_tol=1e-12)
    assert isclose(estimate.likely, 4.0)


@for_each(
    "estimate, says",
    [
        (Estimate.between(9.0, 20.0, "XL"), "9..20"),
        (Estimate(2.0, 3.0, 7.5, "M"), "2..3..7.5"),
        (Estimate.exact(4.0, "L"), "4"),
        (Estimate(9e3, 14e3, 20e3, "9k..14k..20k"), "9k..14k..20k"),
    ],
)
def test_a_size_is_told_in_numbers(estimate: Estimate, says: str) -> None:
    assert estimate.in_numbers == says


def test_a_symmetric_range_is_normal() -> None:
    assert Estimate(2.0, 5.0, 8.0).mean == 5.0
    assert Estimate(2.0, 5.0, 8.0).quantile(Z / 2) == 6.5


def test_the_mean_near_symmetry_has_no_jump() -> None:
    nearly = Estimate(2.0, 5.0, 8.0 + 1e-9)
    assert isclose(nearly.mean, 5.0, abs_tol=1e-8)


@given(sizes, sizes, sizes)
def test_the_ends_are_the_quantiles(a: float, b: float, c: float) -> None:
    low, likely, high = sorted((a, b, c))
    estimate = Estimate(low, likely, high)
    assume(estimate.problem is None)
    assert isclose(estimate.quantile(-Z), low, rel_tol=1e-6, abs_tol=1e-9 * high)
    assert isclose(estimate.quantile(0.0), likely)
    assert isclose(estimate.quantile(Z), high, rel_tol=1e-6)


@pytest.mark.unmeasured
@pytest.mark.parametrize("points", [(3.0, 5.0, 9.0), (1.0, 2.0, 8.0), (4.0, 8.0, 9.0), (3.0, 9.0, 12.0)])
def test_the_mean_is_that_of_the_distribution(points: tuple[float, float, float]) -> None:
    estimate = Estimate(*points)
    normal = NormalDist()
    steps = 200_000
    drawn = fmean(estimate.quantile(normal.inv_cdf((step + 0.5) / steps)) for step in range(steps))
    assert isclose(estimate.mean, drawn, rel_tol=1e-3)


@given(sizes, sizes)
def test_a_range_of_two_has_its_middle_at_the_root(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert isclose(Estimate.between(low, high).likely, sqrt(low * high))


@pytest.mark.parametrize(
    ("points", "word"),
    [
        ((5, 3, 9), "fall"),
        ((3, 3, 9), "equals one end"),
        ((3, 9, 9), "equals one end"),
        ((0, 1e-300, 1e10), "lopsided"),
    ],
)
def test_what_is_no_range_says_why(points: tuple[float, float, float], word: str) -> None:
    problem = Estimate(*points).problem
    assert problem is not None
    assert word in problem


def test_a_range_beyond_floats_has_no_mean() -> None:
    assert Estimate(0.0, 1e-300, 1e10).mean == inf


def test_spelling_takes_no_part_in_equality() -> None:
    assert Estimate.exact(5.0, "5") == Estimate.exact(5.0, "5.0")
    assert len({Estimate.exact(5.0, "5"), Estimate.exact(5.0, "5.0")}) == 1
    assert Estimate.exact(5.0) != "5"


@pytest.mark.parametrize(
    ("number", "text"),
    [(5.0, "5"), (1e3, "1000"), (0.1, "0.1"), (1e15, "1000000000000000"), (1e-7, "0.0000001"), (-0.0, "0")],
)
def test_plain_digits(number: float, text: str) -> None:
    assert plain(number) == text
    assert str(Estimate.exact(number)) == text


@given(st.floats(min_value=1e-9, max_value=1e17))
def test_plain_digits_mean_the_number(number: float) -> None:
    assert isclose(float(plain(number)), number, rel_tol=1e-11)
    assert "e" not in plain(number)
