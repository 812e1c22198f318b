"""YAML texts of many styles, with comments, blank lines and line ends, for properties of edits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hypothesis import strategies as st

from pmcli.model.backlog import Keys
from pmcli.yaml.read import Value

SCALARS = (
    "a", "3..4..5", "80%", "two words", "a#b", "http://x:1", "-1", "null", "é",
    "'it''s # no'", '"q # \\" no"', "''", '"x: y"', "'[a, b]'",
)  # fmt: skip
NAMES = ("id", "kind", "'q k'", '"d"', "web", "a-b", "x y", "12")


class _Writer:
    """Writes one text by draws."""

    def __init__(self, draw: Callable[..., object]) -> None:
        self.draw = draw
        self.comments = 0

    def pick(self, high: int) -> int:
        """A number from 0 to below `high`."""
        found = self.draw(st.integers(0, high - 1))
        assert isinstance(found, int)
        return found

    def remark(self, sign: str = "c") -> str:
        """A comment like no other."""
        self.comments += 1
        return f"# {sign}{self.comments} [, it's: x"

    def tail(self) -> str:
        """What stands at the end of a line."""
        return ["", "", "", " " * (1 + self.pick(3)) + self.remark(), " "][self.pick(5)]

    def between(self, indent: int) -> Iterator[str]:
        """Lines before an entry: comments and blank lines; a comment "d" is text behind a block scalar."""
        for _ in range([0, 0, 0, 1, 2][self.pick(5)]):
            yield [
                "",
                " " * indent + self.remark(),
                " " * indent + self.remark(),
                " " * (indent + 3) + self.remark("d"),
            ][self.pick(4)]

    def names(self, most: int) -> list[str]:
        start = self.pick(len(NAMES))
        return [NAMES[(start + at) % len(NAMES)] for at in range(1 + self.pick(most))]

    def scalar(self) -> str:
        return SCALARS[self.pick(len(SCALARS))]

    def flow(self, depth: int, indent: int) -> str:
        """A list or a map in brackets, on one line or with a line for each entry."""
        is_map = bool(self.pick(2))
        texts = []
        for name in self.names(3):
            value = self.flow(depth - 1, indent + 2) if depth and not self.pick(3) else self.scalar()
            texts.append(f"{name}: {value}" if is_map else value)
        opened, closed = "{}" if is_map else "[]"
        trailing = "," if not self.pick(4) else ""
        if self.pick(3):
            gap = " " * self.pick(2)
            return opened + gap + [", ", ",  ", " , "][self.pick(3)].join(texts) + trailing + gap + closed
        pad = "\n" + " " * (indent + 2)
        body = "".join(
            "".join("\n" + line for line in self.between(indent + 2))
            + pad + text + ("," if at + 1 < len(texts) else trailing) + self.tail()
            for at, text in enumerate(texts)
        )  # fmt: skip
        return opened + body + "\n" + " " * (indent + 1) + closed

    def value(self, depth: int, indent: int) -> str:
        """A value behind `key:` or `-`, with what leads to it; may be of several lines."""
        kind = self.pick(9 if depth else 6)
        pad = "\n" + " " * (indent + 2)
        if kind == 0:
            return self.tail()
        if kind == 1:
            return " " + self.flow(1, indent) + self.tail()
        if kind == 2:
            header = ["|", ">", "|-", "|+", ">+"][self.pick(5)]
            lines = [
                ["text", "# no comment", "", "  deeper: 1", "- x"][self.pick(5)] for _ in range(self.pick(3))
            ]
            body = "".join(pad + line if line else "\n" for line in ["one", *lines])
            return f" {header}{self.tail().rstrip(' ')}{body}"
        if kind == 3:
            return [f" some{pad}more text", f" 'some\n{pad}# more'", f' "some{pad}more"'][
                self.pick(3)
            ] + self.tail()
        if kind <= 5:
            return " " + self.scalar() + self.tail()
        return self.tail() + "\n" + "\n".join(self.block(depth - 1, indent + 2))

    def block(self, depth: int, indent: int) -> Iterator[str]:
        """The lines of a block list or a block map."""
        pad = " " * indent
        if not self.pick(2):
            for _ in self.names(3):
                yield from self.between(indent)
                if depth and not self.pick(3):
                    first, *rest = self.map(depth - 1, indent + 2)
                    yield pad + "- " + first
                    yield from rest
                else:
                    yield pad + "-" + self.value(depth, indent)
        else:
            lines = self.map(depth, indent)
            yield from self.between(indent)
            yield pad + lines[0]
            yield from lines[1:]

    def map(self, depth: int, indent: int) -> list[str]:
        """The lines of a block map; the first without what stands before its key."""
        lines: list[str] = []
        for at, name in enumerate(self.names(4)):
            if at:
                lines += self.between(indent)
            value = self.value(depth, indent)
            if depth and not self.pick(6):
                value = self.tail() + "".join(f"\n{' ' * indent}- {self.scalar()}" for _ in range(2))
            lines.append((" " * indent if at else "") + name + ":" + value)
        return lines


@st.composite
def texts(draw: Callable[..., object]) -> bytes:
    """A YAML text, that may not be sound."""
    writer = _Writer(draw)
    parts = []
    for at in range(1 + (writer.pick(5) == 0)):
        if at or not writer.pick(6):
            parts.append("---" + writer.tail())
        parts += writer.block(2, 0)
    parts += writer.between(0)
    text = "\n".join(parts).replace("\n", ["\n", "\n", "\r\n"][writer.pick(3)])
    end = ["\n", "\n", "", "\r\n"][writer.pick(4)]
    return (["", "", "\ufeff"][writer.pick(3)] + text + end).encode()


def ways(data: Value, keys: Keys = ()) -> Iterator[tuple[Keys, Value]]:
    """The keys to everything in some data, and what is there."""
    yield keys, data
    if isinstance(data, dict):
        for name, value in data.items():
            yield from ways(value, (*keys, name))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from ways(value, (*keys, at))
