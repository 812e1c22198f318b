"""What was agreed of a plan, in the engine's terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NOT_NAMED = -1


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is agreed: `wishes[i]` is the period of item i, `periods` for later than all, else `NOT_NAMED`.

    `fees[i]` is what it costs to move i or to leave it out, in units of `worth[i][t]`: what i is worth in t,
    never growing with t.
    """

    wishes: Sequence[int]
    fees: Sequence[int]
    worth: Sequence[Sequence[int]]
