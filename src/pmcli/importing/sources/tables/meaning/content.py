"""How well the cells of a column fit a field: the part of the choice of columns that looks at content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pmcli.importing.sources.plain_values import line_of, status_of
from pmcli.importing.sources.tables.meaning.columns import AMOUNTS, DATES
from pmcli.importing.sources.tables.values import days
from pmcli.importing.sources.tables.values.amounts import amount, level_of, share
from pmcli.importing.sources.tables.values.cells import Unclear, says_nothing, switched
from pmcli.importing.sources.tables.values.efforts import are_sizes, is_effort
from pmcli.importing.sources.tables.values.units import unit_weeks
from pmcli.importing.sources.vocabulary import bare, bare_words

_SAMPLE: Final = 100
_KEYS: Final = 5000
_LONG_STATUS: Final = 40
_LONG_TITLE: Final = 300
_CUT: Final = re.compile(r"\d(?:[.,]\d+)?E\+\d\d")
"""A number of which Excel has kept the first digits alone."""
_MONEY: Final = 4
"""Digits from which on a number without a unit is money in a column called "Cost"."""
Known = Mapping[str, str]
"""Words for statuses that a format has besides the usual ones."""


def sampled(cells: Sequence[str], most: int = _SAMPLE) -> list[str]:
    """Cells that say something, at most so many, spread over all rows."""
    step = max(1, len(cells) // (2 * most))
    return [cell for cell in cells[::step] if not says_nothing(cell)][:most]


def fit(meaning: str, cells: Sequence[str], statuses: Known) -> float:
    """The share of cells that fit a field, from 0 to 1; of those that take any text 1."""
    base = meaning.split(":")[0]
    if base == "key":
        return _keys(sampled(cells, _KEYS))
    some = sampled(cells)
    if not some:
        return 1.0
    if base == "title":
        return _titles(some)
    if base == "status":
        return _statuses(some, statuses)
    return _share(some, _READS.get(base, _any))


def why_not(meaning: str, cells: Sequence[str]) -> str:
    """Words for what cells hold instead of what a field takes."""
    some = sampled(cells, _KEYS if meaning == "key" else _SAMPLE)
    if meaning == "key":
        is_cut = any(map(_CUT.fullmatch, some))
        return "a program has cut its numbers" if is_cut else "most of its cells repeat"
    if meaning == "title":
        return f'most of its rows say "{Counter(some).most_common(1)[0][0][:30]}"'
    odd = next((cell for cell in some if not _READS.get(meaning.split(":")[0], _any)(cell)), some[0])
    return f'it holds such as "{line_of(odd)[:30]}"'


def is_text(cells: Sequence[str]) -> bool:
    """Whether nearly all cells are words, and no days, addresses or numbers with a unit."""
    some = sampled(cells)
    return bool(some) and _share(some, _is_worded) > 0.8


def are_moscow(cells: Sequence[str]) -> bool:
    """Whether nearly all cells are MoSCoW's words; its letters alone may be sizes."""
    some = [bare(cell).split() for cell in sampled(cells)]
    firsts = [words[0] for words in some if words and len(words[0]) > 1]
    return bool(some) and sum(word in bare_words("cells", "moscow") for word in firsts) > 0.8 * len(some)


def _is_worded(cell: str) -> bool:
    is_address = "@" in cell or "://" in cell
    return (
        bool(re.search(r"[^\W\d_]{2}", cell))
        and not is_address
        and not _is_day(cell)
        and not _is_amount(cell)
    )


def _share(cells: Sequence[str], reads: Callable[[str], bool]) -> float:
    return sum(map(reads, cells)) / len(cells)


def _keys(cells: Sequence[str]) -> float:
    """1 for cells that are nearly all different, less where they repeat, 0 where a program has cut them."""
    if not cells:
        return 1.0
    if sum(1 for cell in cells if _CUT.fullmatch(cell.strip())) > len(cells) / 2:
        return 0.0
    distinct = len(set(cells))
    return 1.0 if len(cells) < 3 or distinct > 0.9 * len(cells) else distinct / len(cells)


def _titles(cells: Sequence[str]) -> float:
    """The share of different texts among cells with words; 0 for numbers and long texts."""
    worded = sum(1 for cell in cells if re.search(r"[^\W\d_]", cell) and len(cell) <= _LONG_TITLE)
    if worded <= 0.5 * len(cells):
        return 0.0
    most = Counter(cells).most_common(1)[0][1]
    if len(cells) > 2 and most > len(cells) / 2:
        return 0.4
    return 1.0 if len(cells) < 3 else 0.5 + 0.5 * len(set(cells)) / len(cells)


def _statuses(cells: Sequence[str], known: Known) -> float:
    """1 for words of a status, 0.7 for others that come again, 0 for long texts, days and numbers."""
    if _share(cells, lambda cell: len(cell) > _LONG_STATUS) > 0.3 or _share(cells, _is_day) > 0.5:
        return 0.0
    if _share(cells, lambda cell: not re.search(r"[^\W\d_]", cell)) > 0.5:
        return 0.0
    words = [line_of(cell) for cell in cells]
    if sum(1 for word in words if known.get(word.casefold()) or status_of(word)) >= len(words) / 2:
        return 1.0
    return 0.3 if len(words) > 5 and len(set(words)) == len(words) else 0.7


def _any(_: str) -> bool:
    return True


def _is_day(cell: str) -> bool:
    return days.is_day(cell)


def _is_amount(cell: str) -> bool:
    try:
        parsed = amount(cell)
    except Unclear:
        return False
    return not unit_weeks().get(parsed.unit)


def _is_impact(cell: str) -> bool:
    return bool(level_of(cell.strip().casefold())) or _is_amount(cell)


def _is_share(cell: str) -> bool:
    try:
        share(cell, 100.0)
    except Unclear:
        return False
    return True


def _is_small_effort(cell: str) -> bool:
    """Whether it is an effort that is no amount of money without its currency."""
    bare = cell.strip().replace(",", "").replace(".", "")
    return is_effort(cell) and not (bare.isdecimal() and len(bare) >= _MONEY)


def _is_duration(cell: str) -> bool:
    return is_effort(cell) and not are_sizes(cell)


def _is_unit(cell: str) -> bool:
    return cell.strip().casefold().rstrip(".") in unit_weeks()


def _is_name(cell: str) -> bool:
    return bool(re.search(r"[^\W\d_]", cell)) and not _is_day(cell)


def _is_customer(cell: str) -> bool:
    return _is_name(cell) and not _is_amount(cell) and len(cell) < _LONG_TITLE


_READS: Final[Mapping[str, Callable[[str], bool]]] = {
    **dict.fromkeys(AMOUNTS, _is_amount),
    **dict.fromkeys((*DATES, "completed", "started", "canceled"), _is_day),
    "rice.impact": _is_impact,
    "ice.impact": _is_impact,
    "rice.confidence": _is_share,
    "ice.confidence": _is_share,
    "cd3.duration": _is_duration,
    "wsjf.job_size": is_effort,
    "effort": is_effort,
    "remaining": is_effort,
    "cost": _is_small_effort,
    "score": _is_amount,
    "progress": lambda cell: switched(cell) is not None or _is_share(cell),
    "unit": _is_unit,
    "owner": _is_name,
    "requests": _is_customer,
}
"""Whether a cell is what a field takes, by the field; others take any text."""
