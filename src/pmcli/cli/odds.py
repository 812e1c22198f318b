"""`pm odds`: what will be delivered by when, if we keep to the plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

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
    read,
)
from pmcli.cli.output import Output
from pmcli.cli.tables import chosen, narrowed, partial, partial_page, refuse_columns
from pmcli.forecast.odds import Odds, Policy
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.plan_odds import odds_of
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.period import Period
from pmcli.model.values import read_period_or_date
from pmcli.planning import plan
from pmcli.planning.horizon import Horizon
from pmcli.planning.result import Roadmap
from pmcli.ranking.where import Filter
from pmcli.views.odds import page
from pmcli.views.odds.document import ODDS, odds_document
from pmcli.views.odds.outlook import OddsOutlook, Then

POLICIES = ("keep", "wait")
_ELSEWHERE = "not in this table: promises (--promises), and how many are there by when (--format json)\n"

Promises = Annotated[bool, typer.Option("--promises", help="Only pins, deadlines and launch days.")]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="DATE|PERIOD", help="What will be there when that day or period is over."),
]
AtLeast = Annotated[
    str | None,
    typer.Option("--at-least", metavar="ODDS",
                 help="For CI: exit code 1 where a feature (with --promises: a promise) has less."),
]  # fmt: skip
Waiting = Annotated[
    str,
    typer.Option("--policy", metavar="|".join(POLICIES), autocompletion=complete.words(POLICIES),
                 show_default=False,
                 help="keep: teams go on with the next thing while they wait; wait: they idle."),
]  # fmt: skip
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="REV|DATE", help="Also what the odds were then.",
                 autocompletion=complete.revisions),
]  # fmt: skip


def run(
    context: typer.Context, promises: Promises = False, by: By = None, at_least: AtLeast = None,  # noqa: FBT002 - typer's way
    policy: Waiting = POLICIES[0], since: Since = None, futures: Futures = None,
    shared_error: SharedError = None, calibrated: Calibrated = False, raw: Raw = False,  # noqa: FBT002
    model: Model = None, where: Where = None, top: Top = None, columns: Columns = None,
    workers: Workers = None, cluster: Cluster = None, everything: All = False,  # noqa: FBT002
    format_: TableFormat = None,
) -> int:  # fmt: skip
    """Tell what will be delivered by when."""
    output = Output.of(context, format_, TABLES)
    refuse_columns(columns, output.format)
    least = share(at_least, "--at-least")
    way: Policy = "wait" if choice(policy, POLICIES, "--policy") == "wait" else "keep"
    backlog, left_out = output.open_backlog()
    day = _day(by, backlog)
    options = forecast_options(
        backlog.workspace.forecast, futures=futures, shared_error=shared_error, calibrated=calibrated,
        raw=raw, workers=workers, cluster=cluster,
    )  # fmt: skip
    conditions = Filter.parse(where or (), backlog)
    progress = output.progress("drawing futures")
    roadmap = plan(backlog, model, left_out=left_out, propose=False)
    odds = odds_of(
        backlog, roadmap, options, policy=way, day=day, is_full=True, compares=output.verbose,
        progress=progress,
    )  # fmt: skip
    then = None if since is None else _then(output, since, options, model, way)
    progress.end()
    outlook = OddsOutlook(odds, backlog, roadmap, then, conditions.shown(roadmap.ranking))
    _write(output, outlook, columns, top, promises=promises, everything=everything)
    if least is not None and (failing := page.failing(outlook, least, promises_only=promises)):
        what = "promises" if promises else "features"
        raise PmError(f"{what} with odds below {100 * least:g} %: {', '.join(failing)}", exit_code=1)
    return 0


def _write(
    output: Output,
    outlook: OddsOutlook,
    columns: str | None,
    top: int | None,
    *,
    promises: bool,
    everything: bool,
) -> None:
    """Writes the odds in the format asked for."""
    if output.format == "json":
        output.document(narrowed(odds_document(outlook, top=top), columns, ODDS, "items"))
        return
    if output.format in ("table", "markdown"):
        is_whole = everything or output.format == "markdown" or outlook.odds.on_day is not None
        few = None if is_whole else page.FEW
        told = page.odds_page(outlook, top=top or few, promises_only=promises)
        output.page(partial_page(told, outlook.roadmap.left_out), everything=True)
    elif promises:
        table = partial(page.promises_table(outlook), outlook.roadmap.left_out)
        output.table(chosen(table, columns, outlook.backlog))
    else:
        table = partial(page.features_table(outlook, top=top), outlook.roadmap.left_out)
        output.table(chosen(table, columns, outlook.backlog))
        output.notice(_ELSEWHERE)


def _day(text: str | None, backlog: Backlog) -> Period | date | None:
    """The day or period that --by names.

    Raises:
        PmError: it is none, or lies outside the periods planned.
    """
    if text is None:
        return None
    when = read(read_period_or_date, text, "--by")
    horizon = Horizon.of(backlog)
    is_other = isinstance(when, Period) and when.step != horizon.periods[0].step
    if is_other or not 0 <= horizon.number(when) < len(horizon):
        first, last = horizon.periods[0], horizon.periods[-1]
        raise PmError(f'--by: "{text}" is outside the plan', f"it goes from {first} to {last}")
    return when


def _then(output: Output, since: str, options: ForecastOptions, model: str | None, policy: Policy) -> Then:
    """The odds at a revision, of the plan as it was then.

    Raises:
        PmError: there is no such revision, or what it has is not sound.
    """
    backlog = _sound(output, since)
    roadmap: Roadmap = plan(backlog, model, propose=False)
    odds: Odds = odds_of(backlog, roadmap, options, policy=policy)
    return Then(since, odds, backlog.features)


def _sound(output: Output, since: str) -> Backlog:
    from pmcli.review.revisions import revision_of  # only for --since

    opened = output.open()
    loaded = opened.at(revision_of(opened, since)).loaded
    if loaded.errors and not output.partial:
        raise PmError(
            f"the backlog at {since} has errors, so its odds would be untrue", "--partial leaves them out"
        )
    return loaded.sound()[0]


COMMAND = Command(
    examples=(
        ("pm odds", "how many will be in time, the promises, and what is least sure"),
        ("pm odds --all --verbose", "every feature; also if teams idle while they wait"),
        ("pm odds --by 2027-03-31", "what will be there on that day"),
        ("pm odds --promises --at-least 50%", "for CI: exit code 1 where a promise is unlikely"),
        ("pm odds --since v1", "what the odds were then, and what has slipped"),
        ("pm odds --format csv -o odds.csv", "every feature, for a spreadsheet"),
    ),
    about="In many futures every effort and capacity takes a value of its range, and teams do the work of "
    "the plan in its order, one thing after the other; counted is what is there when. What it means: "
    "docs/uncertainty.md.\n" + WHERE,
    run=run,
)
