"""`pm export`: what others get to read, in every format."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pmcli import Backlog
from pmcli.cli import complete, streams
from pmcli.cli.command import Command
from pmcli.cli.find import find_feature
from pmcli.cli.options import WHERE, Audience, Model, Odds, Since, Where, choice
from pmcli.cli.output import Output
from pmcli.cli.patch import difference
from pmcli.cli.streams import Progress
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted
from pmcli.model.workspace import EXPORTS, SUBJECTS
from pmcli.ranking import LeftOut
from pmcli.sharing import Since as Compared
from pmcli.sharing import comparison
from pmcli.sharing.audience_view import MAKES_PUBLIC
from pmcli.views import export
from pmcli.views.export import ExportCache, ExportedFile, ExportOutput, write
from pmcli.workspace import reads
from pmcli.workspace.opening import OpenWorkspace
from pmcli.writers.escaping import visible

if TYPE_CHECKING:
    from pmcli.review.at_start import StartEstimate

MOST = 5
"""The number of files that are named; of more it says that there are some."""
FORMATS = tuple(dict.fromkeys(name for names in EXPORTS.values() for name in names))

View = Annotated[
    str | None,
    typer.Argument(metavar="[VIEW]", autocompletion=complete.words(tuple(EXPORTS)),
                   help=f"{', '.join(EXPORTS)}; else all that pm.yaml names."),
]  # fmt: skip
Subject = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID]",
        autocompletion=complete.features,
        help="What it is about: a feature, the problem of research, the experiment of a read-out.",
    ),
]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="|".join(FORMATS), autocompletion=complete.words(FORMATS),
                 help="How it is written; else as FILE ends, or markdown."),
]  # fmt: skip
Between = Annotated[
    str | None,
    typer.Option("--between", metavar="NAME", help="Between <!-- pm:NAME --> and <!-- /pm:NAME --> of FILE."),
]
For = Annotated[
    str | None,
    typer.Option("--for", metavar="NAME", autocompletion=complete.addressees,
                 help="A review for this account, segment or audience: what they asked for."),
]  # fmt: skip
Tradeoffs = Annotated[bool, typer.Option("--tradeoffs", help="A review tells what the order gives up.")]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 where a file is stale.")]
DryRun = Annotated[bool, typer.Option("-n", "--dry-run", help="Say what would be written, write nothing.")]
Force = Annotated[bool, typer.Option("--force", help="Also over files that pm has not written.")]


def run(
    context: typer.Context, view: View = None, subject: Subject = None, format_: Format = None,
    audience: Audience = None, to: For = None, since: Since = None, odds: Odds = False,  # noqa: FBT002 - typer's way
    between: Between = None, where: Where = None, model: Model = None, tradeoffs: Tradeoffs = False,  # noqa: FBT002
    check: Check = False,  # noqa: FBT002
    dry_run: DryRun = False, force: Force = False,  # noqa: FBT002
) -> int:  # fmt: skip
    """Write the exports."""
    output = Output.of(context)
    if format_ is not None:
        format_ = choice(format_, FORMATS, "--format")
    if output.path == "":
        raise PmError("-o needs a file", "such as -o ROADMAP.md")
    if view is None:
        given = {
            "--format": format_, "--between": between, "-o": output.path, "--since": since,
            "--audience": audience, "--for": to, "--where": where, "--model": model, "--odds": odds,
            "--tradeoffs": tradeoffs,
        }  # fmt: skip
        for name in (name for name, value in given.items() if value):
            raise PmError(f"{name} goes with a view", f"such as pm export roadmap {name} …")
        if output.scenario is not None:
            raise PmError(
                "the exports of pm.yaml are of the files as they are, not of a scenario",
                "name a view and a file: pm export roadmap --scenario "
                f"{shlex.quote(output.scenario)} -o FILE",
            )
    backlog, left_out = output.open_backlog()
    if left_out:
        names = ", ".join(feature.id for feature in left_out[:MOST]) + (" …" if len(left_out) > MOST else "")
        output.notice(f"left out for errors: {names}\n")
    opened = output.open()
    cache, progress = _cache(output, backlog, left_out, model, tuple(where or ()), is_check=check)
    if view is None:
        targets = tuple(map(cache.about, export.configured(backlog.workspace)))
        base = opened.root
    else:
        target = _target(output, backlog, view, subject, format_, audience, to)
        marker = export.marker(between) if between else None
        target = replace(target, since=since, between=marker, odds=odds, tradeoffs=tradeoffs)
        target = _about(output, cache.about(target), cache)
        targets, base = (target,), Path(output.directory)
    targets = tuple(single for target in targets for single in export.spread(target, cache, base))
    _tell_what_is_empty(cache, targets)
    _tell_who_sees_no_odds(output, targets)
    _tell_what_has_no_public_name(output, cache, targets)
    if view is not None and output.path is None:
        if check or dry_run:
            raise PmError(f"{'--check' if check else '--dry-run'} needs a file", "name it with -o FILE")
        return _show(output, cache, targets[0], progress)
    reads.refuse("files are written")
    drafts = list(export.drafts(cache, targets, opened, base, force=force))
    progress.end()
    if not drafts:
        output.notice("nothing to export: pm.yaml names no exports; pm export roadmap shows one\n")
    return _compare(output, drafts) if check else _write(output, drafts, opened, dry_run=dry_run)


def _cache(
    output: Output, backlog: Backlog, left_out: tuple[LeftOut, ...] | None, model: str | None,
    where: tuple[str, ...], *, is_check: bool,
) -> tuple[ExportCache, Progress]:  # fmt: skip
    progress = output.progress("working", "Ctrl-C ends a search early")

    def compared(name: str, tells_odds: bool) -> Compared:  # noqa: FBT001 - the key of a cache
        return comparison.since(
            output.open(), name, model=model, progress=progress, tells_odds=tells_odds
        )  # fmt: skip

    def started() -> Mapping[str, StartEstimate]:
        from pmcli.review.at_start import at_start

        known = at_start(output.open(), backlog)
        start = known.features
        if is_check and known.fault is not None:
            raise PmError(f"nobody can tell here what was estimated when work began: {known.fault}")
        if is_check and any(each.why == "shallow" for each in start.values()):
            raise PmError(
                "the clone is shallow: nobody can tell here what was estimated when work began",
                "git fetch --unshallow; exports of pm.yaml take the estimates of now, and need no history",
            )
        return start

    return ExportCache(backlog, left_out, model, where, compared, progress, started), progress


def _target(
    output: Output, backlog: Backlog, view: str, subject: str | None, named: str | None,
    audience: str | None, to: str | None,
) -> ExportOutput:  # fmt: skip
    """The export that the command line names.

    Raises:
        PmError: there is no such view, format, feature, audience, account or segment.
    """
    kind = export.find_view(view)
    if subject and kind.subjects is None:
        raise PmError(f"{view} is about all features", f"pm export brief {subject} is about one")
    format_ = export.find_format(kind, named, output.path)
    reader, addressee = export.find_reader_for(backlog.workspace, kind, audience, to)
    return ExportOutput(
        kind, format_, reader, subject, to=output.path, addressee=addressee, at_start=kind.looks_back
    )


def _about(output: Output, target: ExportOutput, cache: ExportCache) -> ExportOutput:
    """The export with the id of what it is about, as the reader knows it.

    Raises:
        PmError: there is none that the reader may see.
    """
    subjects = target.view.subjects
    if target.subject is None or subjects is None:
        return target
    if SUBJECTS[target.view.name].key != "feature":
        return replace(target, subject=subjects.find(cache.view_for(target), target.subject))
    is_full = target.reader.is_full
    backlog = cache.backlog if is_full else cache.view_for(target).backlog
    feature = find_feature(
        output, backlog, target.subject, writes=output.path is not None,
        among="" if is_full else " for this audience",
    )  # fmt: skip
    return replace(target, subject=feature.id)


def _tell_what_is_empty(cache: ExportCache, targets: tuple[ExportOutput, ...]) -> None:
    """Says how a feature becomes public where customers would get an empty page."""
    views = (cache.view_for(target) for target in targets if target.reader.is_public)
    public = (view for view in views if view.update is None)
    for text in dict.fromkeys(view.absence for view in public if not view.backlog.features):
        streams.tell(f"{text}\n")


def _tell_who_sees_no_odds(output: Output, targets: tuple[ExportOutput, ...]) -> None:
    """Says how odds are shown where they were asked for and an audience may not see them."""
    blind = (target.reader for target in targets if target.odds and not target.reader.sees("odds"))
    for name in dict.fromkeys(reader.name for reader in blind):
        output.notice(f"{name} may see no odds: list odds, and period, in the fields of that audience\n")


def _tell_what_has_no_public_name(
    output: Output, cache: ExportCache, targets: tuple[ExportOutput, ...]
) -> None:
    """Says what an account asked for and reads nothing of."""
    for target in targets:
        update = cache.view_for(target).update if target.addressee is not None else None
        if update is not None and update.untold:
            count = counted(update.untold, "request")
            output.notice(
                f"{update.addressee.title} reads nothing of {count}: not for {target.reader.name} to see, "
                f"or without a public title ({MAKES_PUBLIC})\n"
            )


def _show(output: Output, cache: ExportCache, target: ExportOutput, progress: Progress) -> int:
    data = cache.written(target)
    progress.end()
    if target.format == "xlsx" or not streams.is_terminal(sys.stdout):
        output.write_bytes(data)  # the same bytes as in a file, whatever the locale
    else:
        replace(output, format=target.format).write(data.decode())
    return 0


def _compare(output: Output, drafts: list[ExportedFile]) -> int:
    """0 where every file is up to date; else writes the patches of those that are stale.

    Raises:
        PmError: one is stale.
    """
    stale = [draft for draft in drafts if draft.is_stale]
    for draft in stale:
        before = {} if draft.before is None else {draft.to: draft.before}
        streams.answer(difference(before, {draft.to: draft.after}))
    if stale:
        names = ", ".join(draft.to for draft in stale[:MOST]) + (" …" if len(stale) > MOST else "")
        count = f"{len(stale):,} of {len(drafts):,} export{'' if len(drafts) == 1 else 's'}"
        raise PmError(
            f"{count} {'is' if len(stale) == 1 else 'are'} stale: {names}",
            "the same without --check writes it",
            exit_code=1,
        )
    if drafts:
        output.notice(f"{len(drafts):,} export{' is' if len(drafts) == 1 else 's are'} up to date\n")
    return 0


def _write(
    output: Output, drafts: list[ExportedFile], opened: OpenWorkspace, *, dry_run: bool
) -> int:  # fmt: skip
    for draft in drafts:
        name = visible(draft.to)
        if not draft.is_stale:
            output.notice(f"{name} is up to date\n")
            continue
        if not dry_run:
            write(draft, opened)
        verb = "would write" if dry_run else "wrote"
        output.notice(f"{verb} {name}{' (new)' if draft.before is None else ''}\n")
    return 0


COMMAND = Command(
    examples=(
        ("pm export", "everything that pm.yaml names under exports"),
        ("pm export --check", "for CI: fail where a committed export is stale"),
        ("pm export roadmap -o ROADMAP.md", "what comes when, and why"),
        ("pm export review --since v1", "the one page for a leadership meeting"),
        ("pm export review --for fabrikam", "for an account: what became of what they asked for"),
        ("pm export roadmap --odds", "with how likely each is in time; needs the extra forecast"),
        ("pm export roadmap --audience customers --format html", "only what is public"),
        ("pm export brief sso", "one feature, as a page to send"),
        ("pm export research forced-signup", "what is known of a problem, and what is missing"),
        ("pm export experiment guest-50", "how a test was planned, and what it says"),
        ("pm export case-study -o studies/", "what became of each feature that shipped"),
        ("pm export rank -o README.md --between rank", "into a file of your own, between markers"),
        ("pm export backlog -o backlog.xlsx", "a workbook with live formulas; needs the extra xlsx"),
    ),
    about="The same files give the same bytes: nothing has a time stamp. Files that pm has not written are "
    "not overwritten.\n" + WHERE,
    shared=("directory", "revision", "scenario", "today", "partial", "path"),
    run=run,
)
