"""What the name of a list, a heading or a folder says of everything in it: a status, a period, a theme.

Which it is, its words tell: "In progress", "Q3 2027", "Now", "v2.0", "Must have"; what is none of these is
a theme.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pmcli.importing.sources.plain_values import line_of, status_of
from pmcli.importing.sources.tables import days
from pmcli.importing.sources.tables.cells import Unclear
from pmcli.importing.sources.tables.columns import compact
from pmcli.importing.sources.vocabulary import vocabulary

MEANINGS: Final = {
    "status": "status", "target": "target", "horizon": "horizon", "release": "release", "type": "type",
    "moscow": "moscow", "priority": "x-priority", "theme": "theme", "section": "x-section", "team": "team",
    "product": "product",
}  # fmt: skip
"""The kinds of heads, and the meaning of the column that each fills."""
_NUMBERING: Final = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3})*[.):]|[ivx]{1,5}[.)]|[a-z]\))\s+", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:fy ?|cy ?|year )?(20\d\d)", re.IGNORECASE)
_PERIODS: Final = (
    re.compile(r"\b(?:Q[1-4]|H[12])[\s/'’_-]*(?:FY)?(?:20\d\d|\d\d)\b", re.IGNORECASE),
    re.compile(r"\b20\d\d[\s/_-]*(?:Q[1-4]|H[12])\b", re.IGNORECASE),
    re.compile(r"\b20\d\d-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?\b"),
    re.compile(r"\b[^\W\d_]{3,9}\.?[\s-]20\d\d\b"),
    re.compile(r"\b20\d\d\b"),
)
_OF_YEAR: Final = re.compile(r"\b(Q[1-4]|H[12])\b", re.IGNORECASE)
_RELEASE: Final = re.compile(
    r"(?:release|version|milestone|sprint|iteration|phase|stage|wave|mvp|meilenstein)\b.*"
    r"|v?\d{1,3}\.(?:\d{1,4}|x)(?:\.(?:\d{1,4}|x))?(?:[\s(:–—-].*)?|v\d{1,3}(?:[\s(:–—-].*)?",
    re.IGNORECASE,
)
_PRIORITY: Final = re.compile(
    r"p[0-5]\b.*|(?:(?:very )?high|medium|low|highest|lowest|critical|urgent)"
    r"(?:[ -](?:priority|prio|impact))?"
    r"|(?:priority|prio|tier)\s*:?\s*\S{1,12}",
    re.IGNORECASE,
)
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Head:
    """A name that several items stand below; `kind` where its place says what it is, else "".

    `facts` are what it says of itself and so of all below, by column.
    """

    name: str
    kind: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@cache
def compacted(section: str) -> Mapping[str, str]:
    """The words of a section of `words/text.yaml` in the form in which names are compared."""
    return {compact(word): meaning for word, meaning in vocabulary("text", section).items()}


def bare_head(text: str) -> str:
    """A heading without signs around it, without its number, and without what stands in brackets behind."""
    line = re.sub(r"^[\W_]+|[\s:*_#–—-]+$", "", line_of(text)[:_LONGEST].replace("_", " "))
    return _NUMBERING.sub("", line, count=1) or line


def head_of(text: str, outer: str = "") -> tuple[tuple[str, str], ...]:
    """What a name says, as pairs of kind and value; a theme at last, and nothing where it says nothing.

    `outer` is the year that a heading above it names: "Q3" below "2027".
    """
    line = bare_head(text)
    short = re.sub(r"\s*[(\[].*$", "", line)
    for word in (line, short):
        if known := _known(word):
            return known
    if period := _period(line, outer):
        rest = _rest(line)
        return (("target", period), *((("theme", rest),) if rest else ()))
    if _RELEASE.fullmatch(line):
        return (("release", line),)
    if _is_plain(line):
        return ()
    return _parts(line) or ((("theme", line),) if line else ())


def _is_plain(line: str) -> bool:
    """Whether a name says nothing of what stands below it: roadmap, features, milestones."""
    name = compact(line)
    return name in compacted("plain") or name in compacted("containers") or name.endswith("roadmap")


def _known(word: str) -> tuple[tuple[str, str], ...]:
    """What the words of a heading say, where they are known as a whole."""
    name = compact(word)
    for section, kind in (
        ("horizons", "horizon"), ("heading_statuses", "status"), ("heading_types", "type"),
        ("heading_moscow", "moscow"),
    ):  # fmt: skip
        if meaning := compacted(section).get(name):
            return ((kind, meaning),)
    if name not in compacted("heading_statuses") and (status := status_of(word)):
        return (("status", status),)
    return (("priority", word),) if _PRIORITY.fullmatch(word) else ()


def _parts(line: str) -> tuple[tuple[str, str], ...]:
    """What the parts of a heading say one by one: "v0.2 planned", "Phase 1: Now", "Done – Q1"."""
    match = re.fullmatch(r"(.{1,60}?)\s*(?:[:–—|(]|\s-\s|\s)\s*([^()]{2,40}?)\)?", line)
    if match is None:
        return ()
    first, last = match[1], match[2]
    said = (*_known(last),)
    return () if not said or not _RELEASE.fullmatch(first) else (("release", first), *said)


def _period(line: str, outer: str) -> str:
    """The period that a heading names, "" for none; a year alone is one only for what stands below it."""
    for pattern in _PERIODS[:-1]:
        if match := pattern.search(line):
            try:
                return days.when(match[0].replace("_", " "))
            except Unclear:
                continue
    if outer and (match := _OF_YEAR.search(line)):
        try:
            return days.when(f"{match[1]} {outer}")
        except Unclear:
            return ""
    return ""


def _rest(line: str) -> str:
    """What a heading says besides its period: "Foundations" in "Q1 2027 – Foundations"."""
    rest = line
    for pattern in (*_PERIODS, _OF_YEAR):
        rest = pattern.sub(" ", rest, count=1)
    rest = re.sub(r"[(\[].*?[)\]]", " ", rest)
    text = re.sub(r"^[\W_]+|[\W_]+$", "", rest)
    return text if re.search(r"[^\W\d_]{3}", text) and not _is_plain(text) else ""


def cells_of(heads: Sequence[Head], prefix: str) -> dict[str, str]:
    """The cells that the names say, outermost first: `prefix.status`, `prefix.theme` …; inner ones count.

    Of two themes the inner one is the theme, and the outer one the section.
    """
    said: dict[str, str] = {}
    year, themes = "", []
    facts: dict[str, str] = {}
    for head in heads:
        pairs = ((head.kind, head.name),) if _says_it(head) else head_of(head.name, year)
        if match := _YEAR.fullmatch(bare_head(head.name)):
            year, pairs = match[1], ()
        for kind, value in pairs:
            if kind == "theme":
                themes.append(value)
            elif value:
                said[kind] = value
        facts |= dict(head.facts)
    if themes:
        said["theme"] = themes[-1]
    if len(themes) > 1 and themes[0] != themes[-1]:
        said["section"] = themes[0]
    if year and "target" not in said:
        said["section"] = " / ".join(filter(None, [said.get("section", ""), year]))
    return {f"{prefix}.{kind}": value for kind, value in said.items()} | facts


def _says_it(head: Head) -> bool:
    """Whether the place of a name says more than its words do."""
    if head.kind in ("", "theme", "release"):
        return head.kind != "" and not _known(bare_head(head.name)) and not _period(bare_head(head.name), "")
    return head.kind in ("team", "product")


def is_telling(text: str) -> bool:
    """Whether a name says a status, a period, a horizon or the like, and is no mere theme."""
    return any(kind != "theme" for kind, _ in head_of(text)) or bool(_YEAR.fullmatch(bare_head(text)))


def meanings(prefix: str) -> dict[str, str]:
    """The meanings of the columns that heads fill."""
    return {f"{prefix}.{kind}": meaning for kind, meaning in MEANINGS.items()}
