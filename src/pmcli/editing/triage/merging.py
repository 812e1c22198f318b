"""A feature merged into another: its requests, evidence and links move, and it is declined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmcli.editing.change_set import FileChange
from pmcli.editing.rename import rated, ratings_in, references
from pmcli.model.backlog import Keys
from pmcli.model.diagnostic import PmError
from pmcli.model.lookup import guess
from pmcli.yaml.read import Value, is_null

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature
    from pmcli.model.record import Record
    from pmcli.workspace.opening import OpenWorkspace


def merged(backlog: Backlog, name: str, into: str, decision: object) -> tuple[FileChange, ...]:
    """The changes that add requests, evidence and links of a feature to another, and decline the first.

    What the other says already is not said twice; a link whose name is taken gets a number behind it.
    `decision` is the decision as it is written.

    Raises:
        PmError: there is no such other feature, or it is declined itself.
    """
    if into not in backlog.features:
        hint = guess(into, backlog.features) or "pm list has them all"
        raise PmError(f'there is no feature "{into}"', hint)
    if into == name:
        raise PmError(f'"{name}" cannot be merged into itself')
    if backlog.status(into) == "declined":
        raise PmError(f'"{into}" is declined', "merge it into one that is open")
    feature, other = backlog.features[name], backlog.features[into]
    return (*carried(feature, other), FileChange(name, "append", ("decisions",), decision))


def followers(opened: OpenWorkspace, name: str, into: str) -> tuple[FileChange, ...]:
    """The changes after which what waits for a feature waits for another one instead.

    The dependency goes where that would be said twice, or where the other one itself waits for the first.
    """
    features = opened.loaded.backlog.features
    changes = []
    for reference in references(opened, name):
        if reference.field == "depends_on" and reference.feature in features:
            needs = {need.id: need.kind for need in features[reference.feature].depends_on}
            if reference.feature == into or needs.get(into) == "hard" or needs.get(into) == needs[name]:
                changes.append(FileChange(reference.feature, "drop", reference.keys[:2]))
            else:
                changes += [FileChange(reference.feature, "put", reference.keys, into)]
                changes += [
                    FileChange(reference.feature, "drop", ("depends_on", at))
                    for at, need in enumerate(features[reference.feature].depends_on) if need.id == into
                ]  # fmt: skip
    return tuple(changes)


def ratings_carried(opened: OpenWorkspace, name: str, into: str) -> Iterator[FileChange]:
    """The changes after which what people rated of a feature is said of another one.

    Where somebody rated both, what they said of the other one counts, and the rest comes to it.
    """
    for path, keys in rated(opened, (name,)):
        ratings = ratings_in(opened, path)
        if into not in ratings:
            yield FileChange("", "rename", keys, into, path)
            continue
        for inner, value in _lacking(ratings[into], ratings[name]):
            yield FileChange("", "put", ("features", into, *inner), value, path)
        yield FileChange("", "drop", keys, None, path)


def _lacking(other: Value, own: Value) -> Iterator[tuple[Keys, Value]]:
    """What is said in one map and not in another, with the keys that lead to it."""
    for key, value in own.items() if isinstance(own, dict) else ():
        there = other.get(key) if isinstance(other, dict) else None
        if isinstance(value, dict) and isinstance(there, dict):
            yield from (((key, *keys), inner) for keys, inner in _lacking(there, value))
        elif there is None or is_null(there):
            yield (key,), value


def carried(feature: Feature, other: Feature) -> Iterator[FileChange]:
    """The changes that give another feature what only this one says: requests, evidence, links."""
    for request in feature.requests:
        if request not in other.requests:
            yield FileChange(other.id, "append", ("requests",), written(request))
    for piece in feature.evidence:
        if piece not in other.evidence:
            yield FileChange(other.id, "append", ("evidence",), written(piece))
    taken = dict(other.links)
    for key, link in feature.links.items():
        if link not in taken.values():
            free = next(name for name in _names(key) if name not in taken)
            taken[free] = link
            yield FileChange(other.id, "put", ("links", free), link)


def _names(key: str) -> Iterator[str]:
    yield key
    number = 2
    while True:
        yield f"{key}-{number}"
        number += 1


def written(record: Record) -> dict[str, str]:
    """A request or a piece of evidence as it stands in a file: what was written, in the record's order."""
    return {
        name: str(value)
        for name in type(record).model_fields
        if name in record.model_fields_set and (value := getattr(record, name)) is not None
    }
