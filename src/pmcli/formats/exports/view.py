"""What an export shows, as a kind of view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pmcli.formats.table import Table

if TYPE_CHECKING:
    from pmcli.formats.documents import Document
    from pmcli.formats.page import Block
    from pmcli.sharing import Shared

Subject = str | None
"""The feature that a view is about, for views of one."""


@dataclass(frozen=True, slots=True)
class View:
    """A view: what it shows, as a page, as records, as a document, and as drawings by format.

    `needs` are what a reader must see for it to say anything; `of_one` is a view of one feature.
    `is_interactive` has the page that is made for looking around as its HTML.
    """

    name: str
    title: str
    page: Callable[[Shared, Subject], Sequence[Block]]
    document: Callable[[Shared, Subject], Document]
    table: Callable[[Shared], Table] | None = None
    drawings: Mapping[str, Callable[[Shared], str]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    of_one: bool = False
    is_interactive: bool = False
    has_sheets: bool = False

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that it can be written in, the usual one first."""
        some = ["markdown", "html", *(["csv"] if self.table else []), "json"]
        return (*some, *(["xlsx"] if self.has_sheets else []), *self.drawings)
