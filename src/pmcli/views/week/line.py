"""A line of the week: what is the case, and what follows from it for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from pmcli.model.figure import anded

LONGEST = 56
"""The letters of a title, a question or a reason that a line has, at most."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence: what is the case, what follows, the ids that it is about.

    `act` is what somebody should do, `who` that person where the reader may know; `command` helps with it at
    a terminal. `course` are the values of a measure over time, the oldest first.
    """

    says: str
    ids: tuple[str, ...] = ()
    act: str = ""
    who: str = ""
    command: str = ""
    course: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """The whole sentence: "Gift cards has no score → amelie: give it one"."""
        act = f"{self.who}: {self.act}" if self.who and self.act else self.act
        return f"{self.says} → {act}" if act else self.says


def short(text: str, most: int = LONGEST) -> str:
    """A text in one line, cut between words; a word that is longer than all of it is cut too."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    return shorten(words, most, placeholder=" …") if " " in words[:most] else f"{words[: most - 1]}…"


def several(titles: Iterable[str], most: int = _NAMED) -> str:
    """Titles as they are said, those beyond `most` counted: "A, B and 4 more"."""
    every = [short(title) for title in titles]
    return anded(every[:most], max(0, len(every) - most))


def quoted(text: str, most: int = LONGEST) -> str:
    """What somebody wrote, in quotation marks."""
    return f'"{short(text, most)}"'


def on_day(day: date) -> str:
    """A day with its name: "on Monday 2026-10-05"."""
    return f"on {WEEKDAYS[day.weekday()]} {day}"
