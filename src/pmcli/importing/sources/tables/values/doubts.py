"""Periods in doubt: with a question mark or a remark behind them, of a fiscal year, or without a year."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_REMARK: Final = re.compile(r"(?:\?+|\([^()]{0,60}\))$")
_LONGEST: Final = 80
_REMARKED: Final = "words in brackets behind a period are left out"
IS_FISCAL: Final = re.compile(r"(?<![^\W_])fy", re.IGNORECASE)
FISCAL: Final = (
    "a fiscal year (FY) is read as the year of that name in pm.yaml's calendar (fiscal_year_starts)"
)
"""Said of a period of a fiscal year: the calendar says when that begins."""
_QUARTER_ALONE: Final = re.compile(
    r"q\s?(?P<n>[1-4])|(?P<m>[1-4])\s?\.?\s?(?:[qt]|quartal|trimestre|kwartaal|quarter)", re.IGNORECASE
)


def bare_period(text: str) -> tuple[str, tuple[str, ...]]:
    """A period without the doubts and remarks behind it, and what of them is left out."""
    match = _REMARK.search(text)
    if match is None:
        return text, ()
    bare = text[: match.start()].rstrip()
    fiscal = (FISCAL,) if IS_FISCAL.search(bare) else ()
    said = "a doubt (?) is left out" if match[0].strip() == "?" * len(match[0].strip()) else _REMARKED
    return bare, (said, *fiscal)


@lru_cache(maxsize=4096)
def quarter_of(cell: str) -> int:
    """The number of a quarter that has no year, 0 for anything else."""
    match = _QUARTER_ALONE.fullmatch(bare_period(cell.strip()[:_LONGEST])[0])
    return int(match["n"] or match["m"]) if match else 0
