"""Pieces of schemas: maps, lists, and keys such that the language server completes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from pmcli.model.schemas.keys import known_keys
from pmcli.model.schemas.sentences import Schema, wrong

NULL: Final[Schema] = {"type": "null"}
MAP: Final[Schema] = {"type": ["object", "null"]}
LIST: Final[Schema] = {"type": ["array", "null"]}


def keyed(names: Sequence[str], value: Schema, sentence: str) -> Schema:
    """A map of which the keys are these names, and `sentence` is told of any other."""
    return {
        "properties": {name: placed(value) for name in names},
        "additionalProperties": value,
        "propertyNames": known_keys(names, sentence=sentence),
    }


def also(names: Sequence[str]) -> Schema:
    """Names as they stand in a file: one that is digits is a number there."""
    is_plain = all(name[0].isalpha() and name.lower() not in ("true", "false") for name in names)
    return (
        {"enum": list(names)}
        if is_plain
        else {"anyOf": [{"enum": list(names)}, {"type": ["number", "boolean"]}]}
    )


def placed(schema: Schema) -> Schema:
    """The schema of a key, such that the language server completes the key with its colon."""
    has_shape = bool({"anyOf", "properties", "items"} & schema.keys())
    is_record = schema.get("$ref", "").removeprefix("#/$defs/")[:1].isupper()
    return schema if has_shape or is_record else {"anyOf": [schema]}


def item(schema: Schema) -> Schema:
    """The schema of a list's item: of alternatives the language server would offer "(array item)", too."""
    match schema.get("anyOf"):
        case [{"if": _, "else": _} as looked_at, {"enum": words, **rest}]:
            texts = cast("list[str]", rest.get("enumDescriptions") or [""] * len(words))
            said = [{"label": word, "body": word, **({"description": text} if text else {})}
                    for word, text in zip(words, texts, strict=True)]  # fmt: skip
            return {**looked_at, "defaultSnippets": said}
    return schema


def must(shape: Schema, sentence: str) -> Schema:
    """What is told of anything else than the shape."""
    return {"if": shape, "else": wrong(sentence)}
