"""`pm view`: the backlog as a page to look around in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pmcli.cli import complete, streams
from pmcli.cli.command import Command
from pmcli.cli.exits import INTERRUPTED
from pmcli.cli.likelihood import require_if
from pmcli.cli.options import WHERE, Audience, Model, Odds, Since, Where, choice
from pmcli.cli.output import ENDINGS, Output
from pmcli.cli.view_options import ViewOptions
from pmcli.model.diagnostic import PmError

STARTS = ("roadmap", "rank", "graph", "plot", "capacity", "declined")
_HIGHEST = 65535

Start = Annotated[
    str,
    typer.Argument(metavar="VIEW", autocompletion=complete.words(STARTS), show_default=False,
                   help=f"What is shown first: {', '.join(STARTS)}."),
]  # fmt: skip
NoOpen = Annotated[bool, typer.Option("--no-open", help="Open no browser; only say where the page is.")]
Serve = Annotated[
    bool, typer.Option("--serve", help="Keep it up to date while files change; for this machine only.")
]
Port = Annotated[
    int | None, typer.Option("--port", metavar="N", help="For --serve: the port; else 8765 or a free one.")
]


def run(
    context: typer.Context, start: Start = STARTS[0], audience: Audience = None, where: Where = None,
    model: Model = None, since: Since = None, odds: Odds = False, no_open: NoOpen = False,  # noqa: FBT002 - typer's way
    serve: Serve = False, port: Port = None,  # noqa: FBT002 - typer's way
) -> int:  # fmt: skip
    """Show the page."""
    output = Output.of(context)
    start = choice(start, STARTS, "pm view")
    to_stdout = context.obj["path"] == "-"
    _check_file(output, serve=serve, to_stdout=to_stdout)
    if port is not None and not serve:
        raise PmError("--port goes with --serve")
    if port is not None and not 0 <= port <= _HIGHEST:
        raise PmError(f"--port: found {port}, expected 0 to {_HIGHEST}")
    require_if(odds)
    options = ViewOptions(output, start, audience, model, tuple(where or ()), since, odds)
    if serve:
        from pmcli.cli.server import serve as serving

        return serving(options, port, _open if not no_open else lambda _: None)
    return _show(options, is_opened=not no_open, to_stdout=to_stdout)


def _check_file(output: Output, *, serve: bool, to_stdout: bool) -> None:
    """Refuses a file that this page cannot be written into.

    Raises:
        PmError: it is to be served instead, or the file is of another kind.
    """
    if serve and (output.path is not None or to_stdout):
        raise PmError("--serve writes no file", "leave out -o, or --serve")
    if output.path is None:
        return
    kind = ENDINGS.get(Path(output.path).suffix.lower(), "html")
    if kind != "html":
        raise PmError(
            f'the page is HTML, and "{output.path}" would be {kind}', f"pm export roadmap -o {output.path}"
        )


def _show(options: ViewOptions, *, is_opened: bool, to_stdout: bool) -> int:
    backlog, left_out = options.output.open_backlog()
    progress = options.output.progress()
    view = options.view(backlog, left_out, progress)
    progress.end()
    page = options.page(view)
    if options.output.path is not None or to_stdout:
        options.output.write_bytes(page.encode("utf-8", "backslashreplace"))
    else:
        path = _write(page, options.start)
        streams.answer(f"{path}\n")
        if is_opened:
            _open(path.as_uri())
    return INTERRUPTED if view.roadmap.stopped == "interrupted" else 0


def _write(text: str, name: str) -> Path:
    """The path of a new file with the page, in a folder that only its owner may enter."""
    try:
        path = Path(tempfile.mkdtemp(prefix="pm-")) / f"{name}.html"
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as fault:
        raise PmError(f"cannot write the page: {(fault.strerror or 'it failed').lower()}") from None
    return path


def _open(address: str) -> None:
    """Shows the page in the browser; where there is none, a line says so."""
    import webbrowser

    try:
        is_open = webbrowser.open(address)
    except (OSError, webbrowser.Error):
        is_open = False
    if not is_open:
        streams.tell("no browser could be opened: open it by hand\n")


COMMAND = Command(
    examples=(
        ("pm view", "the roadmap, the ranking, the graph and more"),
        ("pm view graph", "beginning with what waits for what"),
        ("pm view --serve", "up to date while you edit; Ctrl-C ends it"),
        ("pm view --odds", "with how likely each is in time; needs the extra forecast"),
        ("pm view --audience leadership", "as others get to see it"),
        ("pm view --where team=web --no-open", "only some features; no browser"),
        ("pm view -o plan.html", "into this file, to send or to keep; no browser"),
    ),
    about="One file that loads nothing from anywhere: in the folder for temporary files, or where -o says. "
    "--serve answers to this machine alone.\n" + WHERE,
    run=run,
)
