"""The words of foreign tables, by what they mean: YAML files in `words/`, read when they are asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from pmcli.yaml.read import Value, read

FILES: Final = (
    "cells", "columns", "github", "jira", "limits", "records", "rows", "statuses", "text", "usual",
)  # fmt: skip
"""The files there are."""
_HUMP: Final = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ])")
_LONGEST: Final = 80
"""Characters beyond which no word is looked for in a text."""


@cache
def vocabulary(name: str, section: str) -> Mapping[str, str]:
    """For every word of a section of `words/NAME.yaml` what it means, in the order of the file.

    A section is a map of meanings, each with its words, or a list of words, which mean "". One that the file
    does not have is empty.
    """
    listed = _sections(name).get(section, {})
    if isinstance(listed, dict):
        return {str(word): str(meaning) for meaning, group in listed.items() for word in group}
    return {str(word): "" for word in listed}


@lru_cache(maxsize=4096)
def bare(word: str) -> str:
    """A word in small letters, without accents, signs, and numbers in front; "" where that leaves nothing.

    "2. In-Progress 🚧", "IN_PROGRESS" and "inProgress" are "in progress".
    """
    spaced = _HUMP.sub(" ", word[:_LONGEST].replace("\u2019", "'").replace("'", ""))
    letters = unicodedata.normalize("NFKD", spaced).casefold()
    kept = "".join(" " if not letter.isalnum() else letter for letter in letters if not _is_mark(letter))
    return re.sub(r"^\d+ (?=\D)", "", " ".join(kept.split()))


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) != 0


@cache
def bare_words(name: str, *sections: str) -> Mapping[str, str]:
    """For every bare word of some sections what it means; the first section that has it decides."""
    words: dict[str, str] = {}
    for section in sections:
        for word, meaning in vocabulary(name, section).items():
            words.setdefault(bare(word), meaning)
    return words


@cache
def _sections(name: str) -> dict[str, Value]:
    path = files("pmcli.importing.sources") / "words" / f"{name}.yaml"
    data = read(path.read_bytes(), f"{name}.yaml").documents[0].data
    return data if isinstance(data, dict) else {}
