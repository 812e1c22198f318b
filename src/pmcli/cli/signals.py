"""The signals that end a process: Ctrl-C, being told to end, a terminal that goes away."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from pmcli.model.terminated import Terminated

_ENDING = ("SIGTERM", "SIGHUP")
_SOON = 0.01
"""Seconds after which a place is left where nothing can be raised."""


@contextmanager
def heard() -> Iterator[None]:
    """A run in here that is told to end does so in order, as with Ctrl-C, unless that is to be ignored.

    After it nothing is left to be put in order, and none of them is heard any more.
    """
    numbers = [number for name in _ENDING if (number := getattr(signal, name, None)) is not None]
    numbers = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, _end)
    usual, sys.unraisablehook = sys.unraisablehook, _once_more
    try:
        yield
    finally:
        sys.unraisablehook = usual
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            numbers.append(signal.SIGINT)
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)


def _end(*_: object) -> NoReturn:
    raise Terminated


def _once_more(lost: Any) -> None:
    """A signal that came where Python can raise nothing, such as in a callback of its own, comes again."""
    if not isinstance(lost.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    import threading

    number = signal.SIGTERM if isinstance(lost.exc_value, Terminated) else signal.SIGINT
    threading.Timer(_SOON, os.kill, (os.getpid(), number)).start()
