"""The features of a file, and of all workspaces, as an editor lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pmcli.model.backlog import WORKSPACE_FILE, Origin, Part
from pmcli.model.diagnostic import Location
from pmcli.serving.lsp.desk import Standing
from pmcli.serving.lsp.naming import DEFINED, Kind, feature_place
from pmcli.writers.escaping import visible

_PARTS: Final[tuple[Part, ...]] = ("key", "value")


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something that is defined in a file: the whole of it, and the stretch of its name."""

    kind: Kind
    name: str
    detail: str
    where: Location
    named_at: Location


def in_file(standing: Standing, path: str) -> tuple[Symbol, ...]:
    """What a file defines, by place: features, or what pm.yaml has."""
    symbols = _in_workspace(standing) if path == WORKSPACE_FILE else _in_features(standing, path)
    return tuple(sorted(symbols, key=lambda symbol: symbol.where))


def matching(standing: Standing, query: str) -> Iterator[Symbol]:
    """The features of a workspace with all words of a query in their id or title, by id."""
    words = query.casefold().split()
    for name, feature in standing.backlog.features.items():
        text = f"{name} {feature.title}".casefold()
        if all(word in text for word in words):
            yield from _feature(standing, name)


def _in_features(standing: Standing, path: str) -> Iterator[Symbol]:
    for name, origin in standing.backlog.origins.items():
        if origin.path == path and name in standing.backlog.features:
            yield from _feature(standing, name)


def _feature(standing: Standing, name: str) -> Iterator[Symbol]:
    backlog = standing.backlog
    origin = backlog.origins[name]
    whole, named = backlog.places.find(origin, origin.keys, "value"), feature_place(standing, name)
    if named is not None:
        detail = f"{name} · {backlog.status(name)}"
        yield Symbol("feature", visible(backlog.features[name].title), detail, _around(whole, named), named)


def _in_workspace(standing: Standing) -> Iterator[Symbol]:
    places = standing.backlog.places
    workspace = standing.backlog.workspace
    for kind, keys in DEFINED.items():
        for name in _defined(standing, kind):
            origin = Origin(WORKSPACE_FILE)
            key, value = (places.find(origin, (*keys, name), part) for part in _PARTS)
            title = getattr(workspace.defined(kind).get(name), "title", None)
            yield Symbol(kind, visible(name), visible(str(title or kind)), _around(key, value), key)


def _defined(standing: Standing, kind: Kind) -> Iterator[str]:
    """The names of a kind that stand in pm.yaml itself."""
    documents = standing.opened.known.read(standing.texts[WORKSPACE_FILE], WORKSPACE_FILE)[0].documents
    data: object = documents[0].data if documents else None
    for key in DEFINED[kind]:
        data = data.get(key) if isinstance(data, dict) else None
    yield from data if isinstance(data, dict) else ()


def _around(one: Location, other: Location) -> Location:
    start = min((one.line, one.column), (other.line, other.column))
    end = max((one.end_line, one.end_column), (other.end_line, other.end_column))
    return Location(one.path, *start, *end)
