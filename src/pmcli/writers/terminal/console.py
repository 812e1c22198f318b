"""What is drawn in a terminal, by Rich: only here is it imported, and nothing of it reads the environment.

Every width is decided before: Rich is told, and measures nothing twice. User text is `Text`, never markup.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from pmcli.writers import blocks
from pmcli.writers.drawings import Line, Words
from pmcli.writers.terminal.layout import GAP
from pmcli.writers.terminal.look import NARROWEST, STYLES, Look
from pmcli.writers.terminal.shapes import BLANK, Cell, Grid, Panel, Panels, Shape

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text
    from rich.tree import Tree

ENDLESS = 1 << 20
"""Cells of a line where no width is known."""
GLUE = "\ue000"
"""Stands for a space at which no line is broken; in no text, since `visible` writes it out."""
_INDENT = 2
_DEEPEST = 30
"""Levels of a tree that move to the right, in wide terminals."""
_END = re.compile(r"(?<! )(?: |\x1b\[[\d;]*m)++$", re.MULTILINE)


def drawn(shapes: Sequence[Shape], look: Look) -> str:
    """The shapes as text, each line without spaces at its end; no escape sequences but those of colours."""
    paper = _Paper()
    if not look.unicode:
        paper.encoding = "ascii"
    painter = _Painter(look, console_on(paper, look.limit or ENDLESS, color=look.color))
    for shape in shapes:
        for renderable in painter.renderables(shape):
            painter.console.print(renderable, no_wrap=True, overflow="ignore", crop=False)
    text = paper.getvalue().replace(GLUE, " ")
    return _END.sub(lambda end: "\x1b[0m" if "\x1b" in end[0] else "", text)


def console_on(stream: TextIO, width: int, *, color: bool) -> Console:
    """A console that writes to a stream, in standard colours or none."""
    from rich.console import Console

    return Console(
        file=stream, width=width, height=25, color_system="standard" if color else None, no_color=not color,
        force_terminal=True, force_jupyter=False, force_interactive=True, legacy_windows=False,
        markup=False, emoji=False, highlight=False,
    )  # fmt: skip


class _Paper(io.StringIO):
    """Where Rich writes; by the name of its encoding it knows whether there is more than ASCII."""

    encoding = "utf-8"


class _Painter:
    """What Rich draws of shapes, on a console of a width."""

    def __init__(self, look: Look, console: Console) -> None:
        self.look = look
        self.console = console

    def renderables(self, shape: Shape) -> Iterator[RenderableType]:
        """The parts of a shape, below one another."""
        match shape:
            case Words():
                yield self.text([shape], self.console.width)
            case Grid():
                yield from self.tables(shape)
            case Panels():
                from rich.columns import Columns

                yield Columns([self.panel(panel, shape.width) for panel in shape.panels], padding=(0, 1))
            case blocks.Tree():
                yield self.tree(shape.root)

    # --- texts ---

    def text(self, cell: Cell, width: int, *, right: bool = False) -> Text:
        """Texts below one another in so many cells, already broken into lines."""
        from rich.text import Text

        pieces = [piece for words in cell for piece in self._pieces(words, width)]
        for piece in pieces if right else ():
            piece.align("right", width)
        text = pieces[0] if len(pieces) == 1 else Text("\n").join(pieces)
        text.no_wrap, text.overflow = True, "ignore"
        return text

    def _pieces(self, words: Words, width: int) -> list[Text]:
        """The lines of a text, set in by its lead; below the lead where that leaves no room."""
        lead, text = self._styled(words.lead), self._styled(words.text, is_list=words.is_list)
        start, above = lead.cell_len, []
        if words.is_code or start + text.cell_len <= width:
            return [lead.append_text(text)]
        if start and width - start < NARROWEST // 2:
            above, lead, start = self._wrapped(lead, width), self._styled([(" " * _INDENT, "plain")]), _INDENT
        first, *rest = self._wrapped(text, max(width - start, 1), words.most)
        for piece in rest:
            piece.pad_left(start)
        return [*above, lead.append_text(first), *rest]

    def _wrapped(self, text: Text, width: int, most: int | None = None) -> list[Text]:
        """The text in lines, of which the last ends in a mark where something is missing."""
        if most is not None:  # what is never shown is not broken into lines
            text.truncate((most + 1) * width, overflow="crop")
        pieces = list(_breakable(text, width).wrap(self.console, width, overflow="fold"))
        for piece in pieces:
            piece.rstrip()
        if most is not None and len(pieces) > most:
            del pieces[most:]
            last, more = pieces[-1], self.look.more
            more = f" {more}" if last.cell_len + len(more) < width else more[:width]
            last.truncate(width - len(more), overflow="crop")
            last.rstrip()
            last.append(more)
        return pieces

    def _styled(self, line: Line, *, is_list: bool = False) -> Text:
        """The spans as one text."""
        from rich.text import Text

        text = Text()
        for words, tone in line:
            shown = self.look.clean(words).replace(" %", f"{GLUE}%")
            if is_list and not shown.isspace():
                shown = shown.replace(" ", GLUE).replace(f",{GLUE}", ", ")
            text.append(shown, STYLES[tone])
        return text

    # --- rows of cells ---

    def tables(self, grid: Grid) -> Iterator[RenderableType]:
        """The grid as tables, between them the texts that go across."""
        table = self._table(grid, grid.head)
        for row in grid.rows:
            if isinstance(row, Words):
                yield table
                yield self.text([row], self.console.width)
                table = self._table(grid)
            else:
                table.add_row(*self._row(grid, row))
        yield table

    def _table(self, grid: Grid, heads: Sequence[str] = ()) -> Table:
        """A table without rows; where it has no frame a rule stands below each of its heads."""
        from rich import box
        from rich.table import Table

        # the gap is a part of each cell: a fifth of the time of a table goes into padding by Rich itself
        table = Table(
            box=box.ROUNDED if grid.is_framed else None, show_lines=grid.is_framed, border_style="dim",
            padding=(0, 1) if grid.is_framed else 0, pad_edge=grid.is_framed,
            show_header=bool(heads), header_style="",
        )  # fmt: skip
        if grid.is_framed:
            cells = [[Words([(head, "strong")])] for head in heads]
        else:
            cells = [
                [Words([(head, "dim")]), Words([(self.look.rule * width, "dim")])]
                for head, width in zip(heads, grid.widths, strict=False)
            ]
        texts = self._row(grid, cells or [[BLANK]] * len(grid.widths))
        last = len(grid.widths) - 1
        for at, (width, text) in enumerate(zip(grid.widths, texts, strict=True)):
            table.add_column(text, width=width if grid.is_framed or at == last else width + GAP)
        return table

    def _row(self, grid: Grid, row: Sequence[Cell]) -> Iterator[Text]:
        for at, (cell, width) in enumerate(zip(row, grid.widths, strict=True)):
            yield self.text(cell, width, right=at in grid.right)

    # --- panels and trees ---

    def panel(self, panel: Panel, width: int) -> RenderableType:
        """Texts in a frame."""
        from rich import box
        from rich.panel import Panel as Frame
        from rich.text import Text

        title, note = self.look.clean(panel.title), self.look.clean(panel.note)
        room = width - 6
        spans = [(self.look.cut(title, room), "bold not dim")]
        if note and self.look.cells(f"{title} {note}") <= room:
            spans.append((f" {note}", "dim"))
        return Frame(
            self.text(panel.texts, width - 4), title=Text.assemble(*spans), title_align="left", width=width,
            box=box.ROUNDED, border_style="dim", padding=(0, 1),
        )  # fmt: skip

    def tree(self, root: blocks.Node) -> Tree:
        """The root and below it the branches; beyond half the width nothing moves further to the right."""
        from rich.tree import Tree

        def label(node: blocks.Node) -> Text:
            text = self._styled([(node.text, node.tone)])
            text.no_wrap, text.overflow = False, "fold"
            return text

        deepest = min(self.console.width // 8, _DEEPEST)
        top = Tree(label(root), guide_style="dim")
        waiting = [(child, top, 1) for child in reversed(root.children)]
        while waiting:
            node, parent, depth = waiting.pop()
            branch = parent.add(label(node))
            below = (parent, depth) if depth >= deepest else (branch, depth + 1)
            waiting += [(child, *below) for child in reversed(node.children)]
        return top


def _breakable(text: Text, width: int) -> Text:
    """The text with breaks in words that are wider than a line: behind hyphens, as long as there are any."""
    from rich.text import Text

    breaks = [
        word.start() + piece.end()
        for word in re.finditer(rf"(?<!\S)[!-~]{{{width + 1},}}(?!\S)", text.plain)
        for piece in re.finditer(rf".{{1,{width}}}$|.{{0,{width - 1}}}-|.{{{width}}}", word[0])
        if piece.end() < len(word[0])
    ]
    return Text(" ").join(text.divide(breaks)) if breaks else text
