"""`pm check`: what is wrong in the files, and where."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.findings import FORMATS, CheckOptions
from pmcli.cli.options import Watch, choice
from pmcli.cli.output import Output
from pmcli.model.diagnostic import SEVERITIES, PmError

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE...]", help="Report only what is in these; - reads standard input."),
]
Formats = Annotated[
    list[str] | None,
    typer.Option("--format", metavar=f"{'|'.join(FORMATS)}[=FILE]", autocompletion=complete.words(FORMATS),
                 help="How it is written; may be repeated, each into its FILE."),
]  # fmt: skip
FailOn = Annotated[
    str,
    typer.Option("--fail-on", metavar="|".join(SEVERITIES), autocompletion=complete.words(SEVERITIES),
                 help="Exit with 1 for findings as severe as this; else error."),
]  # fmt: skip
Failing = Annotated[bool, typer.Option("--only-failing", help="Report only what --fail-on fails for.")]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select", metavar="CODES", help="Only rules with these codes or beginnings; ALL for every."
    ),
]
Extend = Annotated[
    list[str] | None,
    typer.Option("--extend-select", metavar="CODES", help="These rules besides those of pm.yaml."),
]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", metavar="CODES", help="Not these rules.")]
Each = Annotated[
    bool,
    typer.Option("--all", help="Report each finding, also where a rule has many; text alone sums them up."),
]
Statistics = Annotated[bool, typer.Option("--statistics", help="How many findings every rule has.")]
Fixing = Annotated[bool, typer.Option("--fix", help="Mend what is safe; every other byte is kept.")]
Preview = Annotated[
    bool, typer.Option("--diff", help="With --fix: show what it would change, write nothing.")
]
AddIgnores = Annotated[
    str | None,
    typer.Option(
        "--add-ignores", metavar="REASON", help="Silence every finding where it stands, with a reason."
    ),
]
StdinName = Annotated[
    str | None, typer.Option("--stdin-filename", metavar="FILE", help="The file that - stands for.")
]


def run(
    context: typer.Context, paths: Files = None, formats: Formats = None, fail_on: FailOn = "error",
    only_failing: Failing = False, select: Select = None, extend_select: Extend = None,  # noqa: FBT002
    ignore: Ignore = None, statistics: Statistics = False, fix: Fixing = False,  # noqa: FBT002 - typer's way
    diff: Preview = False, add_ignores: AddIgnores = None, stdin_filename: StdinName = None,  # noqa: FBT002
    all_: Each = False, watch: Watch = False,  # noqa: FBT002
) -> int:  # fmt: skip
    """Check everything."""
    output = Output.of(context)
    fail_on = choice(fail_on, SEVERITIES, "--fail-on")
    if watch:
        return _watched(
            context, output, paths or [], formats or [], is_changing=fix or add_ignores is not None
        )
    if diff and not fix:
        raise PmError("--diff goes with --fix", "pm check --fix --diff shows what --fix would change")
    if diff and formats:
        raise PmError("--fix --diff prints a patch", "leave out --format")
    if fix and add_ignores is not None:
        raise PmError("--fix and --add-ignores are two runs", "mend first, then silence what is left")
    is_changing = fix or add_ignores is not None
    if is_changing and (output.revision is not None or output.scenario is not None or "-" in (paths or ())):
        raise PmError("only the files of the workspace can be mended", "leave out --rev, --scenario and -")
    options = CheckOptions.of(
        output, paths or [], formats or [], fail_on, select, extend_select, ignore, stdin_filename,
        only_failing=only_failing, statistics=statistics, each=all_,
    )  # fmt: skip
    if not is_changing:
        return options.check()
    return options.mend(preview=diff) if add_ignores is None else options.silence(add_ignores)


def _watched(
    context: typer.Context, output: Output, paths: list[str], formats: list[str], *, is_changing: bool
) -> int:  # fmt: skip
    """The exit code of checking again whenever a file changes.

    Raises:
        PmError: the findings are not for a person who looks on.
    """
    from pmcli.cli.watching import watch

    if is_changing or "-" in paths:
        raise PmError("--watch looks on", "leave out --fix, --add-ignores and -")
    for name in formats:
        output = replace(output, format=name, path=name.partition("=")[2] or output.path)
    return watch(context, output)


COMMAND = Command(
    examples=(
        ("pm check", "everything, with the line at fault"),
        ("pm check --fix --diff", "what could be mended, without writing"),
        ("pm check --all", "each finding, also where a rule has many"),
        ("pm check --fail-on warning", "for CI: warnings fail too"),
        ("pm check --format github", "annotations on the pull request"),
        ("pm check --format text --format sarif=out.sarif", "two at once, one into a file"),
        ("pm check --select PM5 --statistics", "how much is judged without evidence"),
        ('pm check --add-ignores "known before we checked"', "adopt it on an old backlog"),
        ("pm check - --stdin-filename features/sso.yaml", "for editors: the text on standard input"),
        ("pm check --rev origin/main", "as it is on another branch"),
    ),
    about="Everything is told at once, also with errors; more than five findings of a rule are told as one, "
    "what makes the plan wrong first. A rule is silenced where it stands by a comment, "
    "# pm: ignore PM501 because …, or in pm.yaml: checks. pm rule CODE says what a rule means.",
    shared=("directory", "revision", "scenario", "today", "path"),
    run=run,
)
