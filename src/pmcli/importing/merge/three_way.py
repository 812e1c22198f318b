"""The rule of three sides: as it came last time, as it is here, as it comes now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

Side = Literal["", "theirs", "ours"]
"""The side that counts in a conflict: none (it stays one), the source, or what is here."""
Resolution = Literal["same", "kept", "taken", "settled", "conflict"]
SETTLED: Final[frozenset[Resolution]] = frozenset({"same", "taken", "settled"})
"""After these the source's value is what is remembered."""
UNKNOWN: Final = "?"
"""Digits of a value that came in last time, of which nobody knows what it was."""


def resolve(
    then: str, here: str, there: str, side: Side = "", elsewhere: Collection[str] = ()
) -> Resolution:  # fmt: skip
    """The resolution of a value, by the digits of its three sides; "" is one that says nothing.

    What only the source has changed is taken, what only a person here has changed is kept, and what both
    have changed is a conflict; of that `side` may take the source's, or settle that what is here stays.
    `elsewhere` is what other sources have said: where that is what is here, nobody here has changed it.
    """
    if here == there:
        return "same"
    if then == there:
        return "kept"
    if then == here or side == "theirs":
        return "taken"
    if side == "ours":
        return "settled"
    return "taken" if here and here in elsewhere else "conflict"
