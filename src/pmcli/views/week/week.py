"""The five days of a week, each with what there is to say, from what a reader may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pmcli.model.audience import hidden_from
from pmcli.sharing import AudienceView
from pmcli.views.review.headline import headline
from pmcli.views.roadmap.parts import MONTHS
from pmcli.views.week import backlog, customers, learning, measures, stakeholders
from pmcli.views.week.line import Line


@dataclass(frozen=True, slots=True)
class DayTopic:
    """A day, what it is about, and the lines that there are on it, what matters most first."""

    name: str
    topic: str
    lines: Callable[[AudienceView], Iterator[Line]]


TOPICS: Final = (
    DayTopic("Monday", "measures", measures.lines),
    DayTopic("Tuesday", "customers", customers.lines),
    DayTopic("Wednesday", "backlog", backlog.lines),
    DayTopic("Thursday", "stakeholders", stakeholders.lines),
    DayTopic("Friday", "learning", learning.lines),
)
PUBLIC: Final = "what comes"
"""What a day is about for those who read only what is public."""
DAYS: Final = tuple(topic.name.casefold() for topic in TOPICS)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week with its lines; there is none without."""

    name: str
    topic: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The week of a reader: where we stand in a sentence, the days that have something to say, notes.

    `since` is the full id of the commit compared with, None where nothing is compared. `days` has all that
    there is to say; pages take the first lines of each.
    """

    title: str
    today: date
    lead: str
    days: tuple[Day, ...]
    since: str | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, view: AudienceView, *, only: Sequence[str] = (), since: str | None = None,
        notes: tuple[str, ...] = (), shown: Callable[[str], bool] | None = None,
    ) -> Week:  # fmt: skip
        """The week of today; with `only` those days alone, in the order of the week.

        With `shown` lines that are about features alone which are not shown are left out, and where we stand.
        """
        about = PUBLIC if view.reader.is_public else ""
        days = [
            Day(topic.name, about or topic.topic, tuple(_shown(view, topic, shown)))
            for topic in TOPICS if not only or topic.name.casefold() in only
        ]  # fmt: skip
        return cls(
            f"{view.backlog.workspace.product} · week of {_week(view)}", view.backlog.today,
            "" if only or shown else _lead(view),
            tuple(day for day in days if day.lines), since, notes,
        )  # fmt: skip


def _shown(
    view: AudienceView, topic: DayTopic, shown: Callable[[str], bool] | None
) -> Iterator[Line]:  # fmt: skip
    """The lines of a day, but those about features alone that are not shown."""
    before = view.since.before.features if view.since is not None else {}
    for line in topic.lines(view):
        features = [name for name in line.ids if name in view.backlog.features or name in before]
        if shown is None or not features or any(map(shown, features)):
            yield line


def _week(view: AudienceView) -> str:
    """The Monday of the week of today: "28 September 2026"."""
    today = view.backlog.today
    monday = today - timedelta(days=min(today.weekday(), today.toordinal() - 1))
    return f"{monday.day} {MONTHS[monday.month - 1]} {monday.year}"


def _lead(view: AudienceView) -> str:
    """Where we stand, as the review says it; "" for those who may not read a review."""
    if view.reader.is_public or hidden_from(view.reader, "review") is not None:
        return ""
    line = headline(view)
    return line.text if line is not None else ""
