"""The outcome of comparing a draft with the feature that it is: changes, conflicts, what stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pmcli.editing.change_set import FileChange


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A field, or a part of one, that was changed here and in the source since the last import."""

    feature: str
    field: str
    here: str
    there: str
    place: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The effect of a second import on one feature; `digits` is what is remembered of it.

    `descriptions` say of every change in words what was here, and what comes; `differences` say so of a
    feature that gets a second source, of what stays.
    """

    changes: tuple[FileChange, ...]
    conflicts: tuple[MergeConflict, ...]
    kept: tuple[str, ...]
    digits: Mapping[str, str] = field(default_factory=dict)
    descriptions: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
