"""Why the system does not read or write a file, in words, and what helps."""

from __future__ import annotations

import errno
from typing import Final

_CURES: Final = {
    errno.ENOSPC: "make room on the disk, and run it again",
    errno.EDQUOT: "your quota is used up: delete something, or ask for more, and run it again",
    errno.EFBIG: "the file would be larger than the system lets it be: split it",
    errno.EROFS: "the file system may only be read: mount it for writing, or work in a copy",
    errno.EACCES: "ask who owns it for access, or chmod u+rwX it if you do",
    errno.EPERM: "ask who owns it for access; it may be protected (lsattr shows it)",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.ELOOP: "its link leads to itself: replace it by a file",
    errno.EISDIR: "a folder is in its place: move that away",
    errno.ENOTDIR: "a file is in the place of a folder on the way: move that away",
    errno.EEXIST: "something is in its place: move that away",
    errno.EMFILE: "too many files are open: ulimit -n 1024",
    errno.EIO: "the disk fails: save what you have elsewhere",
    errno.ESTALE: "the network file system has lost it: run it again, or mount it anew",
}


def reason(fault: OSError | ValueError) -> str:
    """The words of the system, such as "permission denied"."""
    return (getattr(fault, "strerror", None) or "it failed").lower()


def cure(fault: OSError | ValueError) -> str | None:
    """What helps against it, None where only the words of the system do."""
    return _CURES.get(getattr(fault, "errno", None) or 0)
