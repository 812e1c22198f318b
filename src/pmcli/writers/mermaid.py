"""Mermaid: Gantt charts, and texts inside diagrams, of which Mermaid takes none for its own words.

Source: the lexers of mermaid 11 (https://github.com/mermaid-js/mermaid, `gantt.jison`, `flow.jison`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from pmcli.writers.escaping import visible

_UNSAFE_TASK: Final = re.compile(r"[^\w .()'\-/]")
_UNSAFE_LABEL: Final = re.compile(r"[^\w .,:()\-/]")
_KEYWORD: Final = re.compile(
    r"(acc(title|descr|description)|axisformat|call|click|dateformat|excludes|gantt|href|includes"
    r"|inclusiveenddates|section|tickinterval|title|todaymarker|topaxis|vert|week(day|end)"
    r"|\d{4}-\d\d-\d\d)\b",
    re.IGNORECASE | re.ASCII,
)
_LONGEST: Final = 60


def task(title: str, fallback: str) -> str:
    """The name of a bar in a Gantt chart; in quotes where it begins with a word of Mermaid's own.

    Args:
        title: any text; signs that Mermaid reads become blanks, and it ends after 60 characters.
        fallback: what stands there when nothing of the title is left.
    """
    clean = " ".join(_UNSAFE_TASK.sub(" ", visible(title)).split())[:_LONGEST].rstrip() or fallback
    return f"“{clean}”" if _KEYWORD.match(clean) else clean


@dataclass(frozen=True, slots=True)
class GanttBar:
    """A bar of a Gantt chart: its name, the section it is in, its first and last day; `is_marked` is red."""

    name: str
    section: str
    first: date
    last: date
    is_marked: bool = False


def gantt(title: str, bars: Iterable[GanttBar]) -> str:
    """A Gantt chart; bars of one section stand together, in the order given."""
    lines = ["gantt", f"  title {task(title, 'Roadmap')}", "  dateFormat YYYY-MM-DD", "  axisFormat %Y-%m"]
    for section, members in groupby(bars, key=lambda bar: bar.section):
        lines.append(f"  section {task(section, 'plan')}")
        lines += [
            f"  {bar.name} :{'crit, ' if bar.is_marked else ''}{bar.first}, {bar.last}" for bar in members
        ]
    return "\n".join(lines) + "\n"


def label(text: str) -> str:
    """Text inside a quoted label of a flowchart, shown as it is."""
    return _UNSAFE_LABEL.sub(
        lambda match: f"#{ord(match[0])};" if ord(match[0]) < 128 else match[0], visible(text)
    )
