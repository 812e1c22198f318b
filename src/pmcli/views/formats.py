"""A view in a format, as bytes: whole, or the part of a file that stands between markers."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.sharing import AudienceView
from pmcli.views.view import Subject, View
from pmcli.writers import blocks, csv, json, marks
from pmcli.writers.blocks import Block, Heading
from pmcli.writers.markdown import fenced

PARTS = ("markdown", "mermaid")
"""The formats that can stand between markers."""


def whole(view: View, format_: str, audience_view: AudienceView, subject: Subject) -> bytes:
    """A file of its own, with pm's mark, but in the formats of trackers.

    Raises:
        PmError: there is no such feature, or an extra is missing.
    """
    if format_ == "xlsx":
        from pmcli.views.workbook import workbook

        return workbook(audience_view, view.sheets)
    if format_ in view.trackers:
        return _bytes(_for_tracker(format_, audience_view.backlog))
    return _bytes(marks.marked(_text(view, format_, audience_view, subject), format_))


def _for_tracker(format_: str, backlog: Backlog) -> str:
    from pmcli.importing.sources.trackers import leaving  # importers take long to load

    return leaving.jira_csv(backlog) if format_ == "jira-csv" else leaving.github_json(backlog)


def part(view: View, format_: str, audience_view: AudienceView, subject: Subject) -> bytes:
    """The part between markers: without a title, for the file has its own.

    Raises:
        PmError: the format cannot stand in a Markdown file.
    """
    if format_ not in PARTS:
        raise PmError(f"{format_} cannot stand between markers", f"write {' or '.join(PARTS)}")
    if format_ == "mermaid":
        return _bytes(fenced(_text(view, format_, audience_view, subject).rstrip("\n"), "mermaid"))
    page = [block for block in view.page(audience_view, subject) if not _is_title(block)]
    return _bytes(blocks.markdown(page))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _text(view: View, format_: str, audience_view: AudienceView, subject: Subject) -> str:
    if format_ in view.drawings:
        if not (drawing := view.drawings[format_](audience_view)):
            raise PmError(f"{view.name} as {format_} shows nothing that {audience_view.reader.name} may see")
        return drawing
    if format_ == "csv" and view.table is not None:
        return csv.render(view.table(audience_view))
    if format_ == "json":
        return json.dumps(view.document(audience_view, subject))
    if format_ == "html":
        return _html(view, audience_view, subject)
    page = view.page(audience_view, subject)
    if format_ == "slack":
        from pmcli.writers.slack import slack

        return slack(page)
    return blocks.markdown(page)


def _html(view: View, audience_view: AudienceView, subject: Subject) -> str:
    from pmcli.views import page as html

    if view.is_interactive:
        return html.explore(audience_view, view.name)
    page = view.page(audience_view, subject)
    return html.static(page, _title(page))


def _is_title(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


def _title(page: Sequence[Block]) -> str:
    return next((block.text for block in page if isinstance(block, Heading)), "pm")
