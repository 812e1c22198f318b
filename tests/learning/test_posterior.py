"""What ranges have meant, against the figures measured when the method was chosen."""

from __future__ import annotations

from math import exp, isfinite, log
from random import Random
from statistics import NormalDist, fmean

import pytest

from pmcli.experiments.distributions import beta_share, t_quantile
from pmcli.learning.confidence import base_rate, brier, hit_rates, jeffreys
from pmcli.learning.deliveries import DeliveredShare
from pmcli.learning.posterior import calibrated, posterior
from pmcli.model.estimate import Estimate
from tests.conftest import for_each

FIVE = (
    (Estimate(3, 5, 9), 8), (Estimate(2, 3, 5), 3.5), (Estimate(4, 6, 10), 12), (Estimate(1, 2, 3), 2),
    (Estimate(5, 8, 13), 11),
)  # fmt: skip


def ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.low, estimate.likely, estimate.high


def share(estimate: Estimate, took: float) -> DeliveredShare:
    return DeliveredShare("a", "web", estimate, took)


@for_each("degrees, value", [(1, 6.313752), (4, 2.131847), (8, 1.859548), (20, 1.724718), (4000, 1.645235)])
def test_t_is_that_of_tables(degrees: float, value: float) -> None:
    assert t_quantile(0.95, degrees) == pytest.approx(value, abs=5e-7)


@for_each("x, a, b, below", [(0, 2, 3, 0), (1, 2, 3, 1), (0.5, 2, 2, 0.5), (0.2, 1, 1, 0.2), (0.3, 2, 1, 0.09), (0.9, 1, 3, 0.999)])  # fmt: skip
def test_beta_is_the_polynomial_that_it_is_in_whole_numbers(
    x: float, a: float, b: float, below: float
) -> None:
    assert beta_share(x, a, b) == pytest.approx(below, abs=1e-12)


def test_five_deliveries_widen_and_move_a_range() -> None:
    shares = [share(said, took) for said, took in FIVE]
    errors = [one.error for one in shares]
    assert errors == pytest.approx([1.315368, 0.496408, 2.232126, 0, 1.078987], abs=5e-7)
    assert sum(one.is_inside for one in shares) == 4
    found = posterior(errors)
    assert (found.shift, found.spread, found.degrees) == pytest.approx((0.853815, 1.285564, 9), abs=5e-7)
    meant = ends(calibrated(Estimate(3, 5, 9), found))
    assert meant == pytest.approx((3.135471, 6.783686, 15.745721), abs=5e-7)


@for_each("said, same", [
    (Estimate.exact(4), Estimate(2, 4, 8)), (Estimate(0, 2, 6), Estimate(2 / 3, 2, 6)),
])  # fmt: skip
def test_what_lacks_an_end_is_taken_at_one(said: Estimate, same: Estimate) -> None:
    found = posterior([0.5, 1.5, -1])
    assert ends(calibrated(said, found)) == pytest.approx(ends(calibrated(same, found)))
    assert share(said, 1).error == pytest.approx(share(same, 1).error)


def test_what_is_mapped_stays_a_range_of_numbers() -> None:
    nothing = Estimate.exact(0)
    assert calibrated(nothing, posterior([])) == nothing
    far = calibrated(Estimate(3, 5, 9), posterior([share(Estimate(4.99, 5, 5.01), 900).error]))
    assert 0 < far.low < far.likely < far.high
    assert isfinite(far.high)


def looked_at(draw: Random) -> tuple[list[float], list[float]]:
    """The errors of 60 features of true ratio 1, started over 16 weeks and looked at then: done, and at least."""
    done: list[float] = []
    least: list[float] = []
    for _ in range(60):
        likely = exp(draw.gauss(1.5, 0.5))
        takes, since = likely * exp(draw.gauss(0, 0.55)), draw.uniform(0, 16)
        (done if takes <= since else least).append(share(Estimate.exact(likely), min(takes, since)).error)
    return done, least


def test_what_is_not_done_yet_is_not_forgotten() -> None:
    draw = Random(7)  # noqa: S311 - for numbers, not secrets
    looks = [looked_at(draw) for _ in range(60)]
    seen, told = (
        exp(
            sum(posterior(done, least if is_told else ()).shift for done, least in looks)
            / 60
            * log(2)
            / 1.645
        )
        for is_told in (False, True)
    )
    assert seen < 0.9
    assert told == pytest.approx(1, abs=0.03)


def test_what_is_known_to_be_far_off_moves_as_much() -> None:
    assert posterior([], [80.0]).shift > posterior([], [0.0]).shift > 0
    assert posterior([], [80.0]).shift >= 40


def test_confidence_is_scored_by_what_came() -> None:
    bets = [(0.8, True), (0.8, True), (0.5, False), (0.8, False), (0.5, True)]
    assert (brier(bets), base_rate(bets)) == pytest.approx((0.2440, 0.2400))
    surest, other = hit_rates(bets)
    assert (surest.said, surest.count, surest.hits, other.said) == (0.8, 3, 2, 0.5)
    assert (surest.low, surest.high) == pytest.approx((0.236, 0.938), abs=5e-4)


@for_each("hits, count, low, high", [(12, 23, 0.355121, 0.684529), (0, 4, 0, 0.362487), (4, 4, 0.637513, 1)])
def test_intervals_of_shares(hits: int, count: int, low: float, high: float) -> None:
    assert jeffreys(hits, count) == pytest.approx((low, high), abs=5e-7)


@for_each("shift, spread, covered", [
    (0.0, 1.0, (100, 97, 95, 93)),  # honest
    (0.5, 2.0, (97, 85, 87, 88)),  # late, and ranges half as wide as they should be
    (0.3, 1.5, (100, 90, 90, 90)),  # over-confident
])  # fmt: skip
def test_ranges_hold_what_comes_next_whatever_the_team(
    shift: float, spread: float, covered: tuple[int, ...]
) -> None:
    """The shares measured when the method was chosen; here of 300 histories, with what they hold known exactly."""
    draw, normal = Random(7), NormalDist(shift, spread)  # noqa: S311 - nothing is secret

    def share(deliveries: int) -> float:
        low, high = posterior([draw.gauss(shift, spread) for _ in range(deliveries)]).ends
        return normal.cdf(high) - normal.cdf(low)

    shares = [100 * fmean(share(count) for _ in range(300 if count else 1)) for count in (0, 5, 10, 20)]
    assert shares == pytest.approx(covered, abs=1.5)
