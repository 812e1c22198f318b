"""`pm decide`: a decision written down, with its cost and the inputs it was made on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from pmcli import rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.find import find_feature, tell_at_work
from pmcli.cli.options import Feature, Model, day, formats
from pmcli.cli.output import Output
from pmcli.cli.patch import difference
from pmcli.cli.placement import NoPlan
from pmcli.cli.saving import EDITING, By, DryRun, Yes, is_wanted, refuse_errors, save, shown, write
from pmcli.editing.change_set import ChangeSet, FileChange, rewritten
from pmcli.editing.rename import without
from pmcli.model.diagnostic import PmError
from pmcli.model.naming import meant
from pmcli.model.words import words
from pmcli.planning.decisions import Proposal, proposed
from pmcli.review.changes import compare
from pmcli.review.fallout import Broken, fallout
from pmcli.review.revisions import Revisions, review
from pmcli.views.decisions.effect import Effect, effect_document, effect_page
from pmcli.views.decisions.fallout import in_short
from pmcli.workspace.files import user_name

PUTTING_AWAY = ("park", "decline")
"""The verdicts with which what waits for the feature cannot be done."""
NEVER_STARTS = "PM202"
"""The rule that tells of what waits for something declined."""
WORDS = ("pin", "first", "before", "park", "decline")

Verdict = Annotated[
    str,
    typer.Argument(metavar="VERDICT", help="pin PERIOD, first, before ID, park or decline.",
                   autocompletion=complete.words(WORDS)),
]  # fmt: skip
Target = Annotated[
    str | None,
    typer.Argument(
        metavar="PERIOD|ID",
        autocompletion=complete.features,
        help="Of pin the period, of before the feature to be put ahead of.",
    ),
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
    record = find_feature(output, backlog, feature, writes=True)
    if meant(verdict, WORDS) == "before" and target is not None:
        target = find_feature(output, backlog, target, writes=True).id
    proposal = proposed(
        backlog, record, verdict, target, because=because or ("…" if dry_run else None),
        on=output.day() or date.today(), until=day(until, "--until"),
        by=by or user_name(opened.root) or ("…" if dry_run else None),
    )  # fmt: skip
    if proposal.verdict in PUTTING_AWAY:
        tell_at_work(output, backlog, (record.id,))
    change = FileChange(record.id, "append", ("decisions",), proposal.entry(record))
    pending = rewritten(opened, [change])
    is_tried = dry_run and verdict in PUTTING_AWAY
    if pending.introduced and not is_tried:
        _refuse(output, proposal, pending)
    effect = _effect(output, proposal, pending, model, planning=not no_plan)
    if output.format == "json":
        return _as_json(output, effect, pending, dry_run=dry_run, force=force)
    output.page(effect_page(effect))
    if dry_run:
        output.write(f"\n{shown(output, pending)}")
        refuse_errors(output, pending, dry_run=True)
        _keep(effect, force=force, dry_run=True)
        return 0
    _keep(effect, force=force)
    output.write("\n")
    if not (yes or is_wanted()):
        output.write("Nothing is written\n")
        return 0
    said = f"Decided, in {next(iter(pending.after))}; pm decisions lists what is in force"
    save(output, pending, dry_run=False, said=said)
    return 0


def _refuse(output: Output, proposal: Proposal, pending: ChangeSet) -> None:
    """Refuses what brings errors; where others wait for it, it says who they are and what to do.

    Raises:
        PmError: always.
    """
    broken = _broken(proposal, pending)
    if any(error.code != NEVER_STARTS for error in pending.introduced):
        refuse_errors(output, pending)
    waiting = [each.id for each in broken if each.why.kind == "faulty"]
    raise PmError(
        f"nothing was written, for this could never start then: {in_short(broken)}",
        f"decline what waits too, or {without(waiting, proposal.feature)}; --dry-run shows what would break",
        exit_code=1,
    )  # fmt: skip


def _broken(proposal: Proposal, pending: ChangeSet) -> tuple[Broken, ...]:
    """What could no longer be done with the decision."""
    gone = (proposal.feature,) if proposal.verdict in PUTTING_AWAY else ()
    return fallout(pending.loaded_before, pending.loaded, gone)


def _effect(
    output: Output, proposal: Proposal, pending: ChangeSet, model: str | None, *, planning: bool
) -> Effect:  # fmt: skip
    """The effect of the decision on ranks and roadmap."""
    progress = output.progress("weighing it", "")
    before, after = pending.loaded_before.usable(), pending.loaded.usable()
    if pending.introduced:  # what breaks is in the plan before, and cannot be in that after
        difference = compare(before, after, model, planning=planning, progress=progress)
    else:
        revisions = Revisions(pending.loaded_before, pending.loaded, (None, None))
        difference = review(revisions, model, planning=planning, progress=progress)
    progress.end()
    return Effect(
        proposal.feature, pending.loaded.backlog.features[proposal.feature].decisions[-1],
        pending.loaded_before.backlog.features[proposal.feature].decision(before.today), difference,
        (pending.loaded_before.backlog, pending.loaded.backlog), (rank(before, model), rank(after, model)),
        _broken(proposal, pending),
    )  # fmt: skip


def _keep(effect: Effect, *, force: bool, dry_run: bool = False) -> None:
    """Refuses a decision that no plan can keep, or that breaks another promise.

    Raises:
        PmError: it does.
    """
    missed = effect.difference.missed
    if missed and not force:
        refused = "it would be refused" if dry_run else "nothing was written"
        raise PmError(
            f"{refused}: no plan can keep it: {words(missed[0].reason)}",
            "--force writes it all the same", exit_code=1,
        )  # fmt: skip


def _as_json(output: Output, effect: Effect, pending: ChangeSet, *, dry_run: bool, force: bool) -> int:
    """The exit code, after the decision is written, unasked, and its effect told as JSON."""
    is_refused = bool(pending.introduced or (effect.difference.missed and not force))
    if not dry_run:
        _keep(effect, force=force)
        write(pending)
    path = next(iter(pending.after))
    patch = difference(pending.before, pending.after)
    output.document(effect_document(effect, path, patch, written=not dry_run, refused=is_refused))
    return 1 if is_refused else 0


COMMAND = Command(
    examples=(
        ('pm decide sso pin 2027-Q1 --because "promised"', "hold it in a period"),
        ('pm decide sso first --because "…"', "ahead of all others"),
        ('pm decide sso before loyalty --because "…"', "ahead of another one"),
        ('pm decide bnpl park --because "…"', "not now; with --until it is back by itself"),
        ('pm decide bnpl decline --because "…"', "no, and why"),
        ('pm decide wallets first --because "…" --dry-run', "what it would do to ranks and plan"),
        ("pm decide wallets decline --dry-run", "what would break with it; it needs no reason yet"),
    ),
    about="Shows what it does to ranks and to the roadmap, asks (where somebody is at a terminal; else it "
    "goes on), and writes the decision into the feature, with a fingerprint of the inputs it was made on: "
    "pm decisions tells when they have changed. What contradicts a decision or a dependency is refused, and "
    "so is to decline what others wait for; with --dry-run what would break is shown all the same, and the "
    "exit code is 1.",
    shared=EDITING,
    run=run,
)
