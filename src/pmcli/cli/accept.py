"""`pm accept`: the plan that is shown becomes the agreed one, plan.yaml."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from pmcli.cli.command import Command
from pmcli.cli.options import Model, formats
from pmcli.cli.output import Output
from pmcli.cli.patch import difference
from pmcli.cli.roadmap import Afresh, Improve, stance_of
from pmcli.cli.saving import EDITING, By, DryRun, Yes, is_wanted, refuse_errors, save, write
from pmcli.editing.agreement import MENDED, accepted, agreement_of
from pmcli.model.agreement import Agreement
from pmcli.model.diagnostic import PmError
from pmcli.model.special_files import PLAN_FILE
from pmcli.planning import Roadmap, plan
from pmcli.views.agreement import Acceptance, acceptance_document, acceptance_page
from pmcli.workspace.files import user_name
from pmcli.workspace.opening import OpenWorkspace

Because = Annotated[
    str | None, typer.Option("--because", "-b", metavar="REASON", help="Why; an agreement needs a reason.")
]
FORMATS = ("text", "json")
Format = Annotated[str | None, formats(FORMATS)]


def run(
    context: typer.Context, improve: Improve = False, afresh: Afresh = False,  # noqa: FBT002 - typer's way
    because: Because = None, by: By = None, model: Model = None, dry_run: DryRun = False,  # noqa: FBT002
    yes: Yes = False, format_: Format = None,  # noqa: FBT002
) -> int:  # fmt: skip
    """Agree on the plan."""
    stance = stance_of(improve=improve, afresh=afresh)
    output = Output.of(context, format_, FORMATS)
    output = output if dry_run or yes else output.asking()
    opened = output.open()
    reason = " ".join((because or "").split())
    if not reason:
        raise PmError("an agreement needs a reason: it says what the plan is for", '--because "…"')
    _plannable(output, opened)
    progress = output.progress()
    backlog = opened.loaded.backlog
    roadmap = plan(backlog, model, progress=progress, stance=stance, propose=False)
    progress.end()
    who = (by or "").strip() or user_name(opened.root)
    agreed = Agreement(on=output.day() or date.today(), by=who, because=reason)
    new = agreement_of(backlog, roadmap)
    gain = _gain(roadmap) if improve else None
    acceptance = Acceptance(new, agreed, gain, is_first=backlog.agreement is None)
    if not new.changes:
        return _nothing(output, acceptance)
    pending = accepted(opened, new, agreed)
    refuse_errors(output, pending)
    if output.format == "json":
        if not dry_run:
            write(pending)
        patch = difference(pending.before, pending.after)
        output.document(acceptance_document(acceptance, patch, written=not dry_run))
        return 0
    output.page(acceptance_page(acceptance))
    output.write("\n")
    if not (dry_run or yes or is_wanted()):
        output.write("Nothing is written\n")
        return 0
    save(output, pending, dry_run=dry_run, said=f"Agreed, in {PLAN_FILE}; pm roadmap keeps it")
    return 0


def _plannable(output: Output, opened: OpenWorkspace) -> None:
    """Refuses a backlog of which no plan can be agreed on; what is wrong in plan.yaml alone is mended by it.

    Raises:
        PmError: there are no teams, or errors, which are told.
    """
    loaded = opened.loaded
    if any(fault.location.path != PLAN_FILE or fault.code not in MENDED for fault in loaded.errors):
        output.refuse(loaded)
    if not loaded.backlog.workspace.teams:
        raise PmError("without teams there is no plan to agree on", "pm.yaml: teams: {web: {capacity: 10}}")


def _gain(roadmap: Roadmap) -> float | None:
    """What the better plan brings, as a share; None where it says nothing of that."""
    reasons = (reason for placement in roadmap.placements for reason in placement.reasons)
    return next((reason.numbers["gain"] for reason in reasons if reason.kind == "improved"), None)


def _nothing(output: Output, acceptance: Acceptance) -> int:
    if output.format == "json":
        output.document(acceptance_document(acceptance, "", written=False))
    elif acceptance.is_first:
        output.write("Nothing to agree on: no feature is in the plan\n")
    else:
        output.write(f"Nothing to change: {PLAN_FILE} says what pm roadmap shows\n")
    return 0


COMMAND = Command(
    examples=(
        ('pm accept --because "Planning of the year"', "keep the plan that pm roadmap shows"),
        ('pm accept --because "…" --dry-run', "what that changes in plan.yaml"),
        ('pm accept --improve --because "…"', "take the better plan that the roadmap proposes"),
        ('pm accept --afresh --because "…"', "a new plan, whatever was agreed"),
    ),
    about="Writes plan.yaml, the promise that pm roadmap keeps. What changes is shown first: what was forced "
    "to move, what is late and carried over, what is new, what is taken out; then it asks (where somebody is "
    "at a terminal; else it goes on). Comments and the order of what stays are kept.",
    shared=EDITING,
    run=run,
)
