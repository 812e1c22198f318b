"""`pm what-if`: scenarios side by side, each with a plan of its own."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from pmcli.cli import complete
from pmcli.cli.asked_scenarios import AskedScenarios, given_by, named_scenarios, scenario_of
from pmcli.cli.command import Command
from pmcli.cli.exits import INTERRUPTED
from pmcli.cli.likelihood import require_if
from pmcli.cli.options import TABLES, Model, TableFormat, choice
from pmcli.cli.output import START, Output
from pmcli.cli.roadmap import EFFORTS, SEARCHES, Limit, Optimal, seconds
from pmcli.cli.saving import refuse_errors
from pmcli.cli.scenario_plans import ScenarioPlanner
from pmcli.cli.tables import partial, partial_page
from pmcli.editing import change_set
from pmcli.editing.scenario import saved
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import listed
from pmcli.model.scenario import Scenario
from pmcli.ranking import LeftOut
from pmcli.review.what_if import Planned, outcomes
from pmcli.views.what_if.changes import agreed_beside, warnings
from pmcli.views.what_if.document import what_if_document
from pmcli.views.what_if.page import what_if_page, what_if_table
from pmcli.workspace.opening import OpenWorkspace

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME...]", help="Scenarios of pm.yaml; else all.",
                   autocompletion=complete.scenarios),
]  # fmt: skip
Capacity = Annotated[
    list[str] | None,
    typer.Option("--capacity", metavar="TEAM=N", help="A team has N a period; may be repeated."),
]
People = Annotated[
    list[str] | None, typer.Option("--people", metavar="TEAM=N", help="A team given by people has N of them.")
]
Add = Annotated[
    list[str] | None, typer.Option("--add", metavar="TEAM=N", help="A team has N a period more, or less: -3.")
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="PERIOD", help="Capacity changes from then on; else at once."),
]
Drop = Annotated[
    list[str] | None,
    typer.Option("--drop", metavar="ID", help="Without this feature.", autocompletion=complete.features),
]
Efforts = Annotated[
    list[str] | None,
    typer.Option("--effort", metavar="ID=xN", help="Another effort: x2, a number, a range or a size."),
]
Value = Annotated[
    list[str] | None, typer.Option("--value", metavar="ID=xN", help="Its value so many times: x0.5.")
]
Search = Annotated[
    str,
    typer.Option("--search", metavar="|".join(EFFORTS), autocompletion=complete.words(EFFORTS),
                 show_default=False, help="How long better plans are searched for."),
]  # fmt: skip
Odds = Annotated[
    bool,
    typer.Option("--odds", help="Also how many are expected in time, and the odds of each promise; "
                 "needs the extra forecast."),
]  # fmt: skip
Save = Annotated[
    str | None,
    typer.Option("--save", metavar="NAME", help="Write what the flags say into pm.yaml, so named."),
]
Force = Annotated[bool, typer.Option("--force", help="Save it in the place of the scenario so named.")]


def run(
    context: typer.Context, names: Names = None, capacity: Capacity = None, people: People = None,
    add: Add = None, since: From = None, drop: Drop = None, effort: Efforts = None, value: Value = None,
    model: Model = None, search: Search = "normal", optimal: Optimal = False,  # noqa: FBT002 - typer's way
    time_limit: Limit = None, odds: Odds = False,  # noqa: FBT002
    save: Save = None, force: Force = False,  # noqa: FBT002
    format_: TableFormat = None,
) -> int:  # fmt: skip
    """Compare scenarios."""
    output = Output.of(context, format_, TABLES)
    search = choice(search, EFFORTS, "--search")
    limit = seconds(time_limit, optimal=optimal)
    require_if(odds)
    opened = output.open()
    base, left_out = output.open_backlog()
    if base.features and not base.workspace.teams:
        raise PmError("without teams there is no plan to compare", "pm.yaml: teams: {web: {capacity: 10}}")
    given = given_by(output, base, capacity, people, add, since, drop, effort, value)
    asked = Scenario.model_validate({}) if not given else scenario_of(given, base)
    wanted = named_scenarios(output, opened, names or (), given, asked, save)
    if save is not None:
        _save(output, opened, save, given, force=force)
    planner = ScenarioPlanner(output, model, SEARCHES[search], optimal=optimal, limit=limit)
    planned = planner.all(opened, wanted)
    if odds and planner.stopped != "interrupted":
        try:
            planned = _with_odds(output, planned)
        except KeyboardInterrupt:
            planner.stopped = "interrupted"
    faulty = (*wanted.faulty, *planner.failed)
    notes = tuple(_notes(planned, wanted, faulty))
    _write(output, planned, notes, save, planner.stopped, left_out)
    if not base.features:
        output.notice(f"{START}\n")
    return INTERRUPTED if planner.stopped == "interrupted" else int(bool(faulty))


def _save(
    output: Output, opened: OpenWorkspace, name: str, given: dict[str, Any], *, force: bool
) -> None:  # fmt: skip
    """Writes the scenario into pm.yaml.

    Raises:
        PmError: a revision is read, the name is taken or none, or pm.yaml cannot be edited.
    """
    if output.revision is not None:
        raise PmError("only the files of the workspace can be written", "leave out --rev")
    pending = saved(opened, name, given, replaces=force)
    refuse_errors(output, pending)
    change_set.write(pending)


def _with_odds(output: Output, planned: Sequence[Planned]) -> list[Planned]:
    """The plans with their odds, drawn alike; one without a feature has none."""
    # Only where odds are asked for.
    from pmcli.forecast.plan_odds import usual
    from pmcli.review.odds import odds_alike

    progress = output.progress("drawing futures", "Ctrl-C shows the plans without odds")
    placed = [one for one in planned if one.roadmap.placements]
    plans = [(one.backlog, one.roadmap) for one in placed]
    drawn = odds_alike(plans, usual(planned[0].backlog), progress)
    progress.end()
    by_name = {one.name: odds for one, odds in zip(placed, drawn, strict=True)}
    return [replace(one, odds=by_name.get(one.name)) for one in planned]


# --- out ---


def _notes(planned: Sequence[Planned], wanted: AskedScenarios, faulty: Sequence[str]) -> Iterator[str]:
    """What is not planned, what a change does not do, and what a model of classes does not see."""
    if not planned[0].backlog.features and not wanted.tasks:
        yield "no features yet: there is nothing to compare"
    told = {*faulty, *(one.name for one in planned)}
    if rest := [one.name for one in wanted.tasks if one.name not in told]:
        yield f"stopped: {listed(rest)} not planned"
    if faulty:
        yield f"not answered, for errors that pm check tells: {listed(faulty)}"
    model = planned[0].roadmap.model
    if model.is_category and any(one.scenario.value for one in wanted.tasks):
        yield f"{model.name} has classes, no amounts: a factor on a value changes nothing"
    yield from warnings(planned[0], planned[1:])
    if (beside := agreed_beside(planned[0])) is not None:
        yield beside


def _write(
    output: Output, planned: Sequence[Planned], notes: Sequence[str], save: str | None, stopped: str | None,
    left_out: Sequence[LeftOut] | None,
) -> None:  # fmt: skip
    results = outcomes(planned[0], planned[1:])
    if output.format == "json":
        output.document(
            what_if_document(results, saved=save, stopped=stopped, notes=notes, left_out=left_out)
        )
    elif output.format in ("csv", "plain"):
        output.table(partial(what_if_table(results), left_out))
    else:
        output.page(partial_page(what_if_page(results, everything=output.verbose, notes=notes), left_out))
    if save is not None:
        output.notice(f"saved in pm.yaml as {save}: pm what-if {shlex.quote(save)}\n")


COMMAND = Command(
    examples=(
        ("pm what-if", "all scenarios of pm.yaml beside the plan as it is"),
        ("pm what-if lean-web no-sso", "two of them"),
        ("pm what-if --capacity web=11", "one web developer less"),
        ("pm what-if --people data=3", "three people in a team that is given by people"),
        ("pm what-if --add payments=3 --from 2027-Q1", "somebody joins in January"),
        ("pm what-if --drop sso", "what a no would free, and break"),
        ("pm what-if --effort wallets=x2 --optimal", "if it takes twice as long; every plan proven"),
        ("pm what-if lean-web --odds", "what it does to the promises; needs the extra forecast"),
        ("pm what-if --add payments=3 --save hire", "keep it in pm.yaml, for the next meeting"),
    ),
    about="Every plan is made afresh, whatever was agreed, and searched alike: a difference within what the "
    "searches leave open is ≈ 0. All flags of one call are one scenario. --scenario NAME answers with any "
    "other command as it would be. Nothing is written without --save.",
    shared=("directory", "revision", "today", "partial", "path"),
    run=run,
)
