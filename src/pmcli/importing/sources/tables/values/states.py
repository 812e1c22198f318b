"""The status of a row, from all that a tracker says of it: its own word, its category, its dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pmcli.importing.sources.plain_values import line_of, status_like, status_of, waits
from pmcli.importing.sources.tables.values.cells import switched
from pmcli.importing.sources.vocabulary import bare

_WITHIN: Final[Mapping[str, tuple[str, ...]]] = {
    "shipped": ("shipped", "declined"), "in-progress": ("in-progress", "parked"),
}  # fmt: skip
"""The statuses that a category of done, or in progress, leaves open; to do leaves the rest."""
_TO_DO: Final = ("idea", "candidate", "planned", "parked")


@dataclass(frozen=True, slots=True)
class State:
    """A status, None where nothing is understood; `assumed` is what its word was taken for."""

    status: str | None
    assumed: str = ""


def state_of(row: Mapping[str, str], words: Mapping[str, str]) -> State:
    """The status that the first cells of a row mean.

    `words` are those that the format or the user has besides the usual ones. A category that contradicts a
    word decides; dates of completion or of giving up do so too. A longer text is known by its beginning.
    """
    raw = line_of(row.get("status", ""))
    known = _meant(raw, words)
    begun = None if known else status_like(raw)
    status = _status(row, known or begun, words)
    if status is None:
        said = f'--map "status:{raw[:40]}=shipped" says what it means'
        return State(None, f"is read as candidate, and kept as x-status ({said})")
    if status == begun:
        return State(status, f"is read as {status}, and kept as x-status")
    if status == "candidate" and waits(raw):
        return State(
            status, "is read as candidate, and kept as x-status: depends_on would say what it waits for"
        )
    return State(status)


def _status(row: Mapping[str, str], state: str | None, words: Mapping[str, str]) -> str | None:
    """The status by its word, category and dates."""
    category = row.get("status_category", "")
    if category:
        broad = _meant(category, words) or "candidate"
        if state not in _WITHIN.get(broad, _TO_DO):
            state = broad
    state = _by_dates(state, row)
    if state == "shipped" and _meant(row.get("resolution", ""), words) == "declined":
        state = "declined"
    is_archived = switched(row.get("archived", ""))
    return "parked" if is_archived and state not in ("shipped", "declined") else state


def _meant(word: str, words: Mapping[str, str]) -> str | None:
    text = line_of(word)
    plain = "" if "?" in text else bare(text)
    return words.get(text.casefold()) or words.get(plain) or status_of(text)


def _by_dates(state: str | None, row: Mapping[str, str]) -> str | None:
    if "canceled" in row:
        return "declined"
    if "completed" in row and state != "declined":
        return "shipped"
    if "started" in row and state in (None, "candidate", "planned", "idea"):
        return "in-progress"
    return state
