"""The status of a row, from all that a tracker says of it: its own word, its category, its dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pmcli.importing.sources.plain_values import line_of, status_of

_WITHIN: Final[Mapping[str, tuple[str, ...]]] = {
    "shipped": ("shipped", "declined"), "in-progress": ("in-progress", "parked"),
}  # fmt: skip
"""The statuses that a category of done, or in progress, leaves open; to do leaves the rest."""
_TO_DO: Final = ("idea", "candidate", "planned", "parked")


def status(row: Mapping[str, str], words: Mapping[str, str]) -> str | None:
    """The status that the first cells of a row mean; None where they say nothing that is understood.

    `words` are those that the format has besides the usual ones. A category that contradicts a word decides;
    dates of completion or of giving up do so too.
    """
    state = _meant(row.get("status", ""), words)
    category = row.get("status_category", "")
    if category:
        broad = _meant(category, words) or "candidate"
        if state not in _WITHIN.get(broad, _TO_DO):
            state = broad
    state = _by_dates(state, row)
    if state == "shipped" and _meant(row.get("resolution", ""), words) == "declined":
        state = "declined"
    is_archived = row.get("archived", "").strip().casefold() in ("true", "yes", "1", "x")
    return "parked" if is_archived and state not in ("shipped", "declined") else state


def _meant(word: str, words: Mapping[str, str]) -> str | None:
    text = line_of(word)
    return words.get(text.casefold()) or status_of(text)


def _by_dates(state: str | None, row: Mapping[str, str]) -> str | None:
    if "canceled" in row:
        return "declined"
    if "completed" in row and state != "declined":
        return "shipped"
    if "started" in row and state in (None, "candidate", "planned", "idea"):
        return "in-progress"
    return state
