"""Comments that silence findings: `# pm: ignore PM501 because …`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pmcli.model.diagnostic import Location, Suppression
from pmcli.yaml.read.faults import Lines, Refusal
from pmcli.yaml.read.places import inside_text
from pmcli.yaml.read.reader import decode

MARK: Final = b"pm:"
_COMMENT: Final = re.compile(
    r"(?<![^\s])#[ \t]*(?P<text>pm:[ \t]*ignore(?P<file>-file)?(?![\w-])(?P<rest>[^\r\n]*))"
)
_REST: Final = re.compile(r"(?P<codes>[^#]*?)(?:\bbecause\b(?P<because>.*))?", re.DOTALL)
_BLANK: Final = re.compile(r"\s*(#.*)?")


def suppressions(text: bytes, path: str) -> Iterator[Suppression]:
    """The comments in a file that silence findings, in their order; those within texts are none.

    At the end of a line such a comment silences that line; on a line of its own the next line that says
    something; `ignore-file` the whole file.
    """
    if MARK not in text:
        return
    try:
        source = decode(text)
    except Refusal:
        return
    comments = list(_COMMENT.finditer(source))
    if not comments:
        return
    within = inside_text(text, front_matter=path.endswith(".md"))
    lines = Lines(source)
    ends = [*lines.starts[1:], len(source)]
    blank = [
        _BLANK.fullmatch(source[start:end].rstrip()) is not None
        for start, end in zip(lines.starts, ends, strict=True)
    ]
    for comment in comments:
        if not within(comment.start()):
            yield _suppression(comment, lines, path, blank)


def _suppression(comment: re.Match[str], lines: Lines, path: str, blank: Sequence[bool]) -> Suppression:
    line, column = lines.at(comment.start())
    location = Location(path, line, column, line, column + len(comment[0].rstrip()))
    rest = _REST.fullmatch(comment["rest"])
    codes = re.split(r"[\s,:]+", rest["codes"]) if rest is not None else []
    because = (rest["because"] or "").strip(" \t:,") if rest is not None else ""
    meant = None if comment["file"] else _line_meant(blank, line)
    return Suppression(
        location, meant, tuple(code for code in codes if code), because or None, comment["text"].rstrip()
    )


def _line_meant(blank: Sequence[bool], line: int) -> int:
    """The number of the line where it says something, else of the next that does."""
    for number in range(line, len(blank) + 1):
        if not blank[number - 1]:
            return number
    return line
