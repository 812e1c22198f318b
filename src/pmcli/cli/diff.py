"""`pm diff`: what a change does to the plan, and why."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.likelihood import require_if
from pmcli.cli.options import Model, Odds, formats
from pmcli.cli.output import Output
from pmcli.cli.streams import append_summary, tell
from pmcli.model.diagnostic import PmError, UnreadableWorkspaceError, did_you_mean
from pmcli.model.figure import counted, percent
from pmcli.review.changes import Difference
from pmcli.review.odds import odds_of_both
from pmcli.review.revisions import former_workspace, review, revisions
from pmcli.sharing.odds import SharedOdds
from pmcli.views.diff.document import diff_document
from pmcli.views.diff.github import notices
from pmcli.views.diff.markdown import comment, message
from pmcli.views.diff.page import diff_page
from pmcli.views.diff.words import Comparison
from pmcli.workspace.opening import OpenWorkspace

GATES = ("value-drop>5%", "deadline-missed", "unexplained-rank-change", "unagreed-move")
_DROP = re.compile(r"value-drop\s*>\s*(\d+(?:\.\d+)?)\s*%")

Range = Annotated[
    str | None,
    typer.Argument(
        metavar="[A[..B]]", help="Two git revisions; else where the main branch parts, and the files.",
        autocompletion=complete.revisions,
    ),
]  # fmt: skip
Gates = Annotated[
    list[str] | None,
    typer.Option("--fail-if", metavar="GATE", autocompletion=complete.words(GATES),
                 help=f"Exit with 1 then: {', '.join(GATES)}; may be repeated."),
]  # fmt: skip
ExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where anything differs.")]
All = Annotated[bool, typer.Option("--all", help="Every row of every table.")]

FORMATS = ("table", "markdown", "json", "github", "slack")
Format = Annotated[str | None, formats(FORMATS)]


def run(
    context: typer.Context, between: Range = None, model: Model = None, fail_if: Gates = None,
    exit_code: ExitCode = False, everything: All = False, odds: Odds = False,  # noqa: FBT002 - typer's way
    format_: Format = None,
) -> int:  # fmt: skip
    """Compare two revisions."""
    require_if(odds)
    output = Output.of(context, format_, FORMATS)
    gates = [_gate(text) for text in fail_if or ()]
    before, after, forked = parted(between)
    opened = _opened(output, before, after, forked=forked)
    compared = revisions(opened, before, forked=forked)
    if compared.after.errors and not output.partial:
        output.refuse(compared.after)
    progress = output.progress("comparing", "")
    difference = review(compared, model, progress=progress)
    likely = odds_of_both(compared, difference, progress) if odds else None
    progress.end()
    comparison = Comparison(
        difference, compared.after.backlog, compared.before.backlog,
        None if likely is None else (SharedOdds.of(likely[0]), SharedOdds.of(likely[1])),
    )  # fmt: skip
    _write(output, comparison, everything=everything)
    failed = [reason for gate in gates if (reason := _fails(gate, difference))]
    if ("unagreed-move", 0.0) in gates and difference.agreement is None:
        tell("unagreed-move: there is no plan.yaml, so nothing is agreed; pm accept writes one\n")
    if gates and difference.hidden:
        failed.append(
            f"--fail-if cannot judge {_listed(list(difference.hidden))}: what has errors is not compared"
        )
    if gates and difference.whole == "gone":
        failed.append(f"the workspace is gone, and {counted(len(difference.removed), 'feature')} with it")
    if failed:
        raise PmError("; ".join(failed), exit_code=1)
    return int(exit_code and not difference.is_empty)


def _opened(output: Output, before: str | None, after: str | None, *, forked: bool) -> OpenWorkspace:
    """The workspace after the change, also one that is gone.

    Raises:
        PmError: there is none, and was none.
    """
    at = replace(output, revision=after)
    try:
        return at.open(advice=True)
    except UnreadableWorkspaceError:  # which is there
        raise
    except PmError:
        former = former_workspace(
            Path(output.directory), before, after, forked=forked, today=output.day()
        )  # fmt: skip
        if former is None:
            raise
        output.kept.opened = former
        return former


def parted(between: str | None) -> tuple[str | None, str | None, bool]:
    """The two revisions of "A..B", and whether three dots ask for the commit where they part."""
    if between is None:
        return None, None, False
    for dots in ("...", ".."):
        if dots in between:
            before, after = between.split(dots, 1)
            return before or None, after or None, dots == "..." and bool(before)
    return between, None, False


def _gate(text: str) -> tuple[str, float]:
    """A gate and its limit.

    Raises:
        PmError: there is no such gate.
    """
    if drop := _DROP.fullmatch(text.strip()):
        return "value-drop", float(drop[1]) / 100
    if text in GATES[1:]:
        return text, 0.0
    raise PmError(
        f'--fail-if knows no "{text}"', did_you_mean(text, GATES) or f"write one of {', '.join(GATES)}"
    )


def _fails(gate: tuple[str, float], difference: Difference) -> str | None:
    """Why a gate is shut, None where it is open."""
    name, limit = gate
    if name == "unagreed-move" and difference.agreement is None:
        return None
    if name != "unexplained-rank-change" and difference.roadmaps is None:
        return f"{name} needs a roadmap, and pm.yaml has no teams with a capacity"
    if name == "value-drop":
        return f"value delivered drops by {percent(difference.drop)}" if difference.drop > limit else None
    if name == "deadline-missed":
        late = [promise.feature for promise in difference.missed]
        return f"promises can no longer be kept: {_listed(late)}" if late else None
    if name == "unagreed-move":
        moved = [move.id for move in difference.unagreed]
        return f"agreed, and moved without plan.yaml saying so: {_listed(moved)}" if moved else None
    moved = [move.id for move in difference.unexplained]
    return f"moved up with no new evidence, request or decision: {_listed(moved)}" if moved else None


def _listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")


def _write(output: Output, comparison: Comparison, *, everything: bool) -> None:
    if output.format == "json":
        output.document(diff_document(comparison))
    elif output.format == "markdown":
        output.write(comment(comparison))
    elif output.format == "slack":
        output.page(message(comparison))
    elif output.format == "github":
        _annotate(output, comparison)
    else:
        output.page(diff_page(comparison, everything=everything), everything=everything)


def _annotate(output: Output, comparison: Comparison) -> None:
    """Writes the annotations, and the comment as the summary of the step."""
    output.write(notices(comparison, output.root_in_repository()))
    append_summary(comment(comparison), os.environ)


COMMAND = Command(
    examples=(
        ("pm diff", "this branch, and what is not committed yet, against the main branch"),
        ("pm diff HEAD~1", "the files against the commit before the last"),
        ("pm diff v1..v2", "one revision against another"),
        ("pm diff --format markdown", "the comment for the pull request"),
        ("pm diff --odds", "also whose odds the change lowered; needs the extra forecast"),
        (
            "pm diff --fail-if unagreed-move",
            "for CI: fail where a promise moves, and plan.yaml does not say so",
        ),
    ),
    about="Every move has its causes, found by replaying the changes one at a time, forward and backward; "
    "their shares add up. Nothing is checked out.",
    shared=("directory", "today", "partial", "path"),
    run=run,
)
