"""Titles by what they say: keys that no case, punctuation, accent, plural or order of words changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pmcli.model.feature import Feature

_SPOKEN: Final = str.maketrans({"&": " and ", "+": " plus ", "%": " percent ", "'": "", "’": ""})
_SHARP: Final = re.compile(r"(?<=[^\W\d_])#")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_PLAIN: Final = re.compile(r"[a-z0-9]+")
_SIBILANT: Final = frozenset("sxzhio")
"""What stands before the "e" of a plural in -es: boxes, classes, dishes, stories, heroes."""
_SHORT: Final = 3
"""A word of so few letters is whole: SMS, bus, yes."""


def words_of(title: str) -> tuple[str, ...]:
    """The words of a title in their order, in small letters without accents, plurals as singulars."""
    spoken = _SHARP.sub(" sharp ", title).translate(_SPOKEN)
    if not spoken.isascii():
        spoken = _ACCENTS.sub("", unicodedata.normalize("NFKD", spoken).casefold())
    folded = spoken.casefold()
    words = _PLAIN.findall(folded) if folded.isascii() else _parted(folded).split()
    return tuple(map(singular, words))


def _parted(text: str) -> str:
    """The text with a blank for whatever is no letter, digit, or mark upon one."""
    return "".join(
        sign if sign.isalnum() or unicodedata.category(sign).startswith("M") else " " for sign in text
    )


@lru_cache(maxsize=4096)
def singular(word: str) -> str:
    """The stem that a word in small letters shares with its English plural; it may be no word itself."""
    while len(word) > _SHORT and (word[-1] == "s" or (word[-1] == "e" and word[-2] in _SIBILANT)):
        word = word[:-1]
    return f"{word[:-1]}i" if word.endswith("y") else word


def title_key(title: str) -> str:
    """The key that titles share which say the same; one without a word is its own."""
    return " ".join(sorted(words_of(title))) or title.strip()


def same_titles(features: Iterable[Feature]) -> tuple[tuple[Feature, ...], ...]:
    """The features that share a title, group by group, each in the order given.

    Where all of a group name a product, or a parent, only those of the same one share it. A feature is no
    second of what it is a part of.
    """
    groups = tuple(_grouped(features, lambda feature: title_key(feature.title)).values())
    for name in (_product, _parent):
        groups = tuple(part for group in groups if len(group) > 1 for part in _told_apart(group, name))
    above = ((group, {feature.parent for feature in group}) for group in groups)
    alike = (tuple(one for one in group if one.id not in parents) for group, parents in above)
    return tuple(group for group in alike if len(group) > 1)


def _product(feature: Feature) -> str:
    return feature.product or ""


def _parent(feature: Feature) -> str:
    return feature.parent or ""


def _told_apart(
    group: tuple[Feature, ...], name: Callable[[Feature], str]
) -> Iterable[tuple[Feature, ...]]:  # fmt: skip
    """The group in parts by a name that each of them has; whole where one has none."""
    return _grouped(group, name).values() if all(map(name, group)) else (group,)


def _grouped(
    features: Iterable[Feature], name: Callable[[Feature], str]
) -> Mapping[str, tuple[Feature, ...]]:  # fmt: skip
    groups: dict[str, list[Feature]] = {}
    for feature in features:
        groups.setdefault(name(feature), []).append(feature)
    return {key: tuple(group) for key, group in groups.items()}
