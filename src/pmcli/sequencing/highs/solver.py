"""HiGHS, in this process or in others that can be killed: models in, plans and bounds out as they come."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from queue import Empty, SimpleQueue
from typing import IO, Any, Self

import numpy as np
from highspy._core import _Highs as Highs  # the outer class prints a banner when it is made
from numpy.typing import NDArray

from pmcli.sequencing.engine.problem import PlanningProblem

Arrays = Mapping[str, NDArray[Any]]
Option = str | float | bool
ROW_WISE = 2
WORKER = "pmcli.sequencing.highs.worker"


def load(arrays: Arrays, *, is_whole: bool, **options: Option) -> Highs:
    """A silent solver that is to minimise −cost · w, from the columns `begin` if there are any."""
    highs = Highs()
    settings: dict[str, Option] = {"output_flag": False, "random_seed": 1, **options}
    for name, value in settings.items():
        highs.setOptionValue(name, value)
    count, rows = len(arrays["cost"]), len(arrays["limit"])
    highs.passModel(
        count, rows, len(arrays["indices"]), ROW_WISE, 1, 0.0,
        -arrays["cost"].astype(np.float64), arrays["lower"].astype(np.float64),
        arrays["upper"].astype(np.float64), np.full(rows, -np.inf), arrays["limit"].astype(np.float64),
        arrays["starts"].astype(np.int32), arrays["indices"].astype(np.int32),
        arrays["values"].astype(np.float64), np.full(count, int(is_whole), dtype=np.int32),
    )  # fmt: skip
    begin = arrays["begin"].astype(np.float64)
    if is_whole and len(begin):
        highs.setSolution(count, np.arange(count, dtype=np.int32), begin)
    return highs


def status_of(highs: Highs) -> str:
    """The end of the run in the solver's words."""
    return highs.modelStatusToString(highs.getModelStatus())


def write_model(stream: IO[bytes], options: Mapping[str, Any], arrays: Arrays) -> None:
    """Write a line of options and of the arrays' types and lengths, then their bytes."""
    shapes = [(name, array.dtype.str, len(array)) for name, array in arrays.items()]
    stream.write(json.dumps([options, shapes]).encode() + b"\n")
    for array in arrays.values():
        stream.write(array.tobytes())
    stream.flush()


def read_model(stream: IO[bytes]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The options and arrays that `write_model` wrote."""
    options, shapes = json.loads(stream.readline())
    arrays = {}
    for name, kind, length in shapes:
        dtype = np.dtype(kind)
        arrays[name] = np.frombuffer(stream.read(length * dtype.itemsize), dtype)
    return options, arrays


def numbers_of(problem: PlanningProblem) -> list[object]:
    """A problem in numbers and lists of them, as JSON can hold it."""
    return [getattr(problem, field.name) for field in fields(problem)]


def problem_of(numbers: Sequence[object]) -> PlanningProblem:
    """The problem that `numbers_of` wrote, after JSON made lists of its tuples."""
    return PlanningProblem(*map(_frozen, numbers))  # type: ignore[arg-type]


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def encoded(columns: NDArray[Any]) -> str:
    """Columns of 0 and 1 as hexadecimal digits."""
    return np.packbits(np.asarray(columns) > 0.5).tobytes().hex()


def decoded(text: str, count: int) -> NDArray[np.float64]:
    """The columns that `encoded` wrote."""
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(text), dtype=np.uint8), count=count)
    return bits.astype(np.float64)


class Run:
    """Workers on one model, each in a process of its own; killed on leaving the `with` at the latest.

    Children of `subprocess` and not of `multiprocessing`: that would import the caller's main module again,
    and start one more process. Only numbers and JSON go through the pipes, and nothing is written to disk.
    """

    def __init__(self, tasks: Sequence[Mapping[str, Any]], arrays: Arrays) -> None:
        self.is_late = False
        self._lines: SimpleQueue[tuple[int, bytes]] = SimpleQueue()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._threads: list[threading.Thread] = []
        self._tasks, self._arrays = tasks, arrays

    def _start(self) -> None:
        paths = [path for path in sys.path if os.path.isabs(path)]  # never what lies in the working directory
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        for number, task in enumerate(self._tasks):
            process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-P", "-m", WORKER], env=environment,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            self._processes.append(process)
            thread = threading.Thread(target=self._exchange, args=(number, process, task), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _exchange(self, number: int, process: subprocess.Popen[bytes], task: Mapping[str, Any]) -> None:
        """Send the model, then pass lines on until there are no more; b"" ends them."""
        with suppress(OSError, ValueError):  # the process is gone
            write_model(_open(process.stdin), task, self._arrays)
            for line in _open(process.stdout):
                self._lines.put((number, line))
        self._lines.put((number, b""))

    def answers(self, deadline: float) -> Iterator[dict[str, Any]]:
        """The lines of the workers, until the first is done, or until `deadline` on the monotonic clock."""
        while (rest := deadline - time.monotonic()) > 0:
            try:
                number, line = self._lines.get(timeout=rest)
            except Empty:
                break
            if line.endswith(b"\n"):
                yield json.loads(line)
            elif number == 0:
                return
        self.is_late = True

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
        for thread in self._threads:
            thread.join()
        for process in self._processes:
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    _open(stream).close()


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("no pipe")
    return stream
