"""Mermaid's Gantt charts: tasks with their sections, dates, states and what they come after.

Durations are calendar time and no effort: they are kept beside. Milestones are dates and no features: what
comes after one comes after what it comes after.
Source: Mermaid, Gantt diagrams, https://mermaid.js.org/syntax/gantt.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from pmcli.importing.sources.importer import Imported, Importer, Skipped, Source
from pmcli.importing.sources.tables.meaning.group_heads import Head
from pmcli.importing.sources.tables.nested.flattening import listed_in
from pmcli.importing.sources.tables.nested.nesting import NestedItem
from pmcli.importing.sources.tables.values import days
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.text.files import text_of_bytes
from pmcli.importing.sources.text.markdown import is_markdown, page_of
from pmcli.importing.sources.text.rows import read_items
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted

_SUFFIXES: Final = (".mmd", ".mermaid")
_GANTT: Final = re.compile(r"^[ \t]*gantt[ \t]*(?:%%.*)?$", re.MULTILINE)
_OTHER: Final = re.compile(
    r"(?:title|dateFormat|axisFormat|tickInterval|weekday|weekend|excludes|includes|todayMarker|click|"
    r"inclusiveEndDates|topAxis|displayMode|accTitle|accDescr)\b"
)
_TASK: Final = re.compile(r"([^:]{1,300}?)\s*:\s*(.*)")
_TAGS: Final = {"done": "done", "active": "in progress", "crit": "", "milestone": "", "vert": ""}
_DURATION: Final = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)(ms|[smhdwMy])")
_DAYS: Final = {"d": 1, "w": 7}


@dataclass(slots=True)
class _Task:
    """A task: its line, its title and section, its tags, what it comes after, and when it is."""

    line: int
    title: str
    section: str
    tags: frozenset[str]
    id: str = ""
    after: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    duration: str = ""


@dataclass(slots=True)
class _Chart:
    """The tasks of the charts in a file, and what of it cannot be read."""

    tasks: list[_Task] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    day_first: bool | None = None


def _charts(source: Source) -> list[tuple[int, list[str]]]:
    """The lines of the charts in a file, each with the number of the line before its first."""
    text = text_of_bytes(source.data or b"")
    if not is_markdown(source) and _GANTT.search(text[:5000]):
        return [(0, text.split("\n"))]
    charts: list[tuple[int, list[str]]] = []
    inside: tuple[int, list[str]] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if inside is None and re.fullmatch(r"(?:`{3,}|~{3,}|:::)[ \t]*\{?mermaid\}?.*", bare):
            inside = (number, [])
        elif inside is not None and bare.startswith(("```", "~~~", ":::")):
            charts.append(inside)
            inside = None
        elif inside is not None:
            inside[1].append(line)
    return [(first, lines) for first, lines in charts if _GANTT.search("\n".join(lines[:20]))]


def _recognise(source: Source) -> float:
    if source.data is None or b"gantt" not in source.data:
        return 0.0
    if source.suffix in _SUFFIXES:
        return 0.9
    if not _charts(source):
        return 0.0
    return 0.9 if not is_markdown(source) else 0.7 if page_of(source.data).items else 0.81


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    """The drafts of the tasks of all charts.

    Raises:
        PmError: there is no chart, or it has no task.
    """
    chart = _Chart()
    for first, lines in _charts(source):
        _tasks(chart, first, lines)
    if not chart.tasks:
        raise PmError(
            f'"{source.name}" has no Gantt chart with tasks', "a task is a line: Title : id, 2027-01-04, 10d",
            exit_code=2,
        )  # fmt: skip
    items = list(_items(chart))
    return read_items(source, items, mapping, "section", chart.skipped, _guesses(chart))


def _guesses(chart: _Chart) -> Iterator[str]:
    lasting = sum(1 for task in chart.tasks if task.duration)
    if lasting:
        yield f"durations are calendar time, and no effort: kept as x-duration ({counted(lasting, 'task')})"


def _tasks(chart: _Chart, first: int, lines: list[str]) -> None:
    section = ""
    for number, line in enumerate(lines, first + 1):
        text = line.partition("%%")[0].strip()
        if text.startswith("dateFormat"):
            chart.day_first = text.split()[-1].upper().startswith("DD")
        elif match := re.match(r"section\s+(\S.*)", text):
            section = _read_codes(match[1])
        elif not text or text == "gantt" or _OTHER.match(text) or text.startswith(("---", "config")):
            continue
        elif match := _TASK.fullmatch(text):
            chart.tasks.append(_task(chart, number, _read_codes(match[1]), section, match[2]))
        else:
            chart.skipped.append(Skipped(f"line {number}", f'"{text[:60]}" is no task'))


def _read_codes(text: str) -> str:
    """A text in which signs stand as Mermaid's codes: #35; is a number sign."""
    read = re.sub(r"#(\d{1,5});", lambda match: chr(int(match[1])), text)
    return read.replace("#quot;", '"').replace("#colon;", ":").replace("#semi;", ";")


