"""Runs of `pm` in processes of their own that take a tenth of the time.

One process imports `pm` and runs nothing; every run is a fork of it, with streams, variables, a folder, signals
and an exit code of its own, and it ends as any process of Python ends (`_end`). What only a new interpreter does
(reading PYTHONHASHSEED and the like, importing) needs a new interpreter: see `outside` in tests/cli/conftest.py.

Run as a program, this file serves those runs at a socket (`serve`), or asks there for one run in its own place
(`run`): so a script that calls `pm` has the same.
"""

from __future__ import annotations

import os
import socket
import struct
import sys

HEADER = struct.Struct("!I")
CODE = struct.Struct("!i")
WORD = "\0"


def begin(
    path: str, arguments: list[str], at: str, variables: dict[str, str], streams: tuple[int, int, int]
) -> socket.socket:
    """Ask for a run; `ended` takes what is returned."""
    words = [str(len(arguments)), *arguments, at, *(f"{name}={value}" for name, value in variables.items())]
    request = os.fsencode(WORD.join(words))
    channel = socket.socket(socket.AF_UNIX)
    channel.connect(path)
    socket.send_fds(channel, [HEADER.pack(len(request))], streams)
    channel.sendall(request)
    return channel


def ended(channel: socket.socket) -> int:
    """The exit code of a run, once it is over."""
    with channel:
        [code] = CODE.unpack(_exactly(channel, CODE.size))
    return int(code)


def _exactly(channel: socket.socket, size: int) -> bytes:
    """So many bytes; fewer where the other end is gone."""
    data = b""
    while len(data) < size and (piece := channel.recv(size - len(data))):
        data += piece
    return data


# --- the process that all runs are forks of ---


def _serve(path: str) -> list[str] | None:
    """Fork for every request, until standard input is closed; in a fork, the arguments of its run."""
    import select
    import signal

    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes)
    runs: dict[int, socket.socket] = {}
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        os.write(1, b"ready\n")
        while True:
            ready, _, _ = select.select([0, woken, listener.fileno()], [], [])
            if listener.fileno() in ready:
                channel, _ = listener.accept()
                header, streams, _, _ = socket.recv_fds(channel, HEADER.size, 3)
                [size] = HEADER.unpack(header)
                count, *words = os.fsdecode(_exactly(channel, size)).split(WORD)
                child = os.fork()
                if child == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    for end in (woken, wakes):
                        os.close(end)
                    for other in (channel, *runs.values()):
                        other.close()
                    _become(words[int(count)], words[int(count) + 1 :], streams)
                    return words[: int(count)]
                runs[child] = channel
                for stream in streams:
                    os.close(stream)
            if woken in ready:
                os.read(woken, 4096)
                _tell(runs)
            if 0 in ready and not os.read(0, 1):
                return None


def _tell(runs: dict[int, socket.socket]) -> None:
    """Tell those that wait of all runs that are over."""
    while runs:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child == 0:
            return
        with runs.pop(child) as channel:
            channel.sendall(CODE.pack(os.waitstatus_to_exitcode(status)))


def _become(at: str, variables: list[str], streams: list[int]) -> None:
    """Take folder, variables and streams, and open these as Python opens them when it starts."""
    import io
    import time

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(at)
    os.environ.clear()
    for variable in variables:
        name, _, value = variable.partition("=")
        os.environ[name] = value
    time.tzset()
    encoding = os.environ.get("PYTHONIOENCODING", "utf-8")
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(open(0, "rb", closefd=False), encoding)  # type: ignore[misc]  # noqa: SIM115 - as long as the process
    out, err = open(1, "wb", closefd=False), open(2, "wb", closefd=False)  # noqa: SIM115 - as long as the process
    sys.stdout = io.TextIOWrapper(out, encoding, newline="\n", line_buffering=os.isatty(1))
    sys.stderr = io.TextIOWrapper(err, encoding, "backslashreplace", newline="\n", line_buffering=True)
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[misc]


def _end(code: int) -> int:
    """End as Python ends, but for taking every module apart; where something fails, leave it to Python itself."""
    import atexit
    import threading

    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            return code
    os._exit(code)


def _prepare() -> None:
    """Import and make what most runs need, and nothing that looks at variables meanwhile."""
    import gc
    import importlib
    import pkgutil

    for name in ("pmcli.cli", "pmcli.views", "pmcli.writers"):
        for module in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
            importlib.import_module(module.name)
    for name in ("rich.console", "rich.table", "ruamel.yaml", "typer.main"):
        importlib.import_module(name)
    app = importlib.import_module("pmcli.cli.app")
    for command in (app._root(), *map(app._loaded, app.COMMANDS)):
        for parameter in command.params:
            if hasattr(parameter, "get_runtime_param"):  # older ones make theirs at once
                parameter.get_runtime_param()
    records = list(importlib.import_module("pmcli.model.record").Record.__subclasses__())
    for record in records:
        record.model_rebuild()
        records += record.__subclasses__()
    gc.freeze()  # nothing of all that is garbage to be looked for where a run ends


def _main(way: str, path: str, *words: str) -> int:
    if way == "run":
        return ended(begin(path, list(words), os.getcwd(), dict(os.environ), (0, 1, 2)))
    sys.path[0] = os.environ["PYTHONPATH"]  # not the folder of this file
    _prepare()
    arguments = _serve(path)
    if arguments is None:
        return 0
    from pmcli import cli

    sys.argv = ["pm", *arguments]
    return _end(cli.main(arguments) if os.environ.get("PM_CACHE") == "0" else cli._remembered(arguments))


if __name__ == "__main__":
    raise SystemExit(_main(*sys.argv[1:]))
