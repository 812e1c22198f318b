"""Numbers printed so that who recomputes a sum from them comes to the result that is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import floor, inf, isfinite, log10

from pmcli.model.figure import figure
from pmcli.scoring.formula import FormulaError, parse
from pmcli.scoring.model import Term

RESULT, MIDDLE = 6, 8
"""Digits of a score, and of a value or a cost on the way to it; the whole part has all of its digits."""
FINEST = 17
"""Digits with which a float reads back as itself."""
Rounded = Callable[[float], float]


def digits(number: float, wanted: int = RESULT) -> str:
    """A number with `wanted` digits, and all of its whole part; with an exponent only where it is tiny.

    There are more where rounding once more, as tables do, would lead elsewhere: 5.645002 is no 5.645.
    """
    whole = floor(log10(abs(number))) + 1 if number and isfinite(number) else 1
    text = ""
    for count in range(min(max(wanted, whole), FINEST), FINEST + 1):
        text = f"{number:.{count}g}"
        if figure(float(text)) == figure(number):
            break
    return f"{float(text):.0f}" if "e+" in text else text


def fewest_digits(compute: Callable[[Rounded], float], result: float, wanted: int) -> int:
    """The fewest digits, more than those `wanted`, with which the terms of a sum give its result as printed.

    `compute` does the sum, having put every term through the function that it is given.
    """
    for more in range(wanted + 1, FINEST):
        if digits(compute(_rounded_to(more)), wanted) == digits(result, wanted):
            return more
    return FINEST


def digits_for_terms(text: str, terms: Iterable[Term], result: float | None, wanted: int) -> int:
    """The digits for the terms of a sum, a formula over their names, which may have no result."""
    numbers = {term.name: term.number for term in terms}
    if result is None:
        return wanted
    try:
        formula = parse(text, numbers)
    except FormulaError:  # a name that no formula can hold
        return FINEST

    def compute(rounded: Rounded) -> float:
        outcome = formula.evaluate({name: rounded(number) for name, number in numbers.items()})
        return inf if isinstance(outcome, str) else outcome

    return fewest_digits(compute, result, wanted)


def _rounded_to(wanted: int) -> Rounded:
    return lambda number: float(digits(number, wanted))
