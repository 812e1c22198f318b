"""Features by what somebody calls them: a part of an id or of a title."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeVar

from pmcli.model.diagnostic import Guess, did_you_mean, nearest
from pmcli.model.naming import folded

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature

LISTED: Final = 10
"""The features that are listed where several are meant."""
_WIDEST: Final = 60
"""The letters of a title that are shown beside an id."""


class Called(Protocol):
    """What has an id and a title."""

    @property
    def id(self) -> str:
        """The id."""

    @property
    def title(self) -> str:
        """The title."""


class Title(NamedTuple):
    """A feature, so far as it is looked for."""

    id: str
    title: str


_Called = TypeVar("_Called", bound=Called)


def matching(name: str, features: Mapping[str, _Called]) -> tuple[_Called, ...]:
    """The features that have all words of a name in id or title, in their order.

    A whole title counts for more than beginnings of words, and these for more than what is inside of words:
    of the best kind there are all, of the others none.
    """
    wanted = folded(name)
    texts = {one.id: folded(f"{one.id} {one.title}") for one in features.values()}
    words = tuple(dict.fromkeys(wanted.split()))
    beginnings = [re.compile(rf"(?<![^\W_]){re.escape(word)}") for word in words]
    kinds = (
        [one.id for one in features.values() if folded(one.title) == wanted],
        [name for name, text in texts.items() if all(word.search(text) for word in beginnings)],
        [name for name, text in texts.items() if all(word in text for word in words)],
    )
    return tuple(features[name] for name in next(filter(None, kinds), ())) if wanted else ()


def told(feature: Feature) -> str:
    """A feature by its id, with its title."""
    title = " ".join(feature.title.split())
    return f"{feature.id} ({title if len(title) <= _WIDEST else f'{title[: _WIDEST - 1]}…'})"


def listed(features: Sequence[Feature]) -> str:
    """The first of some features in one line."""
    more = len(features) - LISTED
    return ", ".join(map(told, features[:LISTED])) + (f" and {more:,} more" if more > 0 else "")


def guess(name: str, features: Mapping[str, Feature]) -> str | None:
    """A `Guess` at the one that is meant: an id alike, or the only one with such a part; None for none."""
    near = nearest(name, features)
    if near is None or near.casefold() != name.casefold():
        found = matching(name, features)
        if len(found) == 1:
            return Guess.of(told(found[0]))
    return did_you_mean(name, features)


def experiment_names(backlog: Backlog) -> dict[str, None]:
    """The names of experiments: each by its id, and all of a feature by the id of that; in their order."""
    tested = [feature for feature in backlog.features.values() if feature.experiments]
    own = (test.id for feature in tested for test in feature.experiments if test.id is not None)
    return dict.fromkeys((*own, *(feature.id for feature in tested)))
