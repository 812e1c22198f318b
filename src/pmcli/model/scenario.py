"""Scenarios of pm.yaml: what would be otherwise, by name, for `pm what-if` and `--scenario`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from pmcli.model.estimate import plain
from pmcli.model.kinds import ESTIMATE_SCHEMA, Id, InPeriod, Range, Text, as_kind, number_in
from pmcli.model.naming import folded
from pmcli.model.period import Period
from pmcli.model.quantities import ENDS, read_estimate, to_number
from pmcli.model.record import Record
from pmcli.model.values import Wrong, is_empty, scalar, shown

BASE = "base"
"""The name of the backlog as it is, beside its scenarios."""
_RESERVED = (BASE, "now")
"""No scenario may be called so."""
_LONGEST_NAME = 64
"""The most characters of a name: what a column has room for."""
LARGEST_FACTOR = 1e6
"""Nothing becomes larger by more than this, or smaller, unless it becomes nothing."""
_FACTOR = re.compile(r"[x×*]\s*(\S+)")
_FACTOR_SCHEMA: dict[str, Any] = {
    "$comment": "factor",
    "type": "string",
    "pattern": r"^[x×*]\s*(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$",
}
_BEHIND = re.compile(r"(\d+(?:\.\d*)?)\s*([x×%])")
"""Other ways in which people write a factor: 2x, 50%."""


def read_name(value: object) -> str:
    """The name of a scenario: words that can be seen and typed, and no option of a command."""
    name = str(value)
    fault = next((fault for is_so, fault in _name_faults(name) if is_so), None)
    if fault is not None:
        raise Wrong(f"no scenario may be called {shown(name)}{fault}", "choose another name", (), "key")
    return name


def _name_faults(name: str) -> Iterator[tuple[bool, str]]:
    """What makes a name none, each with whether it is so, in the order in which it is told."""
    yield not name.strip(), ""
    yield folded(name) in _RESERVED, ": that is the backlog as it is"
    yield not name.isprintable(), ": it has characters that nobody sees"
    yield name != name.strip(), ": it has blanks around it"
    yield name.startswith("-"), ": it would be read as an option"
    yield len(name) > _LONGEST_NAME, f": at most {_LONGEST_NAME} characters"


def twin_fault(name: str, twin: str) -> str:
    """Why a name cannot stand beside one that is the same but for its case, accents or blanks."""
    return f"{shown(name)} is {shown(twin)} again, written otherwise"


def read_factor(value: object, *, above: bool = False) -> float:
    """A factor such as `x2` or `x0.5`, of at least 0; `above`: 0 is out."""
    expected = "a factor such as x2 or x0.5"
    text = scalar(value, expected).strip()
    match = _FACTOR.fullmatch(text)
    if match is None:
        raise Wrong(f"found {shown(text)}, expected {expected}", _factor_hint(text))
    number = to_number(match[1], expected)
    if number < 0 or (above and number == 0):
        raise Wrong(f"found {shown(text)}, expected a factor {'above' if above else 'of at least'} 0")
    if number != 0 and not 1 / LARGEST_FACTOR <= number <= LARGEST_FACTOR:
        ends = f"x{plain(1 / LARGEST_FACTOR)} to x{plain(LARGEST_FACTOR)}"
        raise Wrong(f"found {shown(text)}, expected a factor from {ends}")
    return number


def _factor_hint(text: str) -> str | None:
    if match := _BEHIND.fullmatch(text):
        return f"write x{plain(float(match[1]) / (100 if match[2] == '%' else 1))}"
    try:
        number = to_number(text)
    except Wrong:
        return None
    return f"write x{plain(number)}" if number >= 0 else None


@dataclass(frozen=True, slots=True)
class EffortChange:
    """Another effort: so many times what it is, or an estimate as it is written."""

    factor: float | None = None
    estimate: str = ""

    def __str__(self) -> str:
        return self.estimate if self.factor is None else f"x{plain(self.factor)}"


def read_effort_change(value: object) -> EffortChange:
    """`x2`, or a number, a range, or the name of a size: whether there is such a size is asked later."""
    if isinstance(value, str) and not is_empty(value):
        text = value.strip()
        if _FACTOR.fullmatch(text):
            return EffortChange(read_factor(text, above=True))
        if text.isalpha():
            return EffortChange(estimate=text)
        if _BEHIND.fullmatch(text):
            expected = "expected a factor such as x2, a number or a range"
            raise Wrong(f"found {shown(text)}, {expected}", _factor_hint(text))
    return EffortChange(estimate=str(read_estimate(value, above=True)))


def _read_effort(value: object) -> EffortChange | dict[str, EffortChange]:
    """The change of an effort, or one for each team named."""
    if not isinstance(value, dict) or (value and value.keys() <= {*ENDS}):
        return read_effort_change(value)
    if not value:
        raise Wrong("found an empty map, expected efforts by team")
    return {str(team): _read_part(str(team), part) for team, part in value.items()}


def _read_part(team: str, value: object) -> EffortChange:
    try:
        return read_effort_change(value)
    except Wrong as wrong:
        context = wrong.context or {}
        raise Wrong(context["message"], context["hint"], (team, *context["at"])) from None


_CHANGE_SCHEMA: dict[str, Any] = {"anyOf": [_FACTOR_SCHEMA, *ESTIMATE_SCHEMA["anyOf"], {"type": "string"}]}
_EFFORT_SCHEMA: dict[str, Any] = {
    "$comment": "change",
    "anyOf": [*_CHANGE_SCHEMA["anyOf"], {"type": "object", "additionalProperties": _CHANGE_SCHEMA}],
}


ScenarioName = Annotated[str, *as_kind(read_name, {"type": "string", "maxLength": _LONGEST_NAME})]


class Scenario(Record):
    """What would be otherwise: people who come or leave, features dropped, other efforts and values."""

    title: Text | None = None
    """What it is about, for people."""
    capacity: dict[str, Range] = Field(default_factory=dict)
    """The capacity of teams in every period, a number or a range, instead of capacity or people there."""
    people: dict[str, Range] = Field(default_factory=dict)
    """The people of teams in every period, of teams that are given by people; focus and absent stay."""
    add: dict[str, Annotated[float, *number_in(None)]] = Field(default_factory=dict)
    """So much more capacity a period, or less (-3); before focus and reserve."""
    from_: InPeriod | None = Field(default=None, alias="from")
    """The period from which `capacity`, `people` and `add` count; else from the first on."""
    drop: tuple[Id, ...] = ()
    """Features that are not done: as if parked."""
    effort: dict[
        str, Annotated[EffortChange | dict[str, EffortChange], *as_kind(_read_effort, _EFFORT_SCHEMA)]
    ] = Field(default_factory=dict)
    """Another effort, by feature: x2, a number, a range, a size; or {team: x2}, other teams as they are."""
    value: dict[str, Annotated[float, *as_kind(read_factor, _FACTOR_SCHEMA)]] = Field(default_factory=dict)
    """A factor on the value that the method gives, by feature: x0.5."""

    @model_validator(mode="after")
    def _has_capacity(self) -> Self:
        if self.from_ is not None and not self.teams:
            message = "from: says when a capacity changes, and none does"
            raise Wrong(message, "add capacity: {team: …} or add: {team: …}", ("from",), "key")
        if both := next((team for team in self.people if team in self.capacity), None):
            raise Wrong(f'"{both}" has both "capacity" and "people"', "keep one of the two", ("people", both))
        return self

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that have more or less capacity in it, each once."""
        return tuple(dict.fromkeys((*self.capacity, *self.people, *self.add)))

    def sizes(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """The names of sizes that it uses, each with the keys that lead to it."""
        for feature, change in self.effort.items():
            parts = {(): change} if isinstance(change, EffortChange) else {(t,): c for t, c in change.items()}
            for keys, part in parts.items():
                if part.estimate.isalpha():
                    yield ("effort", feature, *keys), part.estimate

    def changes(self) -> tuple[str, ...]:
        """Each change in a few words: "web 11", "px 4 people", "payments +3", "without sso"."""
        since = f" from {self.from_}" if self.from_ is not None else ""
        return (
            *(f"{team} {number}{since}" for team, number in self.capacity.items()),
            *(f"{team} {number} people{since}" for team, number in self.people.items()),
            *(f"{team} {plain(number) if number < 0 else f'+{plain(number)}'}{since}"
              for team, number in self.add.items()),
            *self.changes_of_features(),
        )  # fmt: skip

    def changes_of_features(self) -> tuple[str, ...]:
        """Each change of a feature in a few words: "without sso", "effort of sso x2"."""
        return (
            *(f"without {name}" for name in self.drop),
            *(f"effort of {name} {_told(change)}" for name, change in self.effort.items()),
            *(f"value of {name} x{plain(factor)}" for name, factor in self.value.items()),
        )  # fmt: skip


def _told(change: EffortChange | dict[str, EffortChange]) -> str:
    if isinstance(change, EffortChange):
        return str(change)
    return ", ".join(f"{team} {part}" for team, part in change.items())


def period_fault(scenario: Scenario, step: str) -> str | None:
    """Why the period from which a scenario counts is none of the calendar's, None where it is one."""
    period: Period | None = scenario.from_
    return f'"{period}" is no {step}' if period is not None and period.step != step else None
