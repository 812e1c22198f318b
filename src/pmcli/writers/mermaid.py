"""Mermaid: Gantt charts, and texts inside diagrams, of which Mermaid takes none for its own words.

Source: the lexers of mermaid 11 (https://github.com/mermaid-js/mermaid, `gantt.jison`, `flow.jison`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, Literal

from pmcli.writers.escaping import visible

_UNSAFE: Final = re.compile(r"(?=[\x00-\x7f])[^\w .,()'\-/!?+]|[ﬂ¶]")
"""What Mermaid may read as its own: ASCII signs, and those by which it writes entities inside itself."""
_KEYWORD: Final = re.compile(
    r"(acc(title|descr|description)|axisformat|call|click|dateformat|excludes|gantt|href|includes"
    r"|inclusiveenddates|section|tickinterval|title|todaymarker|topaxis|vert|week(day|end)"
    r"|\d{4}-\d\d-\d\d)\b",
    re.IGNORECASE | re.ASCII,
)
_LONGEST: Final = 60


def task(title: str, fallback: str) -> str:
    """The name of a bar in a Gantt chart, shown as it is; `fallback` stands there where the title is blank.

    It ends after 60 characters. Of a word of Mermaid's own the first letter is an entity: so it is none.
    """
    clean = " ".join(visible(title).split()) or fallback
    clean = clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1].rstrip()}…"
    return _entity(clean[0]) + label(clean[1:]) if _KEYWORD.match(clean) else label(clean)


@dataclass(frozen=True, slots=True)
class GanttBar:
    """A bar of a Gantt chart: its name, the section it is in, its first and last day.

    "crit" is drawn red, "done" grey.
    """

    name: str
    section: str
    first: date
    last: date
    mark: Literal["", "crit", "done"] = ""


def gantt(title: str, bars: Iterable[GanttBar]) -> str:
    """A Gantt chart; bars of one section stand together, in the order given."""
    lines = ["gantt", f"  title {task(title, 'Roadmap')}", "  dateFormat YYYY-MM-DD", "  axisFormat %Y-%m"]
    for section, members in groupby(bars, key=lambda bar: bar.section):
        lines.append(f"  section {task(section, 'plan')}")
        lines += [f"  {bar.name} :{bar.mark and f'{bar.mark}, '}{bar.first}, {bar.last}" for bar in members]
    return "\n".join(lines) + "\n"


def label(text: str) -> str:
    """Text inside a quoted label of a flowchart, shown as it is."""
    return _UNSAFE.sub(lambda match: _entity(match[0]), visible(text))


def _entity(sign: str) -> str:
    return f"#{ord(sign)};"
