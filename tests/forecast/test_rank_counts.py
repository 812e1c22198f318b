"""Odds, ranges and ties of ranks, against counting one by one; parts add up."""

from __future__ import annotations

import math
from functools import reduce
from operator import add
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.forecast.central_weights import CentralWeights
from pmcli.forecast.rank_counts import RankCounts, thinning
from pmcli.forecast.ranks import ranks
from pmcli.forecast.sureness import NeighbourPairs

Table = npt.NDArray[np.int16]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Ranks of a few features in some futures."""
    size = draw(st.integers(1, 5))
    columns = draw(st.lists(st.permutations(range(1, size + 1)), min_size=1, max_size=30))
    return np.array(columns, dtype=np.int16).T


@given(tables(), st.integers(1, 7))
def test_as_counted_one_by_one_in_whatever_parts(table: Table, part: int) -> None:
    size, futures = table.shape
    usual, places = range(size), (1, 2)
    parts = [RankCounts.of(table[:, at : at + part], usual, places) for at in range(0, futures, part)]
    found = reduce(add, reversed(parts))
    assert found.futures == futures
    for row, ranks_of in enumerate(table.tolist()):
        assert [found.odds_within(place)[row] for place in places] == [
            sum(rank <= place for rank in ranks_of) / futures for place in places
        ]
        least = [
            min(rank for rank in ranks_of if sum(other <= rank for other in ranks_of) >= share * futures)
            for share in (0.05, 0.5, 0.95)
        ]
        assert found.quantiles([0.05, 0.5, 0.95])[row].tolist() == least
    odds = [float(np.mean(table[row] < table[row + 1])) for row in range(size - 1)]
    assert found.odds_ahead().tolist() == odds
    bands = [[0]]
    for row in range(1, size):
        if float(np.mean(table[bands[-1][0]] < table[row])) < 0.8:
            bands[-1].append(row)
        else:
            bands.append([row])
    assert found.bands(0.8) == tuple(map(tuple, bands))


def test_five_per_cent_of_many_futures_is_a_whole_number_of_them() -> None:
    table = np.argsort(np.random.RandomState(1).standard_normal((100, 4000)), axis=0).astype(np.int16) + 1
    found = RankCounts.of(table, range(100)).quantiles([0.05, 0.5, 0.95])
    assert found.tolist() == np.sort(table, axis=1)[:, [199, 1999, 3799]].tolist()


def test_ties_follow_the_present_order() -> None:
    table = np.array([[2, 2, 2, 3, 2], [1, 1, 1, 1, 1], [3, 3, 3, 2, 3]], dtype=np.int16)
    found = RankCounts.of(table, (1, 0, 2))
    assert found.odds_ahead().tolist() == [1.0, 0.8]
    assert found.bands(0.8) == ((1,), (0,), (2,))
    assert found.bands(0.81) == ((1,), (0, 2))
    assert found.neighbours(0.81, {(2, 0)}) == NeighbourPairs(free=1, apart=1, bound=1)
    assert found.neighbours(0.81, {(0, 2)}) == NeighbourPairs(free=2, apart=1, bound=0)


@pytest.mark.parametrize("part", [4, 5, 20])
def test_very_many_ranks_are_kept_by_every_so_many_th(part: int) -> None:
    table = np.array([np.arange(20) % 7 + 1, np.arange(20) % 5 + 1], dtype=np.int16)
    parts = [
        RankCounts.of(table[:, at : at + part], (0, 1), (3,), start=at, every=3) for at in range(0, 20, part)
    ]
    found = reduce(add, parts)
    assert np.hstack(found.kept).tolist() == table[:, ::3].tolist()
    assert found.odds_within(3).tolist() == np.mean(table <= 3, axis=1).tolist()
    assert (thinning(1_000, 10_000), thinning(20_000, 100_000)) == (1, 20)


def test_golden_odds_of_two_features() -> None:
    """A worth 60..90..135, B worth 80, both 4 of effort: A is first with Φ(ln(90/80) / (ln(1.5)/1.645))."""
    futures = 20_000
    normal = NormalDist()
    scores = np.array([normal.inv_cdf((k + 0.5) / futures) for k in range(futures)])
    values = np.array([90 * 1.5 ** (scores / 1.645), np.full(futures, 80.0)])
    found = RankCounts.of(ranks(values, np.full((2, 1), 4.0), (), (0, 1)), (0, 1), (1,))
    exact = normal.cdf(math.log(90 / 80) / (math.log(1.5) / 1.645))
    assert exact == pytest.approx(0.683623, abs=5e-7)
    assert found.odds_within(1).tolist() == pytest.approx([exact, 1 - exact], abs=1 / futures)


def test_central_weights_are_the_mean_of_those_that_put_first() -> None:
    table = np.array([[1, 2, 1, 2], [2, 1, 2, 1], [3, 3, 3, 3]], dtype=np.int16)
    weights = np.array([[0.75, 0.25, 0.5, 0.125], [0.25, 0.75, 0.5, 0.875]])
    whole = CentralWeights.of(table, weights)
    assert whole.means() == {0: (0.625, 0.375), 1: (0.1875, 0.8125)}
    parts = CentralWeights.of(table[:, 1:], weights[:, 1:]) + CentralWeights.of(table[:, :1], weights[:, :1])
    assert parts.means() == whole.means()
    assert whole.firsts.tolist() == [2, 2, 0]
