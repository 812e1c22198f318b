"""The meanings of the columns of a table: guessed from their names, or given by the user.

A meaning is a field of pm in dotted form (`rice.reach`), one of the words in `SPECIAL`, a field of the
user's own (`x-votes`), or "" for a column that is left out. `effort:UNIT` says in what an effort is counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from pmcli.importing.sources.tables.meaning import measures
from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.vocabulary import vocabulary
from pmcli.model.inputs import Kano

SPECIAL: Final = {
    "key": "what the source calls the row",
    "also": "another name that the source has for it",
    "status_category": "to do, in progress or done",
    "resolution": "why it was closed",
    "blocks": "rows that wait for this one",
    "relations": "rows, each with how this one stands to it, such as Blocked by #14",
    "wbs": "the place in the tree, such as 1.2.3",
    "level": "how deep it stands in the tree",
    "estimate_seconds": "an effort in seconds",
    "progress": "the share of it that is done",
    "unit": "what the numbers of another column count in (unit:effort)",
    "started": "when work began",
    "completed": "when it was done",
    "canceled": "when it was given up",
    "archived": "whether it was put away",
    "score": "the score that the source states: it is compared, not taken over",
    "url": "where it can be seen",
    "kind": "what it is, by which the tool's format leaves out what is no feature",
    "milestone": "the release, or the target where it names a period or a day",
}
TEXTS: Final = (
    "title", "description", "problem", "solution", "request", "owner", "theme", "product", "team", "release",
)  # fmt: skip
LISTS: Final = (
    "tags", "depends_on", "blocks", "conflicts_with", "relations", "also", "acceptance", "segments", "solves",
    "requests", "questions", "risks", "options",
)  # fmt: skip
PROSE: Final = ("description", "problem", "solution", "request")
"""Texts of several lines."""
MANY: Final = frozenset({*LISTS, *PROSE, "theme"})
"""Meanings that several columns may give together."""
AMOUNTS: Final = (
    "rice.reach", "rice.impact", "wsjf.user_business_value", "wsjf.time_criticality", "wsjf.risk_opportunity",
    "wsjf.job_size", "ice.impact", "ice.confidence", "ice.ease", "cd3.cost_of_delay", "cd3.duration",
    "opportunity.importance", "opportunity.satisfaction",
)  # fmt: skip
NUMBERS: Final = frozenset({*AMOUNTS, "rice.confidence", "effort", "remaining", "score", "progress"})
MEASURED: Final = ("effort", "remaining", "cd3.duration", "wsjf.job_size", "cd3.cost_of_delay", "rice.reach")
"""Fields that count a time, or in a time, which may stand in a column beside theirs."""
WORDS: Final = ("status", "type", "moscow", "horizon", "tech_debt", "kano")
DATES: Final = ("target", "deadline", "not_before", "shipped", "launch.date")
KANO: Final = tuple(f"kano.{name}" for name in Kano.model_fields)
PUBLIC: Final = ("public.title", "public.text")
MEANINGS: Final = (
    *TEXTS, *LISTS, *AMOUNTS, *WORDS, *DATES, *KANO, *PUBLIC, "rice.confidence", "effort", "remaining",
    "parent", *SPECIAL,
)  # fmt: skip
NAMED: Final = ("outcomes", "weighted", "links")
"""Fields with parts of any name, such as outcomes.growth."""

_WRAPPED: Final = re.compile(
    r"(?:custom field|benutzerdefiniertes feld|champ personnalis\S*|campo personalizado) \((.*)\)",
    re.IGNORECASE,
)
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|%")
_LONGEST: Final = 200
"""Characters beyond which a cell is a text, and no name of a column."""


@lru_cache(maxsize=8192)
def compact(name: str) -> str:
    """A column's name in small letters, without accents, blanks and signs, and without "Custom field (…)"."""
    name = name.strip()[:_LONGEST]
    if match := _WRAPPED.fullmatch(name):
        name = match[1]
    flat = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", name)))
    return re.sub(r"[\W_]", "", flat.casefold()) or name.casefold()


def _by_name() -> Mapping[str, str]:
    """Meanings by the compact name of a column, the surest name of a meaning first."""
    return vocabulary("columns", "names")


@lru_cache(maxsize=4096)
def exact(name: str) -> str:
    """The meaning of a column that is called so, with or without a unit, "" where none is.

    A column beside one that counts something, such as DURATION_UNIT, tells its unit.
    """
    if key := _known_as(name):
        return _by_name()[key]
    match = re.fullmatch(
        r"(.+?)(?:in)?(?:units?|einheit|uom|unitofmeasure|period)", compact(_BRACKETS.sub(" ", name))
    )
    counted = _by_name().get(match[1], "") if match else ""
    return f"unit:{base_of(counted)}" if base_of(counted) in MEASURED else ""


