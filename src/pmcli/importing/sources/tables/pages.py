"""Whether JSON holds all that there is: answers of interfaces are pages, and say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pmcli.importing.sources.plain_values import counted

_MORE: Final = ("has_more", "hasmore", "hasnextpage", "more")
_LAST: Final = ("last_page", "lastpage", "islast")
_NEXT: Final = ("next_page", "nextpagetoken", "next_cursor", "nextcursor", "next", "offset")
_TOTALS: Final = ("total", "totalcount", "total_count")
_DEEPEST: Final = 6


def rest_of(values: Sequence[tuple[str, Any]], count: int) -> str:
    """A sentence on what is not in it, of `count` items that are; "" where it says nothing of the kind.

    Of several answers, one behind the other, the last says whether there is more.
    """
    last = values[-1][1] if values else None
    if isinstance(last, list) and last and isinstance(last[-1], (dict, list)) and len(last) < count:
        last = last[-1]  # pages in a list
    waiting: list[tuple[Any, int]] = [(last, 0)]
    total, has_more = 0, False
    while waiting:
        value, depth = waiting.pop()
        if not isinstance(value, dict) or depth > _DEEPEST:
            continue
        for key, one in value.items():
            name = str(key).casefold()
            has_more |= name in _MORE and one is True
            has_more |= name in _LAST and one is False
            has_more |= name in _NEXT and bool(one) and isinstance(one, (str, dict))
            if name in _TOTALS and isinstance(one, int) and not isinstance(one, bool):
                total = max(total, one)
            waiting.append((one, depth + 1))
    if total > count:
        return (
            f"it is a part of all there is: {count:,} of {counted(total, 'item')}; fetch the other pages too"
        )
    return (
        f"it is a page of several, with {counted(count, 'item')}; fetch the other pages too"
        if has_more
        else ""
    )


def stops_at(count: int, noun: str, limits: Sequence[int], how: str) -> str:
    """A sentence on a count that is just the number after which a tool stops, "" for any other."""
    return f"exactly {counted(count, noun)}: {how}" if count in limits else ""
