"""The worth of knowing a number: golden numbers, closed forms, and every feasible order as an oracle."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, permutations
from math import exp, log, pi, sqrt
from statistics import NormalDist
from types import SimpleNamespace
from typing import Literal, cast

import pytest

from pmcli.forecast.worth.bets import Bet
from pmcli.forecast.worth.expectation import HALF, InputSpread
from pmcli.forecast.worth.flipping import MovedNumber, Straight
from pmcli.forecast.worth.flips import Flip, flips, nearest
from pmcli.forecast.worth.information import REACH, Unknown, of_range, regret
from pmcli.forecast.worth.standing import BlockOrder, Kind, blocks_of, sequenced
from pmcli.model.estimate import Estimate, Z
from pmcli.sequencing.order.jobs import delay_cost
from tests.conftest import for_each
from tests.sequencing.oracle import dice

DOUBLING = Estimate(2.0, 4.0, 8.0)
Lines = dict[float, float]
KINDS: tuple[Kind, ...] = ("value", "cost")


def golden_a() -> Unknown:
    """Three features without arcs: the first worth ten times an estimate."""
    standing = BlockOrder.made([10 * DOUBLING.mean, 36.0, 30.0], [4.0, 3.0, 3.0], [])
    return Unknown(standing, 0, "value", DOUBLING, Straight(0.0, 10.0))


def test_golden_a() -> None:
    """The sum over the pairs of the features, by the published numbers."""
    known = golden_a()
    assert known.sure * known.standing.total == pytest.approx(32.919721, abs=5e-7)
    assert known.sure == pytest.approx(0.300052, abs=5e-7)
    assert 0 < known.halved < known.sure
    between = of_range(known.standing, 0, "value", Straight(0.0, 10.0), 2.0, 8.0)
    assert between is not None
    assert between.sure == pytest.approx(known.sure)


def test_golden_b() -> None:
    """A bet of even odds: a sure answer, and a test that may be wrong."""
    bet = Bet(BlockOrder.made([30.0, 36.0, 30.0], [4.0, 3.0, 3.0], []), 0, 0.5, 60.0)
    assert bet.regret(1.0) == pytest.approx(96.0)
    assert bet.regret(0.0) == 0.0
    assert bet.sure / 96 == pytest.approx(0.5)
    assert bet.after(0.8) == pytest.approx((0.425, 0.941176, 0.173913), abs=5e-7)
    assert bet.test(0.8) == pytest.approx(31.8)
    assert bet.test(0.8) / 96 == pytest.approx(0.33125)
    assert [bet.rank(odds) for odds in (1.0, 0.5, 0.0)] == [1, 3, 3]


def test_sums_are_rounded_once() -> None:
    """Python's own `sum` makes ten times a tenth less than one up to 3.11, and one from 3.12 on."""
    lever = cast("MovedNumber", SimpleNamespace(now=0.0, bends=[(1.0, 0.1)] * 10))
    assert regret(lever, 2.0) == 1.0
    spread = InputSpread(0.0, 1.0, 0.0)
    assert spread.beyond([(0.0, 0.1 / spread.above(0.0))] * 10, above=True) == 1.0


def test_pairs_of_lognormals() -> None:
    """One number against a certain one: the price of an exchange option, Margrabe's formula."""
    rate, normal = log(2) / Z, NormalDist().cdf
    for value in (36.0, 30.0):
        pair = BlockOrder.made([10 * DOUBLING.mean, value], [4.0, 3.0], [])
        mine, theirs = pair.values[0] * 3.0, value * 4.0
        first = (log(mine / theirs) + rate * rate / 2) / rate
        exchange = mine * normal(first) - theirs * normal(first - rate)
        known = Unknown(pair, 0, "value", DOUBLING, Straight(0.0, 10.0))
        assert known.sure * pair.total == pytest.approx(exchange - max(mine - theirs, 0.0), rel=1e-12)


