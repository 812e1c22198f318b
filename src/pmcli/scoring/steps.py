"""The operations of formulas, and their evaluation step by step."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

LARGEST_EXPONENT = 10.0


class UnfitError(Exception):
    """A step that cannot be done with these numbers."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something done with the last `takes` numbers."""

    name: str
    takes: int
    do: Callable[..., float]


def run(steps: Iterable[float | str | Step], numbers: Mapping[str, float]) -> float:
    """The result of the steps; every number on the way is finite.

    Raises:
        UnfitError: a step cannot be done with these numbers; in words that follow "the formula".
    """
    stack: list[float] = []
    for step in steps:
        if isinstance(step, Step):
            operands = stack[-step.takes :]
            del stack[-step.takes :]
            result = _done(step, operands)
        else:
            result = numbers[step] if isinstance(step, str) else step
        if not math.isfinite(result):
            raise UnfitError("gives a number that is too large")
        stack.append(result)
    return stack[0] + 0.0  # no "-0"


def _done(step: Step, operands: list[float]) -> float:
    try:
        return step.do(*operands)
    except ZeroDivisionError:
        raise UnfitError("divides by zero") from None
    except OverflowError:
        raise UnfitError("gives a number that is too large") from None


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > LARGEST_EXPONENT:
        raise UnfitError(f"has the exponent {exponent:g}, at most {LARGEST_EXPONENT:g} in size is evaluated")
    if base < 0 and not exponent.is_integer():
        raise UnfitError("takes a broken power of a negative number")
    result: float = base**exponent
    return result


def _root(number: float) -> float:
    if number < 0:
        raise UnfitError("takes the square root of a negative number")
    return math.sqrt(number)


def _logarithm(number: float) -> float:
    if number <= 0:
        raise UnfitError("takes the logarithm of a number that is not above 0")
    return math.log(number)


BINARY = {
    "+": (1, Step("+", 2, operator.add)),
    "-": (1, Step("-", 2, operator.sub)),
    "*": (2, Step("*", 2, operator.mul)),
    "/": (2, Step("/", 2, operator.truediv)),
    "**": (4, Step("**", 2, _power)),
}
"""The operations: how tightly each binds, and what it does."""
SIGN = 3
NEGATIVE = Step("-", 1, operator.neg)
FUNCTIONS: dict[str, tuple[Callable[..., float], int, int]] = {
    "min": (min, 2, 20), "max": (max, 2, 20),
    "abs": (abs, 1, 1), "sqrt": (_root, 1, 1), "log": (_logarithm, 1, 1),
}  # fmt: skip
"""The functions: what each does, and how many numbers it takes, at least and at most."""
