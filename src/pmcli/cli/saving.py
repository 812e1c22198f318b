"""The end of commands that edit: --dry-run, errors refused, files written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated

import typer

from pmcli.cli import streams
from pmcli.cli.output import Output
from pmcli.cli.patch import difference, painted
from pmcli.editing import change_set
from pmcli.editing.change_set import ChangeSet
from pmcli.model.diagnostic import PmError
from pmcli.writers.escaping import visible

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change as a patch; write nothing.")
]  # fmt: skip
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Write it without asking.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides; else git's user.name.")]
EDITING = ("directory", "today")
"""The shared options of commands that edit."""
_shown: ContextVar[str | None] = ContextVar("shown", default=None)


@contextmanager
def nothing_but(patch: str | None) -> Iterator[None]:
    """A run in here writes nothing but this patch, which somebody has seen; with None what it likes."""
    token = _shown.set(patch)
    try:
        yield
    finally:
        _shown.reset(token)


def write(rewritten: ChangeSet) -> None:
    """Writes the files.

    Raises:
        PmError: another patch was shown, or a file was changed meanwhile.
    """
    patch = _shown.get()
    if patch is not None and patch != difference(rewritten.before, rewritten.after):
        raise PmError(
            "nothing was written: it would be another patch than the one shown, for files have changed",
            "look at the patch as it is now", exit_code=1,
        )  # fmt: skip
    change_set.write(rewritten)


def save(output: Output, rewritten: ChangeSet, *, dry_run: bool, said: str | None = None) -> None:
    """Writes the files and one line (`said`, else which files); with `dry_run` only the patch.

    Raises:
        PmError: it would bring errors, which are told; or a file was changed meanwhile.
    """
    if dry_run:
        output.write(shown(output, rewritten))
        if rewritten.introduced:
            _show_fallout(output, rewritten)
        refuse_errors(output, rewritten, dry_run=True)
        return
    refuse_errors(output, rewritten)
    write(rewritten)
    output.done(f"{said or files_changed(rewritten)}\n")


def is_wanted() -> bool:
    """Whether it is to be written: yes where nobody is there to be asked."""
    if not streams.is_somebody_there():
        return True
    answer = streams.ask("Write it? [Y/n] ")
    return answer is not None and answer.casefold() in ("", "y", "yes")


def _show_fallout(output: Output, rewritten: ChangeSet) -> None:
    """Shows what a change that is refused would break."""
    from pmcli.review.fallout import fallout
    from pmcli.views.decisions.fallout import fallout_blocks

    if blocks := fallout_blocks(fallout(rewritten.loaded_before, rewritten.loaded)):
        output.write("\n")
        output.page(blocks)


def refuse_errors(output: Output, rewritten: ChangeSet, *, dry_run: bool = False) -> None:
    """Refuses a change that brings errors, which are told.

    Raises:
        PmError: there are some.
    """
    count = len(rewritten.introduced)
    if not count:
        return
    output.tell(rewritten.introduced, rewritten.loaded)
    errors = f"{count:,} error{'' if count == 1 else 's'}"
    refused = "it would be refused" if dry_run else "nothing was written"
    raise PmError(f"{refused}: it would bring {errors}", exit_code=1)


def files_changed(rewritten: ChangeSet) -> str:
    """The files changed, created, renamed and deleted, in one line."""
    before, after = rewritten.before, rewritten.after
    come, gone = (
        [path for path in after if path not in before],
        [path for path in before if path not in after],
    )
    kinds = [("Changed", [path for path in after if path in before])]
    if len(come) == len(gone) == 1:
        kinds.insert(0, ("Renamed", [f"{gone[0]} to {come[0]}"]))
    else:
        kinds = [("Created", come), *kinds, ("Deleted", gone)]
    clauses = [f"{verb} {_listed(paths)}" for verb, paths in kinds if paths]
    return (
        ", ".join([*clauses[:1], *(clause[:1].lower() + clause[1:] for clause in clauses[1:])])
        or "Nothing to change"
    )


def _listed(paths: list[str]) -> str:
    return ", ".join(paths) if len(paths) <= 3 else f"{len(paths):,} files"


def shown(output: Output, rewritten: ChangeSet) -> str:
    """The patch in colours where there are any; for a terminal with hidden characters written out."""
    patch = difference(rewritten.before, rewritten.after)
    if not patch and not rewritten.before and not rewritten.after:
        output.notice("Nothing would change\n")
    if streams.is_terminal(sys.stdout):
        patch = visible(patch, one_line=False)
    return painted(patch) if output.colored else patch
