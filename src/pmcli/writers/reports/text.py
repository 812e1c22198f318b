"""Findings for people: what is wrong, the line it stands in, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pmcli.model.diagnostic import SEVERITIES, Diagnostic, Location, Severity
from pmcli.writers.drawings import Span, Words
from pmcli.writers.escaping import plain, visible
from pmcli.writers.reports.told import Alike
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import BLANK
from pmcli.writers.terminal.tables import drawn

Source = Callable[[str], str | None]
"""From a path to the text of that file, None where it cannot be read."""
MANY = 40
"""More findings than this are told one a line, grouped by rule."""
WIDEST = 200
"""Cells of a quoted line where there is no terminal to keep to."""
_BREAK = re.compile(r"\r\n|\r|\n")
_TAB = "    "
_PLURALS = {"error": "errors", "warning": "warnings", "info": "infos"}


def render(
    diagnostics: Sequence[Diagnostic | Alike],
    source: Source,
    *,
    width: int | None,
    color: bool,
    unicode: bool = True,
) -> str:
    """The findings in the order given, each with its line and a mark under the characters at fault.

    When there are more than `MANY` they are told one a line, grouped by rule; none is left out. Those that
    are told as one have an example, and how to see each.
    """
    look = Look(width, unicode, color)
    lines = _Lines(source, {})
    is_short = sum(isinstance(item, Diagnostic) for item in diagnostics) > MANY
    words: list[Words] = []
    for alike, items in groupby(diagnostics, lambda item: isinstance(item, Alike)):
        if alike:
            words += [part for item in items if isinstance(item, Alike) for part in _alike(item)]
            continue
        found = [item for item in items if isinstance(item, Diagnostic)]
        words += (
            _grouped(found, look) if is_short else [part for one in found for part in _full(one, lines, look)]
        )
    return drawn(words, look)


def concise(diagnostics: Iterable[Diagnostic]) -> str:
    """One finding a line: `path:line:column: severity code message (hint)`."""
    return "".join(
        f"{_place(diagnostic.location)}: {diagnostic.severity} {diagnostic.code} {_with_hint(diagnostic)}\n"
        for diagnostic in diagnostics
    )


def summary(diagnostics: Sequence[Diagnostic], *, features: int, files: int, color: bool = False) -> str:
    """One line: how many findings in how many files, and how much was read."""
    read = f"({_count(features, 'feature')} in {_count(files, 'file')})"
    if not diagnostics:
        return _line(("All checks passed", "good"), (f" {read}", "dim"), color=color)
    counts = {kind: sum(diagnostic.severity == kind for diagnostic in diagnostics) for kind in SEVERITIES}
    summary = ", ".join(_count(count, kind, _PLURALS[kind]) for kind, count in counts.items() if count)
    where = _count(len({diagnostic.location.path for diagnostic in diagnostics}), "file")
    worst = next(kind for kind, count in counts.items() if count)
    return _line((summary, worst), (f" in {where}", "plain"), (f" {read}", "dim"), color=color)


def _line(*spans: Span, color: bool) -> str:
    return drawn([Words(spans)], Look(None, color=color))


def _count(number: int, unit: str, units: str | None = None) -> str:
    return f"{number:,} {unit if number == 1 else units or unit + 's'}"


def _place(location: Location) -> str:
    return f"{plain(visible(location.path))}:{location.line}:{location.column}"


def _with_hint(diagnostic: Diagnostic) -> str:
    hint = f" ({visible(diagnostic.hint)})" if diagnostic.hint else ""
    return plain(visible(diagnostic.message) + hint)


def _grouped(diagnostics: Sequence[Diagnostic], look: Look) -> Iterator[Words]:
    groups: dict[tuple[Severity, str, str], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        groups.setdefault((diagnostic.severity, diagnostic.code, diagnostic.name), []).append(diagnostic)
    for (severity, code, name), members in groups.items():
        yield Words([
            (f"{severity}[{code}]", severity), (f" {name}", "strong"), (f" ({len(members):,})", "dim")
        ])  # fmt: skip
        for member in members:
            yield from _short(member, look)
        yield BLANK


def _short(diagnostic: Diagnostic, look: Look) -> Iterator[Words]:
    """The place and what is found there in one line, or below it where that has no room."""
    place, told = f"  {_place(diagnostic.location)}", look.clean(_with_hint(diagnostic))
    if look.limit is None or look.cells(f"{place}  {told}") <= look.limit:
        yield _code((f"{place}  ", "dim"), (told, "plain"))
    else:
        yield _code((place, "dim"))
        yield Words([(told, "plain")], [("    ", "plain")])


def _alike(alike: Alike) -> Iterator[Words]:
    """The findings of a rule as one: what they say, an example, and how to see each."""
    first, count = alike.first, len(alike.findings)
    such = "" if alike.is_same else "such as: "
    yield _headline(replace(first, name=f"{first.name} ({count:,})", message=f"{such}{first.message}"))
    yield _code(("  --> ", "bar"), (f"{_place(first.location)}, and {count - 1:,} more", "plain"))
    if alike.hint:
        yield _marked("  = hint: ", alike.hint)
    yield _marked("  = each: ", f"pm check --select {first.code} --all")
    yield BLANK


def _full(diagnostic: Diagnostic, lines: _Lines, look: Look) -> Iterator[Words]:
    yield _headline(diagnostic)
    margin = len(str(diagnostic.location.line))
    yield _code((" " * margin + "--> ", "bar"), (_place(diagnostic.location), "plain"))
    if (text := lines.line(diagnostic.location)) is not None:
        quoted = Quote.of(text, diagnostic.location, _room(look, margin), look)
        under = " " * quoted.start + "^" * quoted.length
        yield _code((" " * margin + " |", "bar"))
        yield _code((f"{diagnostic.location.line} | ", "bar"), (quoted.text, "plain"))
        yield _code((" " * margin + " | ", "bar"), (under, diagnostic.severity))
    if diagnostic.hint:
        yield _marked(f"{' ' * margin} = hint: ", diagnostic.hint)
    yield BLANK


def _code(*spans: Span) -> Words:
    """A line that is never broken."""
    return Words(spans, is_code=True)


def _marked(start: str, text: str) -> Words:
    """A text behind a mark, its lines below one another."""
    return Words([(text, "plain")], [(start, "bar")])


def _headline(diagnostic: Diagnostic) -> Words:
    mark = f"{diagnostic.severity}[{diagnostic.code}]"
    return Words([(mark, diagnostic.severity), (f" {diagnostic.name}: {diagnostic.message}", "strong")])


def _room(look: Look, margin: int) -> int:
    return WIDEST if look.limit is None else max(look.limit - margin - 3, 10)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of the files, each file split once."""

    source: Source
    files: dict[str, list[str] | None]

    def line(self, location: Location) -> str | None:
        """The line in which a place begins; None where there is none or it is empty."""
        if location.path not in self.files:
            text = self.source(location.path)
            self.files[location.path] = None if text is None else _BREAK.split(text.removeprefix("\ufeff"))
        lines = self.files[location.path] or []
        return lines[location.line - 1] or None if 0 < location.line <= len(lines) else None


