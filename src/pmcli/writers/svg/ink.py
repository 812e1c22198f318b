"""SVG elements as text, with colours; every text in them is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pmcli.writers.svg.text import FONTS, shown

INK, SOFT, FAINT, LINE, PAPER, WASH = "#1f2933", "#52606d", "#7b8794", "#d5dbe1", "#ffffff", "#f4f6f8"
"""The colours of text, of what is less important, of lines, and of surfaces."""
HUES: Final = (
    "#2f6db5", "#d98a00", "#2a9078", "#b5527f", "#6f5bb0", "#c2542d", "#4c9bc4", "#7d8a2e",
)  # fmt: skip
"""Colours that most people tell apart, also those who see few colours; grey is for the rest."""
GREY: Final = "#9aa5b1"
_ESCAPED: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def escaped(text: str) -> str:
    """A text in one line, safe between tags and in attributes."""
    return shown(text).translate(_ESCAPED)


def number(value: float) -> str:
    """A length with one decimal at most."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def picture(width: float, height: float, name: str, title: str, about: str, parts: Iterable[str]) -> str:
    """The whole file; `title` and `about` are what a screen reader reads, `name` keeps ids apart."""
    wide, high = number(width), number(height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
        f'role="img" aria-labelledby="{name}-title {name}-about" font-family="{FONTS}">'
    )
    lines = [
        head, f'<title id="{name}-title">{escaped(title)}</title>',
        f'<desc id="{name}-about">{escaped(about)}</desc>', rect(0, 0, width, height, PAPER), *parts,
        "</svg>",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def rect(
    x: float, y: float, width: float, height: float, fill: str, *, stroke: str = "", radius: float = 0,
    dashed: bool = False,
) -> str:  # fmt: skip
    """A rectangle."""
    more = f' rx="{number(radius)}"' if radius else ""
    more += f' stroke="{stroke}"' if stroke else ""
    more += ' stroke-dasharray="5 3"' if dashed else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" '
        f'fill="{fill}"{more}/>'
    )


def words(
    x: float, y: float, text: str, size: float, *, fill: str = INK, bold: bool = False, anchor: str = "start"
) -> str:
    """A line of text; `y` is where its letters stand."""
    more = ' font-weight="600"' if bold else ""
    more += f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"{more}>'
        f"{escaped(text)}</text>"
    )


def path(data: str, *, stroke: str = "", fill: str = "none", width: float = 1.5, dashed: bool = False) -> str:
    """A line or an area; `data` is what its attribute "d" has."""
    more = f' stroke="{stroke}" stroke-width="{number(width)}"' if stroke else ""
    more += ' stroke-dasharray="6 4"' if dashed else ""
    return f'<path d="{data}" fill="{fill}"{more}/>'


def line(x: float, y: float, to_x: float, to_y: float, stroke: str = LINE) -> str:
    """A thin straight line."""
    return path(f"M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}", stroke=stroke, width=1)


def group(x: float, y: float, parts: Iterable[str], *, title: str = "", kind: str = "") -> str:
    """Elements that are moved together; `title` is shown to who points at them."""
    name = f' class="{kind}"' if kind else ""
    group = f"<title>{escaped(title)}</title>" if title else ""
    return f'<g{name} transform="translate({number(x)} {number(y)})">{group}{"".join(parts)}</g>'
