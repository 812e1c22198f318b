"""Ids made of titles: short, of whole words, told apart by words before numbers.

An id has all words of its title where it holds them, else the first that tell something, as many as it holds.
Where titles share these, each gets a later word that the others lack ("appointment-sms" beside
"appointment-email"), whatever their order. Only titles of the same words are told apart by the key of their
source, or else by numbers.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

from pmcli.model.naming import slug

MOST: Final = 24
"""An id made of a title is no longer: people type it."""
_LONGEST_TITLE: Final = 1000
_LONGEST_KEY: Final = 12
"""A longer key of a source tells a reader no more than a number."""
_LATER: Final = 24
"""The words of a long title that are looked at to tell it from others."""
_SMALL: Final = frozenset({
    "a", "an", "and", "and-or", "are", "as", "at", "be", "by", "for", "from", "in", "into", "is", "it", "its",
    "of", "on", "onto", "or", "our", "plus", "so", "than", "that", "the", "their", "then", "this", "to", "vs",
    "was", "we", "when", "where", "which", "while", "will", "with", "your",
})  # fmt: skip
"""Words that tell nothing, where they stand alone and not last: in "sign-on" and "check in" they tell."""
RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
"""Names that no file may have on Windows."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """What an id is wanted for: its title, and the key by which its source knows it."""

    title: str
    key: str


def new_id(title: str, taken: Mapping[str, str]) -> str | None:
    """An id of words of the title that is none of those taken, which have titles too.

    Where its words do not tell it from what is there it is the one taken; None where it makes none.
    """
    words, known = _Words.of(title), _folded(taken)
    rival = _Words.of(known.get(words.plain, ""))
    choices = [words.plain, *words.told_apart(_Rivals.of([rival.telling]))]
    choices += [words.with_small] if rival.whole != words.whole else []
    return next((name for name in choices if name not in known), words.plain) or None


def new_ids(unnamed: Sequence[Unnamed], taken: Mapping[str, str]) -> list[str]:
    """An id for each, none twice and none of those taken, which have titles too."""
    return _Batch(unnamed, _folded(taken)).named()


def _folded(taken: Mapping[str, str]) -> dict[str, str]:
    return dict.fromkeys(RESERVED, "") | {name.casefold(): title for name, title in taken.items()}


class _Batch:
    """Ids for many at once, so that the order of rows counts only where words are the same."""

    def __init__(self, unnamed: Sequence[Unnamed], taken: dict[str, str]) -> None:
        self.unnamed, self.taken = unnamed, taken
        self.words = [_Words.of(one.title) or _Words.of_key(one.key) for one in unnamed]
        self.sharing: dict[str, list[int]] = {}
        for at, words in enumerate(self.words):
            self.sharing.setdefault(words.plain, []).append(at)
        self.rivals = {plain: _Rivals.of(self._sharing(plain)) for plain in self.sharing}
        self.same = Counter(words.whole for words in self.words)
        self.firsts: dict[tuple[str, ...], str] = {}
        self.free: dict[str, int] = {}
        self.ids: dict[int, str] = {}

    def named(self) -> list[str]:
        """The ids, in the order asked for; those that have the plain one for themselves are named first."""
        for plain, sharing in self.sharing.items():
            owner = self._owner(sharing)
            if owner is not None and plain not in self.taken:
                self._name(owner, plain)
        rest = [at for at in range(len(self.unnamed)) if at not in self.ids]
        for at in sorted(rest, key=lambda at: self.words[at].telling):
            self._name(at, next(name for name in self._choices(at) if name not in self.taken))
        return [self.ids[at] for at in range(len(self.unnamed))]

    def _sharing(self, plain: str) -> list[tuple[str, ...]]:
        """The words of those that share a plain id, or have it already."""
        rivals = [self.words[at].telling for at in self.sharing[plain]]
        if plain in self.taken:
            rivals.append(_Words.of(self.taken[plain]).telling)
        return list(dict.fromkeys(rivals))

    def _owner(self, sharing: list[int]) -> int | None:
        """Which of those that share a plain id may have it; None where each has a word of its own."""
        rivals = self.rivals[self.words[sharing[0]].plain]
        owners = [at for at in sharing if not self.words[at].later(rivals)]
        return min(owners, key=lambda at: (len(self.words[at].telling), self.words[at].telling), default=None)

    def _name(self, at: int, name: str) -> None:
        self.ids[at] = name
        self.taken[name] = self.unnamed[at].title
        self.firsts.setdefault(self.words[at].telling, name)

    def _choices(self, at: int) -> Iterator[str]:
        """Ids to choose from, the best first, without end."""
        words, key = self.words[at], slug(self.unnamed[at].key)
        first = self.firsts.get(words.telling)
        if first is None:
            yield from words.told_apart(self.rivals[words.plain])
        if self.same[words.whole] == 1 and words.whole != _Words.of(self.taken.get(words.plain, "")).whole:
            yield words.with_small
        base = words.telling if first is None else first.split("-")
        if 0 < len(key) <= _LONGEST_KEY and not words.has_any(key):
            yield _before(base, key)
        number = 2
        while True:
            stem = _before(base, str(number)).removesuffix(str(number))
            free = self.free.get(stem, number)  # what comes before it is taken, as far as its stem goes
            if free > number:
                digits = len(str(number))
                number = min(free, 10**digits)
                if len(str(number)) > digits:
                    continue
            self.free[stem] = number + 1
            yield _before(base, str(number))
            number += 1


@lru_cache(maxsize=10_000)
def _word(token: str) -> str:
    """A word of a title as it stands in an id: the same words come again and again."""
    return slug(token, _LONGEST_TITLE * 3)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a title: those that tell something, and all of them; each fits into an id."""

    telling: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    @classmethod
    def of(cls, title: str) -> _Words:
        """The words of a title, none where most of its letters cannot stand in an id."""
        text = unicodedata.normalize("NFC", title[:_LONGEST_TITLE])
        tokens = [name for token in _apart(text).split() if (name := _word(token))]
        if 2 * sum(len(name.replace("-", "")) for name in tokens) < sum(letter.isalnum() for letter in text):
            return cls()
        telling = [name for name in tokens[:-1] if name not in _SMALL] + tokens[-1:]
        return cls(_sized(telling), _sized(tokens))

    @classmethod
    def of_key(cls, key: str) -> _Words:
        """The words of a key, for what has no title of letters; "feature" where it has none either."""
        words = _sized([slug(key) or "feature"])
        return cls(words, words)

    def __bool__(self) -> bool:
        return bool(self.telling)

    @property
    def plain(self) -> str:
        """All words where an id holds them; else the first that tell something, as many as it holds."""
        whole = _joined(self.whole)
        return whole if len(whole) <= MOST else _joined(_fitting(self.telling))

    @property
    def with_small(self) -> str:
        """The first of all words, as many as an id holds."""
        return _joined(_fitting(self.whole))

    def later(self, rivals: _Rivals) -> list[str]:
        """The words behind those of the plain id that some rivals lack, first those that most lack."""
        shown = len(_fitting(self.telling))
        words = dict.fromkeys(self.telling[shown : shown + _LATER])
        return sorted(
            (word for word in words if rivals.have[word] < rivals.count), key=rivals.have.__getitem__
        )

    def told_apart(self, rivals: _Rivals) -> Iterator[str]:
        """Ids with a later word, or two, that few rivals have, in place of earlier ones."""
        shown = len(_fitting(self.telling))
        later = dict.fromkeys(self.telling[shown : shown + _LATER])
        rare = sorted(
            (word for word in later if rivals.have[word] < rivals.count), key=rivals.have.__getitem__
        )
        for count in (1, 2):
            for chosen in combinations(rare, count):
                tail = sorted(chosen, key=self.telling.index)
                if len(_joined(tail)) <= MOST:
                    head = [word for word in self.telling[:shown] if word not in tail]
                    yield _joined([*_fitting(head, MOST - len(_joined(tail)) - 1), *tail])

    def has_any(self, name: str) -> bool:
        """Whether a part of a name is one of the words."""
        return not set(name.split("-")).isdisjoint(_joined(self.telling).split("-"))


