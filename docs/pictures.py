"""Screens as pictures: what a command prints in colour, recorded by Rich as SVG."""

from __future__ import annotations

import io
import re

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

THEME = TerminalTheme(
    (250, 250, 252), (36, 41, 47),
    [(36, 41, 47), (176, 32, 44), (26, 118, 60), (140, 84, 0),
     (20, 88, 190), (128, 55, 160), (14, 112, 124), (96, 104, 116)],
    [(87, 96, 106), (207, 34, 46), (45, 140, 80), (154, 103, 0),
     (33, 110, 215), (150, 80, 190), (27, 124, 131), (36, 41, 47)],
)  # fmt: skip
"""Dark letters on a light ground of their own: read in light and in dark pages."""
FONT = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
SHAPE = f"""\
<svg class="rich-terminal" viewBox="0 0 {{width}} {{height}}" xmlns="http://www.w3.org/2000/svg">
<!-- Recorded by Rich through docs/generate.py; the reader's own fonts, nothing is loaded. -->
<style>
.{{unique_id}}-matrix {{{{
  font-family: {FONT};
  font-size: {{char_height}}px; line-height: {{line_height}}px;
}}}}
.{{unique_id}}-title {{{{ font-size: 18px; font-weight: bold; font-family: system-ui, sans-serif; }}}}
{{styles}}
</style>
<defs>
<clipPath id="{{unique_id}}-clip-terminal">
<rect x="0" y="0" width="{{terminal_width}}" height="{{terminal_height}}" />
</clipPath>
{{lines}}
</defs>
{{chrome}}
<g transform="translate({{terminal_x}}, {{terminal_y}})" clip-path="url(#{{unique_id}}-clip-terminal)">
{{backgrounds}}
<g class="{{unique_id}}-matrix">
{{matrix}}
</g>
</g>
</svg>
"""


def name_of(command: str) -> str:
    """A short name for the picture of a command: "rank-top-8" of `pm rank -C examples/northwind --top 8`."""
    words = re.sub(r" (-C|--width) \S+", "", command).removeprefix("pm ")
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def picture(name: str, title: str, colored: str) -> str:
    """The SVG of what a terminal shows for text with colour codes; as wide as its longest line."""
    text = Text.from_ansi(colored.rstrip())
    width = max((line.cell_len for line in text.split("\n")), default=1)
    console = Console(
        record=True, width=max(width, 40), file=io.StringIO(), color_system="standard", legacy_windows=False
    )
    console.print(text, soft_wrap=True)
    drawn = console.export_svg(title=title, theme=THEME, code_format=SHAPE, unique_id=f"pm-{name}")
    return "".join(f"{line.rstrip()}\n" for line in drawn.splitlines() if line.strip())
