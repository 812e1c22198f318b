"""The least difference worth having: in the unit of a metric, or a part of its baseline."""

from __future__ import annotations

from pmcli.model.estimate import plain
from pmcli.model.quantities import read_quantity
from pmcli.model.values import Wrong, scalar, shown

RELATIVE = "rel"
"""The word before a least difference that is a share of the baseline."""


class Detect(float):
    """The least difference worth having; where it `is_relative`, a share of the baseline."""

    is_relative = False

    def __eq__(self, other: object) -> bool:
        """Whether it is the same number of the same thing."""
        if isinstance(other, Detect) and other.is_relative != self.is_relative:
            return False
        return float(self) == other

    __hash__ = float.__hash__

    @property
    def text(self) -> str:
        """The difference as a file has it: 0.015, rel 5%."""
        return f"{RELATIVE} {plain(100 * self)}%" if self.is_relative else plain(self)


class _RelativeDetect(Detect):
    is_relative = True


def read_detect(value: object) -> Detect:
    """A least difference: 0.015, 1.5%, or `rel 5%` of the baseline; above 0."""
    expected = "a difference such as 0.015, or rel 5% of the baseline"
    text = scalar(value, expected).strip()
    word, _, rest = text.partition(" ")
    is_relative = word.casefold() == RELATIVE
    number = read_quantity(rest.strip() if is_relative else text)
    if number <= 0:
        raise Wrong(f"found {shown(text)}, expected {expected}, above 0")
    return (_RelativeDetect if is_relative else Detect)(number)


def read_worst(value: object) -> float:
    """A difference that can be borne: 0.002, 0.2%; 0 or more."""
    number = read_quantity(value)
    if number < 0:
        raise Wrong(f"found {shown(value)}, expected 0 or more")
    return number
