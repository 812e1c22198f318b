"""The kind `View`: what an export shows, and in which formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pmcli.model.audience import Reader, hidden_from
from pmcli.model.workspace import SUBJECTS
from pmcli.writers.table import Table

if TYPE_CHECKING:
    from pmcli.sharing import AudienceView
    from pmcli.writers.blocks import Block
    from pmcli.writers.documents import Document

Subject = str | None
"""The feature, problem or experiment that a view is about, for views of one."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """The things that a view can be about, as a reader knows them.

    `every` are their names, each of which gets a file of its own in a folder, `find` the name of the one that
    somebody means. `each` says in words which get a file, `absence` that there is none.
    """

    every: Callable[[AudienceView], Sequence[str]]
    find: Callable[[AudienceView, str], str]
    each: str
    absence: str


@dataclass(frozen=True, slots=True)
class View:
    """A view: what it shows, as a page, as records, as a document, and as drawings by format.

    `subjects` are what it can be about, None of a view of all features.
    `is_interactive` has the page that is made for looking around as its HTML. Without `has_periods` it shows
    nothing of the roadmap to those who see all, other than in such a page or a workbook. `sheets` are those
    of its workbook, what it is about first, and with them all that their formulas read. `changes_in` are the
    formats that tell what changed, `odds_in` those that tell odds where they are asked for; `trackers` are
    those of other tools, which importers know. `looks_back`: it tells what was estimated when work
    began, where that is asked for. `is_for_chat`: it makes a message of Slack too.
    """

    name: str
    title: str
    page: Callable[[AudienceView, Subject], Sequence[Block]]
    document: Callable[[AudienceView, Subject], Document]
    table: Callable[[AudienceView], Table] | None = None
    drawings: Mapping[str, Callable[[AudienceView], str]] = field(default_factory=dict)
    subjects: Subjects | None = None
    is_interactive: bool = False
    sheets: tuple[str, ...] = ()
    has_periods: bool = True
    changes_in: tuple[str, ...] = ()
    odds_in: tuple[str, ...] = ()
    trackers: tuple[str, ...] = ()
    looks_back: bool = False
    is_for_chat: bool = False

    @property
    def of_one(self) -> bool:
        """Whether it has to be told what it is about."""
        return self.subjects is not None and not SUBJECTS[self.name].is_free

    def hidden_from(self, reader: Reader) -> str | None:
        """The field that a reader would have to see for this view to say anything; None where they see it."""
        return hidden_from(reader, self.name)

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that it can be written in, the usual one first."""
        usual = ("markdown", "html", *(["csv"] if self.table else []), "json")
        chat = ["slack"] if self.is_for_chat else []
        return (*usual, *(["xlsx"] if self.sheets else []), *self.drawings, *self.trackers, *chat)
