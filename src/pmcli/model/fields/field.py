"""The row of a field in the registry, and the types that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from pmcli.model.fields.filters import FilterField

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature
    from pmcli.model.likelihood import Likelihood, LikelyPromise
    from pmcli.model.period import Period
    from pmcli.model.reason import Reason
    from pmcli.model.workspace import Workspace
    from pmcli.ranking.result import RankedFeature

_MIDDLE = 50
# No dataclass here compares or shows itself, and every start of pm would pay for the code that does.


class FieldSource(Protocol):
    """The source of the words of a field, beside the feature."""

    @property
    def backlog(self) -> Backlog:
        """The features and the workspace."""

    @property
    def items(self) -> Mapping[str, RankedFeature]:
        """The rows of the ranking, by feature."""


class Delivery(Protocol):
    """The delivery of a feature in a roadmap."""

    @property
    def period(self) -> Period:
        """The period of the delivery."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons why it is this period."""

    @property
    def change(self) -> str | None:
        """What became of the period agreed for it, None where no plan is agreed."""

    @property
    def value(self) -> float | None:
        """The value that it adds to the plan, None where the model is of categories."""


class PlannedSource(FieldSource, Protocol):
    """The source of the words of a field where a roadmap is known."""

    @property
    def placements(self) -> Mapping[str, Delivery]:
        """The deliveries, by feature."""

    @property
    def horizons(self) -> Mapping[str, str]:
        """Now, next or later, by feature."""

    @property
    def confidence(self) -> Mapping[str, str]:
        """High, medium or low, by feature."""

    def period(self, feature: str) -> Period | None:
        """The period of the delivery of a feature, None where it is not placed."""

    def agreed(self, feature: str) -> Period | None:
        """The period that the agreed plan has for a feature, None where it has none."""

    def likelihood(self, feature: str) -> Likelihood | None:
        """How likely a feature is there in time; None where nobody asked, or it is not placed."""

    def promise(self, feature: str) -> LikelyPromise | None:
        """The promise of a feature that is least sure; None where nobody asked, or there is none."""


Words = Callable[[FieldSource, "Feature"], Iterable[str]]
Planned = Callable[[PlannedSource, "Feature"], Iterable[str]]
Number = Callable[[PlannedSource, "Feature"], float | None]
Unit = Callable[["Workspace", str], str]
"""The unit of a number in a field, by the keys that lead to it inside of the field."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Absent:
    """Where a view does not show a field, or a command does not take it: the reason, and what to do instead.

    `reason` completes "it is not there, for …".
    """

    reason: str
    hint: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class InSection:
    """The section of a view in which a field stands; "" is the head of the page.

    Fields of a section stand in the order of `at`, then of the registry. `title` is what the field is called
    there, None where as everywhere. `is_prose` makes paragraphs of its texts, else they are items of a list;
    `is_named` puts the title before each item. `is_listed` gives each text a line of its own in a head.
    """

    section: str
    at: int = _MIDDLE
    title: str | None = None
    is_prose: bool = False
    is_named: bool = False
    is_listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Field:
    """Something known of a feature: written in its file, or worked out (then `about` says what it is).

    How it is told:
        `words` are its texts in a cell, from the feature and its rank; `full` those on a page of its own,
        where they say more; `planned` those in a cell where a roadmap is known. `number` is the value as a
        number. Of a field with `several` texts JSON has a list. `width` is that of a column of long texts.

    Where it stands:
        `show` is `pm show`, `brief` the page to send, `details` a feature in the page to look around in;
        `ask` is `--where`, `edit` how `pm set` reads it: as its kind in the record says, or as words between
        commas. Each may say why it is not there.

    Who sees it:
        `for_leadership`: the audience of that name. `in_reasons`, `in_capacity`: reasons, or the load of
        teams, speak of it, so that those who may not see it see neither.

    What a change of it means:
        One that `moves` ranks or plans is replayed by `pm diff`, `together` with another field where only
        both make sense. `judged` is an input that somebody weighed, or a ground to weigh anew. What is
        `weighed` by decisions is a part of their fingerprint, in any order where it is "unordered". `unit` is
        that of its numbers.
    """

    key: str = field(kw_only=False)
    title: str = field(kw_only=False)
    words: Words = field(kw_only=False)
    full: Words | None = None
    planned: Planned | None = None
    number: Number | None = None
    several: bool = False
    width: float = 0.0
    about: str = ""
    show: InSection | Absent
    brief: InSection | Absent
    details: InSection | Absent
    ask: FilterField | Absent
    edit: Literal["by kind", "by comma"] | Absent = "by kind"
    for_leadership: bool = False
    in_reasons: bool = False
    in_capacity: bool = False
    moves: bool = True
    together: str | None = None
    judged: Literal["input", "ground"] | None = None
    weighed: Literal["ordered", "unordered"] | None = None
    unit: Unit | None = None

    def tell(self, source: PlannedSource, feature: Feature) -> Iterable[str]:
        """The texts of the feature in this field, as they stand in a cell."""
        return self.words(source, feature) if self.planned is None else self.planned(source, feature)

    def in_full(self, source: FieldSource, feature: Feature) -> Iterable[str]:
        """The texts of the feature in this field, as they stand on a page of the feature."""
        return (self.full or self.words)(source, feature)


def in_section(fields: Iterable[Field], view: str, section: str) -> list[tuple[Field, InSection]]:
    """The fields of a section of a view (`show`, `brief` or `details`), in their order."""
    placed = [(field, place) for field in fields if (place := place_in(field, view)) is not None]
    there = [pair for pair in placed if pair[1].section == section]
    return sorted(there, key=lambda pair: pair[1].at)


def place_in(field: Field, view: str) -> InSection | None:
    """The section of a view in which a field stands; None where the view does not have it."""
    place = {"show": field.show, "brief": field.brief, "details": field.details}[view]
    return place if isinstance(place, InSection) else None
