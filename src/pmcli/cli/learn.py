"""`pm learn`: what was planned and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from pmcli import Backlog, rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.find import find_feature
from pmcli.cli.options import TABLES, WHERE, Columns, Model, TableFormat, Top, Where, choice
from pmcli.cli.output import Output
from pmcli.cli.tables import chosen, narrowed, partial_page, refuse_columns
from pmcli.learning.lessons import Lessons, works_on
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.ranking.where import Filter, Shown
from pmcli.review.at_start import AtStart, at_start
from pmcli.review.say_do import say_do
from pmcli.views.as_of import dated_page
from pmcli.views.learning.calibrating import application_note, applied
from pmcli.views.learning.document import LEARNING, learning_document
from pmcli.views.learning.page import learning_page
from pmcli.views.learning.promises import promises_of
from pmcli.views.learning.report import SECTIONS, LearningReport, Section
from pmcli.views.learning.sheets import sheet

SOURCES = ("start", "now")
_ELSEWHERE = "not in this table: --outcomes, --confidence, and what is due (--format json)\n"

Team = Annotated[
    str | None,
    typer.Option("--team", metavar="TEAM", help="Only this team, beside all of them; never a person."),
]
Effort = Annotated[bool, typer.Option("--effort", help="Only effort, planned and actual.")]
Outcomes = Annotated[bool, typer.Option("--outcomes", help="Only outcomes, aimed and reached.")]
Confidence = Annotated[bool, typer.Option("--confidence", help="Only how often what was said came true.")]
ApplyTo = Annotated[
    str | None,
    typer.Option("--apply-to", metavar="ID", autocompletion=complete.features,
                 help="Only the pm set line that writes an estimate as your past reads it; writes nothing."),
]  # fmt: skip
Estimates = Annotated[
    str,
    typer.Option("--estimates", metavar="|".join(SOURCES), autocompletion=complete.words(SOURCES),
                 show_default=False,
                 help="start: those in force when work began, from git; now: as they are."),
]  # fmt: skip


def run(
    context: typer.Context, team: Team = None, effort: Effort = False, outcomes: Outcomes = False,  # noqa: FBT002 - typer's way
    confidence: Confidence = False, apply_to: ApplyTo = None, estimates: Estimates = SOURCES[0],  # noqa: FBT002
    model: Model = None, where: Where = None, top: Top = None, columns: Columns = None,
    format_: TableFormat = None,
) -> None:  # fmt: skip
    """Tell what was learned from what shipped."""
    output = Output.of(context, format_, TABLES)
    wanted = dict(zip(SECTIONS, (effort, outcomes, confidence), strict=True))
    section = _section([name for name in SECTIONS if wanted[name]])
    _refuse(section, apply_to, output.format)
    refuse_columns(columns, output.format)
    source = choice(estimates, SOURCES, "--estimates")
    backlog, left_out = output.open_backlog()
    team = None if team is None else _team(team, backlog)
    conditions = Filter.parse(where or (), backlog)
    ranking = rank(backlog, model, left_out=left_out) if conditions.is_ranked or model is not None else None
    shown = _of_team(backlog, team, conditions.shown(ranking))
    start = at_start(output.open(), backlog) if source == "start" else None
    known = start or AtStart()
    lessons = Lessons.of(backlog, known.estimates, known.confidences)
    report = LearningReport(
        lessons if shown is None else lessons.only(shown), backlog, team, start, None, shown, left_out
    )
    if apply_to is not None:
        _apply(output, report, find_feature(output, backlog, apply_to, left_out).id)
        return
    if section is None or output.format == "json":
        said = say_do(output.open(), backlog.today, backlog)
        report = replace(report, promises=promises_of(said, shown))
    _write(output, report, section, columns, top)


def _section(wanted: Sequence[Section]) -> Section | None:
    """The section asked for, None for all.

    Raises:
        PmError: several are.
    """
    if len(wanted) > 1:
        named = " and ".join(f"--{section}" for section in wanted)
        raise PmError(f"{named} exclude each other", "without them pm learn shows all")
    return wanted[0] if wanted else None


def _refuse(section: Section | None, apply_to: str | None, format_: str) -> None:
    """Refuses what does not go with --apply-to.

    Raises:
        PmError: it is given.
    """
    if apply_to is not None and section is not None:
        raise PmError(f"--apply-to and --{section} exclude each other", "leave one of them out")
    if apply_to is not None and format_ != "table":
        raise PmError("--apply-to prints a command line, which has no other format", "leave --format out")


def _team(name: str, backlog: Backlog) -> str:
    """The team that is meant, of pm.yaml or of an effort.

    Raises:
        PmError: there is none.
    """
    efforts = (team for feature in backlog.features.values() for team in backlog.effort(feature))
    known = tuple(filter(None, dict.fromkeys((*backlog.workspace.teams, *efforts))))
    if not known:
        raise PmError(
            f'there is no team "{name}", for there are none', "teams: {web: {capacity: 10}} in pm.yaml"
        )
    folded = {team.casefold(): team for team in known}
    if name.casefold() in folded:
        return name if name in known else folded[name.casefold()]
    raise PmError(f'there is no team "{name}"', did_you_mean(name, known) or f"teams: {', '.join(known)}")


def _of_team(backlog: Backlog, team: str | None, shown: Shown | None) -> Shown | None:
    """Whether a feature is shown: it meets the conditions, and the team has to do with it."""
    if team is None:
        return shown
    return lambda feature: works_on(backlog, feature, team) and (shown is None or shown(feature))


def _apply(output: Output, report: LearningReport, feature: str) -> None:
    """Writes the line that would set the calibrated estimate, and what it would mean."""
    report.lessons.calibration.demanded()
    output.write(f"{applied(report, feature)}\n")
    output.notice(f"{application_note(report)}\n")


def _write(
    output: Output, report: LearningReport, section: Section | None, columns: str | None, top: int | None
) -> None:
    """Writes what was learned in the format asked for."""
    first = section or SECTIONS[0]
    if output.format == "json":
        output.document(narrowed(learning_document(report, top), columns, LEARNING, first))
    elif output.format in ("table", "markdown"):
        told = None if report.is_empty else output.as_of(report.backlog)
        output.page(partial_page(dated_page(learning_page(report, section, top), told), report.left_out))
    else:
        output.table(chosen(sheet(first, report, top), columns, report.backlog))
        if section is None:
            output.notice(_ELSEWHERE)


COMMAND = Command(
    examples=(
        ("pm learn", "what was learned: effort, outcomes, confidence, what is due"),
        ("pm learn --team web", "one team, beside all of them"),
        ("pm learn --outcomes", "what shipped features did, beside what was aimed at"),
        ("pm learn --confidence", "how often what was said came true"),
        ("pm learn --outcomes --format csv -o outcomes.csv", "for a spreadsheet"),
    ),
    about="It compares what shipped features took (results: effort) with their estimates, what they did "
    "(results: after, verdict) with their targets, and how sure people were with what came true; of teams, "
    "never of people. What it means: docs/learning.md.\n" + WHERE,
    run=run,
)
