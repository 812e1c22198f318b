"""The meanings of the columns of a table: guessed from their names, or given by the user.

A meaning is a field of pm in dotted form (`rice.reach`), one of the words in `SPECIAL`, a field of the
user's own (`x-votes`), or "" for a column that is left out. `effort:UNIT` says in what an effort is counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pmcli.importing.sources.tables.cells import unit_weeks
from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.vocabulary import bare, vocabulary
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.feature import STATUSES, Feature
from pmcli.model.naming import meant, slug
from pmcli.model.workspace import Workspace

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
    "started": "when work began",
    "completed": "when it was done",
    "canceled": "when it was given up",
    "archived": "whether it was put away",
    "score": "the score that the source states: it is compared, not taken over",
    "url": "where it can be seen",
    "milestone": "the release, or the target where it names a period or a day",
}
STATUS_WORD: Final = "status:"
"""Before a word of the source in a mapping, which says what it means."""
TEXTS: Final = (
    "title", "description", "problem", "solution", "request", "owner", "theme", "product", "team", "release",
)  # fmt: skip
LISTS: Final = (
    "tags", "depends_on", "blocks", "conflicts_with", "relations", "also", "acceptance", "segments", "solves",
    "requests",
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
NUMBERS: Final = frozenset({*AMOUNTS, "rice.confidence", "effort", "remaining", "score"})
WORDS: Final = ("status", "type", "moscow", "horizon", "tech_debt", "kano")
DATES: Final = ("target", "deadline", "not_before", "shipped")
MEANINGS: Final = (
    *TEXTS, *LISTS, *AMOUNTS, *WORDS, *DATES, "rice.confidence", "effort", "remaining", "parent", *SPECIAL,
)  # fmt: skip

_WRAPPED: Final = re.compile(
    r"(?:custom field|benutzerdefiniertes feld|champ personnalis\S*|campo personalizado) \((.*)\)",
    re.IGNORECASE,
)
_LONGEST: Final = 200
"""Characters beyond which a cell is a text, and no name of a column."""


def compact(name: str) -> str:
    """A column's name in small letters, without accents, blanks and signs, and without "Custom field (…)"."""
    name = name.strip()[:_LONGEST]
    if match := _WRAPPED.fullmatch(name):
        name = match[1]
    letters = unicodedata.normalize("NFKD", name)
    flat = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\W_]", "", flat.casefold()) or name.casefold()


def _by_name() -> Mapping[str, str]:
    """Meanings by the compact name of a column, the surest name of a meaning first."""
    return vocabulary("columns", "names")


def unit_in(name: str) -> str:
    """The unit of effort that a column's name tells, "months" in "Effort (person-months)"; else ""."""
    for word in re.split(r"[^a-z]+", name.casefold().replace("person", " ").replace("man", " ")):
        if word in unit_weeks() and word not in ("h", "d", "w", "mm"):
            return word
    return ""


def guess(name: str) -> str:
    """The meaning of a column of this name, "" where its name says nothing."""
    bare = _WRAPPED.sub(r"\1", name.strip()[:_LONGEST])
    outside = re.sub(r"\(.*?\)|\[.*?\]|%", " ", bare)
    for text in (bare, outside):
        key = re.sub(r"(?:pct|percent|percentage)$", "", compact(text)) or compact(text)
        if key in _by_name():
            return _by_name()[key]
    in_unit = r"(?:in)?(?:person|man)?(?:weeks|months|days|hours|points|wks|pm|pw|pd)$"
    stripped = re.sub(in_unit, "", compact(outside))
    if stripped in _by_name():
        return _by_name()[stripped]
    inside, near = re.split(r"[^a-z]+", outside.casefold()), vocabulary("columns", "near").items()
    return next((meaning for word, meaning in near if word in inside), "")


def guess_all(header: Sequence[str]) -> dict[str, str]:
    """The meaning of every column, "" for those that say nothing; one meaning goes to one name.

    Impact and confidence are ICE's where there is an ease and no reach.
    """
    meanings: dict[str, str] = {}
    taken: set[str] = set()
    exact = [name for name in header if name not in meanings and compact(name) in _by_name()]
    for name in [*sorted(exact, key=_directness), *(column for column in header if column not in meanings)]:
        meaning = guess(name)
        is_taken = _base(meaning) in {_base(other) for other in taken if other not in LISTS}
        if name in meanings or is_taken:
            meanings.setdefault(name, "")
            continue
        meanings[name] = meaning
        taken.add(meaning or " ")
    is_ice = "ice.ease" in taken and "rice.reach" not in taken
    ice = {"rice.impact": "ice.impact", "rice.confidence": "ice.confidence"} if is_ice else {}
    return {name: ice.get(meanings[name], meanings[name]) for name in dict.fromkeys(header)}


