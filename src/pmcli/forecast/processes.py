"""Chunks of futures in processes of this machine, none of which outlives the one that asks."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, ClassVar, TypeVar

Part = TypeVar("Part")
_MOST = 60
"""Processes that Windows can wait for."""
_GRACE = 5.0
"""Seconds in which a part that is done can be sent."""
_SAFE = "PYTHONSAFEPATH"


@contextmanager
def in_processes(
    job: Callable[[int, int], Part], workers: int
) -> Iterator[Callable[[int, int], Future[Part]]]:
    """A function that has a chunk computed by one of so many processes, each of which gets the job once.

    On leaving the `with` all of them end, whatever they are doing. They hear no Ctrl-C: that is for this
    process. Where one dies, the chunks that are not done raise BrokenExecutor.
    """
    context = get_context("spawn")
    with _apart():
        hears, says = context.Pipe(duplex=False)
        pool = ProcessPoolExecutor(min(workers, _MOST), context, _Worker.begin, (job, hears))

    def submit(chunk: int, size: int) -> Future[Part]:
        with _apart():
            return pool.submit(_part, chunk, size)

    try:
        yield submit
    finally:
        says.close()
        pool.shutdown(cancel_futures=True)
        hears.close()


@contextmanager
def _apart() -> Iterator[None]:
    """Processes that begin in here hear no Ctrl-C, and import nothing from the folder that one is in."""
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if os.name == "posix" else None
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE]
        else:
            os.environ[_SAFE] = before
        if masked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)


class _Worker:
    """The job in a process of its own, which ends once the other end of `hears` is closed or dead.

    While a part is being sent it does not end at once: half a message would never be read to its end.
    """

    here: ClassVar[_Worker]

    def __init__(self, job: Callable[[int, int], Any], hears: Connection) -> None:
        self.job, self.hears = job, hears
        self.lock = threading.Lock()
        self.is_over = self.is_computing = False

    @classmethod
    def begin(cls, job: Callable[[int, int], Any], hears: Connection) -> None:
        """Make this process one."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        cls.here = cls(job, hears)
        threading.Thread(target=cls.here.wait, daemon=True).start()

    def part(self, chunk: int, size: int) -> Any:
        """The part of a chunk."""
        with self.lock:
            if self.is_over:
                os._exit(1)
            self.is_computing = True
        try:
            return self.job(chunk, size)
        finally:
            with self.lock:
                self.is_computing = False

    def wait(self) -> None:
        """End the process when nobody needs it any more."""
        with suppress(EOFError, OSError):
            self.hears.recv_bytes()
        with self.lock:
            self.is_over = True
            if self.is_computing:
                os._exit(1)
        time.sleep(_GRACE)
        os._exit(1)


def _part(chunk: int, size: int) -> Any:
    return _Worker.here.part(chunk, size)
