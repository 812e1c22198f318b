"""The spread of an input over the backlog so far, beside which an estimate is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from pmcli.model.estimate import Estimate
from pmcli.model.inputs import FROM_EVIDENCE

if TYPE_CHECKING:
    from pmcli.editing.triage.questions import Question
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature

MARKS = ("lowest", "a quarter", "half", "three quarters", "highest")


@dataclass(frozen=True, slots=True)
class Spread:
    """The answers of the open features: numbers with their features, the lowest first, or words counted.

    `counts` has for every level of the question how many answers are nearest to it.
    """

    numbers: tuple[tuple[float, str], ...]
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The number of features with an answer."""
        return len(self.numbers) or sum(self.counts)

    def landmarks(self) -> tuple[tuple[str, float, str], ...]:
        """The lowest, the quarters and the highest: each a name, a number, and a feature that has it."""
        last = len(self.numbers) - 1
        landmarks: dict[int, str] = {}
        for at in (0, 4, 2, 1, 3):
            landmarks.setdefault(floor(last * at / 4 + 0.5), MARKS[at])
        return tuple((mark, *self.numbers[at]) for at, mark in sorted(landmarks.items()) if last >= 0)


def spread(question: Question, backlog: Backlog, besides: str | None = None) -> Spread:
    """The spread of an input over the open features, without `besides`."""
    answers = [
        (value, feature.id)
        for feature in backlog.features.values()
        if feature.id != besides and backlog.is_open(feature.id)
        for value in _value(question, feature, backlog)
    ]
    counts = [0] * len(question.levels)
    for value, _ in answers:
        at = _nearest(value, question)
        if at is not None:
            counts[at] += 1
    numbers = sorted((value, name) for value, name in answers if isinstance(value, float))
    return Spread(tuple(numbers), tuple(counts))


def _nearest(value: float | str, question: Question) -> int | None:
    """The level that an answer is, or is nearest to; of two as near the higher one."""
    words = [level.answer for level in question.levels]
    if isinstance(value, str):
        return words.index(value) if value in words else None
    levels = [
        (abs(level.number - value), -level.number, at) for at, level in enumerate(question.levels)
        if level.number is not None and level.answer not in FROM_EVIDENCE
    ]  # fmt: skip
    return min(levels)[2] if levels else None


def _value(question: Question, feature: Feature, backlog: Backlog) -> Iterator[float | str]:
    """The answer of a feature: a number, or a word where it is a class; nothing where it has none."""
    if question.name == "effort":
        total = backlog.total_effort(feature)
        yield from () if total is None else (total,)
        return
    value: object = feature.custom.get(str(question.keys[0]))
    if value is None:
        value = getattr(feature, str(question.keys[0]), None)
    for key in question.keys[1:]:
        value = value.get(key) if isinstance(value, dict) else getattr(value, str(key), None)
    if isinstance(value, Estimate):
        yield value.mean
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield float(value)
    elif isinstance(value, str):
        yield value
