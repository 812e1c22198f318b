"""Names made of words, for where only letters, digits and dashes may stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

MOST: Final = 48
"""A name made of a text is no longer."""
_SPELLED: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "æ": "ae", "ø": "o",
     "å": "a", "ł": "l", "đ": "d", "œ": "oe", "Æ": "Ae", "Ø": "O", "Å": "A", "Ł": "L", "Đ": "D", "Œ": "Oe",
     "&": " and ", "+": " plus ", "%": " percent ", "'": "", "’": ""}
)  # fmt: skip


def slug(text: str, most: int = MOST) -> str:
    """The text in small letters, digits and dashes, cut between words; "" where nothing of it is left."""
    spelled = unicodedata.normalize("NFKD", text[:1000].translate(_SPELLED))
    bare = re.sub(r"[^a-z0-9]+", "-", spelled.encode("ascii", "ignore").decode().lower()).strip("-")
    return shortened(bare, most)


def shortened(name: str, most: int = MOST) -> str:
    """A name of words between dashes, cut between words where it is too long."""
    if len(name) <= most:
        return name
    cut = name[: most + 1]
    return (cut[: cut.rfind("-")] if "-" in cut[most // 2 :] else name[:most]).strip("-")


def alike(name: str, known: Iterable[str]) -> list[str]:
    """The known names that `name` may mean: itself, else its twins, else those that differ in dashes too.

    A blank, a dash and an underscore are one; no name is listed twice.
    """
    listed = dict.fromkeys(known)
    if name in listed:
        return [name]
    twin, plain = folded(name), bare(name)
    same = [other for other in listed if folded(other) == twin]
    return same or [other for other in listed if bare(other) == plain]


def meant(name: str, known: Iterable[str]) -> str:
    """The one known name that `name` may mean; as it is where there is none, or more than one."""
    same = alike(name, known)
    return same[0] if len(same) == 1 else name


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name by which others are its twins: however its accents are written, its case, its blanks."""
    plain = unicodedata.normalize("NFC", name).casefold()
    return " ".join(unicodedata.normalize("NFC", plain).split())


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """A name without case, blanks, dashes and underscores, by which it is compared."""
    return re.sub(r"[-_\s]", "", folded(name))
