"""Files on disk and in git: nothing outside this room reads or writes either; no history is written."""

from pmcli.workspace.below import path_in_repository
from pmcli.workspace.commits import Commit, commits
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
    unreadable,
    would_read,
)
from pmcli.workspace.editor import edit_by_hand
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
from pmcli.workspace.snapshots import Snapshots, exists_at, home_at, read_at, settings_over_time
from pmcli.workspace.writing import output_file, replace_file, write_all, write_output

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
    "home_at",
    "is_ancestor",
    "is_repository",
    "is_shallow",
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
    "replace_file",
    "resolve_revision",
    "settings_over_time",
    "skipped",
    "unreadable",
    "user_name",
    "would_read",
    "write_all",
    "write_output",
]
