"""The words of foreign tables, by what they mean: YAML files in `words/`, read when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from pmcli.yaml.read import Value, read

FILES: Final = ("cells", "columns", "jira", "records", "usual")
"""The files there are."""


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


@cache
def _sections(name: str) -> dict[str, Value]:
    path = files("pmcli.importing.sources") / "words" / f"{name}.yaml"
    data = read(path.read_bytes(), f"{name}.yaml").documents[0].data
    return data if isinstance(data, dict) else {}
