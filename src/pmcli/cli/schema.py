"""`pm schema`: the JSON Schemas of the files, for editors, and the settings of these."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from pmcli.checks.schemas import own_of_backlog, own_of_nobody
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.options import choice
from pmcli.cli.output import Output
from pmcli.cli.saving import DryRun, Yes
from pmcli.editing.settings.editors import EDITORS
from pmcli.model.backlog import WORKSPACE_FILE, Backlog
from pmcli.model.diagnostic import PmError, UnreadableWorkspaceError
from pmcli.model.schemas.files import SCHEMAS
from pmcli.model.schemas.own import Own
from pmcli.workspace.opening import OpenWorkspace
from pmcli.writers.json import in_ascii

Kind = Annotated[
    str | None,
    typer.Argument(
        metavar="|".join(SCHEMAS), autocompletion=complete.words(SCHEMAS),
        help="The schema of a feature file, of pm.yaml, of plan.yaml, or of ratings/.",
    ),
]  # fmt: skip
Install = Annotated[
    str | None,
    typer.Option(
        "--install", metavar="|".join(EDITORS), autocompletion=complete.words(EDITORS),
        help="Write all four into schema/, and the settings by which this editor finds them.",
    ),
]  # fmt: skip
Refresh = Annotated[bool, typer.Option("--refresh", help="Write those anew that stand in schema/.")]
Static = Annotated[bool, typer.Option("--static", help="The one that fits any workspace, and knows none.")]


def run(
    context: typer.Context, kind: Kind = None, install: Install = None, refresh: Refresh = False,  # noqa: FBT002 - typer's way
    static: Static = False, dry_run: DryRun = False, yes: Yes = False,  # noqa: FBT002
) -> int:  # fmt: skip
    """Write a schema, or set up an editor."""
    output = Output.of(context, "json", ("json",))
    if install is not None or refresh:
        if kind is not None or static or (install is not None and refresh):
            raise PmError(
                "--install and --refresh write all schemas, and stand alone", "pm schema --install vscode"
            )
        from pmcli.cli.schema_install import set_up

        editor = EDITORS[choice(install, tuple(EDITORS), "--install")] if install is not None else None
        return set_up(output, editor, dry_run=dry_run, yes=yes)
    if dry_run or yes:
        raise PmError(
            "--dry-run and --yes belong to --install and --refresh", "pm schema --install vscode --dry-run"
        )
    kind = choice(kind or "feature", tuple(SCHEMAS), "pm schema")
    text = json.dumps(SCHEMAS[kind](_own(output, static=static)), indent=2, ensure_ascii=False) + "\n"
    output.write(text if output.unicode else in_ascii(text))
    return 0


def _own(output: Output, *, static: bool) -> Own:
    """What the schema is to know: the workspace in or above the folder, or none.

    Raises:
        PmError: pm.yaml has errors, and what it defines is not known.
    """
    if static:
        return own_of_nobody()
    try:
        opened = output.open()
    except UnreadableWorkspaceError:
        raise
    except PmError:
        if output.directory == ".":
            return own_of_nobody()
        raise
    return own_of_backlog(known_backlog(opened))


def known_backlog(opened: OpenWorkspace) -> Backlog:
    """The backlog of a workspace of which all of pm.yaml can be read; features may have errors.

    Raises:
        PmError: it has errors, and what it defines is not known.
    """
    backlog, faults = opened.unchecked.backlog, opened.unchecked.diagnostics
    if backlog.unread or any(
        fault.is_unreadable and fault.location.path == WORKSPACE_FILE for fault in faults
    ):
        hint = "pm check tells them; pm schema --static writes a schema that fits any workspace"
        raise PmError("pm.yaml has errors, so what a schema is to know is not known", hint, exit_code=1)
    return backlog


COMMAND = Command(
    examples=(
        ("pm schema --install vscode", "set up VS Code: what it would write is shown, then it asks"),
        ("pm schema --refresh", "after a change of pm.yaml"),
        ("pm schema feature -o feature.schema.json", "of feature files, for any other editor"),
        ("pm schema workspace --static", "of pm.yaml, without the words of this workspace"),
    ),
    about="By a schema an editor tells mistakes while you type, and completes keys, words and names: the "
    "teams, outcomes, segments, accounts, problems, releases, sizes, models and fields of this workspace. "
    "Outside of one, and with --static, it fits any. --install keeps what your settings say; where that is "
    "not certain it says what to add. A file may name its schema itself, in its first line: "
    "# yaml-language-server: $schema=../schema/feature.schema.json",
    shared=("directory", "path"),
    run=run,
)
