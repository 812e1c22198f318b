"""`pm worth`: what is worth finding out before the order is decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from pmcli import Backlog, PmError, rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.find import find_standing
from pmcli.cli.futures import forecast_options, share
from pmcli.cli.options import TABLES, WHERE, Futures, Model, SharedError, TableFormat, Top, Where
from pmcli.cli.output import Output
from pmcli.cli.tables import partial, partial_page
from pmcli.forecast.worth.bets import FALSE_ALARM
from pmcli.ranking.where import Filter
from pmcli.views.ranking.why_unranked import why_unranked
from pmcli.views.worth import page
from pmcli.views.worth.document import worth_document
from pmcli.views.worth.tables import everything_table
from pmcli.writers.documents import select

if TYPE_CHECKING:
    from pmcli.forecast.options import ForecastOptions
    from pmcli.forecast.worth.finding import WorthFindings
    from pmcli.ranking import Ranking

Named = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID]", help="One feature: each of its numbers, and where it flips.", show_default=False,
        autocompletion=complete.features,
    ),
]  # fmt: skip
Bets = Annotated[bool, typer.Option("--bets", help="Only bets, all of them.")]
Flips = Annotated[bool, typer.Option("--flips", help="Every number at which a feature changes places.")]
Power = Annotated[
    str | None,
    typer.Option("--power", metavar="SHARE", help="The odds that a test sees what works; else 80%."),
]
POWER = 0.8


def run(
    context: typer.Context, feature: Named = None, bets: Bets = False, flips: Flips = False,  # noqa: FBT002 - typer's way
    power: Power = None, futures: Futures = None, shared_error: SharedError = None, model: Model = None,
    where: Where = None, top: Top = None, format_: TableFormat = None,
) -> None:  # fmt: skip
    """Tell what is worth finding out."""
    output = Output.of(context, format_, TABLES)
    backlog, left_out = output.open_backlog()
    is_asked = futures is not None or "futures" in backlog.workspace.forecast.model_fields_set
    options = forecast_options(backlog.workspace.forecast, futures=futures, shared_error=shared_error)
    named = None if feature is None else find_standing(output, backlog, feature, left_out).id
    ranking = rank(backlog, model, left_out=left_out)
    shown = Filter.parse(where or (), backlog).shown(ranking)
    asked = page.Asked(backlog.workspace.product, _power(power), top)
    from pmcli.forecast.worth.finding import find_out  # the sums of no other command

    findings = find_out(backlog, model)
    if named is not None:
        _tell_feature(output, findings, ranking, backlog, named, asked)
        return
    estimates = [] if bets else select(findings.findings, shown)
    wagers = [] if flips else select(findings.bets, shown)
    if output.format == "json":
        whole = _with_all(findings, backlog, ranking, options, is_asked=is_asked)
        output.document(worth_document(whole, estimates[:top], wagers[:top], asked.power, left_out))
    elif flips:
        output.table(partial(page.all_flips(findings, estimates, asked), left_out))
    elif bets:
        output.table(partial(page.all_bets(findings, wagers, asked), left_out))
    elif output.format in ("table", "markdown"):
        whole = _with_all(findings, backlog, ranking, options, is_asked=is_asked)
        output.page(partial_page(page.worth_page(whole, estimates, wagers, asked), left_out))
        output.start_hint(backlog)
    else:
        output.table(partial(everything_table(estimates[:top], wagers[:top], asked.power), left_out))


def _power(text: str | None) -> float:
    """The power of the tests that are thought of.

    Raises:
        PmError: no test has it.
    """
    power = POWER if (given := share(text, "--power")) is None else given
    if power <= FALSE_ALARM:
        raise PmError(
            f"--power: a test that sees what works in {100 * power:g} % is no better than chance",
            f"write more than {100 * FALSE_ALARM:g} %; 80% is usual",
        )
    return power


def _with_all(
    findings: WorthFindings, backlog: Backlog, ranking: Ranking, options: ForecastOptions, *, is_asked: bool
) -> WorthFindings:
    """The findings with the worth of all ranges together."""
    if not findings.findings:
        return replace(findings, together=0.0)
    from pmcli.forecast.worth.together import enough, worth_of_all  # needs numpy

    chosen = enough(options, findings.size, is_asked=is_asked)
    return replace(findings, together=worth_of_all(backlog, ranking, chosen), futures=chosen.futures)


def _tell_feature(
    output: Output,
    findings: WorthFindings,
    ranking: Ranking,
    backlog: Backlog,
    feature: str,
    asked: page.Asked,
) -> None:
    """Tells of one feature.

    Raises:
        PmError: it is not ranked.
    """
    item = next((item for item in ranking.items if item.id == feature), None)
    if item is None:
        _tell_study(output, findings, ranking, backlog, feature, asked)
        return
    from pmcli.forecast.worth.finding import without_range

    rows = [row for row in findings.findings if row.id == feature]
    rows += without_range(backlog, feature, ranking.model.name)
    bets = [bet for bet in findings.bets if bet.id == feature]
    if output.format == "json":
        output.document(worth_document(findings, rows, bets, asked.power, ranking.left_out))
    elif output.format in ("table", "markdown"):
        output.page(partial_page(page.feature_page(findings, item, rows, bets, asked), ranking.left_out))
    else:
        output.table(everything_table(rows, bets, asked.power))


def _tell_study(
    output: Output, findings: WorthFindings, ranking: Ranking, backlog: Backlog, study: str, asked: page.Asked
) -> None:
    """Tells of a feature without a place: of which bets it asks whether they work.

    Raises:
        PmError: of none.
    """
    bets = [bet for bet in findings.bets if any(each.id == study for each in bet.studies)]
    if not bets:
        raise PmError(
            f'"{study}" is not ranked: {why_unranked(study, ranking, backlog)}',
            f"pm explain {study}",
            exit_code=1,
        )
    if output.format == "json":
        output.document(worth_document(findings, [], bets, asked.power, ranking.left_out))
    elif output.format in ("table", "markdown"):
        output.page(page.study_page(study, backlog.features[study].title, findings, bets, asked))
    else:
        output.table(everything_table([], bets, asked.power))


COMMAND = Command(
    examples=(
        ("pm worth", "which bets and estimates are worth a question, and how much"),
        ("pm worth guest-checkout", "one feature: each number, and where it changes places"),
        ("pm worth --bets", "all bets: a sure answer, a test, what it would decide"),
        ("pm worth --flips --top 3", "every number at which the first three change places"),
        ("pm worth --power 90%", "with larger tests"),
        ("pm worth --format json -o worth.json", "all of it, with every digit"),
    ),
    about="Worth is in the effort unit: the most of the team's work that the answer may cost, were it had "
    "before the order is decided. Most is a number worth on which the order hangs, not the one that is most "
    "unsure. Confidence is read as the odds that a feature works at all.\n" + WHERE,
    run=run,
)
