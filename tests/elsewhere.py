"""`pm` outside of this process: what `tests.forked` serves, as tests use it."""

from __future__ import annotations

import atexit
import functools
import os
import selectors
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests import forked

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0


@functools.cache
def server() -> str:
    """The socket at which runs of `pm` are asked for, as long as this process lives."""
    folder = tempfile.TemporaryDirectory(prefix="pm")  # a socket's path must be short
    path = f"{folder.name}/pm"
    process = subprocess.Popen(
        [sys.executable, forked.__file__, "serve", path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYDANTIC_DISABLE_PLUGINS": "__all__"},
    )  # fmt: skip

    def end() -> None:
        process.communicate(timeout=PATIENCE)
        folder.cleanup()

    atexit.register(end)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return path


def begin(
    arguments: Sequence[str], *, at: Path, variables: Mapping[str, str], streams: tuple[int, int, int]
) -> socket.socket:
    """A run that has begun; `forked.ended` waits for its exit code."""
    channel = forked.begin(server(), list(arguments), str(at), dict(variables), streams)
    channel.settimeout(PATIENCE)
    return channel


def run(
    arguments: Sequence[str], *, at: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """The exit code of a run, and what it wrote to two pipes; nothing stands on its standard input."""
    out, out_of_run = os.pipe()
    err, err_of_run = os.pipe()
    nothing = os.open(os.devnull, os.O_RDONLY)
    channel = begin(arguments, at=at, variables=variables, streams=(nothing, out_of_run, err_of_run))
    for stream in (nothing, out_of_run, err_of_run):
        os.close(stream)
    texts = _read(out, err)
    return subprocess.CompletedProcess(arguments, forked.ended(channel), *texts)


def _read(*pipes: int) -> list[str]:
    """The texts that come out of pipes until they are closed, whichever is filled first."""
    pieces: dict[int, list[bytes]] = {pipe: [] for pipe in pipes}
    with selectors.DefaultSelector() as selector:
        for pipe in pipes:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(PATIENCE)
            assert ready, "the run says nothing, and does not end"
            for key, _ in ready:
                piece = os.read(key.fd, 65536)
                pieces[key.fd].append(piece)
                if not piece:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    return [b"".join(pieces[pipe]).decode() for pipe in pipes]
