"""Keys and addresses by which trackers know a thing, wherever they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pmcli.importing.sources.trackers.issues import reference

KEY: Final = re.compile(r"[A-Z][A-Z0-9_]{1,9}-[0-9]{1,7}")
"""A key as trackers write them: SHOP-412."""
TRACKERS: Final = ("jira", "github", "linear")
"""Trackers that a column may name; what it says of them is a link."""
_ADDRESS: Final = re.compile(r"https?://[^\s<>]{4,400}")


def keys_in(value: object) -> Iterator[str]:
    """The key or address that a value is, and the keys that an address ends in; a number is none."""
    text = str(value).strip() if isinstance(value, str) else ""
    if KEY.fullmatch(text):
        yield text
    elif _ADDRESS.fullmatch(text):
        yield text.rstrip("/")
        yield from (part for part in text.split("/")[3:] if KEY.fullmatch(part))
    issue = reference(text) if "/" in text else None
    if issue is not None and issue.repository:
        yield issue.key


def link_to(tracker: str, text: str) -> str:
    """The link that an import of the tracker itself gives what has this key or address; "" for none.

    Another word with a number in it is taken as it is.
    """
    keys = list(keys_in(text))
    issue = reference(text) if keys and tracker == "github" else None
    if issue is not None:
        return f"https://github.com/{issue.repository}/issues/{issue.number}"
    key = next((key for key in reversed(keys) if KEY.fullmatch(key)), "") if tracker != "github" else ""
    is_word = " " not in text and any(map(str.isdigit, text))
    return key or (text if is_word else "")
