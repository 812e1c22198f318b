"""What one dependency in a tree passes on between parent and child, period by period.

The last period stands for "not delivered". `link` and lags are as in `forest`.
"""

from __future__ import annotations

NEVER = float("-inf")


def later(row: list[float], lag: int) -> tuple[list[float], list[int]]:
    """For every period of a parent the best that a child waiting for it can do, and when."""
    last = len(row) - 1
    best, pick = list(row), list(range(last + 1))
    for period in range(last - 1, -1, -1):
        if best[period + 1] > best[period]:
            best[period], pick[period] = best[period + 1], pick[period + 1]
    if not lag:
        return best, pick
    moved = [min(last, period + lag) for period in range(last + 1)]
    return [best[period] for period in moved], [pick[period] for period in moved]


def sooner(row: list[float], lag: int) -> tuple[list[float], list[int]]:
    """For every period of a parent the best that a child it waits for can do, and when."""
    last = len(row) - 1
    onto, pick = [NEVER] * (last + 1), [last] * (last + 1)
    best, at = NEVER, last
    for period in range(lag, last):
        if row[period - lag] > best:
            best, at = row[period - lag], period - lag
        onto[period], pick[period] = best, at
    for period in range(max(0, last - lag), last + 1):
        if row[period] > best:
            best, at = row[period], period
    onto[last], pick[last] = best, at
    return onto, pick


def downwards(outer: list[float], link: int) -> list[float]:
    """For every period of a child the best that the rest can do, of `outer` by the period of its parent."""
    last = len(outer) - 1
    onto, best = [NEVER] * (last + 1), NEVER
    if link >= 0:
        for period in range(link, last):
            best = max(best, outer[period - link])
            onto[period] = best
        onto[last] = max(outer)
        return onto
    lag, best = -1 - link, outer[last]
    for period in range(last, -1, -1):
        if period + lag < last:
            best = max(best, outer[period + lag])
        onto[period] = best
    return onto
