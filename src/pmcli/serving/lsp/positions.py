"""Places as editors count them: lines from 0, and in a line the units of an encoding, not characters."""

from __future__ import annotations

from typing import Final, Literal

from pmcli.model.diagnostic import Location
from pmcli.yaml.read.faults import Lines

Encoding = Literal["utf-8", "utf-16", "utf-32"]
Position = tuple[int, int]
"""A line, from 0, and a number of units in it."""
_WIDTH: Final = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
_CODEC: Final = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}


class Counted:
    """A text whose places are told in the units of an encoding.

    Lines end at LF, CRLF and CR, for editors as for pm. A place beyond the end of a line is its end, one
    beyond the last line the end of the text, for buffer and file may differ.
    """

    def __init__(self, text: str, encoding: Encoding = "utf-16") -> None:
        self.text, self._encoding = text, encoding
        self._starts = Lines(text).starts

    def line(self, number: int) -> str:
        """A line, from 0, without its end; "" where there is none."""
        if not 0 <= number < len(self._starts):
            return ""
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[number] : end].rstrip("\r\n")

    def position(self, line: int, column: int) -> Position:
        """The place of a line and column as pm counts them: from 1, in characters."""
        if line > len(self._starts):
            return self.end
        before = self.line(line - 1)[: column - 1]
        return line - 1, self._units(before)

    def place(self, position: Position) -> tuple[int, int]:
        """The line and column, from 1, in characters; inside of a character its beginning."""
        line, units = position
        if line >= len(self._starts):
            return self.place(self.end)
        whole = self.line(line).encode(_CODEC[self._encoding], "surrogatepass")
        part = whole[: max(units, 0) * _WIDTH[self._encoding]]
        return line + 1, len(part.decode(_CODEC[self._encoding], "ignore")) + 1

    def index(self, position: Position) -> int:
        """The index of a place in the text."""
        line, column = self.place(position)
        return self._starts[line - 1] + column - 1

    def range(self, where: Location) -> tuple[Position, Position]:
        """The two ends of a stretch; of an empty one what can be seen: the character there, or before."""
        start = (where.line, where.column)
        end = max((where.end_line, where.end_column), start)
        if start == end:
            width = len(self.line(where.line - 1))
            end = (where.line, min(where.column + 1, width + 1))
            start = (where.line, max(min(where.column, width), 1)) if end <= start else start
        return self.position(*start), self.position(*end)

    def exact(self, where: Location) -> tuple[Position, Position]:
        """The two ends of a stretch, just as it is."""
        return self.position(where.line, where.column), self.position(where.end_line, where.end_column)

    @property
    def end(self) -> Position:
        """The end of the text."""
        last = len(self._starts) - 1
        return last, self._units(self.line(last))

    def _units(self, text: str) -> int:
        if self._encoding == "utf-32" or text.isascii():
            return len(text)
        return len(text.encode(_CODEC[self._encoding], "surrogatepass")) // _WIDTH[self._encoding]
