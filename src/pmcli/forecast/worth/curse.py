"""The optimizer's curse: what is put first is, on average, what was judged too well."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum, log


def shrunk(values: Sequence[float], spreads: Sequence[float]) -> list[float]:
    """What each value is expected to turn out as, given how wide all of them lie apart and each is unsure.

    `spreads` are standard deviations of the logarithms. Values lie apart by more than their errors make them:
    what is left, tau, draws each back to the middle by spread² / (tau² + spread²). A value of 0 stays; of one
    value nothing is known beside.

    Source: Smith and Winkler 2006, "The optimizer's curse", https://doi.org/10.1287/mnsc.1050.0451.
    """
    known = [number for number, value in enumerate(values) if value > 0]
    if len(known) < 2:
        return list(values)
    logs = {number: log(values[number]) for number in known}
    middle = fsum(logs.values()) / len(known)
    error = fsum(spreads[number] ** 2 for number in known) / len(known)
    spread = fsum((each - middle) ** 2 for each in logs.values()) / (len(known) - 1)
    apart = max(0.0, spread - error)
    result = list(values)
    for number in known:
        if whole := apart + spreads[number] ** 2:
            weight = apart / whole
            result[number] = exp(weight * logs[number] + (1 - weight) * (middle + apart / 2))
    return result


def delivered(values: Sequence[float], spreads: Sequence[float], first: Sequence[int]) -> float | None:
    """The share of their claimed worth that the `first` will deliver; None where they claim nothing."""
    claimed = fsum(values[number] for number in first)
    expected = shrunk(values, spreads)
    return fsum(expected[number] for number in first) / claimed if claimed else None
