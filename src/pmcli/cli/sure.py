"""`pm sure`: how sure the order is."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from pmcli import rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.futures import forecast_options, share
from pmcli.cli.options import (
    TABLES,
    WHERE,
    All,
    Calibrated,
    Cluster,
    Columns,
    Futures,
    Model,
    Raw,
    SharedError,
    TableFormat,
    Top,
    Where,
    Workers,
    choice,
    whole,
)
from pmcli.cli.output import Output
from pmcli.cli.tables import chosen, narrowed, partial
from pmcli.forecast.sureness import PLACES, Sureness
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import odds
from pmcli.ranking.where import Filter
from pmcli.views.sureness.document import SURENESS, sureness_document
from pmcli.views.sureness.table import sureness_table

SPREADS: dict[str, Literal["near", "any"]] = {"near": "near", "any": "any"}

First = Annotated[
    int | None,
    typer.Option("--first", metavar="N", parser=whole("--first"),
                 help="Odds of being among the first N; else 5 and 10."),
]  # fmt: skip
Weights = Annotated[
    str | None,
    typer.Option("--weights", metavar="|".join(SPREADS), autocompletion=complete.words((*SPREADS,)),
                 help="Draw the weights of the weighted model too: near those of pm.yaml, or any."),
]  # fmt: skip
Skeptical = Annotated[
    bool, typer.Option("--skeptical", help="What is left of each score once luck is taken off.")
]
AtLeast = Annotated[
    str | None,
    typer.Option(
        "--at-least", metavar="ODDS", help="For CI: exit code 1 where one of the first N is less sure."
    ),
]


def run(
    context: typer.Context, first: First = None, weights: Weights = None, skeptical: Skeptical = False,  # noqa: FBT002 - typer's way
    at_least: AtLeast = None, futures: Futures = None, shared_error: SharedError = None,
    calibrated: Calibrated = False, raw: Raw = False, model: Model = None, where: Where = None,  # noqa: FBT002
    top: Top = None, columns: Columns = None, workers: Workers = None, cluster: Cluster = None,
    everything: All = False, format_: TableFormat = None,  # noqa: FBT002
) -> int:  # fmt: skip
    """Tell how sure the order is."""
    output = Output.of(context, format_, TABLES)
    least = share(at_least, "--at-least")
    spread = None if weights is None else SPREADS[choice(weights, (*SPREADS,), "--weights")]
    backlog, left_out = output.open_backlog()
    options = forecast_options(
        backlog.workspace.forecast, futures=futures, shared_error=shared_error, calibrated=calibrated,
        raw=raw, workers=workers, cluster=cluster,
    )  # fmt: skip
    from pmcli.forecast.ordering import how_sure  # needs numpy

    ranking = rank(backlog, model, left_out=left_out)
    shown = Filter.parse(where or (), backlog).shown(ranking)
    progress = output.progress("drawing futures")
    sureness = how_sure(
        backlog, ranking, options, places=PLACES if first is None else (first,), weights=spread,
        skeptical=skeptical, progress=progress,
    )  # fmt: skip
    progress.end()
    if output.format == "json":
        document = sureness_document(sureness, backlog, top=top, shown=shown, left_out=left_out)
        output.document(narrowed(document, columns, SURENESS, "items"))
    else:
        table = sureness_table(sureness, backlog, top=top, shown=shown, for_sheet=output.format == "csv")
        output.table(partial(chosen(table, columns, backlog), left_out), everything=everything)
        output.start_hint(backlog)
    if least is not None:
        _refuse_unsure(sureness, first or PLACES[-1], least)
    return 0


def _refuse_unsure(sureness: Sureness, first: int, least: float) -> None:
    """Ends the run with exit code 1 where one of the first is less sure to be there than asked for.

    Raises:
        PmError: there is one.
    """
    unsure = [
        item for item in sureness.items[:first] if (among := item.among(first)) is not None and among < least
    ]
    if unsure:
        named = ", ".join(f"{item.id} {odds(item.among(first))}" for item in unsure)
        raise PmError(f"among the first {first} with less than {100 * least:g} %: {named}", exit_code=1)


COMMAND = Command(
    examples=(
        ("pm sure", "which features tie, and which belong among the first ten"),
        ("pm sure --first 12", "the odds of being among the first twelve: what fits, say"),
        ("pm sure --where team=web", "only what team web has a part in"),
        ("pm sure --skeptical", "what is left of the scores once luck is taken off"),
        ("pm sure --model weighted --weights any", "whatever the weights: who can be first at all"),
        ("pm sure --first 5 --at-least 60%", "for CI: exit code 1 where one of the five is a coin toss"),
    ),
    about="In many futures every number takes a value of its range, value flows along dependencies, and all "
    "is ranked anew; counted is where each feature ends. docs/uncertainty.md says how to read it.\n" + WHERE,
    run=run,
)
