"""A workbook for those who live in spreadsheets: a sheet a view, with its formulas alive.

It needs the extra "xlsx" (XlsxWriter), which is imported only when a workbook is written.
"""

from __future__ import annotations

from pmcli.sharing import AudienceView
from pmcli.views.workbook import about, capacity, lists, ranking, roadmap
from pmcli.writers.xlsx.book import available, same, write
from pmcli.writers.xlsx.sheet import Kind, Sheet

__all__ = ["SHEETS", "available", "same", "sheets", "workbook"]

SHEETS: tuple[Kind, ...] = (
    ranking.KIND, roadmap.KIND, capacity.LOAD, capacity.CAPACITY, capacity.WORK, lists.OUTCOMES,
    lists.FEATURES, lists.REFUSED, lists.UNSCORED,
)  # fmt: skip
"""The sheets, in the order in which they stand; the last one, about the others, comes with them."""


def workbook(view: AudienceView) -> bytes:
    """The workbook of what a reader may see: the same bytes for the same files, on every day.

    A sheet of which the reader sees nothing is not there.

    Raises:
        PmError: the extra is not installed, or a sheet would be larger than spreadsheets are.
    """
    return write(sheets(view), view.backlog.workspace.product)


def sheets(view: AudienceView) -> list[Sheet]:
    """The sheets as they will be written."""
    made = [(kind, sheet) for kind in SHEETS if (sheet := kind.make(view)) is not None]
    return [*(sheet for _, sheet in made), about.sheet(view, made)]
