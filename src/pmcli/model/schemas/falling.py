"""The patterns of ranges that cannot stand: a schema compares no numbers, a pattern their digits."""

from __future__ import annotations

_LONGEST = 9
"""The most digits that are compared; of longer numbers `pm check` tells."""
_TAIL = r"(?:\.\d+)?[kM]?"
_LONGER = "|".join(rf"\d{{{n + 1},}}{_TAIL}\.\.\d{{1,{n}}}(?!\d)" for n in range(1, _LONGEST))
"""A number before the decimal point of which stand more digits than of the next."""
_AS_LONG = "|".join(rf"\d{{{n}}}{_TAIL}\.\.\d{{{n}}}(?!\d)" for n in range(1, _LONGEST + 1))
_LARGER = "|".join(rf"{n}\d*{_TAIL}\.\.\1[0-{n - 1}]" for n in range(1, 10))
"""What follows the digits that both have in common is larger in the first."""

FALLING = (
    rf"(?:^|\.\.)(?:(?={_LONGER})|(?={_AS_LONG})(?=(\d*\.?\d*)(?:{_LARGER})))"
    r"(?=\d+(?:\.\d+)?([kM]?)\.\.\d+(?:\.\d+)?\2(?:\.\.|$))"
)
"""A range of which a number is smaller than the one before: 3..5..2, 12k..8k."""
_FIRST = r"([^.]+(?:\.\d+)?)"
LOPSIDED = rf"^{_FIRST}\.\.\1\.\.(?!\1$)|^(?!{_FIRST}\.\.\2\.\.\2$).*\.\.{_FIRST}\.\.\3$"
"""A range of which the middle equals one end: 3..3..5."""
FROM_ZERO = r"^0(?:\.0*)?\.\.(?!0(?:\.0*)?$)[^.]+(?:\.\d+)?$"
"""A range from 0 without a middle."""
