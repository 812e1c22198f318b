"""Widths of texts in a picture, and their breaks, whatever font of the reader's machine draws them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from math import fsum
from typing import Final
from unicodedata import combining, east_asian_width, normalize

from pmcli.writers.escaping import visible

FONTS: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
"""The fonts that readers' machines have; none is fetched."""
_WIDTHS: Final = (
    32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    34, 34, 84, 84, 84, 54, 101, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64,
    62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 51, 51, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98,
    64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
)  # fmt: skip
"""Hundredths of the font size, from the space to "~", in DejaVu Sans: of the fonts in use the widest."""
_BOLD: Final = 1.13
"""The width of a bold text beside a plain one, at most."""
_SMALL, _LETTER, _WIDE, _EMOJI, _SIGN, _HEBREW = 0.94, 1.23, 1.1, 1.4, 10.0, 0.8
_PUNCTUATION: Final = {"–": 0.51, "—": 1.0, "…": 1.0, "‘": 0.33, "’": 0.33, "“": 0.53, "”": 0.53, "·": 0.33}
_FIRST_EMOJI: Final = 0x1F000
_JOINERS: Final = "\u200c\u200d"
_NOT_JOINED: Final = dict.fromkeys(map(ord, _JOINERS))
_MARK: Final = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_MARKS: Final = re.compile(f"({_MARK}{{2}}){_MARK}+")
"""Marks piled up on a letter, which would reach into the lines above and below."""


def shown(text: str) -> str:
    """A text in one line as it can be drawn."""
    return text if text.isascii() and text.isprintable() else _MARKS.sub(r"\1", visible(text))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text, at most, in the unit of the font size."""
    whole = fsum(map(_share, text))  # sum rounds otherwise before Python 3.12
    return whole * size * (_BOLD if bold else 1.0)


@lru_cache(maxsize=4096)
def _share(character: str) -> float:
    """The width of a character, in font sizes."""
    code = ord(character)
    if 0x20 <= code < 0x7F:
        return _WIDTHS[code - 0x20] / 100
    if _hangs_on(character):
        return 0.0
    base = normalize("NFD", character)[0]
    if base != character and 0x20 <= ord(base) < 0x7F:
        return _WIDTHS[ord(base) - 0x20] / 100 + 0.1
    if code == 0xFDFD or 0x12000 <= code < 0x12550:
        return _SIGN
    if code >= _FIRST_EMOJI:
        return _EMOJI
    if character in _PUNCTUATION:
        return _PUNCTUATION[character]
    if east_asian_width(character) in "WF":
        return _WIDE
    if "\u05d0" <= character <= "\u05ea":
        return _HEBREW
    return _SMALL if character.islower() else _LETTER


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text in one line that is not wider than `room`; what is cut off is marked."""
    clean = shown(text)
    return _cut(clean, room, size, bold) if width(clean, size, bold=bold) > room else clean


def _cut(clean: str, room: float, size: float, bold: bool) -> str:  # noqa: FBT001 - of `cut`
    end = len(clean)
    while end and (_is_inside(clean, end) or width(clean[:end].rstrip() + "…", size, bold=bold) > room):
        end -= 1
    return clean[:end].rstrip() + "…"


def _hangs_on(character: str) -> bool:
    """Whether a character is drawn with the one before it: a mark, a joiner, a selector, a colour of skin."""
    code = ord(character)
    return (
        combining(character) > 0 or character in _JOINERS or 0xFE00 <= code <= 0xFE0F
        or 0x1F3FB <= code <= 0x1F3FF or code >= 0xE0000
    )  # fmt: skip


def _is_inside(text: str, at: int) -> bool:
    """Whether a place is inside what is drawn as one."""
    return 0 < at < len(text) and (_hangs_on(text[at]) or text[at - 1] in _JOINERS)


def wrapped(text: str, room: float, size: float, most: int, *, bold: bool = False) -> list[str]:
    """The text in at most `most` lines that are not wider than `room`; what is cut off is marked.

    Lines break between words, and inside one only where it is wider than a line.
    """
    lines = [""]
    for word in shown(text).split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width(joined, size, bold=bold) <= room:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        lines[-1:] = _chopped(word, room, size, bold)
        if len(lines) > most:
            break
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(f"{lines[most - 1]} {lines[most]}", room, size, bold)]


def _chopped(word: str, room: float, size: float, bold: bool) -> list[str]:  # noqa: FBT001 - of `wrapped`
    """A word in pieces that have room, each of one character at least."""
    pieces = [""]
    for whole in _signs(word):
        is_wide = width(whole, size, bold=bold) > room
        for sign in whole.translate(_NOT_JOINED) if is_wide else [whole]:
            if pieces[-1] and width(pieces[-1] + sign, size, bold=bold) > room:
                pieces.append("")
            pieces[-1] += sign
    return pieces


def _signs(word: str) -> list[str]:
    """The word in parts, each of what is drawn as one."""
    starts = [at for at in range(len(word)) if not _is_inside(word, at)]
    return [word[start:end] for start, end in pairwise([*starts, len(word)])]
