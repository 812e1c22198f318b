"""The workspace in or above a folder; what a killed run has left there is finished or undone on the way."""

from __future__ import annotations

import os
from pathlib import Path

from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import PmError, UnreadableWorkspaceError
from pmcli.workspace import causes, drafts, reads
from pmcli.workspace.disk import unreadable
from pmcli.workspace.recovery import Tell, recover


def find_workspace(start: Path, tell: Tell | None = None) -> Path:
    """The nearest folder with a pm.yaml, from `start` upwards.

    `tell` gets a sentence about what is finished or undone of a change that was killed there; with None it
    is left as it is.

    Raises:
        UnreadableWorkspaceError: such a change can be neither finished nor undone.
        PmError: `start` is no folder, or there is none above it.
    """
    try:
        if not start.is_dir():
            raise PmError(f'no such folder: "{start}"')
        for folder in (start.absolute(), *start.absolute().parents):
            if _is_workspace(folder, tell):
                reads.note_workspace(folder)
                return folder
    except PermissionError as fault:
        message = f'the folder "{start}" cannot be looked into: {causes.reason(fault)}'
        raise UnreadableWorkspaceError(unreadable(WORKSPACE_FILE, message, causes.cure(fault))) from None
    except OSError as fault:
        raise PmError(f'no such folder: "{start}": {causes.reason(fault)}') from None
    # Only where there is none: nobody else pays for the search.
    from pmcli.workspace.below import hint_below

    hint = hint_below(start) or f"a workspace is a folder with a {WORKSPACE_FILE}; pm init makes one"
    raise PmError(f'no {WORKSPACE_FILE} in "{start}" or above it', hint)


def _is_workspace(folder: Path, tell: Tell | None) -> bool:
    """Whether a folder has a pm.yaml, whatever that is, once what was begun there is finished or undone."""
    is_there = has_settings(folder)
    if tell is None or not drafts.is_there(str(folder)) or not (is_there or _is_own(folder)):
        return is_there
    reads.refuse("a change that was killed")
    recover(folder, tell)
    return has_settings(folder)


def has_settings(folder: Path) -> bool:
    """Whether a folder has a pm.yaml, whatever that is.

    Raises:
        OSError: nobody can tell.
    """
    try:
        os.lstat(folder / WORKSPACE_FILE)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _is_own(folder: Path) -> bool:
    """Whether the drafts of a folder are the person's own: others may leave theirs in any folder above."""
    return not hasattr(os, "geteuid") or os.lstat(drafts.home(str(folder))).st_uid == os.geteuid()
