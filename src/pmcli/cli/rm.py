"""`pm rm ID`: a feature taken out of the backlog, where nothing waits for it."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli.cli import complete, streams
from pmcli.cli.command import Command
from pmcli.cli.find import find_features, tell_at_work
from pmcli.cli.output import Output
from pmcli.cli.rename import tell_mentions
from pmcli.cli.saving import EDITING, DryRun, files_changed, save
from pmcli.editing.rename import refuse_needed, remove
from pmcli.model.diagnostic import PmError

Features = Annotated[
    list[str], typer.Argument(metavar="ID...", help="The features.", autocompletion=complete.features)
]


def run(context: typer.Context, features: Features, dry_run: DryRun = False) -> None:  # noqa: FBT002
    """Remove features."""
    output = Output.of(context)
    opened = output.open()
    backlog = opened.loaded.backlog
    named = find_features(output, backlog, features)
    tell_at_work(output, backlog, named)
    if not dry_run:
        refuse_needed(opened, named)
    pending = remove(opened, named)
    said = f"Removed {', '.join(named[:5])}{f' and {len(named) - 5} more' if len(named) > 5 else ''}"
    try:
        save(output, pending, dry_run=dry_run, said=f"{said}\n{files_changed(pending)}")
    except streams.UntoldError:
        raise
    except PmError:
        refuse_needed(opened, named)  # which says what to do
        raise
    refuse_needed(opened, named)
    for name in named:
        tell_mentions(pending.loaded.backlog, name)


COMMAND = Command(
    examples=(
        ("pm rm dark-mode", "with its file, where it is the only one in it"),
        ("pm rm dark-mode --dry-run", "what that would change"),
        ("pm set dark-mode status=declined", "often better: it keeps what was thought"),
    ),
    about="Nothing is removed while another feature depends on it, is a part of it, or has a decision that "
    "names it; --dry-run shows what that would break, and ends in exit code 1. That others are in conflict "
    "with it goes with it, and so does what scenarios say of it. What was committed stays in git.",
    shared=EDITING,
    run=run,
)
