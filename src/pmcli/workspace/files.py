"""Files on disk and in git: nothing outside this room reads or writes either; no history is written.

Each name is loaded when first used: most commands read files, few ask git or write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pmcli.workspace.below import path_in_repository
    from pmcli.workspace.commits import Commit, commits
    from pmcli.workspace.disk import (
        MAX_BYTES,
        SUFFIXES,
        Glob,
        Texts,
        exists,
        head,
        is_special,
        read,
        read_workspace_file,
        unreadable,
        would_read,
    )
    from pmcli.workspace.editor import edit_by_hand
    from pmcli.workspace.finding import find_workspace, has_settings
    from pmcli.workspace.git import skipped, user_name
    from pmcli.workspace.git_faults import (
        NoCommitError,
        NoGitError,
        NoRepositoryError,
        NoWorkspaceError,
        UnreadableError,
    )
    from pmcli.workspace.moves import moved_to
    from pmcli.workspace.past import CommitPast
    from pmcli.workspace.recovery import reading, recover
    from pmcli.workspace.revision_names import (
        has_commits,
        is_ancestor,
        is_repository,
        is_shallow,
        main_branch,
        merge_base,
        prefix,
        resolve_revision,
    )
    from pmcli.workspace.snapshots import Snapshots, exists_at, read_at, settings_over_time
    from pmcli.workspace.sparse import is_sparse
    from pmcli.workspace.writing import output_file, write_all, write_output

_MODULES = {
    "below": ("path_in_repository",),
    "sparse": ("is_sparse",),
    "commits": (
        "Commit",
        "commits",
    ),
    "disk": (
        "MAX_BYTES",
        "SUFFIXES",
        "Glob",
        "Texts",
        "exists",
        "head",
        "is_special",
        "read",
        "read_workspace_file",
        "unreadable",
        "would_read",
    ),
    "editor": ("edit_by_hand",),
    "finding": ("find_workspace", "has_settings"),
    "git": (
        "skipped",
        "user_name",
    ),
    "git_faults": (
        "NoCommitError",
        "NoGitError",
        "NoRepositoryError",
        "NoWorkspaceError",
        "UnreadableError",
    ),
    "moves": ("moved_to",),
    "past": ("CommitPast",),
    "recovery": ("reading", "recover"),
    "revision_names": (
        "has_commits",
        "is_ancestor",
        "is_repository",
        "is_shallow",
        "main_branch",
        "merge_base",
        "prefix",
        "resolve_revision",
    ),
    "snapshots": (
        "Snapshots",
        "exists_at",
        "read_at",
        "settings_over_time",
    ),
    "writing": (
        "output_file",
        "write_all",
        "write_output",
    ),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "MAX_BYTES",
    "SUFFIXES",
    "Commit",
    "CommitPast",
    "Glob",
    "NoCommitError",
    "NoGitError",
    "NoRepositoryError",
    "NoWorkspaceError",
    "Snapshots",
    "Texts",
    "UnreadableError",
    "commits",
    "edit_by_hand",
    "exists",
    "exists_at",
    "find_workspace",
    "has_commits",
    "has_settings",
    "head",
    "is_ancestor",
    "is_repository",
    "is_shallow",
    "is_sparse",
    "is_special",
    "main_branch",
    "merge_base",
    "moved_to",
    "output_file",
    "path_in_repository",
    "prefix",
    "read",
    "read_at",
    "read_workspace_file",
    "reading",
    "recover",
    "resolve_revision",
    "settings_over_time",
    "skipped",
    "unreadable",
    "user_name",
    "would_read",
    "write_all",
    "write_output",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"pmcli.workspace.{_MODULE_OF[name]}"), name)
