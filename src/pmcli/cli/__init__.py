"""The command line `pm`: a file a command, and what the commands share.

Read `app.py` first (the table of commands, how one is loaded and run), then `rank.py` as the pattern of a
command, then `output.py` (the options, the workspace, the answer). No view and no sum lives here.
"""

from __future__ import annotations

import gc
import os
import sys

from pmcli import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `pm` with these arguments; the exit code. With None it is the process, which ends with this.

    The version is told before anything else is imported. What stays, such as a server, gives arguments, and
    sees to signals and closed streams itself.
    """
    is_process = arguments is None and sys._getframe(1).f_globals.get("__name__") == "__main__"  # noqa: SLF001
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if is_process:
            _fill_streams()
        if given in (["--version"], ["-V"]) and _is_version_told():
            return 0
        # No plugin may change what a file means.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        if is_process:
            sys.modules.setdefault(_NO_PLUGINS.__name__, _NO_PLUGINS)
        code = _remembered(given) if is_process else _run(given)
    except KeyboardInterrupt:
        code = 130
    if is_process:
        _end(code)
    return code


# Importing what looks for plugins, though it finds none, takes some 12 ms of the process.
_NO_PLUGINS = type(sys)("pydantic.plugin._loader", "In the place of what looks for plugins of Pydantic.")
_NO_PLUGINS.get_plugins = tuple  # type: ignore[attr-defined]


def _run(given: list[str], *, is_process: bool = False) -> int:
    # A run is short and makes many objects and little garbage: looking for it takes a third of the time.
    gc.disable()
    if is_process:
        from pmcli.cli.signals import heard

        with heard():
            return _run(given)
    from pmcli.cli.app import run

    return run(given)


def _remembered(given: list[str]) -> int:
    """The exit code of the answer, which is the one given before where nothing has changed since."""
    from pmcli.workspace import cache_folder

    cache_folder.allow()
    if cache_folder.folder_of(os.environ, sys.platform) is None:
        return _run(given, is_process=True)
    from pmcli.cli import memory

    key = memory.question(given)
    if key is None:
        return _run(given, is_process=True)
    code = memory.recall(key)
    if code is None and "_PM_COMPLETE" in os.environ:
        from pmcli.cli import tab

        code = tab.recall()
    if code is None:
        memory.listener = memory.Listener(key)
        code = _run(given, is_process=True)
        memory.listener.keep(code)
    return code


def _end(code: int) -> NoReturn:
    """Ends the process: all is done that Python does, but for taking everything apart, which takes long.

    Where a debugger, a profiler or a person waits for the end, it is Python's own.
    """
    monitoring = getattr(sys, "monitoring", None)
    is_watched = monitoring is not None and any(map(monitoring.get_tool, range(6)))
    if is_watched or sys.gettrace() or sys.getprofile() or sys.flags.interactive or sys.flags.inspect:
        raise SystemExit(code)
    import atexit

    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()  # noqa: SLF001 - as Python itself ends
    atexit._run_exitfuncs()  # noqa: SLF001
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            code = code or 2
    os._exit(code)


def _is_version_told() -> bool:
    """Whether the version is written; where it cannot be, the run that follows says why."""
    try:
        sys.stdout.write(f"pm {__version__}\n")
        sys.stdout.flush()
    except (AttributeError, OSError, ValueError):
        return False
    return True


def _fill_streams() -> None:
    """Opens what is closed of the three streams into nowhere, or files would be opened in their places."""
    number = 3 if None not in (sys.stdin, sys.stdout, sys.stderr) else 0
    while number < 3:
        number = os.open(os.devnull, os.O_RDWR)
        os.set_inheritable(number, number < 3)


__all__ = ["main"]