@for_each(
    "low, likely, high",
    [(2, 4, 8), (3, 5, 9), (3, 8, 9), (1, 2, 3), (4, 5, 5.5), (0.1, 0.2, 0.3), (1, 1.5, 2.0001)],
)
def test_partial_expectations(low: float, likely: float, high: float) -> None:
    """The closed forms against sums over a fine grid of normal scores, cut at a floor and not."""
    estimate = Estimate(low, likely, high)
    for known in (1.0, HALF):
        spread = InputSpread.of(estimate, 0.9 * low, known=known)
        assert InputSpread.of(estimate, known=known).above(-1e9) == pytest.approx(1e9 + estimate.mean)
        grid = [(spread.quantile(z), weight) for z, weight in _grid(2000)]
        for point in (low, likely, 1.3 * likely, high):
            above = sum(weight * max(number - point, 0) for number, weight in grid)
            below = sum(weight * max(point - number, 0) for number, weight in grid)
            assert spread.above(point) == pytest.approx(above, rel=5e-4, abs=1e-6)
            assert spread.below(point) == pytest.approx(below, rel=5e-4, abs=1e-6)
        points = [(low, 2.0), (likely, 0.5), (high, 3.0)]
        for side, part in ((True, spread.above), (False, spread.below)):
            added = sum(weight * part(point) for point, weight in points)
            assert spread.beyond(points, above=side) == pytest.approx(added, rel=1e-12)


def _grid(steps: int) -> list[tuple[float, float]]:
    """Normal scores from −9 to 9, each with its weight."""
    width = 18 / steps
    scores = [-9 + (step + 0.5) * width for step in range(steps)]
    return [(z, width * exp(-z * z / 2) / sqrt(2 * pi)) for z in scores]


def _backlogs(count: int) -> Iterator[tuple[list[tuple[int, int]], Unknown]]:
    """The arcs of small random backlogs, each with one number that is unknown."""
    random = dice("worth")
    for _ in range(count):
        size, share = random.randint(4, 6), random.choice((0.0, 0.2, 0.5))
        arcs = [(tail, head) for tail in range(size) for head in range(tail) if random.random() < share]
        values = [random.choice((0.0, *[random.uniform(1, 100)] * 4)) for _ in range(size)]
        costs = [random.uniform(1, 10) for _ in range(size)]
        if is_whole := random.random() < 0.4:  # ties: several are passed at once
            values, costs = (
                [float(round(each / 9)) for each in values],
                [float(random.randint(1, 3)) for _ in costs],
            )
        node = random.randrange(size)
        kind: Literal["value", "cost"] = random.choice(("value", "cost"))
        likely = random.uniform(2, 60) if kind == "value" and not is_whole else random.uniform(1, 10)
        estimate = Estimate(likely * random.uniform(0.2, 0.8), likely, likely * random.uniform(1.2, 4))
        base = random.choice((0.0, 3.0))
        (values if kind == "value" else costs)[node] = base + estimate.mean
        standing = BlockOrder.made(values, costs, arcs)
        yield arcs, Unknown(standing, node, kind, estimate, Straight(base, 1.0), 0.01 * likely)


def test_only_what_moves_is_ordered_again() -> None:
    """The order at any number of a job costs what that of the whole part, made anew, costs there."""
    random = dice("scope")
    for _ in range(12):
        size = random.randint(8, 16)
        arcs = [(tail, head) for tail in range(size) for head in range(tail) if random.random() < 1.5 / size]
        values, costs = ([float(random.randint(1, 40)) for _ in range(size)] for _ in KINDS)
        standing = BlockOrder.made(values, costs, arcs)
        node, kind = random.randrange(size), random.choice(KINDS)
        now = standing.now(node, kind)
        lever = MovedNumber(standing, node, kind, now / 8, now * 8)
        for share in (0.13, 0.4, 0.97, 1.1, 2.7, 7.9):
            jobs, order = lever.jobs(now * share), lever.arranged(now * share)
            assert sorted(order.sequence) == list(range(len(jobs)))
            cost = delay_cost(jobs.values, jobs.costs, order.sequence)
            assert cost == pytest.approx(delay_cost(jobs.values, jobs.costs, sequenced(jobs)), rel=1e-12)
            blocks = blocks_of(jobs.values, jobs.costs, order.sequence)
            own = next(block for block in blocks if lever.place in block.nodes)
            assert lever.density(now * share, order) == pytest.approx(own.density, rel=1e-12)
            assert all(order.sequence.index(need) < order.sequence.index(of) for of, need in jobs.arcs)


