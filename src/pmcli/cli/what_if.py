"""`pm what-if`: scenarios side by side, each with a plan of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.exits import INTERRUPTED
from pmcli.cli.find import find_feature
from pmcli.cli.options import TABLES, Model, TableFormat, choice
from pmcli.cli.output import Output
from pmcli.cli.roadmap import EFFORTS, SEARCHES, Limit, Optimal, seconds
from pmcli.cli.saving import refuse_errors
from pmcli.editing import change_set
from pmcli.editing.scenario import changed, in_scenario, saved
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.scenario import BASE, Scenario
from pmcli.planning import Effort, Roadmap, plan
from pmcli.review.what_if import Planned, outcomes
from pmcli.views.what_if.document import what_if_document
from pmcli.views.what_if.page import what_if_page, what_if_table
from pmcli.workspace.opening import OpenWorkspace
from pmcli.workspace.validation_faults import validation_faults

_LONGEST_NAME = 24
_UNNAMED = "as asked"

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME...]", help="Scenarios of pm.yaml; else all.",
                   autocompletion=complete.scenarios),
]  # fmt: skip
Capacity = Annotated[
    list[str] | None,
    typer.Option("--capacity", metavar="TEAM=N", help="A team has N a period; may be repeated."),
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
Save = Annotated[
    str | None,
    typer.Option("--save", metavar="NAME", help="Write what the flags say into pm.yaml, so named."),
]
Force = Annotated[bool, typer.Option("--force", help="Save it in the place of the scenario so named.")]


def run(
    context: typer.Context, names: Names = None, capacity: Capacity = None, add: Add = None,
    since: From = None, drop: Drop = None, effort: Efforts = None, value: Value = None,
    model: Model = None, search: Search = "normal", optimal: Optimal = False,  # noqa: FBT002 - typer's way
    time_limit: Limit = None, save: Save = None, force: Force = False,  # noqa: FBT002
    format_: TableFormat = None,
) -> int:  # fmt: skip
    """Compare scenarios."""
    output = Output.of(context, format_, TABLES)
    search = choice(search, EFFORTS, "--search")
    limit = seconds(time_limit, optimal=optimal)
    opened = output.open()
    base, _ = output.open_backlog()
    if not base.workspace.teams:
        raise PmError("without teams there is no plan to compare", "pm.yaml: teams: {web: {capacity: 10}}")
    given = _given(output, base, capacity, add, since, drop, effort, value)
    asked = Scenario.model_validate({}) if not given else _scenario(given)
    named = tuple(_named(opened, names or (), given, asked, save))
    if save is not None:
        _save(output, opened, save, given, force=force)
    planner = _Planner(output, model, SEARCHES[search], len(named) + 1, optimal=optimal, limit=limit)
    planned = planner.all(opened, named)
    notes = () if len(planned) > len(named) else (_unplanned(named[len(planned) - 1 :]),)
    _write(output, planned, notes, save, planner.stopped)
    return INTERRUPTED if planner.stopped == "interrupted" else 0


# --- which scenarios ---


@dataclass(frozen=True, slots=True)
class _Named:
    """A scenario to be planned: its name, itself, and the workspace in it."""

    name: str
    scenario: Scenario
    opened: OpenWorkspace


def _given(
    output: Output, backlog: Backlog, capacity: Sequence[str] | None, add: Sequence[str] | None,
    since: str | None, drop: Sequence[str] | None, effort: Sequence[str] | None, value: Sequence[str] | None,
) -> dict[str, Any]:  # fmt: skip
    """What the flags say, as pm.yaml would."""

    def feature(name: str) -> str:
        return find_feature(output, backlog, name).id

    pairs = {
        "capacity": _pairs("--capacity", capacity, str),
        "add": _pairs("--add", add, str),
        "from": since,
        "drop": [feature(name) for name in drop or ()],
        "effort": _pairs("--effort", effort, feature),
        "value": _pairs("--value", value, feature),
    }
    return {key: pair for key, pair in pairs.items() if pair}


def _pairs(option: str, given: Sequence[str] | None, named: Callable[[str], str]) -> dict[str, str]:
    """The pairs that an option gives.

    Raises:
        PmError: one is none.
    """
    pairs: dict[str, str] = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        if not (name.strip() and equals and value.strip()):
            raise PmError(f'{option}: found "{text}", expected NAME=VALUE')
        pairs[named(name.strip())] = value.strip()
    return pairs


def _scenario(given: dict[str, Any]) -> Scenario:
    """The scenario of the flags.

    Raises:
        PmError: a value is none of its kind.
    """
    try:
        return Scenario.model_validate(given)
    except ValidationError as error:
        fault = validation_faults(error, given, Scenario)[0]
        option, _, rest = fault.message.partition(".")
        raise PmError(f"--{option} {rest}" if rest else f"--{fault.message}", fault.hint) from None


def _named(
    opened: OpenWorkspace, names: Sequence[str], given: dict[str, Any], asked: Scenario, save: str | None
) -> Iterator[_Named]:
    """The scenarios that are asked for: those named, and that of the flags; without either all of pm.yaml.

    Raises:
        PmError: there are none, or one cannot be.
    """
    known = opened.unchecked.backlog.workspace.scenarios
    wanted = dict.fromkeys(names) if names or given else dict.fromkeys(known)
    if not wanted and not given:
        hint = "pm what-if --capacity web=11, or pm.yaml: scenarios: {NAME: {drop: [ID]}}"
        raise PmError("pm.yaml defines no scenarios, and no flag says what if", hint)
    if save is not None and not given:
        raise PmError("--save: no flag says what to save", "pm what-if --capacity web=11 --save NAME")
    for name in wanted:
        there = in_scenario(opened, name)
        yield _Named(there.scenario or name, known[there.scenario or name], there)
    if given:
        called = save or _called(given)
        yield _Named(called, asked, changed(opened, called, asked))


def _called(given: dict[str, Any]) -> str:
    """The name of what the flags say: by its change, "web=11" or "payments+3", as long as it is short."""
    parts = [
        *(f"{team}={number}" for team, number in given.get("capacity", {}).items()),
        *(
            f"{team}{number if number[0] in '+-' else f'+{number}'}"
            for team, number in given.get("add", {}).items()
        ),
        *(f"no-{name}" for name in given.get("drop", ())),
        *(f"{name} {change}" for name, change in given.get("effort", {}).items()),
        *(f"{name} value {factor}" for name, factor in given.get("value", {}).items()),
    ]  # fmt: skip
    name = ", ".join(parts)
    return name if len(name) <= _LONGEST_NAME else _UNNAMED


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


# --- plans ---


@dataclass(slots=True)
class _Planner:
    """Plans one backlog after the other, all searched alike; `stopped` says why one is not the usual one."""

    output: Output
    model: str | None
    search: Effort
    count: int
    optimal: bool
    limit: float | None
    stopped: str | None = None

    def all(self, opened: OpenWorkspace, named: Sequence[_Named]) -> list[Planned]:
        """The base, then the scenarios; fewer of them where Ctrl-C ends it."""
        progress = self.output.progress(hint="Ctrl-C shows what is planned by then")
        tasks = [(BASE, None, opened), *((one.name, one.scenario, one.opened) for one in named)]
        planned: list[Planned] = []
        try:
            for number, (name, scenario, workspace) in enumerate(tasks):
                backlog, left_out = self._backlog(name, workspace)
                self.model = self.model or (planned[0].roadmap.model.name if planned else None)

                def told(done: float, number: int = number) -> bool:
                    return progress((number + done) / self.count)

                roadmap = plan(
                    backlog, self.model, effort=self.search, optimal=self.optimal, left_out=left_out,
                    time_limit=None if self.limit is None else self.limit / self.count, progress=told,
                    stance="afresh",
                )  # fmt: skip
                if roadmap.stopped == "interrupted" and planned:
                    self.stopped = "interrupted"
                    break
                self.stopped = roadmap.stopped or self.stopped
                title = scenario.title if scenario is not None else None
                changes = scenario.changes() if scenario is not None else ()
                planned.append(Planned(name, title, changes, backlog, roadmap, self._kept(backlog, left_out)))
                if roadmap.stopped == "interrupted":
                    break
        except KeyboardInterrupt:
            if not planned:
                raise
            self.stopped = "interrupted"
        progress.end()
        return planned

    def _kept(self, backlog: Backlog, left_out: Any) -> Roadmap | None:
        """The plan that keeps what is agreed as far as it can, None where nothing is."""
        if backlog.agreement is None:
            return None
        return plan(backlog, self.model, left_out=left_out, propose=False)

    def _backlog(self, name: str, opened: OpenWorkspace) -> tuple[Backlog, Any]:
        """The backlog to plan, and what is left out of it.

        Raises:
            PmError: a scenario brings errors, which are told.
        """
        loaded = opened.loaded
        if self.output.partial:
            return loaded.sound()
        if loaded.errors:
            self.output.tell(loaded.errors, loaded)
            count = f"{len(loaded.errors):,} error{'s' if len(loaded.errors) > 1 else ''}"
            hint = "--partial answers without what has errors"
            raise PmError(f'scenario "{name}" brings {count}: its plan would be untrue', hint, exit_code=1)
        return loaded.backlog, None


def _unplanned(rest: Sequence[_Named]) -> str:
    return f"stopped: {', '.join(one.name for one in rest)} not planned"


# --- out ---


def _write(
    output: Output, planned: Sequence[Planned], notes: Sequence[str], save: str | None, stopped: str | None
) -> None:
    results = outcomes(planned[0], planned[1:])
    if output.format == "json":
        output.document(what_if_document(results, saved=save, stopped=stopped, notes=notes))
    elif output.format in ("csv", "plain"):
        output.table(what_if_table(results))
    else:
        output.page(what_if_page(results, everything=output.verbose, notes=notes))
    if save is not None:
        output.notice(f"saved in pm.yaml as {save}: pm what-if {save}\n")


COMMAND = Command(
    examples=(
        ("pm what-if", "all scenarios of pm.yaml beside the plan as it is"),
        ("pm what-if lean-web no-sso", "two of them"),
        ("pm what-if --capacity web=11", "one web developer less"),
        ("pm what-if --add payments=3 --from 2027-Q1", "somebody joins in January"),
        ("pm what-if --drop sso", "what a no would free, and break"),
        ("pm what-if --effort wallets=x2 --optimal", "if it takes twice as long; every plan proven"),
        ("pm what-if --add payments=3 --save hire", "keep it in pm.yaml, for the next meeting"),
    ),
    about="Every plan is made afresh, whatever was agreed, and searched alike: a difference within what the "
    "searches leave open is ≈ 0. All flags of one call are one scenario. --scenario NAME answers with any "
    "other command as it would be. Nothing is written without --save.",
    shared=("directory", "revision", "today", "partial", "path"),
    run=run,
)
