"""The meanings of a text behind the "=": as it stands, words between commas, a list or a map in brackets."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.model.backlog import Keys
from pmcli.model.canonical import ids_or_words_at, is_list_at
from pmcli.model.feature import Feature
from pmcli.yaml.read import Plain, Value, read


def candidates(text: str, keys: Keys) -> Iterator[Value]:
    """The values that a text may mean, the likeliest first."""
    bracketed = in_brackets(text)
    if bracketed is not None and str(keys[0]).startswith("x-"):
        yield bracketed
    yield Plain(text)
    if is_list_at(Feature, keys):
        yield from lists(text, keys)
    elif bracketed is not None:
        yield bracketed


def lists(text: str, keys: Keys) -> Iterator[list[Value]]:
    """The lists of items that a text may mean, the likeliest first."""
    bracketed = in_brackets(text)
    if ids_or_words_at(Feature, keys) and bracketed is None:
        pieces = (piece.strip() for piece in text.split(","))
        yield [Plain(piece) for piece in dict.fromkeys(pieces) if piece]
    elif isinstance(bracketed, list):
        yield bracketed
    else:
        yield [Plain(text) if bracketed is None else bracketed]


def in_brackets(text: str) -> Value | None:
    """The list or the map that a text is in YAML; None where it is none."""
    stripped = text.strip()
    if (stripped[:1], stripped[-1:]) not in (("[", "]"), ("{", "}")):
        return None
    reading = read(stripped.encode("utf-8", "replace"), "value")
    if reading.faults or len(reading.documents) != 1 or isinstance(reading.documents[0].data, str):
        return None
    return reading.documents[0].data