def _lines(arcs: list[tuple[int, int]], known: Unknown) -> Lines:
    """What the feasible orders cost: by slope in the unknown number the least level."""
    values, costs = list(known.standing.values), list(known.standing.costs)
    (values if known.kind == "value" else costs)[known.node] = 0.0
    levels: Lines = {}
    for order in permutations(range(len(values))):
        place = {node: number for number, node in enumerate(order)}
        if any(place[tail] < place[head] for tail, head in arcs):
            continue
        ends = [sum(costs[node] for node in order[: at + 1]) for at in range(len(order))]
        at = place[known.node]
        slope = ends[at] if known.kind == "value" else sum(values[node] for node in order[at:])
        level = sum(values[node] * end for node, end in zip(order, ends, strict=True))
        levels[round(slope, 9)] = min(level, levels.get(round(slope, 9), level))
    return levels


def _least(lines: Lines, number: float) -> tuple[float, float]:
    """The least cost at a number, and the slope of the order that has it."""
    return min((level + slope * number, slope) for slope, level in lines.items())


def test_every_order() -> None:
    """The exact worth against the best of all orders at each of many numbers; and flips are where it changes."""
    told: list[Flip] = []
    for arcs, known in _backlogs(36):
        lines, now = _lines(arcs, known), known.lever.now
        level, _ = _least(lines, now)
        slope = next(each for each in lines if lines[each] + each * now - level <= 1e-9 * level)
        loss = 0.0
        for z, weight in _grid(2000):
            number = known.enters(known.spread.quantile(z))
            loss += weight * (lines[slope] + slope * number - _least(lines, number)[0])
        assert known.sure * known.standing.total == pytest.approx(loss, rel=1e-3, abs=1e-6 * level)
        told += _flips_are_true(lines, known)
    assert len(told) > 25


def _flips_are_true(lines: Lines, known: Unknown) -> list[Flip]:
    """The flips told: as many as bisection finds, each where the best order is another on both sides."""
    assert isinstance(known.enters, Straight)
    low, high = (known.spread.quantile(z) for z in (-REACH, REACH))
    told = list(flips(known.lever, known.enters))
    for flip in told:
        assert low <= flip.at <= high
        sides = [_least(lines, known.enters(flip.at * share))[1] for share in (0.999, 1.001)]
        assert sides[0] != sides[1]
    assert len(told) == _changes(lines, known, low, high)
    now = known.enters.back(known.lever.now)
    for rises in (True, False):
        found = nearest(known.lever, known.enters, *known.ends, rises=rises)
        assert found == min(
            (flip for flip in told if flip.rises == rises), key=lambda flip: abs(flip.at - now), default=None
        )
    return told


def _changes(lines: Lines, known: Unknown, low: float, high: float) -> int:
    """How often the best slope changes between two numbers, found by bisection."""

    def slope(number: float) -> float:
        return _least(lines, known.enters(number))[1]

    def between(low: float, high: float, first: float, last: float) -> int:
        if first == last:
            return 0
        if high - low < 1e-9 * high:
            return 1
        middle = (low + high) / 2
        return between(low, middle, first, slope(middle)) + between(middle, high, slope(middle), last)

    grid = [low + (high - low) * step / 64 for step in range(65)]
    return sum(between(start, end, slope(start), slope(end)) for start, end in pairwise(grid))


def test_what_goes_first_is_a_backlog_of_its_own() -> None:
    """What a decision puts first is passed by nothing, and its places come before all others."""
    standing = BlockOrder.made([1.0, 50.0, 40.0], [1.0, 1.0, 1.0], [], first={0})
    known = Unknown(standing, 2, "value", Estimate(20.0, 40.0, 80.0), Straight())
    assert [(flip.node, flip.rank) for flip in flips(known.lever)] == [(1, 2)]
    first = Unknown(standing, 0, "value", Estimate(0.5, 1.0, 2.0), Straight())
    assert (first.sure, list(flips(first.lever))) == (0.0, [])


def test_in_no_straight_line() -> None:
    """A number that enters by its square is worth the mean regret over its quantiles."""
    estimate = Estimate(1.5, 2.0, 2.5)
    standing = BlockOrder.made([estimate.mean**2, 4.5], [1.0, 1.0], [])
    known = Unknown(standing, 0, "value", estimate, lambda number: number**2)
    grid = [(estimate.quantile(z) ** 2, weight) for z, weight in _grid(4000)]
    mean = sum(weight * max(value - 4.5, 0.0) for value, weight in grid)
    assert known.sure * standing.total == pytest.approx(mean, rel=5e-3)
