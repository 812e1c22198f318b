"""Filters of features: conditions such as `status=planned` and `deadline<2027-06-30`.

A condition is a field, an operator and a value. Words are compared without regard to case, `*` in a word
stands for anything; several values between commas mean any of them, a value in quotes may hold a comma;
`owner=` means that there is none. Several conditions are joined by `and`, and all of them must hold.
"""

from __future__ import annotations

import operator as op
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pmcli.model.diagnostic import Guess, PmError, did_you_mean
from pmcli.model.fields import FIELDS, FilterField, FilterRow, own_field
from pmcli.model.fields.filters import BESIDE, Span, Value, extra, spans
from pmcli.model.naming import alike, meant
from pmcli.model.quantities import read_number
from pmcli.model.values import Wrong, read_period_or_date, read_switch

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.ranking import Ranking

Shown = Callable[[str], bool]
_CONDITION = re.compile(r"\s*([^\s=!<>~]+)\s*(!=|!~|<=|>=|==|=|<|>|~)(.*)", re.DOTALL)
_AND = re.compile(r"\s+and\s+(?=[^\s=!<>~,]+\s*(?:[=<>~]|!=|!~))")
_VALUE = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^,"'\s](?:[^,]*[^,\s])?)?)\s*(?:,|$)""")
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": op.lt, ">": op.gt, "<=": op.le, ">=": op.ge, "=": op.eq, "!=": op.eq,
}  # fmt: skip
_OPERATORS = {
    "word": "= != ~ !~",
    "text": "= != ~ !~ < > <= >=",
    "number": "= != < > <= >=",
    "date": "= != < > <= >=",
    "switch": "= !=",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A field, an operator, and the values any of which will do; none: that there is nothing.

    Of the `known` names each is itself alone, also where another differs from it in case.
    """

    field: FilterField
    operator: str
    wanted: tuple[Value, ...]
    known: frozenset[Value] = frozenset()

    def holds(self, row: FilterRow) -> bool:
        """Whether the feature meets it; one without the field meets only `!=`, `!~` and `field=`."""
        values = tuple(self.field.read(row))
        if not self.wanted:
            return bool(values) == (self.operator == "!=")
        if self.field.kind == "text" and self.operator[0] in "<>":
            values = tuple(_measures(values, row.backlog))
        holds = any(
            _holds(value, self.operator[-2:], wanted)
            for value in values for wanted in self.wanted
            if value == wanted or not self.known.issuperset((value, wanted))
        )  # fmt: skip
        return not holds if self.operator in ("!=", "!~") else holds


def _holds(value: Value, operator: str, wanted: Value) -> bool:
    if isinstance(value, tuple) and isinstance(wanted, tuple):
        return _dated(value, operator, wanted)
    if isinstance(value, str) and isinstance(wanted, str):
        pattern = ".*".join(map(re.escape, wanted.casefold().split("*")))
        look = re.search if operator.endswith("~") else re.fullmatch
        return look(pattern, value.casefold(), re.DOTALL) is not None
    is_day = isinstance(value, tuple) or isinstance(wanted, tuple)
    return not is_day and _COMPARE[operator](value, wanted)


def _measures(texts: Iterable[Value], backlog: Backlog) -> Iterator[Value]:
    """The numbers and the days that texts are; others can be neither above nor below anything."""
    for text in texts:
        for kind in ("number", "date"):
            with suppress(Wrong):
                yield _measured(str(text), kind, backlog)


def _measured(text: str, kind: str, backlog: Backlog) -> Value:
    return read_number(text, least=None) if kind == "number" else spans(read_period_or_date(text), backlog)[0]


def _dated(value: Span, operator: str, wanted: Span) -> bool:
    """Whether a span of days compares so: before another when its last day is, equal when inside of it."""
    match operator:
        case "<":
            return value[1] < wanted[0]
        case ">":
            return value[0] > wanted[1]
        case "<=":
            return value[1] <= wanted[1]
        case ">=":
            return value[0] >= wanted[0]
    return wanted[0] <= value[0] and value[1] <= wanted[1]


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that must all hold."""

    backlog: Backlog
    conditions: tuple[Condition, ...]

    @classmethod
    def parse(cls, texts: Iterable[str], backlog: Backlog) -> Filter:
        """The conditions in these texts.

        Raises:
            PmError: a text is no condition, or asks for a field or a word that there is not.
        """
        fields = fields_of(backlog)
        parts = (part for text in texts for part in _AND.split(text))
        return cls(backlog, tuple(_condition(part, fields, backlog) for part in parts))

    @property
    def is_ranked(self) -> bool:
        """Whether a ranking is needed to answer."""
        return any(condition.field.ranked for condition in self.conditions)

    def shown(self, ranking: Ranking | None = None) -> Shown | None:
        """Whether a feature, by id, meets all conditions; None where there are none."""
        if not self.conditions:
            return None
        items = {item.id: item for item in ranking.items} if ranking else {}
        features, backlog = self.backlog.features, self.backlog

        def holds(feature: str) -> bool:
            if feature not in features:
                return False
            row = FilterRow(features[feature], backlog, items.get(feature))
            return all(condition.holds(row) for condition in self.conditions)

        return holds


def _condition(text: str, fields: Mapping[str, FilterField], backlog: Backlog) -> Condition:
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise PmError(f'"{text}" is no condition', "write field=value, such as status=planned or effort<5")
    name, operator, rest = match.groups()
    field = find_field(name, fields)
    operator = "=" if operator == "==" else operator
    if operator not in _OPERATORS[field.kind].split():
        hint = f"of a {field.kind}, ask with one of {_OPERATORS[field.kind]}"
        raise PmError(f'"{field.name}" cannot be asked for with "{operator}"', hint)
    if not rest.strip():
        return _about_nothing(field, operator)
    values = list(_values(rest))
    for value in values:
        _unquoted_condition(value, fields)
    wanted = tuple(_read(value, field, operator, backlog) for value in values)
    return Condition(field, operator, wanted, frozenset(_known(field, backlog)))


def _about_nothing(field: FilterField, operator: str) -> Condition:
    if operator not in ("=", "!="):
        raise PmError(f'"{field.name}{operator}" names no value')
    return Condition(field, operator, ())


def _values(text: str) -> Iterator[str]:
    """The values between commas, without their quotes."""
    at = 0
    while at < len(text):
        match = _VALUE.match(text, at)
        if match is None:
            raise PmError(f"a quote is not closed in {text.strip()}", 'write "…" around a value with a comma')
        yield next((value for value in match.groups() if value is not None), "")
        at = max(match.end(), at + 1)


def _unquoted_condition(value: str, fields: Mapping[str, FilterField]) -> None:
    """Refuse a condition between commas: it would mean something else than it seems to."""
    match = _CONDITION.fullmatch(value)
    if match is not None and match[1] in fields:
        raise PmError(f'"{value}" is a condition of its own', "join conditions with and, or repeat --where")


def _read(text: str, field: FilterField, operator: str, backlog: Backlog) -> Value:
    if field.kind == "text" and operator[0] in "<>":
        if (measure := next(_measures([text], backlog), None)) is None:
            raise PmError(f'{field.name}{operator}: found "{text}", expected a number or a day')
        return measure
    try:
        match field.kind:
            case "number" | "date":
                return _measured(text, field.kind, backlog)
            case "switch":
                return read_switch({"yes": "true", "no": "false"}.get(text.casefold(), text))
    except Wrong as wrong:
        context = wrong.context or {}
        raise PmError(f"{field.name}: {context['message']}", context["hint"]) from None
    return _meant(text, field, backlog) if operator.endswith("=") else text


def _meant(word: str, field: FilterField, backlog: Backlog) -> str:
    """The one name there is that a word means; any word where any may stand."""
    known = _known(field, backlog)
    if not known or "*" in word:
        return word
    same = alike(word, known)
    if len(same) == 1:
        return same[0]
    hint = " or ".join(f'"{name}"' for name in same)
    raise PmError(
        f'there is no {field.name} "{word}"',
        Guess.of(hint) if same else did_you_mean(word, known) or _there_are(list(known)),
    )


def _there_are(known: list[str]) -> str:
    more = f" and {len(known) - 12:,} more" if len(known) > 12 else ""
    return f"there are: {', '.join(known[:12])}{more}"


def _known(field: FilterField, backlog: Backlog) -> tuple[str, ...]:
    """The only words there are, or the names that pm.yaml declares; ids are those of the features."""
    declared = backlog.features if field.name == "id" else backlog.workspace.defined(field.name)
    return tuple(field.choices or declared)


# --- what can be asked for ---

_PLURALS = {"ids": "id", "teams": "team", "outcomes": "outcome", "tags": "tag", "segments": "segment"}


def askable() -> list[FilterField]:
    """The fields that can be asked of every feature, in the order in which they are listed."""
    rows = [field.ask for field in FIELDS if isinstance(field.ask, FilterField)]
    return sorted((*rows, *BESIDE), key=lambda field: field.at)


def fields_of(backlog: Backlog) -> dict[str, FilterField]:
    """The fields that can be asked for in a workspace, by name, its own last."""
    own = (own_field(name, kind).ask for name, kind in backlog.workspace.fields.items())
    extras = map(extra, backlog.extra_keys)
    every = (*askable(), *(field for field in own if isinstance(field, FilterField)), *extras)
    return {field.name: field for field in every}


def find_field(name: str, fields: Mapping[str, FilterField], what: str = "field") -> FilterField:
    """The field of this name, its plural too; case and hyphens do not count.

    Raises:
        PmError: there is none.
    """
    for known in (name, meant(name, fields), _PLURALS.get(name.casefold(), name)):
        if known in fields:
            return fields[known]
    extras = [known for known in fields if known.startswith("x-")]
    if name.casefold().startswith("x-"):
        there = f"features have {', '.join(extras[:12])}" if extras else "no feature has a key with x-"
        raise PmError(f'there is no {what} "{name}"', did_you_mean(name, extras) or there)
    others = (known for known in fields if known not in extras)
    raise PmError(
        f'there is no {what} "{name}"', did_you_mean(name, fields) or f"{what}s: {', '.join(others)}"
    )
