"""Files on disk and in git: nothing outside this room reads or writes either; no history is written.

Each name is loaded when first used: most commands read files, few ask git or write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pmcli.workspace.disk import (
        MAX_BYTES,
        SUFFIXES,
        Glob,
        Texts,
        exists,
        find_workspace,
        is_special,
        read,
        read_workspace_file,
        would_read,
    )
    from pmcli.workspace.editor import edit_by_hand
    from pmcli.workspace.git import (
        Commit,
        commits,
        has_commits,
        is_ancestor,
        is_repository,
        is_shallow,
        main_branch,
        merge_base,
        prefix,
        resolve_revision,
        user_name,
    )
    from pmcli.workspace.past import CommitPast
    from pmcli.workspace.snapshots import Snapshots, exists_at, read_at, settings_over_time
    from pmcli.workspace.writing import output_file, replace_file, write_all, write_output

_MODULES = {
    "disk": (
        "MAX_BYTES",
        "SUFFIXES",
        "Glob",
        "Texts",
        "exists",
        "find_workspace",
        "is_special",
        "read",
        "read_workspace_file",
        "would_read",
    ),
    "editor": ("edit_by_hand",),
    "git": (
        "Commit",
        "commits",
        "has_commits",
        "is_ancestor",
        "is_repository",
        "is_shallow",
        "main_branch",
        "merge_base",
        "prefix",
        "resolve_revision",
        "user_name",
    ),
    "past": ("CommitPast",),
    "snapshots": ("Snapshots", "exists_at", "read_at", "settings_over_time"),
    "writing": ("output_file", "replace_file", "write_all", "write_output"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "MAX_BYTES",
    "SUFFIXES",
    "Commit",
    "CommitPast",
    "Glob",
    "Snapshots",
    "Texts",
    "commits",
    "edit_by_hand",
    "exists",
    "exists_at",
    "find_workspace",
    "has_commits",
    "is_ancestor",
    "is_repository",
    "is_shallow",
    "is_special",
    "main_branch",
    "merge_base",
    "output_file",
    "prefix",
    "read",
    "read_at",
    "read_workspace_file",
    "replace_file",
    "resolve_revision",
    "settings_over_time",
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
