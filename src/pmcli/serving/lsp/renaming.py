"""A feature given another id from the editor: what may be renamed, and all edits that go with it."""

from __future__ import annotations

from dataclasses import dataclass

from pmcli.editing.rename import rename
from pmcli.model.diagnostic import Location, PmError
from pmcli.serving.lsp.desk import Standing
from pmcli.serving.lsp.mending import Changes, changed
from pmcli.serving.lsp.naming import Named, pointed


@dataclass(frozen=True, slots=True)
class Renaming:
    """The edits that give a feature another id; `files` are those that are called otherwise, old and new."""

    changes: Changes
    files: tuple[tuple[str, str], ...]


def renamable(standing: Standing, path: str, line: int, column: int) -> tuple[Location, str]:
    """The stretch with the id of a feature, and the id.

    Raises:
        PmError: no id of a feature stands there that is known.
    """
    here = pointed(standing, path, line, column)
    named = here.named if here is not None else None
    if named is None or named.is_title or named.kind != "feature":
        raise PmError(_refusal(named))
    if named.name not in standing.backlog.features:
        raise PmError(f'there is no feature "{named.name}"', "only what is there can be renamed")
    return named.where, named.name


def _refusal(named: Named | None) -> str:
    if named is None:
        return "only ids of features can be renamed here"
    if named.is_title:
        return "this is a title: edit it freely; what is renamed is an id"
    return f"this names a {named.kind}; only ids of features can be renamed here"


def renamed(standing: Standing, old: str, new: str) -> Renaming:
    """The edits of all files, and the files called like the feature.

    Raises:
        PmError: the new id is none, or is taken; a file cannot be read, or changed without touching more.
    """
    change, _ = rename(standing.opened, old, new)
    if change.introduced:
        first = change.introduced[0]
        raise PmError(f"it would bring an error: {first.message}", first.hint)
    before, after = change.before, dict(change.after)
    gone = sorted(before.keys() - after.keys())
    come = sorted(after.keys() - before.keys())
    files = tuple(zip(gone, come, strict=True))
    for was, becomes in files:
        after[was] = after.pop(becomes)
    return Renaming(changed(standing, after, sorted(after)), files)
