"""What the name of a list, a heading or a folder says of everything in it: a status, a period, a theme.

Which it is, its words tell: "In progress", "Q3 2027", "Now", "v2.0", "Must have"; what is none of these is
a theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pmcli.importing.sources.plain_values import line_of, status_of, status_of_sign
from pmcli.importing.sources.tables.meaning.columns import compact
from pmcli.importing.sources.tables.values import days
from pmcli.importing.sources.tables.values.cells import Unclear
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
    r"|v\d{1,3}(?:\.(?:\d{1,4}|x)){0,2}(?:[\s(:–—-].*)?"
    r"|\d{1,3}\.(?:\d{1,4}|x)(?:\.(?:\d{1,4}|x))?(?:\s*[(:–—-].*)?|\d{1,3}(?:\.\d{1,4})?\.[0x]\s.*",
    re.IGNORECASE,
)
"""A release; of "2.1 Boats" the number is that of a chapter, of "2.0 Boats" it is not."""
_CHAPTER: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,3}\s+(?=[^\W\d])")
_VERSION: Final = re.compile(
    r"((?:release|version|milestone|sprint|iteration|phase|stage|wave|meilenstein)\s+v?\d{1,3}(?:\.\d{1,4}){0,2}"
    r"|v?\d{1,3}(?:\.(?:\d{1,4}|x)){1,2}|v\d{1,3})(?:\s*[(\[:–—-]+\s*|\s+)(\S.{0,80})",
    re.IGNORECASE,
)
"""A release by its number, and what is said of it: "v1.4 (released 2026-08-01)"."""
_PRIORITY: Final = re.compile(
    r"p[0-5]|(?:p[0-5][\s:–—(-]+)?(?:(?:very )?high|medium|low|highest|lowest|critical|urgent)"
    r"(?:[ -](?:priority|prio|impact))?\)?|(?:priority|prio|tier)\s*:?\s*\S{1,12}",
    re.IGNORECASE,
)
_ENDS: Final = (
    re.compile(r"(.{1,80}?)\s*[(\[]([^()\[\]]{2,40})[)\]]"),
    re.compile(r"(.{1,80}?)\s*(?:[:–—|→⟶]|\s-)\s+([^()\[\]:–—|→⟶]{2,60}(?:\([^()]{1,20}\))?)"),
)
_SIGNS: Final = "✅☑✔✓🚧🏗⏳❌🚫⏸🧊"
"""Signs beside a heading that say its status; others are ornaments there."""
_BRACKETED: Final = re.compile(r"\s*[(\[][^()\[\]]{1,60}[)\]]")
_NOUN: Final = re.compile(
    r"(?<=\S)\s+(?:work|items?|features?|tasks?|milestones?|projects?|improvements?|enhancements?|goals?|releases?|"
    r"plans?|ideas?|research|vision|priorities|focus|stuff|things|deliverables?|cards?|issues?|stories|epics?|initiatives?)$",
    re.IGNORECASE,
)
"""What statuses are of, in headings such as "Completed milestones"."""
_AND: Final = re.compile(r"\s*[&+/,]\s*|\s+(?:and|und|et|y|e|en|i|и)\s+", re.IGNORECASE)
_FIRST_WORDS: Final = 5
"""Words of a heading that may say that it heads no features."""
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
    """A heading without signs around it, without its number, on one line."""
    line = re.sub(r"^[\W_]+|[^\w)\]+!?%.\"']+$", "", line_of(text)[:_LONGEST].replace("_", " "))
    return without_number(line)


def is_of_prose(title: str) -> bool:
    """Whether what stands below a heading is no feature: risks, notes, how to read it, what has changed."""
    line = bare_head(title)
    if match := _CHAPTER.match(line):
        line = line[match.end() :]
    asides, beside = compacted("heading_no_features"), compacted("beside_asides")
    parts = [compact(part) for part in _AND.split(line) if part]
    if compact(line) in asides or (
        len(parts) > 1 and any(part in asides for part in parts)
        and all(part in asides or part in beside for part in parts)
    ):  # fmt: skip
        return True
    words, begins = line.split()[:_FIRST_WORDS], compacted("asides_begin")
    return any(compact(" ".join(words[:end])) in begins for end in range(2, len(words) + 1))


def without_number(line: str) -> str:
    """A heading without its number in front."""
    match = _NUMBERING.match(line)
    return line[match.end() :] if match and match.end() < len(line) else line


def head_of(text: str, outer: str = "") -> tuple[tuple[str, str], ...]:
    """The facts that a name says, as pairs of kind and value; a theme at last, none where it says nothing.

    `outer` is the year that a heading above it names: "Q3" below "2027".
    """
    line, whole = bare_head(text), line_of(text).replace("\ufe0f", "")
    said = _said(line, outer)
    ends = (whole[:1], whole[-1:], _BRACKETED.sub("", whole).rstrip()[-1:])
    sign = next((status_of_sign(one) for one in ends if one and one in _SIGNS), None)
    return (*said, ("status", sign)) if sign and not any(kind == "status" for kind, _ in said) else said


def _said(line: str, outer: str) -> tuple[tuple[str, str], ...]:
    """The facts in the words of a heading."""
    if known := _known(line):
        return known
    for first, last in _ends(line):
        if line.endswith((")", "]")) and (known := _known(first)):
            return (*known, *(pair for pair in _said(last, outer) if pair[0] in ("release", "target")))
    if (match := _VERSION.fullmatch(line)) and (said := _of_version(match[2], outer)) is not None:
        return (("release", match[1]), *said)
    if period := _period(line, outer):
        rest = _rest(line)
        return (("target", period), *(_said(rest, "") if rest else ()))
    for first, last in _ends(line):
        behind = _known(last) or _known(_BRACKETED.sub("", last))
        if behind and (behind[0][0] != "status" or status_of(last)):
            return (*_said(first, outer), *behind)
        if _PRIORITY.fullmatch(first):
            return (("priority", first), *_said(last, outer))
    if _RELEASE.fullmatch(line):
        number, _, words = line.partition(" ")
        if words[:1].isdigit():  # "Phase 2 done", not "v2 done"
            second, _, words = words.partition(" ")
            number = f"{number} {second.rstrip(':')}"
        return (("release", number), *_known(words)) if words and _known(words) else (("release", line),)
    if match := _CHAPTER.match(line):
        return _said(line[match.end() :], outer)
    return () if _is_plain(line) else ((("theme", line),) if line else ())


def _of_version(words: str, outer: str) -> tuple[tuple[str, str], ...] | None:
    """What words behind the number of a release say of it: when it is due, a status; None for other words."""
    period, rest = _period(words, outer), _rest(words)
    known = _known(rest) if rest else ()
    if rest and not known and compact(rest) not in compacted("of_versions"):
        return None
    return (*((("target", period),) if period else ()), *known)


def _ends(line: str) -> Iterator[tuple[str, str]]:
    """A heading and what stands in brackets, or behind a dash, at its end: "v1.0" and "done"."""
    for pattern in _ENDS:
        if match := pattern.fullmatch(line):
            yield match[1].strip(), match[2].strip()


def _is_plain(line: str) -> bool:
    """Whether a name says nothing of what stands below it: roadmap, features, milestones."""
    name = compact(line)
    return name in compacted("plain") or name in compacted("containers") or name.endswith("roadmap")


def _known(word: str) -> tuple[tuple[str, str], ...]:
    """The facts of a heading that is known as a whole."""
    name = compact(_NOUN.sub("", word, count=1))
    for section, kind in (
        ("horizons", "horizon"), ("heading_statuses", "status"), ("heading_types", "type"),
        ("heading_moscow", "moscow"),
    ):  # fmt: skip
        if meaning := compacted(section).get(compact(word)) or compacted(section).get(name):
            return ((kind, meaning),)
    is_bracketed = word.endswith((")", "]"))
    short = _NOUN.sub("", word, count=1)
    if name not in compacted("heading_statuses") and not is_bracketed and (status := status_of(short)):
        return (("status", status),)
    return (("priority", word),) if _PRIORITY.fullmatch(word) else ()


def _period(line: str, outer: str) -> str:
    """The period that a heading names, "" for none; a year alone is one only for what stands below it."""
    bare = _BRACKETED.sub(lambda match: match[0] if _is_period(match[0]) else "", line)
    for pattern in _PERIODS[:-1]:
        if found := pattern.findall(bare):
            try:
                return days.when(found[-1].replace("_", " "))
            except Unclear:
                continue
    if outer and (match := _OF_YEAR.search(line)):
        try:
            return days.when(f"{match[1]} {outer}")
        except Unclear:
            return ""
    return ""


def _is_period(text: str) -> bool:
    """Whether words in brackets are a period and little else: "(Q1 2027)", not "(audit of 2027-01-02)"."""
    rest = text
    for pattern in _PERIODS:
        rest = pattern.sub("", rest)
    return len(re.findall(r"[^\W\d_]{2,}", rest)) < 2 and rest != text


def _rest(line: str) -> str:
    """The rest of a heading besides its period: "Foundations" in "Q1 2027 – Foundations"."""
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
        lane = status_of(bare_head(head.name)) if head.kind == "status" else None
        said_by = (("status", lane),) if lane else head_of(head.name, year)
        pairs = ((head.kind, head.name),) if _says_it(head) else said_by
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
    line = bare_head(text)
    kinds = {kind for kind, _ in _said(line, "")}
    has_own = "theme" in kinds and not kinds & {"target", "release", "horizon"}  # "Logs (in progress)"
    return bool(_YEAR.fullmatch(line)) or (bool(kinds - {"theme"}) and not has_own)


def meanings(prefix: str) -> dict[str, str]:
    """The meanings of the columns that heads fill."""
    return {f"{prefix}.{kind}": meaning for kind, meaning in MEANINGS.items()}
