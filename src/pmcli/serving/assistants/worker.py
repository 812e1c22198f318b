"""One thread that runs calls one after another: they have the standard streams of the process in common."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future


class Worker:
    """A thread that ends with the process, whatever it is at; what was called off by then is not run."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[tuple[Future[str], Callable[[], str]]] = queue.SimpleQueue()
        self._is_writing = threading.Lock()
        threading.Thread(target=self._run, name="pm mcp", daemon=True).start()

    def submit(self, call: Callable[[], str], *, writes: bool = False) -> Future[str]:
        """The result of a call, once it was its turn."""
        future: Future[str] = Future()
        self._calls.put((future, self._whole(call) if writes else call))
        return future

    def close(self) -> None:
        """Waits until nothing is being written; nothing will be after that."""
        self._is_writing.acquire()

    def _whole(self, call: Callable[[], str]) -> Callable[[], str]:
        def run() -> str:
            with self._is_writing:
                return call()

        return run

    def _run(self) -> None:
        while True:
            future, call = self._calls.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except BaseException as fault:
                future.set_exception(fault)
