"""`pm week`: the week of a product manager on one screen, and as a mail that can be sent."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated

import typer

from pmcli.cli import complete, streams
from pmcli.cli.command import Command
from pmcli.cli.find import left_out_text
from pmcli.cli.likelihood import odds_if, require_if
from pmcli.cli.options import TABLES, WHERE, Columns, Model, Odds, TableFormat, Where, choice
from pmcli.cli.output import Output
from pmcli.cli.tables import chosen, narrowed, refuse_columns
from pmcli.model.audience import Reader, find_reader, names
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.naming import meant
from pmcli.model.period import later
from pmcli.model.quantities import TooLarge, read_span
from pmcli.model.values import Wrong
from pmcli.planning import plan
from pmcli.ranking.where import Filter
from pmcli.review.courses import courses
from pmcli.sharing import AudienceView, Since, comparison, share
from pmcli.views.diff.words import SHORT
from pmcli.views.week import page
from pmcli.views.week.document import WEEK, week_document
from pmcli.views.week.week import DAYS, Week
from pmcli.workspace.files import UnreadableError

Days = Annotated[
    list[str] | None,
    typer.Argument(metavar="[DAY]…", autocompletion=complete.words(DAYS),
                   help=f"Only these, with more lines: {', '.join(DAYS)}."),
]  # fmt: skip
SinceSpan = Annotated[
    str,
    typer.Option("--since", metavar="SPAN|REV|DATE", show_default=False,
                 autocompletion=complete.revisions,
                 help="What changed since then; else since 7d ago."),
]  # fmt: skip
For = Annotated[
    str | None,
    typer.Option("--for", metavar="AUDIENCE", autocompletion=complete.audiences,
                 help="For whom: team (all), leadership, customers, or one of pm.yaml."),
]  # fmt: skip
_UNTOLD = "what changed is not told"


def run(
    context: typer.Context, days: Days = None, since: SinceSpan = "7d", audience: For = None,
    odds: Odds = False, model: Model = None, where: Where = None, columns: Columns = None,  # noqa: FBT002 - typer's way
    format_: TableFormat = None,
) -> int:  # fmt: skip
    """Tell the week."""
    output = _output(context, format_)
    refuse_columns(columns, output.format)
    only = [choice(day, DAYS, "pm week") for day in days or ()]
    require_if(odds)
    backlog, left_out = output.open_backlog()
    reader = _reader(backlog, audience)
    _tell_who_sees_no_odds(output, reader, wanted=odds)
    if reader.sees("period") and not reader.is_public and not reader.sees("changes", "agreed", "change"):
        output.notice(
            f"{reader.name} hears of no move and no broken promise: list changes, agreed and change in the "
            "fields of that audience\n"
        )
    roadmap = plan(backlog, model, left_out=left_out, propose=False)
    compared, note = _since(output, backlog, since, model, tells_odds=odds)
    conditions = tuple(where or ())
    shown = Filter.parse(conditions, backlog).shown(roadmap.ranking)
    if not reader.is_full and conditions:  # what is hidden from them is nowhere in what changed either
        reader, shown = replace(reader, where=" and ".join(filter(None, (reader.where, *conditions)))), None
    view = share(
        backlog, roadmap, reader, since=compared, left_out=left_out,
        odds=odds_if(odds and reader.sees("odds"), backlog, roadmap, output), courses=_courses(output),
    )  # fmt: skip
    commit = compared.difference.revisions[0] if compared is not None and view.since is not None else None
    as_of = None
    if output.format in ("table", "markdown"):
        as_of = output.as_of(backlog, for_others=output.format == "markdown")
    notes = [*filter(None, [as_of]), *_notes(view, compared, note, commit)]
    if left_out and reader.is_full:
        notes.append(left_out_text(left_out))
    elif left_out:  # ids are not for everybody
        output.notice(f"{left_out_text(left_out)}\n")
    week = Week.of(view, only=only, since=commit, notes=tuple(notes), shown=shown)
    _write(output, week, backlog, columns, is_part=bool(only))
    return 0


def _courses(output: Output) -> dict[str, tuple[float, ...]]:
    """The values that outcomes had over time; that they cannot be read is told."""
    try:
        return courses(output.open())
    except UnreadableError as fault:
        output.notice(f"the courses of outcomes are not told: {fault.sentence}\n")
        return {}


def _notes(view: AudienceView, compared: Since | None, note: str | None, commit: str | None) -> Iterator[str]:
    """What is compared with, or why nothing is; for those who may hear of changes."""
    if not view.sees("changes"):
        return
    if note is not None:
        yield note
    if compared is not None and commit is not None:
        yield f"changes are those since {compared.name} (commit {commit[:SHORT]})"
        if view.is_whole:
            yield from compared.difference.notes


def _output(context: typer.Context, format_: str | None) -> Output:
    """The output: on a terminal a screen, elsewhere a mail in Markdown unless a format is named."""
    output = Output.of(context, format_, TABLES)
    is_elsewhere = output.path is not None or not streams.is_terminal(sys.stdout)
    is_usual = format_ is None and output.format == TABLES[0]
    return replace(output, format="markdown") if is_usual and is_elsewhere else output


def _reader(backlog: Backlog, name: str | None) -> Reader:
    """The audience of this name.

    Raises:
        PmError: there is none; of an account or a segment it says what there is for them.
    """
    workspace = backlog.workspace
    known = names(workspace)
    is_unknown = name is not None and meant(name, known) not in known
    if is_unknown and name in {*workspace.accounts, *workspace.segments}:
        raise PmError(
            f'"{name}" is no audience, but an account or a segment',
            f"pm export review --for {name} writes to them",
        )
    return find_reader(workspace, name)


def _tell_who_sees_no_odds(output: Output, reader: Reader, *, wanted: bool) -> None:
    if wanted and not reader.sees("odds"):
        output.notice(
            f"{reader.name} may see no odds: list odds, and period, in the fields of that audience\n"
        )


def _since(
    output: Output, backlog: Backlog, since: str, model: str | None, *, tells_odds: bool
) -> tuple[Since | None, str | None]:
    """What changed since, or a sentence that says why nothing is compared.

    Raises:
        PmError: there is no such revision.
    """
    day = _day(since, backlog.today)
    if output.scenario is not None:
        return None, f"{_UNTOLD} of a scenario"
    try:
        progress = output.progress("comparing")
        compared = comparison.since(
            output.open(), since if day is None else str(day), model=model, progress=progress,
            tells_odds=tells_odds,
        )  # fmt: skip
        progress.end()
    except PmError as fault:
        if day is None:
            raise
        return None, f"{_UNTOLD}: {fault.sentence}"
    return compared, None


def _day(since: str, today: date) -> date | None:
    """The day that lies a span before today; None for what is no span.

    Raises:
        PmError: it is longer than any may be.
    """
    try:
        days = read_span(since)
    except TooLarge as fault:
        raise PmError(f"--since: {fault.message()}") from None
    except Wrong:
        return None
    return later(today, -days)


def _write(output: Output, week: Week, backlog: Backlog, columns: str | None, *, is_part: bool) -> None:
    if output.format == "json":
        output.document(narrowed(week_document(week), columns, WEEK, "days"))
    elif output.format in ("table", "markdown"):
        is_mail = output.format == "markdown"
        draw = partial(output.drawn, everything=True)
        output.write(page.fitting(week, draw, is_mail=is_mail, only=is_part, unicode=output.unicode))
    else:
        output.table(chosen(page.table(week), columns, backlog))


COMMAND = Command(
    examples=(
        ("pm week --today now", "what there is to do from Monday to Friday, on one screen"),
        ("pm week friday", "one day, with more lines"),
        ("pm week --since 14d --odds", "what changed in two weeks, and which odds fell"),
        ("pm week --for leadership | mail -s Week boss", "a mail that can be sent"),
        ("pm week --format json", "every line with the ids that it is about"),
    ),
    about="Compared is with the last commit that is so old; without git, or with nothing as old, it says so "
    "and tells the rest. Nothing that an audience may not see is in its week.\n" + WHERE,
    run=run,
)
