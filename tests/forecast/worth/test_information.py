"""The worth of knowing a number: golden numbers, closed forms, and every feasible order as an oracle."""

from itertools import permutations
from math import exp, log, pi, sqrt
from random import Random
from statistics import NormalDist

import pytest

from pmcli.forecast.worth.bets import Bet
from pmcli.forecast.worth.expectation import HALF, Spread
from pmcli.forecast.worth.flipping import Straight
from pmcli.forecast.worth.flips import flips
from pmcli.forecast.worth.information import REACH, Unknown
from pmcli.forecast.worth.standing import Standing
from pmcli.model.estimate import Estimate, Z
from tests.conftest import for_each

DOUBLING = Estimate(2.0, 4.0, 8.0)


def golden_a(spread=DOUBLING):
    """Three features without arcs: the first worth ten times an estimate."""
    standing = Standing.made([10 * spread.mean, 36.0, 30.0], [4.0, 3.0, 3.0], [])
    return Unknown(standing, 0, "value", spread, Straight(0.0, 10.0))


def test_golden_a():
    """The sum over the pairs of the features, by the published numbers."""
    known = golden_a()
    total = known.standing.total
    assert known.sure * total == pytest.approx(32.919721, abs=5e-7)
    assert known.sure == pytest.approx(0.300052, abs=5e-7)
    assert 0 < known.halved < known.sure


def test_golden_b():
    """A bet of even odds: a sure answer, and a test that may be wrong."""
    bet = Bet(Standing.made([30.0, 36.0, 30.0], [4.0, 3.0, 3.0], []), 0, 0.5, 60.0)
    assert (bet.regret(1.0), bet.regret(0.0)) == (pytest.approx(96.0), 0.0)
    assert bet.sure / 96 == pytest.approx(0.5)
    assert bet.after(0.8) == pytest.approx((0.425, 0.941176, 0.173913), abs=5e-7)
    assert bet.test(0.8) == pytest.approx(31.8)
    assert bet.test(0.8) / 96 == pytest.approx(0.33125)
    assert [bet.rank(odds) for odds in (1.0, 0.5, 0.0)] == [1, 3, 3]


def test_pairs_of_lognormals():
    """One number against one other: the price of an exchange option whose other side is certain (Margrabe)."""
    rate, normal = log(2) / Z, NormalDist().cdf
    known = golden_a()
    for other in (0, 1):
        value, cost = (36.0, 30.0)[other], 3.0
        pair = Standing.made([known.standing.values[0], value], [4.0, cost], [])
        mine, theirs = pair.values[0] * cost, value * 4.0
        first = (log(mine / theirs) + rate * rate / 2) / rate
        exchange = mine * normal(first) - theirs * normal(first - rate)
        at_once = max(mine - theirs, 0.0)
        assert Unknown(pair, 0, "value", DOUBLING, Straight(0.0, 10.0)).sure * pair.total == pytest.approx(
            exchange - at_once, rel=1e-12
        )


@for_each(
    "low, likely, high",
    [(2, 4, 8), (3, 5, 9), (3, 8, 9), (1, 2, 3), (4, 5, 5.5), (0.1, 0.2, 0.3), (1, 1.5, 2.0001)],
)
def test_partial_expectations(low, likely, high):
    """The closed forms against sums over a fine grid of normal scores, cut at a floor and not."""
    estimate = Estimate(low, likely, high)
    for known in (1.0, HALF):
        spread = Spread.of(estimate, 0.9 * low, known=known)
        assert Spread.of(estimate, known=known).above(-1e9) == pytest.approx(1e9 + estimate.mean)
        for point in (low, likely, 1.3 * likely, high):
            grid = [(spread.quantile(z), weight) for z, weight in _grid(4000)]
            assert spread.above(point) == pytest.approx(
                sum(weight * max(x - point, 0) for x, weight in grid), rel=1e-4, abs=1e-7
            )
            assert spread.below(point) == pytest.approx(
                sum(weight * max(point - x, 0) for x, weight in grid), rel=1e-4, abs=1e-7
            )


