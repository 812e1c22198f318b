"""What a part of a line says, if it is a fact: "Owner: Mia", "needs Roof", "3 days", "due Mar 2027"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from pmcli.importing.sources.plain_values import status_of
from pmcli.importing.sources.references import related
from pmcli.importing.sources.tables.meaning.columns import compact, exact
from pmcli.importing.sources.tables.meaning.group_heads import compacted
from pmcli.importing.sources.tables.nested.flattening import listed_in
from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.tables.values import days
from pmcli.importing.sources.tables.values.amounts import amount
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.tables.values.units import unit_weeks
from pmcli.importing.sources.text.inline import plain

Fact = tuple[str, str]
Known = Callable[[str], bool]

CELLS: Final = {
    "owner": "owner", "effort": "effort", "target": "due", "depends_on": "depends on", "blocks": "blocks",
    "x-priority": "priority", "status": "state", "not_before": "start", "deadline": "deadline",
}  # fmt: skip
"""The cells in which a line says the fields that it may have without brackets."""
_BESIDE: Final = frozenset((
    "team", "theme", "type", "release", "url", "tags", "moscow", "parent", "conflicts_with", "rice.reach",
    "rice.impact", "rice.confidence",
))  # fmt: skip
"""Fields that only a label in brackets, or emphasised, names."""
_LABEL: Final = re.compile(r"(?:[*_]{2})?([^\W\d_][\w ./-]{1,30}?)\s*(?:[*_]{2})?\s*::?(?:[*_]{2})?\s*(\S.*)")
_BETWEEN: Final = re.compile(r"(\s*[;,|·•]\s*|\.\s+(?=[^\W\d])|\s+[–—]\s+)")
NAMES: Final = re.compile(r"\s*[,;&+]\s*|\s+(?:and|und|et|y|e)\s+", re.IGNORECASE)
_KEY: Final = re.compile(r"[\w./-]{0,60}#\d{1,7}|[A-Z][A-Z0-9]{0,9}-\d{1,6}")
_PERIOD: Final = re.compile(r"(?:[QH]\d|[^\W\d_]{3,9}\.?)[ /-]'?\d{2,4}|20\d\d[ -/]\S{1,5}", re.IGNORECASE)
_PERSON: Final = re.compile(r"@([A-Za-z0-9][A-Za-z0-9_.-]{0,38})")
_ARROW: Final = re.compile(r"^(?:[→⟶]|[-=]>)\s*")
_SIZE: Final = re.compile(r"x{0,3}[sl]|m", re.IGNORECASE)
_SPANS: Final = frozenset(
    {*((days, 0.2) for days in (30, 60, 90, 180, 365)), (24, 0.025), (48, 0.025), (72, 0.025)}
)
"""Amounts in days and hours that are said of how long something is kept or tried, and not of work."""
_SHORTEST, _WIDEST = 1 / 40, 14.0
"""Weeks of the units in which a line says an effort: from an hour to a quarter."""


def facts_in(text: str, known: Known, separator: str) -> list[Fact]:
    """What a text says, if all of it is facts; [] where a part of it is none."""
    if text.endswith("?"):
        return []
    facts: list[Fact] = []
    pieces = _BETWEEN.split(text)
    for sign, part in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        if one := _fact(part.strip(" *_"), known, separator):
            facts.append(one)
        elif sign.strip() == "," and facts and _goes_on(facts[-1][0], part, text, known):
            facts[-1] = (facts[-1][0], f"{facts[-1][1].rstrip(BREAK)}{BREAK}{plain(part)}")
        else:
            break
    else:
        return facts
    one = _fact(text, known, separator)
    return [one] if one else []


def _goes_on(name: str, part: str, text: str, known: Known) -> bool:
    """Whether a part behind a comma is one more of the list before it: "Depends on: Roof, Dock"."""
    if name == "owner":
        return len(part.split()) <= (3 if part.strip()[:1].isupper() else 1) and "?" not in part
    return name in ("depends on", "blocks") and (":" in text or _is_name(part, known))


def _fact(part: str, known: Known, separator: str) -> Fact | None:
    """What a part of a line says, None where it is no fact."""
    part = _ARROW.sub("", part.strip())
    if (match := _LABEL.fullmatch(part)) and (meaning := meaning_in(match[1])):
        value = match[2].strip()
        if meaning in CELLS and _fits(meaning, match[1], value, known):
            return CELLS[meaning], _listed(meaning, plain(value), known)
        if separator == "()" and meaning in _BESIDE:
            return match[1].strip(), plain(value)
    relation, _, rest = related(part)
    if relation in ("depends_on", "blocks"):
        names = NAMES.split(rest)
        if known(plain(rest)):
            return CELLS[relation], plain(rest)
        return (CELLS[relation], listed_in(map(plain, names))) if are_names(names, known) else None
    if people := _PERSON.findall(part) if not _PERSON.sub("", part).strip(" ,&+") else []:
        return "owner", listed_in(people)
    if re.fullmatch(r"P[0-4]", part):
        return "priority", part
    if separator == "()" and (said := _spoken(part, known)):
        return said
    if separator == "()" and status_of(part) and not re.search(r"\d", part):
        return "state", part
    return _timed(part) or (("effort", part) if separator not in (",", ".") and _is_effort(part) else None)


def _spoken(part: str, known: Known) -> Fact | None:
    """What a label without a colon says in brackets: "owner Mia", "est. 3d", "Q3 2027" alone."""
    first, _, rest = part.partition(" ")
    meaning, rest = meaning_in(first), rest.strip()
    if rest and meaning in ("effort", "owner", "status", "x-priority") and _fits(meaning, first, rest, known):
        return (CELLS[meaning], rest) if meaning != "owner" or rest.istitle() else None
    return (CELLS["target"], part) if _PERIOD.fullmatch(part) and _is_day(part) else None


def _timed(part: str) -> Fact | None:
    """A day or period behind a word such as due or until."""
    first, _, rest = part.partition(" ")
    meaning = compacted("dated").get(compact(first), "")
    return (CELLS[meaning], rest.strip()) if meaning and rest and _is_day(rest.strip()) else None


def meaning_in(label: str) -> str:
    """The field that a label surely names."""
    return compacted("keys").get(compact(label)) or exact(label)


def _fits(meaning: str, label: str, value: str, known: Known) -> bool:
    """Whether a value is one of the field that its label names."""
    if meaning == "status":
        return status_of(value) is not None
    if meaning == "effort":
        return _SIZE.fullmatch(value) is not None or value.replace(".", "").isdecimal() or _is_effort(value)
    if meaning in ("target", "not_before", "deadline"):
        return _is_day(value)
    if meaning == "x-priority":
        return len(value.split()) <= 2
    if meaning == "owner":
        return len(value.split()) <= 5 and not re.search(r"[.:!]\s|[,;]", value)
    return compact(label) not in compacted("vague_labels") or are_names(NAMES.split(value), known)


def _listed(meaning: str, value: str, known: Known) -> str:
    """The value as the list of what it names, where it names others."""
    if meaning not in ("depends_on", "blocks") or known(value):
        return value
    return listed_in(part.strip() for part in re.split(r"[,;]", value))


def _is_name(text: str, known: Known) -> bool:
    return _KEY.fullmatch(text.strip()) is not None or known(plain(text))


def are_names(texts: Sequence[str], known: Known) -> bool:
    """Whether all texts name other items."""
    return all(_is_name(text, known) for text in texts)


def _is_day(text: str) -> bool:
    try:
        return bool(re.search(r"\d", text)) and bool(days.when(text))
    except Unclear:
        return False


def _is_effort(text: str) -> bool:
    """Whether a text is an amount of work with its unit."""
    if len(text) > 30 or not re.search(r"\d|½", text):
        return False
    try:
        said = amount(text)
    except Unclear:
        return False
    weeks = unit_weeks().get(said.unit, -1.0) if said.unit else -1.0
    if (said.high, round(weeks, 3)) in _SPANS:
        return False
    return weeks == 0 or _SHORTEST <= weeks <= _WIDEST
