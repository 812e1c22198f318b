"""A workbook for those who live in spreadsheets: a sheet a view, with its formulas alive.

It needs the extra "xlsx" (XlsxWriter), which is imported only when a workbook is written.
"""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.sharing import AudienceView
from pmcli.views.workbook import about, capacity, lists, outcomes, ranking, roadmap
from pmcli.writers.xlsx.book import available, same, write
from pmcli.writers.xlsx.sheet import Kind, Sheet

__all__ = ["SHEETS", "available", "same", "sheets", "workbook"]

SHEETS: tuple[Kind, ...] = (
    ranking.KIND, roadmap.KIND, capacity.LOAD, capacity.CAPACITY, capacity.WORK, lists.OUTCOMES,
    lists.FEATURES, outcomes.EXPERIMENTS, outcomes.LAUNCHES, outcomes.RESULTS, lists.REFUSED, lists.UNSCORED,
)  # fmt: skip
"""The sheets that there are, in their usual order; one more, about the others, is always the last."""
NAMES = tuple(kind.name for kind in SHEETS)


def workbook(view: AudienceView, names: Sequence[str] = NAMES) -> bytes:
    """The workbook of what a reader may see: the same bytes for the same files, on every day.

    `names` are its sheets, the first of which it opens with; one of which the reader sees nothing is not
    there.

    Raises:
        PmError: the extra is not installed, or a sheet would be larger than spreadsheets are.
    """
    return write(sheets(view, names), view.backlog.workspace.product)


def sheets(view: AudienceView, names: Sequence[str] = NAMES) -> list[Sheet]:
    """The sheets of these names as they will be written."""
    kinds = {kind.name: kind for kind in SHEETS}
    made = [(kinds[name], sheet) for name in names if (sheet := kinds[name].make(view)) is not None]
    return [*(sheet for _, sheet in made), about.sheet(view, made)]
