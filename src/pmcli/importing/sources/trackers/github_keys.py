"""What is told of the keys of GitHub's issues: where each went, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pmcli.importing.sources.importer import ColumnRead
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.meaning.columns_read import sample
from pmcli.importing.sources.trackers.issues import first, nodes
from pmcli.importing.sources.vocabulary import vocabulary


def keys_told(listed: Iterable[Any]) -> tuple[ColumnRead, ...]:
    """The account of every key that any issue has, in the order in which they come."""
    samples: dict[str, list[Any]] = {}
    for issue in listed:
        for key, value in issue.items() if isinstance(issue, dict) else ():
            says = samples.setdefault(str(key), [])
            if _bare(value):
                says.append(value)
    known = vocabulary("github", "keys")
    return tuple(
        ColumnRead(key, known.get(key.casefold(), ""), "", _sample(says[0]) if says else "", len(says))
        for key, says in samples.items()
    )


def _bare(value: Any) -> Any:
    """A value without what GraphQL wraps around it."""
    return nodes(value) if isinstance(value, dict) and "nodes" in value else value


def _sample(value: Any) -> str:
    """The value in words: of a map its name, of a list its names."""
    listed = _bare(value)
    listed = listed if isinstance(listed, list) else [listed]
    return sample(", ".join(filter(None, (line_of(_name(item)) for item in listed))))


def _name(value: Any) -> Any:
    names = ("name", "login", "title", "content", "body", "url")
    return first(value, names) if isinstance(value, dict) else value
