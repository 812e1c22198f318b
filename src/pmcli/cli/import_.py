"""`pm import`: a backlog from elsewhere, looked at first, then written."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from pmcli.cli import complete, streams
from pmcli.cli.command import Command
from pmcli.cli.import_questions import (
    Duplicates,
    NewAccounts,
    NewSizes,
    NewTeams,
    answered,
    with_options,
)
from pmcli.cli.options import choice
from pmcli.cli.output import Output
from pmcli.cli.saving import EDITING, refuse_errors
from pmcli.cli.streams import ask, is_somebody_there
from pmcli.importing import ImportOptions, Prepared, SourceMatch, prepare, write
from pmcli.importing.extending import Kind
from pmcli.importing.twice import undecided
from pmcli.model.diagnostic import PmError
from pmcli.views.import_preview import likeness, nothing_to_write, page, question, said
from pmcli.writers import blocks
from pmcli.writers.terminal import pages

FORMATS = (
    "pm", "jira", "github", "github-project", "linear", "azure-devops", "gitlab", "trello", "asana", "notion",
    "clickup", "pivotal", "redmine", "monday", "ms-project", "planner", "ganttproject", "todoist",
    "productboard", "aha", "youtrack", "shortcut", "airtable", "beads", "taskwarrior", "task-master",
    "backlog.md", "wsjf-yaml", "yaml", "markdown", "front-matter", "gantt", "markwhen", "org",
    "keps", "eips", "json", "rice", "spreadsheet",
)  # fmt: skip
IDS = ("title", "key")

File = Annotated[
    str, typer.Argument(metavar="FILE", help="A file or folder from elsewhere; - reads standard input.")
]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", autocompletion=complete.words(FORMATS),
                 help=f"What it is, else told from the content: {', '.join(FORMATS)}."),
]  # fmt: skip
Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar='"COLUMN=FIELD"',
                 help="What a column means, such as Size=effort:days or Votes=x-votes; nothing behind = "
                 "leaves it out. May be repeated; it is kept for the next time."),
]  # fmt: skip
Form = Annotated[
    str | None,
    typer.Option("--mapping", metavar="FILE", help="A mapping of your own for features kept as text in git."),
]
Into = Annotated[
    str | None,
    typer.Option("--into", metavar="PLACE", help="The folder or YAML file that new features go into."),
]
Called = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="What the source is called in imports/ and in links."),
]
Ids = Annotated[
    str,
    typer.Option("--ids", metavar="|".join(IDS), autocompletion=complete.words(IDS), show_default=False,
                 help="Ids made of titles, or the source's own keys such as SHOP-412; else title."),
]  # fmt: skip
Sheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")]
Theirs = Annotated[bool, typer.Option("--theirs", help="In a conflict take the source's value.")]
Ours = Annotated[bool, typer.Option("--ours", help="In a conflict keep what is here, and settle it.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")]
Everything = Annotated[
    bool, typer.Option("--all", help="Show every column, feature, guess and finding, not only the first.")
]
Report = Annotated[
    str | None,
    typer.Option("--report", metavar="FILE", help="Write all of that as Markdown too, into the workspace."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would come in.")]


def run(
    context: typer.Context, file: File, format_: Format = None, columns: Map = None, into: Into = None,
    called: Called = None, ids: Ids = "title", sheet: Sheet = None, form: Form = None,
    theirs: Theirs = False, ours: Ours = False, yes: Yes = False,  # noqa: FBT002 - typer's way
    everything: Everything = False, report: Report = None, dry_run: DryRun = False,  # noqa: FBT002 - likewise
    duplicates: Duplicates = None, new_teams: NewTeams = None, new_accounts: NewAccounts = None,
    new_sizes: NewSizes = None,
) -> int:  # fmt: skip
    """Import."""
    output = Output.of(context)
    output = output if yes or dry_run else output.asking()
    if theirs and ours:
        raise PmError("--theirs and --ours contradict each other", "take one of them")
    options = ImportOptions(
        format=format_ or "", mapping=mapping(columns or [], sheet), name=called or "", into=into or "",
        side="theirs" if theirs else "ours" if ours else "",
        keeps_keys=choice(ids, IDS, "--ids") == "key", form=form or "",
    )  # fmt: skip
    new: dict[Kind, bool | None] = {"teams": new_teams, "accounts": new_accounts, "sizes": new_sizes}
    options = with_options(options, duplicates, new)
    given = streams.given() if file == "-" else None
    name = "stdin" if file == "-" else file
    prepared = prepare(output.open(), name, options, given=given)
    if prepared.like is not None:
        options = replace(options, name=_called(prepared.like, yes=yes))
        prepared = prepare(output.open(), name, options, given=given)
    if not (yes or dry_run) and is_somebody_there():
        options, asked = answered(output, prepared, options, new), options
        if options != asked:
            prepared = prepare(output.open(), name, options, given=given, source=prepared.source)
    if report is not None:
        output.open().write_output(report, reported(prepared))
    shown = Shown(everything, report, f"pm import {shlex.quote(file)}")
    return finish(output, prepared, shown, yes=yes, dry_run=dry_run)


def _called(like: SourceMatch, *, yes: bool) -> str:
    """The name of the source: that of the one it looks like, or a name of its own.

    Raises:
        PmError: there is nobody to ask.
    """
    if yes or not is_somebody_there():
        raise like.refusal()
    while True:
        answer = ask(f"{likeness(like)} {'[Y/n]' if like.own else '[y/N]'} ")
        word = ("y" if like.own else "n") if answer == "" else (answer or "").casefold()
        if word in ("y", "yes"):
            return like.name
        if answer is None or (word in ("n", "no") and not like.own):
            raise like.refusal()
        if word in ("n", "no"):
            return like.own


def reported(prepared: Prepared) -> bytes:
    """All that is shown of an import, as Markdown."""
    return blocks.markdown(page(prepared, everything=True)).encode()


def mapping(texts: list[str], sheet: str | None) -> dict[str, str]:
    """The meanings of columns by their names; `:sheet` is the sheet.

    Raises:
        PmError: one has no "=".
    """
    meanings = {":sheet": sheet} if sheet else {}
    for text in texts:
        name, sign, meaning = text.rpartition("=")
        if not sign or not name.strip():
            raise PmError(f'--map: found "{text}", expected COLUMN=FIELD', 'such as --map "Size=effort"')
        meanings[name.strip()] = meaning.strip()
    return meanings


@dataclass(frozen=True, slots=True)
class Shown:
    """How an import is shown: all of it or what fits a screen, the file in which all of it stands already.

    `command` is the one that shows it again.
    """

    everything: bool
    report: str | None
    command: str


def finish(output: Output, prepared: Prepared, how: Shown, *, yes: bool, dry_run: bool) -> int:
    """The exit code, after what comes in is shown, asked about unless `yes`, and written.

    It is 1 where something of the source is left: a conflict, or a feature that cannot be changed so.
    """
    shown, report = page(prepared, everything=how.everything, command=how.command), how.report
    output.write(pages.render(shown, width=output.room, color=output.colored, unicode=output.unicode))
    if report is not None:
        output.write(f"\nAll of it stands in {report}\n")
    refuse_errors(output, prepared.rewritten)
    left = 1 if prepared.conflicts or prepared.stuck else 0
    if dry_run:
        output.write(f"\nNothing {'else ' if report else ''}is written (--dry-run)\n")
        return left
    if not prepared.imported.read:
        output.write("\nThere are no rows in it, and nothing is written\n")
        return left
    if not prepared.imported.drafts:
        output.write("\nNothing comes in, and nothing is written\n")
        return 1 if prepared.imported.read else 0
    if doubt := undecided(prepared.twice):
        streams.tell("\n")
        raise doubt
    if prepared.changes_nothing:
        output.write(f"\n{nothing_to_write(prepared)}\n")
        return left
    if not yes:
        if not is_somebody_there():
            streams.tell("\n")
            raise PmError(
                "nothing is written yet: there is nobody to ask", "--yes writes it, --dry-run only shows it"
            )
        if not _is_wanted(prepared):
            output.write("Nothing is written\n")
            return left
    write(prepared)
    output.done(f"\n{said(prepared)}\n")
    return left


def _is_wanted(prepared: Prepared) -> bool:
    return (ask(f"\n{question(prepared)} [y/N] ") or "").casefold() in ("y", "yes")


COMMAND = Command(
    examples=(
        ("pm import jira.csv", "shows what comes in, then asks"),
        ("pm import rice.xlsx --dry-run --all", "only shows it: every column with where it went, every row"),
        ('pm import ideas.csv --map "Ask=title" --map "Size=effort:days"', "says what columns mean"),
        ("pm import jira.csv --yes", "again: what changed there since, without asking"),
        ("pm import jira.csv --theirs", "in conflicts the source's value"),
        ("pm import jira.csv --duplicates link --yes", "what is here from elsewhere gets a second source"),
        (
            "pm import old.csv --into features/old.yaml --ids key",
            "into one file, with the source's keys as ids",
        ),
        (
            "gh issue list --limit 1000 --state all --json number,title,body,labels,state,url | pm import -",
            "from another command, which stops at 30 open ones unless it is told otherwise",
        ),
    ),
    about="The format is told from the content. Nothing is written before it was shown, and nothing that was "
    "edited here is ever overwritten: imports/NAME.yaml remembers what came in, so that the next import of "
    "the same source changes only what the source has changed and nobody here has. What both have changed is "
    "listed as a conflict, part by part, and the exit code is 1; so it is where a feature cannot be changed "
    "so. Items that are here already, from another source or written by hand, are told by titles, links and "
    "keys, and are linked, merged or kept as you say; linked ones then follow both sources. A table that "
    "looks like one that came in under another name is asked about: --as says which it is.\n"
    "Up to 200 new features have a file each, more go into lists of 500.",
    shared=EDITING,
    run=run,
)
