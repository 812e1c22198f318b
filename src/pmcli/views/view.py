"""The kind `View`: what an export shows, and in which formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pmcli.model.audience import Reader, hidden_from
from pmcli.writers.table import Table

if TYPE_CHECKING:
    from pmcli.sharing import AudienceView
    from pmcli.writers.blocks import Block
    from pmcli.writers.documents import Document

Subject = str | None
"""The feature that a view is about, for views of one."""


@dataclass(frozen=True, slots=True)
class View:
    """A view: what it shows, as a page, as records, as a document, and as drawings by format.

    `of_one` is a view of one feature.
    `is_interactive` has the page that is made for looking around as its HTML. Without `has_periods` it shows
    nothing of the roadmap to those who see all, other than in such a page or a workbook. `sheets` are those
    of its workbook, what it is about first, and with them all that their formulas read. `changes_in` are the
    formats that tell what changed, `odds_in` those that tell odds where they are asked for; `trackers` are
    those of other tools, which importers know.
    """

    name: str
    title: str
    page: Callable[[AudienceView, Subject], Sequence[Block]]
    document: Callable[[AudienceView, Subject], Document]
    table: Callable[[AudienceView], Table] | None = None
    drawings: Mapping[str, Callable[[AudienceView], str]] = field(default_factory=dict)
    of_one: bool = False
    is_interactive: bool = False
    sheets: tuple[str, ...] = ()
    has_periods: bool = True
    changes_in: tuple[str, ...] = ()
    odds_in: tuple[str, ...] = ()
    trackers: tuple[str, ...] = ()

    def hidden_from(self, reader: Reader) -> str | None:
        """The field that a reader would have to see for this view to say anything; None where they see it."""
        return hidden_from(reader, self.name)

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that it can be written in, the usual one first."""
        usual = ("markdown", "html", *(["csv"] if self.table else []), "json")
        return (*usual, *(["xlsx"] if self.sheets else []), *self.drawings, *self.trackers)
