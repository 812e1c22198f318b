"""`pm view`: the backlog as a page to look around in."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pmcli.cli import complete, screen
from pmcli.cli.command import Command
from pmcli.cli.common import Desk
from pmcli.cli.ending import INTERRUPTED
from pmcli.cli.options import Audience, Model, Since, Where, choice
from pmcli.cli.rank import WHERE
from pmcli.diagnostic import PmError

if TYPE_CHECKING:
    from pmcli import Backlog
    from pmcli.cli.progress import Progress
    from pmcli.ranking import LeftOut
    from pmcli.sharing import Shared

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


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page is to show: of which backlog, to whom, and where it begins."""

    desk: Desk
    start: str
    audience: str | None
    model: str | None
    where: tuple[str, ...]
    since: str | None

    def shared(
        self, backlog: Backlog, left_out: tuple[LeftOut, ...] | None, progress: Progress | None = None
    ) -> Shared:
        """What the reader gets to see.

        Raises:
            PmError: there is no such audience, condition or revision.
        """
        from pmcli import exporting
        from pmcli.roadmap import plan
        from pmcli.sharing import find_reader, share

        reader = find_reader(backlog.workspace, self.audience)
        roadmap = plan(backlog, self.model, left_out=left_out, progress=progress)
        since = exporting.since(
            self.desk.open(), self.since, model=self.model, progress=progress
        ) if self.since else None  # fmt: skip
        return share(backlog, roadmap, reader, where=self.where, since=since, left_out=left_out)

    def page(self, shared: Shared, version: str | None = None) -> str:
        """The page; with a version it asks whether it is stale."""
        from pmcli.formats.html import explore

        return explore(shared, self.start, version)


def run(
    desk: Desk, start: Start = STARTS[0], audience: Audience = None, where: Where = None,
    model: Model = None, since: Since = None, no_open: NoOpen = False,  # noqa: FBT002 - typer's way
    serve: Serve = False, port: Port = None,  # noqa: FBT002 - typer's way
) -> int:  # fmt: skip
    """Show the page."""
    choice(start, STARTS, "pm view")
    if port is not None and not serve:
        raise PmError("--port goes with --serve")
    if port is not None and not 0 <= port <= _HIGHEST:
        raise PmError(f"--port: found {port}, expected 0 to {_HIGHEST}")
    wish = Wish(desk, start, audience, model, tuple(where or ()), since)
    if serve:
        from pmcli.cli.serving import serve as serving

        return serving(wish, port, _open if not no_open else lambda _: None)
    return _show(wish, is_opened=not no_open)


def _show(wish: Wish, *, is_opened: bool) -> int:
    from pmcli.cli.progress import Progress

    backlog, left_out = wish.desk.open_backlog()
    progress = Progress()
    shared = wish.shared(backlog, left_out, progress)
    progress.end()
    path = _write(wish.page(shared), wish.start)
    screen.write(sys.stdout, f"{path}\n")
    if is_opened:
        _open(path.as_uri())
    return INTERRUPTED if shared.roadmap.stopped == "interrupted" else 0


def _write(text: str, name: str) -> Path:
    """A file in a new folder that only its owner may enter."""
    import tempfile

    try:
        path = Path(tempfile.mkdtemp(prefix="pm-")) / f"{name}.html"
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as fault:
        raise PmError(f"cannot write the page: {(fault.strerror or 'it failed').lower()}") from None
    return path


def _open(address: str) -> None:
    """Show it in the browser; that there is none is worth a line, and no failure."""
    import webbrowser

    try:
        is_open = webbrowser.open(address)
    except (OSError, webbrowser.Error):
        is_open = False
    if not is_open:
        screen.tell("no browser could be opened: open it by hand\n")


COMMAND = Command(
    name="view",
    group="Look",
    title="a page to look around in, in the browser",
    examples=(
        ("pm view", "the roadmap, the ranking, the graph and more"),
        ("pm view graph", "beginning with what waits for what"),
        ("pm view --serve", "up to date while you edit; Ctrl-C ends it"),
        ("pm view --audience leadership", "as others get to see it"),
        ("pm view --where team=web --no-open", "only some features; no browser"),
    ),
    about="One file that loads nothing from anywhere, in the folder for temporary files; pm export roadmap "
    "--format html writes it elsewhere. --serve answers to this machine alone.\n" + WHERE,
    shared=("directory", "revision", "today", "partial"),
    run=run,
)
