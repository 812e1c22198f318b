"""Features that cannot be changed as the source has it: told and left as they are; the rest comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pmcli.editing.change_set import FileChange, Rewritten, refused, rewritten
from pmcli.importing.sources import ImportFinding
from pmcli.model.backlog import Keys
from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import OpenWorkspace
from pmcli.workspace.validation_faults import dotted


def made_of(
    opened: OpenWorkspace, changes: list[FileChange], new: Mapping[str, bytes]
) -> Rewritten | PmError:
    """The files with the changes, or why that cannot be."""
    try:
        return rewritten(opened, changes, new_files=new)
    except PmError as fault:
        return fault


def stuck_in(
    opened: OpenWorkspace, changes: list[FileChange], made: Rewritten | PmError
) -> dict[str, ImportFinding]:
    """The features that cannot be changed so: their text cannot be edited, or an error would come of it."""
    if isinstance(made, Rewritten):
        return {
            diagnostic.feature: replace(
                _left(opened, diagnostic.feature, (), f"it would bring an error: {diagnostic.message}"),
                is_cycle=diagnostic.name == "dependency-cycle",
            )
            for diagnostic in reversed(made.introduced)
            if diagnostic.feature is not None
        }
    refusals = refused(opened, changes)
    return {
        name: _left(opened, name, change.keys, f"{dotted(change.keys)} cannot be edited: {why}")
        for name, (change, why) in refusals.items()
    }


def _left(opened: OpenWorkspace, feature: str, keys: Keys, why: str) -> ImportFinding:
    at = opened.loaded.backlog.locate(feature, keys[:1], "key")  # not where an alias leads to
    return ImportFinding(feature, f"{at.path}:{at.line}: {why}; left as it is")
