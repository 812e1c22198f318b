"""Features that cannot be changed as a source has it: they are left as they are, and told."""

from __future__ import annotations

from dataclasses import replace

from pmcli.editing.change_set import ChangeSet, FileChange, refused
from pmcli.importing.sources import ImportFinding
from pmcli.model.backlog import Keys
from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import OpenWorkspace
from pmcli.workspace.validation_faults import dotted


def stuck_in(
    opened: OpenWorkspace, changes: list[FileChange], made: ChangeSet | PmError
) -> dict[str, ImportFinding]:
    """The features that cannot be changed so: their text cannot be edited, or an error would come of it."""
    if isinstance(made, ChangeSet):
        return {
            diagnostic.feature: replace(
                _as_it_is(opened, diagnostic.feature, (), f"it would bring an error: {diagnostic.message}"),
                is_cycle=diagnostic.name == "dependency-cycle",
            )
            for diagnostic in reversed(made.introduced)
            if diagnostic.feature is not None
        }
    refusals = refused(opened, changes)
    return {
        name: _as_it_is(opened, name, change.keys, f"{dotted(change.keys)} cannot be edited: {why}")
        for name, (change, why) in refusals.items()
    }


def _as_it_is(opened: OpenWorkspace, feature: str, keys: Keys, why: str) -> ImportFinding:
    at = opened.loaded.backlog.locate(feature, keys[:1], "key")  # not where an alias leads to
    return ImportFinding(feature, f"{at.path}:{at.line}: {why}; left as it is")
