"""`pm lsp`: what `pm` knows, in the editor while somebody types."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, BinaryIO

import typer

from pmcli.cli import streams
from pmcli.cli.command import Command
from pmcli.cli.output import Output
from pmcli.serving.lsp import require
from pmcli.workspace import cache_folder

Stdio = Annotated[
    bool, typer.Option("--stdio", help="Over the standard streams, as always; some editors say so.")
]


def run(context: typer.Context, stdio: Stdio = False) -> int:  # noqa: ARG001, FBT002 - there is no other way
    """Serve an editor."""
    output = Output.of(context)
    require()
    if streams.is_terminal(sys.stdin):
        output.notice("an editor starts this, and speaks to it: docs/editor.md says how; Ctrl-C ends it\n")
    from pmcli.serving.lsp.server import serve

    cache_folder.allow(yes=False)
    gc.enable()  # a server lives longer than a command
    with _own_stdout() as stdout:
        return serve(sys.stdin.buffer, stdout, output.day())


@contextmanager
def _own_stdout() -> Iterator[BinaryIO]:
    """The standard output for the editor alone: whatever else is written there goes to the standard error."""
    sys.stdout.flush()
    own = os.dup(1)
    os.dup2(2, 1)
    try:
        with os.fdopen(own, "wb") as stdout:
            yield stdout
    finally:
        with os.fdopen(os.open(os.devnull, os.O_WRONLY), "wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)  # nobody listens there any more


COMMAND = Command(
    examples=(
        ("pm lsp", "what the settings of an editor name as the server's command"),
        ("pm lsp --today 2026-10-01", "as if planning began on that day"),
    ),
    about="A language server: findings while you type and what mends them, a feature's rank, score and "
    "quarter under the pointer, ids and words to choose from, definitions, references and renaming. "
    "It needs the extra lsp; docs/editor.md has the settings of VS Code, Neovim, Helix, Zed and Emacs.",
    shared=("today",),
    run=run,
)
