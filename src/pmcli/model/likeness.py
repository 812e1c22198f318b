"""Titles that are nearly the same: spelled otherwise, abbreviated, or with a word more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pmcli.model.titles import title_key, words_of

NEAR: Final = 80.0
"""Titles are near each other from this likeness on, of 100."""
RARE: Final = 12
"""A word that more titles have says nothing of them: only those that share a rarer one are compared."""
_PART: Final = 85.0
"""How alike a title is to one that has all of its words, and others."""
_NEARLY: Final = 99.0
_SPELLED: Final = 75.0
"""Words are spelled otherwise, and not others, from this likeness on: calendar and calender have 88."""
_INITIALS: Final = range(3, 7)
"""So many words may be written as their initials."""


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles by id, and the ids of those in which a word stands, alone or run together with the next."""

    titles: Mapping[str, str]
    index: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, titles: Mapping[str, str]) -> Titles:
        """The titles, ready to be asked for those near one."""
        index: dict[str, list[str]] = defaultdict(list)
        for name, title in titles.items():
            for mark in _marks(words_of(title)):
                index[mark].append(name)
        return cls(titles, {mark: tuple(names) for mark, names in index.items()})

    def near(self, title: str) -> tuple[tuple[str, float], ...]:
        """The ids of titles near this one with their likeness, the most alike first; 100 is the same."""
        found = {name: likeness(title, self.titles[name]) for name in self._sharing(title)}
        near = ((name, alike) for name, alike in found.items() if alike >= NEAR)
        return tuple(sorted(near, key=lambda pair: (-pair[1], pair[0])))

    def _sharing(self, title: str) -> Iterable[str]:
        """The ids of titles that share a rare word with this one."""
        shared = (self.index.get(mark, ()) for mark in _marks(words_of(title)))
        return dict.fromkeys(name for names in shared if len(names) <= RARE for name in names)


def _marks(words: tuple[str, ...]) -> Iterator[str]:
    """The words, each once, what two of them are as one, and the initials of several."""
    yield from dict.fromkeys((*words, *(word for word, _, _ in _shortened(words))))


def _shortened(words: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """What a stretch of words is in one: two run together, or the initials of more; with start and end."""
    for start in range(len(words)):
        if start + 2 <= len(words):
            yield words[start] + words[start + 1], start, start + 2
        for end in range(start + _INITIALS.start, min(start + _INITIALS.stop - 1, len(words)) + 1):
            yield "".join(word[0] for word in words[start:end]), start, end


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 100, whatever order their words have.

    Each word of the shorter one must have its like in the other; a number is like itself alone.
    """
    from rapidfuzz import fuzz

    if title_key(one) == title_key(other):
        return 100.0
    first, second = words_of(one), words_of(other)
    left, right = _as_in(first, second), _as_in(second, first)
    fewer, more = sorted((left, right), key=len)
    unlike, left_over = set(fewer) - set(more), set(more) - set(fewer)
    if not fewer or not all(any(_is_like(word, rest) for rest in left_over) for word in unlike):
        return 0.0
    is_part = not unlike and (len(fewer) > 1 or (left, right) != (first, second))
    whole = fuzz.ratio(" ".join(sorted(left)), " ".join(sorted(right)))
    return min(_NEARLY, max(whole, _PART if is_part else 0.0))


def _is_like(word: str, other: str) -> bool:
    """Whether a word may be another, spelled otherwise."""
    from rapidfuzz import fuzz

    return word.isalpha() and other.isalpha() and fuzz.ratio(word, other) >= _SPELLED


@lru_cache(maxsize=1024)
def _as_in(words: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The words, a stretch of them in one word where the others have it so."""
    known = set(others) - set(words)
    for short, start, end in _shortened(words):
        if short in known:
            return (*words[:start], short, *_as_in(words[end:], others))
    return words
