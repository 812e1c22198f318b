"""Markdown as editors show it, in which a text stands literally; and what is left of it without its marks.

Editors know neither mentions nor HTML, so a backslash is enough; on GitHub it would not be.
"""

from __future__ import annotations

import re
from typing import Final

from pmcli.writers.escaping import visible

_MARKS: Final = re.compile(r"[\\`*_\[\]<>|~&#$]|:(?=//)|(?<=www)\.|^[-+=](?=[-+=\s])|^\d+[.)]", re.IGNORECASE)
_PLAIN: Final = re.compile(r"\\([!-/:-@\[-`{-~])|\*\*|`")


def literal(text: str) -> str:
    """One line of text as it stands: no emphasis, no HTML, no link, no hidden character."""
    return _MARKS.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", visible(text))


def plain(marked: str) -> str:
    """What is read of Markdown made here."""
    return _PLAIN.sub(lambda match: match[1] or "", marked)