@dataclass(frozen=True, slots=True)
class Quote:
    """A line of a file as it can be shown, and the cells in it to be marked."""

    text: str
    start: int
    length: int

    @classmethod
    def of(cls, line: str, location: Location, room: int, look: Look) -> Quote:
        """The line within `room` cells; where it is too long the stretch at fault stays in sight."""
        begin = min(location.column - 1, len(line))
        same_line = location.end_line == location.line
        end = max(begin, min(location.end_column - 1, len(line)) if same_line else len(line.rstrip()))
        before, fault, after = (_shown(piece, look) for piece in (line[:begin], line[begin:end], line[end:]))
        if look.cells(before) + look.cells(fault) + look.cells(after) > room:
            before = _tail(before, max(room // 3, room - look.cells(fault) - look.cells(after)), look)
            fault = look.cut(fault, room - look.cells(before))
            after = look.cut(after, room - look.cells(before) - look.cells(fault))
        return cls(before + fault + after, look.cells(before), max(1, look.cells(fault)))


def _shown(piece: str, look: Look) -> str:
    return look.clean(piece.replace("\t", _TAB))


def _tail(text: str, width: int, look: Look) -> str:
    """The end of a text in at most `width` cells."""
    if look.cells(text) <= width:
        return text
    text = text[-width:]
    while look.cells(text) > width - len(look.more):
        text = text[1:]
    return look.more + text
