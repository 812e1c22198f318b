"""HiGHS, alone in a process that can be killed: a model from stdin, plans and bounds to stdout as they come.

Run as a script, never imported by `pmcli` at start-up. It imports nothing of `pmcli`, so that it starts fast.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import IO, Any, Self, TextIO

import numpy as np
from highspy import cb
from highspy._core import _Highs as Highs  # the outer class prints a banner when it is made
from numpy.typing import NDArray

ROW_WISE = 2


def load(arrays: dict[str, NDArray[Any]], *, is_whole: bool) -> Highs:
    """A silent solver that is to minimise −cost · w, with a fixed seed."""
    highs = Highs()
    for name, value in {"output_flag": False, "random_seed": 1}.items():
        highs.setOptionValue(name, value)
    count, rows = len(arrays["cost"]), len(arrays["limit"])
    highs.passModel(
        count, rows, len(arrays["indices"]), ROW_WISE, 1, 0.0,
        -arrays["cost"].astype(np.float64), arrays["lower"].astype(np.float64),
        arrays["upper"].astype(np.float64), np.full(rows, -np.inf), arrays["limit"].astype(np.float64),
        arrays["starts"].astype(np.int32), arrays["indices"].astype(np.int32),
        arrays["values"].astype(np.float64), np.full(count, int(is_whole), dtype=np.int32),
    )  # fmt: skip
    return highs


def write_model(stream: IO[bytes], options: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    """What `read_model` reads: a line of options and of the arrays' types and lengths, then their bytes."""
    shapes = [(name, array.dtype.str, len(array)) for name, array in arrays.items()]
    stream.write(json.dumps([options, shapes]).encode() + b"\n")
    for array in arrays.values():
        stream.write(array.tobytes())
    stream.flush()


def read_model(stream: IO[bytes]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What `write_model` wrote: options and arrays."""
    options, shapes = json.loads(stream.readline())
    arrays = {}
    for name, kind, length in shapes:
        dtype = np.dtype(kind)
        arrays[name] = np.frombuffer(stream.read(length * dtype.itemsize), dtype)
    return options, arrays


def told(columns: NDArray[Any]) -> str:
    """Columns of 0 and 1 as hexadecimal digits."""
    return np.packbits(np.asarray(columns) > 0.5).tobytes().hex()


def heard(text: str, count: int) -> NDArray[np.float64]:
    """Columns from what `told` made of them."""
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(text), dtype=np.uint8), count=count)
    return bits.astype(np.float64)


class Run:
    """The solver in a process of its own, killed on leaving the `with` at the latest.

    A child of `subprocess` and not of `multiprocessing`: that would import the caller's main module again,
    and leave a process of its own behind. Only numbers and JSON go through the pipes.
    """

    def __init__(self, options: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        self.is_late = False
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603 - our own file; -P: never from the working directory
            [sys.executable, "-P", __file__],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._talk = threading.Thread(target=self._exchange, args=(options, arrays), daemon=True)
        self._talk.start()

    def _exchange(self, options: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Send the model, then pass lines on until there are no more; b"" ends them."""
        with suppress(OSError, ValueError):  # the process is gone
            write_model(_open(self._process.stdin), options, arrays)
            for line in _open(self._process.stdout):
                self._lines.put(line)
        self._lines.put(b"")

    def answers(self, deadline: float) -> Iterator[dict[str, Any]]:
        """What the solver tells, until it is done, or until `deadline` on the monotonic clock."""
        while (rest := deadline - time.monotonic()) > 0:
            try:
                line = self._lines.get(timeout=rest)
            except Empty:
                break
            if not line.endswith(b"\n"):
                return
            yield json.loads(line)
        self.is_late = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._talk.join()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                _open(stream).close()


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("no pipe")
    return stream


class _Teller:
    """Tells of improvements as they come, one JSON object a line."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.bound = -np.inf
        self.next = 0.0

    def tell(self, **facts: Any) -> None:
        self.stream.write(json.dumps(facts) + "\n")
        self.stream.flush()

    def tell_bound(self, bound: float, *, at_once: bool = False) -> None:
        """A lower bound of the minimum, at most twenty times a second."""
        now = time.monotonic()
        if np.isfinite(bound) and bound > self.bound and (at_once or now >= self.next):
            self.bound, self.next = bound, now + 0.05
            self.tell(bound=bound)

    def hear(self, kind: Any, _message: str, out: Any, _into: Any, _data: Any) -> None:
        """What HiGHS calls."""
        if kind == cb.HighsCallbackType.kCallbackMipImprovingSolution:
            self.tell(columns=told(out.mip_solution))
        self.tell_bound(out.mip_dual_bound)


def _watch(stream: IO[bytes]) -> None:
    """End with the process that started this one: its end of the pipe closes when it is gone."""
    stream.read()
    os._exit(1)


def main() -> None:
    """Solve what comes from stdin."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent: it ends this process
    stream = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # HiGHS prints as it likes
    options, arrays = read_model(sys.stdin.buffer)
    threading.Thread(target=_watch, args=(sys.stdin.buffer,), daemon=True).start()
    highs = load(arrays, is_whole=True)
    for name, value in options.items():
        highs.setOptionValue(name, value)
    count = len(arrays["cost"])
    if len(arrays["begin"]):
        highs.setSolution(count, np.arange(count, dtype=np.int32), arrays["begin"].astype(np.float64))
    teller = _Teller(stream)
    highs.setCallback(teller.hear, None)
    for kind in ("kCallbackMipImprovingSolution", "kCallbackMipInterrupt", "kCallbackMipLogging"):
        highs.startCallback(getattr(cb.HighsCallbackType, kind))
    highs.run()
    if np.isfinite(highs.getInfo().mip_dual_bound):
        teller.tell_bound(highs.getInfo().mip_dual_bound, at_once=True)
    values = np.asarray(highs.getSolution().col_value)
    if len(values) == count:
        teller.tell(columns=told(values))
    teller.tell(status=highs.modelStatusToString(highs.getModelStatus()))


if __name__ == "__main__":
    main()
