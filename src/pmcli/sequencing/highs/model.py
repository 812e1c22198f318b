"""A roadmap as a linear program: columns say "delivered by the end of period t", rows what limits them.

Source: Chicoisne, Espinoza, Goycoolea, Moreno, Rubio 2012, "A new algorithm for the open-pit mine production
scheduling problem", https://doi.org/10.1287/opre.1120.1050.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pmcli.sequencing.engine.problem import Plan, PlanningProblem
from pmcli.sequencing.graph import in_rounds

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
NO, YES = -1, -2  # in place of a column: never, and in any case


@dataclass(frozen=True, slots=True, eq=False)
class MixedIntegerModel:
    """Maximise `constant` + `cost` · w over lower ≤ w ≤ upper, all rows at most their `limit`.

    `column[i, t]` is the column of "i is delivered by the end of t", NO or YES where that is settled: periods
    in which i cannot be delivered, or need not be, have no column of their own. Rows are sparse, by `starts`,
    `indices`, `values`. The first rows are those of `cells`, in units of `divisors` of a cell's effort; cells
    that cannot run out are left out. All numbers are whole.
    """

    column: Whole
    cost: Whole
    constant: int
    lower: Whole
    upper: Whole
    starts: Whole
    indices: Whole
    values: Whole
    limit: Whole
    cells: Whole
    divisors: Whole
    is_feasible: bool

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.cost)

    @property
    def rows(self) -> Whole:
        """For every entry its row."""
        return np.repeat(np.arange(len(self.limit)), np.diff(self.starts))

    @property
    def ideal(self) -> int:
        """The worth that no plan would exceed, were there no rows."""
        return self.constant + int(np.maximum(self.cost * self.lower, self.cost * self.upper).sum())

    def by(self, columns: Real | Whole) -> Real:
        """For every item and period how far it is delivered by its end, from 0 to 1."""
        settled = np.append(columns, (1.0, 0.0))  # YES is -2, NO is -1: counted from the end
        delivered: Real = settled[self.column]
        return delivered

    def chosen(self, plan: Plan) -> Whole:
        """The columns of a plan; what it delivers in vain is left out."""
        periods = np.arange(self.column.shape[1])
        done = np.asarray(plan, dtype=np.int64)[:, None] <= periods
        chosen = np.ones(self.columns, dtype=np.int64)
        free = self.column >= 0
        np.minimum.at(chosen, self.column[free], done[free])  # the first period of a column is its own
        return chosen

    def plan(self, columns: Real | Whole) -> list[int]:
        """The plan that columns stand for."""
        periods = self.column.shape[1]
        done = self.by(columns) > 0.5
        plan: list[int] = np.where(done.any(axis=1), done.argmax(axis=1), periods).tolist()
        return plan


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """The takes of deliveries: item, period, cell and effort side by side."""

    item: Whole
    period: Whole
    cell: Whole
    effort: Whole


def model_of(problem: PlanningProblem) -> MixedIntegerModel:
    """The linear program of a problem; with whole columns its optimum is that of the problem."""
    entries = _entries(problem)
    allowed, is_feasible = _allowed(problem, entries)
    must = np.array([_must(problem, item) for item in range(problem.size)], dtype=np.bool_)
    column, count = _columns(allowed, must)
    cost, constant = _worth(problem, column, count)
    lower, upper = np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    cells, divisors, parts, fits = _cell_rows(problem, entries, allowed, column, count)
    is_feasible &= fits
    parts = [*parts, *_ladder(column)]
    for rows in (_arc_rows(problem, column, lower, upper), _conflict_rows(problem, column, upper)):
        is_feasible &= rows is not None
        parts += rows or []
    lengths, indices, values, limit = (
        np.concatenate([part[number] for part in parts]).astype(np.int64) for number in range(4)
    )
    starts = np.concatenate(([0], np.cumsum(lengths)))
    is_feasible &= bool((lower <= upper).all())
    lower = np.minimum(lower, upper)
    return MixedIntegerModel(
        column, cost, constant, lower, upper, starts, indices, values, limit, cells, divisors, is_feasible
    )


_Rows = tuple[Whole, Whole, Whole, Whole]
"""Lengths of rows, columns and coefficients one row after another, and what each row is at most."""


def _entries(problem: PlanningProblem) -> _Entries:
    deliveries = list(chain.from_iterable(problem.takes))
    lengths = np.fromiter(map(len, deliveries), dtype=np.int64, count=len(deliveries))
    numbers = chain.from_iterable(chain.from_iterable(deliveries))
    pairs = np.fromiter(numbers, dtype=np.int64, count=2 * int(lengths.sum())).reshape(-1, 2)
    delivery = np.repeat(np.arange(len(deliveries)), lengths)
    item, period = np.divmod(delivery, max(1, problem.periods))
    return _Entries(item, period, pairs[:, 0], pairs[:, 1])


def _allowed(problem: PlanningProblem, entries: _Entries) -> tuple[NDArray[np.bool_], bool]:
    """Whether an item can be delivered in a period, and to use; and whether all that must be can be."""
    size, periods = problem.size, problem.periods
    earliest, latest = np.asarray(problem.earliest), np.asarray(problem.latest)
    step = np.arange(periods)
    can = (step >= earliest[:, None]) & (step <= np.maximum(earliest, latest)[:, None])
    room = np.asarray(problem.room, dtype=np.int64)
    large = entries.effort > room[entries.cell]
    can[entries.item[large], entries.period[large]] = False
    table: list[list[bool]] = can.tolist()
    is_feasible = _narrow(problem, table)
    return np.array(table, dtype=np.bool_).reshape(size, periods), is_feasible


def _narrow(problem: PlanningProblem, table: list[list[bool]]) -> bool:
    """Strike out what dependencies forbid, and deliveries after which nothing is earned any more."""
    periods, needs = problem.periods, problem.needs
    order = in_rounds(range(problem.size), problem.pairs)
    first = [0] * problem.size
    for item in order:
        soonest = max([first[need] + lag for need, lag in needs[item]], default=0)
        row = table[item]
        row[:soonest] = [False] * min(soonest, periods)
        first[item] = next((t for t, can in enumerate(row) if can), periods)
    is_feasible = True
    last = [-1] * problem.size
    for item in reversed(order):
        row, must = table[item], _must(problem, item)
        if must:
            dependents = [(other, lag) for other, lag in problem.serves[item] if _must(problem, other)]
            waiting = [last[dependent] - lag for dependent, lag in dependents]
            useful = max(-1, min([periods - 1, *waiting]))
        else:
            useful = _last_use(problem, item, last)
        row[useful + 1 :] = [False] * (periods - 1 - useful)
        last[item] = max((t for t, can in enumerate(row) if can), default=-1)
        is_feasible &= last[item] >= 0 or not must
    return is_feasible


def _must(problem: PlanningProblem, item: int) -> bool:
    return max(problem.earliest[item], problem.latest[item]) < problem.periods


def _last_use(problem: PlanningProblem, item: int, last: list[int]) -> int:
    """The last period in which it makes sense to deliver an item, -1 where there is none."""
    own = max((t for t, worth in enumerate(problem.benefit[item]) if worth > 0), default=-1)
    return max([own, *(last[dependent] - lag for dependent, lag in problem.serves[item])])


def _columns(allowed: NDArray[np.bool_], must: NDArray[np.bool_]) -> tuple[Whole, int]:
    """A column for each period in which an item can be delivered, but for the last of what must be."""
    reached = np.cumsum(allowed, axis=1, dtype=np.int64)
    total = reached[:, -1] if reached.shape[1] else np.zeros(len(reached), dtype=np.int64)
    own = np.maximum(total - must, 0)
    base = np.cumsum(own) - own
    column = np.where(reached == 0, NO, base[:, None] + reached - 1)
    column = np.where(must[:, None] & (reached > 0) & (reached == total[:, None]), YES, column)
    return column, int(own.sum())


def _worth(problem: PlanningProblem, column: Whole, count: int) -> tuple[Whole, int]:
    """The gain of each column when it turns 1, and the worth that is earned in any case."""
    benefit = np.array(problem.benefit, dtype=np.int64).reshape(column.shape)
    gain = benefit.copy()
    gain[:, :-1] -= benefit[:, 1:]
    cost = np.zeros(count, dtype=np.int64)
    free = column >= 0
    np.add.at(cost, column[free], gain[free])
    return cost, int(gain[column == YES].sum())


def _cell_rows(
    problem: PlanningProblem, entries: _Entries, allowed: NDArray[np.bool_], column: Whole, count: int
) -> tuple[Whole, Whole, list[_Rows], bool]:
    """Rows of the cells that can run out, divided by what efforts have in common, which tightens them.

    And whether what is settled fits, where nothing else takes from a cell.
    """
    room = np.asarray(problem.room, dtype=np.int64)
    counted = allowed[entries.item, entries.period]
    item, period, cell = entries.item[counted], entries.period[counted], entries.cell[counted]
    effort = entries.effort[counted]
    tight = _most(item, cell, effort, problem.size, len(room)) > room
    kept = tight[cell]
    item, period, cell, effort = item[kept], period[kept], cell[kept], effort[kept]
    before = np.where(period > 0, column[item, np.maximum(period - 1, 0)], NO)
    place = np.concatenate((column[item, period], before))
    cell, effort = np.concatenate((cell, cell)), np.concatenate((effort, -effort))
    room = room - np.bincount(cell, effort * (place == YES), len(room)).astype(np.int64)
    free = place >= 0
    code, effort = _summed(cell[free] * max(1, count) + place[free], effort[free])
    cell, place = np.divmod(code, max(1, count))
    cells, starts, lengths = np.unique(cell, return_index=True, return_counts=True)
    divisors = np.gcd.reduceat(np.abs(effort), starts) if len(cells) else lengths
    values = effort // np.repeat(divisors, lengths)
    limit = room[cells] // np.maximum(divisors, 1)
    room[cells] = 0
    return cells, divisors, [(lengths, place, values, limit)], bool((room >= 0).all())


def _most(item: Whole, cell: Whole, effort: Whole, size: int, cells: int) -> Whole:
    """The most that all items can take from each cell together."""
    code = cell * size + item
    order = np.argsort(code, kind="stable")
    pairs, starts = np.unique(code[order], return_index=True)
    if not len(pairs):
        return np.zeros(cells, dtype=np.int64)
    most = np.maximum.reduceat(effort[order], starts)
    return np.bincount(pairs // size, most, cells).astype(np.int64)


def _summed(code: Whole, amount: Whole) -> tuple[Whole, Whole]:
    """Every code once, in order, with the sum of its amounts where that is not 0."""
    order = np.argsort(code, kind="stable")
    codes, starts = np.unique(code[order], return_index=True)
    sums = np.add.reduceat(amount[order], starts) if len(codes) else amount
    return codes[sums != 0], sums[sums != 0]


def _pairs(low: Whole, high: Whole) -> _Rows:
    """Rows low − high ≤ 0."""
    indices = np.stack((low, high), axis=1).ravel()
    return np.full(len(low), 2), indices, np.tile((1, -1), len(low)), np.zeros(len(low), dtype=np.int64)


def _ladder(column: Whole) -> Iterator[_Rows]:
    """Rows that say: an item delivered by a period is delivered by the next."""
    low, high = column[:, :-1], column[:, 1:]
    steps = (low >= 0) & (high >= 0) & (low != high)
    yield _pairs(low[steps], high[steps])


def _arc_rows(problem: PlanningProblem, column: Whole, lower: Whole, upper: Whole) -> list[_Rows] | None:
    """A dependent by t needs its prerequisite by t − lag; None where that cannot be."""
    if not problem.arcs or not problem.periods:
        return []
    arcs = np.array(sorted(set(problem.arcs)), dtype=np.int64)
    dependent = column[arcs[:, 0]]
    back = np.arange(problem.periods) - arcs[:, 2:]
    need = np.where(back >= 0, np.take_along_axis(column[arcs[:, 1]], np.maximum(back, 0), axis=1), NO)
    upper[dependent[(dependent >= 0) & (need == NO)]] = 0
    lower[need[(dependent == YES) & (need >= 0)]] = 1
    if ((dependent == YES) & (need == NO)).any():
        return None
    rows = (dependent >= 0) & (need >= 0)
    rows[:, 1:] &= dependent[:, 1:] != dependent[:, :-1]  # the earlier period says more
    rows[:, :-1] &= (need[:, :-1] != need[:, 1:]) | (dependent[:, :-1] == dependent[:, 1:])  # the later does
    return [_pairs(dependent[rows], need[rows])]


def _conflict_rows(problem: PlanningProblem, column: Whole, upper: Whole) -> list[_Rows] | None:
    """One of two at most by the last period; None where both must be."""
    if not problem.conflicts or not problem.periods:
        return []
    pairs = sorted({(min(pair), max(pair)) for pair in problem.conflicts if pair[0] != pair[1]})
    ends = column[:, -1][np.array(pairs, dtype=np.int64).reshape(-1, 2)]
    first, second = ends[:, 0], ends[:, 1]
    if ((first == YES) & (second == YES)).any():
        return None
    upper[second[(first == YES) & (second >= 0)]] = 0
    upper[first[(second == YES) & (first >= 0)]] = 0
    both = ends[(first >= 0) & (second >= 0)]
    ones = np.ones(len(both), dtype=np.int64)
    return [(2 * ones, both.ravel(), np.ones(2 * len(both), dtype=np.int64), ones)]
