"""Ctrl-C, being told to end, a terminal that goes away: 130, in order and without a word."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pmcli.cli.pager import _ended
from pmcli.cli.signals import heard
from pmcli.model.terminated import Terminated
from pmcli.workspace.editor import edit_by_hand
from tests.conftest import for_each

NUMBERS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    handlers = {number: signal.getsignal(number) for number in NUMBERS}
    for number in NUMBERS:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


def _run(act: Callable[..., object], *given: object, then: int | None = None) -> None:
    """Do something as `pm` does, and send a signal meanwhile."""
    if then is not None:
        _send(0.3, then)
    with heard():
        act(*given)


def _send(seconds: float, number: int) -> None:
    threading.Timer(seconds, os.kill, (os.getpid(), number)).start()


@for_each("number, is_told", [(signal.SIGTERM, True), (signal.SIGHUP, True), (signal.SIGINT, False)])
def test_each_ends_a_run_as_ctrl_c_does_and_is_deaf_after(number: signal.Signals, is_told: bool) -> None:
    signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    with pytest.raises(KeyboardInterrupt) as raised:
        _run(time.sleep, 5, then=number)
    assert (raised.type is Terminated) is is_told
    os.kill(os.getpid(), number)
    assert signal.getsignal(number) is signal.SIG_IGN


def test_who_is_to_ignore_a_hangup_ignores_it() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with heard():
        os.kill(os.getpid(), signal.SIGHUP)


def test_a_signal_that_nothing_can_be_raised_for_comes_again(capfd: pytest.CaptureFixture[str]) -> None:
    class Thing:
        pass

    def lose(_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

    things = [Thing()]
    watched = weakref.ref(things[0], lose)

    def drop() -> None:
        things.clear()
        time.sleep(5)

    with pytest.raises(Terminated):
        _run(drop)
    assert watched() is None
    assert capfd.readouterr().err == ""


def test_others_that_are_lost_are_told(capfd: pytest.CaptureFixture[str]) -> None:
    class Thing:
        def __del__(self) -> None:
            raise ValueError("boom")

    with heard():
        Thing()
    assert "boom" in capfd.readouterr().err


def test_a_pager_is_ended_with_the_run() -> None:
    pager = subprocess.Popen(["sh", "-c", "exec sleep 30"], stdin=subprocess.PIPE)
    with pytest.raises(Terminated):
        _run(_ended, pager, b"text", then=signal.SIGTERM)
    assert pager.wait(5) == -signal.SIGTERM


def test_an_editor_is_ended_with_the_run_and_has_ctrl_c_to_itself(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    script = tmp_path / "editor"
    script.write_text(f"#!/bin/sh\ntrap 'touch {mark}; exit 0' TERM\nwhile :; do sleep 0.05; done\n")
    script.chmod(0o755)
    _send(0.1, signal.SIGINT)
    with pytest.raises(Terminated):
        _run(edit_by_hand, tmp_path / "file", {"EDITOR": str(script)}, then=signal.SIGTERM)
    assert mark.exists()
