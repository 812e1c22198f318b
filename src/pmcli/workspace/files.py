"""Files on disk and in git: nothing outside this room reads or writes either; no history is written."""

from pmcli.workspace.disk import (
    MAX_BYTES,
    SUFFIXES,
    Glob,
    Texts,
    exists,
    is_special,
    read,
    read_workspace_file,
    would_read,
)
from pmcli.workspace.editor import edit_by_hand
from pmcli.workspace.finding import find_workspace
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
from pmcli.workspace.recovery import reading, recover
from pmcli.workspace.snapshots import Snapshots, exists_at, read_at, settings_over_time
from pmcli.workspace.writing import output_file, write_all, write_output

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
    "reading",
    "recover",
    "resolve_revision",
    "settings_over_time",
    "user_name",
    "would_read",
    "write_all",
    "write_output",
]