def _known_as(name: str) -> str:
    """The known name that a column has, with or without what it counts in; "" for none.

    Columns of a list may be numbered: "Label 1", "Label 2".
    """
    bare = _WRAPPED.sub(r"\1", name.strip()[:_LONGEST])
    for text in (bare, _BRACKETS.sub(" ", bare), measures.bare(bare)):
        key = re.sub(r"(?:pct|percent|percentage)$", "", compact(text)) or compact(text)
        if key in _by_name():
            return key
    several = re.sub(r"\d{1,2}$", "", compact(bare))
    return several if _by_name().get(several) in LISTS else ""


@lru_cache(maxsize=4096)
def near(name: str) -> str:
    """The meaning of a longer name by what it is about, "" where that says nothing.

    That is its last word, before any "of", "in" or "per": "Status notes" are notes, a "Title owner" is an
    owner. Words such as "score" or "total" are looked through: an "Effort score" is an effort. Of "Status /
    comments" the first counts that says something.
    """
    outside = _BRACKETS.sub(" ", _WRAPPED.sub(r"\1", name.strip()[:_LONGEST]))
    either = (exact(part) for part in outside.split("/")) if "/" in outside else iter(())
    if meaning := next((one for one in either if one), ""):
        return meaning
    words = re.findall(r"[^\W\d_]+", measures.bare(outside).casefold())
    through = vocabulary("columns", "through")
    while len(words) > 1 and words[0] in through and words[1] == "of":
        words = words[2:]
        if meaning := exact(" ".join(words)):
            return meaning
    ends = [at for at, word in enumerate(words) if at and word in vocabulary("columns", "links")]
    words = words[: ends[0]] if ends else words
    last = next((at for at in range(len(words) - 1, 0, -1) if words[at] not in through), 0)
    heads = (vocabulary("columns", "near").get(word, "") for word in words[last:])
    return next((meaning for meaning in heads if meaning), "")


def guess(name: str) -> str:
    """The meaning of a column of this name, "" where its name says nothing."""
    return exact(name) or near(name)


_INITIALS: Final = {"r": "rice.reach", "i": "rice.impact", "c": "rice.confidence", "e": "effort"}


def guess_all(header: Sequence[str]) -> dict[str, str]:
    """The meaning of every column by its name, "" for those that say nothing; a meaning goes to one name."""
    meanings: dict[str, str] = {}
    taken: set[str] = set()
    known = [name for name in header if exact(name)]
    for name in [*sorted(known, key=directness), *(column for column in header if column not in meanings)]:
        meaning = guess(name)
        if name in meanings or base_of(meaning) in taken:
            meanings.setdefault(name, "")
            continue
        meanings[name] = meaning
        if meaning and meaning not in LISTS:
            taken.add(base_of(meaning))
    if "title" not in taken:
        weak = [word for word, meaning in vocabulary("columns", "otherwise").items() if meaning == "title"]
        named = [name for name in meanings if compact(name) in weak]
        for name in sorted(named, key=lambda one: weak.index(compact(one)))[:1]:
            meanings[name] = "title"
    in_order = {name: meanings[name] for name in dict.fromkeys(header)}
    return as_ice(in_order | by_initials(in_order, in_order))


def by_initials(meanings: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The meanings of R, I, C and E among columns that have none yet, where all four of them are there."""
    free = {compact(name): name for name in names if not meanings[name]}
    if not _INITIALS.keys() <= free.keys() or not {*_INITIALS.values()}.isdisjoint(
        map(base_of, meanings.values())
    ):
        return {}
    return {free[key]: meaning for key, meaning in _INITIALS.items()}


def as_ice(meanings: dict[str, str]) -> dict[str, str]:
    """The meanings with impact and confidence as ICE's, where there is an ease and no reach."""
    is_ice = "ice.ease" in meanings.values() and "rice.reach" not in meanings.values()
    ice = {"rice.impact": "ice.impact", "rice.confidence": "ice.confidence"} if is_ice else {}
    return {name: ice.get(meaning, meaning) for name, meaning in meanings.items()}


@lru_cache(maxsize=4096)
def directness(name: str) -> int:
    """The rank of a name among those for its meaning, from 0: "Title" is surer than "Summary"."""
    key, known = _known_as(name), _by_name()
    if not key:
        return 1
    return [name for name, meaning in known.items() if meaning == known[key]].index(key)


def base_of(meaning: str) -> str:
    """A meaning without the unit that it is in, and the whole of that of a unit."""
    return meaning if meaning.startswith("unit:") else meaning.split(":")[0]


def is_single(meaning: str) -> bool:
    """Whether only one column can give a field its value: others of this meaning are not read."""
    return bool(meaning) and not meaning.startswith("x-") and meaning not in MANY


def without_breaks(meaning: str, cell: str) -> tuple[str, ...]:
    """The texts of a cell that may be a list, where its meaning takes one text: items, lines, or a line."""
    if BREAK not in cell or meaning == "owner" or (meaning in LISTS and meaning != "also"):
        return (cell,)
    texts = [text for text in cell.split(BREAK) if text.strip()]
    if meaning in PROSE and len(texts) > 1:
        return ("\n".join(f"- {text}" for text in texts),)
    return tuple(texts) if meaning in ("theme", "also") else (", ".join(texts),)
