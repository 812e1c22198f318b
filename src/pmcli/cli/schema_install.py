"""`pm schema --install` and `--refresh`: what is to be written is shown, then written."""

from __future__ import annotations

from pathlib import Path

from pmcli.cli import streams
from pmcli.cli.output import Output
from pmcli.cli.patch import difference, painted
from pmcli.cli.saving import is_wanted
from pmcli.cli.schema import known_backlog
from pmcli.editing.settings.editors import Editor
from pmcli.editing.settings.installing import Installation, installation, schemas_from
from pmcli.model.diagnostic import PmError
from pmcli.model.special_files import FEATURE_SCHEMA
from pmcli.writers.escaping import visible


def set_up(output: Output, editor: Editor | None, *, dry_run: bool, yes: bool) -> int:
    """Writes the schemas of a workspace, and the settings of the editor; 1 where some are left to a person.

    Raises:
        PmError: pm.yaml has errors, no schema is there to refresh, or a file cannot be written.
    """
    output = output if dry_run or yes else output.asking()
    opened = output.open()
    backlog = known_backlog(opened)
    if editor is None and not (opened.root / FEATURE_SCHEMA).exists():
        raise PmError(
            "no schemas are installed", "pm schema --install vscode; pm schema --help lists the editors"
        )
    made = installation(opened.root, backlog, editor, opened.globs)
    by_hand = _by_hand(made, editor, opened.globs)
    if made.after or made.settings_after:
        output.write(_shown(output, made, in_full=dry_run))
        if dry_run:
            output.write(by_hand)
            return 0
        if not (yes or is_wanted()):
            output.write("Nothing is written\n")
            return 0
        made.write()
        output.done("Written\n")
    else:
        output.write("Nothing to change: the schemas are those of pm.yaml\n" if not by_hand else "")
    output.write(by_hand)
    if editor is not None and editor.hint and made.settings_after:
        output.notice(f"{editor.hint}\n")
    return 1 if made.unsafe else 0


def _shown(output: Output, made: Installation, *, in_full: bool) -> str:
    """The files that are to be written, and what changes in settings; schemas are long, and only named."""
    lines = [f"{_verb(path in made.before)} {path}\n" for path in made.after]
    lines += [f"{_verb(path in made.settings_before)} {_named(made, path)}\n" for path in made.settings_after]
    patch = difference(made.settings_before, made.settings_after)
    if streams.is_terminal(None) or output.colored:
        patch = painted(visible(patch, one_line=False)) if output.colored else visible(patch, one_line=False)
    return "".join(lines) + (f"\n{patch}" if patch else "") + ("" if in_full else "\n")


def _verb(is_there: bool) -> str:  # noqa: FBT001 - one word of two
    return "Change" if is_there else "Create"


def _named(made: Installation, path: str) -> str:
    """A file of settings as it is seen from the workspace."""
    if made.home.resolve() == made.root.resolve():
        return path
    return f"{path}, in {Path(made.home).resolve().name}/ at the top of the repository"


def _by_hand(made: Installation, editor: Editor | None, globs: tuple[str, ...]) -> str:
    """What a person is to add to settings that pm does not write, "" where there is nothing."""
    if editor is None:
        return ""
    snippet = editor.snippet(schemas_from(made.root, made.home, globs))
    if made.unsafe:
        listed = " and ".join(made.unsafe)
        return f"{listed} cannot be changed safely. Add to it by hand:\n\n{snippet}"
    if not editor.files({}):
        return f"\n{editor.name} reads no settings from a folder by itself. Add to your own:\n\n{snippet}"
    return ""
