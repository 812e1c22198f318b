"""`pm ratings [ID]`: who rated what, the spread, and where to talk first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

import typer

from pmcli import Backlog, Ranking, rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.find import find_feature
from pmcli.cli.options import TABLES, WHERE, Columns, Model, TableFormat, Top, Where
from pmcli.cli.output import Output
from pmcli.cli.tables import chosen, narrowed, refuse_columns
from pmcli.cli.tables import partial as with_left_out
from pmcli.forecast.worth.finding import Between, worths_of_ranges
from pmcli.model.rated import Rated
from pmcli.ranking import LeftOut
from pmcli.ranking.talks import Talk, talks
from pmcli.ranking.where import Filter
from pmcli.views.ratings.document import RATINGS, ratings_document
from pmcli.views.ratings.feature import feature_ratings, side_by_side
from pmcli.views.ratings.table import ratings_table

OneFeature = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID]", help="One feature: everybody's numbers side by side; else all of them.",
        autocompletion=complete.features,
    ),
]  # fmt: skip
All = Annotated[bool, typer.Option("--all", help="Every row, also what the features' own files settle.")]


def run(
    context: typer.Context, feature: OneFeature = None, where: Where = None, top: Top = None,
    everything: All = False, model: Model = None, columns: Columns = None, format_: TableFormat = None,  # noqa: FBT002 - typer's way
) -> None:  # fmt: skip
    """Tell who rated what."""
    output = Output.of(context, format_, TABLES)
    backlog, left_out = output.open_backlog()
    ranking = rank(backlog, model, left_out=left_out)
    worth = partial(_worths, backlog, ranking.model.name)
    if feature is not None:
        name = find_feature(output, backlog, feature, left_out).id
        own = talks(backlog, ranking, worth, name.__eq__)
        _write_one(output, name, own, backlog, ranking, columns, left_out)
        return
    rows = talks(backlog, ranking, worth, Filter.parse(where or (), backlog).shown(ranking))
    if output.format == "json":
        document = ratings_document(rows[:top], backlog, ranking, left_out)
        output.document(narrowed(document, columns, RATINGS, "items"))
        return
    table = ratings_table(rows, backlog, top=top, everything=everything)
    output.table(with_left_out(chosen(table, columns, backlog), left_out), everything=everything)


def _worths(backlog: Backlog, model: str, inputs: Sequence[tuple[str, Rated]]) -> list[float | None]:
    """What it is worth to settle where numbers lie between the ends of all that people say of them."""
    return worths_of_ranges(backlog, [_between(*each) for each in inputs], model)


def _between(feature: str, rated: Rated) -> Between:
    outer, _, team = rated.input.partition(".")
    if outer == "effort":
        return Between(feature, outer, rated.low, rated.high, team or None)
    return Between(feature, rated.input, rated.low, rated.high)


def _write_one(
    output: Output, feature: str, rows: tuple[Talk, ...], backlog: Backlog, ranking: Ranking,
    columns: str | None, left_out: tuple[LeftOut, ...] | None,
) -> None:  # fmt: skip
    """Writes what people say of one feature."""
    refuse_columns(columns, output.format)
    if output.format == "json":
        document = ratings_document(rows, backlog, ranking, left_out)
        output.document(narrowed(document, columns, RATINGS, "items"))
    elif output.format in ("table", "markdown"):
        output.page(feature_ratings(feature, rows, backlog, ranking))
    else:
        output.table(chosen(side_by_side(rows), columns, backlog))


COMMAND = Command(
    examples=(
        ("pm ratings", "where to talk first: who said what, and how far apart"),
        ("pm ratings sso", "everybody's numbers for one feature, and why"),
        ("pm ratings --where theme=payments --top 10", "for the meeting about payments"),
        ("pm ratings --all -o ratings.csv", "also what is settled, for a spreadsheet"),
        ("pm triage --as amelie", "ask her, blind to the others"),
        ("pm set sso rice.reach=4000", "settle it: from then on that counts"),
    ),
    about="First stands what is worth most to settle: the most work that a sure answer may cost, were it "
    "anywhere between the ends of what people say. Numbers in ratings/ count where the feature's own file "
    "says nothing: the one in the middle, with the spread of all. People disagree where their middles are "
    "two points of a scale apart, or a factor of 2: that is told before any number in the middle. A score "
    "takes the mean of a range; where people disagree and it lies in nobody's range, it is marked. "
    "What is settled, and somebody sees as differently, is told in the last line.\n" + WHERE,
    run=run,
)
