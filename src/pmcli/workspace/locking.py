"""The lock on a folder: one run of pm writes in it at a time, and nobody reads meanwhile."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from pmcli.model.diagnostic import PmError

PATIENCE: Final = 30.0
"""Seconds that a run waits for another one."""
_OFTEN: Final = 0.02
_QUIET: Final = 2.0
"""Seconds without a change after which, where no folder can be locked, whoever wrote is taken for dead."""
_HELD: Final = (errno.EWOULDBLOCK, errno.EAGAIN)


@contextmanager
def locked(folder: str, *, shared: bool = False) -> Iterator[bool]:
    """A context in which no other run of pm writes in a folder; with `shared` others may read in it too.

    It is false where the folder cannot be locked: a system without locks, a network file system without
    them, a folder that may not be read. The lock ends with the process, however that ends.

    Raises:
        PmError: another run has had it for `PATIENCE` seconds.
    """
    handle = _opened(folder)
    if handle is None:
        yield False
        return
    try:
        yield _lock(handle, folder, shared=shared)
    finally:
        os.close(handle)


def _opened(folder: str) -> int | None:
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError:  # such as a folder that may be entered, and not read; Windows opens none
        return None


def _lock(handle: int, folder: str, *, shared: bool) -> bool:
    try:
        import fcntl
    except ImportError:  # not on this system
        return False
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except OSError as fault:
            if fault.errno not in _HELD:  # NFS says ENOLCK, EBADF or EOPNOTSUPP
                return False
        else:
            return True
        if time.monotonic() > until:
            raise PmError(
                f'another run of pm has been writing in "{folder}" for {PATIENCE:.0f} seconds',
                "wait for it to end, or end it, and run this again", exit_code=1,
            )  # fmt: skip
        time.sleep(_OFTEN)


def await_quiet(state: Callable[[], object]) -> None:
    """Returns once a state has not changed for a while: how the dead are told where there are no locks.

    Raises:
        PmError: it has changed again and again for `PATIENCE` seconds.
    """
    begun = since = time.monotonic()
    before = state()
    while time.monotonic() < since + _QUIET:
        time.sleep(_OFTEN)
        now = state()
        if now != before:
            before, since = now, time.monotonic()
        if since > begun + PATIENCE:
            raise PmError("another run of pm is writing here", "run this again when it is done", exit_code=1)