def _task(chart: _Chart, number: int, title: str, section: str, said: str) -> _Task:
    """A task from what stands behind its title: tags, then id, start and end as far as they are there."""
    parts = [part.strip() for part in said.split(",") if part.strip()]
    tags = []
    while parts and parts[0] in _TAGS:
        tags.append(parts.pop(0))
    task = _Task(number, title, section, frozenset(tags))
    if len(parts) > 2 or (len(parts) == 2 and not _is_time(parts[0], chart)):
        task.id = parts.pop(0)
    if len(parts) > 1 or (parts and parts[0].startswith("after ")):
        start = parts.pop(0)
        if start.startswith("after "):
            task.after = tuple(start.split()[1:])
        else:
            task.start = _day(start, chart)
    if parts:
        _ends(task, parts[0], chart)
    return task


def _is_time(text: str, chart: _Chart) -> bool:
    return text.startswith(("after ", "until ")) or bool(_DURATION.fullmatch(text)) or bool(_day(text, chart))


def _ends(task: _Task, text: str, chart: _Chart) -> None:
    if match := _DURATION.fullmatch(text):
        task.duration = text
        if task.start and match[2] in _DAYS:
            later = timedelta(days=float(match[1]) * _DAYS[match[2]])
            try:
                task.end = (date.fromisoformat(task.start) + later).isoformat()
            except OverflowError:
                task.end = ""
    else:
        task.end = _day(text, chart)


def _day(text: str, chart: _Chart) -> str:
    try:
        return days.day(text, day_first=chart.day_first)
    except Unclear:
        return ""


def _items(chart: _Chart) -> Iterator[NestedItem]:
    """The tasks as items; milestones are left out, and hand on what they come after."""
    milestones = {task.id: task.after for task in chart.tasks if "milestone" in task.tags and task.id}
    for task in chart.tasks:
        if "milestone" in task.tags or "vert" in task.tags:
            day = f" of {task.start}" if task.start else ""
            reason = f'"{task.title}" is a milestone{day}, and no feature'
            chart.skipped.append(Skipped(f"line {task.line}", reason))
            continue
        state = next((_TAGS[tag] for tag in ("done", "active") if tag in task.tags), "")
        cells = {
            "title": task.title, "id": task.id, "mark": state,
            "tags": "critical" if "crit" in task.tags else "",
            "start": task.start, "end": task.end, "duration": task.duration,
            "after": listed_in(_before(task.after, milestones)),
        }  # fmt: skip
        heads = (Head(task.section, "theme"),) if task.section else ()
        yield NestedItem(f"line {task.line}", {name: cell for name, cell in cells.items() if cell}, heads)


def _before(names: tuple[str, ...], milestones: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The tasks before a task, milestones replaced by what stands before them."""
    found: dict[str, None] = {}
    waiting, seen = list(reversed(names)), set()
    while waiting:
        name = waiting.pop()
        if name in milestones and name not in seen:
            seen.add(name)
            waiting += reversed(milestones[name])
        elif name not in milestones:
            found[name] = None
    return list(found)


GANTT: Final = Importer("gantt", "a Gantt chart of Mermaid", _recognise, _read)