@dataclass(frozen=True, slots=True)
class _Rivals:
    """Titles from which one is to be told apart: how many there are, and how many of them have a word."""

    count: int
    have: Counter[str]

    @classmethod
    def of(cls, rivals: Sequence[tuple[str, ...]]) -> _Rivals:
        """The rivals with these words."""
        return cls(len(rivals), Counter(word for words in rivals for word in dict.fromkeys(words)))


def _apart(text: str) -> str:
    """The text with dashes for signs and dots, but those that `slug` spells."""
    is_sign = {char for char in set(text) if unicodedata.category(char)[0] in "PS"} - {*"&+%'’"}
    return "".join("-" if char in is_sign else char for char in text)


def _sized(tokens: Sequence[str]) -> tuple[str, ...]:
    """The words, cut between: "sign-on" and "e-mail" are one, "zero-downtime" two; a lone long one is cut."""
    words: list[str] = []
    for token in tokens:
        parts = token.split("-")
        is_one = len(token) <= MOST and any(part in _SMALL or len(part) == 1 for part in parts)
        words += [token] if is_one else parts
    return tuple(word for word in words if len(word) <= MOST) or tuple(word[:MOST] for word in words[:1])


def _fitting(words: Sequence[str], room: int = MOST) -> list[str]:
    """The first of the words, as many as there is room for."""
    fitting: list[str] = []
    for word in words:
        if len(_joined([*fitting, word])) > room:
            break
        fitting.append(word)
    return fitting


def _before(words: Sequence[str], tail: str) -> str:
    """The first words and something behind them; a first word that leaves no room for it is cut."""
    room = MOST - len(tail) - 1
    return f"{_joined(_fitting(words, room)) or words[0][:room].rstrip('-')}-{tail}"


def _joined(words: Sequence[str]) -> str:
    return "-".join(words)
