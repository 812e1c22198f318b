"""HTML elements as values: a text among them is always escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final

from pmcli.writers.escaping import visible

_VOID: Final = frozenset({"meta", "link", "input", "br", "col", "hr"})
_INVALID_IN_NAME: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Markup:
    """Text that is HTML already."""

    text: str

    def __add__(self, other: Markup) -> Markup:
        return Markup(self.text + other.text)


Inside = str | Markup | None
EMPTY: Final = Markup("")


def element(name: str, /, *inside: Inside, **attributes: str | int | bool | None) -> Markup:
    """An element with what is inside; texts are escaped.

    Attributes that are None or False are left out; `_` in their names is "-", at the end nothing: `class_`.
    """
    opened = f"<{name}{''.join(map(_attribute, attributes.items()))}>"
    if name in _VOID:
        return Markup(opened)
    return Markup(f"{opened}{''.join(map(_text, inside))}</{name}>")


def joined(parts: Iterable[Markup]) -> Markup:
    """The parts one after the other, each on a line of its own."""
    return Markup("\n".join(part.text for part in parts))


def literal(text: str) -> Markup:
    """A text as it is, its line breaks too."""
    return Markup(escape(visible(text, one_line=False), quote=False))


def prose(text: str) -> Markup:
    """A text whose line breaks are seen."""
    return Markup(literal(text).text.replace("\n", "<br>"))


def anchor(text: str, taken: set[str]) -> str:
    """A name for a place in the page made from words, unlike those taken; it is taken then."""
    words = _INVALID_IN_NAME.sub("-", visible(text).casefold()).strip("-")[:60].strip("-") or "part"
    words = words if words[0].isalpha() else f"in-{words}"  # as old rules of HTML ask
    anchor, number = words, 2
    while anchor in taken:
        anchor, number = f"{words}-{number}", number + 1
    taken.add(anchor)
    return anchor


def _text(piece: Inside) -> str:
    if piece is None:
        return ""
    return piece.text if isinstance(piece, Markup) else escape(visible(piece), quote=False)


def _attribute(pair: tuple[str, str | int | bool | None]) -> str:
    name, value = pair
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(visible(str(value)))}"'
