"""The parts of a roadmap as its readers may have them, decided once: every format draws these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from pmcli.sharing import HORIZONS
from pmcli.views.roadmap.labels import closing, reasons_text
from pmcli.writers.documents import Row, select
from pmcli.writers.table import Cell, Column, Table

if TYPE_CHECKING:
    from pmcli.model.feature import Feature
    from pmcli.model.period import Period
    from pmcli.model.strategy import Outcome
    from pmcli.planning.result import Load, Unplaced
    from pmcli.sharing import AudienceView

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
Form = Literal["whole", "reasons", "titles"]
"""All there is to tell; each feature with its reasons, the rest counted; each with no more than its title."""
REASONS = 2
"""Reasons that are told of a feature where there is not room for all."""
NOT_KEPT = "What cannot be kept"
"""The heading of conflicts."""
NOT_IN_PLAN = "Not in this plan"
"""The heading of what is in no period."""
UNPLACED = 30
"""Features that are named on a page of what is not in the plan."""


@dataclass(frozen=True, slots=True)
class RoadmapOptions:
    """How a roadmap is looked at: the features shown (None: all), their groups, how much is told.

    `shown` only hides rows: loads, costs and totals are of the whole plan. With `all` all that
    is in no period is named. A `form` that is not whole leaves out what `--all` tells; where it has only
    titles, these take at most `lines` lines.
    """

    shown: Callable[[str], bool] | None = None
    by: str | None = None
    verbose: bool = False
    all: bool = False
    form: Form = "whole"
    lines: int = 1

    def rows(self, rows: Sequence[Row]) -> list[Row]:
        """The rows whose features are shown."""
        return list(select(rows, self.shown))


# --- what comes when ---


@dataclass(frozen=True, slots=True)
class Phase:
    """A period, or now, next or later, with its features in the order of the reader.

    `period` is None, and `days` is "", where the reader sees no periods.
    """

    title: str
    features: tuple[Feature, ...]
    period: Period | None = None
    days: str = ""


def phases(view: AudienceView) -> list[Phase]:
    """The periods planned; now, next and later where the reader sees no periods."""
    order = view.in_order()
    if not view.sees("period"):
        of = view.horizons.get
        return [
            Phase(name.capitalize(), tuple(feature for feature in order if of(feature.id) == name))
            for name in HORIZONS
        ]
    by_period: dict[Period, list[Feature]] = {period: [] for period in view.roadmap.periods}
    for feature in order:
        if (period := view.period(feature.id)) is not None:
            by_period[period].append(feature)
    return [
        Phase(str(period), tuple(features), period, _days(view, period))
        for period, features in by_period.items()
    ]


def _days(view: AudienceView, period: Period) -> str:
    """The days of a period: "1 October to 31 December 2026"."""
    fiscal = view.backlog.workspace.calendar.fiscal
    first, last = max(fiscal.first_day(period), first_day(view)), fiscal.last_day(period)
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {MONTHS[first.month - 1]}{year} to {last.day} {MONTHS[last.month - 1]} {last.year}"


def first_day(view: AudienceView) -> date:
    """The first day planned: a plan may begin within a period."""
    return view.backlog.start or date.min


def loads(view: AudienceView) -> dict[tuple[int, str], Load]:
    """The loads by number of the period and team; none where the reader may not see them."""
    if not view.sees("capacity", "period"):
        return {}
    periods = view.roadmap.periods
    return {(periods.index(load.period), load.team): load for load in view.roadmap.loads}


# --- what for ---


@dataclass(frozen=True, slots=True)
class Goal:
    """An outcome sought, and the features planned that serve it."""

    outcome: Outcome
    served_by: tuple[str, ...]


def goals(view: AudienceView) -> list[Goal]:
    """The outcomes sought, the weightiest first."""
    outcomes = view.backlog.workspace.strategy.outcomes
    planned = [feature for phase in phases(view) for feature in phase.features] if outcomes else []
    return [
        Goal(outcome, tuple(feature.id for feature in planned if feature.outcomes.get(name)))
        for name, outcome in sorted(outcomes.items(), key=lambda pair: -pair[1].weight)
    ]


# --- what not, and how good it is ---


def unplaced_table(view: AudienceView, rows: Sequence[Unplaced], first: int, reasons: int | None) -> Table:
    """The first of these features that are in no period, with so many reasons, where the reader sees any."""
    with_id, with_reasons = view.sees("id"), any(row.reasons for row in rows)
    columns = (
        *([Column("id", "id", kind="id")] if with_id else []),
        Column("title", "title", priority=1, least=18),
        *([Column("reasons", "why not", least=30)] if with_reasons else []),
    )
    cells = (
        (
            *([Cell(row.id)] if with_id else []), Cell(view.title(row.id)),
            *([Cell(reasons_text(row.reasons, reasons))] if with_reasons else []),
        )
        for row in rows[:first]
    )  # fmt: skip
    return Table(columns, tuple(cells))


def verdict(view: AudienceView) -> list[str]:
    """How good the plan is, in sentences; nothing for readers who do not see everything."""
    return [sentence(text) for text in closing(view.roadmap)] if view.reader.fields is None else []


def sentence(text: str) -> str:
    """A remark as a sentence of its own, with one full stop."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
