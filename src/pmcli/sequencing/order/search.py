"""A good order of a block too large to be ordered exactly: greedy starts, then moves that only gain."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.sequencing.graph import ordered
from pmcli.sequencing.order.exact import exact
from pmcli.sequencing.order.jobs import Jobs, delay_cost, mirrored, reverse

ROUNDS = 12  # passes over all jobs, fewer where nothing gains any more, or the steps are used up
STEPS = 2_000_000  # places looked at, about
REACH = 200  # how many places a job may move in one step
WINDOW = 8  # jobs that are ordered exactly together while the rest stands still
WINDOWS = 400  # windows tried, at most
GAIN = 1e-12


def searched(jobs: Jobs) -> list[int]:
    """A locally cheapest order: no job with what it must take along, and no window, can move and gain.

    The better of two greedy starts is improved; the budget is counted in steps, so that the same jobs have
    the same order on every machine.
    """
    starts = [greedy(jobs), reverse(greedy(mirrored(jobs)))]
    order = min(starts, key=lambda start: delay_cost(jobs.values, jobs.costs, start))
    steps = 2 * len(order) * min(len(order), REACH)
    for _ in range(max(1, min(ROUNDS, STEPS // steps))):
        earlier = _moved(jobs, order)
        later = reverse(_moved(mirrored(jobs), reverse(earlier)))
        if later == order:
            break
        order = later
    return _windowed(jobs, order)


def greedy(jobs: Jobs) -> list[int]:
    """The order in which the ready job of the best ratio of value to cost is next; ties by score, then id."""
    keys = [
        (-value / cost if cost else float("-inf"), -score)
        for value, cost, score in zip(jobs.values, jobs.costs, jobs.scores, strict=True)
    ]
    return ordered(range(len(jobs)), jobs.arcs, keys.__getitem__)


def _moved(jobs: Jobs, order: Sequence[int]) -> list[int]:
    """`order` after each job in turn has moved forward, with what it waits for, to where it gains most."""
    waits = [set[int]() for _ in jobs.values]
    for tail, head in jobs.arcs:
        waits[tail].add(head)
    changed = list(order)
    for node in order:
        _pull(jobs, waits, changed, changed.index(node))
    return changed


def _pull(jobs: Jobs, waits: Sequence[set[int]], order: list[int], place: int) -> None:
    """Move the job at `place` forward in `order` as far as gains most; what it needs comes along."""
    values, costs = jobs.values, jobs.costs
    along, needed = [order[place]], set(waits[order[place]])
    value, cost = values[order[place]], costs[order[place]]
    gain, best = 0.0, GAIN * value * cost
    passed: list[int] = []
    target: tuple[int, list[int], list[int]] | None = None
    for start in range(place - 1, max(place - REACH, 0) - 1, -1):
        node = order[start]
        if node in needed:
            along.append(node)
            needed |= waits[node]
            value += values[node]
            cost += costs[node]
            continue
        passed.append(node)
        gain += value * costs[node] - values[node] * cost
        if gain > best:
            best, target = gain, (start, along[::-1], passed[::-1])
    if target:
        start, first, then = target
        order[start : place + 1] = first + then


def _windowed(jobs: Jobs, order: list[int]) -> list[int]:
    """`order` after every few neighbours in it have been put in the order that is cheapest for them."""
    step = max(WINDOW // 2, len(order) // WINDOWS)
    for start in range(0, len(order), step):
        nodes = sorted(order[start : start + WINDOW])
        among = set(nodes)
        part = jobs.part(nodes, [arc for arc in jobs.arcs if arc[0] in among and arc[1] in among])
        order[start : start + WINDOW] = [nodes[number] for number in exact(part)[0]]
    return order
