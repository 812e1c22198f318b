"""`pm rename OLD NEW`: a feature under another id, and all that refers to it."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli import Backlog
from pmcli.cli import streams
from pmcli.cli.command import Command
from pmcli.cli.find import find_feature
from pmcli.cli.options import Feature
from pmcli.cli.output import Output
from pmcli.cli.saving import EDITING, DryRun, files_changed, save
from pmcli.editing.rename import mentions, rename
from pmcli.writers.escaping import visible

New = Annotated[str, typer.Argument(metavar="NEW", help="Its new id.")]


def run(context: typer.Context, feature: Feature, new: New, dry_run: DryRun = False) -> None:  # noqa: FBT002
    """Rename a feature."""
    output = Output.of(context)
    opened = output.open()
    old = feature if feature in opened.loaded.backlog.broken else None
    old = old or find_feature(output, opened.loaded.backlog, feature, writes=True).id
    pending, count = rename(opened, old, new)
    if not pending.after:
        output.write(f"Nothing to change: it is called {new} already\n")
        return
    follow = f"; {count:,} reference{'' if count == 1 else 's'} follow{'s' if count == 1 else ''}"
    said = f"{old} -> {new}{follow if count else ''}\n{files_changed(pending)}"
    save(output, pending, dry_run=dry_run, said=said)
    tell_mentions(pending.loaded.backlog, old)


def tell_mentions(backlog: Backlog, feature: str) -> None:
    """Tells which conditions in pm.yaml still have an id that is no more."""
    for name, _ in mentions(backlog, feature):
        told = visible(f'pm.yaml: the condition of the audience "{name}" still says {feature}')
        streams.tell(f"{told}\n")


COMMAND = Command(
    examples=(
        ("pm rename sso single-sign-on", "in every file, and the file itself"),
        ("pm rename sso single-sign-on --dry-run", "what that would change"),
    ),
    about="What depends on it, is in conflict with it, is a part of it, decisions and scenarios that name "
    "it, and the conditions of audiences that ask for it follow. A file that is called like the feature is "
    "renamed; git sees it as moved. Text that mentions it stays.",
    shared=EDITING,
    run=run,
)
