"""The outputs that `pm export` is asked for: a view, in a format, for a reader, into a file."""

from __future__ import annotations

from dataclasses import dataclass

from pmcli.checks.exports import (
    ADDRESSED,
    BY_ENDING,
    MARKER_HINT,
    ending_of,
    marker_of,
    wrong_subject,
)
from pmcli.model.addressee import Addressee, find_addressee
from pmcli.model.audience import OUTSIDERS, TEAM, Reader, find_reader
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.naming import meant
from pmcli.model.workspace import Export, Workspace
from pmcli.views import backlog, declined
from pmcli.views.case_study import export as case_study
from pmcli.views.experiment import export as experiment
from pmcli.views.feature import brief
from pmcli.views.graph import export as graph
from pmcli.views.ranking import export as ranking
from pmcli.views.research import export as research
from pmcli.views.review import export as review
from pmcli.views.roadmap import export as roadmap
from pmcli.views.view import View

VIEWS: tuple[View, ...] = (
    roadmap.VIEW, ranking.VIEW, review.VIEW, brief.VIEW, declined.VIEW, graph.VIEW, backlog.VIEW,
    research.VIEW, experiment.VIEW, case_study.VIEW,
)  # fmt: skip
"""The views that are exported, in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class ExportOutput:
    """One thing to be written: a view in a format for a reader.

    `subject` is what it is about, `since` the revision or day with which it is compared. `to` is
    the file as named, None for the standard output; `between` the marker between which it stands there. With
    `odds` it tells how likely each feature is in time, with `tradeoffs` what the order gives up. The
    `addressee` is the account or the segment that a review is written to. `at_start`: by the estimates in
    force when work began, of which only the history tells; those of now are the same in every clone.
    """

    view: View
    format: str
    reader: Reader = TEAM
    subject: str | None = None
    since: str | None = None
    to: str | None = None
    between: str | None = None
    odds: bool = False
    tradeoffs: bool = False
    addressee: Addressee | None = None
    at_start: bool = False


def find_view(name: str) -> View:
    """The view of this name.

    Raises:
        PmError: there is none.
    """
    known = {view.name: view for view in VIEWS}
    if (view := known.get(meant(name, known))) is not None:
        return view
    raise PmError(f'pm exports no "{name}"', did_you_mean(name, known) or f"it exports {', '.join(known)}")


def find_format(view: View, name: str | None, to: str | None = None) -> str:
    """The format meant: the one named, else that of the file's ending, else the usual one.

    Raises:
        PmError: the view cannot be written in it.
    """
    ending = ending_of(to or "")
    meant = name or BY_ENDING.get(ending)
    if meant is None:
        if ending not in ("", ".txt"):
            raise PmError(f'no format ends in "{ending}"', f"--format says which: {', '.join(view.formats)}")
        return view.formats[0]
    if meant not in view.formats:
        hint = did_you_mean(meant, view.formats) or f"write one of {', '.join(view.formats)}"
        raise PmError(f"{view.name} cannot be written as {meant}", hint)
    return meant


def configured(workspace: Workspace) -> tuple[ExportOutput, ...]:
    """The outputs that pm.yaml names, in its order.

    Raises:
        PmError: one of them cannot be.
    """
    try:
        return tuple(_output(export, workspace) for export in workspace.exports)
    except PmError as fault:
        raise PmError(f"pm.yaml: exports: {fault.message}", fault.hint, exit_code=1) from None


def _output(export: Export, workspace: Workspace) -> ExportOutput:
    view = find_view(export.view)
    if (wrong := wrong_subject(export)) is not None:
        raise PmError(*wrong[1:])
    named = find_format(view, export.format, export.to)
    reader, addressee = find_reader_for(workspace, view, export.audience, export.for_)
    between = marker(export.between) if export.between else None
    return ExportOutput(
        view, named, reader, export.subject, export.since, export.to, between, export.odds, export.tradeoffs,
        addressee,
    )  # fmt: skip


def find_reader_for(
    workspace: Workspace, view: View, audience: str | None, to: str | None
) -> tuple[Reader, Addressee | None]:
    """The reader of an output, and the account or segment that it is written to; None for an audience.

    An account or a segment reads what customers may, unless an audience is named.

    Raises:
        PmError: there is none such, or only a review is written to somebody.
    """
    if to is None:
        return find_reader(workspace, audience), None
    if view.name != ADDRESSED:
        raise PmError(
            f"{view.name} is written to nobody", f"--for goes with {ADDRESSED}; --audience with all"
        )
    addressee = find_addressee(workspace, to)
    if addressee.kind != "audience":
        return find_reader(workspace, audience or OUTSIDERS), addressee
    if audience is not None:
        raise PmError(f'"{to}" is an audience itself', f"leave out --audience {audience}")
    return find_reader(workspace, addressee.id), None


def marker(name: str) -> str:
    """The name of a marker, with "pm:" in front.

    Raises:
        PmError: it is no name.
    """
    full_name = marker_of(name)
    if full_name is None:
        raise PmError(f'"{name}" is no name of a marker', MARKER_HINT)
    return full_name
