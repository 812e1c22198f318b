"""Titles that are nearly the same: spelled otherwise, abbreviated, or with a word more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from pmcli.model.titles import title_key, words_of

SAME: Final = 100.0
"""The likeness of titles that say the same."""
NEAR: Final = 80.0
"""Titles are near each other from this likeness on, of 100."""
RARE: Final = 12
"""A word that more titles have says nothing of them: only those that share a rarer one are compared."""
_PART: Final = 85.0
"""How alike a title is to one that has all of its words, and others."""
_NEARLY: Final = 99.0
_SPELLED: Final = 75.0
"""Words are spelled otherwise, and not others, from this likeness on: calendar and calender have 88."""
_MOST_WORDS: Final = 40
"""The words of a title that are compared; nobody's title has more."""
_INITIALS: Final = range(3, 7)
"""So many words may be written as their initials."""


@dataclass(frozen=True, slots=True)
class _Title:
    """A title: the key of those that say the same, its words, and stretches of them that may be one."""

    key: str
    words: tuple[str, ...]
    stretches: tuple[tuple[str, int, int], ...]
    shorts: frozenset[str]
    each: frozenset[str]

    @classmethod
    def of(cls, title: str) -> _Title:
        """The words of a title."""
        words = words_of(title)[:_MOST_WORDS]
        stretches = tuple(_stretches(words))
        shorts = frozenset(short for short, _, _ in stretches)
        return cls(title_key(title), words, stretches, shorts, frozenset(words))

    def marks(self) -> Iterable[str]:
        """The words, each once, what two of them are as one, and the initials of several."""
        return dict.fromkeys((*self.words, *(short for short, _, _ in self.stretches)))

    def as_in(self, others: tuple[str, ...]) -> tuple[str, ...]:
        """The words, a stretch of them in one word where the others have it so."""
        if self.shorts.isdisjoint(others):
            return self.words
        for short, start, end in self.stretches:
            if short in others and short not in self.words:
                return (*self.words[:start], short, *self.words[end:])
        return self.words


def _stretches(words: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """What a stretch of words is in one: two run together, or the initials of more; with start and end."""
    for start in range(len(words)):
        if start + 2 <= len(words):
            yield words[start] + words[start + 1], start, start + 2
        for end in range(start + _INITIALS.start, min(start + _INITIALS.stop - 1, len(words)) + 1):
            yield "".join(word[0] for word in words[start:end]), start, end


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles by id, and ids by what stands in them: a word, two run together, initials, or all of it."""

    titles: Mapping[str, _Title]
    index: Mapping[str, tuple[str, ...]]
    same: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, titles: Mapping[str, str]) -> Titles:
        """The titles, ready to be asked for those near one."""
        index: dict[str, list[str]] = defaultdict(list)
        same: dict[str, list[str]] = defaultdict(list)
        known = {name: _Title.of(title) for name, title in titles.items()}
        for name, title in known.items():
            same[title.key].append(name)
            for mark in title.marks():
                index[mark].append(name)
        return cls(
            known, {mark: tuple(names) for mark, names in index.items()},
            {key: tuple(names) for key, names in same.items()},
        )  # fmt: skip

    def near(self, title: str) -> tuple[tuple[str, float], ...]:
        """The ids of titles near this one with their likeness, the most alike first; 100 is the same.

        Of many that are the same there are the first `RARE`.
        """
        return self._near(_Title.of(title))

    def near_one(self, name: str) -> tuple[tuple[str, float], ...]:
        """The ids of titles near that of one of them, itself among these; as `near`."""
        return self._near(self.titles[name])

    def _near(self, one: _Title) -> tuple[tuple[str, float], ...]:
        shared = (self.index.get(mark, ()) for mark in one.marks())
        names = dict.fromkeys(self.same.get(one.key, ())[:RARE])
        names |= dict.fromkeys(name for names in shared if len(names) <= RARE for name in names)
        found = ((name, _likeness(one, self.titles[name])) for name in names)
        near = ((name, alike) for name, alike in found if alike >= NEAR)
        return tuple(sorted(near, key=lambda pair: (-pair[1], pair[0])))


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 100, whatever order their words have.

    Each word of the shorter one must have its like in the other; a number is like itself alone.
    """
    return _likeness(_Title.of(one), _Title.of(other))


def _likeness(one: _Title, other: _Title) -> float:
    if one.key == other.key:
        return SAME
    if one.shorts.isdisjoint(other.each) and other.shorts.isdisjoint(one.each):
        fewer, more = (one, other) if len(one.words) <= len(other.words) else (other, one)
        return _alike(fewer.words, more.words, fewer.each - more.each, more.each - fewer.each)
    left, right = one.as_in(other.words), other.as_in(one.words)
    few, many = sorted((left, right), key=len)
    is_short = (left, right) != (one.words, other.words)
    return _alike(few, many, frozenset(few) - frozenset(many), frozenset(many) - frozenset(few), is_short)


def _alike(
    few: tuple[str, ...], many: tuple[str, ...], unlike: frozenset[str], left_over: frozenset[str],
    is_short: bool = False,  # noqa: FBT001, FBT002 - this is asked hundreds of thousands of times
) -> float:  # fmt: skip
    """How alike words are; `unlike` are the few that are not among the many, `left_over` the other way."""
    if not few or not all(any(_is_like(word, rest) for rest in left_over) for word in unlike):
        return 0.0
    is_part = not unlike and (len(few) > 1 or is_short)
    whole = _ratio()(" ".join(sorted(few)), " ".join(sorted(many)))
    return min(_NEARLY, max(whole, _PART if is_part else 0.0))


@lru_cache(maxsize=100_000)
def _is_like(word: str, other: str) -> bool:
    """Whether a word may be another, spelled otherwise."""
    return word.isalpha() and other.isalpha() and _ratio()(word, other) >= _SPELLED


@cache
def _ratio() -> Callable[[str, str], float]:
    """How alike two texts are, from 0 to 100; imported when it is first asked for."""
    from rapidfuzz import fuzz

    return fuzz.ratio
