"""Fields that a condition such as `status=planned` can ask for: their kinds, and how each is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pmcli.experiments.result import VERDICTS
from pmcli.model.confidence import verdict_in
from pmcli.model.efforts import NO_TEAM
from pmcli.model.period import Period
from pmcli.model.values import is_empty

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature
    from pmcli.ranking.result import RankedFeature

Span = tuple[date, date]
"""The first and the last day that a date or a period covers."""
Value = str | float | bool | Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FilterRow:
    """The subject of a condition: a feature, and its row of the ranking where it has one."""

    feature: Feature
    backlog: Backlog
    item: RankedFeature | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FilterField:
    """Something to ask for. `kind` is word, number, date, switch or text; `choices` are the only words.

    A text is compared as a word, and with < and > as the number or the day that it is.
    `ranked` fields are known only from a ranking. They are listed in the order of `at`, then of the registry.
    """

    name: str
    kind: str
    read: Callable[[FilterRow], Iterable[Value]]
    choices: tuple[str, ...] | None = None
    ranked: bool = False
    at: int = 50


def word(name: str, at: int = 50, choices: tuple[str, ...] | None = None) -> FilterField:
    """A field that is one word."""
    return FilterField(name, "word", lambda row: _maybe(getattr(row.feature, name)), choices, at=at)


def words(name: str, key: str, at: int = 50) -> FilterField:
    """A field that is a list of words; it is asked for by one of them."""
    return FilterField(name, "word", lambda row: tuple(getattr(row.feature, key)), at=at)


def when(name: str, at: int = 50) -> FilterField:
    """A field that is a day or a period."""
    return FilterField(name, "date", lambda row: spans(getattr(row.feature, name), row.backlog), at=at)


def ranked(name: str, at: int) -> FilterField:
    """A number of the ranking."""
    return FilterField(name, "number", lambda row: _maybe(getattr(row.item, name, None)), ranked=True, at=at)


def own(name: str, kind: str | tuple[str, ...]) -> FilterField:
    """A field that the workspace declares, of the kind that it has there."""
    if kind == "date":
        return FilterField(name, "date", lambda row: spans(row.feature.custom.get(name), row.backlog))
    kinds = {"number": "number", "boolean": "switch"}
    choices = kind if isinstance(kind, tuple) else None
    return FilterField(
        name, kinds.get(str(kind), "word"), lambda row: _maybe(row.feature.custom.get(name)), choices
    )


def extra(name: str) -> FilterField:
    """A key with `x-`, of which nobody says what it holds; of a list it is asked for by any item."""
    return FilterField(name, "text", lambda row: _texts(row.feature.extra.get(name)))


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(str(item) for item in items if isinstance(item, str) and not is_empty(item))


def _maybe(value: Value | None) -> tuple[Value, ...]:
    return () if value is None or value == "" else (value,)


def spans(value: Period | date | None, backlog: Backlog) -> tuple[Span, ...]:
    """The days that a value covers; () where there is none."""
    if value is None:
        return ()
    if isinstance(value, date):
        return ((value, value),)
    fiscal = backlog.workspace.calendar.fiscal
    return ((fiscal.first_day(value), fiscal.last_day(value)),)


# --- single fields ---


def status(row: FilterRow) -> tuple[str, ...]:
    """The status, a decision to park or decline included."""
    return (row.backlog.status(row.feature.id),)


def team(row: FilterRow) -> tuple[str, ...]:
    """The teams of its effort; where it has none, the team that is named."""
    named = [team for team in row.backlog.effort(row.feature) if team != NO_TEAM]
    return tuple(named or filter(None, [row.feature.team]))


def outcome(row: FilterRow) -> tuple[str, ...]:
    """The outcomes to which it contributes anything."""
    return tuple(outcome for outcome, share in row.feature.outcomes.items() if share > 0)


def depends_on(row: FilterRow) -> tuple[str, ...]:
    """The ids of what it waits for."""
    return tuple(need.id for need in row.feature.depends_on)


def effort(row: FilterRow) -> tuple[Value, ...]:
    """The mean effort over all teams."""
    return _maybe(row.backlog.total_effort(row.feature))


def deadline(row: FilterRow) -> tuple[Span, ...]:
    """The day by which it must be delivered."""
    return spans(row.feature.deadline.date if row.feature.deadline else None, row.backlog)


def launch(row: FilterRow) -> tuple[Span, ...]:
    """The day on which it goes out to customers."""
    return spans(row.feature.launch.date if row.feature.launch else None, row.backlog)


def is_ready(row: FilterRow) -> tuple[bool, ...]:
    """Whether it can start now: everything that it hard-depends on is shipped."""
    features, status = row.backlog.features, row.backlog.status
    needs = (need for need in row.feature.prerequisites() if need in features)
    return (row.backlog.is_open(row.feature.id) and all(status(need) == "shipped" for need in needs),)


def experiment(row: FilterRow) -> tuple[str, ...]:
    """The ids of its experiments."""
    return tuple(filter(None, (experiment.id for experiment in row.feature.experiments)))


def tested(row: FilterRow) -> tuple[str, ...]:
    """What its experiments say, each verdict once; nothing of those whose numbers say nothing."""
    verdicts = (verdict_in(experiment) for experiment in row.feature.experiments)
    return tuple(dict.fromkeys(verdict for verdict in verdicts if verdict in VERDICTS))


def launch_kind(row: FilterRow) -> tuple[str, ...]:
    """The kinds of its launch."""
    return row.feature.launch.kind if row.feature.launch else ()


def result(row: FilterRow) -> tuple[str, ...]:
    """The verdicts on what it did, each once."""
    return tuple(dict.fromkeys(result.verdict for result in row.feature.results if result.verdict))


BESIDE = (
    ranked("adjusted", 21), ranked("cost", 23), FilterField("ready", "switch", is_ready, at=29),
    FilterField("tested", "word", tested, VERDICTS, at=31),
    FilterField("launch_kind", "word", launch_kind, at=30),
)  # fmt: skip
"""Fields to ask for that are none of a feature."""
