"""Cells that no spreadsheet runs as a formula, and the way back to what they said.

A text that a spreadsheet would run gets an apostrophe in front, as in pm's other CSV; one that has
apostrophes before such a sign already gets one more, so that taking one away gives the text again. Only in a
table that pm wrote is it taken away: people do begin a title with '--force' in quotes.
"""

from __future__ import annotations

import re
from typing import Final

PM_ID: Final = "Custom field (pm id)"
"""The column, with the ids of features, by which a table that pm wrote is told."""
_FORMULA: Final = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return "'" + text if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell before it was guarded; other cells stay as they are."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell
