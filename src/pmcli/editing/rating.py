"""One person's numbers written into a file of their own, which is made where it is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from pmcli.editing.change_set import ChangeSet, FileChange, rewritten
from pmcli.model.backlog import Keys
from pmcli.model.diagnostic import PmError
from pmcli.model.naming import slug
from pmcli.model.rating import Rater, read_name
from pmcli.model.short_ids import RESERVED
from pmcli.model.special_files import RATINGS, is_ratings_file
from pmcli.model.values import Wrong, read_id
from pmcli.workspace.opening import OpenWorkspace
from pmcli.yaml import edit
from pmcli.yaml.read import Value


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who rates: the name, and the file with their numbers, whether it is there or to come."""

    name: str
    path: str


def person(opened: OpenWorkspace, name: str) -> Person:
    """The person of this name, whatever the case and form of its letters; a new one gets a file called so.

    Raises:
        PmError: the name cannot stand in a file, or as the name of one; or that file cannot be read.
    """
    try:
        told = read_name(name)
    except Wrong as fault:
        raise PmError(str(fault), "such as: pm triage --as amelie") from None
    known = _rater(opened, told)
    if known is not None:
        return Person(known.name, known.path)
    stem = told if _is_id(told) else slug(told)
    if not stem:
        raise PmError(f'no file can be called like "{told}"', "use letters of a to z, or digits")
    if stem.partition(".")[0].casefold() in RESERVED:
        raise PmError(f'no file may be called "{stem}" on Windows', f"rate as {stem}-1, or by the whole name")
    path = f"{RATINGS}{stem}.yaml"
    if taken := next((other for other in opened.texts if other.casefold() == path.casefold()), None):
        hint = f"pm check {taken} shows what is wrong in it; or rate under another name"
        raise PmError(f'"{taken}" is no file of "{told}"', hint, exit_code=1)
    return Person(told, path)


def _is_id(name: str) -> bool:
    try:
        return read_id(name) == name
    except Wrong:
        return False


def _rater(opened: OpenWorkspace, name: str) -> Rater | None:
    raters = opened.loaded.backlog.raters
    return next((rater for rater in raters if rater.is_called(name)), None)


def blind(opened: OpenWorkspace, who: Person) -> OpenWorkspace:
    """The workspace as if nobody else had rated anything."""
    others = [path for path in opened.texts if is_ratings_file(path) and path != who.path]
    return opened.replaced({path: text for path, text in opened.texts.items() if path not in others})


def rated_as(
    opened: OpenWorkspace, who: Person, feature: str, said: Sequence[tuple[Keys, object]], on: date
) -> ChangeSet:
    """The change after which a person says this of a feature: data, by the keys that lead to it there.

    Raises:
        PmError: the file cannot be changed without touching more.
    """
    if who.path not in opened.texts:
        return rewritten(opened, (), new_files={who.path: _new_file(who, feature, said, on)})
    changes = [FileChange("", "put", ("features", feature, *keys), data, who.path) for keys, data in said]
    known = _rater(opened, who.name)
    if known is None or known.on != on:
        changes.append(FileChange("", "put", ("on",), str(on), who.path))
    return rewritten(opened, changes)


def _new_file(who: Person, feature: str, said: Sequence[tuple[Keys, object]], on: date) -> bytes:
    """A file of this person, a line for the feature."""
    ratings: dict[str, Value] = reduce(_with, said, {})
    head = f"rater: {edit.inline(who.name)}\non: {on}\nfeatures:\n"
    return f"{head}  {edit.inline({feature: ratings})[1:-1]}\n".encode()


def _with(ratings: dict[str, Value], said: tuple[Keys, object]) -> dict[str, Value]:
    """The map with some data where keys lead to."""
    (first, *rest), data = said
    inner = ratings.get(str(first))
    below = inner if isinstance(inner, dict) else {}
    return {**ratings, str(first): _with(below, (tuple(rest), data)) if rest else edit.plain_data(data)}
