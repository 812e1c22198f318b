"""`pm fmt`: the keys of every feature in one order, and nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli.cli import streams
from pmcli.cli.command import Command
from pmcli.cli.findings import inside
from pmcli.cli.output import Output
from pmcli.cli.saving import EDITING, save, shown
from pmcli.editing.format_keys import OrderedKeys, ordered
from pmcli.model.diagnostic import PmError
from pmcli.writers.escaping import visible

Files = Annotated[
    list[str] | None, typer.Argument(metavar="[FILE...]", help="Only these files and folders; else all.")
]
Check = Annotated[
    bool,
    typer.Option(
        "--check", help="Write nothing; exit with 1 where something would change, or cannot be read."
    ),
]
Diff = Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change as a patch.")]
_MOST = 10


def run(context: typer.Context, paths: Files = None, check: Check = False, diff: Diff = False) -> int:  # noqa: FBT002
    """Put keys in order."""
    output = Output.of(context)
    opened = output.open()
    wanted = {inside(output, name) for name in paths or ()}
    for path in sorted(wanted - {""}):
        if not opened.has(path):
            raise PmError(f'pm reads no file "{path}"', "it reads what features: in pm.yaml names")
    keys = ordered(opened, lambda file: not wanted or any(_is_in(file, path) for path in wanted))
    for path, reason in keys.refused[:_MOST]:
        streams.tell(visible(f"not touched: {path}: {reason}") + "\n")
    if diff:
        output.write(shown(output, keys.rewritten))
    if check or diff:
        if check:
            streams.tell(_would(keys))
        return int(check and bool(keys.rewritten.after or keys.unread))
    if not keys.rewritten.after:
        output.write(f"The keys of {_files(keys.files)} are in order\n")
        return 0
    save(
        output, keys.rewritten, dry_run=False, said=f"Ordered the keys of {_files(len(keys.rewritten.after))}"
    )
    return 0


def _is_in(path: str, folder: str) -> bool:
    """Whether a path is a file, or is in a folder; "" is the workspace."""
    return not folder or path == folder or path.startswith(f"{folder}/")


def _would(keys: OrderedKeys) -> str:
    changed = list(keys.rewritten.after)
    lines = [f"Would order the keys of {path}\n" for path in changed[:_MOST]]
    if len(changed) > _MOST:
        lines.append(f"and of {len(changed) - _MOST:,} more files\n")
    return "".join(lines) or f"The keys of {_files(keys.files)} are in order\n"


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"


COMMAND = Command(
    examples=(
        ("pm fmt", "all feature files"),
        ("pm fmt features/sso.yaml", "one of them"),
        ("pm fmt --check", "for CI: exit with 1 where something would change"),
        ("pm fmt --diff", "what it would change, without writing"),
    ),
    about="The order is that of the file reference: what it is, why, how much, what it waits for, scores, "
    "what is known, decisions. A key takes its comments with it; values, quotes and blank lines stay. "
    "Keys that pm does not know (x-…) stay behind the key they follow. pm.yaml is not touched.",
    shared=EDITING,
    run=run,
)
