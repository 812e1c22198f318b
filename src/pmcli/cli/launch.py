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
from pmcli.model.naming import meant
from pmcli.model.quantities import read_span
from pmcli.planning.launches import Readiness, readiness, standing
from pmcli.ranking.where import Filter
from pmcli.views.launch import page, words
from pmcli.views.launch.document import LAUNCH, launch_document
from pmcli.views.launch.page import LaunchOutlook

if TYPE_CHECKING:
    from pmcli.forecast.odds import Odds as PlanOdds
    from pmcli.planning import Roadmap
    from pmcli.ranking import LeftOut

Named = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID]", help="One launch: its checklist, rollout, evaluation, measures.", show_default=False,
        autocompletion=complete.features,
    ),
]  # fmt: skip
Gate = Annotated[
    bool,
    typer.Option("--gate", help="For CI: exit code 1 where something is in the way of a launch that is near."),
]  # fmt: skip
Within = Annotated[
    str | None,
    typer.Option("--within", metavar="TIME", show_default=False,
                 help="What is near, such as 3w or 21d; else launch.notice of pm.yaml. Without --gate: only these."),
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
        output.write(_template(template))
        return 0
    refuse_columns(columns, output.format)
    near = None if within is None else read(read_span, within, "--within")
    require_if(odds)
    backlog, left_out = output.open_backlog()
    days = backlog.workspace.launch.notice if near is None else near
    if feature is not None:
        named = find_standing(output, backlog, feature, left_out).id
        launches = _launches(output, backlog, [named], model, left_out, odds=odds)
        if not launches:
            raise PmError(f'"{named}" has no launch', f"pm set {named} launch.date=… plans one", exit_code=1)
    else:
        shown = Filter.parse(where or (), backlog).shown(rank(backlog, model, left_out=left_out))
        names = [name for name in standing(backlog) if shown is None or shown(name)]
        launches = _launches(output, backlog, names, model, left_out, odds=odds)
        if near is not None and not gate:
            launches = tuple(launch for launch in launches if launch.is_within(near))
    failing = [launch for launch in launches if launch.is_within(days) and not launch.is_ready] if gate else []
    passed = _passed(launches, days) if gate and not failing else ""
    outlook = LaunchOutlook(backlog.workspace.product, launches, odds, passed)
    _write(output, outlook, backlog, left_out, columns, top, days, is_one=feature is not None, everything=everything)
    if failing:
        told = "; ".join(f"{each.id} ({words.when(each.days)}): {words.lacking(each, names=True)}" for each in failing)
        raise PmError(f"not ready to launch: {told}", f"pm launch {failing[0].id} says what to do", exit_code=1)
    return 0


def _launches(
    output: Output, backlog: Backlog, names: Sequence[str], model: str | None,
    left_out: tuple[LeftOut, ...] | None, *, odds: bool,
) -> tuple[Readiness, ...]:  # fmt: skip
    """How ready these are, beside the plan of `pm roadmap`, and with the odds where those are asked for."""
    is_wanted = any(backlog.is_open(name) and backlog.features[name].launch is not None for name in names)
    ranking = rank(backlog, model, left_out=left_out)
    roadmap = planned(backlog, ranking, wanted=is_wanted)
    periods = None if roadmap is None else {each.id: each.period for each in roadmap.placements}
    found = readiness(backlog, names, periods)
    told = odds_if(odds, backlog, roadmap, output) if roadmap is not None else None
    return tuple(replace(launch, odds=_odds(launch, told)) for launch in found) if odds else found


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


def _passed(launches: Sequence[Readiness], days: int) -> str:
    """What a gate found that stays open."""
    near = [launch.id for launch in launches if launch.is_within(days)]
    return f"the gate is open: {', '.join(near) or 'no launch'} within {words.span(days)}"


def _write(
    output: Output, outlook: LaunchOutlook, backlog: Backlog, left_out: tuple[LeftOut, ...] | None,
    columns: str | None, top: int | None, days: int, *, is_one: bool, everything: bool,
) -> None:  # fmt: skip
    """Writes the launches in the format asked for."""
    table = page.launches_table(outlook, top=top)
    if output.format == "json":
        notes = [note for note in table.notes if isinstance(note, str)]
        whole = launch_document(outlook.product, days, outlook.launches[:top], notes, left_out)
        output.document(narrowed(whole, columns, LAUNCH, "items"))
    elif output.format not in ("table", "markdown"):
        output.table(chosen(partial(table, left_out), columns, backlog), everything=everything)
    elif is_one:
        output.page(partial_page(page.launch_page(outlook.launches[0], outlook), left_out), everything=True)
    else:
        told = page.launches_page(outlook, top=top)
        output.page(partial_page(told, left_out), everything=everything)


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
        ("pm launch guest-checkout", "one launch: its checklist, rollout, evaluation, and what ticks a point"),
        ("pm launch --odds", "how likely each is built by its day"),
        ("pm launch --gate --within 3w", "for CI: exit code 1 where a launch that is near is not ready"),
        ("pm launch --template ai", "a checklist to begin with, for pm.yaml"),
        ("pm set guest-checkout launch.checklist.docs=done --by noor", "a point is ticked, with who and when"),
    ),
    about="The points of a launch are its own and those that launch.checklists of pm.yaml asks of its kind; one "
    "of which it says nothing is missing, and counts as open. Listed are candidates, what is planned or in "
    "progress, and what has shipped until its launch day is over. What it means: docs/learning.md.\n" + WHERE,
    run=run,
)
