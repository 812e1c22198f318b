"""Draws: the golden figures of the distributions, and what does not change them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from pmcli import load, rank
from pmcli.forecast import draws
from pmcli.forecast.draws import CHUNK, Draws, Floats, chunks, normal, uniform
from pmcli.forecast.inputs import Input, Kind
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.ordering import how_sure
from pmcli.model.estimate import Estimate

NORTHWIND = Path(__file__).parents[1] / "data" / "northwind"
MANY = 40


def unknown(
    owner: str, low: float, likely: float, high: float, kind: Kind = "value", team: str | None = None
) -> Input:
    return Input(owner, kind, Estimate(low, likely, high), kind, team)


def drawn(inputs: Sequence[Input], shared_error: float = 0.3) -> Floats:
    """The draws of 40,000 futures."""
    return np.hstack([Draws(shared_error).of(inputs, chunk) for chunk in range(MANY)])


SKEWED = unknown("a", 3, 5, 9)
EVEN = unknown("b", 3.355, 5, 6.645, "effort", "web")
MIXED = (SKEWED, EVEN, unknown("c", 3, 8, 9, "effort", "web"), unknown("d", 8, 10, 11, "capacity", "web"))


def test_the_table_is_standard_normal() -> None:
    table = normal([str(number) for number in range(20)], 0, CHUNK)
    whole = draws._table()
    assert whole.std() == pytest.approx(0.99999, abs=1e-5)
    assert ((whole / whole.std()) ** 4).mean() == pytest.approx(2.9992, abs=1e-4)
    assert (whole.min(), whole.max()) == (pytest.approx(-4.3, abs=0.05), pytest.approx(4.3, abs=0.05))
    assert set(table.ravel().tolist()) <= set(whole.tolist())


def test_every_stratum_has_one_future_also_in_a_small_chunk() -> None:
    for size in (1, 7, 500, CHUNK):
        ordered = np.sort(uniform(["a", "b"], 2, size), axis=1) * size
        assert (abs(ordered - np.arange(size) - 0.5) <= 0.5 + size / 65536).all()
    assert chunks(2500) == [1000, 1000, 500]


def test_the_far_ends_are_as_rare_as_they_should_be() -> None:
    scores = normal([str(number) for number in range(600)], 0, CHUNK)
    assert (abs(scores) > 3.5).mean() == pytest.approx(2 * NormalDist().cdf(-3.5), rel=0.15)
    assert scores.std() == pytest.approx(1, abs=1e-3)


def test_ranges_are_drawn_as_they_are_written() -> None:
    ranges = ((3, 5, 9), (3, 27**0.5, 9), (2, 4, 8))
    rows = drawn([unknown(str(number), *range_) for number, range_ in enumerate(ranges)])
    for row, range_, mean, tail in zip(
        rows, ranges, (5.371338, 5.494081, 4.371338), (7.864044, 7.971400, 6.864044), strict=True
    ):
        assert row.mean() == pytest.approx(mean, abs=0.005)
        assert np.quantile(row, (0.05, 0.5, 0.95)) == pytest.approx(range_, rel=0.005)
        assert np.quantile(row, 0.9) == pytest.approx(tail, rel=0.005)


def test_draws_of_an_input_are_the_same_whatever_else_is_drawn() -> None:
    alone = [Draws().of([found], 3) for found in MIXED]
    together = Draws().of([unknown("other", 1, 2, 3, "effort", "api"), *MIXED], 3)
    assert (together[1:] == np.vstack(alone)).all()
    crowd = [unknown(str(number), 3, 5, 9) for number in range(600)]
    assert (Draws().of([*crowd, *MIXED], 3)[600:] == np.vstack(alone)).all()
    assert Draws().of((), 0).shape == (0, CHUNK)


def test_efforts_of_a_team_err_together_and_its_periods_too() -> None:
    owners: tuple[tuple[str, Kind, str], ...] = (
        ("a", "effort", "web"), ("b", "effort", "web"), ("c", "effort", "api"), ("d", "value", "web"),
        ("e", "capacity", "web"), ("f", "capacity", "web"),
    )  # fmt: skip
    even = [unknown(name, 3.355, 5, 6.645, kind, team) for name, kind, team in owners]
    for share in (0.0, 0.3, 1.0):
        found = np.corrcoef(drawn(even, share))
        expected = np.eye(6)
        expected[0, 1] = expected[1, 0] = share
        expected[4, 5] = expected[5, 4] = 0.5
        assert found == pytest.approx(expected, abs=0.02)
    both = drawn(even[:2], 0.3).sum(axis=0)
    assert (both <= 11).mean() == pytest.approx(0.732428, abs=0.008)


def test_nothing_is_drawn_below_its_least() -> None:
    value, effort = drawn([unknown("a", 1, 8, 9), unknown("a", 1, 8, 9, "effort", "web")])
    assert (value.min(), effort.min()) == (0.0, 0.08)
    plain = Input("a", "effort", Estimate(2, 4, 8), "effort", "web", is_assumed=True)
    assert (Draws(is_exact=True).of([plain, SKEWED], 0)[0] == 4.0).all()


def test_the_draws_are_those_of_every_other_machine() -> None:
    """The streams to the last bit; the numbers to 6 digits, for `expm1` differs in the last between processors."""
    exact = np.hstack([uniform([found.key for found in MIXED], chunk, 777) for chunk in (0, 5)])
    rounded = np.round(np.hstack([Draws().of(MIXED, chunk, 777) for chunk in (0, 5)]), 6)
    hashes = [sha256(numbers.astype("<f8").tobytes()).hexdigest()[:16] for numbers in (exact, rounded)]
    assert hashes == ["742f798a79e573b9", "6e5010a626ed0cb3"]


def test_the_last_digit_of_a_number_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    backlog = load(NORTHWIND).backlog
    before = how_sure(backlog, rank(backlog), ForecastOptions(futures=1000))
    table = draws._table()
    either = np.where(np.arange(len(table)) % 3, np.inf, -np.inf)
    monkeypatch.setattr(draws, "_table", lambda: np.nextafter(table, either))
    assert how_sure(backlog, rank(backlog), ForecastOptions(futures=1000)) == before
