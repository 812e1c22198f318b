"""`pm mcp`: a server for AI assistants, by the Model Context Protocol."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Annotated

import typer

from pmcli.cli import app, complete, saving, streams
from pmcli.cli.command import Command
from pmcli.cli.exits import INTERRUPTED
from pmcli.model.audience import Reader, find_reader
from pmcli.model.diagnostic import PmError
from pmcli.serving.assistants.server import require, serve
from pmcli.serving.assistants.session import Answer, Session
from pmcli.workspace import cache_folder
from pmcli.workspace.opening import open_workspace

Directories = Annotated[
    list[str] | None,
    typer.Option(
        "-C", "--directory", metavar="DIR", help="A workspace that may be asked about; may be repeated."
    ),
]
Write = Annotated[
    bool, typer.Option("--write", help="Also set, new, decide, accept: each shows its patch first.")
]
Audience = Annotated[
    str | None,
    typer.Option("--audience", metavar="NAME", autocompletion=complete.audiences,
                 help="Only what this audience may see, as pm export has it."),
]  # fmt: skip


def run(
    context: typer.Context, directory: Directories = None, write: Write = False, audience: Audience = None,  # noqa: FBT002 - typer's way
) -> int:  # fmt: skip
    """Serve an assistant."""
    require()
    cache_folder.allow(yes=False)
    roots = _roots(directory or ["."])
    readers = _readers(roots.values(), audience)
    if write and readers:
        raise PmError(
            "--write does not go with --audience: who changes a file has to see it", "leave out one of them"
        )
    if streams.is_somebody_there() and not context.obj["quiet"]:
        streams.tell("an assistant starts this, and talks to it: docs/assistants.md; Ctrl-C ends it\n")
    gc.enable()  # a server lives longer than a command
    try:
        serve(Session(roots, answered, writes=write, readers=readers))
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _roots(directories: Iterable[str]) -> dict[str, Path]:
    """The folders of the workspaces by name: that of the folder, with those above it where two have one name.

    Raises:
        PmError: there is no workspace in or above one.
    """
    roots = list(dict.fromkeys(open_workspace(folder).root.resolve() for folder in directories))
    return {_name(root, roots): root for root in roots}


def _name(root: Path, roots: Sequence[Path]) -> str:
    for count in range(1, len(root.parts)):
        name = "/".join(root.parts[-count:])
        if [other for other in roots if "/".join(other.parts[-count:]) == name] == [root]:
            return name
    return root.as_posix()


def _readers(roots: Iterable[Path], audience: str | None) -> tuple[Reader, ...]:
    """The audience as each workspace has it; none where nothing is kept from it in any.

    Raises:
        PmError: one of the workspaces has no such audience.
    """
    readers = tuple(find_reader(open_workspace(root).loaded.backlog.workspace, audience) for root in roots)
    return () if all(reader.is_full for reader in readers) else readers


def answered(line: Sequence[str], patch: str | None) -> Answer:
    """The answer of a command line, run in this process; it writes nothing but the patch, if one is given."""
    out, told = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(told), saving.nothing_but(patch):
        code = app.run(line)
    return Answer(out.getvalue(), told.getvalue(), code)


COMMAND = Command(
    examples=(
        ("pm mcp -C roadmap", "an assistant may ask: rank, roadmap, explain, check, diff …"),
        ("pm mcp -C roadmap --write", "and set, add, decide, agree; each patch is shown first"),
        ("pm mcp -C web -C portal", "two backlogs, by the names of their folders"),
        ("pm mcp -C roadmap --audience leadership", "only what leadership may see"),
    ),
    about="An assistant starts it, and talks to it on the standard streams (Model Context Protocol): "
    "docs/assistants.md has the settings for each. It answers with the JSON documents of pm, cut to what an "
    "assistant can read, and only about the workspaces named. What writes returns a patch; a second call "
    "writes that patch, or nothing where files have changed. Needs the extra mcp.",
    shared=(),
    run=run,
)
