"""Features that cannot be changed as the source has it: told and left as they are; the rest comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pmcli.editing.change_set import ChangeSet, FileChange, refused, rewritten
from pmcli.importing.sources import ImportFinding
from pmcli.model.backlog import Keys
from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import OpenWorkspace
from pmcli.workspace.validation_faults import dotted


def made_of(
    opened: OpenWorkspace, changes: list[FileChange], new: Mapping[str, bytes]
) -> ChangeSet | PmError:
    """The files with the changes, or why that cannot be."""
    try:
        return rewritten(opened, changes, new_files=new)
    except PmError as fault:
        return fault


def stuck_in(
    opened: OpenWorkspace, changes: list[FileChange], made: ChangeSet | PmError
) -> dict[str, ImportFinding]:
    """The features that cannot be changed so: their text cannot be edited, or an error would come of it."""
    if isinstance(made, ChangeSet):
        return {
            one.feature: replace(
                _left(opened, one.feature, (), f"it would bring an error: {one.message}"),
                is_cycle=one.name == "dependency-cycle",
            )
            for one in reversed(made.introduced)
            if one.feature is not None
        }
    stuck_in = refused(opened, changes)
    return {
        name: _left(opened, name, one.keys, f"{dotted(one.keys)} cannot be edited: {why}")
        for name, (one, why) in stuck_in.items()
    }


def _left(opened: OpenWorkspace, feature: str, keys: Keys, why: str) -> ImportFinding:
    at = opened.loaded.backlog.locate(feature, keys[:1], "key")  # not where an alias leads to
    return ImportFinding(feature, f"{at.path}:{at.line}: {why}; left as it is")
