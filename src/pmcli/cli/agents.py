"""`pm init --agents`: AGENTS.md tells AI assistants how to work with the backlog; what changes is shown."""

from __future__ import annotations

from pathlib import Path

from pmcli.cli.output import Output
from pmcli.cli.patch import difference, painted
from pmcli.cli.saving import is_wanted
from pmcli.editing.agents import PLACE, with_part
from pmcli.model.diagnostic import PmError
from pmcli.workspace import causes, files
from pmcli.writers.escaping import visible


def introduce(output: Output, root: Path, *, dry_run: bool, yes: bool) -> None:
    """Writes the part into the AGENTS.md of a folder, all else of which stays.

    Raises:
        PmError: the file cannot be read, is no text, or was changed meanwhile.
    """
    before = _read(root / PLACE)
    try:
        after = with_part((before or b"").decode("utf-8"))
    except UnicodeDecodeError:
        raise PmError(f"{PLACE} is no UTF-8", "write it in UTF-8, or move it away", exit_code=1) from None
    known, made = {} if before is None else {PLACE: before}, {PLACE: after.encode()}
    if known == made:
        output.write(f"{PLACE} says it already\n")
        return
    patch = visible(difference(known, made), one_line=False)
    if dry_run or before is not None:
        output.write(painted(patch) if output.colored else patch)
    if dry_run:
        return
    if before is not None and not (yes or is_wanted()):
        output.write("Nothing is written\n")
        return
    files.write_all(root, known, made)
    output.done(f"{'Created' if before is None else 'Changed'} {PLACE}\n")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise PmError(f'cannot read "{path.name}": {causes.reason(fault)}', causes.cure(fault)) from None
