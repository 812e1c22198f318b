"""The files of a git repository on which its answers depend: references, settings, and its objects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from pmcli.workspace import reads

_STATE = (
    "HEAD", "ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "packed-refs", "config.worktree", "index",
    "shallow", "info/grafts", "objects", "objects/pack", "objects/info/alternates", "reftable/tables.list",
)  # fmt: skip
_INCLUDED = re.compile(r'^[ \t]*path[ \t]*=[ \t]*+"?+([^"\n]*[^"\s])"?[ \t]*$', re.IGNORECASE | re.MULTILINE)
_OF_TIMES = re.compile(r"@\{|worktrees?/")
"""Names of revisions that depend on git's log, or the clock, or on other worktrees."""
_FAN = 2
"""Letters that the name of a folder of objects has."""
_TOO_MANY = 2_000
"""Files of references: to look at more takes as long as to ask git again."""
_NAMED_OTHERWISE = (
    "GIT_DIR", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)  # fmt: skip


def note_git(folder: Path) -> None:
    """Notes the state of the repository that a folder is in, or that it is in none; once."""
    noted = reads.current()
    real = os.path.realpath(folder)
    if noted is None or real in noted.repositories:
        return
    noted.repositories.add(real)
    if any(name in os.environ for name in _NAMED_OTHERWISE):
        reads.refuse("a repository named by the environment")
    with reads.aside:
        for path in _settings():
            _note_settings(noted, path)
        for place in (real, *map(str, Path(real).parents)):  # git passes by what looks like one and is none
            _note_repository_at(noted, place)


def note_revision(name: str) -> None:
    """Says so where the commit that a name stands for is not a matter of the repository's state alone."""
    if _OF_TIMES.search(name):
        reads.refuse("a revision by what a name once was")


def _settings() -> Iterator[str]:
    """The files of git's settings that belong to no repository."""
    home = os.environ.get("HOME", "")
    yield os.environ.get("GIT_CONFIG_SYSTEM") or "/etc/gitconfig"
    yield os.environ.get("GIT_CONFIG_GLOBAL") or os.path.join(home, ".gitconfig")
    yield os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "git", "config")


def _note_settings(noted: reads.Reads, file: str) -> None:
    """Notes a file of settings, and those that it includes."""
    if (reads.FILE, file) in noted.facts:
        return
    noted.note(file)
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as opened:
            text = opened.read()
    except (OSError, ValueError):
        return
    for path in _INCLUDED.findall(text) if "[include" in text.lower() else ():
        _note_settings(noted, os.path.join(os.path.dirname(file), os.path.expanduser(path)))


def _note_repository_at(noted: reads.Reads, folder: str) -> None:
    """Notes the repository of which a folder may be the top, or that it may be itself where it is bare."""
    inner, bare = os.path.join(folder, ".git"), os.path.join(folder, "HEAD")
    noted.note(folder, reads.OWNER)
    noted.note(inner, reads.KIND)
    noted.note(bare, reads.KIND)
    if os.path.isdir(inner):
        _note_repository(noted, inner)
    elif os.path.isfile(inner):
        _note_repository(noted, _named(noted, inner, "gitdir:", folder))
    if os.path.isfile(bare):
        _note_repository(noted, folder)


def _note_repository(noted: reads.Reads, own: str) -> None:
    """Notes the files of a repository, and of the one that it is a worktree of."""
    common = _named(noted, os.path.join(own, "commondir"), "", own)
    count = 0
    for base in dict.fromkeys((own, common)):
        noted.note(base)  # HEAD is not alone: any file in it may be the name of a revision
        _note_settings(noted, os.path.join(base, "config"))
        for name in _STATE:
            noted.note(os.path.join(base, name))
        for folder, _, files in os.walk(os.path.join(base, "refs")):
            noted.note(folder)
            count += len(files)
            for name in files if count < _TOO_MANY else ():
                noted.note(os.path.join(folder, name))
    objects = os.path.join(common, "objects")
    if count >= _TOO_MANY or os.path.exists(os.path.join(objects, "info", "alternates")):
        reads.refuse("too many references, or objects of another repository")
    for name in os.listdir(objects) if os.path.isdir(objects) else ():
        if len(name) == _FAN:
            noted.note(os.path.join(objects, name))


def _named(noted: reads.Reads, file: str, before: str, folder: str) -> str:
    """The folder that a file names, from `folder` on; `folder` itself where there is no such file."""
    noted.note(file)
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as text:
            return os.path.normpath(os.path.join(folder, text.read().removeprefix(before).strip()))
    except OSError:
        return folder
