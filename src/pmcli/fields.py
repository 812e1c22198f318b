"""What can be asked of a feature: each field with its kind and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pmcli.diagnostic import PmError, did_you_mean
from pmcli.feature import MOSCOW, NO_TEAM, STATUSES, TYPES
from pmcli.period import Period

if TYPE_CHECKING:
    from pmcli.backlog import Backlog
    from pmcli.feature import Feature
    from pmcli.ranking import RankedFeature

Span = tuple[date, date]
"""The first and the last day that a date or a period covers."""
Value = str | float | bool | Span


@dataclass(frozen=True, slots=True)
class Row:
    """What a condition looks at: a feature, and its place in the ranking where it has one."""

    feature: Feature
    backlog: Backlog
    item: RankedFeature | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """Something to ask for. `kind` is word, number, date or switch; `words` are the only ones there are.

    `ranked` fields are known only from a ranking.
    """

    name: str
    kind: str
    read: Callable[[Row], Iterable[Value]]
    words: tuple[str, ...] | None = None
    ranked: bool = False


def _maybe(value: Value | None) -> tuple[Value, ...]:
    return () if value is None or value == "" else (value,)


def _word(name: str, words: tuple[str, ...] | None = None) -> Field:
    return Field(name, "word", lambda row: _maybe(getattr(row.feature, name)), words)


def _words(name: str, key: str) -> Field:
    return Field(name, "word", lambda row: tuple(getattr(row.feature, key)))


def _ranked(name: str) -> Field:
    return Field(name, "number", lambda row: _maybe(getattr(row.item, name, None)), ranked=True)


def _when(name: str) -> Field:
    return Field(name, "date", lambda row: spans(getattr(row.feature, name), row.backlog))


def spans(value: Period | date | None, backlog: Backlog) -> tuple[Span, ...]:
    """The days that a value covers; () where there is none."""
    if value is None:
        return ()
    if isinstance(value, date):
        return ((value, value),)
    fiscal = backlog.workspace.calendar.fiscal
    return ((fiscal.first_day(value), fiscal.last_day(value)),)


def _deadline(row: Row) -> tuple[Span, ...]:
    deadline = row.feature.deadline
    return spans(deadline.date if deadline else None, row.backlog)


def _launch(row: Row) -> tuple[Span, ...]:
    return spans(row.feature.launch.date if row.feature.launch else None, row.backlog)


def _is_ready(row: Row) -> bool:
    """Whether it can start now: everything that it hard-depends on is shipped."""
    features, status = row.backlog.features, row.backlog.status
    needs = (need for need in row.feature.prerequisites() if need in features)
    return row.backlog.is_open(row.feature.id) and all(status(need) == "shipped" for need in needs)


def _teams(row: Row) -> tuple[str, ...]:
    named = [team for team in row.backlog.effort(row.feature) if team != NO_TEAM]
    return tuple(named or filter(None, [row.feature.team]))


def _outcomes(row: Row) -> tuple[str, ...]:
    return tuple(outcome for outcome, share in row.feature.outcomes.items() if share > 0)


FIELDS: tuple[Field, ...] = (
    Field("id", "word", lambda row: (row.feature.id,)),
    _word("title"),
    Field("status", "word", lambda row: (row.backlog.status(row.feature.id),), STATUSES),
    _word("type", TYPES),
    Field("team", "word", _teams),
    _word("owner"),
    _word("theme"),
    Field("outcome", "word", _outcomes),
    _words("tag", "tags"),
    _words("segment", "segments"),
    _words("solves", "solves"),
    Field("depends_on", "word", lambda row: tuple(need.id for need in row.feature.depends_on)),
    *map(_word, ("product", "parent", "release")),
    _word("horizon", ("now", "next", "later")),
    _word("moscow", tuple(MOSCOW)),
    Field("effort", "number", lambda row: _maybe(row.backlog.total_effort(row.feature))),
    *map(_ranked, ("rank", "score", "adjusted", "value", "cost")),
    Field("deadline", "date", _deadline),
    *map(_when, ("target", "not_before", "shipped")),
    Field("launch", "date", _launch),
    Field("ready", "switch", lambda row: (_is_ready(row),)),
)
"""What can be asked of every feature; a workspace's own fields come on top."""
_PLURALS = {"ids": "id", "teams": "team", "outcomes": "outcome", "tags": "tag", "segments": "segment"}


def fields_of(backlog: Backlog) -> dict[str, Field]:
    """The fields that can be asked for, by name."""
    own = (_own(name, kind) for name, kind in backlog.workspace.fields.items())
    return {field.name: field for field in (*FIELDS, *own)}


def find_field(name: str, fields: Mapping[str, Field], what: str = "field") -> Field:
    """The field of this name, its plural too; case and hyphens do not count.

    Raises:
        PmError: there is none.
    """
    key = name.casefold().replace("-", "_")
    for known in (name, key, _PLURALS.get(key, key)):
        if known in fields:
            return fields[known]
    hint = did_you_mean(name, fields) or f"{what}s: {', '.join(fields)}"
    raise PmError(f'there is no {what} "{name}"', hint)


def _own(name: str, kind: str | tuple[str, ...]) -> Field:
    kinds = {"number": "number", "date": "date", "boolean": "switch"}
    words = kind if isinstance(kind, tuple) else None
    if kind == "date":
        return Field(name, "date", lambda row: spans(row.feature.custom.get(name), row.backlog))
    return Field(name, kinds.get(str(kind), "word"), lambda row: _maybe(row.feature.custom.get(name)), words)
