"""The signals that end a process: Ctrl-C, being told to end, a terminal that goes away."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from pmcli.model.terminated import Terminated

_ENDING = ("SIGTERM", "SIGHUP")


@contextmanager
def heard() -> Iterator[None]:
    """A run in here that is told to end does so in order, as with Ctrl-C, unless that is to be ignored.

    After it nothing is left to be put in order, and none of them is heard any more.
    """
    usual = [number for name in _ENDING if (number := getattr(signal, name, None)) is not None]
    usual = [number for number in usual if signal.getsignal(number) is signal.SIG_DFL]
    for number in usual:
        signal.signal(number, _end)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            usual.append(signal.SIGINT)
        for number in usual:
            signal.signal(number, signal.SIG_IGN)


def _end(*_: object) -> NoReturn:
    raise Terminated
