"""`pm decide`: a decision written down, with its cost and the inputs it was made on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from pmcli import rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.find import find_feature
from pmcli.cli.options import Feature, Model, day, formats
from pmcli.cli.output import Output
from pmcli.cli.placement import NoPlan
from pmcli.cli.saving import EDITING, By, DryRun, Yes, is_wanted, refuse_errors, save
from pmcli.editing import change_set
from pmcli.editing.change_set import ChangeSet, FileChange, rewritten
from pmcli.model.diagnostic import PmError
from pmcli.model.words import words
from pmcli.planning.decisions import Proposal, proposed
from pmcli.review.revisions import Revisions, review
from pmcli.views.decisions.effect import Effect, effect_document, effect_page
from pmcli.workspace.files import user_name

WORDS = ("pin", "first", "before", "park", "decline")

Verdict = Annotated[
    str,
    typer.Argument(metavar="VERDICT", help="pin PERIOD, first, before ID, park or decline.",
                   autocompletion=complete.words(WORDS)),
]  # fmt: skip
Target = Annotated[
    str | None,
    typer.Argument(metavar="PERIOD|ID", help="Of pin the period, of before the feature to be put ahead of."),
]
Because = Annotated[
    str | None, typer.Option("--because", "-b", metavar="REASON", help="Why; a decision needs a reason.")
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="The last day on which it is in force.")
]
Force = Annotated[
    bool, typer.Option("--force", help="Also where the plan cannot keep it, or something else.")
]

FORMATS = ("text", "json")
Format = Annotated[str | None, formats(FORMATS)]


def run(
    context: typer.Context, feature: Feature, verdict: Verdict, target: Target = None,
    because: Because = None, by: By = None, until: Until = None, model: Model = None,
    dry_run: DryRun = False, yes: Yes = False, force: Force = False, no_plan: NoPlan = False,  # noqa: FBT002 - typer's way
    format_: Format = None,
) -> int:  # fmt: skip
    """Decide."""
    output = Output.of(context, format_, FORMATS)
    output = output if dry_run or yes else output.asking()
    opened = output.open()
    backlog = opened.loaded.backlog
    record = find_feature(backlog, feature)
    proposal = proposed(
        backlog, record, verdict, target, because=because, on=output.day() or date.today(),
        until=day(until, "--until"), by=by or user_name(opened.root),
    )  # fmt: skip
    change = FileChange(record.id, "append", ("decisions",), proposal.entry(record))
    pending = rewritten(opened, [change])
    refuse_errors(output, pending)
    effect = _effect(output, proposal, pending, model, planning=not no_plan)
    if output.format == "json":
        return _as_json(output, effect, pending, dry_run=dry_run, force=force)
    output.page(effect_page(effect))
    _keep(effect, force=force)
    output.write("\n")
    if not (dry_run or yes or is_wanted()):
        output.write("Nothing is written\n")
        return 0
    said = f"Decided, in {next(iter(pending.after))}; pm decisions lists what is in force"
    save(output, pending, dry_run=dry_run, said=said)
    return 0


def _effect(
    output: Output, proposal: Proposal, pending: ChangeSet, model: str | None, *, planning: bool
) -> Effect:  # fmt: skip
    """The effect of the decision on ranks and roadmap."""
    progress = output.progress("weighing it: {} %")
    revisions = Revisions(pending.loaded_before, pending.loaded, (None, None))
    difference = review(revisions, model, planning=planning, progress=progress)
    progress.end()
    before, after = pending.loaded_before.usable(), pending.loaded.usable()
    return Effect(
        proposal.feature, pending.loaded.backlog.features[proposal.feature].decisions[-1],
        pending.loaded_before.backlog.features[proposal.feature].decision(before.today), difference,
        (pending.loaded_before.backlog, pending.loaded.backlog), (rank(before, model), rank(after, model)),
    )  # fmt: skip


def _keep(effect: Effect, *, force: bool) -> None:
    """Refuses a decision that no plan can keep, or that breaks another promise.

    Raises:
        PmError: it does.
    """
    missed = effect.difference.missed
    if missed and not force:
        raise PmError(
            f"nothing was written: no plan can keep it: {words(missed[0].reason)}",
            "--force writes it all the same", exit_code=1,
        )  # fmt: skip


def _as_json(output: Output, effect: Effect, pending: ChangeSet, *, dry_run: bool, force: bool) -> int:
    """The exit code, after the decision is written, unasked, and its effect told as JSON."""
    _keep(effect, force=force)
    if not dry_run:
        change_set.write(pending)
    output.document(effect_document(effect, next(iter(pending.after)), written=not dry_run))
    return 0


COMMAND = Command(
    examples=(
        ('pm decide sso pin 2027-Q1 --because "promised"', "hold it in a period"),
        ('pm decide sso first --because "…"', "ahead of all others"),
        ('pm decide sso before loyalty --because "…"', "ahead of another one"),
        ('pm decide bnpl park --because "…"', "not now; with --until it is back by itself"),
        ('pm decide bnpl decline --because "…"', "no, and why"),
        ('pm decide wallets first --because "…" --dry-run', "what it would do to ranks and plan"),
    ),
    about="Shows what it does to ranks and to the roadmap, asks (where somebody is at a terminal; else it "
    "goes on), and writes the decision into the feature, with a fingerprint of the inputs it was made on: "
    "pm decisions tells when they have changed. What contradicts a decision or a dependency is refused.",
    shared=EDITING,
    run=run,
)
