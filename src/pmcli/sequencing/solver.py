"""HiGHS, alone in a process that can be killed: a model from stdin, plans and bounds to stdout as they come.

Run as a script, never imported by `pmcli` at start-up. It imports nothing of `pmcli`, so that it starts fast.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from typing import Any, BinaryIO, TextIO

import numpy as np
from highspy import _Highs as Highs  # the outer class prints a banner when it is made
from highspy import cb
from numpy.typing import NDArray

ARRAYS = ("cost", "lower", "upper", "limit", "starts", "indices", "values", "begin")
ROW_WISE = 2


def load(arrays: dict[str, NDArray[Any]], *, is_whole: bool) -> Highs:
    """A silent solver that minimises −cost · w, one thread, fixed seed."""
    highs = Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("random_seed", 1)
    count, rows = len(arrays["cost"]), len(arrays["limit"])
    highs.passModel(
        count, rows, len(arrays["indices"]), ROW_WISE, 1, 0.0,
        -arrays["cost"].astype(np.float64), arrays["lower"].astype(np.float64),
        arrays["upper"].astype(np.float64), np.full(rows, -np.inf), arrays["limit"].astype(np.float64),
        arrays["starts"].astype(np.int32), arrays["indices"].astype(np.int32),
        arrays["values"].astype(np.float64), np.full(count, int(is_whole), dtype=np.int32),
    )  # fmt: skip
    return highs


def write_model(stream: BinaryIO, options: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    """What `main` reads: a line of options, then the arrays."""
    stream.write(json.dumps(options).encode() + b"\n")
    for name in ARRAYS:
        np.save(stream, arrays[name], allow_pickle=False)
    stream.flush()


def read_model(stream: BinaryIO) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What `write_model` wrote."""
    options = json.loads(stream.readline())
    return options, {name: np.load(stream, allow_pickle=False) for name in ARRAYS}


def told(columns: NDArray[Any]) -> str:
    """Columns of 0 and 1 as hexadecimal digits."""
    return np.packbits(np.asarray(columns) > 0.5).tobytes().hex()


def heard(text: str, count: int) -> NDArray[np.float64]:
    """Columns from what `told` made of them."""
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(text), dtype=np.uint8), count=count)
    return bits.astype(np.float64)


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


def _watch(stream: BinaryIO) -> None:
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