def _directness(name: str) -> int:
    """The rank of a name among those for its meaning, from 0: "Title" is surer than "Project"."""
    key = compact(name)
    known = _by_name()
    return [name for name, meaning in known.items() if meaning == known[key]].index(key)


def _base(meaning: str) -> str:
    return meaning.split(":")[0]


def given_meanings(mapping: Mapping[str, str], header: Iterable[str]) -> dict[str, str]:
    """The meanings that the user or the last import gives to columns of the header, by their names there.

    Raises:
        PmError: there is no such meaning.
    """
    said = {name.strip().casefold(): meaning for name, meaning in mapping.items()}
    return {name: checked(said[name.casefold()]) for name in header if name.casefold() in said}


def status_words(mapping: Mapping[str, str]) -> dict[str, str]:
    """The statuses that the user, or the last import, gives to words: "status:Ready=planned".

    Raises:
        PmError: one is no status.
    """
    said = {
        bare(name.partition(":")[2]): meant(meaning.strip(), STATUSES)
        for name, meaning in mapping.items()
        if name.casefold().startswith(STATUS_WORD)
    }
    for word, status in said.items():
        if status not in STATUSES:
            hint = did_you_mean(status, STATUSES) or f"write one of {', '.join(STATUSES)}"
            raise PmError(f'--map "status:{word}": "{status}" is no status', hint)
    return said


def is_single(meaning: str) -> bool:
    """Whether only one column can give a field its value: others of this meaning are not read."""
    return bool(meaning) and not meaning.startswith("x-") and meaning not in MANY


def without_breaks(meaning: str, cell: str) -> tuple[str, ...]:
    """The texts of a cell that may be a list, where its meaning takes one text: items, lines, or a line."""
    if BREAK not in cell or meaning in LISTS:
        return (cell,)
    texts = [text for text in cell.split(BREAK) if text.strip()]
    if meaning in PROSE and len(texts) > 1:
        return ("\n".join(f"- {text}" for text in texts),)
    return tuple(texts) if meaning == "theme" else (", ".join(texts),)


def settled(guesses: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """The meaning of every column: one that was said counts, and takes its field away from guesses.

    Raises:
        PmError: two columns are said to be one field that takes one.
    """
    fields = {_base(meaning): name for name, meaning in said.items() if is_single(meaning)}
    for name, meaning in said.items():
        other = fields.get(_base(meaning), name) if is_single(meaning) else name
        if other != name and (guesses.get(name) != meaning or guesses.get(other) != said[other]):
            raise PmError(
                f'both "{name}" and "{other}" are said to be {_base(meaning)}, which takes one column',
                f'leave one out: --map "{name}=-"',
            )
    free = {name: "" if _base(meaning) in fields else meaning for name, meaning in guesses.items()}
    return {**free, **said}


def checked(meaning: str) -> str:
    """A meaning as it is written here.

    Raises:
        PmError: there is none of this name.
    """
    field, colon, unit = meaning.strip().partition(":")
    text = f"{meant(field, MEANINGS)}{colon}{unit.strip().casefold()}"
    base = _base(text)
    own = re.fullmatch(r"(?:x-|weighted\.)[\w][\w.-]*|fields\.\S.*", text, re.ASCII)
    if text in ("", "-", "ignore"):
        return ""
    if own or text in MEANINGS or (base in ("effort", "remaining") and text.split(":", 1)[1] in unit_weeks()):
        return text
    if base in Feature.model_fields:
        parts = [name for name in MEANINGS if name.startswith(f"{base}.")]
        hint = f"write {' or '.join(parts)}" if parts else f"x-{slug(base)} keeps the text as it is"
        raise PmError(f'"{base}" is no field that a column can be', hint)
    hint = did_you_mean(text, MEANINGS) or "write a field such as title or rice.reach, or x-NAME"
    raise PmError(f'"{text}" is no field', hint)


def own_meanings(mapping: Mapping[str, str], workspace: Workspace) -> dict[str, str]:
    """The meanings with `fields.` before those that pm.yaml declares."""
    own = {
        column: meant(meaning.strip(), workspace.fields)
        for column, meaning in mapping.items()
        if meaning.strip() not in MEANINGS and not column.casefold().startswith(STATUS_WORD)
    }
    return {
        column: f"fields.{own[column]}" if own.get(column) in workspace.fields else meaning
        for column, meaning in mapping.items()
    }
