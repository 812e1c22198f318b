"""Sources that are the first of more: a number of items at which tools stop, an answer that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pmcli.importing.sources.vocabulary import vocabulary

_INFO: Final = "pageInfo"
_DEEPEST: Final = 6
"""Maps in one another that are looked at, such as data, repository, issues."""


def reached(importer: str, count: int) -> str:
    """A sentence on a number of items at which the tools of a format stop; "" for any other number."""
    sentence = vocabulary("limits", importer).get(str(count), "")
    return f"exactly {count:,} {sentence}" if sentence else ""


def unfinished(answer: object, count: int) -> str:
    """A sentence where an answer of an interface says that it holds only `count` of more items; else ""."""
    totals, more = vocabulary("limits", "totals"), vocabulary("limits", "more")
    pages = vocabulary("limits", "next")
    for page in _pages(answer):
        said = {str(key).casefold(): value for key, value in page.items()}
        many = max((value for key, value in said.items() if key in totals and _is_number(value)), default=0)
        if many > count:
            return f"it holds {count:,} items, and says that there are {many:,}: the rest is not here"
        is_next = any(
            value and isinstance(value, (str, dict)) and key in pages for key, value in said.items()
        )
        if is_next or any(more.get(key) == str(value).casefold() for key, value in said.items()):
            return f"it says that there are more items than these {count:,}: the next pages are not here"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _pages(answer: object) -> Iterator[Mapping[str, Any]]:
    """The maps around the items: the answer, the maps alone in it, and what each says of its page."""
    for _ in range(_DEEPEST):
        if not isinstance(answer, dict):
            return
        yield answer
        inner = [value for key, value in answer.items() if isinstance(value, dict) and key != _INFO]
        if isinstance(answer.get(_INFO), dict):
            yield answer[_INFO]
        answer = inner[0] if len(inner) == 1 else None
