"""Drafts: what is to be written, whole, before it takes its place, in `.pm/`, which git does not see.

A folder in which `pm` writes has `.pm/` for as long as it writes; whoever finds one there while nobody has
the folder's lock knows that a run was killed. Each draft has a name that nobody else gives.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from pmcli.model.diagnostic import PmError

FOLDER: Final = ".pm"
_IGNORE, _IGNORING = ".gitignore", b"*\n"
_DRAFT: Final = re.compile(r"[0-9a-f]{32}\.draft")
_MANY: Final = 32
_ACCESS, _DEFAULT = "system.posix_acl_access", "system.posix_acl_default"
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def home(folder: str) -> str:
    """The folder of the drafts of a folder."""
    return os.path.join(folder, FOLDER)


def is_draft(name: str) -> bool:
    """Whether a name is one of a draft."""
    return bool(_DRAFT.fullmatch(name))


def is_there(folder: str) -> bool:
    """Whether a folder has drafts, or had some until somebody was killed; a link is none."""
    try:
        return stat.S_ISDIR(os.lstat(home(folder)).st_mode)
    except OSError:
        return False


def names(folder: str) -> list[str]:
    """The names of the drafts that are there, sorted.

    Raises:
        OSError: they cannot be listed.
    """
    return sorted(filter(is_draft, os.listdir(home(folder))))


def make_home(folder: str) -> None:
    """Make the folder of the drafts, out of git's sight.

    Raises:
        PmError: something else has its name.
        OSError: it cannot be made.
    """
    try:
        os.mkdir(home(folder))
        _dress(home(folder), folder)
    except FileExistsError:
        if not is_there(folder):
            raise PmError(
                f'"{home(folder)}" is in the way: pm keeps its drafts in a folder of that name',
                "move it away, and run it again", exit_code=1,
            ) from None  # fmt: skip
    with suppress(FileExistsError):
        write_new(os.path.join(home(folder), _IGNORE), _IGNORING)


def take_home_away(folder: str) -> None:
    """Delete all drafts and their folder; what is not pm's own stays there.

    Raises:
        OSError: something cannot be deleted.
    """
    inner = home(folder)
    if not is_there(folder):
        return
    for name in names(folder):
        os.unlink(os.path.join(inner, name))
    if os.listdir(inner) in ([], [_IGNORE]):
        with suppress(FileNotFoundError):
            os.unlink(os.path.join(inner, _IGNORE))
        os.rmdir(inner)


def write_draft(folder: str, data: bytes, real: str | None = None, *, lasting: bool) -> str:
    """The name of a new draft, with the mode and owner that it gets at the path `real`.

    With `lasting` it would outlast a loss of power.

    Raises:
        OSError: it cannot be written; it may be there in part.
    """
    name = f"{os.urandom(16).hex()}.draft"
    write_new(os.path.join(home(folder), name), data, like=real, lasting=lasting)
    return name


def write_new(path: str, data: bytes, *, like: str | None = None, lasting: bool = False) -> None:
    """Write a new file, with the mode and owner of the one at the path `like`.

    Raises:
        OSError: it cannot be written; it may be there in part.
    """
    handle = os.open(path, _NEW, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        if like is not None:
            _dress(path, like)
        if lasting:
            os.fsync(handle)
    finally:
        os.close(handle)


def read_own(folder: str, name: str, most: int) -> bytes | None:
    """The bytes of a file in the folder of the drafts; None of what is not there, no file, or larger.

    Raises:
        OSError: it cannot be read.
    """
    try:
        handle = os.open(os.path.join(home(folder), name), _READ)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as fault:
        if fault.errno == errno.ELOOP:
            return None
        raise
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        data = file.read(most + 1)
    return data if len(data) <= most else None


def put_in_place(folder: str, name: str, real: str) -> None:
    """Move a draft to where it belongs, in the place of what is there; others see either of both, whole.

    Raises:
        OSError: it cannot be moved, such as to another file system.
    """
    os.replace(os.path.join(home(folder), name), real)


def put_elsewhere(folder: str, name: str, real: str) -> None:
    """Move a draft to where it belongs on another file system, by a copy among the drafts there.

    Raises:
        OSError: it cannot be moved.
    """
    there, draft = os.path.dirname(real), os.path.join(home(folder), name)
    take_home_away(there)
    make_home(there)
    with open(draft, "rb") as file:
        write_new(os.path.join(home(there), name), file.read(), like=real, lasting=True)
    put_in_place(there, name, real)
    take_home_away(there)
    os.unlink(draft)


def are_many(count: int) -> bool:
    """Whether so many drafts outlast a loss of power sooner by `os.sync` than each by itself."""
    return count > _MANY and sys.platform == "linux"  # where it returns when all is done


def sync_folders(folders: Iterable[str]) -> None:
    """Let the names in folders outlast a loss of power, where the system can."""
    for folder in dict.fromkeys(folders):
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


# --- whose a file is, and who may read it ---


def _dress(path: str, real: str) -> None:
    """Give a new file owner, group, mode and attributes of the one in whose place it goes, or of a folder.

    What the person who runs pm may not give is left. Where there is none it takes after its folder.
    """
    try:
        before = os.stat(real)
    except OSError:
        _take_after(path, os.path.dirname(real))
        return
    mode = stat.S_IMODE(before.st_mode)
    if not _own(path, before.st_uid, before.st_gid):  # another group gets no more than anybody
        mode = (mode & ~0o70) | (mode & 0o7) << 3
    if stat.S_ISDIR(before.st_mode):
        mode = mode | 0o700 if os.path.isdir(path) else mode & 0o666 | 0o600
    os.chmod(path, mode)
    for name in _attributes(real):
        with suppress(OSError):
            os.setxattr(path, name, os.getxattr(real, name))


def _take_after(path: str, folder: str) -> None:
    """Give a new file the group and the access list that its folder has for new files."""
    try:
        status = os.stat(folder)
    except OSError:
        return
    if status.st_mode & stat.S_ISGID:
        _own(path, -1, status.st_gid)
    if _DEFAULT in _attributes(folder):
        with suppress(OSError):
            os.setxattr(path, _ACCESS, os.getxattr(folder, _DEFAULT))
            os.chmod(path, stat.S_IMODE(os.stat(path).st_mode) & 0o666)


def _own(path: str, owner: int, group: int) -> bool:
    """Give a file an owner and a group, or the group alone, or neither; whether it has the group."""
    now = os.stat(path)
    if group == now.st_gid and owner in (-1, now.st_uid):
        return True
    for user in (owner, -1):
        try:
            os.chown(path, user, group)
        except OSError:  # only root gives files to others, and others to their own groups
            continue
        return True
    return group == now.st_gid


def _attributes(path: str) -> list[str]:
    """The names of the extended attributes of a file, where the system has some."""
    try:
        return os.listxattr(path)
    except (AttributeError, OSError):
        return []
