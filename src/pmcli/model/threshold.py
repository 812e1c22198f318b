"""A threshold as people write it, ">= 0.92": what is needed of a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Final

from pmcli.model.figure import Percentage
from pmcli.model.quantities import read_quantity
from pmcli.model.values import Wrong, scalar, shown

_NEAR = 2.0
_HOLDS: Final[Mapping[str, Callable[[float, float], bool]]] = {">=": ge, "<=": le, ">": gt, "<": lt}
_SPELLINGS: Final[Mapping[str, str]] = {"≥": ">=", "≤": "<=", "=>": ">=", "=<": "<="}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number and on which side of it another has to lie; `text` is as it is written."""

    sign: str
    number: float
    text: str = ""

    def __str__(self) -> str:
        return self.text

    def holds(self, found: float) -> bool:
        """Whether a number lies on the right side."""
        return _HOLDS[self.sign](found, self.number)


def is_mixed(found: float, needed: float) -> bool:
    """Whether one of two numbers is a share, and the other the percentage that nobody wrote as one.

    A number with a % is a share for certain; of numbers without, one below 1 and one from 1 to 100 that would
    be near it, in per cent, count as mixed: 95 and 0.92, not 40 and 0.92.
    """
    small, large = sorted((found, needed), key=abs)
    if not 0 < small <= 1 < large <= 100 or isinstance(large, Percentage):
        return False
    return isinstance(small, Percentage) or 1 / _NEAR < large / 100 / small < _NEAR


def read_threshold(value: object) -> Threshold:
    """A threshold: >= 0.92, <= 5%, > 3, < 0.01; a bare number is at least that."""
    expected = "a threshold such as >= 0.92 or < 1%"
    text = scalar(value, expected).strip()
    for written in (*_SPELLINGS, *_HOLDS):
        if text.startswith(written):
            sign, rest = _SPELLINGS.get(written, written), text[len(written) :].strip()
            break
    else:
        sign, rest = ">=", text
    try:
        number = read_quantity(rest)
    except Wrong:
        raise Wrong(f"found {shown(text)}, expected {expected}") from None
    return Threshold(sign, number, text if rest != text else f">= {text}")
