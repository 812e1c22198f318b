"""The meanings that the user, or the last import, gives to columns and to words of a source, looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from pmcli.importing.sources.tables.meaning.columns import MEANINGS, MEASURED, NAMED, base_of, is_single
from pmcli.importing.sources.tables.values.units import unit_weeks
from pmcli.importing.sources.vocabulary import bare
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.feature import STATUSES, Feature
from pmcli.model.naming import meant, slug
from pmcli.model.workspace import Workspace

STATUS_WORD: Final = "status:"
"""Before a word of the source in a mapping, which says what it means."""
_NEVER: Final = {
    "id": "key is what the source calls a row; --ids key makes ids of it",
    "evidence": "it has a kind and a day, which nobody should guess: x-evidence keeps the text as it is",
    "decisions": "pm decide writes them, with who and why; x-decisions keeps the text as it is",
}
"""Fields that no column can be, with what to do."""


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
        _status_word(name.partition(":")[2]): meant(meaning.strip(), STATUSES)
        for name, meaning in mapping.items()
        if name.casefold().startswith(STATUS_WORD)
    }
    for word, status in said.items():
        if status not in STATUSES:
            hint = did_you_mean(status, STATUSES) or f"write one of {', '.join(STATUSES)}"
            raise PmError(f'--map "status:{word}": "{status}" is no status', hint)
    return said


def _status_word(name: str) -> str:
    """A word for a status as it is looked up: one in doubt with its question mark."""
    return " ".join(name.split()).casefold() if "?" in name else bare(name)


def settled(guesses: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """The meaning of every column: one that was said counts, and takes its field away from guesses.

    Raises:
        PmError: two columns are said to be one field that takes one.
    """
    fields = {_place_of(meaning): name for name, meaning in said.items() if is_single(meaning)}
    for name, meaning in said.items():
        other = fields.get(_place_of(meaning), name) if is_single(meaning) else name
        if other != name and (guesses.get(name) != meaning or guesses.get(other) != said[other]):
            raise PmError(
                f'both "{name}" and "{other}" are said to be {base_of(meaning)}, which takes one column',
                f'leave one out: --map "{name}=-"',
            )
    free = {name: "" if _place_of(meaning) in fields else meaning for name, meaning in guesses.items()}
    return {**free, **said}


def _place_of(meaning: str) -> str:
    """What one column alone can give: points may stand beside a time."""
    return meaning if meaning == "effort:points" else base_of(meaning)


def checked(meaning: str) -> str:
    """A meaning as it is written here.

    Raises:
        PmError: there is none of this name.
    """
    field, colon, unit = meaning.strip().partition(":")
    text = f"{meant(field, MEANINGS)}{colon}{unit.strip().casefold()}"
    own = re.fullmatch(rf"(?:x-|(?:{'|'.join(NAMED)})\.)[\w][\w.-]*|fields\.\S.*", text, re.ASCII)
    if text in ("", "-", "ignore"):
        return ""
    if own or (text in MEANINGS and text != "unit") or _is_counted(text):
        return text
    raise _refusal(text)


def _refusal(text: str) -> PmError:
    """Why a column cannot be a field of this name, and which fields it could be."""
    base = base_of(text)
    parts = [f"{base}.NAME"] if base in NAMED else [name for name in MEANINGS if name.startswith(f"{base}.")]
    if base in Feature.model_fields and base not in MEANINGS:
        hint = f"write {' or '.join(parts)}" if parts else f"x-{slug(base)} keeps the text as it is"
        return PmError(f'"{base}" is no field that a column can be', _NEVER.get(base, hint))
    if base in ("effort", "remaining"):
        hint = f"write {base}:days, {base}:weeks or {base}:points"
    else:
        near = did_you_mean(text, MEANINGS) or did_you_mean(base.partition(".")[0], NAMED)
        hint = near or "write a field such as title or rice.reach, or x-NAME"
    return PmError(f'"{text}" is no field', hint)


def _is_counted(text: str) -> bool:
    """Whether a meaning has what its numbers count in behind a colon, or whose unit it is."""
    base, _, beside = text.partition(":")
    if base == "unit":
        return beside in MEASURED
    return base in ("effort", "remaining") and beside in unit_weeks()


def own_meanings(mapping: Mapping[str, str], workspace: Workspace) -> dict[str, str]:
    """The meanings, fields that pm.yaml declares with `fields.` before them and their kind behind."""
    return {
        column: meaning if column.casefold().startswith(STATUS_WORD) else _own(meaning.strip(), workspace)
        for column, meaning in mapping.items()
    }


def _own(meaning: str, workspace: Workspace) -> str:
    field, dot, part = meaning.partition(".")
    if dot and field in ("outcomes", "weighted"):
        return f"{field}.{meant(part, workspace.defined(field))}"
    name = meant(meaning.removeprefix("fields.").partition(":")[0], workspace.fields)
    if meaning in MEANINGS or name not in workspace.fields:
        return meaning
    kind = workspace.fields[name]
    return f"fields.{name}:{kind if isinstance(kind, str) else 'word'}"
