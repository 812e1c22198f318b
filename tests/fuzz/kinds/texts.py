"""Texts made worse: lines and values of a file taken out, doubled, moved, or put in other words."""

from __future__ import annotations

import re
from random import Random

SCALARS = (
    "", "null", "~", "true", "no", "0", "-1", "1", "5", "1e308", "1e-320", "1e999", "9" * 400, "0x10", "007", "1_000",
    "1..2..3", "5..1", "0..0", "1..1..1", "1e-9..1e9", "..", "3..", ".inf", ".nan", "12k", "1.2M", "50%", "101%", "1e400%",
    "2026-Q4", "2027-Q1", "9999-Q4", "0000-Q1", "2026-13-01", "2026-02-29", "0001-01-01", "9999-12-31", "2027-01-31",
    "2027-02", "8w", "high", "massive", "must", "wont", "auto", "XL", "now", "shipped", "declined", "in-progress", "idea",
    "parked", "pin", "first", "before", "decline", "done", "web", "data", "[]", "{}", "[a, a]", "{a: 1}", "{low: 1, high: 2}",
    "[[[]]]", "&x [*x]", "*x", "&x {y: *x}", "<<: {a: 1}", "!!binary aGk=", "!x y", "!!str 1", "? x", "- x", "|", ">-", "@x",
    "%x", "#x", "`x", "'", '"', "[", "{", "a: b: c", '"\\x1b[31mred\\x07"', '"\\u202eabc\\u2066"', '"\\0"', '"\\u2028"',
    "\u202eabc", "e\u0301", "\U0001f468\u200d\U0001f469", "ｆｕｌｌ", "ß", "[bold]x[/bold]", "'[/]'", "<script>alert(1)</script>",
    "'| # * _ `'", "'=1+1'", "../../etc/passwd", "'javascript:alert(1)'", "'https://example.org/a b'", "x" * 3000, "a\tb", "\t",
    "'::error::x'", "'##[error]x'", "\x1b[31m", "\x00", "\x07", "\x85", "\u2028", "\ufeff", "\udcff", "\r",
    "[" * 500 + "]" * 500, "١٢", "rice.reach ** 9 ** 9", "1/0", "effort", "((((((1))))))", "min()", "nps",
)  # fmt: skip
"""What may stand for a value: of every kind of the format, at its bounds, beyond them, and no value at all."""
_VALUE = re.compile(r"(?<=: )[^\s#{\[,][^#\n,}\]]*")
_MARKS = (
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "#",
    "\n",
    "  ",
    "\t",
    "&a ",
    "*a",
    "---\n",
    "...\n",
    "\r\n",
    "|\n",
    "'",
    '"',
)


def value(chance: Random) -> str:
    """A hostile value."""
    return chance.choice(SCALARS)


def mutated(text: str, chance: Random, other: str = "") -> str:
    """A text with one thing in it changed; `other` is one that lines are taken from."""
    return chance.choice(_WAYS)(text, chance, other)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True) or [""]


def _without(text: str, chance: Random, _: str) -> str:
    lines = _lines(text)
    at = chance.randrange(len(lines))
    return "".join(lines[:at] + lines[at + chance.choice((1, 1, 1, 3, 10)) :])


def _doubled(text: str, chance: Random, _: str) -> str:
    lines = _lines(text)
    at = chance.randrange(len(lines))
    some = lines[at : at + chance.choice((1, 1, 3))]
    to = chance.choice((at, chance.randrange(len(lines) + 1)))
    return "".join(lines[:to] + some + lines[to:])


def _swapped(text: str, chance: Random, _: str) -> str:
    lines = _lines(text)
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "".join(lines)


def _spliced(text: str, chance: Random, other: str) -> str:
    lines, others = _lines(text), _lines(other)
    at = chance.randrange(len(others))
    to = chance.randrange(len(lines) + 1)
    return "".join(lines[:to] + others[at : at + chance.choice((1, 2, 5))] + lines[to:])


def _valued(text: str, chance: Random, _: str) -> str:
    """One value in the text is another."""
    found = list(_VALUE.finditer(text))
    if not found:
        return text + value(chance)
    match = chance.choice(found)
    return text[: match.start()] + value(chance) + text[match.end() :]


def _moved(text: str, chance: Random, _: str) -> str:
    """A value stands where another stood."""
    found = list(_VALUE.finditer(text))
    if len(found) < 2:
        return text
    match = chance.choice(found)
    return text[: match.start()] + chance.choice(found)[0] + text[match.end() :]


def _indented(text: str, chance: Random, _: str) -> str:
    lines = _lines(text)
    at = chance.randrange(len(lines))
    lines[at] = chance.choice((" ", "  ", "\t")) + lines[at] if chance.random() < 0.5 else lines[at].lstrip()
    return "".join(lines)


def _marked(text: str, chance: Random, _: str) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_MARKS) + text[at:]


def _noted(text: str, chance: Random, _: str) -> str:
    """A comment, or spaces, at the end of a line."""
    lines = _lines(text)
    at = chance.randrange(len(lines))
    lines[at] = (
        lines[at].rstrip("\n")
        + chance.choice((" # why", "   ", "\t# x", " #", "# pm: ignore PM501 because x"))
        + "\n"
    )
    return "".join(lines)


def _cut(text: str, chance: Random, _: str) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _gone(text: str, chance: Random, _: str) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.choice((1, 1, 2, 5)) :]


def _ended(text: str, chance: Random, _: str) -> str:
    return chance.choice(
        (
            text.replace("\n", "\r\n"),
            text.rstrip("\n"),
            "\ufeff" + text,
            text + "\n\n\n",
            text.replace("\n", "\r"),
        )
    )


_WAYS = (
    _without, _doubled, _swapped, _spliced, _spliced, _valued, _valued, _valued, _valued, _moved, _moved, _indented, _marked,
    _noted, _cut, _gone, _ended,
)  # fmt: skip
