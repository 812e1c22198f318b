r"""Characters that hide or steer are written out, so that what is read is what is there.

Escape and other control characters, overrides of the writing direction, characters without width, lone
surrogates and private ones become `\x1b`, `\u202e`, `\U000e0041`. What legitimate text needs stays: joiners
inside emoji and between the letters of scripts that use them, variation selectors after a character, the
flags of Scotland and Wales.
"""

from __future__ import annotations

import re
from unicodedata import category

from pmcli.model.mark import HIDDEN

_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f"
_HIDDEN = re.compile(f"{_FLAG}|[{HIDDEN}]")
_HIDDEN_IN_LINES = re.compile(f"{_FLAG}|(?!\n)[{HIDDEN}]")
_BREAK = re.compile(r"(?<![ \t])[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*")
_JOINERS = "\u200c\u200d"
_JOINED = {"So", "Sk", "Lo", "Mn", "Mc"}
_FIRST_EMOJI = 0x1F000


def visible(text: str, *, one_line: bool = True) -> str:
    """The text with every hidden character written out; in one line, breaks and tabs are spaces.

    With `one_line` False breaks stay, each as one newline, and a tab is four spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    if one_line:
        return _HIDDEN.sub(_shown, _BREAK.sub(" ", text.strip("\r\n")).replace("\t", " "))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return _HIDDEN_IN_LINES.sub(_shown, text)


def escaped(character: str) -> str:
    r"""One character written out: `\x1b`, `\u202e`, `\U000e0041`."""
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _shown(match: re.Match[str]) -> str:
    hidden = match[0]
    return hidden if len(hidden) > 1 or _belongs(match.string, match.start()) else escaped(hidden)


def _belongs(text: str, at: int) -> bool:
    """Whether the hidden character at this place is one that its neighbours need."""
    if at == 0:
        return False
    character = text[at]
    if character in _JOINERS:
        return _joined(text, at - 1) and at + 1 < len(text) and _joins(text[at + 1])
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return text[at - 1] > " " and not _HIDDEN.match(text[at - 1])
    return False


def _joined(text: str, at: int) -> bool:
    """Whether a joiner may follow this place: a letter or an emoji, perhaps with its variation selector."""
    if "\ufe00" <= text[at] <= "\ufe0f":
        return at > 0 and _joins(text[at - 1])
    return _joins(text[at])


def _joins(character: str) -> bool:
    if _HIDDEN.match(character):
        return False
    return ord(character) >= _FIRST_EMOJI or (character > "\x7f" and category(character) in _JOINED)


def plain(line: str) -> str:
    r"""The line as no CI system takes it for a command: "##[" is written `##\x5b`.

    GitHub Actions takes it for a command anywhere in a line of the log; "::" counts only at the beginning,
    where our lines have words of their own.
    """
    return line.replace("##[", f"##{escaped('[')}")
