"""What is drawn in a terminal, by Rich: only here is it imported, and nothing of it reads the environment.

Every width is decided before: Rich is told, and measures nothing twice. User text is `Text`, never markup.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, TextIO

from pmcli.writers.drawings import Line, Words
from pmcli.writers.escaping import plain
from pmcli.writers.terminal.look import NARROWEST, STYLES, Look
from pmcli.writers.terminal.shapes import Branches, Cell, Grid, Panel, Panels, Shape

if TYPE_CHECKING:
    from rich.columns import Columns
    from rich.console import Console, RenderableType
    from rich.style import Style
    from rich.table import Table
    from rich.text import Text
    from rich.tree import Tree

    from pmcli.writers.blocks import Node

ENDLESS = 1 << 20
"""Cells of a line where no width is known."""
GLUE = "\ue000"
"""Stands for a space at which no line is broken; in no text, since `visible` writes it out."""
_RESET = "\x1b[0m"
_INDENT = 2


def drawn(shapes: Sequence[Shape], look: Look) -> str:
    """The shapes as text, each line without spaces at its end; no escape sequences but those of colours."""
    painter = _Painter(look)
    for shape in shapes:
        painter.draw(shape)
    return painter.text


def console_on(stream: TextIO, width: int, *, color: bool) -> Console:
    """A console that writes to a stream, in standard colours or none."""
    from rich.console import Console

    return Console(
        file=stream, width=width, height=25, color_system="standard" if color else None, no_color=not color,
        force_terminal=True, force_jupyter=False, force_interactive=True, legacy_windows=False,
        markup=False, emoji=False, highlight=False,
    )  # fmt: skip


def _ended(line: str) -> str:
    """The line without spaces at its end, also before the end of a colour."""
    line = line.rstrip(" ")
    return line.removesuffix(_RESET).rstrip(" ") + _RESET if line.endswith(_RESET) else line


class _Paper(io.StringIO):
    """Where Rich writes; by the name of its encoding it knows whether there is more than ASCII."""

    encoding = "utf-8"


class _AsciiPaper(_Paper):
    encoding = "ascii"


class _Painter:
    """A console of a width, and what is drawn on it."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.width = look.limit or ENDLESS
        self.paper = _Paper() if look.unicode else _AsciiPaper()
        self.console = console_on(self.paper, self.width, color=look.color)

    @property
    def text(self) -> str:
        """All that was drawn."""
        return plain("\n".join(map(_ended, self.paper.getvalue().replace(GLUE, " ").split("\n"))))

    def draw(self, shape: Shape) -> None:
        """Draws a shape below the last."""
        match shape:
            case Words():
                self._print([self.texts([shape], self.width)])
            case Grid():
                self._print(self.tables(shape))
            case Panels():
                self._print([self.columns(shape)])
            case Branches():
                self._print([self.tree(shape.root)])

    def _print(self, renderables: Iterable[RenderableType]) -> None:
        for renderable in renderables:
            self.console.print(renderable, no_wrap=True, overflow="ignore", crop=False)

    # --- texts ---

    def texts(self, cell: Cell, width: int, *, right: bool = False) -> Text:
        """Texts below one another in so many cells, already broken into lines."""
        from rich.text import Text

        pieces = [piece for words in cell for piece in self._pieces(words, width)]
        for piece in pieces if right else ():
            piece.pad_left(width - piece.cell_len)
        text = pieces[0] if len(pieces) == 1 else Text("\n").join(pieces)
        text.no_wrap, text.overflow = True, "ignore"
        return text

    def _pieces(self, words: Words, width: int) -> list[Text]:
        """The lines of a text, set in by its lead; below the lead where that leaves no room."""
        lead, text = self._styled(words.lead), self._styled(words.text, is_list=words.is_list)
        start = lead.cell_len
        if words.is_code or start + text.cell_len <= width:
            return [lead.append_text(text)] if start else [text]
        if start and width - start < NARROWEST // 2:
            lead.rstrip()
            below = self._wrapped(text, max(width - _INDENT, 1), words.most)
            for piece in below:
                piece.pad_left(_INDENT)
            return [*self._wrapped(lead, width, None), *below]
        pieces = self._wrapped(text, width - start, words.most)
        for number, piece in enumerate(pieces):
            if number:
                piece.pad_left(start)
            else:
                pieces[0] = lead.append_text(piece)
        return pieces

    def _wrapped(self, text: Text, width: int, most: int | None) -> list[Text]:
        """The text in lines, of which the last ends in a mark where something is missing."""
        if most is not None:  # what is never shown is not broken into lines
            text.truncate((most + 1) * width, overflow="crop")
        pieces = list(text.wrap(self.console, width, overflow="fold"))
        for piece in pieces:
            piece.rstrip()
        if most is not None and len(pieces) > most:
            pieces = pieces[:most]
            last, more = pieces[-1], self.look.more
            if last.cell_len + 1 + len(more) <= width:
                more = f" {more}"
            else:
                last.truncate(max(width - len(more), 0), overflow="crop")
                last.rstrip()
            last.append(more[:width])
        return pieces

    def _styled(self, line: Line, *, is_list: bool = False) -> Text:
        """The spans as one text; spaces round words have no style, so that those at the end of a line go."""
        from rich.text import Text

        text = Text()
        for words, tone in line:
            shown = self.look.clean(words).replace(" %", f"{GLUE}%")
            if is_list:
                shown = shown.replace(" ", GLUE).replace(f",{GLUE}", ", ")
            if tone == "plain" or not (bare := shown.strip(" ")):
                text.append(shown)
                continue
            start = shown.index(bare[0])
            text.append(shown[:start]).append(bare, _style(tone)).append(shown[start + len(bare) :])
        return text

    # --- rows of cells ---

    def tables(self, grid: Grid) -> Iterator[RenderableType]:
        """The grid as tables, between them the texts that go across."""
        table = self._table(grid, with_head=True)
        for row in grid.rows:
            if not isinstance(row, Words):
                table.add_row(*self._row(grid, row))
                continue
            if table.row_count or table.show_header:
                yield table
            table = self._table(grid, with_head=False)
            yield self.texts([row], self.width)
        if table.row_count or table.show_header:
            yield table

    def _table(self, grid: Grid, *, with_head: bool) -> Table:
        from rich import box
        from rich.table import Table

        table = Table(
            box=box.ROUNDED if grid.is_framed else None, show_lines=grid.is_framed, border_style="dim",
            padding=(0, 1) if grid.is_framed else (0, grid.gap, 0, 0), pad_edge=grid.is_framed,
            show_header=with_head and bool(grid.head), header_style="",
        )  # fmt: skip
        heads: Sequence[RenderableType] = [""] * len(grid.widths)
        if with_head and grid.head:
            heads = self._heads(grid)
        for width, head in zip(grid.widths, heads, strict=True):
            table.add_column(head, width=width)
        return table

    def _heads(self, grid: Grid) -> list[Text]:
        """The heads, all ending on one line, with a rule below each where there is no frame."""
        from rich.text import Text

        rule = "─" if self.look.unicode else "-"
        heads = [
            self.texts(head, width, right=at in grid.right)
            for at, (head, width) in enumerate(zip(grid.head, grid.widths, strict=True))
        ]
        tall = max(head.plain.count("\n") for head in heads)
        found = []
        for head, width in zip(heads, grid.widths, strict=True):
            above = "\n" * (tall - head.plain.count("\n"))
            below = "" if grid.is_framed else f"\n{rule * width}"
            found.append(Text.assemble(above, head, (below, _style("dim")), no_wrap=True, overflow="ignore"))
        return found

    def _row(self, grid: Grid, row: Sequence[Cell]) -> Iterator[Text]:
        for at, (cell, width) in enumerate(zip(row, grid.widths, strict=True)):
            yield self.texts(cell, width, right=at in grid.right)

    # --- panels and trees ---

    def columns(self, shape: Panels) -> Columns:
        """Panels side by side."""
        from rich.columns import Columns

        panels = [self._panel(panel, shape.width) for panel in shape.panels]
        return Columns(panels, padding=(0, 1))

    def _panel(self, panel: Panel, width: int) -> RenderableType:
        from rich import box
        from rich import panel as rich_panel
        from rich.text import Text

        note = f" {self.look.clean(panel.note)}" if panel.note else ""
        room = width - 6
        title = self.look.clean(panel.title)
        if self.look.cells(title + note) > room:
            note = ""
        return rich_panel.Panel(
            self.texts(panel.texts, width - 4),
            title=Text.assemble((self.look.cut(title, room), "bold not dim"), (note, _style("dim"))),
            title_align="left", width=width, box=box.ROUNDED, border_style="dim", padding=(0, 1),
        )  # fmt: skip

    def tree(self, root: Node) -> Tree:
        """The root and below it the branches; beyond half the width nothing moves further to the right."""
        from rich.tree import Tree

        def label(node: Node) -> Text:
            text = self._styled([(node.text, node.tone)])
            text.no_wrap, text.overflow = False, "fold"
            return text

        deepest = min(self.width // 2, _DEEPEST) // 4
        top = Tree(label(root), guide_style="dim")
        waiting = [(node, top, 1) for node in reversed(root.children)]
        while waiting:
            node, parent, depth = waiting.pop()
            branch = parent.add(label(node))
            is_deepest = depth >= deepest
            below = (parent, depth) if is_deepest else (branch, depth + 1)
            waiting += [(child, *below) for child in reversed(node.children)]
        return top


_DEEPEST = 120
"""Cells to which branches move to the right where no width is known."""


@cache
def _style(tone: str) -> Style:
    from rich.style import Style

    return Style.parse(STYLES[tone])
