"""A process that searches for better plans, or for a proof: a model from stdin, what is found to stdout.

Run as `python -m`, never imported at start-up. It ends when its stdin does, whatever it is at.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import IO, Any, TextIO

import numpy as np
from highspy import cb
from numpy.typing import NDArray

from pmcli.sequencing.highs.merge import improvements
from pmcli.sequencing.highs.solver import Arrays, encoded, load, problem_of, read_model, status_of
from pmcli.sequencing.highs.steps import ImprovementSteps

OFTEN = 0.05  # seconds between two bounds


class Teller:
    """Tells of improvements as they come, one JSON object a line."""

    def __init__(self, stream: TextIO, by: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> None:
        self.stream = stream
        self.by = by
        self.bound = -np.inf
        self.next = 0.0

    def tell(self, **facts: object) -> None:
        """Write one line."""
        self.stream.write(json.dumps(facts) + "\n")
        self.stream.flush()

    def tell_bound(self, bound: float, *, at_once: bool = False) -> None:
        """A lower bound of the minimum, unless one was told just now."""
        now = time.monotonic()
        if np.isfinite(bound) and bound > self.bound and (at_once or now >= self.next):
            self.bound, self.next = bound, now + OFTEN
            self.tell(bound=bound)

    def hear(self, kind: object, _message: str, out: Any, _into: object, _data: object) -> None:
        """The callback of HiGHS: tells of an improving solution and of the bound."""
        if kind == cb.HighsCallbackType.kCallbackMipImprovingSolution:
            self.tell(columns=encoded(self.by(out.mip_solution)))
        self.tell_bound(out.mip_dual_bound)


def prove(arrays: Arrays, options: Mapping[str, Any], stream: TextIO) -> None:
    """Search the whole model, telling of plans and bounds."""
    steps = ImprovementSteps(arrays)
    teller = Teller(stream, steps.by)
    highs = load(steps.arrays(), is_whole=True, **options)
    highs.setCallback(teller.hear, None)
    for kind in ("kCallbackMipImprovingSolution", "kCallbackMipInterrupt", "kCallbackMipLogging"):
        highs.startCallback(getattr(cb.HighsCallbackType, kind))
    highs.run()
    teller.tell_bound(highs.getInfo().mip_dual_bound, at_once=True)
    columns = np.asarray(highs.getSolution().col_value)
    if len(columns) == steps.count:
        teller.tell(columns=encoded(steps.by(columns)))
    teller.tell(status=status_of(highs))


def improve(arrays: Arrays, options: Mapping[str, Any], stream: TextIO) -> None:
    """Merge the plan to begin with and others of the engine, telling of each that is better."""
    teller = Teller(stream, np.asarray)
    problem = problem_of(options["problem"])
    for columns in improvements(arrays, problem, options["seconds"]):
        teller.tell(columns=encoded(columns))


def _watch(stream: IO[bytes]) -> None:
    """End with the process that started this one: its end of the pipe closes when it is gone."""
    stream.read()
    os._exit(1)


def main() -> None:
    """Do what stdin asks for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent: it ends this process
    stream = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # HiGHS prints as it likes
    options, arrays = read_model(sys.stdin.buffer)
    threading.Thread(target=_watch, args=(sys.stdin.buffer,), daemon=True).start()
    do = improve if "problem" in options else prove
    do(arrays, options, stream)


if __name__ == "__main__":
    main()
