"""`pm experiment`: what experiments say, what to do about them, how large one has to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from pmcli import Backlog, rank
from pmcli.cli import complete, experiment_size
from pmcli.cli.command import Command
from pmcli.cli.experiment_size import SIZE, Arms, Baseline, Better, Detect, PerWeek, Power, Sd, Split, Weeks
from pmcli.cli.find import find_feature
from pmcli.cli.options import TABLES, WHERE, All, Columns, TableFormat, Top, Where
from pmcli.cli.output import Output
from pmcli.cli.tables import chosen, narrowed, partial, partial_page, refuse_columns
from pmcli.model.diagnostic import Guess, PmError, nearest
from pmcli.model.feature import Feature
from pmcli.model.lookup import matching
from pmcli.ranking import LeftOut
from pmcli.ranking.where import Filter
from pmcli.views.as_of import dated, dated_page
from pmcli.views.experiment.document import EXPERIMENT, experiments_document
from pmcli.views.experiment.overview import in_order, overview
from pmcli.views.experiment.page import experiments_page
from pmcli.views.experiment.readout import Readout, readouts
from pmcli.views.experiment.tables import arms_table

Named = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID|size]", show_default=False, autocompletion=complete.experiments,
        help="An experiment's id, or a feature: all of its experiments. size: how large one has to be.",
    ),
]  # fmt: skip
Of = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID]", show_default=False, autocompletion=complete.experiments,
        help="With size: the experiment whose baseline, difference and groups are taken.",
    ),
]  # fmt: skip
OfFeature = Annotated[
    str | None,
    typer.Option(
        "--feature", "-f", metavar="ID", autocompletion=complete.features,
        help='The experiments of this feature, also of one that is called "size".',
    ),
]  # fmt: skip


def run(
    context: typer.Context, named: Named = None, of: Of = None, feature: OfFeature = None,
    baseline: Baseline = None, detect: Detect = None, power: Power = None, per_week: PerWeek = None,
    weeks: Weeks = None, split: Split = None, arms: Arms = None, sd: Sd = None, better: Better = None,
    where: Where = None, top: Top = None, columns: Columns = None, everything: All = False,  # noqa: FBT002 - typer's way
    format_: TableFormat = None,
) -> None:  # fmt: skip
    """Tell what experiments say."""
    output = Output.of(context, format_, TABLES)
    asked = experiment_size.SizeOptions(baseline, detect, power, per_week, weeks, split, arms, sd, better)
    if named == SIZE:
        _refuse(f"pm experiment {SIZE}", {"--where": where, "--top": top, "--columns": columns})
        experiment_size.tell(output, asked, of, feature, find)
        return
    asked.refuse()
    if of is not None:
        raise PmError(f'pm experiment has no place for "{of}"', "pm experiment --help")
    if named is not None or feature is not None:
        _refuse("one experiment or feature", {"--where": where, "--top": top})
        _tell(output, named, feature, columns)
        return
    _tell_all(output, where or [], top, columns, everything=everything)


def _refuse(what: str, options: dict[str, object]) -> None:
    """Nothing, where none of these options is given.

    Raises:
        PmError: one is.
    """
    for option, value in options.items():
        if value:
            raise PmError(f"{option} does not go with {what}", "pm experiment lists them all")


def _tell_all(
    output: Output, where: Sequence[str], top: int | None, columns: str | None, *, everything: bool
) -> None:
    """Tells of all experiments in a table."""
    backlog, left_out = output.open_backlog()
    conditions = Filter.parse(where, backlog)
    shown = conditions.shown(rank(backlog, left_out=left_out) if conditions.is_ranked else None)
    rows = [readout for readout in readouts(backlog) if shown is None or shown(readout.feature.id)]
    if output.format == "json":
        document = experiments_document(in_order(rows)[:top], backlog.today, left_out)
        output.document(narrowed(document, columns, EXPERIMENT, "items"))
        return
    table = overview(rows, backlog.workspace.product, top, is_part=shown is not None)
    table = dated(table, output.as_of(backlog) if rows else None)
    output.table(partial(chosen(table, columns, backlog), left_out), everything=everything)


def _tell(output: Output, named: str | None, feature: str | None, columns: str | None) -> None:
    """Tells of one experiment, or of those of a feature."""
    refuse_columns(columns, output.format)
    backlog, left_out = output.open_backlog()
    rows, found = find(output, backlog, named, feature, left_out)
    if output.format == "json":
        document = experiments_document(rows, backlog.today, left_out)
        output.document(narrowed(document, columns, EXPERIMENT, "items"))
    elif output.format in ("table", "markdown"):
        told = output.as_of(backlog) if rows else None
        output.page(partial_page(dated_page(experiments_page(rows, found), told), left_out))
    else:
        output.table(partial(chosen(arms_table(rows), columns, backlog), left_out))


def find(
    output: Output, backlog: Backlog, named: str | None, feature: str | None,
    left_out: Sequence[LeftOut] | None,
) -> tuple[list[Readout], Feature]:  # fmt: skip
    """The experiments that are meant, none where the feature has none; and their feature.

    Raises:
        PmError: there is no such feature or experiment.
    """
    every = list(readouts(backlog))
    if feature is None and named is not None and named not in backlog.features:
        known = {readout.experiment.id: readout for readout in every if readout.experiment.id is not None}
        if named in known:
            return [known[named]], known[named].feature
        if not matching(named, backlog.features):
            parts = [name for name in known if named.casefold() in name.casefold()]
            near = parts[0] if len(parts) == 1 else nearest(named, [*backlog.features, *known])
            hint = Guess.of(near) if near is not None else "pm experiment lists them all"
            raise PmError(f'there is no experiment and no feature "{named}"', hint)
    found = find_feature(output, backlog, feature or named or "", left_out)
    return [readout for readout in every if readout.feature.id == found.id], found


COMMAND = Command(
    examples=(
        ("pm experiment", "all of them: how far, what they say, what to do now"),
        ("pm experiment guest-50", "one: the groups, the intervals, why it says so"),
        ("pm experiment guest-checkout", "all of a feature"),
        ("pm experiment --where theme=conversion --format csv", "some of them, for a spreadsheet"),
        ("pm experiment size --baseline 58% --detect 0.015", "how many people it takes"),
        ("pm experiment size --baseline 58% --detect 'rel 5%' --per-week 5200", "and how many weeks"),
        ("pm experiment size --baseline 58% --per-week 5200 --weeks 2", "what could be seen in two weeks"),
        ("pm experiment size --sd 30.5 --detect 2", "of a mean, such as a basket"),
        ("pm experiment size guest-50 --detect 0.01", "what is not said is as in its file"),
    ),
    about="The interval that counts is the narrow one only where a size was planned and reached, and it was "
    "to be read at its end; else the one that holds however often one looks. A difference is in points of a "
    "share, or in the unit of a mean. docs/learning.md says how to read it, docs/fields.md what can be "
    'written. A feature called "size": pm experiment --feature size.\n' + WHERE,
    run=run,
)