def _grid(steps):
    """Normal scores from −9 to 9, each with its weight."""
    width = 18 / steps
    scores = [-9 + (step + 0.5) * width for step in range(steps)]
    return [(z, width * exp(-z * z / 2) / sqrt(2 * pi)) for z in scores]


def _backlogs(count):
    """Small random backlogs, each with one unknown number; some with arcs, some with what costs alike."""
    random = Random(16)
    for _ in range(count):
        size = random.randint(2, 6)
        arcs = [
            (tail, head)
            for tail in range(size)
            for head in range(tail)
            if random.random() < random.choice((0.0, 0.3, 0.6))
        ]
        values = [random.choice((0.0, random.uniform(1, 100))) for _ in range(size)]
        costs = [random.uniform(1, 10) for _ in range(size)]
        node, kind = random.randrange(size), random.choice(("value", "cost"))
        likely = random.uniform(2, 50)
        estimate = Estimate(likely * random.uniform(0.3, 0.9), likely, likely * random.uniform(1.1, 3))
        base = random.choice((0.0, 3.0))
        (values if kind == "value" else costs)[node] = base + estimate.mean
        standing = Standing.made(values, costs, arcs)
        yield arcs, Unknown(standing, node, kind, estimate, Straight(base, 1.0), 0.01 * likely)


def _lines(arcs, known):
    """What every feasible order costs: by slope in the unknown number the least level."""
    values, costs = list(known.standing.values), list(known.standing.costs)
    (values if known.kind == "value" else costs)[known.node] = 0.0
    levels = {}
    for order in permutations(range(len(values))):
        place = {node: number for number, node in enumerate(order)}
        if any(place[tail] < place[head] for tail, head in arcs):
            continue
        work = level = 0.0
        for node in order:
            work += costs[node]
            level += work * values[node]
        at = place[known.node]
        slope = (
            sum(values[node] for node in order[at:])
            if known.kind == "cost"
            else sum(costs[node] for node in order[: at + 1])
        )
        if known.kind == "value":
            slope = sum(costs[node] for node in order[: at + 1])
        slope = round(slope, 9)
        levels[slope] = min(level, levels.get(slope, level))
    return levels


def test_every_order():
    """The exact worth against the best of all orders at each of many numbers; and flips are where it changes."""
    for arcs, known in _backlogs(40):
        lines = _lines(arcs, known)

        def least(number, lines=lines):
            return min((level + slope * number, slope) for slope, level in lines.items())

        now = known.lever.now
        level, _ = least(now)
        slope = next(each for each in lines if lines[each] + each * now - level <= 1e-9 * level)
        loss = 0.0
        for z, weight in _grid(6000):
            number = known.enters(known.spread.quantile(z))
            loss += weight * (lines[slope] + slope * number - least(number)[0])
        worth = known.sure * known.standing.total
        assert worth == pytest.approx(loss, rel=1e-3, abs=1e-6 * level), known
        low, high = (known.spread.quantile(z) for z in (-REACH, REACH))
        for flip in flips(known.lever, known.enters):
            assert low <= flip.at <= high
            sides = [least(known.enters(flip.at * share))[1] for share in (0.999, 1.001)]
            assert sides[0] != sides[1]
        assert len(list(flips(known.lever, known.enters))) == _changes(least, known, low, high)


def _changes(least, known, low, high):
    """How often the best slope changes between two numbers, found by bisection."""

    def between(low, high, first, last):
        if first == last:
            return 0
        if high - low < 1e-9 * high:
            return 1
        middle = (low + high) / 2
        slope = least(known.enters(middle))[1]
        return between(low, middle, first, slope) + between(middle, high, slope, last)

    grid = [low + (high - low) * step / 64 for step in range(65)]
    slopes = [least(known.enters(number))[1] for number in grid]
    return sum(
        between(*ends, *around)
        for ends, around in zip(zip(grid, grid[1:]), zip(slopes, slopes[1:]), strict=False)
    )
