"""`pm launch`: what is ready to go out, what is open, and what nobody will measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from pmcli import Backlog, PmError, rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.find import find_standing
from pmcli.cli.likelihood import odds_if, require_if
from pmcli.cli.options import TABLES, WHERE, All, Columns, Model, Odds, TableFormat, Top, Where, read
from pmcli.cli.output import Output
from pmcli.cli.placement import planned
from pmcli.cli.tables import chosen, narrowed, partial, partial_page, refuse_columns
from pmcli.model.diagnostic import did_you_mean
from pmcli.model.feature import Feature
from pmcli.model.naming import meant
from pmcli.model.quantities import read_span
from pmcli.planning.launches import Readiness, readiness, standing
from pmcli.ranking.where import Filter
from pmcli.views.as_of import dated_page
from pmcli.views.launch import page, words
from pmcli.views.launch.document import LAUNCH, launch_document
from pmcli.views.launch.page import LaunchOutlook

if TYPE_CHECKING:
    from pmcli.forecast.odds import Odds as PlanOdds
    from pmcli.ranking import LeftOut, Ranking

Named = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID]", help="One launch: its checklist, rollout, evaluation, measures.", show_default=False,
        autocompletion=complete.features,
    ),
]  # fmt: skip
Gate = Annotated[
    bool,
    typer.Option("--gate", help="For CI: exit code 1 where a launch that is near is not ready."),
]  # fmt: skip
Within = Annotated[
    str | None,
    typer.Option("--within", metavar="TIME", show_default=False,
                 help="What is near, such as 3w or 21d; else launch.notice. Without --gate: only these."),
]  # fmt: skip
Template = Annotated[
    str | None,
    typer.Option("--template", metavar="KIND", autocompletion=complete.launch_kinds, show_default=False,
                 help="Print a checklist for pm.yaml: every, ai, data, growth, platform; A,B or all."),
]  # fmt: skip


def run(
    context: typer.Context, feature: Named = None, gate: Gate = False, within: Within = None,  # noqa: FBT002 - typer's way
    template: Template = None, odds: Odds = False, model: Model = None, where: Where = None,  # noqa: FBT002
    top: Top = None, columns: Columns = None, everything: All = False, format_: TableFormat = None,  # noqa: FBT002
) -> int:  # fmt: skip
    """Tell what is ready to launch."""
    output = Output.of(context, format_, TABLES)
    if template is not None:
        if feature is not None or output.format != TABLES[0]:
            raise PmError(
                "--template prints a checklist for pm.yaml, as YAML", "leave out the launch and the format"
            )
        output.write(_template(template))
        return 0
    refuse_columns(columns, output.format)
    near = None if within is None else read(read_span, within, "--within")
    require_if(odds)
    backlog, left_out = output.open_backlog()
    ranking = rank(backlog, model, left_out=left_out)
    one = None if feature is None else find_standing(output, backlog, feature, left_out)
    if one is not None:
        names = [one.id]
    else:
        shown = Filter.parse(where or (), backlog).shown(ranking)
        names = [name for name in standing(backlog, with_rolling=True) if shown is None or shown(name)]
    launches = _launches(output, backlog, names, ranking, odds=odds)
    if near is not None and not gate and feature is None:
        launches = tuple(launch for launch in launches if launch.is_within(near))
    days = backlog.workspace.launch.notice if near is None else near
    near_ones = (launch for launch in launches if launch.is_within(days) and not launch.is_out)
    gated = [*near_ones] if gate else []
    failing = [launch for launch in gated if not launch.is_ready]
    told = "" if failing or not gate else words.gate_open([launch.id for launch in gated], days)
    outlook = LaunchOutlook(backlog.workspace.product, backlog.today, launches, days, odds, told)
    _write(output, outlook, backlog, left_out, columns, top, one=one, everything=everything)
    if failing:
        raise PmError(*words.gate_closed(failing), exit_code=1)
    return 0


def _write(
    output: Output, outlook: LaunchOutlook, backlog: Backlog, left_out: tuple[LeftOut, ...] | None,
    columns: str | None, top: int | None, *, one: Feature | None, everything: bool,
) -> None:  # fmt: skip
    """Writes the launches in the format asked for."""
    if output.format == "json":
        document = launch_document(outlook, top, left_out)
        output.document(narrowed(document, columns, LAUNCH, "items"))
    elif output.format not in ("table", "markdown"):
        table = partial(page.launches_table(outlook, top=top, is_record=True), left_out)
        output.table(chosen(table, columns, backlog), everything=everything)
    else:
        blocks = page.launches_page(outlook, top=top) if one is None else page.launch_page(outlook, one)
        told = output.as_of(backlog) if outlook.launches else None
        output.page(
            partial_page(dated_page(blocks, told), left_out), everything=everything or one is not None
        )


def _launches(
    output: Output, backlog: Backlog, names: Sequence[str], ranking: Ranking, *, odds: bool
) -> tuple[Readiness, ...]:  # fmt: skip
    """How ready these are, beside the plan of `pm roadmap`, and with the odds where those are asked for."""
    roadmap = planned(backlog, ranking, wanted=any(map(backlog.is_open, names)))
    periods = None if roadmap is None else {each.id: each.period for each in roadmap.placements}
    found = readiness(backlog, names, periods)
    if not odds:
        return found
    told = odds_if(odds, backlog, roadmap, output) if roadmap is not None else None
    return tuple(replace(launch, odds=_odds(launch, told)) for launch in found)


def _odds(launch: Readiness, told: PlanOdds | None) -> float | None:
    """The odds that it is built by its day; of a day after the plan those of the plan's end."""
    if launch.is_built:
        return 1.0
    if told is None or launch.date is None:
        return None
    made = next((each for each in told.promises if (each.id, each.kind) == (launch.id, "launch")), None)
    if made is not None:
        return made.odds
    placed = told.of(launch.id)
    return placed.by[-1].odds if placed is not None else None


def _template(asked: str) -> str:
    """The checklists of the kinds asked for, as YAML.

    Raises:
        PmError: there is none for a kind.
    """
    from pmcli.planning.launch_templates import launch_templates  # only for --template
    from pmcli.views.launch.template import template_text

    known = launch_templates()
    given = known if asked.strip() == "all" else [meant(each.strip(), known) for each in asked.split(",")]
    for kind in given:
        if kind not in known:
            hint = did_you_mean(kind, known) or f"write one of {', '.join(known)}, or all"
            raise PmError(f'there is no template "{kind}" of a launch checklist', hint)
    return template_text([*dict.fromkeys(given)], known)


COMMAND = Command(
    examples=(
        ("pm launch", "all launches by day: what is ready, what is in the way"),
        ("pm launch guest-checkout", "one: checklist, rollout, evaluation, and what ticks a point"),
        ("pm launch --odds", "how likely each is built by its day"),
        ("pm launch --gate --within 3w", "for CI: exit code 1 where a launch that is near is not ready"),
        ("pm launch --template ai", "a checklist to begin with, for pm.yaml"),
        ("pm set wallets launch.checklist.docs=done --by noor", "tick a point, with who and when"),
    ),
    about="The points of a launch are its own and those that launch.checklists of pm.yaml asks of its kind; "
    "one of which it says nothing is missing, and counts as open. Listed are candidates, what is planned or "
    "in progress, and what has shipped until its launch day is over. What it means: docs/learning.md.\n"
    + WHERE,
    run=run,
)
