"""The optimizer's curse: what is first promises too much, and by how much."""

from math import exp, pi, sqrt

import pytest

from pmcli.forecast.worth.curse import delivered, shrunk
from tests.sequencing.oracle import dice


def test_three_zeros() -> None:
    """The best of three true zeros with unit noise reads 3 / (2 √π) = 0.846284 on average."""
    assert 3 / (2 * sqrt(pi)) == pytest.approx(0.846284, abs=5e-7)
    random = dice("zeros")
    best = [max(random.gauss(0, 1) for _ in range(3)) for _ in range(20_000)]
    assert sum(best) / len(best) == pytest.approx(0.846284, abs=0.02)


def test_first_ten_of_28() -> None:
    """What differs by 0.8 and is known to 0.4 (in logarithms): the first ten bring 83.8 % of what they claim."""
    random, spreads = dice("curse"), [0.4] * 28
    claimed = brought = expected = told = 0.0
    for _ in range(300):
        true = [exp(random.gauss(0, 0.8)) for _ in range(28)]
        values = [value * exp(random.gauss(0, 0.4)) for value in true]
        first = sorted(range(28), key=lambda at: -values[at])[:10]
        claimed += sum(values[at] for at in first)
        brought += sum(true[at] for at in first)
        expected += sum(shrunk(values, spreads)[at] for at in first)
        told += (delivered(values, spreads, first) or 0.0) / 300
    assert brought / claimed == pytest.approx(0.838, abs=0.01)
    assert brought / expected == pytest.approx(1.0, abs=0.015)
    assert told == pytest.approx(0.838, abs=0.02)


def test_what_cannot_be_shrunk() -> None:
    """Exact numbers, those that differ by less than their errors, a single one, and nothing at all."""
    assert shrunk([1.0, 4.0], [0.0, 0.0]) == pytest.approx([1.0, 4.0])
    assert shrunk([2.0, 2.0, 0.0], [0.5, 0.5, 0.5]) == pytest.approx([2.0, 2.0, 0.0])
    assert shrunk([1.0, 1.2], [1.0, 1.0]) == pytest.approx([sqrt(1.2)] * 2)
    assert shrunk([3.0], [1.0]) == [3.0]
    assert delivered([0.0, 0.0], [0.1, 0.1], [0]) is None
